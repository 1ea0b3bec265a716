// CREATE, ALTER and DROP.
parser grammar SqlTable;

// Which words go with which object is checked by the builder, with a better message.
createStatement
  : CREATE ( OR ( REPLACE | ALTER ) )? TEMPORARY? SYSTEM?
    ( createTable | createView | createCatalog | createDatabase | createFunction | createModel
    | createConnection | createMaterializedTable )
  | REPLACE createTable
  ;
createTable
  : TABLE ifNotExists? qualifiedName
    ( LPAREN tableElement ( COMMA tableElement )* RPAREN )?
    comment? distribution? partitionedBy? withOptions?
    ( tableLike | AS query )?
  ;
ifNotExists : IF NOT EXISTS ;
ifExists : IF EXISTS ;
comment : COMMENT stringLiteral ;
tableElement : column | tableConstraint | watermark ;
column
  : identifier
    ( dataType ( METADATA ( FROM stringLiteral )? VIRTUAL? )? columnConstraint? comment?
    | AS expression comment?
    )?
  ;
columnConstraint : ( CONSTRAINT identifier )? ( PRIMARY KEY | UNIQUE ) enforcement? ;
tableConstraint
  : ( CONSTRAINT identifier )? ( PRIMARY KEY | UNIQUE ) identifierList enforcement?
  ;
enforcement : NOT? ENFORCED ;
watermark : WATERMARK FOR qualifiedName AS expression ;
distribution : DISTRIBUTED distributionRule ;
distributionRule
  : BY ( HASH | RANGE )? identifierList ( INTO integer BUCKETS )?
  | INTO integer BUCKETS
  ;
partitionedBy : PARTITIONED BY identifierList ;
withOptions : WITH optionList ;
optionList : LPAREN ( option ( COMMA option )* )? RPAREN ;
option : stringLiteral EQ stringLiteral ;
keyList : LPAREN stringLiteral ( COMMA stringLiteral )* RPAREN ;
tableLike : LIKE qualifiedName ( LPAREN likeOption* RPAREN )? ;
likeOption
  : ( INCLUDING | EXCLUDING | OVERWRITING )
    ( ALL | CONSTRAINTS | DISTRIBUTION | GENERATED | METADATA | OPTIONS | PARTITIONS | WATERMARKS )
  ;

createView : VIEW ifNotExists? qualifiedName identifierList? comment? AS query ;
createCatalog : CATALOG ifNotExists? identifier comment? withOptions? ;
createDatabase : DATABASE ifNotExists? qualifiedName comment? withOptions? ;
createFunction
  : FUNCTION ifNotExists? qualifiedName AS stringLiteral functionLanguage? functionResources?
  ;
functionLanguage : LANGUAGE ( JAVA | SCALA | SQL | PYTHON ) ;
functionResources : USING functionResource ( COMMA functionResource )* ;
functionResource : JAR stringLiteral ;
createModel
  : MODEL ifNotExists? qualifiedName ( INPUT modelColumns )? ( OUTPUT modelColumns )? comment?
    withOptions? ( AS query )?
  ;
modelColumns : LPAREN column ( COMMA column )* RPAREN ;
createConnection : SECRET? CONNECTION ifNotExists? qualifiedName comment? withOptions? ;
createMaterializedTable
  : MATERIALIZED TABLE ifNotExists? qualifiedName
    ( LPAREN tableElement ( COMMA tableElement )* RPAREN )?
    comment? distribution? partitionedBy? withOptions?
    ( FRESHNESS EQ intervalLiteral )? ( REFRESH_MODE EQ ( FULL | CONTINUOUS ) )?
    AS query
  ;

alterStatement
  : ALTER
    ( alterTable | alterView | alterDatabase | alterCatalog | alterFunction | alterModel
    | alterMaterializedTable )
  ;
alterTable : TABLE ifExists? qualifiedName tableChange ;
tableChange
  : RENAME ( TO qualifiedName | qualifiedName TO identifier )
  | SET optionList
  | RESET keyList
  | ADD ( schemaChange | ifNotExists? ( partitionSpec withOptions? )+ )
  | MODIFY schemaChange
  | DROP
    ( PRIMARY KEY
    | CONSTRAINT identifier
    | WATERMARK
    | DISTRIBUTION
    | ifExists? partitionSpec ( COMMA partitionSpec )*
    | LPAREN qualifiedName ( COMMA qualifiedName )* RPAREN
    | qualifiedName )
  ;
schemaChange
  : LPAREN schemaElement ( COMMA schemaElement )* RPAREN
  | DISTRIBUTION distributionRule
  | schemaElement
  ;
schemaElement
  : column ( FIRST | AFTER identifier )?
  | tableConstraint
  | watermark
  ;
partitionSpec : PARTITION LPAREN partitionValue ( COMMA partitionValue )* RPAREN ;
partitionValue : identifier ( EQ DASH? literal )? ;
alterView : VIEW ifExists? qualifiedName ( RENAME TO qualifiedName | AS query ) ;
alterDatabase : DATABASE qualifiedName SET optionList ;
alterCatalog : CATALOG identifier ( SET optionList | RESET keyList | comment ) ;
alterFunction
  : TEMPORARY? SYSTEM? FUNCTION ifExists? qualifiedName AS stringLiteral functionLanguage?
    functionResources?
  ;
alterModel
  : ( MODEL | CONNECTION ) ifExists? qualifiedName
    ( RENAME TO qualifiedName | SET optionList | RESET keyList )
  ;
alterMaterializedTable
  : MATERIALIZED TABLE qualifiedName
    ( SUSPEND
    | RESUME withOptions?
    | REFRESH partitionSpec?
    | SET ( optionList | FRESHNESS EQ? intervalLiteral | REFRESH_MODE EQ? ( FULL | CONTINUOUS ) )
    | RESET keyList
    | AS query
    | ( ADD | MODIFY ) schemaChange
    | DROP ( PRIMARY KEY | CONSTRAINT identifier | WATERMARK | DISTRIBUTION
           | LPAREN identifier ( COMMA identifier )* RPAREN | identifier ) )
  ;

dropStatement
  : DROP TEMPORARY? SYSTEM?
    ( ( TABLE | VIEW | FUNCTION | MODEL | CONNECTION | CATALOG | MATERIALIZED TABLE )
      ifExists? qualifiedName
    | DATABASE ifExists? qualifiedName ( RESTRICT | CASCADE )? )
  ;
