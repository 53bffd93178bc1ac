// SPDX-License-Identifier: MIT
// Convolutions.
#pragma once

#include "tally/core/vector.hpp"
#include "tally/tensor/primitive.hpp"
#include "tally/tensor/primitives/matmul.hpp"
#include "tally/tensor/sliding.hpp"
#include "tally/tensor/window.hpp"

#include <string_view>
#include <utility>

namespace tally {

/// Cross-correlation of `[n, c, …]` with `[o, c / groups, k…]` over N = 1, 2 or 3 spatial axes, as every deep-learning
/// library calls convolution. Padding is with zeros, which are multiplied like other numbers, as
/// published figures have it; with `padding_exact` the loop leaves them out, and the formula says so.
template <int N>
struct convolution_primitive {
  static constexpr std::string_view name = N == 1 ? "conv1d" : N == 2 ? "conv2d" : "conv3d";
  static constexpr category kind = category::convolution;
  extents<N> stride = 1;
  extents<N> padding = 0;
  extents<N> dilation = 1;
  index groups = 1;
  bool padding_exact = false;

  constexpr shape output(const shape& x, const shape& weight) const {
    if (x.rank() != N + 2 || weight.rank() != N + 2) detail::fail_on_shapes(ranks, x, weight);
    detail::require_positive("tally: a convolution's number of groups is not positive", groups);
    if (x[1] % groups != 0)
      detail::fail_on_sizes("tally: a convolution's groups do not divide its input channels; channels and groups are",
                            x[1], groups);
    if (weight[0] % groups != 0)
      detail::fail_on_sizes("tally: a convolution's groups do not divide its output channels; channels and groups are",
                            weight[0], groups);
    if (x[1] / groups != weight[1])
      detail::fail_on_shapes("tally: a convolution's input has other channels than its weight expects", x, weight);
    shape convolved{x[0], weight[0]};
    for (int axis = 0; axis < N; ++axis) convolved.push_back(along(axis, x, weight).outputs());
    return convolved;
  }

  // Each element of the result is a dot product over one filter: c/groups · (taps of a window) numbers. Padding-exact
  // it is over the taps that lie on the input, and nothing where none does.
  constexpr cost formula(const shape& output, const shape& x, const shape& weight) const {
    const natural elements = output.volume();
    const index taps = weight.volume() / weight[0];
    if (padding_exact) return exact_formula(output, x, weight);
    const natural products = elements * taps;
    cost spent = cost{{operation::mul, products}, {operation::add, products - elements}}.with_macs(products);
    return padded() ? spent.with_padding(products - products_inside(output, x, weight)) : spent;
  }

  template <class X, class W>
  using result = decltype(std::declval<W>() * std::declval<X>());

  template <class S, class X, class W>
  constexpr void loop(tensor<S>& output, const tensor<X>& x, const tensor<W>& weight) const {
    detail::sliding windows;
    for (int axis = 0; axis < N; ++axis) {
      windows.axes[axis + 3 - N] = along(axis, x.shape(), weight.shape());
      windows.windows[axis + 3 - N] = output.shape()[axis + 2];
    }
    const index channels = weight.shape()[1];
    const index filters = weight.shape()[0] / groups;
    detail::vector<X> columns;
    for (index i = 0; i < x.shape()[0] * groups; ++i) {  // a group of an image
      const X* from = x.data() + i * channels * windows.positions();
      const W* by = weight.data() + i % groups * filters * channels * windows.taps();
      S* to = output.data() + i * filters * windows.count();
      if (padding_exact)
        taps_inside(to, from, by, windows, channels, filters);
      else
        all_taps(to, from, by, windows, channels, filters, columns);
    }
  }

 private:
  static constexpr const char* ranks =
      N == 1   ? "tally: a 1-D convolution takes an input [n, c, l] and a weight [o, c/groups, kl]"
      : N == 2 ? "tally: a 2-D convolution takes an input [n, c, h, w] and a weight [o, c/groups, kh, kw]"
               : "tally: a 3-D convolution takes an input [n, c, d, h, w] and a weight [o, c/groups, kd, kh, kw]";

