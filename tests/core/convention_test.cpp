// SPDX-License-Identifier: MIT
// Amounts in print and at their limits.

#include "support/catch.hpp"
#include "tally/core/convention.hpp"
#include "tally/core/counts.hpp"

#include <sstream>
#include <string>

using namespace tally::literals;
using tally::counts;
using tally::operation;
using tally::precision;

namespace user {
inline constexpr tally::convention roots =
    tally::convention{.name = "roots", .unit = "root", .rule = "one each"}.weighing(operation::sqrt, 1);
}

namespace {

std::string printed(const auto& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

TEST_CASE("An amount prints its number, its unit and its rule", "[convention]") {
  CHECK(printed(250_kFLOP) == "250000 FLOP (fma = 2)");
  CHECK(printed(1'814'073'344_MAC) == "1814073344 MAC (products and convolutions)");
  const counts spent = counts().add(operation::fma, precision::f32, 3).add(operation::sqrt, precision::f64, 2);
  CHECK(printed(spent.flops()) == "6 FLOP (fma = 2)");
  CHECK(printed(spent.in<tally::conventions::ops>()) == "6 OP (integers too, fma = 2)");
  CHECK(printed(spent.in<tally::conventions::papi>()) == "8 FP_OP (sqrt, min and max = 1, fma = 2)");
  CHECK(printed(spent.in<tally::conventions::livermore>()) ==
        "14 FLOP (div and sqrt = 4, transcendental = 8, fma = 2)");
  CHECK(printed(spent.in<user::roots>()) == "2 root (one each)");
  CHECK(to_string(1_FLOP) == printed(1_FLOP));
}

TEST_CASE("A stream's number format does not change what an amount prints", "[convention]") {
  std::ostringstream out;
  out << std::hex << std::showbase << 250_kFLOP;
  CHECK(out.str() == "250000 FLOP (fma = 2)");
}

TEST_CASE("Amounts throw where they leave their range, and keep their value", "[convention]") {
  auto spent = 5_FLOP;
  CHECK_THROWS_AS(spent -= 6_FLOP, tally::overflow_error);
  CHECK(spent == 5);
  CHECK_THROWS_AS(1_FLOP - 2_FLOP, tally::overflow_error);
  tally::natural large = 1;
  for (int i = 0; i < 38; ++i) large *= 10;
  CHECK_THROWS_AS(tally::flop_amount(large) * 4, tally::overflow_error);
  CHECK_THROWS_AS(static_cast<int>(3_GFLOP), tally::overflow_error);
}

TEST_CASE("A weight times a count that leaves the range throws", "[convention]") {
  tally::natural large = 1;
  for (int i = 0; i < 38; ++i) large *= 10;
  const counts fits = counts().add(operation::mul, precision::f32, large * 3);
  CHECK(fits.flops().value() == large * 3);
  const counts does_not = counts().add(operation::fma, precision::f32, large * 3);
  CHECK_THROWS_AS(does_not.flops(), tally::overflow_error);
  const counts two_kinds = counts(fits).add(operation::add, precision::f64, large);
  CHECK_THROWS_AS(two_kinds.flops(), tally::overflow_error);
}

TEST_CASE("A ratio of amounts is a plain number", "[convention]") {
  CHECK(17_GFLOP / 4_GFLOP == 4.25);
  CHECK(0_FLOP / 4_FLOP == 0.0);
}

}  // namespace
