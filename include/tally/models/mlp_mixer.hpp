// SPDX-License-Identifier: MIT
// MLP-Mixers (Tolstikhin et al. 2021).
#pragma once

#include "tally/core/label.hpp"
#include "tally/nn/layers.hpp"
#include "tally/tensor/primitives/reduction.hpp"

#include <string_view>

namespace tally::models {

/// `[n, 3, image_size, image_size]` to `[n, num_classes]`: patches become vectors, and perceptrons mix them in turn
/// across positions and across channels. Another image size than the one it was made for throws `tally::shape_error`.
/// Scopes and parameters have timm's names.
struct mlp_mixer {
  static constexpr std::string_view name = "mlp_mixer";
  index patch_size;
  index num_layers;
  index hidden_dim;
  index tokens_mlp_dim;
  index channels_mlp_dim;
  index num_classes = 1000;
  index image_size = 224;

  constexpr auto operator()(auto& context, const auto& image) const {
    tally::detail::require_positive("tally: a mixer's patch size is not positive", patch_size);
    tally::detail::require_positive("tally: a mixer's number of layers is not positive", num_layers);
    if (image.shape().rank() != 4 || image.shape()[2] != image_size || image.shape()[3] != image_size)
      tally::detail::fail_on_shapes("tally: a mixer takes images [n, 3, h, w] of the size it was made for",
                                    image.shape(), shape{1, 3, image_size, image_size});
    if (image_size % patch_size != 0)
      tally::detail::fail_on_sizes("tally: a mixer's patches do not tile its image; sizes are", image_size, patch_size);
    const index positions = size_product(image_size / patch_size, image_size / patch_size);
    auto x = context("stem", stem{patch_size, hidden_dim}, image);
    x = permute(reshape(x, shape{image.shape()[0], hidden_dim, positions}), {0, 2, 1});
    x = context("blocks", layers{num_layers, {positions, hidden_dim, tokens_mlp_dim, channels_mlp_dim}}, x);
    x = context("norm", nn::layer_norm{hidden_dim, 1e-6}, x);
    return context("head", nn::linear{hidden_dim, num_classes}, mean(x, {1}));
  }

 private:
  struct stem {
    static constexpr std::string_view name = "patch_embedding";
    index patch;
    index dim;
    constexpr auto operator()(auto& context, const auto& image) const {
      const nn::conv2d patches{.in_channels = 3, .out_channels = dim, .kernel = patch, .stride = patch};
      return context("proj", patches, image);
    }
  };

  struct perceptron {
    static constexpr std::string_view name = "mlp";
    index width;
    index hidden;
    constexpr auto operator()(auto& context, const auto& x) const {
      const auto y = context("act", nn::gelu{}, context("fc1", nn::linear{width, hidden}, x));
      return context("fc2", nn::linear{hidden, width}, y);
    }
  };

  struct block {
    static constexpr std::string_view name = "mixer_block";
    index positions;
    index dim;
    index tokens_mlp_dim;
    index channels_mlp_dim;
    template <class X>
    constexpr X operator()(auto& context, const X& input) const {
      const X columns = permute(context("norm1", nn::layer_norm{dim, 1e-6}, input), {0, 2, 1});
      const X mixed = context("mlp_tokens", perceptron{positions, tokens_mlp_dim}, columns);
      const X x = input + permute(mixed, {0, 2, 1});
      const X rows = context("norm2", nn::layer_norm{dim, 1e-6}, x);
      return x + context("mlp_channels", perceptron{dim, channels_mlp_dim}, rows);
    }
  };

  struct layers {
    static constexpr std::string_view name = "layers";
    index count;
    block each;
    template <class X>
    constexpr X operator()(auto& context, X x) const {
      for (index i = 0; i < count; ++i) x = context(i, each, x);
      return x;
    }
  };
};

// Table 1 of the paper: the letter is the size, the number the patch.
[[nodiscard]] constexpr mlp_mixer mlp_mixer_s32(index num_classes = 1000, index image_size = 224) {
  return {32, 8, 512, 256, 2048, num_classes, image_size};
}
[[nodiscard]] constexpr mlp_mixer mlp_mixer_s16(index num_classes = 1000, index image_size = 224) {
  return {16, 8, 512, 256, 2048, num_classes, image_size};
}
[[nodiscard]] constexpr mlp_mixer mlp_mixer_b32(index num_classes = 1000, index image_size = 224) {
  return {32, 12, 768, 384, 3072, num_classes, image_size};
}
[[nodiscard]] constexpr mlp_mixer mlp_mixer_b16(index num_classes = 1000, index image_size = 224) {
  return {16, 12, 768, 384, 3072, num_classes, image_size};
}
[[nodiscard]] constexpr mlp_mixer mlp_mixer_l32(index num_classes = 1000, index image_size = 224) {
  return {32, 24, 1024, 512, 4096, num_classes, image_size};
}
[[nodiscard]] constexpr mlp_mixer mlp_mixer_l16(index num_classes = 1000, index image_size = 224) {
  return {16, 24, 1024, 512, 4096, num_classes, image_size};
}
[[nodiscard]] constexpr mlp_mixer mlp_mixer_h14(index num_classes = 1000, index image_size = 224) {
  return {14, 32, 1280, 640, 5120, num_classes, image_size};
}

}  // namespace tally::models
