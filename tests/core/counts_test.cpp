// SPDX-License-Identifier: MIT
// Counts in print, and at the ends of their range.

#include "support/catch.hpp"
#include "tally/core/counts.hpp"

#include <sstream>

using tally::counts;
using tally::operation;
using tally::precision;

namespace {

TEST_CASE("Counts print each number with its operation and precision", "[counts]") {
  const counts spent = counts()
                           .add(operation::mul, precision::f32, 27)
                           .add(operation::add, precision::f32, 18)
                           .add(operation::mul, precision::bf16, 2)
                           .add(operation::min_max, precision::i8, 1);
  CHECK(to_string(spent) == "add 18 f32, mul 2 bf16, mul 27 f32, min_max 1 i8");
  std::ostringstream out;
  out << spent;
  CHECK(out.str() == to_string(spent));
  CHECK(to_string(counts()) == "nothing");
}

TEST_CASE("Counts beyond their range throw instead of wrapping", "[counts]") {
  tally::natural large = 1;
  for (int i = 0; i < 38; ++i) large *= 10;
  counts many = counts().add(operation::mul, precision::f32, large * 3);
  CHECK_THROWS_AS(many.add(operation::mul, precision::f32, large), tally::overflow_error);
  CHECK_THROWS_AS(many + many, tally::overflow_error);
  CHECK_THROWS_AS(many * 2, tally::overflow_error);
  CHECK(many.at(operation::mul, precision::f32) == large * 3);

  // Each precision fits, and their sum does not.
  many.add(operation::mul, precision::f64, large);
  CHECK_THROWS_AS(many[operation::mul], tally::overflow_error);
  CHECK(many.at(operation::mul, precision::f64) == large);
}

TEST_CASE("More cannot be taken away than was spent", "[counts]") {
  const counts spent = counts().add(operation::add, precision::f32, 2);
  CHECK_THROWS_AS(spent - counts().add(operation::add, precision::f32, 3), tally::overflow_error);
  CHECK_THROWS_AS(spent - counts().add(operation::add, precision::f64, 1), tally::overflow_error);
  CHECK_THROWS_AS(spent * -1, tally::overflow_error);
  CHECK_THROWS_AS(counts().add(operation::add, precision::f32, -1), tally::overflow_error);
}

TEST_CASE("What does not fit leaves counts as they were", "[counts]") {
  const counts five = counts().add(operation::add, precision::f32, 5);
  const counts taken = counts().add(operation::add, precision::f32, 1).add(operation::mul, precision::f32, 1);
  counts spent = five;
  CHECK_THROWS_AS(spent -= taken, tally::overflow_error);  // the additions would fit
  CHECK(spent == five);

  tally::natural large = 1;
  for (int i = 0; i < 38; ++i) large *= 10;
  const counts many = counts(five).add(operation::mul, precision::f64, large * 3);
  spent = many;
  CHECK_THROWS_AS(spent += many, tally::overflow_error);
  CHECK(spent == many);
  CHECK_THROWS_AS(spent *= 2, tally::overflow_error);
  CHECK(spent == many);
  CHECK_THROWS_AS(spent.scaled(2, 1), tally::overflow_error);
  CHECK_THROWS_AS(spent.scaled(1, 0), tally::overflow_error);
  const counts& itself = spent;
  spent -= itself;
  CHECK(spent.empty());
}

}  // namespace
