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

/// Cross-correlation of `[n, c, h, w]` with `[o, c / groups, kh, kw]`, as every deep-learning library calls
/// convolution. Padding is with zeros, which are multiplied like other numbers.
struct conv2d_primitive {
  static constexpr std::string_view name = "conv2d";
  extent2 stride = 1;
  extent2 padding = 0;
  extent2 dilation = 1;
  index groups = 1;

  constexpr shape output(const shape& x, const shape& weight) const {
    if (x.rank() != 4 || weight.rank() != 4)
      detail::fail_on_shapes("tally: a 2-D convolution takes an input [n, c, h, w] and a weight [o, c/groups, kh, kw]",
                             x, weight);
    detail::require_positive("tally: a convolution's number of groups is not positive", groups);
    if (x[1] % groups != 0)
      detail::fail_on_sizes("tally: a convolution's groups do not divide its input channels; channels and groups are",
                            x[1], groups);
    if (weight[0] % groups != 0)
      detail::fail_on_sizes("tally: a convolution's groups do not divide its output channels; channels and groups are",
                            weight[0], groups);
    if (x[1] / groups != weight[1])
      detail::fail_on_shapes("tally: a convolution's input has other channels than its weight expects", x, weight);
    return {x[0], weight[0], rows(x, weight).outputs(), columns(x, weight).outputs()};
  }

  // Each element of the result is a dot product over c/groups · kh · kw numbers.
  constexpr cost formula(const shape& output, const shape&, const shape& weight) const {
    const natural elements = output.volume();
    const natural k = natural(weight[1]) * weight[2] * weight[3];
    return cost{{operation::mul, elements * k}, {operation::add, elements * (k - 1)}}.with_macs(elements * k);
  }

  template <class X, class W>
  using result = decltype(std::declval<W>() * std::declval<X>());

  // The windows are laid out as the columns of a matrix, a block of results at a time, and multiplied by the weights.
  template <class S, class X, class W>
  constexpr void loop(tensor<S>& output, const tensor<X>& x, const tensor<W>& weight) const {
    const detail::window vertical = rows(x.shape(), weight.shape());
    const detail::window horizontal = columns(x.shape(), weight.shape());
    const index channels = weight.shape()[1];
    const index depth = channels * vertical.kernel * horizontal.kernel;
    const index filters = weight.shape()[0] / groups;
    const index width = output.shape()[3];
    const index pixels = output.shape()[2] * width;
    constexpr index block = 512;
    std::vector<X> windows(static_cast<std::size_t>(depth * (pixels < block ? pixels : block)));
    for (index image = 0; image < x.shape()[0]; ++image) {
      for (index group = 0; group < groups; ++group) {
        const X* from = x.data() + (image * groups + group) * channels * vertical.input * horizontal.input;
        for (index first = 0; first < pixels; first += block) {
          const index count = pixels - first < block ? pixels - first : block;
          X* to = windows.data();
          for (index c = 0; c < channels; ++c) {
            for (index i = 0; i < vertical.kernel; ++i) {
              for (index j = 0; j < horizontal.kernel; ++j) {
                index row = first / width;
                index column = first % width;
                for (index pixel = 0; pixel < count; ++pixel) {
                  const index h = vertical.position(row, i);
                  const index w = horizontal.position(column, j);
                  const bool inside = h >= 0 && h < vertical.input && w >= 0 && w < horizontal.input;
                  *to++ = inside ? from[(c * vertical.input + h) * horizontal.input + w] : X(0);
                  if (++column == width) column = 0, ++row;
                }
              }
            }
          }
          detail::multiply(weight.data() + group * filters * depth, windows.data(),
                           output.data() + (image * groups + group) * filters * pixels + first, filters, depth, count,
                           pixels);
        }
      }
    }
  }

 private:
  constexpr detail::window rows(const shape& x, const shape& weight) const {
    return {x[2], weight[2], stride.height, padding.height, dilation.height};
  }
  constexpr detail::window columns(const shape& x, const shape& weight) const {
    return {x[3], weight[3], stride.width, padding.width, dilation.width};
  }
};

/// Convolves `[n, c, h, w]` with `[o, c/groups, kh, kw]` to `[n, o, h', w']`,
/// h' = floor((h + 2·padding - dilation·(kh - 1) - 1) / stride) + 1. Spends n·o·h'·w'·k multiplications and
/// n·o·h'·w'·(k - 1) additions, k = c/groups·kh·kw. Throws `tally::shape_error` where sizes disagree, are not positive,
/// or the kernel is larger than the padded input.
template <tensor_like X, tensor_like W>
[[nodiscard]] constexpr auto conv2d(const X& x, const W& weight, const conv2d_primitive& parameters = {}) {
  return apply(parameters, x, weight);
}

}  // namespace tally
