// SPDX-License-Identifier: MIT
// Residual networks (He et al. 2015), as torchvision has them: version 1.5, whose bottlenecks stride in the 3x3; their
// grouped form ResNeXt (Xie et al. 2016) and their wide one (Zagoruyko and Komodakis 2016).
#pragma once

#include "tally/core/label.hpp"
#include "tally/nn/layers.hpp"

#include <string_view>

namespace tally::models {

/// Two 3x3 convolutions (`bottleneck` off), or 1x1, 3x3 and 1x1 with four times as many channels at the end, and the
/// way around them, which is projected where its shape changes. A bottleneck's 3x3 has `groups` groups, of
/// `width_per_group` channels for every 64 of `channels`.
struct residual_block {
  static constexpr std::string_view name = "residual_block";
  index in_channels;
  index channels;
  index stride = 1;
  bool bottleneck = false;
  index groups = 1;
  index width_per_group = 64;

  constexpr auto operator()(auto& context, const auto& x) const {
    const index out_channels = bottleneck ? 4 * channels : channels;
    if (stride == 1 && in_channels == out_channels) return context(relu, nn::relu{}, branch(context, x) + x);
    const nn::conv2d project{
        .in_channels = in_channels, .out_channels = out_channels, .kernel = 1, .stride = stride, .bias = false};
    auto shortcut = context("downsample", nn::sequential{project, nn::batch_norm2d{out_channels}}, x);
    return context(relu, nn::relu{}, branch(context, x) + shortcut);
  }

 private:
  // Made once, since a deep network enters them hundreds of times.
  static constexpr label relu = "relu";
  static constexpr label conv[] = {"conv1", "conv2", "conv3"};
  static constexpr label bn[] = {"bn1", "bn2", "bn3"};

  constexpr auto branch(auto& context, const auto& x) const {
    if (!bottleneck) {
      auto y = context(relu, nn::relu{}, convolve(context, 0, x, in_channels, channels, 3, stride));
      return convolve(context, 1, y, channels, channels, 3, 1);
    }
    const index width = channels * width_per_group / 64 * groups;
    auto y = context(relu, nn::relu{}, convolve(context, 0, x, in_channels, width, 1, 1));
    y = context(relu, nn::relu{}, convolve(context, 1, y, width, width, 3, stride, groups));
    return convolve(context, 2, y, width, 4 * channels, 1, 1);
  }
  static constexpr auto convolve(auto& context, int i, const auto& x, index in, index out, index kernel, index step,
                                 index in_groups = 1) {
    const nn::conv2d layer{.in_channels = in,
                           .out_channels = out,
                           .kernel = kernel,
                           .stride = step,
                           .padding = kernel / 2,
                           .groups = in_groups,
                           .bias = false};
    return context(bn[i], nn::batch_norm2d{out}, context(conv[i], layer, x));
  }
};

/// `[n, 3, h, w]` to `[n, num_classes]`: a 7x7 convolution, a pool, four stages of blocks, a mean and a linear layer.
struct resnet {
  static constexpr std::string_view name = "resnet";
  index blocks[4];
  bool bottleneck;
  index num_classes = 1000;
  index groups = 1;
  index width_per_group = 64;

  constexpr auto operator()(auto& context, const auto& image) const {
    const nn::conv2d stem{.in_channels = 3, .out_channels = 64, .kernel = 7, .stride = 2, .padding = 3, .bias = false};
    auto x = context("conv1", stem, image);
    x = context("bn1", nn::batch_norm2d{64}, x);
    x = context("relu", nn::relu{}, x);
    x = context("maxpool", nn::max_pool2d{.kernel = 3, .stride = 2, .padding = 1}, x);
    index channels = 64;
    for (int stage = 0; stage < 4; ++stage) {
      const residual_block first{channels, index{64} << stage, stage == 0 ? 1 : 2, bottleneck, groups, width_per_group};
      x = context(label("layer", stage + 1), stage_of{blocks[stage], first}, x);
      channels = (bottleneck ? 4 : 1) * (index{64} << stage);
    }
    x = context("avgpool", nn::adaptive_avg_pool2d{1}, x);
    return context("fc", nn::linear{channels, num_classes}, flatten(x));
  }

 private:
  struct stage_of {
    static constexpr std::string_view name = "stage";
    index blocks;
    residual_block first;

    template <class X>
    constexpr X operator()(auto& context, const X& x) const {
      tally::detail::require_positive("tally: a residual network's stage has no positive number of blocks", blocks);
      X y = context(0, first, x);
      residual_block next = first;
      next.in_channels = first.bottleneck ? 4 * first.channels : first.channels;
      next.stride = 1;
      for (index i = 1; i < blocks; ++i) y = context(i, next, y);
      return y;
    }
  };
};

[[nodiscard]] constexpr resnet resnet18(index num_classes = 1000) { return {{2, 2, 2, 2}, false, num_classes}; }
[[nodiscard]] constexpr resnet resnet34(index num_classes = 1000) { return {{3, 4, 6, 3}, false, num_classes}; }
[[nodiscard]] constexpr resnet resnet50(index num_classes = 1000) { return {{3, 4, 6, 3}, true, num_classes}; }
[[nodiscard]] constexpr resnet resnet101(index num_classes = 1000) { return {{3, 4, 23, 3}, true, num_classes}; }
[[nodiscard]] constexpr resnet resnet152(index num_classes = 1000) { return {{3, 8, 36, 3}, true, num_classes}; }

[[nodiscard]] constexpr resnet resnext50_32x4d(index num_classes = 1000) {
  return {{3, 4, 6, 3}, true, num_classes, 32, 4};
}
[[nodiscard]] constexpr resnet resnext101_32x8d(index num_classes = 1000) {
  return {{3, 4, 23, 3}, true, num_classes, 32, 8};
}
[[nodiscard]] constexpr resnet resnext101_64x4d(index num_classes = 1000) {
  return {{3, 4, 23, 3}, true, num_classes, 64, 4};
}
[[nodiscard]] constexpr resnet wide_resnet50_2(index num_classes = 1000) {
  return {{3, 4, 6, 3}, true, num_classes, 1, 128};
}
[[nodiscard]] constexpr resnet wide_resnet101_2(index num_classes = 1000) {
  return {{3, 4, 23, 3}, true, num_classes, 1, 128};
}

}  // namespace tally::models
