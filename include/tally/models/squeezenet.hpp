// SPDX-License-Identifier: MIT
// SqueezeNets (Iandola et al. 2016), as torchvision has them.
#pragma once

#include "tally/core/label.hpp"
#include "tally/nn/layers.hpp"

#include <string_view>

namespace tally::models {

/// A 1x1 convolution to few channels, then a 1x1 and a 3x3 side by side, of `expanded` channels each.
struct fire_module {
  static constexpr std::string_view name = "fire_module";
  index in_channels;
  index squeezed;
  index expanded;

  constexpr auto operator()(auto& context, const auto& x) const {
    const nn::conv2d few{.in_channels = in_channels, .out_channels = squeezed, .kernel = 1};
    const nn::conv2d points{.in_channels = squeezed, .out_channels = expanded, .kernel = 1};
    const nn::conv2d windows{.in_channels = squeezed, .out_channels = expanded, .padding = 1};
    const auto squeeze = context("squeeze_activation", nn::relu{}, context("squeeze", few, x));
    const auto expand1x1 = context("expand1x1_activation", nn::relu{}, context("expand1x1", points, squeeze));
    const auto expand3x3 = context("expand3x3_activation", nn::relu{}, context("expand3x3", windows, squeeze));
    return concat(1, expand1x1, expand3x3);
  }
};

/// `[n, 3, h, w]` to `[n, num_classes]`: a convolution, eight fire modules with three pools among them, and classes by
/// a 1x1 convolution and a mean. Version 1.1 pools earlier; its inputs have 25 pixels or more a side, 1.0's 29.
struct squeezenet {
  static constexpr std::string_view name = "squeezenet";
  bool version_1_1 = false;
  index num_classes = 1000;

  constexpr auto operator()(auto& context, const auto& image) const {
    auto x = context("features", features{version_1_1}, image);
    return flatten(context("classifier", classifier{num_classes}, x));
  }

 private:
  struct features {
    static constexpr std::string_view name = "sequential";
    bool version_1_1;

    constexpr auto operator()(auto& context, const auto& image) const {
      const index channels = version_1_1 ? 64 : 96;
      const nn::conv2d stem{.in_channels = 3, .out_channels = channels, .kernel = version_1_1 ? 3 : 7, .stride = 2};
      auto x = context(1, nn::relu{}, context(0, stem, image));
      index at = 2;
      index wide = channels;
      for (int fire = 0; fire < 8; ++fire) {
        if (fire == 0 || (version_1_1 ? fire == 2 || fire == 4 : fire == 3 || fire == 7))
          x = context(at++, nn::max_pool2d{.kernel = 3, .stride = 2, .ceil_mode = true}, x);
        const index expanded = 64 * (fire / 2 + 1);
        x = context(at++, fire_module{wide, expanded / 4, expanded}, x);
        wide = 2 * expanded;
      }
      return x;
    }
  };

  struct classifier {
    static constexpr std::string_view name = "sequential";
    index num_classes;
    constexpr auto operator()(auto& context, const auto& features) const {  // 0 is a dropout
      auto x = context(1, nn::conv2d{.in_channels = 512, .out_channels = num_classes, .kernel = 1}, features);
      return context(3, nn::adaptive_avg_pool2d{1}, context(2, nn::relu{}, x));
    }
  };
};

[[nodiscard]] constexpr squeezenet squeezenet1_0(index num_classes = 1000) { return {false, num_classes}; }
[[nodiscard]] constexpr squeezenet squeezenet1_1(index num_classes = 1000) { return {true, num_classes}; }

}  // namespace tally::models
