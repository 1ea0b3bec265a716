// Looking around, the session, jobs and plans.
parser grammar SqlShow;

showStatement
  : SHOW
    ( ( CATALOGS | JARS | JOBS | FULL? MODULES ) showFilter?
    | CURRENT ( CATALOG | DATABASE )
    | ( DATABASES | TABLES | VIEWS | MATERIALIZED TABLES | USER? FUNCTIONS | PROCEDURES | MODELS
      | CONNECTIONS )
      ( ( FROM | IN ) qualifiedName )? showFilter?
    | COLUMNS ( FROM | IN ) qualifiedName showFilter?
    | PARTITIONS qualifiedName partitionSpec?
    | CREATE ( TABLE | VIEW | CATALOG | MODEL | CONNECTION | MATERIALIZED TABLE ) qualifiedName )
  ;
showFilter : NOT? ( LIKE | ILIKE ) stringLiteral ;

describeStatement
  : ( DESCRIBE | DESC )
    ( ( CATALOG | DATABASE | FUNCTION | MODEL | CONNECTION ) EXTENDED? qualifiedName
    | JOB stringLiteral
    | TABLE? EXTENDED? qualifiedName )
  ;

explainStatement
  : EXPLAIN ( PLAN FOR | explainDetail ( COMMA explainDetail )* )?
    ( query | insertStatement | statementSet | EXECUTE ( query | insertStatement | statementSet )
    | createStatement | updateStatement | deleteStatement )
  ;
explainDetail : ESTIMATED_COST | CHANGELOG_MODE | PLAN_ADVICE | JSON_EXECUTION_PLAN ;

// The unquoted form of the old client: the rest of the statement is the value.
setStatement : SET ( stringLiteral EQ stringLiteral | settingKey EQ settingValue )? ;
resetStatement : RESET ( stringLiteral | settingKey )? ;
settingKey : ~( SEMICOLON | EQ | STRING_LITERAL ) ~( SEMICOLON | EQ )* ;
settingValue : ~SEMICOLON+ ;

useStatement
  : USE ( CATALOG identifier | MODULES identifier ( COMMA identifier )* | qualifiedName )
  ;
loadStatement : LOAD MODULE identifier withOptions? ;
unloadStatement : UNLOAD MODULE identifier ;
jarStatement : ( ADD | REMOVE ) JAR stringLiteral ;
stopStatement : STOP JOB stringLiteral ( WITH SAVEPOINT )? ( WITH DRAIN )? ;
clientCommand : HELP | CLEAR | QUIT | EXIT | SOURCE stringLiteral ;
analyzeStatement
  : ANALYZE ( TABLE qualifiedName partitionSpec? | TABLES ( ( FROM | IN ) qualifiedName )? )
    COMPUTE STATISTICS ( FOR ( COLUMNS identifier ( COMMA identifier )* | ALL COLUMNS ) )?
  ;
callStatement : CALL qualifiedName arguments ;
compileStatement
  : COMPILE ( AND EXECUTE PLAN stringLiteral FOR planTarget
            | PLAN stringLiteral ( IF NOT EXISTS )? FOR planTarget )
  ;
planTarget : insertStatement | statementSet ;
