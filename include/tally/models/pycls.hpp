// SPDX-License-Identifier: MIT
// The networks of pycls (Radosavovic et al. 2020, "Designing Network Design Spaces").
#pragma once

#include "tally/core/label.hpp"
#include "tally/models/efficientnet.hpp"
#include "tally/models/regnet.hpp"
#include "tally/models/resnet.hpp"
#include "tally/nn/layers.hpp"

#include <string_view>

namespace tally::models::pycls {

/// `[n, 3, h, w]` to `[n, num_classes]`, for images of 32x32: a 3x3 convolution to 16 channels, three stages of blocks
/// of two 3x3 convolutions, with 16, 32 and 64 channels, a mean and a linear layer. `residual` blocks have a way around
/// them, projected where its shape changes (He et al. 2015, section 4.2; there it is padded), others a ReLU at the end.
/// Scopes and parameters have pycls's names.
struct cifar_network {
  static constexpr std::string_view name = "cifar_network";
  index blocks;  ///< of each stage
  bool residual;
  index num_classes = 10;

  constexpr auto operator()(auto& context, const auto& image) const {
    tally::detail::require_positive("tally: a network's stage has no positive number of blocks", blocks);
    auto x = context("stem", stem{}, image);
    for (int i = 0; i < 3; ++i) x = context(label("s", i + 1), stage{blocks, i, residual}, x);
    return context("head", head{num_classes}, x);
  }

 private:
  static constexpr label relu = "af";

  static constexpr nn::conv2d conv3x3(index in_channels, index out_channels, index stride) {
    return {.in_channels = in_channels,
            .out_channels = out_channels,
            .kernel = 3,
            .stride = stride,
            .padding = 1,
            .bias = false};
  }

  struct stem {
    static constexpr std::string_view name = "stem";
    constexpr auto operator()(auto& context, const auto& image) const {
      auto x = context("bn", nn::batch_norm2d{16}, context("conv", conv3x3(3, 16, 1), image));
      return context(relu, nn::relu{}, x);
    }
  };

  struct two_convolutions {
    static constexpr std::string_view name = "two_convolutions";
    static constexpr label scopes[] = {"a", "a_bn", "a_af", "b", "b_bn"};
    index in_channels;
    index channels;
    index stride;
    constexpr auto operator()(auto& context, const auto& x) const {
      auto y =
          context(scopes[1], nn::batch_norm2d{channels}, context(scopes[0], conv3x3(in_channels, channels, stride), x));
      y = context(scopes[3], conv3x3(channels, channels, 1), context(scopes[2], nn::relu{}, y));
      return context(scopes[4], nn::batch_norm2d{channels}, y);
    }
  };

  struct block {
    static constexpr std::string_view name = "cifar_block";
    two_convolutions branch;
    bool residual;
    template <class X>
    constexpr X operator()(auto& context, const X& x) const {
      if (!residual) return context("b_af", nn::relu{}, branch(context, x));
      X aside = x;
      if (branch.stride != 1 || branch.in_channels != branch.channels) {
        const nn::conv2d project{.in_channels = branch.in_channels,
                                 .out_channels = branch.channels,
                                 .kernel = 1,
                                 .stride = branch.stride,
                                 .bias = false};
        aside = context("bn", nn::batch_norm2d{branch.channels}, context("proj", project, x));
      }
      return context(relu, nn::relu{}, aside + context("f", branch, x));
    }
  };

  struct stage {
    static constexpr std::string_view name = "stage";
    index blocks;
    int number;
    bool residual;
    template <class X>
    constexpr X operator()(auto& context, X x) const {
      const index channels = index{16} << number;
      for (index i = 0; i < blocks; ++i) {
        const bool enters = i == 0 && number > 0;
        const two_convolutions branch{enters ? channels / 2 : channels, channels, enters ? 2 : 1};
        x = context(label("b", i + 1), block{branch, residual}, x);
      }
      return x;
    }
  };

