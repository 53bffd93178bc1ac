// SPDX-License-Identifier: MIT
// MaxViT (Tu et al. 2022), as torchvision has it.
#pragma once

#include "tally/core/constant_math.hpp"
#include "tally/core/label.hpp"
#include "tally/nn/layers.hpp"
#include "tally/tensor/constant.hpp"

#include <string_view>

namespace tally::models {

/// `[n, 3, s, s]` to `[n, num_classes]`: a stem, and four blocks of layers, each of which halves its input once. A
/// layer is an inverted bottleneck, attention within windows of `partition_size`² neighbours, and attention within
/// grids of as many elements that lie far apart. Pictures are square, and every block's output is a multiple of the
/// partition.
struct maxvit {
  static constexpr std::string_view name = "maxvit";
  index stem_channels;
  index block_channels[4];
  index block_layers[4];
  index head_dim;
  index partition_size;
  index num_classes = 1000;

  constexpr auto operator()(auto& context, const auto& image) const {
    auto x = context("blocks", blocks{*this}, context("stem", stem{stem_channels}, image));
    return context("classifier", classifier{block_channels[3], num_classes}, x);
  }

 private:
  static constexpr double epsilon = 1e-3;  // of batch normalisation

  struct stem {
    static constexpr std::string_view name = "stem";
    index channels;
    constexpr auto operator()(auto& context, const auto& image) const {
      const nn::conv_norm_activation<nn::gelu> first{
          .in_channels = 3, .out_channels = channels, .stride = 2, .epsilon = epsilon};
      return context(1, wrapped{channels}, context(0, first, image));
    }
    // torchvision's convolution without normalisation is the first of a sequence all the same.
    struct wrapped {
      static constexpr std::string_view name = "conv_norm_activation";
      index channels;
      constexpr auto operator()(auto& context, const auto& x) const {
        return context(0, nn::conv2d{.in_channels = channels, .out_channels = channels, .kernel = 3, .padding = 1}, x);
      }
    };
  };

  // Normalised before, 1x1 to four times the channels, depthwise 3x3, squeeze-and-excitation, 1x1 back.
  struct bottleneck {
    static constexpr std::string_view name = "mbconv";
    index in_channels;
    index out_channels;
    index stride;

    constexpr auto operator()(auto& context, const auto& x) const {
      if (stride == 1 && in_channels == out_channels) return x + context(layers, branch{*this}, x);
      const auto aside = context(proj, shortcut{*this}, x);
      return aside + context(layers, branch{*this}, x);
    }

    static constexpr label layers = "layers";
    static constexpr label proj = "proj";

    struct shortcut {
      static constexpr std::string_view name = "proj";
      const bottleneck& of;
      template <class X>
      constexpr X operator()(auto& context, const X& x) const {
        const nn::conv2d project{.in_channels = of.in_channels, .out_channels = of.out_channels, .kernel = 1};
        if (of.stride == 1) return context(0, project, x);
        return context(1, project, context(0, nn::avg_pool2d{.kernel = 3, .stride = of.stride, .padding = 1}, x));
      }
    };
    struct branch {
      static constexpr std::string_view name = "layers";
      const bottleneck& of;
      constexpr auto operator()(auto& context, const auto& x) const {
        const index hidden = size_product(4, of.out_channels);
        auto y = context(scopes[0], nn::batch_norm2d{of.in_channels, epsilon}, x);
        y = context(scopes[1],
                    nn::conv_norm_activation<nn::gelu>{
                        .in_channels = of.in_channels, .out_channels = hidden, .kernel = 1, .epsilon = epsilon},
                    y);
        y = context(scopes[2],
                    nn::conv_norm_activation<nn::gelu>{.in_channels = hidden,
                                                       .out_channels = hidden,
                                                       .stride = of.stride,
                                                       .groups = hidden,
                                                       .epsilon = epsilon},
                    y);
        y = context(scopes[3], nn::squeeze_excitation<nn::silu>{hidden, of.out_channels / 4}, y);
        return context(scopes[4], nn::conv2d{.in_channels = hidden, .out_channels = of.out_channels, .kernel = 1}, y);
      }
      static constexpr label scopes[] = {"pre_norm", "conv_a", "conv_b", "squeeze_excitation", "conv_c"};
    };
  };

  // Attention in groups of size² elements, `[n, groups, size², dim]`, with a bias per relative position.
  struct attention {
    static constexpr std::string_view name = "relative_attention";
    index dim;
    index head_dim;
    index size;

    constexpr auto operator()(auto& context, const auto& x) const {
      const shape& s = x.shape();
      const auto joined = context(to_qkv, nn::linear{dim, size_product(3, dim)}, x);
      const auto heads = [&](index part) {
        return permute(
            reshape(slice(joined, 3, part * dim, (part + 1) * dim), shape{s[0], s[1], s[2], dim / head_dim, head_dim}),
            {0, 1, 3, 2, 4});
      };
      const auto q = heads(0);
      const auto k = heads(1);
      const auto v = heads(2);
      const auto root =
          tally::detail::constant_math::sqrt(static_cast<long double>(dim));  // as published: not head_dim
      const auto scores = matmul_transposed(q, k * static_cast<double>(1 / root));
      const index span = size_product(2, size) - 1;
      const auto& table =
          context.parameter(table_name, {size_product(span, span), dim / head_dim}, initial{.bound = 0.02});
      const auto rows = positions_like(x, {size * size, size * size}, [&](index pair) {
        const index from = pair / (size * size);
        const index to = pair % (size * size);
        return (from / size - to / size + size - 1) * span + from % size - to % size + size - 1;
      });
      const auto weights = softmax(scores + permute(gather(table, rows), {2, 0, 1}));
      return context(merge, nn::linear{dim, dim}, reshape(permute(matmul(weights, v), {0, 1, 3, 2, 4}), s));
    }

