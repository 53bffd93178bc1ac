// SPDX-License-Identifier: MIT
// What counts do at run time: digits, and errors instead of wrapped numbers.

#include "support/catch.hpp"
#include "tally/core/natural.hpp"

#include <cstdint>
#include <limits>
#include <sstream>
#include <string>

using tally::natural;
using tally::overflow_error;

namespace {

const natural two_to_64 = natural(UINT64_MAX) + 1;
const natural largest = two_to_64 * UINT64_MAX + UINT64_MAX;

TEST_CASE("A count prints all its digits and nothing else", "[natural]") {
  CHECK(to_string(natural(0)) == "0");
  CHECK(to_string(natural(1000)) == "1000");
  CHECK(to_string(two_to_64) == "18446744073709551616");
  CHECK(to_string(largest) == "340282366920938463463374607431768211455");
  std::ostringstream out;
  out << natural(1814073344) << ' ' << two_to_64;
  CHECK(out.str() == "1814073344 18446744073709551616");
}

TEST_CASE("10^36 is exact to the last digit", "[natural]") {
  natural n = 1;
  for (int i = 0; i < 36; ++i) n *= 10;
  CHECK(to_string(n) == "1" + std::string(36, '0'));
  CHECK(to_string(n + 1) == "1" + std::string(35, '0') + "1");
  CHECK(to_string(n - 1) == std::string(36, '9'));
}

TEST_CASE("Leaving 0 to 2^128 - 1 throws, and the number stays what it was", "[natural]") {
  natural n = largest;
  CHECK_THROWS_AS(n += 1, overflow_error);
  CHECK_THROWS_AS(n += largest, overflow_error);
  CHECK_THROWS_AS(n *= 2, overflow_error);
  CHECK(n == largest);
  natural small = 2;
  CHECK_THROWS_AS(small -= 3, overflow_error);
  CHECK_THROWS_AS(small /= 0, overflow_error);
  CHECK_THROWS_AS(small %= 0, overflow_error);
  CHECK(small == 2);
  CHECK_THROWS_AS(two_to_64 * two_to_64, overflow_error);
  CHECK_THROWS_AS((two_to_64 + 1) * UINT64_MAX * 2, overflow_error);
  CHECK_THROWS_AS(natural(-1), overflow_error);
  CHECK_THROWS_AS(natural(0) - 1, overflow_error);
}

TEST_CASE("A count that does not fit an integer type is not cut to it", "[natural]") {
  CHECK_THROWS_AS(static_cast<int>(natural(std::numeric_limits<int>::max()) + 1), overflow_error);
  CHECK_THROWS_AS(static_cast<std::uint64_t>(two_to_64), overflow_error);
  CHECK_THROWS_AS(static_cast<unsigned char>(natural(256)), overflow_error);
  CHECK(static_cast<unsigned char>(natural(255)) == 255);
}

TEST_CASE("The errors begin with tally: and say what happened", "[natural]") {
  using Catch::Matchers::ContainsSubstring;
  CHECK_THROWS_WITH(largest + 1, "tally: a sum of counts exceeds 2^128 - 1");
  CHECK_THROWS_WITH(largest * 2, "tally: a product of counts exceeds 2^128 - 1");
  CHECK_THROWS_WITH(natural(1) - 2, "tally: a difference of counts is below zero");
  CHECK_THROWS_WITH(natural(1) / 0, "tally: a count is divided by zero");
  CHECK_THROWS_WITH(natural(-1), "tally: a count cannot be negative");
  CHECK_THROWS_WITH(static_cast<int>(largest), ContainsSubstring("does not fit the integer type"));
}

TEST_CASE("The product's overflow check agrees with division on random factors around the limit", "[natural]") {
  // a * b fits exactly when b <= (2^128 - 1) / a.
  std::uint64_t state = 1;
  const auto random = [&state] { return state = state * 6364136223846793005U + 1442695040888963407U; };
  for (int i = 0; i < 2000; ++i) {
    const natural a = natural(random() >> 1) * natural(random() >> (i % 64)) + 1;
    const natural quotient = largest / a;
    CHECK(quotient * a <= largest);
    CHECK_THROWS_AS((quotient + 1) * a, overflow_error);
  }
}

}  // namespace
