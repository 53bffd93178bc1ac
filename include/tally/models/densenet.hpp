// SPDX-License-Identifier: MIT
// Densely connected networks (Huang et al. 2016), as torchvision has them.
#pragma once

#include "tally/core/label.hpp"
#include "tally/nn/layers.hpp"

#include <string_view>

namespace tally::models {

/// `[n, 3, h, w]` to `[n, num_classes]`: four blocks of layers, each of which reads all maps before it and adds
/// `growth_rate` more, by a 1x1 and a 3x3 convolution; transitions between the blocks halve maps and image.
struct densenet {
  static constexpr std::string_view name = "densenet";
  index growth_rate;
  index layers[4];
  index initial_features;
  index num_classes = 1000;

  constexpr auto operator()(auto& context, const auto& image) const {
    index channels = initial_features;
    for (int i = 0; i < 4; ++i)
      channels = size_sum(i == 0 ? channels : channels / 2, size_product(layers[i], growth_rate));
    auto x = relu(context("features", features{*this}, image));
    return context("classifier", nn::linear{channels, num_classes}, flatten(adaptive_avg_pool2d(x)));
  }

 private:
  // Made once, since a deep network enters them hundreds of times.
  static constexpr label norm1 = "norm1";
  static constexpr label relu1 = "relu1";
  static constexpr label conv1 = "conv1";
  static constexpr label norm2 = "norm2";
  static constexpr label relu2 = "relu2";
  static constexpr label conv2 = "conv2";

  struct dense_layer {
    static constexpr std::string_view name = "dense_layer";
    index in_channels;
    index growth_rate;

    constexpr auto operator()(auto& context, const auto& x) const {
      const index inner = size_product(4, growth_rate);
      const nn::conv2d points{.in_channels = in_channels, .out_channels = inner, .kernel = 1, .bias = false};
      const nn::conv2d windows{.in_channels = inner, .out_channels = growth_rate, .padding = 1, .bias = false};
      auto y = context(relu1, nn::relu{}, context(norm1, nn::batch_norm2d{in_channels}, x));
      y = context(norm2, nn::batch_norm2d{inner}, context(conv1, points, y));
      return context(conv2, windows, context(relu2, nn::relu{}, y));
    }
  };

  struct dense_block {
    static constexpr std::string_view name = "dense_block";
    index layers;
    index in_channels;
    index growth_rate;

    template <class X>
    constexpr X operator()(auto& context, X x) const {
      for (index i = 0; i < layers; ++i) {
        const dense_layer next{size_sum(in_channels, size_product(i, growth_rate)), growth_rate};
        x = concat(1, x, context(label("denselayer", i + 1), next, x));
      }
      return x;
    }
  };

  struct transition {
    static constexpr std::string_view name = "transition";
    index channels;

    constexpr auto operator()(auto& context, const auto& x) const {
      const nn::conv2d half{.in_channels = channels, .out_channels = channels / 2, .kernel = 1, .bias = false};
      auto y = context("relu", nn::relu{}, context("norm", nn::batch_norm2d{channels}, x));
      return context("pool", nn::avg_pool2d{.kernel = 2, .stride = 2}, context("conv", half, y));
    }
  };

  struct features {
    static constexpr std::string_view name = "sequential";
    const densenet& of;

    constexpr auto operator()(auto& context, const auto& image) const {
      index channels = of.initial_features;
      const nn::conv2d stem{
          .in_channels = 3, .out_channels = channels, .kernel = 7, .stride = 2, .padding = 3, .bias = false};
      auto x = context("norm0", nn::batch_norm2d{channels}, context("conv0", stem, image));
      x = context("pool0", nn::max_pool2d{.kernel = 3, .stride = 2, .padding = 1}, context("relu0", nn::relu{}, x));
      for (int i = 0; i < 4; ++i) {
        tally::detail::require_positive("tally: a dense network's block has no positive number of layers",
                                        of.layers[i]);
        x = context(label("denseblock", i + 1), dense_block{of.layers[i], channels, of.growth_rate}, x);
        channels = size_sum(channels, size_product(of.layers[i], of.growth_rate));
        if (i == 3) continue;
        x = context(label("transition", i + 1), transition{channels}, x);
        channels /= 2;
      }
      return context("norm5", nn::batch_norm2d{channels}, x);
    }
  };
};

[[nodiscard]] constexpr densenet densenet121(index num_classes = 1000) {
  return {32, {6, 12, 24, 16}, 64, num_classes};
}
[[nodiscard]] constexpr densenet densenet161(index num_classes = 1000) {
  return {48, {6, 12, 36, 24}, 96, num_classes};
}
[[nodiscard]] constexpr densenet densenet169(index num_classes = 1000) {
  return {32, {6, 12, 32, 32}, 64, num_classes};
}
[[nodiscard]] constexpr densenet densenet201(index num_classes = 1000) {
  return {32, {6, 12, 48, 32}, 64, num_classes};
}

}  // namespace tally::models
