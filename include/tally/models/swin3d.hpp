// SPDX-License-Identifier: MIT
// Swin transformers of videos (Liu et al. 2021, "Video Swin Transformer"), as torchvision has them.
#pragma once

#include "tally/models/swin_blocks.hpp"

#include <string_view>

namespace tally::models {

/// `[n, 3, frames, h, w]` to `[n, num_classes]`: patches of two frames and four by four pixels become vectors, padded
/// at the ends if need be; then as a Swin transformer of pictures, with windows that reach through time too. Only
/// height and width are merged between stages.
struct swin_transformer3d {
  static constexpr std::string_view name = "swin_transformer3d";
  index embed_dim;
  index depths[4];
  index num_heads[4];
  extent3 window{8, 7, 7};
  index num_classes = 400;

  constexpr auto operator()(auto& context, const auto& video) const {
    const index features = size_product(8, embed_dim);
    auto x = context("features", stages{*this}, context("patch_embed", patches{embed_dim}, video));
    x = permute(context("norm", nn::layer_norm{features}, x), {0, 4, 1, 2, 3});
    x = context("avgpool", nn::adaptive_avg_pool3d{1}, x);
    return context("head", nn::linear{features, num_classes}, flatten(x));
  }

 private:
  struct patches {
    static constexpr std::string_view name = "patch_embed";
    index embed_dim;
    template <class X>
    constexpr X operator()(auto& context, X video) const {
      constexpr extent3 size{2, 4, 4};
      for (int i = 0; i < 3 && video.shape().rank() == 5; ++i)
        if (const index rest = video.shape()[i + 2] % size[i]; rest != 0) video = pad(video, i + 2, 0, size[i] - rest);
      const nn::conv3d cut{.in_channels = 3, .out_channels = embed_dim, .kernel = size, .stride = size};
      return context("norm", nn::layer_norm{embed_dim}, permute(context("proj", cut, video), {0, 2, 3, 4, 1}));
    }
  };

  struct stages {
    static constexpr std::string_view name = "features";
    const swin_transformer3d& of;
    template <class X>
    constexpr X operator()(auto& context, X x) const {
      index dim = of.embed_dim;
      for (int stage = 0; stage < 4; ++stage, dim = size_product(2, dim)) {
        x = context(2 * stage, swin_stage{of.depths[stage], dim, of.num_heads[stage], of.window}, x);
        if (stage < 3) x = context(2 * stage + 1, swin_patch_merging{dim}, x);
      }
      return x;
    }
  };
};

[[nodiscard]] constexpr swin_transformer3d swin3d_t(index num_classes = 400) {
  return {.embed_dim = 96, .depths = {2, 2, 6, 2}, .num_heads = {3, 6, 12, 24}, .num_classes = num_classes};
}
[[nodiscard]] constexpr swin_transformer3d swin3d_s(index num_classes = 400) {
  return {.embed_dim = 96, .depths = {2, 2, 18, 2}, .num_heads = {3, 6, 12, 24}, .num_classes = num_classes};
}
[[nodiscard]] constexpr swin_transformer3d swin3d_b(index num_classes = 400) {
  return {.embed_dim = 128, .depths = {2, 2, 18, 2}, .num_heads = {4, 8, 16, 32}, .num_classes = num_classes};
}

}  // namespace tally::models
