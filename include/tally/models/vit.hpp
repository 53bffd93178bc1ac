// SPDX-License-Identifier: MIT
// Vision transformers (Dosovitskiy et al. 2020), as torchvision has them.
#pragma once

#include "tally/nn/layers.hpp"

#include <string_view>

namespace tally::models {

/// `[n, 3, image_size, image_size]` to `[n, num_classes]`: patches become vectors, a class token goes before them, and
/// pre-normalised transformer layers follow. Another image size than the one it was made for does not fit its position
/// embedding and throws `tally::shape_error`.
struct vision_transformer {
  static constexpr std::string_view name = "vision_transformer";
  index patch_size;
  index num_layers;
  index num_heads;
  index hidden_dim;
  index mlp_dim;
  index num_classes = 1000;
  index image_size = 224;

  constexpr auto operator()(auto& context, const auto& image) const {
    tally::detail::require_positive("tally: a vision transformer's patch size is not positive", patch_size);
    tally::detail::require_positive("tally: a vision transformer's number of layers is not positive", num_layers);
    if (image.shape().rank() != 4 || image.shape()[2] != image_size || image.shape()[3] != image_size)
      tally::detail::fail_on_shapes("tally: a vision transformer takes images [n, 3, h, w] of the size it was made for",
                                    image.shape(), shape{1, 3, image_size, image_size});
    if (image_size % patch_size != 0)
      tally::detail::fail_on_sizes("tally: a vision transformer's patches do not tile its image; sizes are", image_size,
                                   patch_size);
    const nn::conv2d patches{.in_channels = 3, .out_channels = hidden_dim, .kernel = patch_size, .stride = patch_size};
    const index n = image.shape()[0];
    const index sequence = size_product(image_size / patch_size, image_size / patch_size);
    auto x = permute(reshape(context("conv_proj", patches, image), shape{n, hidden_dim, sequence}), {0, 2, 1});
    const auto& token = context.parameter("class_token", {1, 1, hidden_dim}, initial{.bound = 0.02});
    x = context("encoder", encoder{*this, sequence + 1}, concat(1, broadcast_to(token, {n, 1, hidden_dim}), x));
    return context("heads", heads{*this}, reshape(slice(x, 1, 0, 1), shape{n, hidden_dim}));
  }

 private:
  struct mlp {
    static constexpr std::string_view name = "mlp";
    index hidden_dim;
    index mlp_dim;
    constexpr auto operator()(auto& context, const auto& x) const {
      auto y = context(1, nn::gelu{}, context(0, nn::linear{hidden_dim, mlp_dim}, x));
      return context(3, nn::linear{mlp_dim, hidden_dim}, y);  // 2 and 4 are dropouts
    }
  };

  struct encoder_block {
    static constexpr std::string_view name = "encoder_block";
    index num_heads;
    index hidden_dim;
    index mlp_dim;
    constexpr auto operator()(auto& context, const auto& input) const {
      auto y = context("ln_1", nn::layer_norm{hidden_dim, 1e-6}, input);
      auto x = context("self_attention", nn::multi_head_attention{hidden_dim, num_heads}, y) + input;
      return x + context("mlp", mlp{hidden_dim, mlp_dim}, context("ln_2", nn::layer_norm{hidden_dim, 1e-6}, x));
    }
  };

  struct layers {
    static constexpr std::string_view name = "layers";
    index count;
    encoder_block block;
    template <class X>
    constexpr X operator()(auto& context, X x) const {
      for (index i = 0; i < count; ++i) x = context(label("encoder_layer_", i), block, x);
      return x;
    }
  };

  struct encoder {
    static constexpr std::string_view name = "encoder";
    const vision_transformer& of;
    index sequence;
    constexpr auto operator()(auto& context, const auto& input) const {
      auto x = input + context.parameter("pos_embedding", {1, sequence, of.hidden_dim}, initial{.bound = 0.02});
      x = context("layers", layers{of.num_layers, {of.num_heads, of.hidden_dim, of.mlp_dim}}, x);
      return context("ln", nn::layer_norm{of.hidden_dim, 1e-6}, x);
    }
  };

  struct heads {
    static constexpr std::string_view name = "heads";
    const vision_transformer& of;
    constexpr auto operator()(auto& context, const auto& x) const {
      return context("head", nn::linear{of.hidden_dim, of.num_classes}, x);
    }
  };
};

// The size that torchvision runs each with is the default; vit_h_14's published weights take 518 pixels.
[[nodiscard]] constexpr vision_transformer vit_b_16(index num_classes = 1000, index image_size = 224) {
  return {16, 12, 12, 768, 3072, num_classes, image_size};
}
[[nodiscard]] constexpr vision_transformer vit_b_32(index num_classes = 1000, index image_size = 224) {
  return {32, 12, 12, 768, 3072, num_classes, image_size};
}
[[nodiscard]] constexpr vision_transformer vit_l_16(index num_classes = 1000, index image_size = 224) {
  return {16, 24, 16, 1024, 4096, num_classes, image_size};
}
[[nodiscard]] constexpr vision_transformer vit_l_32(index num_classes = 1000, index image_size = 224) {
  return {32, 24, 16, 1024, 4096, num_classes, image_size};
}
[[nodiscard]] constexpr vision_transformer vit_h_14(index num_classes = 1000, index image_size = 224) {
  return {14, 32, 16, 1280, 5120, num_classes, image_size};
}

}  // namespace tally::models
