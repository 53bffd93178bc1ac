// SPDX-License-Identifier: MIT
// Blocks that convolutional networks have in common, as torchvision builds and names them.
#pragma once

#include "tally/nn/activation.hpp"
#include "tally/nn/containers.hpp"
#include "tally/nn/context.hpp"
#include "tally/nn/convolution.hpp"
#include "tally/nn/normalization.hpp"
#include "tally/nn/pooling.hpp"

#include <concepts>
#include <string_view>

namespace tally::nn {

namespace detail {

// Half of what a kernel reaches beyond its first tap: odd kernels keep their input's size at stride 1.
constexpr extent2 half_reach(const extent2& kernel, const extent2& dilation) {
  const auto along = [&](int axis) { return size_product(size_sum(kernel[axis], -1) / 2, dilation[axis]); };
  return {along(0), along(1)};
}

}  // namespace detail

/// A convolution without bias, padded by half its kernel; batch normalisation; an activation: scopes "0", "1", "2", as
/// torchvision's Conv2dNormActivation. With `identity` as its activation it has none, and no scope "2".
template <class Activation = relu>
struct conv_norm_activation {
  static constexpr std::string_view name = "conv_norm_activation";
  index in_channels;
  index out_channels;
  extent2 kernel = 3;
  extent2 stride = 1;
  extent2 dilation = 1;
  index groups = 1;
  double epsilon = 1e-5;
  [[no_unique_address]] Activation activation{};

  constexpr auto operator()(auto& context, const auto& x) const {
    const conv2d convolution{.in_channels = in_channels,
                             .out_channels = out_channels,
                             .kernel = kernel,
                             .stride = stride,
                             .padding = detail::half_reach(kernel, dilation),
                             .dilation = dilation,
                             .groups = groups,
                             .bias = false};
    auto y = context(1, batch_norm2d{out_channels, epsilon}, context.own(0, convolution, x));
    if constexpr (std::same_as<Activation, identity>)
      return y;
    else
      return context(2, activation, y);
  }
};

/// A filter of its own for each channel, then a 1x1 convolution that mixes them: "depthwise", without bias, and
/// "pointwise". Spends h'·w'·in·(k² + out) MACs instead of h'·w'·in·k²·out. Chollet, Xception (2017); Howard et al.,
/// MobileNets (2017), which put batch normalisation and an activation behind each: two `conv_norm_activation`s.
struct depthwise_separable_conv2d {
  static constexpr std::string_view name = "depthwise_separable_conv2d";
  index in_channels;
  index out_channels;
  extent2 kernel = 3;
  extent2 stride = 1;
  extent2 padding = 0;
  extent2 dilation = 1;
  index depth_multiplier = 1;  ///< filters per channel
  bool bias = true;

  constexpr auto operator()(auto& context, const auto& x) const {
    const index filters = size_product(in_channels, depth_multiplier);
    const conv2d depthwise{.in_channels = in_channels,
                           .out_channels = filters,
                           .kernel = kernel,
                           .stride = stride,
                           .padding = padding,
                           .dilation = dilation,
                           .groups = in_channels,
                           .bias = false};
    const conv2d pointwise{.in_channels = filters, .out_channels = out_channels, .kernel = 1, .bias = bias};
    return context("pointwise", pointwise, context.own("depthwise", depthwise, x));
  }
};

/// x · s, with a number s per channel that two 1x1 convolutions make of the channels' means: "avgpool", "fc1",
/// "activation", "fc2", "scale_activation", as torchvision's SqueezeExcitation. Hu et al., Squeeze-and-Excitation
/// Networks (2018). Spends 2·channels·squeeze_channels MACs an image.
template <class Activation = relu, class ScaleActivation = sigmoid>
struct squeeze_excitation {
  static constexpr std::string_view name = "squeeze_excitation";
  index channels;
  index squeeze_channels;
  [[no_unique_address]] Activation activation{};
  [[no_unique_address]] ScaleActivation scale_activation{};

  constexpr auto operator()(auto& context, const auto& x) const {
    auto s = context.own(scopes[0], adaptive_avg_pool2d{1}, x);
    s = context(scopes[1], conv2d{.in_channels = channels, .out_channels = squeeze_channels, .kernel = 1}, s);
    s = context(scopes[2], activation, s);
    s = context(scopes[3], conv2d{.in_channels = squeeze_channels, .out_channels = channels, .kernel = 1}, s);
    return context(scopes[4], scale_activation, s) * x;
  }

 private:
  // Labels are made once: deep networks enter them dozens of times.
  static constexpr label scopes[] = {"avgpool", "fc1", "activation", "fc2", "scale_activation"};
};
squeeze_excitation(index, index)->squeeze_excitation<>;
template <class Activation, class ScaleActivation>
squeeze_excitation(index, index, Activation, ScaleActivation) -> squeeze_excitation<Activation, ScaleActivation>;

/// MobileNetV2's block in its general form: 1x1 to `hidden_channels` unless the input has as many, depthwise k x k,
/// squeeze-and-excitation where `squeeze_channels` is not 0, 1x1 to `out_channels` without activation; plus the input
/// where stride is 1 and its channels are as many. The scopes are "block.0", "block.1", …, as in torchvision's
/// MobileNetV3. Sandler et al., MobileNetV2 (2018): h'·w'·hidden·(in + k² + out) MACs at stride 1.
template <class Activation = relu6, class SqueezeActivation = relu, class ScaleActivation = sigmoid>
struct inverted_residual {
  static constexpr std::string_view name = "inverted_residual";
  index in_channels;
  index out_channels;
  index expansion = 6;
  index hidden_channels = 0;  ///< 0 means expansion · in_channels
  extent2 kernel = 3;
  extent2 stride = 1;
  extent2 dilation = 1;
  index squeeze_channels = 0;
  double epsilon = 1e-5;

  template <class X>
  constexpr X operator()(auto& context, const X& x) const {
    X y = context.own(block, branch{*this}, x);
    if (stride == extent2(1) && in_channels == out_channels) return y + x;
    return y;
  }

 private:
  static constexpr label block = "block";

  struct branch {
    static constexpr std::string_view name = "inverted_residual_branch";
    inverted_residual of;

    template <class X>
    constexpr X operator()(auto& context, const X& x) const {
      const index hidden = of.hidden_channels == 0 ? size_product(of.expansion, of.in_channels) : of.hidden_channels;
      X y = x;
      int number = 0;
      if (hidden != of.in_channels)
        y = context(number++,
                    conv_norm_activation<Activation>{
                        .in_channels = of.in_channels, .out_channels = hidden, .kernel = 1, .epsilon = of.epsilon},
                    y);
      y = context(number++,
                  conv_norm_activation<Activation>{.in_channels = hidden,
                                                   .out_channels = hidden,
                                                   .kernel = of.kernel,
                                                   .stride = of.stride,
                                                   .dilation = of.dilation,
                                                   .groups = hidden,
                                                   .epsilon = of.epsilon},
                  y);
      if (of.squeeze_channels != 0)
        y = context(number++, squeeze_excitation<SqueezeActivation, ScaleActivation>{hidden, of.squeeze_channels}, y);
      return context(number,
                     conv_norm_activation<identity>{
                         .in_channels = hidden, .out_channels = of.out_channels, .kernel = 1, .epsilon = of.epsilon},
                     y);
    }
  };
};

}  // namespace tally::nn
