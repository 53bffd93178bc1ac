// SPDX-License-Identifier: MIT
// EfficientNet (Tan and Le 2019) and EfficientNetV2 (Tan and Le 2021), as torchvision has them.
#pragma once

#include "tally/core/label.hpp"
#include "tally/nn/layers.hpp"

#include <string_view>

namespace tally::models {

/// A convolution to `expansion` times as many channels and a 1x1 convolution without activation, both in one where
/// `expansion` is 1; plus the input where stride is 1 and its channels are as many. EfficientNetV2's first stages.
struct fused_mbconv {
  static constexpr std::string_view name = "fused_mbconv";
  index in_channels;
  index out_channels;
  index expansion = 1;
  index kernel = 3;
  index stride = 1;
  double epsilon = 1e-3;

  template <class X>
  constexpr X operator()(auto& context, const X& x) const {
    X y = context(block, branch{*this}, x);
    if (stride == 1 && in_channels == out_channels) return y + x;
    return y;
  }

 private:
  static constexpr label block = "block";

  struct branch {
    static constexpr std::string_view name = "fused_mbconv_branch";
    const fused_mbconv& of;

    template <class X>
    constexpr X operator()(auto& context, const X& x) const {
      const index hidden = size_product(of.expansion, of.in_channels);
      X y = context(0,
                    nn::conv_norm_activation<nn::silu>{.in_channels = of.in_channels,
                                                       .out_channels = of.expansion == 1 ? of.out_channels : hidden,
                                                       .kernel = of.kernel,
                                                       .stride = of.stride,
                                                       .epsilon = of.epsilon},
                    x);
      if (of.expansion == 1) return y;
      return context(1,
                     nn::conv_norm_activation<nn::identity>{
                         .in_channels = hidden, .out_channels = of.out_channels, .kernel = 1, .epsilon = of.epsilon},
                     y);
    }
  };
};

/// `[n, 3, h, w]` to `[n, num_classes]`: a 3x3 convolution, up to seven stages of inverted residuals with
/// squeeze-and-excitation (`fused`: without both, see `fused_mbconv`), a 1x1 convolution, a mean and a linear layer.
struct efficientnet {
  static constexpr std::string_view name = "efficientnet";
  static constexpr int max_stages = 7;
  struct stage {
    bool fused;
    index expansion;
    index kernel;
    index stride;  ///< of its first block
    index in_channels;
    index out_channels;
    index blocks;
  };
  stage stages[max_stages];
  int stage_count;
  index last_channels;
  double epsilon = 1e-3;
  index num_classes = 1000;

  constexpr auto operator()(auto& context, const auto& image) const {
    if (stage_count < 1 || stage_count > max_stages)
      tally::detail::fail_on_sizes("tally: an EfficientNet has one to seven stages; given and most are", stage_count,
                                   max_stages);
    auto x = context("features", features{*this}, image);
    x = context("avgpool", nn::adaptive_avg_pool2d{1}, x);
    return context("classifier", classifier{last_channels, num_classes}, flatten(x));
  }

 private:
  struct stage_of {
    static constexpr std::string_view name = "efficientnet_stage";
    stage of;
    double epsilon;

    template <class X>
    constexpr X operator()(auto& context, X x) const {
      tally::detail::require_positive("tally: an EfficientNet's stage has no positive number of blocks", of.blocks);
      for (index i = 0; i < of.blocks; ++i) {
        const index in_channels = i == 0 ? of.in_channels : of.out_channels;
        const index stride = i == 0 ? of.stride : 1;
        if (of.fused)
          x = context(i, fused_mbconv{in_channels, of.out_channels, of.expansion, of.kernel, stride, epsilon}, x);
        else
          x = context(i,
                      nn::inverted_residual<nn::silu, nn::silu>{.in_channels = in_channels,
                                                                .out_channels = of.out_channels,
                                                                .expansion = of.expansion,
                                                                .kernel = of.kernel,
                                                                .stride = stride,
                                                                .squeeze_channels = in_channels / 4,
                                                                .epsilon = epsilon},
                      x);
      }
      return x;
    }
  };

  struct features {
    static constexpr std::string_view name = "features";
    const efficientnet& of;

    template <class X>
    constexpr X operator()(auto& context, const X& image) const {
      nn::conv_norm_activation<nn::silu> convolve{
          .in_channels = 3, .out_channels = of.stages[0].in_channels, .stride = 2, .epsilon = of.epsilon};
      X x = context(0, convolve, image);
      for (int i = 0; i < of.stage_count; ++i) x = context(i + 1, stage_of{of.stages[i], of.epsilon}, x);
      convolve.in_channels = of.stages[of.stage_count - 1].out_channels;
      convolve.out_channels = of.last_channels;
      convolve.kernel = convolve.stride = 1;
      return context(of.stage_count + 1, convolve, x);
    }
  };

