// SPDX-License-Identifier: MIT
// VGG networks (Simonyan and Zisserman 2014), as torchvision has them.
#pragma once

#include "tally/core/label.hpp"
#include "tally/nn/layers.hpp"

#include <string_view>

namespace tally::models {

/// `[n, 3, h, w]`, of 32 pixels or more a side, to `[n, num_classes]`: five stages of 3x3 convolutions, with batch
/// normalisation or without, each with a pool behind it, and three linear layers.
struct vgg {
  static constexpr std::string_view name = "vgg";
  index convolutions[5];
  bool batch_norm = false;
  index num_classes = 1000;
  index hidden = 4096;

  constexpr auto operator()(auto& context, const auto& image) const {
    auto x = context("features", features{*this}, image);
    x = context("avgpool", nn::adaptive_avg_pool2d{7}, x);
    return context("classifier", classifier{num_classes, hidden}, flatten(x));
  }

 private:
  struct features {
    static constexpr std::string_view name = "sequential";
    const vgg& of;

    template <class X>
    constexpr X operator()(auto& context, X x) const {
      index at = 0;
      index channels = 3;
      for (int stage = 0; stage < 5; ++stage) {
        tally::detail::require_positive("tally: a VGG network's stage has no positive number of convolutions",
                                        of.convolutions[stage]);
        const index width = stage < 3 ? index{64} << stage : 512;
        for (index i = 0; i < of.convolutions[stage]; ++i) {
          x = context(at++, nn::conv2d{.in_channels = channels, .out_channels = width, .padding = 1}, x);
          if (of.batch_norm) x = context(at++, nn::batch_norm2d{width}, x);
          x = context(at++, nn::relu{}, x);
          channels = width;
        }
        x = context(at++, nn::max_pool2d{.kernel = 2, .stride = 2}, x);
      }
      return x;
    }
  };

  struct classifier {
    static constexpr std::string_view name = "sequential";
    index num_classes;
    index hidden;
    constexpr auto operator()(auto& context, const auto& features) const {  // 2 and 5 are dropouts
      auto x = context(1, nn::relu{}, context(0, nn::linear{512 * 7 * 7, hidden}, features));
      x = context(4, nn::relu{}, context(3, nn::linear{hidden, hidden}, x));
      return context(6, nn::linear{hidden, num_classes}, x);
    }
  };
};

[[nodiscard]] constexpr vgg vgg11(index num_classes = 1000) { return {{1, 1, 2, 2, 2}, false, num_classes}; }
[[nodiscard]] constexpr vgg vgg11_bn(index num_classes = 1000) { return {{1, 1, 2, 2, 2}, true, num_classes}; }
[[nodiscard]] constexpr vgg vgg13(index num_classes = 1000) { return {{2, 2, 2, 2, 2}, false, num_classes}; }
[[nodiscard]] constexpr vgg vgg13_bn(index num_classes = 1000) { return {{2, 2, 2, 2, 2}, true, num_classes}; }
[[nodiscard]] constexpr vgg vgg16(index num_classes = 1000) { return {{2, 2, 3, 3, 3}, false, num_classes}; }
[[nodiscard]] constexpr vgg vgg16_bn(index num_classes = 1000) { return {{2, 2, 3, 3, 3}, true, num_classes}; }
[[nodiscard]] constexpr vgg vgg19(index num_classes = 1000) { return {{2, 2, 4, 4, 4}, false, num_classes}; }
[[nodiscard]] constexpr vgg vgg19_bn(index num_classes = 1000) { return {{2, 2, 4, 4, 4}, true, num_classes}; }

}  // namespace tally::models
