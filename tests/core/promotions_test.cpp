// SPDX-License-Identifier: MIT
// Mixed arithmetic is C++'s: for pairs of types, its type, the plain program's bits, and each conversion counted once,
// by a rule that is written down here and asks neither the compiler for a type nor the library for a format.

#include "support/catch.hpp"
#include "tally/core/counted.hpp"
#include "tally/core/math.hpp"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <type_traits>

// The plain program is what is compared with, and it mixes signs and narrows.
#pragma GCC diagnostic ignored "-Wsign-compare"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wfloat-conversion"
#pragma GCC diagnostic ignored "-Wint-in-bool-context"
#pragma GCC diagnostic ignored "-Wbool-operation"

using tally::counted;
using tally::counts;
using tally::operation;
using tally::pointer_recorder;
using tally::precision;

namespace {

// [conv.prom] and [expr.arith.conv] for an int of 32 bits and a long of 64: what is narrower than int becomes int, and
// of two types the later one in this list is computed in.
enum rank { i32, u32, i64, u64, f32, f64, extended };
template <class T>
constexpr rank promoted = i32;
template <>
constexpr rank promoted<std::uint32_t> = u32;
template <>
constexpr rank promoted<std::int64_t> = i64;
template <>
constexpr rank promoted<std::uint64_t> = u64;
template <>
constexpr rank promoted<float> = f32;
template <>
constexpr rank promoted<double> = f64;
template <>
constexpr rank promoted<long double> = extended;
template <rank R>
using type_of = std::tuple_element_t<
    R, std::tuple<std::int32_t, std::uint32_t, std::int64_t, std::uint64_t, float, double, long double>>;
template <class T>
constexpr precision format = std::is_same_v<T, long double> ? tally::precision_of<long double>
                             : std::is_same_v<T, double>    ? precision::f64
                             : std::is_same_v<T, float>     ? precision::f32
                             : sizeof(T) == 1               ? precision::i8
                             : sizeof(T) == 2               ? precision::i16
                             : sizeof(T) == 4               ? precision::i32
                                                            : precision::i64;
template <class To, class From>
counts conversion() {
  if constexpr (std::is_same_v<To, bool> && !std::is_same_v<From, bool>)
    return counts().add(operation::compare, format<From>, 1);
  else
    return format<To> == format<From> ? counts() : counts().add(operation::convert, format<To>, 1);
}

// Some numbers of each type, its extremes among them.
template <class T>
constexpr T numbers[] = {
    T(0), T(1), T(7), T(100), T(-3), std::numeric_limits<T>::max(), std::numeric_limits<T>::lowest()};
template <>
constexpr bool numbers<bool>[] = {false, true};
template <std::floating_point T>
constexpr T numbers<T>[] = {T(0),
                            T(-0.0),
                            T(1),
                            T(-2.5),
                            T(0.1),
                            T(1e10),
                            std::numeric_limits<T>::denorm_min(),
                            std::numeric_limits<T>::infinity(),
                            std::numeric_limits<T>::quiet_NaN()};

template <class T>
bool same_bits(T a, T b) {
  if (a != a || b != b) return a != a && b != b;
  return std::memcmp(&a, &b, std::numeric_limits<T>::digits == 64 && !std::is_integral_v<T> ? 10 : sizeof(T)) == 0;
}

// Whether C++ defines a op b, computed in C.
template <class C>
bool is_defined(char op, C a, C b) {
  if constexpr (std::is_integral_v<C>) {
    C ignored{};
    if (op == '+') return std::is_unsigned_v<C> || !__builtin_add_overflow(a, b, &ignored);
    if (op == '-') return std::is_unsigned_v<C> || !__builtin_sub_overflow(a, b, &ignored);
    if (op == '*') return std::is_unsigned_v<C> || !__builtin_mul_overflow(a, b, &ignored);
    if (op == '/' || op == '%')
      return b != 0 && !(std::is_signed_v<C> && a == std::numeric_limits<C>::min() && b == C(-1));
  }
  return true;
}
template <class T, class C>
bool fits(C x) {
  if constexpr (std::is_floating_point_v<C> && std::is_integral_v<T> && !std::is_same_v<T, bool>)
    return x > static_cast<C>(std::numeric_limits<T>::lowest()) - 1 &&
           x < static_cast<C>(std::numeric_limits<T>::max());
  return true;
}

int wrong = 0;
std::string first_wrong;
void expect(bool right, const char* what, int line = __builtin_LINE()) {
  if (!right && wrong++ == 0) first_wrong = what + (" in line " + std::to_string(line));
}

template <class A, class B>
void check_pair() {
  using common = type_of < promoted<A><promoted<B> ? promoted<B> : promoted<A>>;
  tally::ledger spent;
  const pointer_recorder to(spent);
  const auto spends = [&](const counts& expected, const char* what) {
    expect(counts(spent) == expected, what);
    spent = {};
  };
  const counts both = conversion<common, A>() + conversion<common, B>();
  for (const A a : numbers<A>)
    for (const B b : numbers<B>) {
      const counted<A, pointer_recorder> x(a, to);
      const counted<B, pointer_recorder> y(b, to);
#define TALLY_CHECK(op, symbol, kind)                                                                           \
  if (is_defined<common>(symbol, static_cast<common>(a), static_cast<common>(b))) {                             \
    const common expected = a op b;                                                                             \
    const counts one = counts().add(operation::kind, format<common>, 1);                                        \
    const auto z = x op y;                                                                                      \
    spends(both + one, "counted " #op " counted");                                                              \
    const auto left = x op b;                                                                                   \
    spends(conversion<common, A>() + one, "counted " #op " plain");                                             \
    const auto right = a op y;                                                                                  \
    spends(conversion<common, B>() + one, "plain " #op " counted");                                             \
    expect(same_bits<common>(z.value(), expected), #op);                                                        \
    expect(same_bits<common>(left.value(), expected), #op);                                                     \
    expect(same_bits<common>(right.value(), expected), #op);                                                    \
    static_assert(std::is_same_v<decltype(z), const counted<common, pointer_recorder>>);                        \
    static_assert(std::is_same_v<decltype(left), decltype(z)> && std::is_same_v<decltype(right), decltype(z)>); \
    if (fits<A>(expected)) {                                                                                    \
      A narrowed = a;                                                                                           \
      narrowed op## = b;                                                                                        \
      auto u = x;                                                                                               \
      u op## = y;                                                                                               \
      spends(both + one + conversion<A, common>(), "counted " #op "= counted");                                 \
      auto v = x;                                                                                               \
      v op## = b;                                                                                               \
      spends(conversion<common, A>() + one + conversion<A, common>(), "counted " #op "= plain");                \
      expect(same_bits<A>(u.value(), narrowed) && same_bits<A>(v.value(), narrowed), #op "=");                  \
    }                                                                                                           \
  }
      TALLY_CHECK(+, '+', add)
      TALLY_CHECK(-, '-', sub)
      TALLY_CHECK(*, '*', mul)
      TALLY_CHECK(/, '/', div)
      if constexpr (std::is_integral_v<common>) {
        TALLY_CHECK(%, '%', remainder)
      }
#undef TALLY_CHECK
#define TALLY_CHECK(op)                                                     \
  {                                                                         \
    const counts one = counts().add(operation::compare, format<common>, 1); \
    expect((x op y) == (a op b), #op);                                      \
    spends(both + one, "counted " #op " counted");                          \
    expect((x op b) == (a op b), #op);                                      \
    spends(conversion<common, A>() + one, "counted " #op " plain");         \
    expect((a op y) == (a op b), #op);                                      \
    spends(conversion<common, B>() + one, "plain " #op " counted");         \
  }
      TALLY_CHECK(==)
      TALLY_CHECK(!=)
      TALLY_CHECK(<)
      TALLY_CHECK(>)
      TALLY_CHECK(<=)
      TALLY_CHECK(>=)
#undef TALLY_CHECK
      // What is assigned or passed converts.
      if (fits<A>(b)) {
        counted<A, pointer_recorder> z = y;
        spends(conversion<A, B>(), "initialisation");
        expect(same_bits<A>(z.value(), static_cast<A>(b)), "initialisation");
        z = b;
        spends(counts(), "a constant that is assigned");
        expect(same_bits<A>(z.value(), static_cast<A>(b)), "a constant that is assigned");
      }
    }
}
template <class A, class... B>
void check_pairs() {
  (check_pair<A, B>(), ...);
}

// <cmath> makes a double of each integer.
template <class T>
constexpr rank real = promoted<T> < f32 ? f64 : promoted<T>;
template <class A, class B>
void check_functions() {
  using common = type_of < real<A><real<B> ? real<B> : real<A>>;
  using compared = std::conditional_t < std::is_same_v<A, B>, A,
        type_of<promoted<A><promoted<B> ? promoted<B> : promoted<A>>>;
  tally::ledger spent;
  const pointer_recorder to(spent);
  const auto spends = [&](const counts& expected, const char* what) {
    expect(counts(spent) == expected, what);
    spent = {};
  };
  for (const A a : numbers<A>)
    for (const B b : numbers<B>) {
      const counted<A, pointer_recorder> x(a, to);
      const counted<B, pointer_recorder> y(b, to);
#define TALLY_CHECK(function, kind)                                                             \
  {                                                                                             \
    const counts one = counts().add(operation::kind, format<common>, 1);                        \
    static_assert(std::is_same_v<common, decltype(std::function(a, b))>);                       \
    static_assert(std::is_same_v<counted<common, pointer_recorder>, decltype(function(x, b))>); \
    const common expected = std::function(a, b);                                                \
    expect(same_bits<common>(function(x, y).value(), expected), #function);                     \
    spends(conversion<common, A>() + conversion<common, B>() + one, #function " of counted");   \
    expect(same_bits<common>(function(x, b).value(), expected), #function);                     \
    spends(conversion<common, A>() + one, #function " of counted and plain");                   \
    expect(same_bits<common>(function(a, y).value(), expected), #function);                     \
    spends(conversion<common, B>() + one, #function " of plain and counted");                   \
  }
      TALLY_CHECK(pow, pow)
      TALLY_CHECK(hypot, hypot)
      TALLY_CHECK(atan2, atan2)
      TALLY_CHECK(fmod, remainder)
      TALLY_CHECK(copysign, absolute)
#undef TALLY_CHECK
      const counts one = counts().add(operation::fma, format<common>, 1);
      expect(same_bits<common>(fma(x, y, a).value(), std::fma(a, b, a)), "fma");
      spends(conversion<common, A>() + conversion<common, B>() + one, "fma");
      expect(same_bits<common>(fma(b, x, b).value(), std::fma(b, a, b)), "fma");
      spends(conversion<common, A>() + one, "fma");

      const counts order = counts().add(operation::min_max, format<compared>, 1);
      const compared c = static_cast<compared>(a);
      const compared d = static_cast<compared>(b);
      static_assert(std::is_same_v<decltype(max(x, b)), counted<compared, pointer_recorder>>);
      expect(same_bits<compared>(max(x, y).value(), std::max(c, d)), "max");
      spends(conversion<compared, A>() + conversion<compared, B>() + order, "max of counted");
      expect(same_bits<compared>(max(x, b).value(), std::max(c, d)), "max");
      spends(conversion<compared, A>() + order, "max of counted and plain");
      expect(same_bits<compared>(min(a, y).value(), std::min(c, d)), "min");
      spends(conversion<compared, B>() + order, "min of plain and counted");
      if (!(d < d) && !(d < compared(0))) {
        expect(same_bits<compared>(clamp(x, compared(0), b).value(), std::clamp(c, compared(0), d)), "clamp");
        spends(conversion<compared, A>() + 2 * order, "clamp");
      }
    }
}
template <class A, class... B>
void check_functions_of() {
  (check_functions<A, B>(), ...);
}

TEMPLATE_TEST_CASE("Operators on two types have C++'s type and bits, and count each conversion", "[counted]", bool,
                   std::int8_t, std::uint16_t, std::int32_t, std::uint32_t, std::int64_t, std::uint64_t, float, double,
                   long double) {
  wrong = 0;
  check_pairs<TestType, bool, std::int8_t, std::uint16_t, std::int32_t, std::uint32_t, std::int64_t, std::uint64_t,
              float, double, long double>();
  CAPTURE(first_wrong);
  CHECK(wrong == 0);
}

TEMPLATE_TEST_CASE("Functions of two types have <cmath>'s type and bits, and count each conversion", "[math]",
                   std::int8_t, std::uint64_t, float, double, long double) {
  wrong = 0;
  check_functions_of<TestType, std::int8_t, std::uint64_t, float, double, long double>();
  CAPTURE(first_wrong);
  CHECK(wrong == 0);
}

TEMPLATE_TEST_CASE("Unary operators promote, and functions of one argument take integers as <cmath> does", "[math]",
                   bool, std::int8_t, std::uint16_t, std::int32_t, std::uint32_t, std::int64_t) {
  wrong = 0;
  using common = type_of<promoted<TestType>>;
  tally::ledger spent;
  const auto spends = [&](const counts& expected, const char* what) {
    expect(counts(spent) == expected, what);
    spent = {};
  };
  for (const TestType a : numbers<TestType>) {
    const counted<TestType, pointer_recorder> x(a, pointer_recorder(spent));
    if (is_defined<common>('-', common(0), a)) {
      expect(same_bits<common>((-x).value(), -a), "-");
      spends(conversion<common, TestType>().add(operation::negate, format<common>, 1), "-");
    }
    expect(same_bits<common>((+x).value(), +a), "+");
    spends(conversion<common, TestType>(), "+");
    expect(same_bits<double>(sqrt(x).value(), std::sqrt(a)), "sqrt");
    spends(conversion<double, TestType>().add(operation::sqrt, precision::f64, 1), "sqrt");
    expect(same_bits<double>(floor(x).value(), std::floor(a)), "floor");
    spends(conversion<double, TestType>().add(operation::round, precision::f64, 1), "floor");
    expect(same_bits<double>(ldexp(x, 2).value(), std::ldexp(a, 2)), "ldexp");
    spends(conversion<double, TestType>().add(operation::scale, precision::f64, 1), "ldexp");
    expect(!isnan(x) && isfinite(x), "isnan");
    spends(counts(), "isnan");
    if constexpr (!std::is_same_v<TestType, bool>) {
      TestType plain = a;
      if (is_defined<common>('+', plain, 1)) {
        auto y = x;
        expect(same_bits<TestType>((++y).value(), ++plain), "++");
        spends(conversion<common, TestType>().add(operation::add, format<common>, 1) + conversion<TestType, common>(),
               "++");
      }
    }
  }
  CAPTURE(first_wrong);
  CHECK(wrong == 0);
}

TEST_CASE("The check of a conversion finds one too many") {
  wrong = 0;
  tally::ledger spent;
  const counted<float, pointer_recorder> x(1.5F, pointer_recorder(spent));
  static_cast<void>(x * counted<double, pointer_recorder>(2.0, pointer_recorder(spent)));
  expect(counts(spent) == counts().add(operation::mul, precision::f64, 1), "without its conversion");
  CHECK(wrong == 1);
}

}  // namespace
