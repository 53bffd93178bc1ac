// SPDX-License-Identifier: MIT
// MobileNetV2 (Sandler et al. 2018), as torchvision has it.
#pragma once

#include "tally/core/label.hpp"
#include "tally/models/widths.hpp"
#include "tally/nn/layers.hpp"

#include <string_view>

namespace tally::models {

/// `[n, 3, h, w]` to `[n, num_classes]`: 17 inverted residuals between a 3x3 and a 1x1 convolution.
struct mobilenet_v2_network {
  static constexpr std::string_view name = "mobilenet_v2";
  index num_classes = 1000;
  index width_percent = 100;

  constexpr auto operator()(auto& context, const auto& image) const {
    auto x = context("features", features{width_percent, last()}, image);
    return context("classifier", classifier{last(), num_classes}, flatten(adaptive_avg_pool2d(x)));
  }

 private:
  constexpr index last() const { return in_eights(1280, width_percent < 100 ? 100 : width_percent); }

  struct inverted_residual {
    static constexpr std::string_view name = "inverted_residual";
    index in_channels;
    index out_channels;
    index stride;
    index expansion;

    template <class X>
    constexpr X operator()(auto& context, const X& x) const {
      X y = context(conv, branch{*this}, x);
      if (stride == 1 && in_channels == out_channels) return x + y;
      return y;
    }

   private:
    static constexpr label conv = "conv";
  };

  // torchvision counts the last convolution and its normalisation on, where nn::inverted_residual makes a block of
  // them.
  struct branch {
    static constexpr std::string_view name = "sequential";
    inverted_residual of;

    template <class X>
    constexpr X operator()(auto& context, const X& x) const {
      const index hidden = size_product(of.in_channels, of.expansion);
      const nn::conv_norm_activation<nn::relu6> widen{
          .in_channels = of.in_channels, .out_channels = hidden, .kernel = 1};
      const nn::conv_norm_activation<nn::relu6> depthwise{
          .in_channels = hidden, .out_channels = hidden, .stride = of.stride, .groups = hidden};
      const nn::conv2d project{.in_channels = hidden, .out_channels = of.out_channels, .kernel = 1, .bias = false};
      int at = 0;
      X y = x;
      if (of.expansion != 1) y = context(at++, widen, y);
      y = context(at++, depthwise, y);
      y = context(at++, project, y);
      return context(at, nn::batch_norm2d{of.out_channels}, y);
    }
  };

  struct features {
    static constexpr std::string_view name = "sequential";
    index width_percent;
    index last;

    constexpr auto operator()(auto& context, const auto& image) const {
      struct stage {
        index expansion, channels, repeats, stride;
      };
      constexpr stage stages[] = {{1, 16, 1, 1}, {6, 24, 2, 2},  {6, 32, 3, 2}, {6, 64, 4, 2},
                                  {6, 96, 3, 1}, {6, 160, 3, 2}, {6, 320, 1, 1}};
      index channels = in_eights(32, width_percent);
      const nn::conv_norm_activation<nn::relu6> stem{.in_channels = 3, .out_channels = channels, .stride = 2};
      auto x = context(0, stem, image);
      int at = 1;
      for (const stage& s : stages) {
        const index out = in_eights(s.channels, width_percent);
        for (index i = 0; i < s.repeats; ++i) {
          x = context(at++, inverted_residual{channels, out, i == 0 ? s.stride : 1, s.expansion}, x);
          channels = out;
        }
      }
      const nn::conv_norm_activation<nn::relu6> head{.in_channels = channels, .out_channels = last, .kernel = 1};
      return context(at, head, x);
    }
  };

  struct classifier {
    static constexpr std::string_view name = "sequential";
    index features;
    index num_classes;
    constexpr auto operator()(auto& context, const auto& x) const {
      return context(1, nn::linear{features, num_classes}, x);  // 0 is a dropout
    }
  };
};

[[nodiscard]] constexpr mobilenet_v2_network mobilenet_v2(index num_classes = 1000) { return {num_classes}; }

}  // namespace tally::models
