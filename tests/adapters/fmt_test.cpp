// SPDX-License-Identifier: MIT
// A counted scalar is formatted as the number inside.

#include "support/catch.hpp"
#include "tally/adapters/fmt.hpp"
#include "tally/adapters/format.hpp"
#include "tally/core/measure.hpp"

#include <fmt/ranges.h>
#include <fmt/xchar.h>

#include <string>
#include <vector>

using tally::counted;

TEST_CASE("fmt formats counted scalars as plain ones, with all specifications, and counts nothing", "[fmt]") {
  const tally::counts spent = tally::measure([] {
    CHECK(fmt::format("{}", counted<double>(0.1)) == fmt::format("{}", 0.1));
    CHECK(fmt::format("{:+10.3f}|", counted<double>(2.5)) == "    +2.500|");
    CHECK(fmt::format("{:08.2e}", counted<float>(1234.5F)) == fmt::format("{:08.2e}", 1234.5F));
    CHECK(fmt::format("{:#x}", counted<int>(255)) == "0xff");
    CHECK(fmt::format(L"{:.1f}", counted<double>(1.25)) == fmt::format(L"{:.1f}", 1.25));
    CHECK(fmt::format("{}", std::vector<counted<double>>{1.5, 2.5}) == "[1.5, 2.5]");
  });
  CHECK(spent.empty());
}

#if defined(__cpp_lib_format)
TEST_CASE("std::format formats counted scalars as plain ones", "[format]") {
  CHECK(std::format("{:+10.3f}|", counted<double>(2.5)) == "    +2.500|");
  CHECK(std::format("{}", counted<int>(7)) == "7");
}
#endif
