// SPDX-License-Identifier: MIT
// Transposed convolutional layers.
#pragma once

#include "tally/nn/context.hpp"
#include "tally/nn/names.hpp"
#include "tally/tensor/primitives/bias.hpp"
#include "tally/tensor/primitives/transposed_convolution.hpp"

#include <string_view>

namespace tally::nn {

/// Spreads `[n, in_channels, …]` to `[n, out_channels, …]` over N = 1, 2 or 3 spatial axes, as
/// torch.nn.ConvTranspose2d; see tally::conv_transpose2d for the extents and the count. The bias is one addition per
/// element of the result.
template <int N>
struct transposed_convolution {
  static constexpr std::string_view name = transposed_convolution_primitive<N>::name;
  index in_channels;
  index out_channels;
  extents<N> kernel = 3;
  extents<N> stride = 1;
  extents<N> padding = 0;
  extents<N> output_padding = 0;
  extents<N> dilation = 1;
  index groups = 1;
  bool bias = true;

  constexpr auto operator()(auto& context, const auto& x) const {
    tally::detail::require_positive("tally: a transposed convolution's number of input channels is not positive",
                                    in_channels);
    tally::detail::require_positive("tally: a transposed convolution's number of output channels is not positive",
                                    out_channels);
    tally::detail::require_positive("tally: a transposed convolution's number of groups is not positive", groups);
    if (out_channels % groups != 0)
      tally::detail::fail_on_sizes(
          "tally: a transposed convolution's groups do not divide its output channels; channels and groups are",
          out_channels, groups);
    shape filters{in_channels, out_channels / groups};
    for (int axis = 0; axis < N; ++axis) {
      tally::detail::require_positive("tally: a transposed convolution's kernel size is not positive", kernel[axis]);
      filters.push_back(kernel[axis]);
    }
    const index fan_in = filters.volume() / in_channels;
    const auto& weight = context.parameter(names::weight, filters, initial{.fan_in = fan_in});
    auto y = apply(transposed_convolution_primitive<N>{stride, padding, output_padding, dilation, groups}, x, weight);
    if (!bias) return y;
    return add_channel_bias(y, context.parameter(names::bias, {out_channels}, initial{.fan_in = fan_in}));
  }
};
using conv_transpose1d = transposed_convolution<1>;
using conv_transpose2d = transposed_convolution<2>;
using conv_transpose3d = transposed_convolution<3>;

}  // namespace tally::nn
