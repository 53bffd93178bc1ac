// SPDX-License-Identifier: MIT
// Swin transformers of pictures (Liu et al. 2021 and 2022), as torchvision has them.
#pragma once

#include "tally/models/swin_blocks.hpp"

#include <string_view>

namespace tally::models {

/// `[n, 3, h, w]` to `[n, num_classes]`: patches of four by four pixels become vectors, four stages of blocks attend
/// within windows, and between stages two by two vectors become one of twice the width.
struct swin_transformer {
  static constexpr std::string_view name = "swin_transformer";
  index embed_dim;
  index depths[4];
  index num_heads[4];
  index window;
  bool version_2 = false;
  index num_classes = 1000;

  constexpr auto operator()(auto& context, const auto& image) const {
    const index features = size_product(8, embed_dim);
    auto x = context("features", stages{*this}, image);
    x = permute(context("norm", nn::layer_norm{features}, x), {0, 3, 1, 2});
    x = context("avgpool", nn::adaptive_avg_pool2d{1}, x);
    return context("head", nn::linear{features, num_classes}, flatten(x));
  }

 private:
  struct patches {
    static constexpr std::string_view name = "patches";
    index embed_dim;
    constexpr auto operator()(auto& context, const auto& image) const {
      const nn::conv2d cut{.in_channels = 3, .out_channels = embed_dim, .kernel = 4, .stride = 4};
      return context(2, nn::layer_norm{embed_dim}, permute(context(0, cut, image), {0, 2, 3, 1}));
    }
  };

  struct stages {
    static constexpr std::string_view name = "features";
    const swin_transformer& of;
    constexpr auto operator()(auto& context, const auto& image) const {
      auto x = context(0, patches{of.embed_dim}, image);
      index dim = of.embed_dim;
      for (int stage = 0; stage < 4; ++stage, dim = size_product(2, dim)) {
        x = context(2 * stage + 1, swin_stage{of.depths[stage], dim, of.num_heads[stage], of.window, of.version_2}, x);
        if (stage < 3) x = context(2 * stage + 2, swin_patch_merging{dim, of.version_2}, x);
      }
      return x;
    }
  };
};

[[nodiscard]] constexpr swin_transformer swin_t(index num_classes = 1000) {
  return {96, {2, 2, 6, 2}, {3, 6, 12, 24}, 7, false, num_classes};
}
[[nodiscard]] constexpr swin_transformer swin_s(index num_classes = 1000) {
  return {96, {2, 2, 18, 2}, {3, 6, 12, 24}, 7, false, num_classes};
}
[[nodiscard]] constexpr swin_transformer swin_b(index num_classes = 1000) {
  return {128, {2, 2, 18, 2}, {4, 8, 16, 32}, 7, false, num_classes};
}
// Version 2 is published for 256 pixels.
[[nodiscard]] constexpr swin_transformer swin_v2_t(index num_classes = 1000) {
  return {96, {2, 2, 6, 2}, {3, 6, 12, 24}, 8, true, num_classes};
}
[[nodiscard]] constexpr swin_transformer swin_v2_s(index num_classes = 1000) {
  return {96, {2, 2, 18, 2}, {3, 6, 12, 24}, 8, true, num_classes};
}
[[nodiscard]] constexpr swin_transformer swin_v2_b(index num_classes = 1000) {
  return {128, {2, 2, 18, 2}, {4, 8, 16, 32}, 8, true, num_classes};
}

}  // namespace tally::models
