// The syntax of Flink SQL. Names of rules are those of the AST where one exists. The rules are
// written so that one token decides nearly everywhere; that keeps the first parse fast.
parser grammar SqlParser;

options { tokenVocab = SqlLexer; }

import SqlStatement, SqlTable, SqlShow, SqlQuery, SqlExpression, SqlFunction, SqlType;

singleStatement : statement ( SEMICOLON | EOF ) ;
singleExpression : expression EOF ;
singleQuery : query EOF ;
singleType : dataType EOF ;

qualifiedName : identifier ( DOT_SIGN identifier )* ;
identifierList : LPAREN identifier ( COMMA identifier )* RPAREN ;
identifier : WORD | QUOTED_WORD | nonReserved ;

stringLiteral : STRING_LITERAL | PREFIXED_LITERAL | UNICODE_LITERAL ( UESCAPE STRING_LITERAL )? ;
integer : EXACT ;

// Words with a meaning in some place that are names everywhere else. Without QUALIFY these are
// aliases even without AS. The other non-reserved words of SqlLexer are keywords only where their
// neighbour says so (engine/sql/keyword.cc), otherwise a WORD.
nonReserved : QUALIFY | bareAliasWord ;
bareAliasWord
  : ABSENT | ADD | AFTER | ANALYZE | ASC | BERNOULLI | CASCADE | CATALOG | CHANGELOG_MODE
  | CLEAR | COLUMNS | COMPILE | COMPUTE | CONDITIONAL | CONNECTION | CONNECTIONS | CONSTRAINTS
  | DATABASE | DEDUPLICATE | DESC | DO | DRAIN | ENFORCED | ERROR | ESTIMATED_COST | EXCLUDING
  | EXIT | FIRST | FOLLOWING | GENERATED | HELP | INCLUDING | INPUT | JAR | JARS | JAVA | JOB
  | JOBS | JSON_EXECUTION_PLAN | KEY | LAST | LOAD | METADATA | MODEL | NOTHING | NULLS | OBJECT
  | OPTIONS | ORDINALITY | OUTPUT | OVERWRITE | OVERWRITING | PARTITIONED | PARTITIONS | PAST
  | PLACING | PLAN | PLAN_ADVICE | PRECEDING | PYTHON | QUIT | REMOVE | REPEATABLE | REPLACE
  | RESTRICT | RETURNING | SCALAR | SECRET | SETS | SOURCE | STATISTICS | STOP | TEMPORARY
  | TIES | UNCONDITIONAL | UNLOAD | VIEW | VIRTUAL | WRAPPER | ZONE
  ;
