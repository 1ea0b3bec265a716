// Data types.
parser grammar SqlType;

dataType : baseType nullability? collectionSuffix* ;
nullability : NOT? NULL_ ;
collectionSuffix : ( ARRAY | MULTISET ) nullability? ;

baseType
  : BOOLEAN | TINYINT | SMALLINT | INT | INTEGER | BIGINT | FLOAT | REAL | DOUBLE PRECISION?
  | ( DECIMAL | DEC | NUMERIC ) ( LPAREN integer ( COMMA scale )? RPAREN )?
  | ( CHARACTER | CHAR ) VARYING? typeLength?
  | VARCHAR typeLength?
  | STRING
  | BINARY VARYING? typeLength?
  | VARBINARY typeLength?
  | BYTES
  | DATE
  | TIME typeLength? ( WITHOUT TIME ZONE )?
  | TIMESTAMP typeLength? ( timeZone )?
  | TIMESTAMP_LTZ typeLength?
  | INTERVAL intervalQualifier
  | ( ARRAY | MULTISET ) LT dataType GT
  | MAP LT dataType COMMA dataType GT
  | rowType
  | RAW LPAREN stringLiteral COMMA stringLiteral RPAREN
  
  | STRUCTURED LT stringLiteral ( COMMA rowField )* GT
  | NULL_
  | qualifiedName typeLength?
  ;
typeLength : LPAREN integer RPAREN ;
scale : DASH? integer ;
timeZone : WITHOUT TIME ZONE | WITH LOCAL? TIME ZONE ;
rowType
  : ROW ( NE | LT ( rowField ( COMMA rowField )* )? GT
        | LPAREN ( rowField ( COMMA rowField )* )? RPAREN )
  ;
rowField : identifier dataType stringLiteral? ;
