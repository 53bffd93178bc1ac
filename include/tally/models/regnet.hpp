// SPDX-License-Identifier: MIT
// RegNetX and RegNetY (Radosavovic et al. 2020), as torchvision has them.
#pragma once

#include "tally/core/label.hpp"
#include "tally/nn/layers.hpp"

#include <string_view>

namespace tally::models {

/// 1x1, grouped 3x3 and 1x1 convolutions of one width, with squeeze-and-excitation before the last if asked, and the
/// way around them, which is projected where its shape changes. Groups have `group_width` channels; one that does not
/// divide the width throws `tally::shape_error`.
struct regnet_block {
  static constexpr std::string_view name = "regnet_block";
  index in_channels;
  index channels;
  index stride = 1;
  index group_width = 1;
  bool squeeze = false;  ///< to a quarter of `in_channels`

  constexpr auto operator()(auto& context, const auto& x) const {
    tally::detail::require_positive("tally: a RegNet's groups have no positive width", group_width);
    if (channels % group_width != 0)
      tally::detail::fail_on_sizes("tally: a RegNet's group width does not divide its channels; channels and width are",
                                   channels, group_width);
    if (stride == 1 && in_channels == channels)
      return context(scopes[2], nn::relu{}, x + context(scopes[1], branch{*this}, x));
    const nn::conv_norm_activation<nn::identity> project{
        .in_channels = in_channels, .out_channels = channels, .kernel = 1, .stride = stride};
    auto shortcut = context(scopes[0], project, x);
    return context(scopes[2], nn::relu{}, shortcut + context(scopes[1], branch{*this}, x));
  }

 private:
  // Made once, since a deep network enters them dozens of times.
  static constexpr label scopes[] = {"proj", "f", "activation"};

  struct branch {
    static constexpr std::string_view name = "regnet_branch";
    static constexpr label scopes[] = {"a", "b", "se", "c"};
    const regnet_block& of;

    constexpr auto operator()(auto& context, const auto& x) const {
      const index width = of.channels;
      auto y = context(
          scopes[0], nn::conv_norm_activation<>{.in_channels = of.in_channels, .out_channels = width, .kernel = 1}, x);
      y = context(scopes[1],
                  nn::conv_norm_activation<>{.in_channels = width,
                                             .out_channels = width,
                                             .kernel = 3,
                                             .stride = of.stride,
                                             .groups = width / of.group_width},
                  y);
      if (of.squeeze) y = context(scopes[2], nn::squeeze_excitation<>{width, of.in_channels / 4}, y);
      return context(scopes[3],
                     nn::conv_norm_activation<nn::identity>{.in_channels = width, .out_channels = width, .kernel = 1},
                     y);
    }
  };
};

/// `[n, 3, h, w]` to `[n, num_classes]`: a 3x3 convolution to 32 channels, four stages of blocks that each halve the
/// image, a mean and a linear layer. Widths and depths of the stages follow from the four numbers of the paper's
/// equations 2 to 4; they are written out here, and derived in the tests.
struct regnet {
  static constexpr std::string_view name = "regnet";
  index widths[4];
  index depths[4];
  index group_width;     ///< a stage that is narrower is one group
  bool squeeze = false;  ///< RegNetY
  index num_classes = 1000;

  constexpr auto operator()(auto& context, const auto& image) const {
    auto x = context("stem", nn::conv_norm_activation<>{.in_channels = 3, .out_channels = 32, .stride = 2}, image);
    x = context("trunk_output", trunk{*this}, x);
    x = context("avgpool", nn::adaptive_avg_pool2d{1}, x);
    return context("fc", nn::linear{widths[3], num_classes}, flatten(x));
  }