  struct classifier {
    static constexpr std::string_view name = "classifier";
    index channels;
    index num_classes;
    constexpr auto operator()(auto& context, const auto& x) const {
      return context(1, nn::linear{channels, num_classes}, x);  // 0 is a dropout
    }
  };
};

namespace detail {

// EfficientNet-B0's channels and depths times a number of tenths: channels to the nearest multiple of 8, but to no less
// than nine tenths; depths up.
constexpr efficientnet scaled_efficientnet(index width, index depth, double epsilon, index num_classes) {
  efficientnet net{{{false, 1, 3, 1, 32, 16, 1},
                    {false, 6, 3, 2, 16, 24, 2},
                    {false, 6, 5, 2, 24, 40, 2},
                    {false, 6, 3, 2, 40, 80, 3},
                    {false, 6, 5, 1, 80, 112, 3},
                    {false, 6, 5, 2, 112, 192, 4},
                    {false, 6, 3, 1, 192, 320, 1}},
                   7,
                   0,
                   epsilon,
                   num_classes};
  const auto widened = [width](index channels) {
    const index nearest = (channels * width + 40) / 80 * 8;
    return 100 * nearest < 9 * channels * width ? nearest + 8 : nearest;
  };
  for (efficientnet::stage& stage : net.stages) {
    stage.in_channels = widened(stage.in_channels);
    stage.out_channels = widened(stage.out_channels);
    stage.blocks = (stage.blocks * depth + 9) / 10;
  }
  net.last_channels = 4 * net.stages[6].out_channels;
  return net;
}

}  // namespace detail

// The published sizes of images are 224, 240, 288, 300, 380, 456, 528 and 600; 260 in the paper for B2.
[[nodiscard]] constexpr efficientnet efficientnet_b0(index num_classes = 1000) {
  return detail::scaled_efficientnet(10, 10, 1e-5, num_classes);
}
[[nodiscard]] constexpr efficientnet efficientnet_b1(index num_classes = 1000) {
  return detail::scaled_efficientnet(10, 11, 1e-5, num_classes);
}
[[nodiscard]] constexpr efficientnet efficientnet_b2(index num_classes = 1000) {
  return detail::scaled_efficientnet(11, 12, 1e-5, num_classes);
}
[[nodiscard]] constexpr efficientnet efficientnet_b3(index num_classes = 1000) {
  return detail::scaled_efficientnet(12, 14, 1e-5, num_classes);
}
[[nodiscard]] constexpr efficientnet efficientnet_b4(index num_classes = 1000) {
  return detail::scaled_efficientnet(14, 18, 1e-5, num_classes);
}
[[nodiscard]] constexpr efficientnet efficientnet_b5(index num_classes = 1000) {
  return detail::scaled_efficientnet(16, 22, 1e-3, num_classes);
}
[[nodiscard]] constexpr efficientnet efficientnet_b6(index num_classes = 1000) {
  return detail::scaled_efficientnet(18, 26, 1e-3, num_classes);
}
[[nodiscard]] constexpr efficientnet efficientnet_b7(index num_classes = 1000) {
  return detail::scaled_efficientnet(20, 31, 1e-3, num_classes);
}

// 384, 480 and 480.
[[nodiscard]] constexpr efficientnet efficientnet_v2_s(index num_classes = 1000) {
  return {{{true, 1, 3, 1, 24, 24, 2},
           {true, 4, 3, 2, 24, 48, 4},
           {true, 4, 3, 2, 48, 64, 4},
           {false, 4, 3, 2, 64, 128, 6},
           {false, 6, 3, 1, 128, 160, 9},
           {false, 6, 3, 2, 160, 256, 15}},
          6,
          1280,
          1e-3,
          num_classes};
}
[[nodiscard]] constexpr efficientnet efficientnet_v2_m(index num_classes = 1000) {
  return {{{true, 1, 3, 1, 24, 24, 3},
           {true, 4, 3, 2, 24, 48, 5},
           {true, 4, 3, 2, 48, 80, 5},
           {false, 4, 3, 2, 80, 160, 7},
           {false, 6, 3, 1, 160, 176, 14},
           {false, 6, 3, 2, 176, 304, 18},
           {false, 6, 3, 1, 304, 512, 5}},
          7,
          1280,
          1e-3,
          num_classes};
}
[[nodiscard]] constexpr efficientnet efficientnet_v2_l(index num_classes = 1000) {
  return {{{true, 1, 3, 1, 32, 32, 4},
           {true, 4, 3, 2, 32, 64, 7},
           {true, 4, 3, 2, 64, 96, 7},
           {false, 4, 3, 2, 96, 192, 10},
           {false, 6, 3, 1, 192, 224, 19},
           {false, 6, 3, 2, 224, 384, 25},
           {false, 6, 3, 1, 384, 640, 7}},
          7,
          1280,
          1e-3,
          num_classes};
}

}  // namespace tally::models
