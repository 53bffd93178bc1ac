// SPDX-License-Identifier: MIT
// A user's unit test that holds a budget.

#include <tally/adapters/catch2.hpp>

TEST_CASE("a polynomial stays within its budget") {
  const tally::counted<double> x = 3.0;
  REQUIRE_THAT(tally::measure([&] { (void)((x * 2.0 + 1.0) * x); }), tally::spends_at_most(3));
}
