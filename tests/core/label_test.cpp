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
  const std::string longest_within(31, 'x');
  CHECK(label(longest_within).text() == longest_within);
  CHECK(label(std::string_view("a\0b", 3)).text() == std::string("a\0b", 3));
}

TEST_CASE("A long name outlives the text that it was made of, and is equal however it came about", "[label]") {
  std::string text(200, 'x');
  const label made = text;
  const label numbered(text, 1234567890123456789);
  const std::string before = text;
  text.assign(200, 'y');
  CHECK(made.text() == before);
  CHECK(numbered.text() == before + "1234567890123456789");
  CHECK(numbered == label(before + "1234567890123456789"));
  CHECK(made == label::viewing(before));
  CHECK_FALSE(made == label(text));
  CHECK_FALSE(made == label(before + "x"));
  CHECK(label(std::string(255, 'z')).text() == std::string(255, 'z'));
  CHECK(label(std::string(30, 'x'), 12).text() == std::string(30, 'x').append("12"));
  for (int i = 0; i < 1000; ++i)
    CHECK(label("a layer with a name of some length, number " + std::to_string(i)) ==
          label("a layer with a name of some length, number ", i));
}

TEST_CASE("A number's digits are all there, up to the largest", "[label]") {
  for (std::int64_t n = 1; n < 1'000'000'000'000'000'000; n = n * 7 + 3) CHECK(label(n).text() == std::to_string(n));
  CHECK(label(INT64_MAX).text() == std::to_string(INT64_MAX));
  CHECK(label(~0ULL).text() == "18446744073709551615");
  CHECK(label("layer", ~0ULL).text() == "layer18446744073709551615");
}

TEST_CASE("A name that would break a path is refused with the reason", "[label]") {
  CHECK_THROWS_WITH(label(""), "tally: a scope's name is empty");
  CHECK_THROWS_WITH(
      label("a.b"),
      "tally: a scope's name has a dot, which separates the names in a path; context.at(path, …) takes a path");
  CHECK_THROWS_WITH(label(std::string(256, 'x')), "tally: a scope's name has more than 255 characters");
  CHECK_THROWS_WITH(label(std::string(254, 'x'), 12), "tally: a scope's name has more than 255 characters");
  CHECK_THROWS_WITH(label(std::string(256, 'x'), 12), "tally: a scope's name has more than 255 characters");
  CHECK_THROWS_WITH(label("", 12), "tally: a scope's name is empty");
  CHECK_THROWS_WITH(label(static_cast<const char*>(nullptr)), "tally: a scope's name is a null pointer");
  CHECK_THROWS_WITH(label(-1), "tally: a scope is numbered below zero");
  CHECK_THROWS_WITH(label("layer", -1), "tally: a scope is numbered below zero");
  CHECK_THROWS_AS(label(""), tally::error);
}

}  // namespace
