// SPDX-License-Identifier: MIT
// What windows meet of their input is what one finds by looking at each tap of each window.

#include "tally/tensor/window.hpp"

namespace {

using tally::index;
using tally::detail::window;

struct found {
  index taps = 0;
  index windows = 0;
  index positions = 0;
  bool operator==(const found&) const = default;
};

constexpr found by_looking(const window& w, index windows) {
  found result;
  bool met[16]{};
  for (index i = 0; i < windows; ++i) {
    bool inside = false;
    for (index t = 0; t < w.kernel; ++t) {
      const index position = i * w.stride - w.padding + t * w.dilation;
      if (position < 0 || position >= w.input) continue;
      ++result.taps;
      inside = met[position] = true;
    }
    result.windows += inside ? 1 : 0;
  }
  for (const bool m : met) result.positions += m ? 1 : 0;
  return result;
}

// As the loops run, tap by tap over the windows that put it on the input: which of them begin with it, and where it
// reaches a new position.
constexpr found by_loops(const window& w, index windows) {
  found result;
  for (index t = 0; t < w.kernel; ++t) {
    const window::range met = w.meeting(t, windows);
    const index beginning = w.beginning_with(t, windows) < met.end ? w.beginning_with(t, windows) : met.end;
    const index reaching = w.reaching_new_with(t, windows) > met.begin ? w.reaching_new_with(t, windows) : met.begin;
    result.taps += met.end - met.begin;
    result.windows += beginning > met.begin ? beginning - met.begin : 0;
    result.positions += met.end > reaching ? met.end - reaching : 0;
  }
  return result;
}

constexpr bool agree(index input, index kernel, index windows) {
  for (index stride = 1; stride <= 4; ++stride)
    for (index padding = 0; padding <= 5; ++padding)
      for (index dilation = 1; dilation <= 4; ++dilation) {
        const window w{input, kernel, stride, padding, dilation};
        const found looked = by_looking(w, windows);
        if (looked != found{w.taps_inside(windows), w.windows_inside(windows), w.positions_met(windows)}) return false;
        if (looked != by_loops(w, windows)) return false;
      }
  return true;
}
static_assert(agree(1, 1, 1) && agree(1, 1, 5) && agree(1, 3, 7));
static_assert(agree(5, 2, 3) && agree(5, 4, 6) && agree(7, 3, 2));
static_assert(agree(13, 5, 4) && agree(13, 4, 9) && agree(16, 7, 1));

// A checker that only ever agreed would check nothing: two taps, three windows two apart over five positions.
static_assert(by_looking({.input = 5, .kernel = 2, .stride = 2, .padding = 1}, 3) == found{5, 3, 5});

}  // namespace
