// SPDX-License-Identifier: MIT
// S3D (Xie et al. 2018), as torchvision has it.
#pragma once

#include "tally/core/label.hpp"
#include "tally/nn/layers.hpp"
#include "tally/tensor/primitives/reduction.hpp"

#include <string_view>

namespace tally::models {

/// `[n, 3, frames, h, w]` to `[n, num_classes]`: Inception's blocks, whose 3x3x3 convolutions are over space and then
/// over time. The last pool takes two steps of time and 7x7 of space, what 16 frames of 224 pixels come to.
struct separable_3d {
  static constexpr std::string_view name = "s3d";
  index num_classes = 400;
  extent3 last_pool{2, 7, 7};

  constexpr auto operator()(auto& context, const auto& video) const {
    auto x = context("features", features{}, video);
    x = context("avgpool", nn::avg_pool3d{.kernel = last_pool, .stride = 1}, x);
    const nn::conv3d classify{.in_channels = 1024, .out_channels = num_classes, .kernel = 1};
    return mean(context("classifier", nn::sequential{nn::dropout{}, classify}, x), {2, 3, 4});
  }

 private:
  // A convolution without bias, normalisation and ReLU.
  struct convolve {
    static constexpr std::string_view name = "conv_norm_activation";
    index in_channels;
    index out_channels;
    extent3 kernel = 1;
    extent3 stride = 1;
    template <class X>
    constexpr X operator()(auto& context, const X& x) const {
      const nn::conv3d convolution{.in_channels = in_channels,
                                   .out_channels = out_channels,
                                   .kernel = kernel,
                                   .stride = stride,
                                   .padding = {kernel[0] / 2, kernel[1] / 2, kernel[2] / 2},
                                   .bias = false};
      return context(2, nn::relu{}, context(1, nn::batch_norm3d{out_channels, 1e-3}, context(0, convolution, x)));
    }
  };

  struct separable {
    static constexpr std::string_view name = "temporal_separable_conv";
    index in_channels;
    index out_channels;
    index kernel = 3;
    index stride = 1;
    template <class X>
    constexpr X operator()(auto& context, const X& x) const {
      const X y = context(0, convolve{in_channels, out_channels, {1, kernel, kernel}, {1, stride, stride}}, x);
      return context(1, convolve{out_channels, out_channels, {kernel, 1, 1}, {stride, 1, 1}}, y);
    }
  };

  struct inception {
    static constexpr std::string_view name = "separable_inception";
    index in_channels;
    index direct;     // branch 0: 1x1x1
    index narrow[2];  // branches 1 and 2: 1x1x1 to so many,
    index wide[2];    // then separably to so many
    index pooled;     // branch 3: a pool, 1x1x1

    [[nodiscard]] constexpr index out_channels() const {
      return size_sum(size_sum(direct, wide[0]), size_sum(wide[1], pooled));
    }
    template <class X>
    constexpr X operator()(auto& context, const X& x) const {
      const X first = context(branch[0], convolve{in_channels, direct}, x);
      const X second = context(branch[1], twice(0), x);
      const X third = context(branch[2], twice(1), x);
      const nn::max_pool3d pool{.kernel = 3, .stride = 1, .padding = 1};
      return concat(1, first, second, third,
                    context(branch[3], nn::sequential{pool, convolve{in_channels, pooled}}, x));
    }

   private:
    static constexpr label branch[] = {"branch0", "branch1", "branch2", "branch3"};
    constexpr nn::sequential<convolve, separable> twice(int i) const {
      return {convolve{in_channels, narrow[i]}, separable{narrow[i], wide[i]}};
    }
  };

  struct features {
    static constexpr std::string_view name = "features";
    template <class X>
    constexpr X operator()(auto& context, X x) const {
      x = context(0, separable{3, 64, 7, 2}, x);
      x = context(1, frames_apart, x);
      x = context(3, separable{64, 192}, context(2, convolve{64, 64}, x));
      x = context(4, frames_apart, x);
      index channels = 192;
      for (int i = 0; i < 9; ++i) {
        const auto& [scope, widths] = blocks[i];
        inception block = widths;
        block.in_channels = channels;
        if (scope == 8) x = context(7, nn::max_pool3d{.kernel = 3, .stride = 2, .padding = 1}, x);
        if (scope == 14) x = context(13, nn::max_pool3d{.kernel = 2}, x);
        x = context(scope, block, x);
        channels = block.out_channels();
      }
      return x;
    }

   private:
    static constexpr nn::max_pool3d frames_apart{.kernel = {1, 3, 3}, .stride = {1, 2, 2}, .padding = {0, 1, 1}};
    struct numbered {
      int scope;
      inception widths;
    };
    static constexpr numbered blocks[] = {
        {5, {0, 64, {96, 16}, {128, 32}, 32}},      {6, {0, 128, {128, 32}, {192, 96}, 64}},
        {8, {0, 192, {96, 16}, {208, 48}, 64}},     {9, {0, 160, {112, 24}, {224, 64}, 64}},
        {10, {0, 128, {128, 24}, {256, 64}, 64}},   {11, {0, 112, {144, 32}, {288, 64}, 64}},
        {12, {0, 256, {160, 32}, {320, 128}, 128}}, {14, {0, 256, {160, 32}, {320, 128}, 128}},
        {15, {0, 384, {192, 48}, {384, 128}, 128}},
    };
  };
};

[[nodiscard]] constexpr separable_3d s3d(index num_classes = 400) { return {num_classes}; }

}  // namespace tally::models
