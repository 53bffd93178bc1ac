// SPDX-License-Identifier: MIT
// Residual networks of videos (Tran et al. 2018), as torchvision has them.
#pragma once

#include "tally/core/label.hpp"
#include "tally/nn/layers.hpp"

#include <string_view>

namespace tally::models {

/// How a residual network of videos convolves: over time and space at once, over space alone, or over space and then
/// over time.
enum class video_convolution { joint, spatial, factored };

/// `[n, 3, frames, h, w]` to `[n, num_classes]`: a stem, four stages of blocks of two convolutions, a mean and a linear
/// layer. A factored convolution has as many channels between its halves as give it the parameters of a joint one.
struct video_resnet {
  static constexpr std::string_view name = "video_resnet";
  video_convolution convolutions[4];  ///< of each stage
  bool factored_stem = false;
  index blocks[4]{2, 2, 2, 2};
  index width = 64;  ///< channels of the first stage
  index num_classes = 400;

  constexpr auto operator()(auto& context, const auto& video) const {
    auto x = context("stem", stem{width, factored_stem}, video);
    index channels = width;
    for (int stage = 0; stage < 4; ++stage) {
      const index wider = width << stage;
      x = context(label("layer", stage + 1),
                  stage_of{blocks[stage], channels, wider, stage == 0 ? 1 : 2, convolutions[stage]}, x);
      channels = wider;
    }
    x = context("avgpool", nn::adaptive_avg_pool3d{1}, x);
    return context("fc", nn::linear{channels, num_classes}, flatten(x));
  }

 private:
  struct stem {
    static constexpr std::string_view name = "stem";
    index channels;
    bool factored;
    template <class X>
    constexpr X operator()(auto& context, const X& video) const {
      if (!factored) {
        const nn::conv3d joint{.in_channels = 3,
                               .out_channels = channels,
                               .kernel = {3, 7, 7},
                               .stride = {1, 2, 2},
                               .padding = {1, 3, 3},
                               .bias = false};
        return context(2, nn::relu{}, context(1, nn::batch_norm3d{channels}, context(0, joint, video)));
      }
      const nn::conv3d space{.in_channels = 3,
                             .out_channels = 45,
                             .kernel = {1, 7, 7},
                             .stride = {1, 2, 2},
                             .padding = {0, 3, 3},
                             .bias = false};
      const nn::conv3d time{
          .in_channels = 45, .out_channels = channels, .kernel = {3, 1, 1}, .padding = {1, 0, 0}, .bias = false};
      const X x = context(2, nn::relu{}, context(1, nn::batch_norm3d{45}, context(0, space, video)));
      return context(5, nn::relu{}, context(4, nn::batch_norm3d{channels}, context(3, time, x)));
    }
  };

  struct convolve {
    static constexpr std::string_view name = "video_convolution";
    index in_channels;
    index out_channels;
    index between;
    index stride;
    video_convolution kind;

    template <class X>
    constexpr X operator()(auto& context, const X& x) const {
      if (kind == video_convolution::joint)
        return nn::conv3d{.in_channels = in_channels,
                          .out_channels = out_channels,
                          .kernel = 3,
                          .stride = stride,
                          .padding = 1,
                          .bias = false}(context, x);
      const bool factored = kind == video_convolution::factored;
      const nn::conv3d space{.in_channels = in_channels,
                             .out_channels = factored ? between : out_channels,
                             .kernel = {1, 3, 3},
                             .stride = {1, stride, stride},
                             .padding = {0, 1, 1},
                             .bias = false};
      if (!factored) return space(context, x);
      const nn::conv3d time{.in_channels = between,
                            .out_channels = out_channels,
                            .kernel = {3, 1, 1},
                            .stride = {stride, 1, 1},
                            .padding = {1, 0, 0},
                            .bias = false};
      const X y = context(2, nn::relu{}, context(1, nn::batch_norm3d{between}, context(0, space, x)));
      return context(3, time, y);
    }
  };

  // A convolution and its normalisation, and a ReLU behind the first one of a block.
  struct half {
    static constexpr std::string_view name = "sequential";
    convolve convolution;
    bool rectified;
    template <class X>
    constexpr X operator()(auto& context, const X& x) const {
      const X y = context(1, nn::batch_norm3d{convolution.out_channels}, context(0, convolution, x));
      if (!rectified) return y;
      return context(2, nn::relu{}, y);
    }
  };

  struct block {
    static constexpr std::string_view name = "video_residual_block";
    index in_channels;
    index channels;
    index stride;
    video_convolution kind;

    template <class X>
    constexpr X operator()(auto& context, const X& x) const {
      const index both = size_product(size_product(in_channels, channels), 27);
      const index between = both / size_sum(size_product(in_channels, 9), size_product(3, channels));
      const X y = context(conv1, half{{in_channels, channels, between, stride, kind}, true}, x);
      const X z = context(conv2, half{{channels, channels, between, 1, kind}, false}, y);
      if (stride == 1 && in_channels == channels) return context(relu, nn::relu{}, z + x);
      const extent3 step = kind == video_convolution::spatial ? extent3(1, stride, stride) : extent3(stride);
      const nn::conv3d project{
          .in_channels = in_channels, .out_channels = channels, .kernel = 1, .stride = step, .bias = false};
      const X shortcut = context(downsample, nn::sequential{project, nn::batch_norm3d{channels}}, x);
      return context(relu, nn::relu{}, z + shortcut);
    }

    static constexpr label conv1 = "conv1";
    static constexpr label conv2 = "conv2";
    static constexpr label downsample = "downsample";
    static constexpr label relu = "relu";
  };

  struct stage_of {
    static constexpr std::string_view name = "stage";
    index blocks;
    index in_channels;
    index channels;
    index stride;
    video_convolution kind;

    template <class X>
    constexpr X operator()(auto& context, const X& x) const {
      tally::detail::require_positive("tally: a residual network's stage has no positive number of blocks", blocks);
      X y = context(0, block{in_channels, channels, stride, kind}, x);
      for (index i = 1; i < blocks; ++i) y = context(i, block{channels, channels, 1, kind}, y);
      return y;
    }
  };
};

[[nodiscard]] constexpr video_resnet r3d_18(index num_classes = 400) {
  constexpr auto joint = video_convolution::joint;
  return {.convolutions = {joint, joint, joint, joint}, .num_classes = num_classes};
}
[[nodiscard]] constexpr video_resnet mc3_18(index num_classes = 400) {
  constexpr auto spatial = video_convolution::spatial;
  return {.convolutions = {video_convolution::joint, spatial, spatial, spatial}, .num_classes = num_classes};
}
[[nodiscard]] constexpr video_resnet r2plus1d_18(index num_classes = 400) {
  constexpr auto factored = video_convolution::factored;
  return {.convolutions = {factored, factored, factored, factored}, .factored_stem = true, .num_classes = num_classes};
}

}  // namespace tally::models
