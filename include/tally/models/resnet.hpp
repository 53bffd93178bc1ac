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
/// `width_per_group` channels for every 64 of `channels`, and may be dilated; two 3x3 may not, and throw
/// `tally::shape_error`.
struct residual_block {
  static constexpr std::string_view name = "residual_block";
  index in_channels;
  index channels;
  index stride = 1;
  bool bottleneck = false;
  index groups = 1;
  index width_per_group = 64;
  index dilation = 1;
  bool frozen = false;  ///< batch normalisation is not learned

  constexpr auto operator()(auto& context, const auto& x) const {
    const index out_channels = bottleneck ? size_product(4, channels) : channels;
    if (dilation != 1 && !bottleneck)
      tally::detail::fail_on_sizes("tally: a residual block of two 3x3 convolutions is not dilated; asked for is",
                                   dilation, 1);
    if (stride == 1 && in_channels == out_channels) return context(relu, nn::relu{}, branch(context, x) + x);
    const nn::conv2d project{
        .in_channels = in_channels, .out_channels = out_channels, .kernel = 1, .stride = stride, .bias = false};
    auto shortcut = context("downsample", nn::sequential{project, norm(out_channels)}, x);
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
    const index width = size_product(size_product(channels, width_per_group) / 64, groups);
    auto y = context(relu, nn::relu{}, convolve(context, 0, x, in_channels, width, 1, 1));
    y = context(relu, nn::relu{}, convolve(context, 1, y, width, width, 3, stride, groups, dilation));
    return convolve(context, 2, y, width, size_product(4, channels), 1, 1);
  }
  constexpr nn::batch_norm2d norm(index features) const { return {.num_features = features, .frozen = frozen}; }
  constexpr auto convolve(auto& context, int i, const auto& x, index in, index out, index kernel, index step,
                          index in_groups = 1, index apart = 1) const {
    const nn::conv2d layer{.in_channels = in,
                           .out_channels = out,
                           .kernel = kernel,
                           .stride = step,
                           .padding = size_product(kernel / 2, apart),
                           .dilation = apart,
                           .groups = in_groups,
                           .bias = false};
    return context(bn[i], norm(out), context(conv[i], layer, x));
  }
};

/// `[n, 3, h, w]` to `[n, num_classes]`: a 7x7 convolution, a pool, four stages of blocks, a mean and a linear layer.
/// `dilated`, the last two stages do not stride and put their filters' taps 2 and 4 apart, as torchvision's
/// `replace_stride_with_dilation = [False, True, True]`.
struct resnet {
  static constexpr std::string_view name = "resnet";
  index blocks[4];
  bool bottleneck;
  index num_classes = 1000;
  index groups = 1;
  index width_per_group = 64;
  bool dilated = false;
  bool frozen = false;  ///< batch normalisation is not learned

  constexpr auto operator()(auto& context, const auto& image) const {
    auto x = stem(context, image);
    for (int i = 0; i < 4; ++i) x = stage(context, i, x);
    x = context("avgpool", nn::adaptive_avg_pool2d{1}, x);
    return context("fc", nn::linear{stage_channels(3), num_classes}, flatten(x));
  }

  // The parts, for networks that continue from the middle of this one, in the scope that the context is in.

  /// 7x7 convolution and pool: `[n, 64, h / 4, w / 4]`.
  constexpr auto stem(auto& context, const auto& image) const {
    const nn::conv2d convolve{
        .in_channels = 3, .out_channels = 64, .kernel = 7, .stride = 2, .padding = 3, .bias = false};
    auto x = context("conv1", convolve, image);
    x = context("bn1", nn::batch_norm2d{.num_features = 64, .frozen = frozen}, x);
    x = context("relu", nn::relu{}, x);
    return context("maxpool", nn::max_pool2d{.kernel = 3, .stride = 2, .padding = 1}, x);
  }
  /// Stage `i`, "layer1" for 0: `[n, stage_channels(i), …]`.
  constexpr auto stage(auto& context, int i, const auto& x) const {
    const bool replaced = dilated && i >= 2;
    const residual_block first{.in_channels = i == 0 ? 64 : stage_channels(i - 1),
                               .channels = index{64} << i,
                               .stride = i == 0 || replaced ? 1 : 2,
                               .bottleneck = bottleneck,
                               .groups = groups,
                               .width_per_group = width_per_group,
                               .dilation = replaced && i == 3 ? 2 : 1,
                               .frozen = frozen};
    return context(label("layer", i + 1), stage_of{blocks[i], replaced ? 2 * first.dilation : 1, first}, x);
  }
  [[nodiscard]] constexpr index stage_channels(int i) const { return (bottleneck ? 4 : 1) * (index{64} << i); }

 private:
  struct stage_of {
    static constexpr std::string_view name = "stage";
    index blocks;
    index dilation;  // of all but the first
    residual_block first;

    template <class X>
    constexpr X operator()(auto& context, const X& x) const {
      tally::detail::require_positive("tally: a residual network's stage has no positive number of blocks", blocks);
      X y = context(0, first, x);
      residual_block next = first;
      next.in_channels = first.bottleneck ? 4 * first.channels : first.channels;
      next.stride = 1;
      next.dilation = dilation;
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
