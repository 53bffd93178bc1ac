// SPDX-License-Identifier: MIT
// MobileNetV3 (Howard et al. 2019), as torchvision has it.
#pragma once

#include "tally/core/label.hpp"
#include "tally/models/widths.hpp"
#include "tally/nn/layers.hpp"

#include <string_view>

namespace tally::models {

/// `[n, 3, h, w]` to `[n, num_classes]`: 15 inverted residuals, or 11, some with squeeze-and-excitation, between a 3x3
/// and a 1x1 convolution, and two linear layers.
struct mobilenet_v3 {
  static constexpr std::string_view name = "mobilenet_v3";
  bool large;
  index num_classes = 1000;

  constexpr auto operator()(auto& context, const auto& image) const {
    auto x = context("features", features{large}, image);
    x = context("avgpool", nn::adaptive_avg_pool2d{1}, x);
    return context("classifier", classifier{large ? 960 : 576, large ? 1280 : 1024, num_classes}, flatten(x));
  }

 private:
  struct block {
    index kernel, hidden, out;
    bool squeezes, hard_swish;
    index stride;
  };
  static constexpr block large_blocks[] = {
      {3, 16, 16, false, false, 1}, {3, 64, 24, false, false, 2}, {3, 72, 24, false, false, 1},
      {5, 72, 40, true, false, 2},  {5, 120, 40, true, false, 1}, {5, 120, 40, true, false, 1},
      {3, 240, 80, false, true, 2}, {3, 200, 80, false, true, 1}, {3, 184, 80, false, true, 1},
      {3, 184, 80, false, true, 1}, {3, 480, 112, true, true, 1}, {3, 672, 112, true, true, 1},
      {5, 672, 160, true, true, 2}, {5, 960, 160, true, true, 1}, {5, 960, 160, true, true, 1},
  };
  static constexpr block small_blocks[] = {
      {3, 16, 16, true, false, 2}, {3, 72, 24, false, false, 2}, {3, 88, 24, false, false, 1},
      {5, 96, 40, true, true, 2},  {5, 240, 40, true, true, 1},  {5, 240, 40, true, true, 1},
      {5, 120, 48, true, true, 1}, {5, 144, 48, true, true, 1},  {5, 288, 96, true, true, 2},
      {5, 576, 96, true, true, 1}, {5, 576, 96, true, true, 1},
  };
  static constexpr double epsilon = 0.001;

  template <class Activation>
  static constexpr nn::inverted_residual<Activation, nn::relu, nn::hard_sigmoid> residual(index in, const block& b) {
    return {.in_channels = in,
            .out_channels = b.out,
            .hidden_channels = b.hidden,
            .kernel = b.kernel,
            .stride = b.stride,
            .squeeze_channels = b.squeezes ? in_eights(b.hidden / 4) : 0,
            .epsilon = epsilon};
  }

  struct features {
    static constexpr std::string_view name = "sequential";
    bool large;

    constexpr auto operator()(auto& context, const auto& image) const {
      const nn::conv_norm_activation<nn::hard_swish> stem{
          .in_channels = 3, .out_channels = 16, .stride = 2, .epsilon = epsilon};
      const block* const blocks = large ? large_blocks : small_blocks;
      const int count = large ? 15 : 11;
      auto x = context(0, stem, image);
      index channels = 16;
      for (int i = 0; i < count; ++i) {
        const block& b = blocks[i];
        x = b.hard_swish ? context(i + 1, residual<nn::hard_swish>(channels, b), x)
                         : context(i + 1, residual<nn::relu>(channels, b), x);
        channels = b.out;
      }
      const nn::conv_norm_activation<nn::hard_swish> head{
          .in_channels = channels, .out_channels = 6 * channels, .kernel = 1, .epsilon = epsilon};
      return context(count + 1, head, x);
    }
  };

  struct classifier {
    static constexpr std::string_view name = "sequential";
    index features;
    index hidden;
    index num_classes;
    constexpr auto operator()(auto& context, const auto& x) const {
      auto y = context(1, nn::hard_swish{}, context(0, nn::linear{features, hidden}, x));
      return context(3, nn::linear{hidden, num_classes}, y);  // 2 is a dropout
    }
  };
};

[[nodiscard]] constexpr mobilenet_v3 mobilenet_v3_large(index num_classes = 1000) { return {true, num_classes}; }
[[nodiscard]] constexpr mobilenet_v3 mobilenet_v3_small(index num_classes = 1000) { return {false, num_classes}; }

}  // namespace tally::models