 private:
  struct stage {
    static constexpr std::string_view name = "regnet_stage";
    static constexpr std::string_view prefixes[] = {"block1-", "block2-", "block3-", "block4-"};
    const regnet& of;
    int number;
    template <class X>
    constexpr X operator()(auto& context, const X& x) const {
      const index width = of.widths[number];
      const index grouped = width < of.group_width ? width : of.group_width;
      tally::detail::require_positive("tally: a RegNet's stage has no positive number of blocks", of.depths[number]);
      X y = context(label(prefixes[number], 0),
                    regnet_block{.in_channels = number == 0 ? 32 : of.widths[number - 1],
                                 .channels = width,
                                 .stride = 2,
                                 .group_width = grouped,
                                 .squeeze = of.squeeze},
                    x);
      const regnet_block further{
          .in_channels = width, .channels = width, .group_width = grouped, .squeeze = of.squeeze};
      for (index i = 1; i < of.depths[number]; ++i) y = context(label(prefixes[number], i), further, y);
      return y;
    }
  };

  struct trunk {
    static constexpr std::string_view name = "regnet_trunk";
    const regnet& of;
    template <class X>
    constexpr X operator()(auto& context, X x) const {
      for (int number = 0; number < 4; ++number) x = context(label("block", number + 1), stage{of, number}, x);
      return x;
    }
  };
};

[[nodiscard]] constexpr regnet regnet_x_400mf(index num_classes = 1000) {
  return {{32, 64, 160, 400}, {1, 2, 7, 12}, 16, false, num_classes};
}
[[nodiscard]] constexpr regnet regnet_x_800mf(index num_classes = 1000) {
  return {{64, 128, 288, 672}, {1, 3, 7, 5}, 16, false, num_classes};
}
[[nodiscard]] constexpr regnet regnet_x_1_6gf(index num_classes = 1000) {
  return {{72, 168, 408, 912}, {2, 4, 10, 2}, 24, false, num_classes};
}
[[nodiscard]] constexpr regnet regnet_x_3_2gf(index num_classes = 1000) {
  return {{96, 192, 432, 1008}, {2, 6, 15, 2}, 48, false, num_classes};
}
[[nodiscard]] constexpr regnet regnet_x_8gf(index num_classes = 1000) {
  return {{80, 240, 720, 1920}, {2, 5, 15, 1}, 120, false, num_classes};
}
[[nodiscard]] constexpr regnet regnet_x_16gf(index num_classes = 1000) {
  return {{256, 512, 896, 2048}, {2, 6, 13, 1}, 128, false, num_classes};
}
[[nodiscard]] constexpr regnet regnet_x_32gf(index num_classes = 1000) {
  return {{336, 672, 1344, 2520}, {2, 7, 13, 1}, 168, false, num_classes};
}
[[nodiscard]] constexpr regnet regnet_y_400mf(index num_classes = 1000) {
  return {{48, 104, 208, 440}, {1, 3, 6, 6}, 8, true, num_classes};
}
[[nodiscard]] constexpr regnet regnet_y_800mf(index num_classes = 1000) {
  return {{64, 144, 320, 784}, {1, 3, 8, 2}, 16, true, num_classes};
}
[[nodiscard]] constexpr regnet regnet_y_1_6gf(index num_classes = 1000) {
  return {{48, 120, 336, 888}, {2, 6, 17, 2}, 24, true, num_classes};
}
[[nodiscard]] constexpr regnet regnet_y_3_2gf(index num_classes = 1000) {
  return {{72, 216, 576, 1512}, {2, 5, 13, 1}, 24, true, num_classes};
}
[[nodiscard]] constexpr regnet regnet_y_8gf(index num_classes = 1000) {
  return {{224, 448, 896, 2016}, {2, 4, 10, 1}, 56, true, num_classes};
}
[[nodiscard]] constexpr regnet regnet_y_16gf(index num_classes = 1000) {
  return {{224, 448, 1232, 3024}, {2, 4, 11, 1}, 112, true, num_classes};
}
[[nodiscard]] constexpr regnet regnet_y_32gf(index num_classes = 1000) {
  return {{232, 696, 1392, 3712}, {2, 5, 12, 1}, 232, true, num_classes};
}
[[nodiscard]] constexpr regnet regnet_y_128gf(index num_classes = 1000) {
  return {{528, 1056, 2904, 7392}, {2, 7, 17, 1}, 264, true, num_classes};
}

}  // namespace tally::models
