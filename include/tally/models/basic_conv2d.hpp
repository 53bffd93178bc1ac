// SPDX-License-Identifier: MIT
// The convolution of GoogLeNet and Inception v3.
#pragma once

#include "tally/core/label.hpp"
#include "tally/nn/layers.hpp"

#include <string_view>

namespace tally::models {

/// A convolution without bias, batch normalisation of epsilon 0.001, and a ReLU.
struct basic_conv2d {
  static constexpr std::string_view name = "basic_conv2d";
  index in_channels;
  index out_channels;
  extent2 kernel = 1;
  extent2 stride = 1;
  extent2 padding = 0;

  constexpr auto operator()(auto& context, const auto& x) const {
    const nn::conv2d layer{.in_channels = in_channels,
                           .out_channels = out_channels,
                           .kernel = kernel,
                           .stride = stride,
                           .padding = padding,
                           .bias = false};
    return relu(context(bn, nn::batch_norm2d{out_channels, 0.001}, context(conv, layer, x)));
  }

 private:
  // Made once, since networks enter them hundreds of times.
  static constexpr label conv = "conv";
  static constexpr label bn = "bn";
};

}  // namespace tally::models