   private:
    static constexpr label to_qkv = "to_qkv";
    static constexpr label merge = "merge";
    static constexpr label table_name = "relative_position_bias_table";
  };

  // Cuts `[n, dim, h, w]` into parts, and lets the elements of each part attend to each other, or in a grid those at
  // the same place of all parts.
  struct partition_attention {
    static constexpr std::string_view name = "partition_attention";
    index dim;
    index head_dim;
    index partition;
    bool grid;

    template <class X>
    constexpr X operator()(auto& context, const X& input) const {
      const shape& s = input.shape();
      if (s[2] != s[3] || s[2] % partition != 0)
        tally::detail::fail_on_shapes("tally: a MaxViT's partitions do not tile its input, which is square", s,
                                      shape{1, dim, partition, partition});
      const index part = grid ? s[2] / partition : partition;
      const index parts = s[2] / part;
      auto x = permute(reshape(input, shape{s[0], dim, parts, part, parts, part}), {0, 2, 4, 3, 5, 1});
      x = reshape(x, shape{s[0], parts * parts, part * part, dim});
      if (grid) x = permute(x, {0, 2, 1, 3});
      x = x + context(attn_layer, attend{*this}, x);
      x = x + context(mlp_layer, perceptron{dim}, x);
      if (grid) x = permute(x, {0, 2, 1, 3});
      x = permute(reshape(x, shape{s[0], parts, parts, part, part, dim}), {0, 5, 1, 3, 2, 4});
      return reshape(x, s);
    }

   private:
    static constexpr label attn_layer = "attn_layer";
    static constexpr label mlp_layer = "mlp_layer";

    struct attend {
      static constexpr std::string_view name = "attn_layer";
      const partition_attention& of;
      constexpr auto operator()(auto& context, const auto& x) const {
        const auto y = context(0, nn::layer_norm{of.dim}, x);
        return context(1, attention{of.dim, of.head_dim, of.partition}, y);
      }
    };
    struct perceptron {
      static constexpr std::string_view name = "mlp_layer";
      index dim;
      constexpr auto operator()(auto& context, const auto& x) const {
        const index wide = size_product(4, dim);
        auto y = context(1, nn::linear{dim, wide}, context(0, nn::layer_norm{dim}, x));
        return context(3, nn::linear{wide, dim}, context(2, nn::gelu{}, y));
      }
    };
  };

  struct layer {
    static constexpr std::string_view name = "maxvit_layer";
    const maxvit& of;
    bottleneck convolution;
    constexpr auto operator()(auto& context, const auto& x) const { return context(layers, inside{*this}, x); }

    static constexpr label layers = "layers";
    struct inside {
      static constexpr std::string_view name = "layers";
      const layer& of;
      constexpr auto operator()(auto& context, const auto& x) const {
        const index dim = of.convolution.out_channels;
        auto y = context(scopes[0], of.convolution, x);
        y = context(scopes[1], partition_attention{dim, of.of.head_dim, of.of.partition_size, false}, y);
        return context(scopes[2], partition_attention{dim, of.of.head_dim, of.of.partition_size, true}, y);
      }
      static constexpr label scopes[] = {"MBconv", "window_attention", "grid_attention"};
    };
  };

  struct block {
    static constexpr std::string_view name = "maxvit_block";
    const maxvit& of;
    int number;
    template <class X>
    constexpr X operator()(auto& context, const X& x) const {
      return context(layer::layers, inside{*this}, x);
    }

    struct inside {
      static constexpr std::string_view name = "layers";
      const block& of;
      template <class X>
      constexpr X operator()(auto& context, X x) const {
        const maxvit& net = of.of;
        index in = of.number == 0 ? net.stem_channels : net.block_channels[of.number - 1];
        const index out = net.block_channels[of.number];
        tally::detail::require_positive("tally: a MaxViT's block has no positive number of layers",
                                        net.block_layers[of.number]);
        for (index i = 0; i < net.block_layers[of.number]; ++i, in = out)
          x = context(i, layer{net, {in, out, i == 0 ? 2 : 1}}, x);
        return x;
      }
    };
  };

  struct blocks {
    static constexpr std::string_view name = "blocks";
    const maxvit& of;
    template <class X>
    constexpr X operator()(auto& context, X x) const {
      tally::detail::require_positive("tally: a MaxViT's head dimension is not positive", of.head_dim);
      tally::detail::require_positive("tally: a MaxViT's partition size is not positive", of.partition_size);
      for (int i = 0; i < 4; ++i) {
        if (of.block_channels[i] % of.head_dim != 0)
          tally::detail::fail_on_sizes("tally: a MaxViT's heads do not divide a block's channels; they are",
                                       of.block_channels[i], of.head_dim);
        x = context(i, block{of, i}, x);
      }
      return x;
    }
  };

  struct classifier {
    static constexpr std::string_view name = "classifier";
    index channels;
    index num_classes;
    constexpr auto operator()(auto& context, const auto& x) const {
      const auto y = context(1, nn::flatten{}, context(0, nn::adaptive_avg_pool2d{1}, x));
      const auto z = context(3, nn::linear{channels, channels}, context(2, nn::layer_norm{channels}, y));
      return context(5, nn::linear{channels, num_classes, false}, context(4, nn::tanh{}, z));
    }
  };
};

[[nodiscard]] constexpr maxvit maxvit_t(index num_classes = 1000) {
  return {64, {64, 128, 256, 512}, {2, 2, 5, 2}, 32, 7, num_classes};
}

}  // namespace tally::models
