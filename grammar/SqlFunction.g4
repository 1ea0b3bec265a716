// Function calls: the common form, and those with words between their arguments.
parser grammar SqlFunction;

// What follows the name.
call : arguments callTail ;
callTail : nullTreatment? withinGroup? filter? over? ;
nullTreatment : ( RESPECT | IGNORE ) NULLS ;
withinGroup : WITHIN GROUP LPAREN orderBy RPAREN ;
filter : FILTER LPAREN WHERE expression RPAREN ;
over : OVER ( identifier | windowSpecification ) ;

arguments
  : LPAREN
    ( STAR
    | setQuantifier? argument ( COMMA argument )* orderBy? nullTreatment?
    )?
    RPAREN
  ;
argument : ( identifier ARROW )? argumentValue ;
argumentValue
  : TABLE ( qualifiedName | LPAREN query RPAREN ) partitionBy? orderBy?
  | DEFAULT
  | expression ( partitionBy orderBy? )?
  ;
// Several columns need parentheses: a comma ends the argument.
partitionBy : PARTITION BY ( LPAREN expression ( COMMA expression )* RPAREN | expression ) ;

windowSpecification
  : LPAREN identifier? ( PARTITION BY expression ( COMMA expression )* )? orderBy? windowFrame?
    RPAREN
  ;
windowFrame : ( ROWS | RANGE ) ( frameBound | BETWEEN frameBound AND frameBound ) ;
frameBound
  : UNBOUNDED ( PRECEDING | FOLLOWING )
  | CURRENT ROW
  | additive ( PRECEDING | FOLLOWING )
  ;

// Reserved words that are functions by name.
functionWord
  : ABS | ARRAY_CONCAT_AGG | AVG | CARDINALITY | CHAR | CHARACTER_LENGTH | CHAR_LENGTH | CLASSIFIER
  | COALESCE | COLLECT | CONTAINS | CONVERT | CORR | COUNT | COVAR_POP | COVAR_SAMP | CUME_DIST
  | DAY | DENSE_RANK | ELEMENT | EVERY | EXP | FIRST_VALUE | FUSION | GROUP_CONCAT | GROUPING
  | HASH | HOUR | INTERSECTION | LAG | LAST_VALUE | LEAD | LEFT | LN | LOWER | MATCH_NUMBER | MAX
  | MIN | MINUTE | MOD | MONTH | NEXT | NTH_VALUE | NTILE | NULLIF | OCTET_LENGTH | PERCENTILE_CONT
  | PERCENTILE_DISC | PERCENT_RANK | POWER | PREV | RANK | REGR_AVGX | REGR_AVGY | REGR_COUNT
  | REGR_INTERCEPT | REGR_R2 | REGR_SLOPE | REGR_SXX | REGR_SXY | REGR_SYY | RIGHT | ROW_NUMBER
  | SECOND | SEARCH | SQRT | STDDEV_POP | STDDEV_SAMP | STRING_AGG | SUM | TRANSLATE | TRUNCATE
  | UPPER | VAR_POP | VAR_SAMP | WIDTH_BUCKET | YEAR
  ;
// Functions without parentheses; some take a precision.
contextFunction
  : ( CURRENT_DATE | CURRENT_TIME | CURRENT_TIMESTAMP | LOCALTIME | LOCALTIMESTAMP | USER
    | CURRENT_CATALOG | CURRENT_PATH | CURRENT_ROLE | CURRENT_SCHEMA | CURRENT_USER | SESSION_USER
    | SYSTEM_USER )
    ( LPAREN integer? RPAREN )?
  ;

extractCall : EXTRACT LPAREN timeUnit FROM expression RPAREN ;
roundingCall : ( FLOOR | CEIL | CEILING ) LPAREN expression ( TO timeUnit )? RPAREN ;
timestampCall
  : ( TIMESTAMPADD | TIMESTAMPDIFF ) LPAREN timeUnit COMMA expression COMMA expression RPAREN
  ;
trimCall : TRIM LPAREN trimSide? expression? ( FROM expression )? RPAREN ;
trimSide : BOTH | LEADING | TRAILING ;
substringCall
  : SUBSTRING LPAREN expression ( FROM | COMMA ) expression ( ( FOR | COMMA ) expression )? RPAREN
  ;
overlayCall
  : OVERLAY LPAREN expression ( PLACING | COMMA ) expression ( FROM | COMMA ) expression
    ( ( FOR | COMMA ) expression )? RPAREN
  ;
positionCall : POSITION LPAREN additive IN expression ( FROM expression )? RPAREN ;

jsonCall
  : JSON_EXISTS LPAREN expression COMMA expression jsonBehavior* RPAREN
  | ( JSON_VALUE | JSON_QUERY ) LPAREN expression COMMA expression ( RETURNING dataType )?
    jsonWrapper? jsonBehavior* RPAREN
  | JSON_OBJECT LPAREN ( jsonPair ( COMMA jsonPair )* )? jsonNullClause? RPAREN
  | JSON_ARRAY LPAREN ( expression ( COMMA expression )* )? jsonNullClause? RPAREN
  | JSON_OBJECTAGG LPAREN jsonPair jsonNullClause? RPAREN callTail
  | JSON_ARRAYAGG LPAREN expression orderBy? jsonNullClause? RPAREN callTail
  ;
jsonPair : KEY? expression ( VALUE | COLON ) expression ;
jsonNullClause : ( NULL_ | ABSENT ) ON NULL_ ;
jsonWrapper : ( WITHOUT | WITH ( CONDITIONAL | UNCONDITIONAL )? ) ARRAY? WRAPPER ;
jsonBehavior
  : ( TRUE_ | FALSE_ | UNKNOWN | NULL_ | ERROR | EMPTY ( ARRAY | OBJECT )? | DEFAULT expression )
    ON ( EMPTY | ERROR )
  ;