  struct head {
    static constexpr std::string_view name = "head";
    index num_classes;
    constexpr auto operator()(auto& context, const auto& x) const {
      return context("fc", nn::linear{64, num_classes}, flatten(context("avg_pool", nn::adaptive_avg_pool2d{1}, x)));
    }
  };
};

// ResNets of 6n + 2 layers, and the same without ways around.
[[nodiscard]] constexpr cifar_network cifar_r_56(index num_classes = 10) { return {9, true, num_classes}; }
[[nodiscard]] constexpr cifar_network cifar_r_110(index num_classes = 10) { return {18, true, num_classes}; }
[[nodiscard]] constexpr cifar_network cifar_v_56(index num_classes = 10) { return {9, false, num_classes}; }
[[nodiscard]] constexpr cifar_network cifar_v_110(index num_classes = 10) { return {18, false, num_classes}; }

// For ImageNet. These are torchvision's structures, with its names; depths and widths are pycls's own.

[[nodiscard]] constexpr resnet r_50_1x64d(index num_classes = 1000) { return resnet50(num_classes); }
[[nodiscard]] constexpr resnet r_101_1x64d(index num_classes = 1000) { return resnet101(num_classes); }
[[nodiscard]] constexpr resnet r_152_1x64d(index num_classes = 1000) { return resnet152(num_classes); }
[[nodiscard]] constexpr resnet x_50_32x4d(index num_classes = 1000) { return resnext50_32x4d(num_classes); }
[[nodiscard]] constexpr resnet x_101_32x4d(index num_classes = 1000) {
  return {{3, 4, 23, 3}, true, num_classes, 32, 4};
}
[[nodiscard]] constexpr resnet x_152_32x4d(index num_classes = 1000) {
  return {{3, 8, 36, 3}, true, num_classes, 32, 4};
}

// At 224, 240, 260, 300, 380 and 456 pixels.
[[nodiscard]] constexpr efficientnet en_b0(index num_classes = 1000) { return efficientnet_b0(num_classes); }
[[nodiscard]] constexpr efficientnet en_b1(index num_classes = 1000) { return efficientnet_b1(num_classes); }
[[nodiscard]] constexpr efficientnet en_b2(index num_classes = 1000) { return efficientnet_b2(num_classes); }
[[nodiscard]] constexpr efficientnet en_b3(index num_classes = 1000) { return efficientnet_b3(num_classes); }
[[nodiscard]] constexpr efficientnet en_b4(index num_classes = 1000) { return efficientnet_b4(num_classes); }
[[nodiscard]] constexpr efficientnet en_b5(index num_classes = 1000) { return efficientnet_b5(num_classes); }

[[nodiscard]] constexpr regnet regnet_x_200mf(index num_classes = 1000) {
  return {{24, 56, 152, 368}, {1, 1, 4, 7}, 8, false, num_classes};
}
[[nodiscard]] constexpr regnet regnet_x_400mf(index num_classes = 1000) {
  return {{32, 64, 160, 384}, {1, 2, 7, 12}, 16, false, num_classes};
}
[[nodiscard]] constexpr regnet regnet_x_600mf(index num_classes = 1000) {
  return {{48, 96, 240, 528}, {1, 3, 5, 7}, 24, false, num_classes};
}
[[nodiscard]] constexpr regnet regnet_x_800mf(index num_classes = 1000) { return models::regnet_x_800mf(num_classes); }
[[nodiscard]] constexpr regnet regnet_x_1_6gf(index num_classes = 1000) { return models::regnet_x_1_6gf(num_classes); }
[[nodiscard]] constexpr regnet regnet_x_3_2gf(index num_classes = 1000) { return models::regnet_x_3_2gf(num_classes); }
[[nodiscard]] constexpr regnet regnet_x_4_0gf(index num_classes = 1000) {
  return {{80, 240, 560, 1360}, {2, 5, 14, 2}, 40, false, num_classes};
}
[[nodiscard]] constexpr regnet regnet_x_6_4gf(index num_classes = 1000) {
  return {{168, 392, 784, 1624}, {2, 4, 10, 1}, 56, false, num_classes};
}
[[nodiscard]] constexpr regnet regnet_x_8_0gf(index num_classes = 1000) { return models::regnet_x_8gf(num_classes); }
[[nodiscard]] constexpr regnet regnet_x_12gf(index num_classes = 1000) {
  return {{224, 448, 896, 2240}, {2, 5, 11, 1}, 112, false, num_classes};
}
[[nodiscard]] constexpr regnet regnet_x_16gf(index num_classes = 1000) { return models::regnet_x_16gf(num_classes); }
[[nodiscard]] constexpr regnet regnet_x_32gf(index num_classes = 1000) { return models::regnet_x_32gf(num_classes); }
[[nodiscard]] constexpr regnet regnet_y_200mf(index num_classes = 1000) {
  return {{24, 56, 152, 368}, {1, 1, 4, 7}, 8, true, num_classes};
}
[[nodiscard]] constexpr regnet regnet_y_400mf(index num_classes = 1000) { return models::regnet_y_400mf(num_classes); }
[[nodiscard]] constexpr regnet regnet_y_600mf(index num_classes = 1000) {
  return {{48, 112, 256, 608}, {1, 3, 7, 4}, 16, true, num_classes};
}
[[nodiscard]] constexpr regnet regnet_y_800mf(index num_classes = 1000) {
  return {{64, 128, 320, 768}, {1, 3, 8, 2}, 16, true, num_classes};
}
[[nodiscard]] constexpr regnet regnet_y_1_6gf(index num_classes = 1000) { return models::regnet_y_1_6gf(num_classes); }
[[nodiscard]] constexpr regnet regnet_y_3_2gf(index num_classes = 1000) { return models::regnet_y_3_2gf(num_classes); }
[[nodiscard]] constexpr regnet regnet_y_4_0gf(index num_classes = 1000) {
  return {{128, 192, 512, 1088}, {2, 6, 12, 2}, 64, true, num_classes};
}
[[nodiscard]] constexpr regnet regnet_y_6_4gf(index num_classes = 1000) {
  return {{144, 288, 576, 1296}, {2, 7, 14, 2}, 72, true, num_classes};
}
[[nodiscard]] constexpr regnet regnet_y_8_0gf(index num_classes = 1000) {
  return {{168, 448, 896, 2016}, {2, 4, 10, 1}, 56, true, num_classes};
}
[[nodiscard]] constexpr regnet regnet_y_12gf(index num_classes = 1000) {
  return {{224, 448, 896, 2240}, {2, 5, 11, 1}, 112, true, num_classes};
}
[[nodiscard]] constexpr regnet regnet_y_16gf(index num_classes = 1000) { return models::regnet_y_16gf(num_classes); }
[[nodiscard]] constexpr regnet regnet_y_32gf(index num_classes = 1000) { return models::regnet_y_32gf(num_classes); }

}  // namespace tally::models::pycls
