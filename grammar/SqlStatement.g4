// Statements and what moves data.
parser grammar SqlStatement;

statement
  : query
  | insertStatement
  | executeStatement
  | BEGIN STATEMENT SET
  | END
  | explainStatement
  | createStatement
  | alterStatement
  | dropStatement
  | showStatement
  | describeStatement
  | setStatement
  | resetStatement
  | useStatement
  | loadStatement
  | unloadStatement
  | jarStatement
  | stopStatement
  | clientCommand
  | analyzeStatement
  | callStatement
  | compileStatement
  | truncateStatement
  | updateStatement
  | deleteStatement
  ;

insertStatement
  : INSERT ( INTO | OVERWRITE ) TABLE? qualifiedName hints? partitionSpec? insertColumns? query
    ( ON CONFLICT DO ( NOTHING | ERROR | DEDUPLICATE ) )?
  ;
insertColumns : LPAREN qualifiedName ( COMMA qualifiedName )* RPAREN ;
executeStatement
  : EXECUTE ( statementSet | PLAN stringLiteral | insertStatement | query )
  ;
statementSet : STATEMENT SET BEGIN ( setMember SEMICOLON )+ END ;
// Anything parses here, so that a later check can say what is allowed.
setMember
  : insertStatement | createStatement | query | dropStatement | alterStatement | setStatement
  | showStatement | useStatement | describeStatement | explainStatement
  ;
truncateStatement : TRUNCATE TABLE qualifiedName ;
updateStatement
  : UPDATE qualifiedName hints? ( AS identifier | bareAlias )? SET assignment
    ( COMMA assignment )* ( WHERE expression )?
  ;
assignment : qualifiedName EQ expression ;
deleteStatement
  : DELETE FROM qualifiedName hints? ( AS identifier | bareAlias )? ( WHERE expression )?
  ;
