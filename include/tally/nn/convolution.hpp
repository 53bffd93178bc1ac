// SPDX-License-Identifier: MIT
// Convolutional layers.
#pragma once

#include "tally/nn/context.hpp"
#include "tally/nn/names.hpp"
#include "tally/tensor/primitives/arithmetic.hpp"
#include "tally/tensor/primitives/convolution.hpp"
#include "tally/tensor/primitives/movement.hpp"

#include <string_view>

namespace tally::nn {

/// Convolves `[n, in_channels, h, w]` to `[n, out_channels, h', w']`; see tally::conv2d for h', w' and the count. The
/// bias is one addition per element of the result.
struct conv2d {
  static constexpr std::string_view name = "conv2d";
  index in_channels;
  index out_channels;
  extent2 kernel = 3;
  extent2 stride = 1;
  extent2 padding = 0;
  extent2 dilation = 1;
  index groups = 1;
  bool bias = true;

  constexpr auto operator()(auto& context, const auto& x) const {
    if (in_channels < 1 || out_channels < 1 || groups < 1 || kernel.height < 1 || kernel.width < 1) refuse_sizes();
    if (in_channels % groups != 0)
      tally::detail::fail_on_sizes(
          "tally: a convolution's groups do not divide its input channels; channels and groups are", in_channels,
          groups);
    const shape filters{out_channels, in_channels / groups, kernel.height, kernel.width};
    if (x.shape().rank() != 4 || x.shape()[1] != in_channels)
      tally::detail::fail_on_shapes("tally: a convolution's input [n, c, h, w] has other channels than its weight "
                                    "[o, c/groups, kh, kw] expects",
                                    x.shape(), filters);
    const index fan_in = filters.volume() / out_channels;
    const auto& weight = context.parameter(names::weight, filters, initial{.fan_in = fan_in});
    auto y = tally::conv2d(x, weight, {stride, padding, dilation, groups});
    if (!bias) return y;
    return y + reshape(context.parameter(names::bias, {out_channels}, initial{.fan_in = fan_in}),
                       shape{out_channels, 1, 1});
  }

 private:
  constexpr void refuse_sizes() const {
    tally::detail::require_positive("tally: a convolution's number of input channels is not positive", in_channels);
    tally::detail::require_positive("tally: a convolution's number of output channels is not positive", out_channels);
    tally::detail::require_positive("tally: a convolution's number of groups is not positive", groups);
    tally::detail::require_positive("tally: a convolution's kernel height is not positive", kernel.height);
    tally::detail::require_positive("tally: a convolution's kernel width is not positive", kernel.width);
  }
};

}  // namespace tally::nn
