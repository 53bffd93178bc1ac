// SPDX-License-Identifier: MIT
// Windows that slide along an axis: the geometry of convolutions and pools.
#pragma once

#include "tally/core/natural.hpp"
#include "tally/tensor/shape.hpp"

namespace tally {

/// A size for each of N spatial axes, N = 1, 2, 3, slowest first: `{height, width}`, `{depth, height, width}`. One
/// number means all of them.
template <int N>
struct extents {
  static_assert(N >= 1 && N <= 3, "tally: sizes are for one, two or three spatial axes");
  index sizes[N];

  // A constructor for each N: constant expressions are spared a loop.
  constexpr extents() : extents(1) {}
  constexpr extents(index all) requires(N == 1) : sizes{all} {}
  constexpr extents(index all) requires(N == 2) : sizes{all, all} {}
  constexpr extents(index all) requires(N == 3) : sizes{all, all, all} {}
  constexpr extents(index height, index width) requires(N == 2) : sizes{height, width} {}
  constexpr extents(index depth, index height, index width) requires(N == 3) : sizes{depth, height, width} {}

  [[nodiscard]] constexpr index operator[](int axis) const { return sizes[axis]; }
  [[nodiscard]] friend constexpr bool operator==(const extents&, const extents&) = default;
};
using extent1 = extents<1>;
using extent2 = extents<2>;
using extent3 = extents<3>;

namespace detail {

// Of positive numbers, by Euclid. <numeric> would cost every includer more than it is.
constexpr index greatest_common_divisor(index a, index b) {
  while (b != 0) {
    const index rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

// floor(a / b) and ceil(a / b) for b > 0, of negative a too.
constexpr index floor_div(index a, index b) { return a / b - (a % b < 0 ? 1 : 0); }
constexpr index ceil_div(index a, index b) { return a / b + (a % b > 0 ? 1 : 0); }

constexpr index clipped(index position, index end) { return position < 0 ? 0 : position < end ? position : end; }

// The sum of floor((first + i·step) / divisor) for i in [0, count), none of them negative, in as many rounds as
// Euclid's algorithm takes for step and divisor: whole parts are added up, and what is left is counted along the other
// axis.
constexpr uint128 sum_of_quotients(index count, index step, index first, index divisor) {
  auto n = static_cast<uint128>(count);
  auto a = static_cast<uint128>(step);
  auto b = static_cast<uint128>(first);
  auto d = static_cast<uint128>(divisor);
  uint128 sum = 0;
  while (n > 0) {
    sum += n * (n - 1) / 2 * (a / d) + n * (b / d);
    a %= d;
    b %= d;
    const uint128 reach = a * n + b;
    n = reach / d;
    b = reach % d;
    const uint128 turned = a;
    a = d;
    d = turned;
  }
  return sum;
}

// One axis: `kernel` taps, `dilation` apart, over an input with `padding` before it and `after()` behind it, every
// `stride`.
struct window {
  index input = 1;
  index kernel = 1;
  index stride = 1;
  index padding = 0;
  index dilation = 1;
  bool round_up = false;     // whether a last window that only starts inside counts ("ceil mode")
  index padding_after = -1;  // -1: as much as before

  [[nodiscard]] constexpr index after() const { return padding_after == -1 ? padding : padding_after; }

  // Sizes that can be, and that keep sums of products of two from overflowing.
  constexpr void require_sizes() const {
    constexpr index limit = index{1} << 31;
    if (kernel < 1 || stride < 1 || dilation < 1 || padding < 0 || kernel > limit || stride > limit ||
        dilation > limit || padding > limit || input > limit || padding_after < -1 || padding_after > limit)
      refuse_sizes();
  }
  [[nodiscard]] constexpr index outputs() const {
    require_sizes();
    const index reach = dilation * (kernel - 1) + 1;
    const index padded = padding + input + after();
    if (reach > padded)
      fail_on_sizes("tally: a kernel is larger than its padded input; their sizes are", reach, padded);
    const index room = padded - reach;
    if (!round_up) return room / stride + 1;
    index count = ceil_div(room, stride) + 1;
    if ((count - 1) * stride >= input + padding)
      --count;  // the last window starts inside the input or its left padding
    return count;
  }
  // Whether every window has a tap on the input.
  [[nodiscard]] constexpr bool each_meets_input() const {
    const index windows = outputs();
    return windows_inside(windows) == windows;
  }
  // The input position under tap `tap` of window `output`; outside [0, input) it is padding.
  [[nodiscard]] constexpr index position(index output, index tap) const {
    return output * stride - padding + tap * dilation;
  }
  // The windows [begin, end) that put tap `tap` on the input; none is an empty range.
  struct range {
    index begin;
    index end;
  };
  [[nodiscard]] constexpr range meeting(index tap, index windows) const {
    const index shift = tap * dilation - padding;
    const index begin = shift < 0 ? ceil_div(-shift, stride) : 0;
    const index last = floor_div(input - 1 - shift, stride);
    const index end = last < windows ? last + 1 : windows;
    return {begin, end > begin ? end : begin};
  }
  // Where the windows end whose taps before `tap` all lie on the padding before the input: of the windows that put
  // `tap` on the input, these begin with it.
  [[nodiscard]] constexpr index beginning_with(index tap, index windows) const {
    if (tap == 0) return windows;
    const index end = ceil_div(padding - (tap - 1) * dilation, stride);
    return clipped(end, windows);
  }
  // From which window on tap `tap` lies where no tap before it ever lies. A tap goes where an earlier one was where it
  // is a multiple of the stride away: lcm(dilation, stride) at the nearest.
  [[nodiscard]] constexpr index reaching_new_with(index tap, index windows) const {
    const index common = greatest_common_divisor(dilation, stride);
    if (tap < stride / common) return 0;
    const index begin = windows - dilation / common;
    return begin < 0 ? 0 : begin;
  }

  // How many taps of all windows lie on the input, not on padding.
  [[nodiscard]] constexpr index taps_inside() const { return taps_inside(outputs()); }
  [[nodiscard]] constexpr index taps_inside(index windows) const {
    if (padding == 0 && position(windows - 1, kernel - 1) < input) return windows * kernel;
    return taps_on(0, windows, 0, kernel);
  }
  // How many windows have a tap on the input. Of those that begin on the padding before it, a window has if it reaches
  // over the padding and does not step over the whole input.
  [[nodiscard]] constexpr index windows_inside(index windows) const {
    const index from = clipped(ceil_div(padding, stride), windows);  // the first that begins on the input or behind it
    const index to = clipped(ceil_div(padding + input, stride), windows);
    const index reaching = clipped(ceil_div(padding - (kernel - 1) * dilation, stride), from);
    index across = from - reaching;
    if (input < dilation && across > 0) {
      // Where the first tap that is not before the input lies is the window's position modulo the dilation, and x mod d
      // is below n <= d where floor(x / d) - floor((x - n) / d) is 1, not 0.
      const index least =
          position(reaching, 0) + ceil_div(padding + input, dilation) * dilation;  // not below the input
      across = static_cast<index>(sum_of_quotients(across, stride, least, dilation) -
                                  sum_of_quotients(across, stride, least - input, dilation));
    }
    return across + (to > from ? to - from : 0);
  }
  // How many positions of the input lie under a tap: each is new to one.
  [[nodiscard]] constexpr index positions_met(index windows) const {
    const index period = stride / greatest_common_divisor(dilation, stride);
    const index new_taps = period < kernel ? period : kernel;
    const index new_windows = reaching_new_with(period, windows);
    return taps_on(0, windows, 0, new_taps) + taps_on(new_windows, windows, new_taps, kernel);
  }
  [[nodiscard]] friend constexpr bool operator==(const window&, const window&) = default;

 private:
  // How many taps [first, last) of windows [from, to) lie on the input.
  [[nodiscard]] constexpr index taps_on(index from, index to, index first, index last) const {
    const index start = padding - from * stride - first * dilation;  // of the input, as they see it
    return static_cast<index>(taps_before(to - from, last - first, start + input) -
                              taps_before(to - from, last - first, start));
  }
  // For how many i in [0, windows) and t in [0, taps) i · stride + t · dilation is below `limit`: all t of the first i,
  // and ceil((limit - i · stride) / dilation) of some further ones.
  [[nodiscard]] constexpr uint128 taps_before(index windows, index taps, index limit) const {
    if (limit <= 0 || windows <= 0 || taps <= 0) return 0;
    const index all = clipped(ceil_div(limit - (taps - 1) * dilation, stride), windows);
    const index some = clipped(ceil_div(limit, stride), windows) - all;
    const index last = limit - (all + some - 1) * stride;  // what is left to the last of these
    return static_cast<uint128>(all) * static_cast<uint128>(taps) +
           (some > 0 ? sum_of_quotients(some, stride, last + dilation - 1, dilation) : 0);
  }

  constexpr void refuse_sizes() const {
    require_positive("tally: a window's kernel size is not positive", kernel);
    require_positive("tally: a window's stride is not positive", stride);
    require_positive("tally: a window's dilation is not positive", dilation);
    if (padding < 0) fail_on_sizes("tally: a window's padding is negative", padding, 0);
    if (padding_after < -1) fail_on_sizes("tally: a window's padding is negative", padding_after, 0);
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
  [[nodiscard]] constexpr index taps() const { return input + outputs - greatest_common_divisor(input, outputs); }
};

}  // namespace detail
}  // namespace tally