  constexpr bool padded() const {
    for (int axis = 0; axis < N; ++axis)
      if (padding[axis] != 0) return true;
    return false;
  }
  // Products of which no factor is a zero of the padding.
  constexpr natural products_inside(const shape& output, const shape& x, const shape& weight) const {
    natural products = natural(output[0]) * output[1] * weight[1];
    detail::window before;
    index taps = 0;
    for (int axis = 0; axis < N; ++axis) {
      const detail::window window = along(axis, x, weight);
      if (axis == 0 || window != before) taps = window.taps_inside(output[axis + 2]);  // most images are square
      products *= taps;
      before = window;
    }
    return products;
  }
  constexpr cost exact_formula(const shape& output, const shape& x, const shape& weight) const {
    natural windows = natural(output[0]) * output[1];  // that have a tap on the input
    for (int axis = 0; axis < N; ++axis) windows *= along(axis, x, weight).windows_inside(output[axis + 2]);
    const natural products = products_inside(output, x, weight);
    return cost{{operation::mul, products}, {operation::add, products - windows}}.with_macs(products);
  }

  // The windows are laid out as the columns of a matrix, a block of results at a time, and multiplied by the weights.
  template <class S, class X, class W>
  static constexpr void all_taps(S* to, const X* x, const W* weight, const detail::sliding& windows, index channels,
                                 index filters, detail::vector<X>& columns) {
    const index depth = channels * windows.taps();
    const index pixels = windows.count();
    constexpr index block = 512;
    if (columns.empty()) columns = detail::elements_of<X>(shape{depth, pixels < block ? pixels : block});
    for (index first = 0; first < pixels; first += block) {
      const index count = pixels - first < block ? pixels - first : block;
      windows.lay_out(x, channels, first, count, columns.data());
      detail::multiply(weight, columns.data(), to + first, filters, depth, count, pixels);
    }
  }
  // Tap by tap, over the windows that put it on the input. The first product of a window begins its sum.
  template <class S, class X, class W>
  static constexpr void taps_inside(S* to, const X* x, const W* weight, const detail::sliding& windows, index channels,
                                    index filters) {
    const index step = windows.axes[2].stride;
    for (index filter = 0; filter < filters; ++filter, to += windows.count()) {
      for (index c = 0; c < channels; ++c, weight += windows.taps()) {
        windows.for_each_tap([&](index number, const index(&tap)[3]) {
          index end[3];  // of the windows that begin with this tap
          for (int a = 0; a < 3; ++a) end[a] = c == 0 ? windows.axes[a].beginning_with(tap[a], windows.windows[a]) : 0;
          const W factor = weight[number];
          windows.for_each_row(tap, [&](const detail::sliding::row& row) {
            const X* __restrict from = x + c * windows.positions() + row.position;
            S* __restrict sums = to + row.first;
            const bool begins = row.at[0] < end[0] && row.at[1] < end[1];
            const index begun = begins ? detail::clipped(end[2] - row.at[2], row.length) : 0;
            for (index w = 0; w < begun; ++w) sums[w] = factor * from[w * step];
            for (index w = begun; w < row.length; ++w) sums[w] += factor * from[w * step];
          });
        });
      }
    }
  }

  constexpr detail::window along(int axis, const shape& x, const shape& weight) const {
    return {x[axis + 2], weight[axis + 2], stride[axis], padding[axis], dilation[axis]};
  }
};
using conv1d_primitive = convolution_primitive<1>;
using conv2d_primitive = convolution_primitive<2>;
using conv3d_primitive = convolution_primitive<3>;

/// Convolves `[n, c, l]` with `[o, c/groups, kl]`, `[n, c, h, w]` with `[o, c/groups, kh, kw]`, `[n, c, d, h, w]` with
/// `[o, c/groups, kd, kh, kw]`. Along each spatial axis h' = floor((h + 2·padding - dilation·(kh - 1) - 1) / stride)
/// + 1. With N elements of the result and k = c/groups·kd·kh·kw, spends N·k multiplications and N·(k - 1) additions.
/// Throws `tally::shape_error` where sizes disagree, are not positive, or the kernel is larger than the padded input.
template <tensor_like X, tensor_like W>
[[nodiscard]] constexpr auto conv1d(const X& x, const W& weight, const conv1d_primitive& parameters = {}) {
  return apply(parameters, x, weight);
}
template <tensor_like X, tensor_like W>
[[nodiscard]] constexpr auto conv2d(const X& x, const W& weight, const conv2d_primitive& parameters = {}) {
  return apply(parameters, x, weight);
}
template <tensor_like X, tensor_like W>
[[nodiscard]] constexpr auto conv3d(const X& x, const W& weight, const conv3d_primitive& parameters = {}) {
  return apply(parameters, x, weight);
}

}  // namespace tally
