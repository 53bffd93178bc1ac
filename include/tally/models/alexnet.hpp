// SPDX-License-Identifier: MIT
// AlexNet as in "One weird trick" (Krizhevsky 2014), as torchvision has it.
#pragma once

#include "tally/core/label.hpp"
#include "tally/nn/layers.hpp"

#include <string_view>

namespace tally::models {

/// `[n, 3, h, w]`, of 63 pixels or more a side, to `[n, num_classes]`: five convolutions, three pools, and three linear
/// layers. It is the network of one graphics card, without groups and without local response normalisation.
struct alexnet_network {
  static constexpr std::string_view name = "alexnet";
  index num_classes = 1000;
  index hidden = 4096;

  constexpr auto operator()(auto& context, const auto& image) const {
    auto x = context("features", features{}, image);
    x = context("avgpool", nn::adaptive_avg_pool2d{6}, x);
    return context("classifier", classifier{num_classes, hidden}, flatten(x));
  }

 private:
  struct features {
    static constexpr std::string_view name = "sequential";
    constexpr auto operator()(auto& context, const auto& image) const {
      constexpr nn::max_pool2d pool{.kernel = 3, .stride = 2};
      auto x =
          convolve(context, 0, image, {.in_channels = 3, .out_channels = 64, .kernel = 11, .stride = 4, .padding = 2});
      x = convolve(context, 3, context(2, pool, x),
                   {.in_channels = 64, .out_channels = 192, .kernel = 5, .padding = 2});
      x = convolve(context, 6, context(5, pool, x), {.in_channels = 192, .out_channels = 384, .padding = 1});
      x = convolve(context, 8, x, {.in_channels = 384, .out_channels = 256, .padding = 1});
      x = convolve(context, 10, x, {.in_channels = 256, .out_channels = 256, .padding = 1});
      return context(12, pool, x);
    }
    static constexpr auto convolve(auto& context, index at, const auto& x, const nn::conv2d& layer) {
      return context(at + 1, nn::relu{}, context(at, layer, x));
    }
  };

  struct classifier {
    static constexpr std::string_view name = "sequential";
    index num_classes;
    index hidden;
    constexpr auto operator()(auto& context, const auto& features) const {  // 0 and 3 are dropouts
      auto x = context(2, nn::relu{}, context(1, nn::linear{256 * 6 * 6, hidden}, features));
      x = context(5, nn::relu{}, context(4, nn::linear{hidden, hidden}, x));
      return context(6, nn::linear{hidden, num_classes}, x);
    }
  };
};

[[nodiscard]] constexpr alexnet_network alexnet(index num_classes = 1000) { return {num_classes}; }

}  // namespace tally::models
