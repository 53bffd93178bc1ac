// SPDX-License-Identifier: MIT
// Windows that slide over images: laid out as the columns of a matrix, and added back.
#pragma once

#include "tally/tensor/window.hpp"

namespace tally::detail {

// A window along each of three axes, and how many there are of it; images of fewer axes have one position along the
// first ones.
struct sliding {
  window axes[3];
  index windows[3] = {1, 1, 1};

  [[nodiscard]] constexpr index taps() const { return axes[0].kernel * axes[1].kernel * axes[2].kernel; }
  [[nodiscard]] constexpr index positions() const { return axes[0].input * axes[1].input * axes[2].input; }
  [[nodiscard]] constexpr index count() const { return windows[0] * windows[1] * windows[2]; }

  // Calls f(tap, {along each axis}) for every tap, the last axis' fastest.
  template <class F>
  constexpr void for_each_tap(F f) const {
    index tap[3];
    index number = 0;
    for (tap[0] = 0; tap[0] < axes[0].kernel; ++tap[0])
      for (tap[1] = 0; tap[1] < axes[1].kernel; ++tap[1])
        for (tap[2] = 0; tap[2] < axes[2].kernel; ++tap[2]) f(number++, tap);
  }

  // A row of windows that put one tap on the input: numbers [first, first + length) over positions from `position` on,
  // `stride` apart.
  struct row {
    index at[3];  // the row's first window along each axis
    index first;
    index length;
    index position;
  };
  // Calls f(row) for all rows of windows with this tap on the input.
  template <class F>
  constexpr void for_each_row(const index (&tap)[3], F f) const {
    window::range met[3];
    for (int a = 0; a < 3; ++a) met[a] = axes[a].meeting(tap[a], windows[a]);
    for (index i = met[0].begin; i < met[0].end; ++i)
      for (index j = met[1].begin; j < met[1].end; ++j) {
        const index plane = axes[0].position(i, tap[0]) * axes[1].input + axes[1].position(j, tap[1]);
        const index k = met[2].begin;
        f(row{{i, j, k},
              (i * windows[1] + j) * windows[2] + k,
              met[2].end - k,
              plane * axes[2].input + axes[2].position(k, tap[2])});
      }
  }

  // The windows [from, from + count) over a `[channels, …]` image as columns of a matrix with a row for each channel
  // and tap, and zeros for padding. Along the last axis the windows that meet the input are one run.
  template <class X>
  constexpr void lay_out(const X* image, index channels, index from, index columns, X* to) const {
    const window& last = axes[2];
    const index width = windows[2];
    for (index channel = 0; channel < channels; ++channel)
      for_each_tap([&](index, const index(&tap)[3]) {
        const window::range met = last.meeting(tap[2], width);
        index i = from / width / windows[1];
        index j = from / width % windows[1];
        index k = from % width;
        for (index left = columns; left > 0;) {
          const index run = width - k < left ? width - k : left;
          const index depth = axes[0].position(i, tap[0]);
          const index height = axes[1].position(j, tap[1]);
          const bool inside = depth >= 0 && depth < axes[0].input && height >= 0 && height < axes[1].input;
          const index begin = inside ? clipped(met.begin - k, run) : run;
          const index end = inside ? clipped(met.end - k, run) : run;
          const index at =
              ((channel * axes[0].input + depth) * axes[1].input + height) * last.input + last.position(k, tap[2]);
          for (index w = 0; w < begin; ++w) to[w] = X(0);
          for (index w = begin; w < end; ++w) to[w] = image[at + w * last.stride];
          for (index w = end; w < run; ++w) to[w] = X(0);
          to += run;
          left -= run;
          k = 0;
          if (++j == windows[1]) j = 0, ++i;
        }
      });
  }

  // The adjoint: adds the columns of all windows to the positions that they were over. The first to reach a position is
  // copied; what lies on padding is left out.
  template <class S>
  constexpr void add_back(const S* columns, index channels, S* image) const {
    for (index channel = 0; channel < channels; ++channel)
      for_each_tap([&](index number, const index(&tap)[3]) {
        const S* from = columns + (channel * taps() + number) * count();
        S* to = image + channel * positions();
        index first[3];
        for (int a = 0; a < 3; ++a) first[a] = axes[a].reaching_new_with(tap[a], windows[a]);
        for_each_row(tap, [&](const row& r) {
          const bool new_row = r.at[0] >= first[0] && r.at[1] >= first[1];
          const index added = new_row ? clipped(first[2] - r.at[2], r.length) : r.length;
          for (index w = 0; w < added; ++w) to[r.position + w * axes[2].stride] += from[r.first + w];
          for (index w = added; w < r.length; ++w) to[r.position + w * axes[2].stride] = from[r.first + w];
        });
      });
  }
};

}  // namespace tally::detail
