// SPDX-License-Identifier: MIT
#include "support/catch.hpp"
#include "tally/analysis/budget.hpp"
#include "tally/core/counted.hpp"
#include "tally/core/measure.hpp"
#include "tally/nn/layers.hpp"

#include <string>

using Catch::Matchers::ContainsSubstring;
using tally::operation;
using tally::precision;
using namespace tally::literals;

namespace {

// One multiplication and two additions.
tally::counts three_operations() {
  const tally::counted<double> x = 2.0;
  return tally::measure([&] { static_cast<void>(x * x + x + x); });
}

template <class... Arguments>
std::string message_of(const Arguments&... arguments) {
  try {
    tally::require_within(arguments...);
  } catch (const tally::budget_error& error) {
    return error.what();
  }
  return "(nothing was thrown)";
}

}  // namespace

TEST_CASE("what fits passes silently") {
  CHECK_NOTHROW(tally::require_within(three_operations(), 3));
  CHECK_NOTHROW(tally::require_within(three_operations(), 3_FLOP));
  CHECK_NOTHROW(tally::require_within(three_operations(), three_operations()));
  CHECK_NOTHROW(tally::require_within(tally::trace(tally::nn::linear{3, 2}, {1, 3}), 6_MAC));
}

TEST_CASE("an exceeded budget is thrown with what is spent, the limit and the excess") {
  CHECK(message_of(three_operations(), 1) ==
        "tally: the budget is exceeded: 3 FLOP (fma = 2) spent, the limit is 1, the excess is 2");
  CHECK(message_of(three_operations(), 1_FLOP, "one step") ==
        "tally: the budget of one step is exceeded: 3 FLOP (fma = 2) spent, the limit is 1, the excess is 2");
  CHECK(message_of(tally::predict(tally::nn::linear{3, 2}, {1, 3}), 5_MAC) ==
        "tally: the budget is exceeded: 6 MAC (products and convolutions) spent, the limit is 5, the excess is 1");
  CHECK(message_of(tally::predict(tally::nn::linear{3, 2}, {1, 3}).parameters(), tally::natural(7), "parameters") ==
        "tally: the budget of parameters is exceeded: 8 spent, the limit is 7, the excess is 1");
  try {
    tally::require_within(three_operations(), 1);
    FAIL("nothing was thrown");
  } catch (const tally::budget_error& error) {
    CHECK((error.spent() == 3 && error.limit() == 1 && error.excess() == 2));
  }
}

TEST_CASE("a limit of counts names each operation that exceeds it, and no other") {
  const tally::counts limit =
      tally::counts().add(operation::mul, precision::f64, 5).add(operation::add, precision::f64, 1);
  CHECK(message_of(three_operations(), limit) ==
        "tally: the budget is exceeded: 2 add f64 spent, the limit is 1, the excess is 1");
  CHECK_THAT(message_of(three_operations(), tally::counts()),
             ContainsSubstring("2 add f64 spent, the limit is 0, the excess is 2; 1 mul f64 spent"));
}

TEST_CASE("another convention is another amount") {
  const tally::counted<double> x = 2.0;
  const tally::counts spent = tally::measure([&] { static_cast<void>(x / x); });
  CHECK(tally::fits(spent, 1));
  CHECK_FALSE(tally::fits(spent, tally::amount<tally::conventions::livermore>(3)));
  CHECK(tally::fits(spent, tally::amount<tally::conventions::livermore>(4)));
}

TEST_CASE("work in which nothing was counted fits no budget") {
  double plain = 2.0;
  const tally::counts nothing = tally::measure([&] { plain = plain * plain; });
  CHECK_THROWS_AS(tally::fits(nothing, 10), tally::nothing_counted_error);
  CHECK_THROWS_AS(tally::fits(nothing, 10_FLOP), tally::nothing_counted_error);
  CHECK_THROWS_AS(tally::fits(nothing, three_operations()), tally::nothing_counted_error);
  CHECK_THROWS_AS(tally::require_within(nothing, 10), tally::nothing_counted_error);
  CHECK_THROWS_AS(tally::require_within(nothing, 0_FLOP), tally::nothing_counted_error);
  CHECK_THROWS_WITH(tally::require_within(nothing, three_operations(), "a step"),
                    ContainsSubstring("tally: a budget is asked about work in which nothing was counted") &&
                        ContainsSubstring("spends_nothing"));
}

TEST_CASE("a zero that is meant has a name") {
  CHECK(tally::spends_nothing(tally::measure([] {})));
  CHECK_FALSE(tally::spends_nothing(three_operations()));
  // A comparison is something, though no FLOP.
  const tally::counted<double> x = 2.0;
  const tally::counts comparison = tally::measure([&] { static_cast<void>(x < x); });
  CHECK_FALSE(tally::spends_nothing(comparison));
  CHECK(tally::fits(comparison, 0));
}

TEST_CASE("a prediction of nothing fits at run time too") {
  const tally::prediction movement = tally::predict(tally::nn::flatten{}, {1, 2, 3});
  CHECK(tally::spends_nothing(movement));
  CHECK(tally::fits(movement, 0));
  CHECK_NOTHROW(tally::require_within(movement, 0_FLOP));
}
