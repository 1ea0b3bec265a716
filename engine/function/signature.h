// Signature: the parsed form of a ScalarFunction's signature text, and matching arguments to it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/type/data_type.h"

namespace streamsql {

// A set of types that a parameter takes as they are.
enum class TypeClass : std::uint8_t {
  Exactly,         // one kind; DataType says which, and its precision only when `fixed_precision`
  Any,             // ANY
  Numeric,         // NUMERIC
  IntegerNumeric,  // INTEGER_NUMERIC
  ExactNumeric,    // EXACT_NUMERIC: integers and DECIMAL
  BinaryNumeric,   // BINARY_NUMERIC: integers, FLOAT and DOUBLE
  Approximate,     // APPROXIMATE: FLOAT and DOUBLE
  Comparable,      // COMPARABLE: everything that has an order
  Temporal,        // TEMPORAL: DATE, TIME, TIMESTAMP, TIMESTAMP_LTZ
  Array,           // ARRAY<child>
  Map,             // MAP<key, value>
  RowType          // ROW: any row
};

struct TypePattern {
  TypeClass type_class = TypeClass::Any;
  DataType type;                 // of Exactly
  bool fixed_precision = false;  // TIMESTAMP(3), not TIMESTAMP
  char variable = 0;             // T, K, V: every use of the letter unifies; 0: none
  std::vector<TypePattern> children;
};

struct Signature {
  enum class ResultNulls : std::uint8_t { Default, Nullable, NotNull };
  struct Parameter {
    std::string name;
    TypePattern pattern;
    bool optional = false, repeated = false;
  };
  std::string name;  // upper case
  std::vector<Parameter> parameters;
  TypePattern result;
  ResultNulls result_nulls = ResultNulls::Default;

  bool takes_count(std::size_t arguments) const;
  const Parameter& parameter(std::size_t argument) const;  // the last one repeats
};

// Reads the mini language described at ScalarFunction. Throws Error(Internal) naming the text: a
// signature is written by us.
Signature parse_signature(std::string_view text);

// How arguments fit a signature.
struct SignatureMatch {
  std::vector<DataType> parameters;  // what each argument is cast to
  DataType result;                   // without the rule for its nullability
  bool exact = true;                 // no argument needs a cast
};
std::optional<SignatureMatch> match(const Signature& signature,
                                    std::span<const DataType> arguments);

}  // namespace streamsql
