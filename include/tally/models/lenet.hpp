// SPDX-License-Identifier: MIT
// LeNet-5 (LeCun et al. 1998).
#pragma once

#include "tally/nn/layers.hpp"

#include <string_view>

namespace tally::models {

/// `[n, in_channels, 32, 32]` to `[n, num_classes]`, as frameworks write it today: two 5x5 convolutions with average
/// pools and hyperbolic tangents, then 120, 84 and the classes, fully connected. 61,706 parameters for one channel and
/// ten classes.
struct lenet {
  static constexpr std::string_view name = "lenet5";
  index num_classes = 10;
  index in_channels = 1;

  constexpr auto operator()(auto& context, const auto& image) const {
    auto x = context("conv1", nn::conv2d{.in_channels = in_channels, .out_channels = 6, .kernel = 5}, image);
    x = context("pool1", nn::avg_pool2d{.kernel = 2}, tanh(x));
    x = context("conv2", nn::conv2d{.in_channels = 6, .out_channels = 16, .kernel = 5}, x);
    x = context("pool2", nn::avg_pool2d{.kernel = 2}, tanh(x));
    x = tanh(context("fc1", nn::linear{400, 120}, flatten(x)));
    x = tanh(context("fc2", nn::linear{120, 84}, x));
    return context("fc3", nn::linear{84, num_classes}, x);
  }
};

[[nodiscard]] constexpr lenet lenet5(index num_classes = 10, index in_channels = 1) {
  return {num_classes, in_channels};
}

}  // namespace tally::models
