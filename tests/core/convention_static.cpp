// SPDX-License-Identifier: MIT
// Rules from counts to amounts, amounts that know their rule, and their literals.

#include "tally/core/convention.hpp"
#include "tally/core/counts.hpp"

#include <compare>
#include <cstdint>
#include <type_traits>

using namespace tally::literals;
using tally::amount;
using tally::counts;
using tally::flop_amount;
using tally::mac_amount;
using tally::operation;
using tally::precision;
namespace conventions = tally::conventions;

namespace user {

// From another rule, and from nothing.
inline constexpr tally::convention dsp =
    conventions::flops.named("dsp", "op", "sqrt = 14").weighing(operation::sqrt, 14);
inline constexpr tally::convention divisions =
    tally::convention{.name = "divisions", .unit = "division", .rule = "no other work"}.weighing(operation::div, 1);

}  // namespace user

namespace {

constexpr counts one(operation kind, precision format = precision::f32) { return counts().add(kind, format, 1); }
template <const auto& Convention>
constexpr tally::natural weight(operation kind, precision format = precision::f32) {
  return one(kind, format).in<Convention>().value();
}

// Layout: an amount is its number, and may be a template argument.
static_assert(sizeof(flop_amount) == sizeof(tally::natural));
static_assert(std::is_trivially_copyable_v<flop_amount>);
template <flop_amount Limit>
constexpr flop_amount argument = Limit;
static_assert(argument<250_kFLOP> == 250'000);

// FLOPs: add, sub, mul, div are 1, fma is 2, and nothing else is anything.
static_assert(weight<conventions::flops>(operation::add) == 1);
static_assert(weight<conventions::flops>(operation::sub) == 1);
static_assert(weight<conventions::flops>(operation::mul) == 1);
static_assert(weight<conventions::flops>(operation::div) == 1);
static_assert(weight<conventions::flops>(operation::fma) == 2);
static_assert([] {
  for (auto i = static_cast<unsigned char>(operation::sqrt); i <= static_cast<unsigned char>(operation::absolute); ++i)
    if (weight<conventions::flops>(static_cast<operation>(i)) != 0) return false;
  return true;
}());

// Every floating-point format weighs the same, and integers are no floating-point operations but OPs.
static_assert(weight<conventions::flops>(operation::mul, precision::f8) == 1);
static_assert(weight<conventions::flops>(operation::mul, precision::f16) == 1);
static_assert(weight<conventions::flops>(operation::mul, precision::bf16) == 1);
static_assert(weight<conventions::flops>(operation::mul, precision::f64) == 1);
static_assert(weight<conventions::flops>(operation::mul, precision::f80) == 1);
static_assert(weight<conventions::flops>(operation::mul, precision::f128) == 1);
static_assert(weight<conventions::flops>(operation::mul, precision::i8) == 0);
static_assert(weight<conventions::flops>(operation::add, precision::i64) == 0);
static_assert(weight<conventions::ops>(operation::mul, precision::i8) == 1);
static_assert(weight<conventions::ops>(operation::fma, precision::i32) == 2);
static_assert(weight<conventions::ops>(operation::add, precision::f32) == 1);
static_assert(weight<conventions::ops>(operation::exp, precision::f32) == 0);
static_assert(weight<conventions::papi>(operation::add, precision::i32) == 0);

// PAPI: the instructions of Intel's event FP_ARITH_INST_RETIRED are ADD SUB MUL DIV MIN MAX SQRT RSQRT RCP at 1 and
// FM(N)ADD/SUB at 2; a comparison, a conversion or a library function is none of them.
static_assert(weight<conventions::papi>(operation::add) == 1);
static_assert(weight<conventions::papi>(operation::div) == 1);
static_assert(weight<conventions::papi>(operation::fma) == 2);
static_assert(weight<conventions::papi>(operation::sqrt) == 1);
static_assert(weight<conventions::papi>(operation::rsqrt) == 1);
static_assert(weight<conventions::papi>(operation::min_max) == 1);
static_assert(weight<conventions::papi>(operation::compare) == 0);
static_assert(weight<conventions::papi>(operation::convert) == 0);
static_assert(weight<conventions::papi>(operation::exp) == 0);

// Livermore: McMahon's weights, + - * and a comparison 1, division and square root 4, EXP, SIN and their like 8.
static_assert(weight<conventions::livermore>(operation::add) == 1);
static_assert(weight<conventions::livermore>(operation::sub) == 1);
static_assert(weight<conventions::livermore>(operation::mul) == 1);
static_assert(weight<conventions::livermore>(operation::compare) == 1);
static_assert(weight<conventions::livermore>(operation::div) == 4);
static_assert(weight<conventions::livermore>(operation::sqrt) == 4);
static_assert(weight<conventions::livermore>(operation::exp) == 8);
static_assert(weight<conventions::livermore>(operation::sin) == 8);
static_assert(weight<conventions::livermore>(operation::pow) == 8);
static_assert(weight<conventions::livermore>(operation::lgamma) == 8);
static_assert(weight<conventions::livermore>(operation::fma) == 2);
static_assert(weight<conventions::livermore>(operation::negate) == 0);
static_assert(weight<conventions::livermore>(operation::absolute) == 0);
static_assert(weight<conventions::livermore>(operation::convert) == 0);

// No rule of the library makes work of a sign bit.
static_assert(weight<conventions::flops>(operation::negate) == 0 && weight<conventions::ops>(operation::negate) == 0);
static_assert(weight<conventions::papi>(operation::negate) == 0 && weight<conventions::papi>(operation::absolute) == 0);

// A user's own rule: what it changed has changed, and the rule it came from has not.
static_assert(weight<user::dsp>(operation::sqrt) == 14 && weight<user::dsp>(operation::fma) == 2);
static_assert(weight<conventions::flops>(operation::sqrt) == 0);
static_assert(weight<user::divisions>(operation::div) == 1 && weight<user::divisions>(operation::mul) == 0);
static_assert(user::dsp.unit == "op" && user::dsp.rule == "sqrt = 14" && user::dsp.name == "dsp");
static_assert(conventions::flops.unit == "FLOP" && conventions::flops.name == "flops");

// An amount is the sum of weight times count: 3 adds + 5 products + 2 fused (2 each) + 7 roots.
constexpr counts mixed = counts()
                             .add(operation::add, precision::f32, 3)
                             .add(operation::mul, precision::f64, 5)
                             .add(operation::fma, precision::f32, 2)
                             .add(operation::sqrt, precision::f32, 7)
                             .add(operation::add, precision::i32, 100);
static_assert(mixed.flops() == 3 + 5 + 2 * 2);
static_assert(mixed.in<conventions::ops>() == 3 + 5 + 2 * 2 + 100);
static_assert(mixed.in<conventions::papi>() == 3 + 5 + 2 * 2 + 7);
static_assert(mixed.in<conventions::livermore>() == 3 + 5 + 2 * 2 + 7 * 4);
static_assert(mixed.in<user::dsp>() == 3 + 5 + 2 * 2 + 7 * 14);
static_assert(tally::flops(mixed) == mixed.flops());

// Amounts of one convention form the algebra of counts; two of them have a ratio.
static_assert(3_kFLOP + 500_FLOP == 3'500);
static_assert(3_kFLOP - 500_FLOP == 2'500);
static_assert(3_kFLOP * 4 == 12'000 && 4 * 3_kFLOP == 12_kFLOP);
static_assert(3_kFLOP / 2_kFLOP == 1.5);
static_assert([] {
  flop_amount sum;
  sum += 2_FLOP;
  sum += 3_FLOP;
  sum -= 1_FLOP;
  return sum == 4_FLOP;
}());
static_assert(1_FLOP < 2_FLOP && 2_FLOP > 1 && 1 < 2_FLOP && 2_FLOP >= 2 && 2_FLOP != 3 && 0_FLOP > -1);
static_assert((1_MMAC <=> 1_GMAC) == std::strong_ordering::less);
static_assert(static_cast<double>(1.5_kFLOP) == 1500.0 && static_cast<int>(1.5_kFLOP) == 1500);

// It takes a word to make an amount of a number, or a number of an amount.
static_assert(std::is_constructible_v<flop_amount, tally::natural>);
static_assert(!std::is_convertible_v<tally::natural, flop_amount> && !std::is_convertible_v<int, flop_amount>);
static_assert(!std::is_convertible_v<flop_amount, int> && !std::is_convertible_v<flop_amount, tally::natural>);
static_assert(!std::is_convertible_v<flop_amount, double>);

// Two conventions do not mix, whichever two they are and however alike.
template <class A, class B>
concept mix = requires(A a, B b) {
  a + b;
}
|| requires(A a, B b) { a - b; }
|| requires(A a, B b) { a == b; }
|| requires(A a, B b) { a < b; }
|| requires(A a, B b) { a / b; }
|| requires(A a, B b) { a += b; }
|| std::is_constructible_v<A, B> || std::is_assignable_v<A&, B>;
static_assert(mix<flop_amount, flop_amount>);
static_assert(!mix<flop_amount, mac_amount>);
static_assert(!mix<flop_amount, amount<conventions::papi>>);
static_assert(!mix<flop_amount, amount<conventions::livermore>>, "both print FLOP, and are not the same");
static_assert(!mix<amount<conventions::ops>, flop_amount>);
static_assert(!mix<amount<user::dsp>, amount<user::divisions>>);
static_assert(mix<amount<user::dsp>, amount<user::dsp>>);

// Only a rule over operations applies to counts: multiply-accumulates are read from whole primitives.
template <const auto& Convention>
concept applies_to_counts = requires(counts c) {
  c.in<Convention>();
};
static_assert(applies_to_counts<conventions::papi> && applies_to_counts<user::dsp>);
static_assert(!applies_to_counts<conventions::macs>);

// Literals: exact powers of ten, decimals and separators.
static_assert(std::is_same_v<decltype(1_FLOP), flop_amount> && std::is_same_v<decltype(1_MAC), mac_amount>);
static_assert(7_FLOP == 7 && 7_MAC == 7);
static_assert(7_kFLOP == 7'000 && 7_kMAC == 7'000);
static_assert(7_MFLOP == 7'000'000 && 7_MMAC == 7'000'000);
static_assert(7_GFLOP == 7'000'000'000 && 7_GMAC == 7'000'000'000);
static_assert(7_TFLOP == 7'000'000'000'000 && 7_TMAC == 7'000'000'000'000);
static_assert(7_PFLOP == 7'000'000'000'000'000);
static_assert(7_EFLOP == 7'000'000'000'000'000'000);
static_assert((7_ZFLOP).value() == tally::natural(7'000'000'000'000'000'000) * 1000);
static_assert(1.814073344_GMAC == 1'814'073'344);
static_assert(0.001_kFLOP == 1 && 1.5_kFLOP == 1'500 && 12'345.678_kFLOP == 12'345'678);
// No double holds 0.1 or this; the literal does.
static_assert(0.1_GFLOP == 100'000'000);
static_assert(9'007'199'254.740'993_MFLOP == 9'007'199'254'740'993);
static_assert(314_ZFLOP == 314'000_EFLOP);

// Limits: 10^36 operations are counted exactly.
static_assert([] {
  tally::natural n = 1;
  for (int i = 0; i < 36; ++i) n *= 10;
  const counts many = counts().add(operation::mul, precision::bf16, n).add(operation::add, precision::f32, 1);
  return many.flops().value() == n + 1 && many.flops() - flop_amount(n) == 1;
}());

}  // namespace
