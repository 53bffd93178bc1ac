// SPDX-License-Identifier: MIT
// The kinds of arithmetic and the number formats, and their names.

#include "tally/core/operation.hpp"
#include "tally/core/precision.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

using tally::operation;
using tally::precision;

namespace {

// A name stands at its enumerator's place; one that slipped would print sines as cosines.
static_assert(name(operation::add) == "add" && name(operation::sub) == "sub" && name(operation::mul) == "mul");
static_assert(name(operation::div) == "div" && name(operation::fma) == "fma" && name(operation::sqrt) == "sqrt");
static_assert(name(operation::rsqrt) == "rsqrt" && name(operation::cbrt) == "cbrt");
static_assert(name(operation::hypot) == "hypot" && name(operation::pow) == "pow" && name(operation::exp) == "exp");
static_assert(name(operation::exp2) == "exp2" && name(operation::expm1) == "expm1" && name(operation::log) == "log");
static_assert(name(operation::log2) == "log2" && name(operation::log10) == "log10");
static_assert(name(operation::log1p) == "log1p" && name(operation::sin) == "sin" && name(operation::cos) == "cos");
static_assert(name(operation::tan) == "tan" && name(operation::asin) == "asin" && name(operation::acos) == "acos");
static_assert(name(operation::atan) == "atan" && name(operation::atan2) == "atan2" && name(operation::sinh) == "sinh");
static_assert(name(operation::cosh) == "cosh" && name(operation::tanh) == "tanh" && name(operation::asinh) == "asinh");
static_assert(name(operation::acosh) == "acosh" && name(operation::atanh) == "atanh" && name(operation::erf) == "erf");
static_assert(name(operation::erfc) == "erfc" && name(operation::tgamma) == "tgamma");
static_assert(name(operation::lgamma) == "lgamma" && name(operation::remainder) == "remainder");
static_assert(name(operation::round) == "round" && name(operation::scale) == "scale");
static_assert(name(operation::special) == "special" && name(operation::compare) == "compare");
static_assert(name(operation::min_max) == "min_max" && name(operation::convert) == "convert");
static_assert(name(operation::negate) == "negate" && name(operation::absolute) == "absolute");

static_assert(name(precision::f8) == "f8" && name(precision::f16) == "f16" && name(precision::bf16) == "bf16");
static_assert(name(precision::f32) == "f32" && name(precision::f64) == "f64" && name(precision::f80) == "f80");
static_assert(name(precision::f128) == "f128" && name(precision::i8) == "i8" && name(precision::i16) == "i16");
static_assert(name(precision::i32) == "i32" && name(precision::i64) == "i64");

// No two operations share a name.
static_assert([] {
  std::string_view names[tally::operation_count];
  for (std::size_t i = 0; i < tally::operation_count; ++i) names[i] = name(static_cast<operation>(i));
  for (std::size_t i = 0; i < tally::operation_count; ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (names[i] == names[j]) return false;
  return true;
}());

// Floating point or not, and how many bytes.
static_assert(is_floating_point(precision::f8) && is_floating_point(precision::bf16));
static_assert(is_floating_point(precision::f32) && is_floating_point(precision::f128));
static_assert(!is_floating_point(precision::i8) && !is_floating_point(precision::i64));
static_assert(bytes(precision::f8) == 1 && bytes(precision::i8) == 1);
static_assert(bytes(precision::f16) == 2 && bytes(precision::bf16) == 2 && bytes(precision::i16) == 2);
static_assert(bytes(precision::f32) == sizeof(float) && bytes(precision::f64) == sizeof(double));
static_assert(bytes(precision::i32) == 4 && bytes(precision::i64) == 8 && bytes(precision::f128) == 16);

// A C++ type's format is told by its digits and its width, and signedness does not matter.
static_assert(tally::precision_of<float> == precision::f32);
static_assert(tally::precision_of<double> == precision::f64);
static_assert(bytes(tally::precision_of<long double>) == sizeof(long double) ||
              tally::precision_of<long double> == precision::f64);
#if defined(__x86_64__)
static_assert(tally::precision_of<long double> == precision::f80);
#endif
static_assert(tally::precision_of<std::int8_t> == precision::i8 && tally::precision_of<std::uint8_t> == precision::i8);
static_assert(tally::precision_of<std::int16_t> == precision::i16);
static_assert(tally::precision_of<int> == precision::i32 && tally::precision_of<unsigned> == precision::i32);
static_assert(tally::precision_of<std::int64_t> == precision::i64 &&
              tally::precision_of<std::size_t> == precision::i64);

}  // namespace
