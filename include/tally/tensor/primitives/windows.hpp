// SPDX-License-Identifier: MIT
// Windows of an image as a batch, pixels as channels, channels in another order: compositions of movements.
#pragma once

#include "tally/tensor/primitives/movement.hpp"
#include "tally/tensor/window.hpp"

namespace tally {

namespace detail {

// Each of N axes is cut in two, the count of pieces and the extent of one. The orders that put all counts before all
// extents, [n, a, p, b, q, c] to [n, a, b, p, q, c], and back.
template <int N>
constexpr permute_primitive counts_before_pieces() {
  permute_primitive order;
  order.axes[order.count++] = 0;
  for (int axis = 0; axis < N; ++axis) order.axes[order.count++] = 1 + 2 * axis;
  for (int axis = 0; axis < N; ++axis) order.axes[order.count++] = 2 + 2 * axis;
  order.axes[order.count++] = 2 * N + 1;
  return order;
}
template <int N>
constexpr permute_primitive pieces_beside_counts() {
  permute_primitive order;
  order.axes[order.count++] = 0;
  for (int axis = 0; axis < N; ++axis) {
    order.axes[order.count++] = 1 + axis;
    order.axes[order.count++] = 1 + N + axis;
  }
  order.axes[order.count++] = 2 * N + 1;
  return order;
}

constexpr void require_whole_windows(index extent, index size) {
  require_positive("tally: a window to partition into is not of positive size", size);
  if (extent % size != 0)
    fail_on_sizes("tally: windows do not tile the axis that is partitioned; extent and window are", extent, size);
}

}  // namespace detail

/// Cuts `[n, spatial…, c]` with N = 1, 2 or 3 spatial axes into windows that tile it: `[n · windows, taps, c]`, taps
/// being the positions of one window, as Swin transformers attend to them (Liu et al. 2021). Throws
/// `tally::shape_error` unless the windows tile every axis; pad before.
template <int N, tensor_like X>
[[nodiscard]] constexpr auto window_partition(const X& x, const extents<N>& window) {
  const shape& from = x.shape();
  if (from.rank() != N + 2)
    detail::fail_on_sizes("tally: windows are cut from [n, spatial…, c]; rank and spatial axes are", from.rank(), N);
  shape cut{from[0]};
  index taps = 1;
  for (int axis = 0; axis < N; ++axis) {
    detail::require_whole_windows(from[axis + 1], window[axis]);
    cut.push_back(from[axis + 1] / window[axis]).push_back(window[axis]);
    taps *= window[axis];
  }
  cut.push_back(from[-1]);
  const auto windows = apply(detail::counts_before_pieces<N>(), reshape(x, cut));
  return reshape(windows, {from.volume() / taps / from[-1], taps, from[-1]});
}

/// Puts `[n · windows, taps, c]` together again as `[n, sizes…, c]`.
template <int N, tensor_like X>
[[nodiscard]] constexpr auto window_reverse(const X& x, const extents<N>& window, const extents<N>& sizes) {
  const shape& from = x.shape();
  shape counts;
  shape pieces;
  for (int axis = 0; axis < N; ++axis) {
    detail::require_whole_windows(sizes[axis], window[axis]);
    counts.push_back(sizes[axis] / window[axis]);
    pieces.push_back(window[axis]);
  }
  if (from.rank() != 3 || from[1] != pieces.volume() || from[0] % counts.volume() != 0)
    detail::fail_on_shapes(
        "tally: windows [n · windows, taps, c] do not make up images; they are, and windows and taps of one image are",
        from, shape{counts.volume(), pieces.volume()});
  shape cut{from[0] / counts.volume()};
  shape whole = cut;
  for (int axis = 0; axis < N; ++axis) {
    cut.push_back(counts[axis]);
    whole.push_back(sizes[axis]);
  }
  for (int axis = 0; axis < N; ++axis) cut.push_back(pieces[axis]);
  cut.push_back(from[2]);
  whole.push_back(from[2]);
  return reshape(apply(detail::pieces_beside_counts<N>(), reshape(x, cut)), whole);
}

/// `[n, c·r², h, w]` to `[n, c, h·r, w·r]`: each r² channels are an r x r block of pixels (Shi et al. 2016). Throws
/// `tally::shape_error` for other ranks, or unless r² divides the channels.
template <tensor_like X>
[[nodiscard]] constexpr auto pixel_shuffle(const X& x, index factor) {
  const shape& from = x.shape();
  if (from.rank() != 4) detail::fail_on_shapes("tally: pixels are shuffled in [n, c, h, w]", from, shape{1, 1, 1, 1});
  detail::require_positive("tally: a pixel shuffle's factor is not positive", factor);
  if (from[1] % factor != 0 || from[1] / factor % factor != 0)
    detail::fail_on_sizes(
        "tally: a pixel shuffle's squared factor does not divide the channels; channels and factor are", from[1],
        factor);
  const index channels = from[1] / (factor * factor);
  const auto blocks = reshape(x, {from[0], channels, factor, factor, from[2], from[3]});
  return reshape(permute(blocks, {0, 1, 4, 2, 5, 3}), {from[0], channels, from[2] * factor, from[3] * factor});
}

/// `[n, c, h·r, w·r]` to `[n, c·r², h, w]`: undoes pixel_shuffle. Throws `tally::shape_error` unless r divides both
/// axes.
template <tensor_like X>
[[nodiscard]] constexpr auto pixel_unshuffle(const X& x, index factor) {
  const shape& from = x.shape();
  if (from.rank() != 4) detail::fail_on_shapes("tally: pixels are shuffled in [n, c, h, w]", from, shape{1, 1, 1, 1});
  detail::require_positive("tally: a pixel shuffle's factor is not positive", factor);
  for (int axis = 2; axis < 4; ++axis)
    if (from[axis] % factor != 0)
      detail::fail_on_sizes("tally: a pixel shuffle's factor does not divide the image; extent and factor are",
                            from[axis], factor);
  const index height = from[2] / factor;
  const index width = from[3] / factor;
  const auto blocks = reshape(x, {from[0], from[1], height, factor, width, factor});
  return reshape(permute(blocks, {0, 1, 3, 5, 2, 4}), {from[0], from[1] * factor * factor, height, width});
}

/// Channels of `[n, c, …]` dealt out between groups: channel j of group i comes to lie at j·groups + i (Zhang et al.
/// 2018, ShuffleNet). Throws `tally::shape_error` unless the groups divide the channels.
template <tensor_like X>
[[nodiscard]] constexpr auto channel_shuffle(const X& x, index groups) {
  const shape& from = x.shape();
  if (from.rank() < 2) detail::fail_on_shapes("tally: channels are shuffled in [n, c, …]", from, shape{1, 1});
  detail::require_positive("tally: a channel shuffle's number of groups is not positive", groups);
  if (from[1] % groups != 0)
    detail::fail_on_sizes("tally: a channel shuffle's groups do not divide the channels; channels and groups are",
                          from[1], groups);
  const index pixels = from.volume() / from[0] / from[1];
  const auto grouped = reshape(x, {from[0], groups, from[1] / groups, pixels});
  return reshape(permute(grouped, {0, 2, 1, 3}), from);
}

}  // namespace tally
