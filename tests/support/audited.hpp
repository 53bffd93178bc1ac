#pragma once
// SPDX-License-Identifier: MIT
// A number that keeps a second set of books. `counted<audited>` counts what goes through its own operators; audited
// counts what is done with the number inside, whoever does it, and converts to nothing. If the two agree, no arithmetic
// escaped.

#include <tally/core/counted.hpp>
#include <tally/core/measure.hpp>

#include <cmath>
#include <limits>
#include <type_traits>

struct audited {
  audited() = default;
  template <class Number>
    requires std::is_arithmetic_v<Number>
  constexpr explicit audited(Number from) : number(static_cast<double>(from)) {}

  double number;
};

struct audit {
  static inline thread_local std::uint64_t seen[tally::operation_count] = {};
  static void clear() {
    for (std::uint64_t& n : seen) n = 0;
  }
  static void see(tally::operation kind) { ++seen[static_cast<std::size_t>(kind)]; }
  static std::uint64_t of(tally::operation kind) { return seen[static_cast<std::size_t>(kind)]; }
};

#define AUDITED_OPERATOR(op, kind)                   \
  inline audited operator op(audited a, audited b) { \
    audit::see(tally::operation::kind);              \
    return audited(a.number op b.number);            \
  }
AUDITED_OPERATOR(+, add)
AUDITED_OPERATOR(-, sub)
AUDITED_OPERATOR(*, mul)
AUDITED_OPERATOR(/, div)
#undef AUDITED_OPERATOR
inline audited operator-(audited a) {
  audit::see(tally::operation::negate);
  return audited(-a.number);
}
#define AUDITED_COMPARISON(op)                    \
  inline bool operator op(audited a, audited b) { \
    audit::see(tally::operation::compare);        \
    return a.number op b.number;                  \
  }
AUDITED_COMPARISON(==)
AUDITED_COMPARISON(!=)
AUDITED_COMPARISON(<)
AUDITED_COMPARISON(>)
AUDITED_COMPARISON(<=)
AUDITED_COMPARISON(>=)
#undef AUDITED_COMPARISON

#define AUDITED_UNARY(function, kind)        \
  inline audited function(audited x) {       \
    audit::see(tally::operation::kind);      \
    return audited(std::function(x.number)); \
  }
AUDITED_UNARY(abs, absolute)
AUDITED_UNARY(fabs, absolute)
AUDITED_UNARY(sqrt, sqrt)
AUDITED_UNARY(exp, exp)
AUDITED_UNARY(expm1, expm1)
AUDITED_UNARY(log, log)
AUDITED_UNARY(log1p, log1p)
AUDITED_UNARY(log2, log2)
AUDITED_UNARY(log10, log10)
AUDITED_UNARY(sin, sin)
AUDITED_UNARY(cos, cos)
AUDITED_UNARY(tan, tan)
AUDITED_UNARY(asin, asin)
AUDITED_UNARY(acos, acos)
AUDITED_UNARY(atan, atan)
AUDITED_UNARY(sinh, sinh)
AUDITED_UNARY(cosh, cosh)
AUDITED_UNARY(tanh, tanh)
AUDITED_UNARY(asinh, asinh)
AUDITED_UNARY(acosh, acosh)
AUDITED_UNARY(atanh, atanh)
AUDITED_UNARY(floor, round)
AUDITED_UNARY(ceil, round)
AUDITED_UNARY(round, round)
AUDITED_UNARY(rint, round)
AUDITED_UNARY(trunc, round)
#undef AUDITED_UNARY
#define AUDITED_BINARY(function, kind)                 \
  inline audited function(audited x, audited y) {      \
    audit::see(tally::operation::kind);                \
    return audited(std::function(x.number, y.number)); \
  }
AUDITED_BINARY(pow, pow)
AUDITED_BINARY(hypot, hypot)
AUDITED_BINARY(atan2, atan2)
AUDITED_BINARY(fmod, remainder)
#undef AUDITED_BINARY
inline audited ldexp(audited x, int exponent) {
  audit::see(tally::operation::scale);
  return audited(std::ldexp(x.number, exponent));
}
inline audited frexp(audited x, int* exponent) {
  audit::see(tally::operation::scale);
  return audited(std::frexp(x.number, exponent));
}

template <>
struct tally::precision_of_type<audited> {
  static constexpr precision value = precision::f64;
};
template <>
inline constexpr bool tally::is_plain_number<audited> = true;

template <>
class std::numeric_limits<audited> : public std::numeric_limits<double> {
  using plain = std::numeric_limits<double>;

 public:
  static constexpr audited min() noexcept { return audited(plain::min()); }
  static constexpr audited max() noexcept { return audited(plain::max()); }
  static constexpr audited lowest() noexcept { return audited(plain::lowest()); }
  static constexpr audited epsilon() noexcept { return audited(plain::epsilon()); }
  static constexpr audited infinity() noexcept { return audited(plain::infinity()); }
  static constexpr audited quiet_NaN() noexcept { return audited(plain::quiet_NaN()); }
};

// The compiler's own tests of a number's bits know only its own types.
namespace tally {
template <class Recorder>
bool isnan(const counted<audited, Recorder>& x) {
  return std::isnan(x.value().number);
}
template <class Recorder>
bool isinf(const counted<audited, Recorder>& x) {
  return std::isinf(x.value().number);
}
template <class Recorder>
bool isfinite(const counted<audited, Recorder>& x) {
  return std::isfinite(x.value().number);
}
template <class Recorder>
bool signbit(const counted<audited, Recorder>& x) {
  return std::signbit(x.value().number);
}
}  // namespace tally

// The kinds in which the two books differ, or nothing. A min or max asks one question.
inline std::string escaped(const tally::counts& spent) {
  using tally::operation;
  std::string differences;
  for (std::size_t i = 0; i < tally::operation_count; ++i) {
    const auto kind = static_cast<operation>(i);
    if (kind == operation::min_max) continue;
    tally::natural counted = spent[kind];
    if (kind == operation::compare) counted += spent[operation::min_max];
    if (counted != audit::of(kind))
      differences += std::string(name(kind)) + ": counted " + to_string(counted) + ", done " +
                     std::to_string(audit::of(kind)) + "; ";
  }
  return differences;
}
