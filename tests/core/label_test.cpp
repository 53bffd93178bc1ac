// SPDX-License-Identifier: MIT
// Labels as text, and the names that none may have.

#include "support/catch.hpp"
#include "tally/core/label.hpp"

#include <cstdint>
#include <string>

using tally::label;

namespace {

TEST_CASE("A label's text is the text it was made of", "[label]") {
  CHECK(label("conv1").text() == "conv1");
  CHECK(label(std::string("self attention")).text() == "self attention");
  CHECK(label("layer", 12).text() == "layer12");
  CHECK(label(0).text() == "0");
  CHECK(label(4096).text() == "4096");
  CHECK(label().text().empty());
  CHECK(label("größe").text() == "größe");
  const std::string longest(31, 'x');
  CHECK(label(longest).text() == longest);
}

TEST_CASE("A number's digits are all there, up to the largest", "[label]") {
  for (std::int64_t n = 1; n < 1'000'000'000'000'000'000; n = n * 7 + 3) CHECK(label(n).text() == std::to_string(n));
  CHECK(label(INT64_MAX).text() == std::to_string(INT64_MAX));
}

TEST_CASE("A name that would break a path is refused with the reason", "[label]") {
  CHECK_THROWS_WITH(label(""), "tally: a scope's name is empty");
  CHECK_THROWS_WITH(label("a.b"), "tally: a scope's name has a dot, which separates the names in a path");
  CHECK_THROWS_WITH(label(std::string(32, 'x')), "tally: a scope's name has more than 31 characters");
  CHECK_THROWS_WITH(label(std::string(30, 'x'), 12), "tally: a scope's name has more than 31 characters");
  CHECK_THROWS_WITH(label(-1), "tally: a scope is numbered below zero");
  CHECK_THROWS_WITH(label("layer", -1), "tally: a scope is numbered below zero");
  CHECK_THROWS_AS(label(""), tally::error);
}

}  // namespace
