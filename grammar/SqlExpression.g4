// Expressions, one rule per level of precedence (Calcite's levels).
parser grammar SqlExpression;

expression : conjunction ( OR conjunction )* ;
conjunction : negation ( AND negation )* ;
negation : NOT* isPredicate ;
isPredicate : comparison isSuffix* ;
isSuffix
  : IS NOT?
    ( NULL_ | TRUE_ | FALSE_ | UNKNOWN | EMPTY | A SET
    | JSON ( VALUE | OBJECT | ARRAY | SCALAR )?
    | DISTINCT FROM rangePredicate )
  ;
comparison : rangePredicate comparisonSuffix* ;
comparisonSuffix
  : comparisonOperator ( ( SOME | ANY | ALL ) queryOrList | rangePredicate )
  | periodOperator rangePredicate
  ;
comparisonOperator : EQ | NE | LT | LE | GT | GE ;
periodOperator : OVERLAPS | CONTAINS | EQUALS | IMMEDIATELY? ( PRECEDES | SUCCEEDS ) ;
rangePredicate : additive rangeSuffix* ;
rangeSuffix
  : NOT?
    ( IN queryOrList
    | BETWEEN ( SYMMETRIC | ASYMMETRIC )? additive AND additive
    | ( LIKE | SIMILAR TO ) additive ( ESCAPE additive )?
    | MEMBER OF additive
    | SUBMULTISET OF additive )
  ;
queryOrList : LPAREN ( query | expression ( COMMA expression )* ) RPAREN ;
additive : multiplicative additiveSuffix* ;
additiveSuffix
  : ( PLUS | DASH ) multiplicative
  | MULTISET ( UNION | INTERSECT | EXCEPT ) ( ALL | DISTINCT )? multiplicative
  ;
multiplicative : signedOperand ( ( STAR | SLASH | PERCENT_SIGN | CONCAT ) signedOperand )* ;
signedOperand : ( PLUS | DASH )* postfix ;

// A chain of names is a column, whose end the binder finds; a call ends with its parentheses.
postfix : primary accessor* ;
accessor
  : DOT_SIGN ( identifier call? | STAR )
  | LBRACKET expression RBRACKET
  ;
primary
  : literal
  | identifier call?
  | functionWord call
  | contextFunction
  | ( RUNNING | FINAL ) ( functionWord | identifier ) call
  | extractCall | roundingCall | timestampCall | trimCall | substringCall | overlayCall
  | positionCall | jsonCall
  | caseExpression
  | ( CAST | TRY_CAST ) LPAREN expression AS dataType RPAREN
  | rowConstructor
  | collection
  | ( EXISTS | UNIQUE ) LPAREN query RPAREN
  | parenthesized
  ;
parenthesized
  : LPAREN query RPAREN
  | LPAREN expression ( COMMA expression )* RPAREN
    ( ( YEAR | MONTH | DAY | HOUR | MINUTE | SECOND ) intervalTail )?
  ;

caseExpression : CASE expression? whenClause+ ( ELSE expression )? END ;
whenClause : WHEN expression ( COMMA expression )* THEN expression ;
rowConstructor
  : ROW LPAREN ( expression ( COMMA expression )* )? RPAREN
  | PERIOD LPAREN expression COMMA expression RPAREN
  ;
collection
  : ( ARRAY | MAP | MULTISET )
    ( LBRACKET ( expression ( COMMA expression )* )? RBRACKET | LPAREN query RPAREN )
  ;

literal
  : NULL_ | TRUE_ | FALSE_ | UNKNOWN
  | EXACT | APPROXIMATE
  | stringLiteral | BINARY_LITERAL
  | ( DATE | TIME | TIMESTAMP ) stringLiteral
  | intervalLiteral
  ;
intervalLiteral
  : INTERVAL ( PLUS | DASH )?
    ( stringLiteral | EXACT | LPAREN expression RPAREN | qualifiedName ) intervalQualifier
  ;
intervalQualifier : timeUnit intervalTail ;
intervalTail
  : ( LPAREN integer ( COMMA integer )? RPAREN )? ( TO timeUnit ( LPAREN integer RPAREN )? )?
  ;
// Plural and rarer units are ordinary words; the builder knows them.
timeUnit : YEAR | MONTH | DAY | HOUR | MINUTE | SECOND | WORD ;
