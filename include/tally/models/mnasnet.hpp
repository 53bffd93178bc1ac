// SPDX-License-Identifier: MIT
// MNASNets (Tan et al. 2018), variant B1, as torchvision has them.
#pragma once

#include "tally/core/label.hpp"
#include "tally/models/widths.hpp"
#include "tally/nn/layers.hpp"
#include "tally/tensor/primitives/reduction.hpp"

#include <string_view>

namespace tally::models {

/// `[n, 3, h, w]` to `[n, num_classes]`: a 3x3 convolution, a separable one, six stacks of inverted residuals and a 1x1
/// to 1280 channels; all widths but the last are scaled by `width_percent`.
struct mnasnet {
  static constexpr std::string_view name = "mnasnet";
  index width_percent = 100;
  index num_classes = 1000;

  constexpr auto operator()(auto& context, const auto& image) const {
    auto x = context("layers", layers{width_percent}, image);
    return context("classifier", classifier{num_classes}, mean(x, {2, 3}));
  }

 private:
  // A convolution, its normalisation and, unless it is the last of a block, a ReLU: three entries of a sequence.
  template <class X>
  static constexpr X convolve(auto& context, int at, const X& x, const nn::conv2d& layer, bool last = false) {
    X y = context(at + 1, nn::batch_norm2d{layer.out_channels}, context(at, layer, x));
    if (last) return y;
    return context(at + 2, nn::relu{}, y);
  }
  static constexpr nn::conv2d points(index in, index out) {
    return {.in_channels = in, .out_channels = out, .kernel = 1, .bias = false};
  }
  static constexpr nn::conv2d depthwise(index channels, index kernel, index stride) {
    return {.in_channels = channels,
            .out_channels = channels,
            .kernel = kernel,
            .stride = stride,
            .padding = kernel / 2,
            .groups = channels,
            .bias = false};
  }

  struct inverted_residual {
    static constexpr std::string_view name = "inverted_residual";
    index in_channels;
    index out_channels;
    index kernel;
    index stride;
    index expansion;

    template <class X>
    constexpr X operator()(auto& context, const X& x) const {
      X y = context(inner, branch{*this}, x);
      if (stride == 1 && in_channels == out_channels) return y + x;
      return y;
    }

   private:
    static constexpr label inner = "layers";
  };

  struct branch {
    static constexpr std::string_view name = "sequential";
    inverted_residual of;
    template <class X>
    constexpr X operator()(auto& context, const X& x) const {
      const index hidden = size_product(of.in_channels, of.expansion);
      X y = convolve(context, 0, x, points(of.in_channels, hidden));
      y = convolve(context, 3, y, depthwise(hidden, of.kernel, of.stride));
      return convolve(context, 6, y, points(hidden, of.out_channels), true);
    }
  };

  struct stack {
    static constexpr std::string_view name = "sequential";
    inverted_residual first;
    index repeats;
    template <class X>
    constexpr X operator()(auto& context, X x) const {
      inverted_residual next = first;
      for (index i = 0; i < repeats; ++i) {
        x = context(i, next, x);
        next.in_channels = next.out_channels;
        next.stride = 1;
      }
      return x;
    }
  };

  struct layers {
    static constexpr std::string_view name = "sequential";
    index width_percent;

    constexpr auto operator()(auto& context, const auto& image) const {
      struct of_stack {
        index channels, kernel, stride, expansion, repeats;
      };
      constexpr of_stack stacks[] = {{24, 3, 2, 3, 3}, {40, 5, 2, 3, 3},  {80, 5, 2, 6, 3},
                                     {96, 3, 1, 6, 2}, {192, 5, 2, 6, 4}, {320, 3, 1, 6, 1}};
      const index wide = in_eights(32, width_percent);
      index channels = in_eights(16, width_percent);
      const nn::conv2d stem{.in_channels = 3, .out_channels = wide, .stride = 2, .padding = 1, .bias = false};
      auto x = convolve(context, 0, image, stem);
      x = convolve(context, 3, x, depthwise(wide, 3, 1));
      x = convolve(context, 6, x, points(wide, channels), true);
      int at = 8;
      for (const of_stack& s : stacks) {
        const index out = in_eights(s.channels, width_percent);
        x = context(at++, stack{{channels, out, s.kernel, s.stride, s.expansion}, s.repeats}, x);
        channels = out;
      }
      return convolve(context, at, x, points(channels, 1280));
    }
  };

  struct classifier {
    static constexpr std::string_view name = "sequential";
    index num_classes;
    constexpr auto operator()(auto& context, const auto& x) const {
      return context(1, nn::linear{1280, num_classes}, x);  // 0 is a dropout
    }
  };
};

[[nodiscard]] constexpr mnasnet mnasnet0_5(index num_classes = 1000) { return {50, num_classes}; }
[[nodiscard]] constexpr mnasnet mnasnet0_75(index num_classes = 1000) { return {75, num_classes}; }
[[nodiscard]] constexpr mnasnet mnasnet1_0(index num_classes = 1000) { return {100, num_classes}; }
[[nodiscard]] constexpr mnasnet mnasnet1_3(index num_classes = 1000) { return {130, num_classes}; }

}  // namespace tally::models
