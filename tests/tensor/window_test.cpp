// SPDX-License-Identifier: MIT
// The closed forms of what windows meet of their input equal what one finds tap by tap, and hold up to the largest
// sizes, where one cannot look.

#include "support/catch.hpp"
#include "tally/tensor/window.hpp"

#include <random>
#include <vector>

namespace {

using tally::index;
using tally::detail::window;

struct found {
  index taps = 0;
  index windows = 0;
  index positions = 0;
  bool operator==(const found&) const = default;
};

found by_looking(const window& w, index windows) {
  found result;
  std::vector<bool> met(static_cast<std::size_t>(w.input));
  for (index i = 0; i < windows; ++i) {
    bool inside = false;
    for (index t = 0; t < w.kernel; ++t) {
      const index position = i * w.stride - w.padding + t * w.dilation;
      if (position < 0 || position >= w.input) continue;
      ++result.taps;
      inside = met[static_cast<std::size_t>(position)] = true;
    }
    result.windows += inside ? 1 : 0;
  }
  for (const bool m : met) result.positions += m ? 1 : 0;
  return result;
}
found by_formula(const window& w, index windows) {
  return {w.taps_inside(windows), w.windows_inside(windows), w.positions_met(windows)};
}

TEST_CASE("taps, windows and positions inside are what one finds tap by tap") {
  index compared = 0;
  index wrong = 0;
  for (index input = 1; input <= 9; ++input)
    for (index kernel = 1; kernel <= 6; ++kernel)
      for (index stride = 1; stride <= 5; ++stride)
        for (index padding = 0; padding <= 7; ++padding)
          for (index dilation = 1; dilation <= 5; ++dilation)
            for (index windows = 1; windows <= 8; ++windows, ++compared) {
              const window w{input, kernel, stride, padding, dilation};
              if (by_looking(w, windows) != by_formula(w, windows)) ++wrong;
            }
  CHECK(compared == 9 * 6 * 5 * 8 * 5 * 8);
  CHECK(wrong == 0);
}

TEST_CASE("every window of a pool meets its input or not, as one finds tap by tap, with a last window rounded up too") {
  index answers[2]{};
  for (index input = 1; input <= 9; ++input)
    for (index kernel = 1; kernel <= 6; ++kernel)
      for (index stride = 1; stride <= 4; ++stride)
        for (index padding = 0; padding <= kernel / 2; ++padding)
          for (index dilation = 1; dilation <= 7; ++dilation)
            for (const bool round_up : {false, true}) {
              const window w{input, kernel, stride, padding, dilation, round_up};
              if (dilation * (kernel - 1) + 1 > input + 2 * padding) continue;  // no window at all
              const bool each = by_looking(w, w.outputs()).windows == w.outputs();
              ++answers[each ? 1 : 0];
              REQUIRE(w.each_meets_input() == each);
              REQUIRE(w.taps_inside() == by_looking(w, w.outputs()).taps);
            }
  CHECK(answers[0] > 40);
  CHECK(answers[1] > 1000);
}

// Window by window, or tap by tap, whichever are fewer: how many of the other lie on the input.
index taps_by_rows(const window& w, index windows) {
  index taps = 0;
  const bool by_window = windows <= w.kernel;
  for (index i = 0; i < (by_window ? windows : w.kernel); ++i) {
    const index start = i * (by_window ? w.stride : w.dilation) - w.padding;
    const index step = by_window ? w.dilation : w.stride;
    const index many = by_window ? w.kernel : windows;
    const index first = start < 0 ? (-start + step - 1) / step : 0;
    const index last = start < w.input ? (w.input - 1 - start) / step + 1 : 0;
    const index end = last < many ? last : many;
    if (end > first) taps += end - first;
  }
  return taps;
}

TEST_CASE("the closed forms hold up to sizes of 2^31") {
  constexpr index most = index{1} << 31;
  // Each of 2^29 positions under each of 2^29 taps, whatever the padding holds.
  const window same{.input = most / 4, .kernel = most / 4, .padding = most / 4};
  CHECK(same.taps_inside() == most / 4 * (most / 4));
  CHECK(same.positions_met(same.outputs()) == most / 4);
  const window all{.input = most, .kernel = most, .padding = most};
  CHECK(all.taps_inside() == most * most);
  CHECK(all.windows_inside(all.outputs()) == all.outputs() - 2);  // but the first and the last
  CHECK(all.positions_met(all.outputs()) == most);
  // Two taps as far apart as the input is long, 2^31, with 2^30 before: no window has both on it.
  const window apart{.input = most, .kernel = 2, .padding = most / 2, .dilation = most};
  CHECK(apart.taps_inside() == apart.outputs());
  CHECK(apart.windows_inside(apart.outputs()) == most);

  std::mt19937_64 random(1);
  const auto below = [&](index limit) { return static_cast<index>(random() % static_cast<std::uint64_t>(limit)); };
  for (int i = 0; i < 2000; ++i) {
    window w{.input = 1 + below(most),
             .kernel = 1 + below(random() % 2 == 0 ? 50 : most),
             .stride = 1 + below(most / 16),
             .padding = below(most),
             .dilation = 1 + below(100)};
    const index windows = 1 + below(w.kernel > 50 ? 50 : 1 << 20);
    REQUIRE(w.taps_inside(windows) == taps_by_rows(w, windows));
  }
}

TEST_CASE("a sum of quotients is the sum of the quotients") {
  using tally::detail::sum_of_quotients;
  for (index count = 0; count <= 7; ++count)
    for (index step = 0; step <= 8; ++step)
      for (index first = 0; first <= 9; ++first)
        for (index divisor = 1; divisor <= 9; ++divisor) {
          index sum = 0;
          for (index i = 0; i < count; ++i) sum += (first + i * step) / divisor;
          REQUIRE(static_cast<index>(sum_of_quotients(count, step, first, divisor)) == sum);
        }
}

}  // namespace
