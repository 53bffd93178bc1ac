// SPDX-License-Identifier: MIT
// MobileNetV3 (Howard et al. 2019), as torchvision has it.
#pragma once

#include "tally/core/label.hpp"
#include "tally/models/widths.hpp"
#include "tally/nn/layers.hpp"

#include <string_view>

namespace tally::models {

/// `[n, 3, h, w]` to `[n, num_classes]`: 15 inverted residuals, or 11, some with squeeze-and-excitation, between a 3x3
/// and a 1x1 convolution, and two linear layers. `dilated`, the last three blocks do not stride and put their filters'
/// taps 2 apart; with a `reduced_tail` they, and what follows, are half as wide.
struct mobilenet_v3 {
  static constexpr std::string_view name = "mobilenet_v3";
  bool large;
  index num_classes = 1000;
  bool dilated = false;
  bool reduced_tail = false;

  constexpr auto operator()(auto& context, const auto& image) const {
    auto x = context("features", features{*this}, image);
    x = context("avgpool", nn::adaptive_avg_pool2d{1}, x);
    const index hidden = (large ? 1280 : 1024) / (reduced_tail ? 2 : 1);
    return context("classifier", classifier{channels_of(last_feature()), hidden, num_classes}, flatten(x));
  }

  // The parts, for networks that continue from the middle of this one, in the scope that the context is in.

  struct block {
    index kernel, hidden, out;
    bool squeezes, hard_swish;
    index stride;
  };
  static constexpr double epsilon = 0.001;

  /// The number of the last feature: 0 is the first convolution, then come the blocks, and the last convolution.
  [[nodiscard]] constexpr int last_feature() const { return large ? 16 : 12; }
  /// Feature `i` in scope `i - first`.
  constexpr auto feature(auto& context, int i, const auto& x, int first = 0) const {
    if (i == 0) {
      const nn::conv_norm_activation<nn::hard_swish> stem{
          .in_channels = 3, .out_channels = 16, .stride = 2, .epsilon = epsilon};
      return context(-first, stem, x);
    }
    const index in_channels = channels_of(i - 1);
    if (i == last_feature()) {
      const nn::conv_norm_activation<nn::hard_swish> head{
          .in_channels = in_channels, .out_channels = channels_of(i), .kernel = 1, .epsilon = epsilon};
      return context(i - first, head, x);
    }
    const block b = block_at(i);
    const index apart = dilated && tail_position(i) >= 0 ? 2 : 1;
    return b.hard_swish ? context(i - first, residual<nn::hard_swish>(in_channels, b, apart), x)
                        : context(i - first, residual<nn::relu>(in_channels, b, apart), x);
  }
  /// The block that is feature `i`.
  [[nodiscard]] constexpr block block_at(int i) const {
    block b = large ? large_blocks[i - 1] : small_blocks[i - 1];
    const int in_tail = tail_position(i);
    if (in_tail >= 0 && dilated) b.stride = 1;
    if (in_tail >= 0 && reduced_tail) b.out /= 2;
    if (in_tail > 0 && reduced_tail) b.hidden /= 2;
    return b;
  }
  /// How many channels feature `i` has.
  [[nodiscard]] constexpr index channels_of(int i) const {
    return i == 0 ? 16 : i == last_feature() ? 6 * block_at(i - 1).out : block_at(i).out;
  }
  /// To how many channels a block squeezes.
  [[nodiscard]] static constexpr index squeezed(const block& b) { return b.squeezes ? in_eights(b.hidden / 4) : 0; }

 private:
  // Of the last three blocks 0, 1 and 2; negative for those before.
  [[nodiscard]] constexpr int tail_position(int i) const { return i - (last_feature() - 3); }

  static constexpr block large_blocks[] = {
      {3, 16, 16, false, false, 1}, {3, 64, 24, false, false, 2}, {3, 72, 24, false, false, 1},
      {5, 72, 40, true, false, 2},  {5, 120, 40, true, false, 1}, {5, 120, 40, true, false, 1},
      {3, 240, 80, false, true, 2}, {3, 200, 80, false, true, 1}, {3, 184, 80, false, true, 1},
      {3, 184, 80, false, true, 1}, {3, 480, 112, true, true, 1}, {3, 672, 112, true, true, 1},
      {5, 672, 160, true, true, 2}, {5, 960, 160, true, true, 1}, {5, 960, 160, true, true, 1},
  };
  static constexpr block small_blocks[] = {
      {3, 16, 16, true, false, 2}, {3, 72, 24, false, false, 2}, {3, 88, 24, false, false, 1},
      {5, 96, 40, true, true, 2},  {5, 240, 40, true, true, 1},  {5, 240, 40, true, true, 1},
      {5, 120, 48, true, true, 1}, {5, 144, 48, true, true, 1},  {5, 288, 96, true, true, 2},
      {5, 576, 96, true, true, 1}, {5, 576, 96, true, true, 1},
  };

  template <class Activation>
  static constexpr nn::inverted_residual<Activation, nn::relu, nn::hard_sigmoid> residual(index in, const block& b,
                                                                                          index apart) {
    return {.in_channels = in,
            .out_channels = b.out,
            .hidden_channels = b.hidden,
            .kernel = b.kernel,
            .stride = b.stride,
            .dilation = apart,
            .squeeze_channels = squeezed(b),
            .epsilon = epsilon};
  }

  struct features {
    static constexpr std::string_view name = "sequential";
    const mobilenet_v3& of;

    constexpr auto operator()(auto& context, const auto& image) const {
      auto x = of.feature(context, 0, image);
      for (int i = 1; i <= of.last_feature(); ++i) x = of.feature(context, i, x);
      return x;
    }
  };

  struct classifier {
    static constexpr std::string_view name = "sequential";
    index features;
    index hidden;
    index num_classes;
    constexpr auto operator()(auto& context, const auto& x) const {
      auto y = context(1, nn::hard_swish{}, context(0, nn::linear{features, hidden}, x));
      return context(3, nn::linear{hidden, num_classes}, y);  // 2 is a dropout
    }
  };
};

[[nodiscard]] constexpr mobilenet_v3 mobilenet_v3_large(index num_classes = 1000) { return {true, num_classes}; }
[[nodiscard]] constexpr mobilenet_v3 mobilenet_v3_small(index num_classes = 1000) { return {false, num_classes}; }

}  // namespace tally::models
