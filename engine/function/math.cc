#include <cmath>
#include <fmt/format.h>
#include <numbers>

#include "engine/function/builtins.h"
#include "engine/function/kernel.h"

namespace streamsql {
namespace {

using kernel::row;
using Long = std::int64_t;

double sine(double x) { return std::sin(x); }
double hyperbolic_sine(double x) { return std::sinh(x); }
double cosine(double x) { return std::cos(x); }
double hyperbolic_cosine(double x) { return std::cosh(x); }
double tangent(double x) { return std::tan(x); }
double hyperbolic_tangent(double x) { return std::tanh(x); }
double cotangent(double x) { return 1.0 / std::tan(x); }
double arc_sine(double x) { return std::asin(x); }
double arc_cosine(double x) { return std::acos(x); }
double arc_tangent(double x) { return std::atan(x); }
double arc_tangent_of(double y, double x) { return std::atan2(y, x); }
// The factors of java.lang.Math.
double degrees(double x) { return x * 57.29577951308232; }
double radians(double x) { return x * 0.017453292519943295; }

double square_root(double x) { return std::sqrt(x); }
double power(double x, double y) { return std::pow(x, y); }
double exponential(double x) { return std::exp(x); }
double natural_logarithm(double x) { return std::log(x); }
double logarithm_10(double x) { return std::log10(x); }
double logarithm_2(double x) { return std::log(x) / std::log(2.0); }
double logarithm_of(double base, double x) { return std::log(x) / std::log(base); }

double pi() { return std::numbers::pi; }
double e() { return std::numbers::e; }

void binary(Long value, std::string& out) {
  fmt::format_to(std::back_inserter(out), "{:b}", static_cast<std::uint64_t>(value));
}
void hex_number(Long value, std::string& out) {
  fmt::format_to(std::back_inserter(out), "{:X}", static_cast<std::uint64_t>(value));
}

const ScalarFunction kFunctions[] = {
    {"POWER(x DOUBLE, y DOUBLE) -> DOUBLE", row<power>, "x to the power of y.",
     "POWER(2, 10) = 1024"},
    {"SQRT(x DOUBLE) -> DOUBLE", row<square_root>, "The square root.", "SQRT(9) = 3"},
    {"EXP(x DOUBLE) -> DOUBLE", row<exponential>, "e to the power of x.", "EXP(0) = 1"},
    {"LN(x DOUBLE) -> DOUBLE", row<natural_logarithm>, "The natural logarithm.", "LN(E()) = 1"},
    {"LOG(x DOUBLE) -> DOUBLE", row<natural_logarithm>, "The natural logarithm.", "LOG(1) = 0"},
    {"LOG(base DOUBLE, x DOUBLE) -> DOUBLE", row<logarithm_of>, "The logarithm of x to a base.",
     "LOG(2, 8) = 3"},
    {"LOG10(x DOUBLE) -> DOUBLE", row<logarithm_10>, "The logarithm to the base 10.",
     "LOG10(100) = 2"},
    {"LOG2(x DOUBLE) -> DOUBLE", row<logarithm_2>, "The logarithm to the base 2.", "LOG2(8) = 3"},
    {"SIN(x DOUBLE) -> DOUBLE", row<sine>, "The sine of an angle in radians.", "SIN(0) = 0"},
    {"SINH(x DOUBLE) -> DOUBLE", row<hyperbolic_sine>, "The hyperbolic sine.", "SINH(0) = 0"},
    {"COS(x DOUBLE) -> DOUBLE", row<cosine>, "The cosine of an angle in radians.", "COS(0) = 1"},
    {"COSH(x DOUBLE) -> DOUBLE", row<hyperbolic_cosine>, "The hyperbolic cosine.", "COSH(0) = 1"},
    {"TAN(x DOUBLE) -> DOUBLE", row<tangent>, "The tangent of an angle in radians.", "TAN(0) = 0"},
    {"TANH(x DOUBLE) -> DOUBLE", row<hyperbolic_tangent>, "The hyperbolic tangent.", "TANH(0) = 0"},
    {"COT(x DOUBLE) -> DOUBLE", row<cotangent>, "The cotangent of an angle in radians.",
     "ROUND(COT(PI() / 4), 6) = 1"},
    {"ASIN(x DOUBLE) -> DOUBLE", row<arc_sine>, "The arc sine, in radians.", "ASIN(0) = 0"},
    {"ACOS(x DOUBLE) -> DOUBLE", row<arc_cosine>, "The arc cosine, in radians.", "ACOS(1) = 0"},
    {"ATAN(x DOUBLE) -> DOUBLE", row<arc_tangent>, "The arc tangent, in radians.", "ATAN(0) = 0"},
    {"ATAN2(y DOUBLE, x DOUBLE) -> DOUBLE", row<arc_tangent_of>,
     "The angle of the point (x, y), in radians.", "ATAN2(0, 1) = 0"},
    {"DEGREES(x DOUBLE) -> DOUBLE", row<degrees>, "Radians as degrees.", "DEGREES(PI()) = 180"},
    {"RADIANS(x DOUBLE) -> DOUBLE", row<radians>, "Degrees as radians.", "RADIANS(180) = PI()"},
    {"PI() -> DOUBLE NOT NULL", row<pi>, "The number pi.", "ROUND(PI(), 2) = 3.14"},
    {"E() -> DOUBLE NOT NULL", row<e>, "The base of the natural logarithm.",
     "ROUND(E(), 2) = 2.72"},
    {"BIN(value BIGINT) -> STRING", row<binary>,
     "The binary digits of an integer; negative ones as 64-bit two's complement.",
     "BIN(5) = '101'"},
    {"HEX(value BIGINT) -> STRING", row<hex_number>,
     "The upper-case hexadecimal digits of an integer; negative ones as 64-bit two's complement.",
     "HEX(255) = 'FF'"},
};

}  // namespace

std::span<const ScalarFunction> math_functions() { return kFunctions; }

}  // namespace streamsql
