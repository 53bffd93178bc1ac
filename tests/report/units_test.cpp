// SPDX-License-Identifier: MIT
#include "support/catch.hpp"
#include "tally/report/units.hpp"

#include <string>

namespace report = tally::report;
using namespace tally::literals;
using tally::natural;

TEST_CASE("digits come in groups of three") {
  CHECK(report::digits(natural(0)) == "0");
  CHECK(report::digits(natural(999)) == "999");
  CHECK(report::digits(natural(1000)) == "1,000");
  CHECK(report::digits(natural(123456)) == "123,456");
  CHECK(report::digits(natural(1814073344)) == "1,814,073,344");
  CHECK(report::digits(natural::of(~tally::detail::uint128{0})) ==
        "340,282,366,920,938,463,463,374,607,431,768,211,455");
}

TEST_CASE("numbers for people have four digits, a prefix and a unit") {
  CHECK(report::human(natural(0)) == "0");
  CHECK(report::human(natural(999)) == "999");
  CHECK(report::human(natural(999), "B") == "999 B");
  CHECK(report::human(natural(1000)) == "1.000 k");
  CHECK(report::human(natural(12345)) == "12.35 k");  // half up
  CHECK(report::human(natural(12344)) == "12.34 k");
  CHECK(report::human(natural(123456), "B") == "123.5 kB");
  CHECK(report::human(natural(11689512)) == "11.69 M");
  CHECK(report::human(natural(11689512), "", 3) == "11.7 M");
  CHECK(report::human(1814073344_MAC) == "1.814 GMAC");
  CHECK(report::human(3631427328_FLOP) == "3.631 GFLOP (fma = 2)");
  CHECK(report::human(3628146688_FLOP) == "3.628 GFLOP (fma = 2)");
  CHECK(report::human(1_TFLOP, 3) == "1.00 TFLOP (fma = 2)");
}

TEST_CASE("rounding carries over to the next prefix") {
  CHECK(report::human(natural(9999)) == "9.999 k");
  CHECK(report::human(natural(99994)) == "99.99 k");
  CHECK(report::human(natural(99995)) == "100.0 k");
  CHECK(report::human(natural(999949)) == "999.9 k");
  CHECK(report::human(natural(999950)) == "1.000 M");
  CHECK(report::human(natural(999499), "", 3) == "999 k");
  CHECK(report::human(natural(999500), "", 3) == "1.00 M");
}

TEST_CASE("every power of a thousand that a count can have has a prefix") {
  natural n = 1;
  for (const std::string prefix : {"k", "M", "G", "T", "P", "E", "Z", "Y", "R", "Q"}) {
    n *= 1000;
    CHECK(report::human(n) == "1.000 " + prefix);
  }
  CHECK(report::human(n * 1000) == "1000 Q");
  CHECK(report::human(n * 12'345'678) == "12350000 Q");
  CHECK(report::human(natural::of(~tally::detail::uint128{0})) == "340300000 Q");
}

TEST_CASE("fewer than three digits cannot show a number below a thousand") {
  CHECK_THROWS_AS(report::human(natural(5000), "", 2), tally::error);
}

TEST_CASE("a share is nothing or the whole only if it is") {
  CHECK(report::share(0, 7) == "0 %");
  CHECK(report::share(7, 7) == "100 %");
  CHECK(report::share(1, 3) == "33.3 %");
  CHECK(report::share(2, 3) == "66.7 %");
  CHECK(report::share(1, 1'000'000) == "<0.1 %");
  CHECK(report::share(999'999, 1'000'000) == ">99.9 %");
  CHECK(report::share(1, 1000) == "0.1 %");
  CHECK(report::share(0, 0) == "-");
}

TEST_CASE("a difference has its sign") {
  CHECK(report::difference(5, 5) == "0");
  CHECK(report::difference(5, 1005) == "+1,000");
  CHECK(report::difference(1005, 5) == "-1,000");
}
