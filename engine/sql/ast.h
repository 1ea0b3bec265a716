// The AST: what the parser makes of SQL text. Plain data; every node knows its place in the text.
#pragma once

#include "engine/sql/ast_expression.h"
#include "engine/sql/ast_query.h"
#include "engine/sql/ast_statement.h"
