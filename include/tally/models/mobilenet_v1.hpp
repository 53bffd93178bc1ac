// SPDX-License-Identifier: MIT
// MobileNets (Howard et al. 2017), at the widths of their paper.
#pragma once

#include "tally/core/label.hpp"
#include "tally/nn/layers.hpp"

#include <string_view>

namespace tally::models {

/// `[n, 3, h, w]` to `[n, num_classes]`: a 3x3 convolution and 13 pairs of a depthwise 3x3 and a 1x1, each with batch
/// normalisation and a ReLU, a mean, and a linear layer. The last pair does not stride: the paper's table 1 says that
/// it does, and gives it the input and output of one that does not.
struct mobilenet_v1_network {
  static constexpr std::string_view name = "mobilenet_v1";
  index width_percent = 100;
  index num_classes = 1000;

  constexpr auto operator()(auto& context, const auto& image) const {
    auto x = context("features", features{width_percent}, image);
    x = context("avgpool", nn::adaptive_avg_pool2d{1}, x);
    return context("classifier", nn::linear{scaled(1024, width_percent), num_classes}, flatten(x));
  }

 private:
  static constexpr index scaled(index channels, index percent) { return size_product(percent, channels) / 100; }

  struct pair {
    static constexpr std::string_view name = "depthwise_separable";
    index in_channels;
    index out_channels;
    index stride;
    constexpr auto operator()(auto& context, const auto& x) const {
      const nn::conv_norm_activation<> depthwise{
          .in_channels = in_channels, .out_channels = in_channels, .stride = stride, .groups = in_channels};
      const nn::conv_norm_activation<> pointwise{.in_channels = in_channels, .out_channels = out_channels, .kernel = 1};
      return context(1, pointwise, context(0, depthwise, x));
    }
  };

  struct features {
    static constexpr std::string_view name = "sequential";
    index width_percent;
    constexpr auto operator()(auto& context, const auto& image) const {
      constexpr index widths[] = {64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024};
      tally::detail::require_positive("tally: a MobileNet's width in percent is not positive", width_percent);
      index channels = scaled(32, width_percent);
      auto x = context(0, nn::conv_norm_activation<>{.in_channels = 3, .out_channels = channels, .stride = 2}, image);
      for (int i = 0; i < 13; ++i) {
        const index out = scaled(widths[i], width_percent);
        x = context(i + 1, pair{channels, out, i == 1 || i == 3 || i == 5 || i == 11 ? 2 : 1}, x);
        channels = out;
      }
      return x;
    }
  };
};

[[nodiscard]] constexpr mobilenet_v1_network mobilenet_v1(index num_classes = 1000) { return {100, num_classes}; }
[[nodiscard]] constexpr mobilenet_v1_network mobilenet_v1_0_75(index num_classes = 1000) { return {75, num_classes}; }
[[nodiscard]] constexpr mobilenet_v1_network mobilenet_v1_0_5(index num_classes = 1000) { return {50, num_classes}; }
[[nodiscard]] constexpr mobilenet_v1_network mobilenet_v1_0_25(index num_classes = 1000) { return {25, num_classes}; }

}  // namespace tally::models
