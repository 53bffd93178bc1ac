// SPDX-License-Identifier: MIT
// Pooling layers.
#pragma once

#include "tally/nn/context.hpp"
#include "tally/tensor/primitives/pooling.hpp"

#include <string_view>

namespace tally::nn {

/// The largest under each window. A stride of 0 means the kernel's size, as in torch.nn.
struct max_pool2d {
  static constexpr std::string_view name = "max_pool2d";
  extent2 kernel = 2;
  extent2 stride = 0;
  extent2 padding = 0;
  extent2 dilation = 1;
  bool ceil_mode = false;
  constexpr auto operator()(auto&, const auto& x) const {
    return tally::max_pool2d(x, {kernel, stride == extent2(0) ? kernel : stride, padding, dilation, ceil_mode});
  }
};

/// The mean under each window. A stride of 0 means the kernel's size, as in torch.nn.
struct avg_pool2d {
  static constexpr std::string_view name = "avg_pool2d";
  extent2 kernel = 2;
  extent2 stride = 0;
  extent2 padding = 0;
  bool ceil_mode = false;
  bool count_include_pad = true;
  constexpr auto operator()(auto&, const auto& x) const {
    return tally::avg_pool2d(x,
                             {kernel, stride == extent2(0) ? kernel : stride, padding, ceil_mode, count_include_pad});
  }
};

/// The mean under as many windows as asked for; one is global average pooling.
struct adaptive_avg_pool2d {
  static constexpr std::string_view name = "adaptive_avg_pool2d";
  extent2 output_size = 1;
  constexpr auto operator()(auto&, const auto& x) const { return tally::adaptive_avg_pool2d(x, output_size); }
};

struct adaptive_max_pool2d {
  static constexpr std::string_view name = "adaptive_max_pool2d";
  extent2 output_size = 1;
  constexpr auto operator()(auto&, const auto& x) const { return tally::adaptive_max_pool2d(x, output_size); }
};

}  // namespace tally::nn
