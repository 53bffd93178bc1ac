// SPDX-License-Identifier: MIT
// Windows that slide along an axis: the geometry of convolutions and pools.
#pragma once

#include "tally/tensor/shape.hpp"

namespace tally {

/// A size for each of two spatial axes; one number means both.
struct extent2 {
  index height = 1;
  index width = 1;

  constexpr extent2() = default;
  constexpr extent2(index both) : height(both), width(both) {}
  constexpr extent2(index h, index w) : height(h), width(w) {}
  [[nodiscard]] friend constexpr bool operator==(const extent2&, const extent2&) = default;
};

namespace detail {

// floor(a / b) and ceil(a / b) for b > 0, of negative a too.
constexpr index floor_div(index a, index b) { return a / b - (a % b < 0 ? 1 : 0); }
constexpr index ceil_div(index a, index b) { return a / b + (a % b > 0 ? 1 : 0); }

// One axis: `kernel` taps, `dilation` apart, over an input with `padding` on both sides, every `stride`.
struct window {
  index input = 1;
  index kernel = 1;
  index stride = 1;
  index padding = 0;
  index dilation = 1;
  bool round_up = false;  // whether a last window that only starts inside counts ("ceil mode")

  [[nodiscard]] constexpr index outputs() const {
    constexpr index limit = index{1} << 31;  // keeps the sums below from overflowing
    if (kernel < 1 || stride < 1 || dilation < 1 || padding < 0 || kernel > limit || stride > limit ||
        dilation > limit || padding > limit || input > limit)
      refuse_sizes();
    const index reach = dilation * (kernel - 1) + 1;
    if (reach > input + 2 * padding)
      fail_on_sizes("tally: a kernel is larger than its padded input; their sizes are", reach, input + 2 * padding);
    const index room = input + 2 * padding - reach;
    if (!round_up) return room / stride + 1;
    index count = ceil_div(room, stride) + 1;
    if ((count - 1) * stride >= input + padding)
      --count;  // the last window starts inside the input or its left padding
    return count;
  }
  // Whether every window has a tap on the input. With padding of at most half the kernel only dilated taps can step
  // over it, in windows that start on the padding before it.
  [[nodiscard]] constexpr bool each_meets_input() const {
    const index windows = outputs();
    for (index i = 0; i < windows && position(i, 0) < 0; ++i)
      if (position(i, ceil_div(-position(i, 0), dilation)) >= input) return false;
    return true;
  }
  // The input position under tap `tap` of window `output`; outside [0, input) it is padding.
  [[nodiscard]] constexpr index position(index output, index tap) const {
    return output * stride - padding + tap * dilation;
  }
  // How many taps of all windows lie on the input, not on padding, by counting for each tap the windows that put it
  // there.
  [[nodiscard]] constexpr index taps_inside() const {
    const index windows = outputs();
    index taps = 0;
    for (index t = 0; t < kernel; ++t) {
      const index shift = t * dilation - padding;
      const index first = ceil_div(-shift, stride) > 0 ? ceil_div(-shift, stride) : 0;
      const index last =
          floor_div(input - 1 - shift, stride) < windows - 1 ? floor_div(input - 1 - shift, stride) : windows - 1;
      if (last >= first) taps += last - first + 1;
    }
    return taps;
  }

 private:
  constexpr void refuse_sizes() const {
    require_positive("tally: a window's kernel size is not positive", kernel);
    require_positive("tally: a window's stride is not positive", stride);
    require_positive("tally: a window's dilation is not positive", dilation);
    if (padding < 0) fail_on_sizes("tally: a window's padding is negative", padding, 0);
    fail_on_sizes("tally: a window's sizes exceed 2^31", kernel, input);
  }
};

// One axis of an adaptive pool: window i covers floor(i·input / outputs) up to ceil((i + 1)·input / outputs).
struct adaptive_window {
  index input = 1;
  index outputs = 1;

  // Keeps the products below from overflowing.
  constexpr void require_limits() const {
    constexpr index limit = index{1} << 31;
    if (input > limit || outputs > limit)
      fail_on_sizes("tally: an adaptive pool's input and outputs exceed 2^31", input, outputs);
  }
  [[nodiscard]] constexpr index begin(index i) const { return i * input / outputs; }
  [[nodiscard]] constexpr index end(index i) const { return ((i + 1) * input + outputs - 1) / outputs; }
  // Windows tile the axis, and overlap by one element at each of the outputs - 1 boundaries that is not a whole number;
  // gcd(input, outputs) - 1 of them are.
  [[nodiscard]] constexpr index taps() const {
    index a = input;
    index b = outputs;
    while (b != 0) {
      const index rest = a % b;
      a = b;
      b = rest;
    }
    return input + outputs - a;
  }
};

}  // namespace detail
}  // namespace tally
