// SPDX-License-Identifier: MIT
// Convolutions.
#pragma once

#include "tally/tensor/primitive.hpp"
#include "tally/tensor/primitives/matmul.hpp"
#include "tally/tensor/window.hpp"

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace tally {

/// Cross-correlation of `[n, c, …]` with `[o, c / groups, k…]` over N = 1, 2 or 3 spatial axes, as every deep-learning
/// library calls convolution. Padding is with zeros, which are multiplied like other numbers.
template <int N>
struct convolution_primitive {
  static constexpr std::string_view name = N == 1 ? "conv1d" : N == 2 ? "conv2d" : "conv3d";
  static constexpr category kind = category::convolution;
  extents<N> stride = 1;
  extents<N> padding = 0;
  extents<N> dilation = 1;
  index groups = 1;

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

  // Each element of the result is a dot product over one filter: c/groups · (taps of a window) numbers.
  constexpr cost formula(const shape& output, const shape&, const shape& weight) const {
    const natural elements = output.volume();
    const natural k = weight.volume() / weight[0];
    return cost{{operation::mul, elements * k}, {operation::add, elements * (k - 1)}}.with_macs(elements * k);
  }

  template <class X, class W>
  using result = decltype(std::declval<W>() * std::declval<X>());

  // The windows are laid out as the columns of a matrix, a block of results at a time, and multiplied by the weights.
  template <class S, class X, class W>
  constexpr void loop(tensor<S>& output, const tensor<X>& x, const tensor<W>& weight) const {
    detail::sliding<N> windows;
    for (int axis = 0; axis < N; ++axis) windows.axes[axis] = along(axis, x.shape(), weight.shape());
    const index channels = weight.shape()[1];
    const index depth = channels * windows.taps();
    const index filters = weight.shape()[0] / groups;
    const index pixels = output.size() / (output.shape()[0] * output.shape()[1]);
    constexpr index block = 512;
    std::vector<X> columns(static_cast<std::size_t>(depth * (pixels < block ? pixels : block)));
    for (index image = 0; image < x.shape()[0]; ++image) {
      for (index group = 0; group < groups; ++group) {
        const index at = image * groups + group;
        for (index first = 0; first < pixels; first += block) {
          const index count = pixels - first < block ? pixels - first : block;
          windows.lay_out(x.data() + at * channels * windows.positions(), channels, first, count, columns.data());
          detail::multiply(weight.data() + group * filters * depth, columns.data(),
                           output.data() + at * filters * pixels + first, filters, depth, count, pixels);
        }
      }
    }
  }

 private:
  static constexpr const char* ranks =
      N == 1   ? "tally: a 1-D convolution takes an input [n, c, l] and a weight [o, c/groups, kl]"
      : N == 2 ? "tally: a 2-D convolution takes an input [n, c, h, w] and a weight [o, c/groups, kh, kw]"
               : "tally: a 3-D convolution takes an input [n, c, d, h, w] and a weight [o, c/groups, kd, kh, kw]";

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
