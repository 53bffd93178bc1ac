// SPDX-License-Identifier: MIT
#include "support/catch.hpp"
#include "tally/adapters/catch2.hpp"
#include "tally/core/counted.hpp"
#include "tally/core/measure.hpp"
#include "tally/nn/layers.hpp"
#include "tally/nn/trace.hpp"

#include <string>

using tally::operation;
using tally::precision;
using tally::spends;
using tally::spends_at_most;
using namespace tally::literals;

namespace {

// Two multiplications and an addition.
tally::counts polynomial() {
  const tally::counted<double> x = 3.0;
  return tally::measure([&] { static_cast<void>((x * 2.0 + 1.0) * x); });
}

tally::counts operations(int additions, int multiplications) {
  return tally::counts()
      .add(operation::add, precision::f64, additions)
      .add(operation::mul, precision::f64, multiplications);
}

// [1, 3] to [1, 2]: 6 multiplications, 6 additions; 6 MACs, 8 parameters.
tally::prediction predicted() { return tally::predict(tally::nn::linear{3, 2}, {1, 3}); }
tally::trace traced() { return tally::trace(tally::nn::linear{3, 2}, {1, 3}); }

// What a failure says: the matcher describes what it has just compared.
template <class Matcher, class Spent>
std::string refusal(const Matcher& matcher, const Spent& spent) {
  return matcher.match(spent) ? "(it matched)" : matcher.toString();
}

}  // namespace

TEST_CASE("a limit is held up to itself") {
  REQUIRE_THAT(polynomial(), spends_at_most(3));
  REQUIRE_THAT(polynomial(), spends_at_most(12'000));
  REQUIRE_THAT(polynomial(), !spends_at_most(2));
  REQUIRE_THAT(polynomial(), spends_at_most(3_FLOP));
  REQUIRE_THAT(polynomial(), !spends_at_most(2_FLOP));
  REQUIRE_THAT(polynomial(), spends_at_most(operations(1, 2)));
  REQUIRE_THAT(polynomial(), spends_at_most(operations(5, 2)));
  REQUIRE_THAT(polynomial(), !spends_at_most(operations(5, 1)));
  REQUIRE_THAT(polynomial(), !spends_at_most(operations(0, 5)));
}

TEST_CASE("an exact number is exact") {
  REQUIRE_THAT(polynomial(), spends(3));
  REQUIRE_THAT(polynomial(), !spends(2) && !spends(4));
  REQUIRE_THAT(polynomial(), spends(3_FLOP));
  REQUIRE_THAT(polynomial(), spends(operations(1, 2)));
  REQUIRE_THAT(polynomial(), !spends(operations(2, 1)));  // as many FLOPs
  REQUIRE_THAT(polynomial(), !spends(operations(1, 2).add(operation::sqrt, precision::f64, 1)));
}

TEST_CASE("predictions and traces are held to limits too, in MACs as well") {
  REQUIRE_THAT(predicted(), spends(12));
  REQUIRE_THAT(predicted(), spends(6_MAC));
  REQUIRE_THAT(predicted(), spends_at_most(6_MAC));
  REQUIRE_THAT(traced(), spends(12_FLOP));
  REQUIRE_THAT(traced(), spends_at_most(12));
  CHECK_FALSE(spends_at_most(11).match(traced()));
  CHECK_FALSE(spends_at_most(5_MAC).match(predicted()));
  CHECK_FALSE(spends(predicted().counts()).match(tally::predict(tally::nn::linear{3, 3}, {1, 3})));
}

TEST_CASE("other conventions have their own amounts") {
  const tally::counted<double> x = 3.0;
  const tally::counts division = tally::measure([&] { static_cast<void>(1.0 / x); });
  REQUIRE_THAT(division, spends(1) && spends(tally::amount<tally::conventions::livermore>(4)));
}

TEST_CASE("a failure says what is spent and by how much that is too much") {
  CHECK(refusal(spends_at_most(1), polynomial()) == "spends at most 1 FLOP (fma = 2), but spends 3, which is 2 more");
  CHECK(refusal(spends(4_FLOP), polynomial()) == "spends exactly 4 FLOP (fma = 2), but spends 3, which is 1 less");
  CHECK(refusal(spends_at_most(5_MAC), traced()) ==
        "spends at most 5 MAC (products and convolutions), but spends 6, which is 1 more");
  CHECK(refusal(spends_at_most(operations(5, 0)), polynomial()) ==
        "spends at most { add 5 f64: 5 FLOP (fma = 2) }, but spends mul f64 2, which is 2 more");
  CHECK(refusal(spends(operations(5, 0)), polynomial()) ==
        "spends exactly { add 5 f64: 5 FLOP (fma = 2) }, but spends add f64 1, which is 4 less; mul f64 2, which is 2 "
        "more");
}

TEST_CASE("Catch2 shows readable values") {
  using Catch::Detail::stringify;
  CHECK(stringify(polynomial()) == "{ add 1 f64, mul 2 f64: 3 FLOP (fma = 2) }");
  CHECK(stringify(tally::counts()) == "{ nothing: 0 FLOP (fma = 2) }");
  CHECK(stringify(tally::natural(12000)) == "12000");
  CHECK(stringify(6_MAC) == "6 MAC (products and convolutions)");
  CHECK(stringify(predicted()) ==
        "{ add 6 f32, mul 6 f32: 12 FLOP (fma = 2), 6 MAC (products and convolutions), 8 parameters }");
  CHECK(stringify(traced()) == stringify(predicted()));
  CHECK(stringify(tally::shape{1, 3}) == "1x3");
}

TEST_CASE("nothing counted matches no budget and no negation of one") {
  const tally::counts nothing = tally::measure([] {});
  CHECK_THROWS_AS(spends_at_most(10).match(nothing), tally::nothing_counted_error);
  CHECK_THROWS_AS(spends(0).match(nothing), tally::nothing_counted_error);
  CHECK_THROWS_AS((!spends_at_most(operations(1, 2))).match(nothing), tally::nothing_counted_error);
  REQUIRE_THAT(tally::predict(tally::nn::flatten{}, {1, 2, 3}), spends(0));
}

TEST_CASE("a zero that is meant is expected by its name") {
  REQUIRE_THAT(tally::measure([] {}), tally::spends_nothing());
  REQUIRE_THAT(polynomial(), !tally::spends_nothing());
  CHECK(tally::spends_nothing().match(tally::predict(tally::nn::flatten{}, {1, 2, 3})));
  CHECK(refusal(tally::spends_nothing(), polynomial()) == "spends nothing");
}
