// SPDX-License-Identifier: MIT
// Transposed convolutions.
#pragma once

#include "tally/tensor/primitive.hpp"
#include "tally/tensor/primitives/matmul.hpp"
#include "tally/tensor/sliding.hpp"
#include "tally/tensor/window.hpp"

#include <cstddef>
#include <string_view>
#include <utility>

namespace tally {

/// The adjoint of a convolution: every position of `[n, c, …]` adds its multiple of the filters `[c, o / groups, k…]`,
/// `stride` apart, to the result. `padding` is what is cut off from each side of it, `output_padding` what is left
/// behind its end beside that. As torch.nn.functional.conv_transpose2d, over N = 1, 2 or 3 spatial axes.
template <int N>
struct transposed_convolution_primitive {
  static constexpr std::string_view name = N == 1   ? "conv_transpose1d"
                                           : N == 2 ? "conv_transpose2d"
                                                    : "conv_transpose3d";
  static constexpr category kind = category::transposed_convolution;
  extents<N> stride = 1;
  extents<N> padding = 0;
  extents<N> output_padding = 0;
  extents<N> dilation = 1;
  index groups = 1;

  constexpr shape output(const shape& x, const shape& weight) const {
    if (x.rank() != N + 2 || weight.rank() != N + 2) detail::fail_on_shapes(ranks, x, weight);
    detail::require_positive("tally: a transposed convolution's number of groups is not positive", groups);
    if (x[1] % groups != 0)
      detail::fail_on_sizes(
          "tally: a transposed convolution's groups do not divide its input channels; channels and groups are", x[1],
          groups);
    if (x[1] != weight[0])
      detail::fail_on_shapes("tally: a transposed convolution's input has other channels than its weight expects", x,
                             weight);
    shape spread{x[0], shape{groups, weight[1]}.volume()};
    for (int axis = 0; axis < N; ++axis) spread.push_back(size_along(axis, x, weight));
    return spread;
  }

  // A product for each position, filter and tap, which is a dot product over c/groups numbers. Along each axis T taps
  // land on the result, and on P of its positions: all but the first on each are added to it. The others, on what is
  // cut off, are computed too.
  constexpr cost formula(const shape& output, const shape& x, const shape& weight) const {
    const natural planes = natural(output[0]) * output[1];
    const natural k = x[1] / groups;
    natural products = planes;
    natural landing = planes;
    natural positions = planes;
    for (int axis = 0; axis < N; ++axis) {
      const detail::window window = along(axis, output, weight);
      const index count = x[axis + 2];
      products *= natural(count) * window.kernel;
      landing *= window.taps_inside(count);
      positions *= window.positions_met(count);
    }
    return cost{{operation::mul, products * k}, {operation::add, products * (k - 1) + (landing - positions)}}
        .with_macs(products * k)
        .with_padding((products - landing) * k);
  }

  template <class X, class W>
  using result = decltype(std::declval<W>() * std::declval<X>());

  // For a filter, a matrix product gives what each position adds at each tap; that is then added where it lands.
  template <class S, class X, class W>
  constexpr void loop(tensor<S>& output, const tensor<X>& x, const tensor<W>& weight) const {
    detail::sliding windows;
    for (int axis = 0; axis < N; ++axis) {
      windows.axes[axis + 3 - N] = along(axis, output.shape(), weight.shape());
      windows.windows[axis + 3 - N] = x.shape()[axis + 2];
    }
    const index channels = x.shape()[1] / groups;
    const index filters = weight.shape()[1];
    const index taps = windows.taps();
    auto turned = detail::elements_of<W>(shape{taps, channels});  // a filter, its channels fastest
    auto columns = detail::elements_of<S>(shape{taps, windows.count()});
    for (index i = 0; i < output.shape()[0] * groups; ++i) {  // a group of an image
      const X* from = x.data() + i * channels * windows.count();
      for (index filter = 0; filter < filters; ++filter) {
        for (index c = 0; c < channels; ++c)
          for (index t = 0; t < taps; ++t)
            turned[static_cast<std::size_t>(t * channels + c)] =
                weight.data()[((i % groups * channels + c) * filters + filter) * taps + t];
        detail::multiply(turned.data(), from, columns.data(), taps, channels, windows.count(), windows.count());
        windows.add_back(columns.data(), 1, output.data() + (i * filters + filter) * windows.positions());
      }
    }
  }

 private:
  static constexpr const char* ranks =
      N == 1 ? "tally: a 1-D transposed convolution takes an input [n, c, l] and a weight [c, o/groups, kl]"
      : N == 2
          ? "tally: a 2-D transposed convolution takes an input [n, c, h, w] and a weight [c, o/groups, kh, kw]"
          : "tally: a 3-D transposed convolution takes an input [n, c, d, h, w] and a weight [c, o/groups, kd, kh, kw]";

  constexpr index size_along(int axis, const shape& x, const shape& weight) const {
    const detail::window over = along(axis, x, weight);
    over.require_sizes();
    const index extra = output_padding[axis];
    if (extra < 0) detail::fail_on_sizes("tally: a transposed convolution's output padding is negative", extra, 0);
    if (extra >= over.stride && extra >= over.dilation)
      detail::fail_on_sizes(
          "tally: a transposed convolution's output padding is smaller than neither its stride nor its "
          "dilation; it and the stride are",
          extra, over.stride);
    const index all = (over.input - 1) * over.stride + over.dilation * (over.kernel - 1) + extra + 1;
    if (all <= 2 * over.padding)
      detail::fail_on_sizes(
          "tally: a transposed convolution's padding cuts off all of its result; size and padding are", all,
          over.padding);
    return all - 2 * over.padding;
  }
  // The windows of the convolution that this is the adjoint of.
  constexpr detail::window along(int axis, const shape& of, const shape& weight) const {
    return {of[axis + 2], weight[axis + 2], stride[axis], padding[axis], dilation[axis]};
  }
};
using conv_transpose1d_primitive = transposed_convolution_primitive<1>;
using conv_transpose2d_primitive = transposed_convolution_primitive<2>;
using conv_transpose3d_primitive = transposed_convolution_primitive<3>;

/// `[n, c, l]` with `[c, o/groups, kl]`, `[n, c, h, w]` with `[c, o/groups, kh, kw]`, `[n, c, d, h, w]` with
/// `[c, o/groups, kd, kh, kw]`. Along each axis h' = (h - 1)·stride - 2·padding + dilation·(kh - 1) + output_padding
/// + 1. MACs: n·c·d·h·w·o/groups·kd·kh·kw; docs/counting.md has the additions. Throws `tally::shape_error` where sizes
/// disagree or are not positive, where nothing is left of the result, and for an output padding that is smaller than
/// neither stride nor dilation.
template <tensor_like X, tensor_like W>
[[nodiscard]] constexpr auto conv_transpose1d(const X& x, const W& weight,
                                              const conv_transpose1d_primitive& parameters = {}) {
  return apply(parameters, x, weight);
}
template <tensor_like X, tensor_like W>
[[nodiscard]] constexpr auto conv_transpose2d(const X& x, const W& weight,
                                              const conv_transpose2d_primitive& parameters = {}) {
  return apply(parameters, x, weight);
}
template <tensor_like X, tensor_like W>
[[nodiscard]] constexpr auto conv_transpose3d(const X& x, const W& weight,
                                              const conv_transpose3d_primitive& parameters = {}) {
  return apply(parameters, x, weight);
}

}  // namespace tally
