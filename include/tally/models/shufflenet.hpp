// SPDX-License-Identifier: MIT
// ShuffleNets, version 2 (Ma et al. 2018), as torchvision has them.
#pragma once

#include "tally/core/label.hpp"
#include "tally/nn/layers.hpp"
#include "tally/tensor/primitives/reduction.hpp"
#include "tally/tensor/primitives/windows.hpp"

#include <string_view>

namespace tally::models {

/// `[n, 3, h, w]` to `[n, num_classes]`: a convolution and a pool, stages of 4, 8 and 4 units, and a 1x1 convolution.
/// A unit works on half of the channels and deals the halves out anew; the first of a stage strides and works on both.
struct shufflenet_v2 {
  static constexpr std::string_view name = "shufflenet_v2";
  index stage_channels[3];
  index last_channels;
  index num_classes = 1000;

  constexpr auto operator()(auto& context, const auto& image) const {
    auto x = context("conv1", nn::conv_norm_activation<>{.in_channels = 3, .out_channels = 24, .stride = 2}, image);
    x = context("maxpool", nn::max_pool2d{.kernel = 3, .stride = 2, .padding = 1}, x);
    index channels = 24;
    for (int stage = 0; stage < 3; ++stage) {
      const index out = stage_channels[stage];
      x = context(label("stage", stage + 2), units{channels, out, stage == 1 ? 8 : 4}, x);
      channels = out;
    }
    const nn::conv_norm_activation<> widen{.in_channels = channels, .out_channels = last_channels, .kernel = 1};
    return context("fc", nn::linear{last_channels, num_classes}, mean(context("conv5", widen, x), {2, 3}));
  }

 private:
  static constexpr label branch1 = "branch1";
  static constexpr label branch2 = "branch2";

  static constexpr nn::conv2d points(index in, index out) {
    return {.in_channels = in, .out_channels = out, .kernel = 1, .bias = false};
  }
  static constexpr nn::conv2d depthwise(index channels, index stride) {
    return {.in_channels = channels,
            .out_channels = channels,
            .stride = stride,
            .padding = 1,
            .groups = channels,
            .bias = false};
  }
  static constexpr auto convolve(auto& context, int at, const auto& x, const nn::conv2d& layer) {
    return context(at + 1, nn::batch_norm2d{layer.out_channels}, context(at, layer, x));
  }

  // Depthwise, and 1x1 to `out` channels: a striding unit's first branch.
  struct short_branch {
    static constexpr std::string_view name = "sequential";
    index in;
    index out;
    constexpr auto operator()(auto& context, const auto& x) const {
      return context(4, nn::relu{}, convolve(context, 2, convolve(context, 0, x, depthwise(in, 2)), points(in, out)));
    }
  };
  // 1x1, depthwise, 1x1.
  struct long_branch {
    static constexpr std::string_view name = "sequential";
    index in;
    index out;
    index stride;
    constexpr auto operator()(auto& context, const auto& x) const {
      auto y = context(2, nn::relu{}, convolve(context, 0, x, points(in, out)));
      y = convolve(context, 3, y, depthwise(out, stride));
      return context(7, nn::relu{}, convolve(context, 5, y, points(out, out)));
    }
  };

  struct unit {
    static constexpr std::string_view name = "inverted_residual";
    index in;
    index out;
    index stride;

    template <class X>
    constexpr X operator()(auto& context, const X& x) const {
      const index half = out / 2;
      if (stride == 1) {
        const X kept = slice(x, 1, 0, half);
        const X worked = context(branch2, long_branch{half, half, 1}, slice(x, 1, half, in));
        return channel_shuffle(concat(1, kept, worked), 2);
      }
      const X one = context(branch1, short_branch{in, half}, x);
      const X two = context(branch2, long_branch{in, half, stride}, x);
      return channel_shuffle(concat(1, one, two), 2);
    }
  };

  struct units {
    static constexpr std::string_view name = "sequential";
    index in;
    index out;
    index count;

    template <class X>
    constexpr X operator()(auto& context, const X& x) const {
      X y = context(0, unit{in, out, 2}, x);
      for (index i = 1; i < count; ++i) y = context(i, unit{out, out, 1}, y);
      return y;
    }
  };
};

[[nodiscard]] constexpr shufflenet_v2 shufflenet_v2_x0_5(index num_classes = 1000) {
  return {{48, 96, 192}, 1024, num_classes};
}
[[nodiscard]] constexpr shufflenet_v2 shufflenet_v2_x1_0(index num_classes = 1000) {
  return {{116, 232, 464}, 1024, num_classes};
}
[[nodiscard]] constexpr shufflenet_v2 shufflenet_v2_x1_5(index num_classes = 1000) {
  return {{176, 352, 704}, 1024, num_classes};
}
[[nodiscard]] constexpr shufflenet_v2 shufflenet_v2_x2_0(index num_classes = 1000) {
  return {{244, 488, 976}, 2048, num_classes};
}

}  // namespace tally::models
