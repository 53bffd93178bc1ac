// SPDX-License-Identifier: MIT
// Reductions: the formula is what the loop does, for every set of axes.

#include "support/agreement.hpp"
#include "support/catch.hpp"

namespace {

using agreement::disagreement;
using agreement::index;
using agreement::shape;
using tally::axis_set;

std::string disagreement_of_all(const axis_set& axes, bool keep, const shape& x) {
  std::string text = disagreement([&](const auto& t) { return sum(t, axes, keep); }, x) +
                     disagreement([&](const auto& t) { return mean(t, axes, keep); }, x) +
                     disagreement([&](const auto& t) { return variance(t, axes, keep); }, x) +
                     disagreement([&](const auto& t) { return max(t, axes, keep); }, x) +
                     disagreement([&](const auto& t) { return min(t, axes, keep); }, x);
  const tally::reduction_primitive<tally::detail::sum_of> reduced{{}, axes, false};
  if (x.volume() / reduced.output(x).volume() > 1)
    text += disagreement([&](const auto& t) { return variance(t, axes, keep, 1); }, x);
  return text;
}

// The axes of the bits of a number, and sometimes counted from the end.
axis_set axes_of(int bits, int rank, bool from_the_end) {
  axis_set axes;
  for (int i = 0; i < rank; ++i)
    if ((bits >> i & 1) != 0) axes.axes[axes.count++] = from_the_end ? i - rank : i;
  return axes;
}

TEST_CASE("reductions agree for every set of axes of four, side by side or not, kept or not") {
  for (int bits = 0; bits < 16; ++bits)
    for (const bool keep : {false, true})
      for (const shape& x : {shape{2, 3, 5, 7}, shape{1, 3, 1, 5}, shape{2, 1, 3, 1}, shape{1, 1, 1, 1}})
        CHECK(disagreement_of_all(axes_of(bits, 4, keep), keep, x) == "");
}

TEST_CASE("reductions agree for a single number and for long rows") {
  CHECK(disagreement_of_all({}, false, {}) == "");
  CHECK(disagreement_of_all({}, true, {1}) == "");
  CHECK(disagreement_of_all({-1}, false, {3, 1031}) == "");
  CHECK(disagreement_of_all({0}, false, {1031, 3}) == "");
}

TEST_CASE("reductions agree on random shapes and axes") {
  agreement::sizes random(51);
  int apart = 0;
  for (int i = 0; i < agreement::random_cases; ++i) {
    const int rank = static_cast<int>(random.between(0, 5));
    const int bits = static_cast<int>(random.between(0, (1 << rank) - 1));
    INFO("axes " << bits);
    CHECK(disagreement_of_all(axes_of(bits, rank, random.coin()), random.coin(), random.of_rank(rank, 5)) == "");
    apart += bits == 5 || bits == 9 || bits == 10 || bits == 21 ? 1 : 0;
  }
  CHECK(apart > 20);  // the generator reaches axes that are not neighbours
}

}  // namespace
