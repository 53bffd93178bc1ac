// SPDX-License-Identifier: MIT
// Convolutional layers.
#pragma once

#include "tally/nn/context.hpp"
#include "tally/nn/names.hpp"
#include "tally/tensor/primitives/bias.hpp"
#include "tally/tensor/primitives/border.hpp"
#include "tally/tensor/primitives/convolution.hpp"

#include <string_view>

namespace tally::nn {

/// Convolves `[n, in_channels, …]` to `[n, out_channels, …]` over N = 1, 2 or 3 spatial axes; see tally::conv2d for
/// their extents and the count. The bias is one addition per element of the result. With `padding_exact` zeros of
/// the padding are not multiplied. In other padding modes the image is padded first, without arithmetic, and all of it
/// is multiplied.
template <int N>
struct convolution {
  static constexpr std::string_view name = convolution_primitive<N>::name;
  index in_channels;
  index out_channels;
  extents<N> kernel = 3;
  extents<N> stride = 1;
  extents<N> padding = 0;
  extents<N> dilation = 1;
  index groups = 1;
  bool bias = true;
  bool padding_exact = false;
  tally::padding_mode padding_mode = tally::padding_mode::zeros;

  constexpr auto operator()(auto& context, const auto& x) const {
    if (in_channels < 1 || out_channels < 1 || groups < 1) refuse_sizes();
    if (in_channels % groups != 0)
      tally::detail::fail_on_sizes(
          "tally: a convolution's groups do not divide its input channels; channels and groups are", in_channels,
          groups);
    shape filters{out_channels, in_channels / groups};
    for (int axis = 0; axis < N; ++axis) {
      if (kernel[axis] < 1)
        tally::detail::require_positive("tally: a convolution's kernel size is not positive", kernel[axis]);
      filters.push_back(kernel[axis]);
    }
    if (x.shape().rank() != N + 2 || x.shape()[1] != in_channels)
      tally::detail::fail_on_shapes(mismatch, x.shape(), filters);
    const index fan_in = filters.volume() / out_channels;
    const auto& weight = context.parameter(names::weight, filters, initial{.fan_in = fan_in});
    const bool zeros = padding_mode == tally::padding_mode::zeros;
    const convolution_primitive<N> convolve{stride, zeros ? padding : 0, dilation, groups, zeros && padding_exact};
    auto y = zeros ? apply(convolve, x, weight) : apply(convolve, pad_border(x, padding, padding_mode), weight);
    if (!bias) return y;
    return add_channel_bias(y, context.parameter(names::bias, {out_channels}, initial{.fan_in = fan_in}));
  }

 private:
  static constexpr const char* mismatch =
      N == 1   ? "tally: a convolution's input [n, c, l] has other channels than its weight [o, c/groups, kl] expects"
      : N == 2 ? "tally: a convolution's input [n, c, h, w] has other channels than its weight [o, c/groups, kh, kw] "
                 "expects"
               : "tally: a convolution's input [n, c, d, h, w] has other channels than its weight "
                 "[o, c/groups, kd, kh, kw] expects";

  constexpr void refuse_sizes() const {
    tally::detail::require_positive("tally: a convolution's number of input channels is not positive", in_channels);
    tally::detail::require_positive("tally: a convolution's number of output channels is not positive", out_channels);
    tally::detail::require_positive("tally: a convolution's number of groups is not positive", groups);
  }
};
using conv1d = convolution<1>;
using conv2d = convolution<2>;
using conv3d = convolution<3>;

}  // namespace tally::nn
