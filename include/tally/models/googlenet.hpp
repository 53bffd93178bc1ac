// SPDX-License-Identifier: MIT
// GoogLeNet (Szegedy et al. 2014), as torchvision has it: with batch normalisation, and 3x3 where the paper has 5x5.
#pragma once

#include "tally/core/label.hpp"
#include "tally/models/basic_conv2d.hpp"
#include "tally/nn/layers.hpp"

#include <string_view>

namespace tally::models {

/// Four branches side by side: 1x1; 1x1 and 3x3, twice; a pool and 1x1.
struct inception_module {
  static constexpr std::string_view name = "inception";
  index in_channels;
  index points;           // channels of the first branch
  index windows[2];       // of the second, before and in its 3x3
  index more_windows[2];  // of the third
  index pooled;           // of the fourth

  constexpr auto operator()(auto& context, const auto& x) const {
    const auto one = context("branch1", basic_conv2d{in_channels, points}, x);
    const auto two = context("branch2", reduced(windows), x);
    const auto three = context("branch3", reduced(more_windows), x);
    constexpr nn::max_pool2d pool{.kernel = 3, .stride = 1, .padding = 1, .ceil_mode = true};
    const auto four = context("branch4", nn::sequential{pool, basic_conv2d{in_channels, pooled}}, x);
    return concat(1, one, two, three, four);
  }

 private:
  constexpr nn::sequential<basic_conv2d, basic_conv2d> reduced(const index (&widths)[2]) const {
    return {basic_conv2d{in_channels, widths[0]}, basic_conv2d{widths[0], widths[1], 3, 1, 1}};
  }
};

/// `[n, 3, h, w]`, of 31 pixels or more a side, to `[n, num_classes]`. The two auxiliary heads, which only training
/// runs, are left out, as torchvision leaves them out of its published 6,624,904 parameters.
struct googlenet_network {
  static constexpr std::string_view name = "googlenet";
  index num_classes = 1000;

  constexpr auto operator()(auto& context, const auto& image) const {
    constexpr nn::max_pool2d pool{.kernel = 3, .stride = 2, .ceil_mode = true};
    auto x = context("conv1", basic_conv2d{3, 64, 7, 2, 3}, image);
    x = context("conv2", basic_conv2d{64, 64}, context("maxpool1", pool, x));
    x = context("maxpool2", pool, context("conv3", basic_conv2d{64, 192, 3, 1, 1}, x));
    x = context("inception3a", inception_module{192, 64, {96, 128}, {16, 32}, 32}, x);
    x = context("inception3b", inception_module{256, 128, {128, 192}, {32, 96}, 64}, x);
    x = context("maxpool3", pool, x);
    x = context("inception4a", inception_module{480, 192, {96, 208}, {16, 48}, 64}, x);
    x = context("inception4b", inception_module{512, 160, {112, 224}, {24, 64}, 64}, x);
    x = context("inception4c", inception_module{512, 128, {128, 256}, {24, 64}, 64}, x);
    x = context("inception4d", inception_module{512, 112, {144, 288}, {32, 64}, 64}, x);
    x = context("inception4e", inception_module{528, 256, {160, 320}, {32, 128}, 128}, x);
    x = context("maxpool4", nn::max_pool2d{.kernel = 2, .stride = 2, .ceil_mode = true}, x);
    x = context("inception5a", inception_module{832, 256, {160, 320}, {32, 128}, 128}, x);
    x = context("inception5b", inception_module{832, 384, {192, 384}, {48, 128}, 128}, x);
    x = context("avgpool", nn::adaptive_avg_pool2d{1}, x);
    return context("fc", nn::linear{1024, num_classes}, flatten(x));
  }
};

[[nodiscard]] constexpr googlenet_network googlenet(index num_classes = 1000) { return {num_classes}; }

}  // namespace tally::models
