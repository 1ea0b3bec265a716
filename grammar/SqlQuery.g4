// Queries.
parser grammar SqlQuery;

query : with? queryBody orderBy? rowLimit? ;
with : WITH RECURSIVE? commonTable ( COMMA commonTable )* ;
commonTable : identifier identifierList? AS LPAREN query RPAREN ;
queryBody : queryTerm ( ( UNION | EXCEPT ) ( ALL | DISTINCT )? queryTerm )* ;
queryTerm : queryPrimary ( INTERSECT ( ALL | DISTINCT )? queryPrimary )* ;
queryPrimary
  : select
  | values
  | TABLE qualifiedName
  | LPAREN query RPAREN
  ;
values : ( VALUES | VALUE ) expression ( COMMA expression )* ;
orderBy : ORDER BY orderItem ( COMMA orderItem )* ;
orderItem : expression ( ASC | DESC )? ( NULLS ( FIRST | LAST ) )? ;
rowLimit
  : LIMIT ( EXACT | ALL ) offset?
  | offset ( LIMIT ( EXACT | ALL ) | fetch )?
  | fetch
  ;
offset : OFFSET EXACT ( ROW | ROWS )? ;
fetch : FETCH ( FIRST | NEXT ) EXACT ( ROW | ROWS ) ONLY ;

select
  : SELECT hints? setQuantifier? selectItem ( COMMA selectItem )*
    ( FROM from )?
    ( WHERE expression )?
    groupBy?
    ( HAVING expression )?
    ( WINDOW namedWindow ( COMMA namedWindow )* )?
    ( QUALIFY expression )?
  ;
setQuantifier : ALL | DISTINCT ;
selectItem : STAR | expression ( AS identifier | bareAlias )? ;
bareAlias : WORD | QUOTED_WORD | bareAliasWord ;
hints : HINT_BEGIN hint ( COMMA? hint )* HINT_END ;
hint : identifier ( LPAREN ( hintArgument ( COMMA hintArgument )* )? RPAREN )? ;
hintArgument
  : ( identifier ( DOT_SIGN identifier )* | stringLiteral ) ( EQ stringLiteral )?
  | DASH? EXACT
  ;

groupBy : GROUP BY setQuantifier? groupingElement ( COMMA groupingElement )* ;
groupingElement
  : ( ROLLUP | CUBE ) LPAREN groupingElement ( COMMA groupingElement )* RPAREN
  | GROUPING SETS LPAREN groupingElement ( COMMA groupingElement )* RPAREN
  | LPAREN RPAREN
  | expression
  ;
namedWindow : identifier AS windowSpecification ;

from : tableReference ( COMMA tableReference )* ;
tableReference : tableFactor join* ;
join
  : NATURAL joinType? JOIN tableFactor
  | CROSS JOIN tableFactor
  | joinType? JOIN tableFactor ( ON expression | USING identifierList )?
  ;
joinType : INNER | ( LEFT | RIGHT | FULL ) OUTER? ;
tableFactor : tablePrimary matchRecognize? tableAlias? tableSample? ;
tableAlias : ( AS identifier | bareAlias ) identifierList? ;
tablePrimary
  : qualifiedName ( arguments | hints? systemTime? )
  | UNNEST LPAREN expression ( COMMA expression )* RPAREN ( WITH ORDINALITY )?
  | TABLE LPAREN tableFunction RPAREN
  | LATERAL ( TABLE LPAREN tableFunction RPAREN | tableFunction | LPAREN query RPAREN
            | UNNEST LPAREN expression ( COMMA expression )* RPAREN ( WITH ORDINALITY )? )
  | LPAREN query RPAREN
  | LPAREN tableReference RPAREN
  ;
tableFunction : qualifiedName arguments ;
systemTime : FOR SYSTEM_TIME AS OF additive ;
tableSample
  : TABLESAMPLE ( BERNOULLI | SYSTEM ) LPAREN expression RPAREN
    ( REPEATABLE LPAREN expression RPAREN )?
  ;

matchRecognize
  : MATCH_RECOGNIZE LPAREN
    ( PARTITION BY expression ( COMMA expression )* )?
    orderBy?
    ( MEASURES measure ( COMMA measure )* )?
    ( ( ONE ROW | ALL ROWS ) PER MATCH )?
    afterMatch?
    PATTERN LPAREN CARET? pattern RPAREN
    ( WITHIN expression )?
    ( SUBSET patternSubset ( COMMA patternSubset )* )?
    DEFINE patternDefinition ( COMMA patternDefinition )*
    RPAREN
  ;
measure : expression AS identifier ;
afterMatch
  : AFTER MATCH SKIP
    ( PAST LAST ROW | TO ( NEXT ROW | FIRST identifier | LAST identifier | identifier ) )
  ;
pattern : patternSequence ( BAR patternSequence )* ;
patternSequence : patternFactor+ ;
patternFactor : patternPrimary patternQuantifier? ;
patternPrimary
  : identifier
  | LPAREN pattern RPAREN
  | PERMUTE LPAREN pattern ( COMMA pattern )* RPAREN
  | LBRACE DASH pattern DASH RBRACE
  ;
patternQuantifier
  : ( STAR | PLUS | QUESTION
    | LBRACE ( integer ( COMMA integer? )? | COMMA integer ) RBRACE )
    QUESTION?
  ;
patternSubset : identifier EQ identifierList ;
patternDefinition : identifier AS expression ;
