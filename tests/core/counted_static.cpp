// SPDX-License-Identifier: MIT
// The counted scalar as a type: it is laid out, limited and converted as the design says, and counts in constant
// expressions.

#include "tally/core/count.hpp"
#include "tally/core/counted.hpp"

#include <climits>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

using tally::counted;
using tally::counts;
using tally::operation;
using tally::precision;

// A type that mixes with no other keeps its own arithmetic, and takes constants for itself.
struct cents {
  short number;
  cents() = default;
  constexpr explicit cents(int n) : number(static_cast<short>(n)) {}
  friend constexpr cents operator+(cents a, cents b) { return cents(a.number + b.number); }
  friend constexpr bool operator<(cents a, cents b) { return a.number < b.number; }
};
template <>
struct tally::precision_of_type<cents> {
  static constexpr precision value = precision::i16;
};
template <>
inline constexpr bool tally::is_plain_number<cents> = true;

namespace {

// Layout: T's size and alignment, in arrays too, and nothing to construct, copy or destroy.
template <class T>
constexpr bool is_laid_out_as =
    sizeof(counted<T>) == sizeof(T) && alignof(counted<T>) == alignof(T) && sizeof(counted<T>[7]) == sizeof(T[7]) &&
    std::is_trivial_v<counted<T>>&& std::is_trivially_copyable_v<counted<T>>&& std::is_standard_layout_v<
        counted<T>>&& std::is_trivially_destructible_v<counted<T>>;
static_assert(is_laid_out_as<float> && is_laid_out_as<double> && is_laid_out_as<long double>);
static_assert(is_laid_out_as<int> && is_laid_out_as<std::int8_t> && is_laid_out_as<std::uint64_t>);
static_assert(std::is_trivially_copyable_v<counted<float, tally::pointer_recorder>>);

// A regular literal type; its value-initialised value is zero.
static_assert(std::regular<counted<float>> && std::totally_ordered<counted<double>>);
static_assert(counted<double>().value() == 0.0 && counted<float>{}.value() == 0.0F);
constexpr counted<double> constant = 2.5;
static_assert(constant.value() == 2.5 && value(constant) == 2.5 && tally::value(2.5) == 2.5);
static_assert(std::is_same_v<counted<float>::value_type, float>);
static_assert(tally::is_counted<counted<float>> && !tally::is_counted<float>);
static_assert(tally::precision_of<counted<float>> == precision::f32);
static_assert(tally::precision_of<counted<double, tally::pointer_recorder>> == precision::f64);
static_assert(counted<int>::format == precision::i32);

// The way in: any arithmetic type, by itself.
template <class T>
constexpr bool is_made_of_every_number = std::is_convertible_v<float, counted<T>>&&
    std::is_convertible_v<double, counted<T>>&& std::is_convertible_v<long double, counted<T>>&&
        std::is_convertible_v<int, counted<T>>&& std::is_convertible_v<unsigned, counted<T>>&&
            std::is_convertible_v<std::size_t, counted<T>>&& std::is_convertible_v<std::ptrdiff_t, counted<T>>&&
                std::is_convertible_v<char, counted<T>>&& std::is_convertible_v<bool, counted<T>>;
static_assert(is_made_of_every_number<float> && is_made_of_every_number<double>);
static_assert(is_made_of_every_number<long double>);
// Integers too, as plain ones are: a fraction is cut off.
static_assert(is_made_of_every_number<int> && is_made_of_every_number<std::int8_t>);
static_assert(counted<int>(2.75).value() == 2 && counted<std::uint8_t>(257).value() == 1);
// Enumerators are plain numbers, unless their enumeration says that they are not.
enum sizes { three = 3, minus_one = -1 };
enum class color { red };
enum large : std::uint64_t { largest = UINT64_MAX };
static_assert(std::is_convertible_v<sizes, counted<float>> && std::is_convertible_v<large, counted<int>>);
static_assert(!std::is_constructible_v<counted<float>, color> && !tally::plain_number<color>);
static_assert(counted<float>(three).value() == 3 && counted<double>(largest).value() == 0x1p64);
static_assert((counted<float>(6) / three).value() == 2 && (minus_one + counted<float>(6)).value() == 5);
static_assert(counted<double>(3) == three && minus_one < counted<int>(0));
static_assert(std::is_same_v<decltype(counted<float>() * three), counted<float>>);
static_assert(std::is_same_v<decltype(counted<int>() * largest), counted<std::uint64_t>>);
// Of a number alone, its own type, as +n.
static_assert(std::is_same_v<decltype(counted(2.5)), counted<double>>);
static_assert(std::is_same_v<decltype(counted(three)), counted<decltype(+three)>>);
static_assert(std::is_same_v<decltype(counted(counted<float>(1))), counted<float>>);

// The way out: never by itself, not even to T or bool.
template <class T>
constexpr bool lets_nothing_out =
    !std::is_convertible_v<counted<T>, T> && !std::is_convertible_v<counted<T>, float> &&
    !std::is_convertible_v<counted<T>, double> && !std::is_convertible_v<counted<T>, long double> &&
    !std::is_convertible_v<counted<T>, int> && !std::is_convertible_v<counted<T>, bool> &&
    !std::is_convertible_v<counted<T>, std::size_t>;
static_assert(lets_nothing_out<float> && lets_nothing_out<double> && lets_nothing_out<long double>);
static_assert(lets_nothing_out<int>);

// Two precisions mix and convert as plain numbers do. Strings are no numbers.
static_assert(std::is_convertible_v<counted<float>, counted<double>>);
static_assert(std::is_convertible_v<counted<double>, counted<float>>);
static_assert(std::is_convertible_v<counted<double>, counted<std::int8_t>>);
template <class A, class B>
concept mix = requires(A a, B b) {
  a + b;
}
|| requires(A a, B b) { a* b; }
|| requires(A a, B b) { a < b; }
|| requires(A a, B b) { a == b; }
|| requires(A a, B b) { a += b; }
|| requires(A a, B b) { a = b; };
static_assert(mix<counted<float>, counted<float>> && mix<counted<float>, double>);
static_assert(mix<counted<float>, counted<double>> && mix<counted<double>, counted<int>>);
static_assert(!mix<counted<float>, const char*> && !mix<counted<double>, std::nullptr_t>);
static_assert(!mix<counted<float>, color> && !mix<color, counted<int>>);
static_assert(!mix<counted<float>, counted<float, tally::pointer_recorder>>, "they count in two places");

// A plain number does not silently take a counted one.
template <class A, class B>
concept takes = requires(A a, B b) {
  a += b;
}
|| requires(A a, B b) { a = b; };
static_assert(!takes<double, counted<double>> && !takes<float, counted<float>> && !takes<int, counted<int>>);

// The way out to floating-point numbers is no implicit one; that it does not compile, must_fail/counted_scalars.cpp
// tests. To integers it is explicit.
static_assert(std::is_constructible_v<int, counted<double>> && std::is_constructible_v<bool, counted<double>>);

// Mixed arithmetic gives what C++'s usual conversions give, whichever side the plain number is on: here written down
// from the table in the language's standard, [expr.arith.conv], for an int of 32 bits and a long of 64.
template <class A, class B, class Result>
concept mixes_into = requires(A x, B n) {
  { x + n } -> std::same_as<Result>;
  { n + x } -> std::same_as<Result>;
  { x - n } -> std::same_as<Result>;
  { n - x } -> std::same_as<Result>;
  { x* n } -> std::same_as<Result>;
  { n* x } -> std::same_as<Result>;
  { x / n } -> std::same_as<Result>;
  { n / x } -> std::same_as<Result>;
  { x += n } -> std::same_as<A&>;
  { x -= n } -> std::same_as<A&>;
  { x *= n } -> std::same_as<A&>;
  { x /= n } -> std::same_as<A&>;
  { x < n } -> std::same_as<bool>;
  { n < x } -> std::same_as<bool>;
  { x == n } -> std::same_as<bool>;
  { n != x } -> std::same_as<bool>;
  { x >= n } -> std::same_as<bool>;
  { n <= x } -> std::same_as<bool>;
};
template <class T, class Number, class Result>
constexpr bool gives =
    mixes_into<counted<T>, Number, counted<Result>>&& mixes_into<counted<T>, counted<Number>, counted<Result>>;
static_assert(gives<float, float, float> && gives<float, double, double> && gives<float, int, float>);
static_assert(gives<float, std::size_t, float> && gives<float, std::ptrdiff_t, float> && gives<float, bool, float>);
static_assert(gives<double, float, double> && gives<double, double, double> && gives<double, int, double>);
static_assert(gives<double, std::size_t, double> && gives<double, long double, long double>);
static_assert(gives<long double, double, long double> && gives<long double, int, long double>);
static_assert(gives<int, int, int> && gives<int, std::size_t, std::size_t> && gives<int, unsigned, unsigned>);
static_assert(gives<int, double, double> && gives<int, float, float> && gives<int, std::int64_t, std::int64_t>);
static_assert(gives<std::int8_t, std::int8_t, int> && gives<std::uint16_t, std::uint16_t, int>);
static_assert(gives<char, bool, int> && gives<unsigned, std::int8_t, unsigned>);
static_assert(gives<unsigned, std::int64_t, std::int64_t> && gives<std::int64_t, std::uint64_t, std::uint64_t>);
static_assert(std::is_same_v<decltype(-counted<std::int8_t>()), counted<int>>);
static_assert(std::is_same_v<decltype(+counted<std::uint16_t>()), counted<int>>);
static_assert(std::is_same_v<decltype(-counted<unsigned>()), counted<unsigned>>);

// Generic code that asks for the common type is given it.
template <class A, class B>
using common = std::common_type_t<A, B>;
static_assert(std::is_same_v<common<counted<float>, double>, counted<double>>);
static_assert(std::is_same_v<common<int, counted<float>>, counted<float>>);
static_assert(std::is_same_v<common<counted<int>, counted<double>>, counted<double>>);
static_assert(std::is_same_v<common<counted<std::int8_t>, std::int8_t>, counted<std::int8_t>>);
static_assert(std::is_same_v<common<counted<float>, counted<float>>, counted<float>>);

// Only integers have a remainder, as in the language.
template <class T>
concept has_remainder = requires(counted<T> x) {
  x % x;
}
&&requires(counted<T> x) { x %= x; };
static_assert(has_remainder<int> && has_remainder<std::uint64_t> && !has_remainder<float> && !has_remainder<double>);

// numeric_limits: every member is T's.
template <class T>
constexpr bool has_limits_of = [] {
  using plain = std::numeric_limits<T>;
  using ours = std::numeric_limits<counted<T>>;
  static_assert(std::is_same_v<decltype(ours::min()), counted<T>> && std::is_same_v<decltype(ours::max()), counted<T>>);
  static_assert(std::is_same_v<decltype(ours::lowest()), counted<T>>);
  static_assert(std::is_same_v<decltype(ours::epsilon()), counted<T>>);
  static_assert(std::is_same_v<decltype(ours::round_error()), counted<T>>);
  static_assert(std::is_same_v<decltype(ours::infinity()), counted<T>>);
  static_assert(std::is_same_v<decltype(ours::quiet_NaN()), counted<T>>);
  static_assert(std::is_same_v<decltype(ours::signaling_NaN()), counted<T>>);
  static_assert(std::is_same_v<decltype(ours::denorm_min()), counted<T>>);
  static_assert(ours::min().value() == plain::min() && ours::max().value() == plain::max());
  static_assert(ours::lowest().value() == plain::lowest() && ours::epsilon().value() == plain::epsilon());
  static_assert(ours::round_error().value() == plain::round_error());
  static_assert(ours::infinity().value() == plain::infinity());
  static_assert(ours::denorm_min().value() == plain::denorm_min());
  if constexpr (plain::has_quiet_NaN) static_assert(ours::quiet_NaN().value() != ours::quiet_NaN().value());
  static_assert(ours::is_specialized && ours::is_signed == plain::is_signed && ours::is_integer == plain::is_integer);
  static_assert(ours::is_exact == plain::is_exact && ours::has_infinity == plain::has_infinity);
  static_assert(ours::has_quiet_NaN == plain::has_quiet_NaN && ours::has_signaling_NaN == plain::has_signaling_NaN);
  static_assert(ours::has_denorm == plain::has_denorm && ours::has_denorm_loss == plain::has_denorm_loss);
  static_assert(ours::round_style == plain::round_style && ours::is_iec559 == plain::is_iec559);
  static_assert(ours::is_bounded == plain::is_bounded && ours::is_modulo == plain::is_modulo);
  static_assert(ours::digits == plain::digits && ours::digits10 == plain::digits10);
  static_assert(ours::max_digits10 == plain::max_digits10 && ours::radix == plain::radix);
  static_assert(ours::min_exponent == plain::min_exponent && ours::min_exponent10 == plain::min_exponent10);
  static_assert(ours::max_exponent == plain::max_exponent && ours::max_exponent10 == plain::max_exponent10);
  static_assert(ours::traps == plain::traps && ours::tinyness_before == plain::tinyness_before);
  return true;
}();
static_assert(has_limits_of<float> && has_limits_of<double> && has_limits_of<long double> && has_limits_of<int>);
// Against the numbers themselves, float first: an epsilon of double's would pass for float's in many a test.
static_assert(std::numeric_limits<counted<float>>::epsilon().value() == 0x1p-23F);
static_assert(std::numeric_limits<counted<double>>::epsilon().value() == 0x1p-52);
static_assert(std::numeric_limits<counted<float>>::max().value() == 0x1.fffffep127F);
static_assert(std::numeric_limits<counted<int>>::max().value() == INT_MAX);
static_assert(std::numeric_limits<const counted<float>>::digits == 24);

// What a compiler computes beforehand gives the number and counts nothing: no recorder is reached.
static_assert((counted<double>(2.0) * 3 + 1).value() == 7.0);

// Every operator is one operation of its kind, in T's precision.
constexpr counts only(operation kind, precision format, int n = 1) { return counts().add(kind, format, n); }
template <class T>
constexpr bool counts_its_operators = [] {
  constexpr precision format = tally::precision_of<T>;
  const auto spends = [](auto f, counts expected) { return tally::count(f, T(6), T(3)) == expected; };
  return spends([](auto a, auto b) { return a + b; }, only(operation::add, format)) &&
         spends([](auto a, auto b) { return a - b; }, only(operation::sub, format)) &&
         spends([](auto a, auto b) { return a * b; }, only(operation::mul, format)) &&
         spends([](auto a, auto b) { return a / b; }, only(operation::div, format)) &&
         spends([](auto a, auto) { return -a; }, only(operation::negate, format)) &&
         spends([](auto a, auto) { return +a; }, counts()) &&
         spends([](auto a, auto b) { return a += b; }, only(operation::add, format)) &&
         spends([](auto a, auto b) { return a -= b; }, only(operation::sub, format)) &&
         spends([](auto a, auto b) { return a *= b; }, only(operation::mul, format)) &&
         spends([](auto a, auto b) { return a /= b; }, only(operation::div, format)) &&
         spends([](auto a, auto) { return ++a; }, only(operation::add, format)) &&
         spends([](auto a, auto) { return a++; }, only(operation::add, format)) &&
         spends([](auto a, auto) { return --a; }, only(operation::sub, format)) &&
         spends([](auto a, auto) { return a--; }, only(operation::sub, format)) &&
         spends([](auto a, auto b) { return a == b; }, only(operation::compare, format)) &&
         spends([](auto a, auto b) { return a != b; }, only(operation::compare, format)) &&
         spends([](auto a, auto b) { return a < b; }, only(operation::compare, format)) &&
         spends([](auto a, auto b) { return a > b; }, only(operation::compare, format)) &&
         spends([](auto a, auto b) { return a <= b; }, only(operation::compare, format)) &&
         spends([](auto a, auto b) { return a >= b; }, only(operation::compare, format)) &&
         spends([](auto a, auto) { return static_cast<bool>(a); }, only(operation::compare, format)) &&
         spends([](auto a, auto) { return a ? 1 : 2; }, only(operation::compare, format)) &&
         spends([](auto a, auto) { return !a; }, only(operation::compare, format)) &&
         spends([](auto a, auto b) { return a && b; }, only(operation::compare, format, 2)) &&
         spends([](auto a, auto b) { return a = b; }, counts()) &&
         spends([](auto a, auto) { return a.value(); }, counts()) &&
         spends([](auto a, auto) { return value(a); }, counts());
}();
static_assert(counts_its_operators<float> && counts_its_operators<double> && counts_its_operators<long double>);
static_assert(counts_its_operators<int> && counts_its_operators<std::int64_t>);
static_assert(tally::count([](auto a, auto b) { return a % b; }, 6, 4) == only(operation::remainder, precision::i32));
static_assert(tally::count([](auto a, auto b) { return a %= b; }, 6, 4) == only(operation::remainder, precision::i32));

// ... and has T's result.
template <class T>
constexpr bool computes_as_plain = [] {
  counted<T> x = 7;
  const counted<T> y = 2;
  const bool binary = (x + y).value() == T(9) && (x - y).value() == T(5) && (y - x).value() == T(-5) &&
                      (x * y).value() == T(14) && (x / y).value() == T(7) / T(2) && (y / x).value() == T(2) / T(7) &&
                      (-x).value() == T(-7) && (+x).value() == T(7);
  const bool mixed = (x - 2).value() == T(5) && (2 - x).value() == T(-5) && (x / 2).value() == T(7) / T(2) &&
                     (2 / x).value() == T(2) / T(7) && (std::size_t{3} - y).value() == T(1);
  const bool order = x > y && !(x < y) && x >= y && !(x <= y) && x != y && !(x == y) && y < 3 && 3 > y && y == 2 &&
                     !(y != 2) && y <= 2 && y >= 2 && !(y < 2) && !(y > 2) && 1 < y;
  const bool steps = (x++).value() == T(7) && x.value() == T(8) && (++x).value() == T(9) && (x--).value() == T(9) &&
                     x.value() == T(8) && (--x).value() == T(7);
  x += y;  // 9
  x *= 4;  // 36
  x -= 1;  // 35
  x /= 5;  // 7
  return binary && mixed && order && steps && x.value() == T(7);
}();
static_assert(computes_as_plain<float> && computes_as_plain<double> && computes_as_plain<long double>);
static_assert(computes_as_plain<int> && computes_as_plain<std::int64_t>);

// Small integers compute as int, which each counted operand is converted to, and wrap where they are assigned.
constexpr counts converts(precision to, int n = 1) { return only(operation::convert, to, n); }
static_assert((counted<std::uint8_t>(200) + counted<std::uint8_t>(100)).value() == 300);
static_assert(counted<std::uint8_t>(counted<std::uint8_t>(200) + 100).value() == 44);
static_assert(tally::count([](auto a, auto b) { return a + b; }, std::uint8_t{1}, std::uint8_t{2}) ==
              converts(precision::i32, 2) + only(operation::add, precision::i32));
static_assert(tally::count([](auto a) { return a + 1; }, std::uint8_t{1}) ==
              converts(precision::i32) + only(operation::add, precision::i32));
static_assert(tally::count([](auto a) { return -a; }, std::int16_t{1}) ==
              converts(precision::i32) + only(operation::negate, precision::i32));
static_assert(tally::count([](auto a) { return +a; }, std::int16_t{1}) == converts(precision::i32));
static_assert(tally::count([](auto a, auto b) { return a < b; }, std::int8_t{1}, std::int16_t{2}) ==
              converts(precision::i32, 2) + only(operation::compare, precision::i32));
static_assert(tally::count([](auto a) { return ++a; }, std::int8_t{1}) ==
              converts(precision::i32) + only(operation::add, precision::i32) + converts(precision::i8));
static_assert(tally::count([](auto a) { return a += a; }, std::int8_t{1}) ==
              converts(precision::i32, 2) + only(operation::add, precision::i32) + converts(precision::i8));
// Signed and unsigned of one width are one format, and so are long and long long.
static_assert(tally::count([](auto a, auto b) { return a * b; }, 1, 2U) == only(operation::mul, precision::i32));
static_assert(tally::count([](auto a, auto b) { return a * b; }, 1L, 2LL) == only(operation::mul, precision::i64));

// A plain operand is free; a counted one is converted where the other is of a wider type. The operation counts.
static_assert(tally::count([](auto x) { return 0.1F * x; }, 3.0) == only(operation::mul, precision::f64));
static_assert(tally::count([](auto x) { return 2.0 * x; }, 3.0F) ==
              converts(precision::f64) + only(operation::mul, precision::f64));
static_assert(tally::count([](auto x) { return x - std::size_t{1}; }, 3.0) == only(operation::sub, precision::f64));
static_assert(tally::count([](auto x) { return 1 < x; }, 3.0F) == only(operation::compare, precision::f32));
static_assert(tally::count([](auto x) { return 1.5 < x; }, 3.0F) ==
              converts(precision::f64) + only(operation::compare, precision::f64));
static_assert(tally::count([](auto x) { return x += 1; }, 3.0L) ==
              only(operation::add, tally::precision_of<long double>));
static_assert(tally::count([](auto x, auto y) { return x * y; }, 3.0F, 2.0) ==
              converts(precision::f64) + only(operation::mul, precision::f64));
static_assert(tally::count([](auto x, auto n) { return x / n; }, 3.0F, 2) ==
              converts(precision::f32) + only(operation::div, precision::f32));
// What a compound assignment narrows counts: x = float(double(x) * 0.1).
static_assert(tally::count([](auto x) { return x *= 0.1; }, 3.0F) ==
              converts(precision::f64) + only(operation::mul, precision::f64) + converts(precision::f32));
static_assert(tally::count([](auto x, auto n) { return n += x; }, 3.5, 2) ==
              converts(precision::f64) + only(operation::add, precision::f64) + converts(precision::i32));
static_assert((counted<float>(3) * 0.1).value() == 3.0F * 0.1 && (counted<float>(3) * 0.1).value() != 3.0F * 0.1F);
static_assert((counted<int>(7) * 3'000'000'000L).value() == 21'000'000'000L);
static_assert(counted<int>(-1) > 1U, "as -1 > 1U");

// Narrowing compiles as it does for plain numbers, and counts.
static_assert(tally::count(
                  [](auto x) {
                    decltype(x) y = x * 0.5;
                    return y;
                  },
                  3.0F)[operation::convert] == 2);
static_assert(tally::count(
                  [](auto x) {
                    counted<int, tally::pointer_recorder> i = x;
                    return i;
                  },
                  3.0) == converts(precision::i32));
static_assert(tally::count(
                  [](auto x) {
                    counted<bool, tally::pointer_recorder> b = x;
                    return b;
                  },
                  3.0) == only(operation::compare, precision::f64),
              "whether it is zero is asked");

// An explicit conversion to an integer is one operation where the format changes; reading the number is none.
static_assert(tally::count([](auto x) { return static_cast<int>(x); }, 3.0) == converts(precision::i32));
static_assert(tally::count([](auto x) { return static_cast<sizes>(x); }, 3.0) == converts(precision::i32));
static_assert(tally::count([](auto x) { return static_cast<int>(x); }, 3).empty());
static_assert(tally::count([](auto x) { return tally::convert_to<float>(x); }, 3.0) == converts(precision::f32));
static_assert(tally::count([](auto x) { return tally::convert_to<std::int64_t>(x); }, 3) == converts(precision::i64));
static_assert(tally::count([](auto x) { return tally::convert_to<double>(x); }, 3.0).empty());
static_assert(std::is_same_v<decltype(tally::convert_to<float>(counted<double>())), float>);
static_assert(tally::convert_to<float>(counted<double>(0.1)) == 0.1F && tally::convert_to<int>(2.5) == 2);
static_assert(tally::count([](auto x) { return counted<double, tally::pointer_recorder>(x); }, 3.0F) ==
              only(operation::convert, precision::f64));
static_assert(tally::count([](auto x) { return counted<float, tally::pointer_recorder>(x); }, 3.0) ==
              only(operation::convert, precision::f32));
static_assert(tally::count([](auto x) { return counted<double, tally::pointer_recorder>(x); }, 3.0).empty());
// What comes out of a conversion reports where its origin did.
static_assert(tally::count([](auto x) { return counted<double, tally::pointer_recorder>(x) * 2; }, 3.0F) ==
              only(operation::convert, precision::f64) + only(operation::mul, precision::f64));
static_assert(static_cast<int>(counted<double>(-2.75)) == -2);
static_assert(counted<float>(counted<double>(0.1)).value() == 0.1F);
static_assert(tally::count([](auto x) { return (cents(1) + x) < cents(3); }, cents(2)) ==
              only(operation::add, precision::i16) + only(operation::compare, precision::i16));
static_assert(tally::count([](auto x) { return x + 1; }, cents(2)) == only(operation::add, precision::i16));

// Aliased operands: x op= x.
static_assert([] {
  counted<double> x = 3;
  const counted<double>& itself = x;
  x += itself;
  x *= itself;
  const bool doubled_and_squared = x.value() == 36.0;
  x /= itself;
  const bool divided = x.value() == 1.0;
  x -= itself;
  return doubled_and_squared && divided && x.value() == 0.0;
}());

// A struct of counted numbers compares by default, and a number by <=> as T does.
struct place {
  counted<double> x, y;
  auto operator<=>(const place&) const = default;
};
static_assert(place{1, 2} < place{1, 3} && place{1, 2} <= place{1, 2} && place{2, 1} > place{1, 3});
static_assert(place{1, 2} == place{1, 2} && place{1, 2} != place{1, 3});
static_assert(std::same_as<decltype(place{} <=> place{}), std::partial_ordering>);
static_assert(std::same_as<decltype(counted<int>() <=> counted<int>()), std::strong_ordering>);
static_assert(std::three_way_comparable<counted<double>> && std::totally_ordered<counted<double>>);
static_assert(counted<double>(std::numeric_limits<double>::quiet_NaN()) <=> 1.0 == std::partial_ordering::unordered);
static_assert((counted<float>(0.1F) <=> 0.1) > 0, "done in double, as C++ does it");
// One comparison for each pair of members that it takes; a <= b alone is one as ever.
template <class T>
struct pair_of {
  T x, y;
  auto operator<=>(const pair_of&) const = default;
};
constexpr tally::counts comparisons(int n) {
  return tally::counts().add(tally::operation::compare, tally::precision::f64, n);
}
constexpr auto before = [](auto a, auto b, auto c) { return pair_of<decltype(a)>{a, b} < pair_of<decltype(a)>{a, c}; };
static_assert(tally::count(before, 1.0, 2.0, 3.0) == comparisons(2));
static_assert(tally::count([](auto a, auto b) { return a <= b; }, 1.0, 2.0) == comparisons(1));
static_assert(tally::count([](auto a, auto b) { return a <=> b; }, 1.0, 2.0) == comparisons(1));

// A generator of random numbers, as people write them.
template <class T>
constexpr T drawn(unsigned bits) {
  return T(bits) / T(4294967296.0);
}
static_assert(drawn<counted<double>>(1U << 31).value() == 0.5);

// The concept to write for std::floating_point, which refuses counted scalars.
static_assert(!std::floating_point<counted<double>> && tally::floating_point<counted<double>>);
static_assert(tally::floating_point<float> && !tally::floating_point<counted<int>> && !tally::floating_point<int>);

}  // namespace
