// SPDX-License-Identifier: MIT
// ConvNeXt (Liu et al. 2022), as torchvision has it.
#pragma once

#include "tally/core/label.hpp"
#include "tally/nn/layers.hpp"

#include <string_view>

namespace tally::models {

/// x + scale · branch(x) over `[n, channels, h, w]`: a 7x7 convolution per channel, then, with channels last, layer
/// normalisation and a perceptron four times as wide. The scale is a learned number per channel.
struct convnext_block {
  static constexpr std::string_view name = "convnext_block";
  index channels;

  constexpr auto operator()(auto& context, const auto& x) const {
    const auto y = context(scopes[0], branch{channels}, x);
    const auto& scale = context.parameter(scopes[1], {channels, 1, 1}, initial{.centre = 1e-6});
    return scale * y + x;
  }

 private:
  static constexpr label scopes[] = {"block", "layer_scale"};

  struct branch {
    static constexpr std::string_view name = "convnext_branch";
    index channels;

    constexpr auto operator()(auto& context, const auto& x) const {
      const nn::conv2d depthwise{
          .in_channels = channels, .out_channels = channels, .kernel = 7, .padding = 3, .groups = channels};
      auto y = permute(context(0, depthwise, x), {0, 2, 3, 1});
      y = context(2, nn::layer_norm{channels, 1e-6}, y);
      const index wide = size_product(4, channels);
      y = context(4, nn::gelu{}, context(3, nn::linear{channels, wide}, y));
      return permute(context(5, nn::linear{wide, channels}, y), {0, 3, 1, 2});
    }
  };
};

/// `[n, 3, h, w]` to `[n, num_classes]`: 4x4 patches, four stages of blocks with a normalisation and a 2x2 convolution
/// between them, a mean, a normalisation and a linear layer. Images smaller than 32x32 throw `tally::shape_error`.
struct convnext {
  static constexpr std::string_view name = "convnext";
  index channels[4];
  index blocks[4];
  index num_classes = 1000;

  constexpr auto operator()(auto& context, const auto& image) const {
    auto x = context("features", features{*this}, image);
    x = context("avgpool", nn::adaptive_avg_pool2d{1}, x);
    return context("classifier", classifier{channels[3], num_classes}, x);
  }

 private:
  // Over the channels of [n, c, h, w].
  struct layer_norm2d {
    static constexpr std::string_view name = "layer_norm2d";
    index channels;
    constexpr auto operator()(auto& context, const auto& x) const {
      const nn::layer_norm normalise{channels, 1e-6};
      return permute(normalise(context, permute(x, {0, 2, 3, 1})), {0, 3, 1, 2});
    }
  };

  struct stem {
    static constexpr std::string_view name = "stem";
    index channels;
    constexpr auto operator()(auto& context, const auto& image) const {
      const nn::conv2d patches{.in_channels = 3, .out_channels = channels, .kernel = 4, .stride = 4};
      return context(1, layer_norm2d{channels}, context(0, patches, image));
    }
  };

  struct downsample {
    static constexpr std::string_view name = "downsample";
    index in_channels;
    index out_channels;
    constexpr auto operator()(auto& context, const auto& x) const {
      const nn::conv2d halve{.in_channels = in_channels, .out_channels = out_channels, .kernel = 2, .stride = 2};
      return context(1, halve, context(0, layer_norm2d{in_channels}, x));
    }
  };

  struct features {
    static constexpr std::string_view name = "features";
    const convnext& of;
    constexpr auto operator()(auto& context, const auto& image) const {
      auto x = context(0, stem{of.channels[0]}, image);
      for (int stage = 0; stage < 4; ++stage) {
        if (stage > 0) x = context(2 * stage, downsample{of.channels[stage - 1], of.channels[stage]}, x);
        tally::detail::require_positive("tally: a stage of a ConvNeXt has no positive number of blocks",
                                        of.blocks[stage]);
        x = context(2 * stage + 1, nn::repeat{of.blocks[stage], convnext_block{of.channels[stage]}}, x);
      }
      return x;
    }
  };

  struct classifier {
    static constexpr std::string_view name = "classifier";
    index channels;
    index num_classes;
    constexpr auto operator()(auto& context, const auto& x) const {
      return context(2, nn::linear{channels, num_classes}, flatten(context(0, layer_norm2d{channels}, x)));
    }
  };
};

[[nodiscard]] constexpr convnext convnext_tiny(index num_classes = 1000) {
  return {{96, 192, 384, 768}, {3, 3, 9, 3}, num_classes};
}
[[nodiscard]] constexpr convnext convnext_small(index num_classes = 1000) {
  return {{96, 192, 384, 768}, {3, 3, 27, 3}, num_classes};
}
[[nodiscard]] constexpr convnext convnext_base(index num_classes = 1000) {
  return {{128, 256, 512, 1024}, {3, 3, 27, 3}, num_classes};
}
[[nodiscard]] constexpr convnext convnext_large(index num_classes = 1000) {
  return {{192, 384, 768, 1536}, {3, 3, 27, 3}, num_classes};
}

}  // namespace tally::models
