// SPDX-License-Identifier: MIT
// Multiscale vision transformers of videos (Fan et al. 2021, Li et al. 2022), as torchvision has them.
#pragma once

#include "tally/core/constant_math.hpp"
#include "tally/core/label.hpp"
#include "tally/nn/layers.hpp"
#include "tally/tensor/constant.hpp"
#include "tally/tensor/primitives/einsum.hpp"

#include <string_view>

namespace tally::models {

namespace detail {

// Which of the 2 · max(queries, keys) - 1 distances a query has from a key, along an axis that is pooled to `queries`
// and `keys` positions: the coarser of the two is counted in the finer one's steps.
constexpr index relative_row(index query, index key, index queries, index keys) {
  const index longest = queries > keys ? queries : keys;
  return (query * longest * keys + (keys - 1 - key) * longest * queries) / (queries * keys);
}

}  // namespace detail

/// `[n, 3, frames, image_size, image_size]` to `[n, num_classes]`: patches become vectors, and attention pools its
/// queries, keys and values over space by depthwise convolutions, so that blocks see fewer and wider vectors, and a
/// class token. Made for one size of video.
///
/// Version 2 knows positions by products of the queries with learned vectors for each distance in height, width and
/// time, instead of adding them once; it pools queries in every block, adds them to the result of attention, and
/// changes the number of channels in attention instead of in the perceptron.
struct mvit {
  static constexpr std::string_view name = "mvit";
  static constexpr int max_blocks = 16;
  /// The stride of height and width by which a block pools its queries, and its keys and values.
  struct block_setting {
    index num_heads;
    index in_channels;
    index out_channels;
    index stride_q;
    index stride_kv;
  };
  block_setting blocks[max_blocks]{};
  int count = 0;
  bool version_2 = false;
  index num_classes = 400;
  index frames = 16;
  index image_size = 224;

  constexpr auto operator()(auto& context, const auto& video) const {
    if (count < 1 || count > max_blocks)
      tally::detail::fail_on_sizes("tally: a multiscale transformer has one to sixteen blocks; it and most are", count,
                                   max_blocks);
    const index first = blocks[0].in_channels;
    const index last = blocks[count - 1].out_channels;
    if (video.shape().rank() != 5 || video.shape()[2] != frames || video.shape()[3] != image_size ||
        video.shape()[4] != image_size)
      tally::detail::fail_on_shapes("tally: a multiscale transformer takes videos [n, 3, frames, h, w] of the size it "
                                    "was made for",
                                    video.shape(), shape{1, 3, frames, image_size, image_size});
    const nn::conv3d patches{
        .in_channels = 3, .out_channels = first, .kernel = {3, 7, 7}, .stride = {2, 4, 4}, .padding = {1, 3, 3}};
    auto x = permute(flatten(context("conv_proj", patches, video), 2), {0, 2, 1});
    const extent3 size((frames - 1) / 2 + 1, (image_size - 1) / 4 + 1, (image_size - 1) / 4 + 1);
    x = context("pos_encoding", positions{first, size, !version_2}, x);
    x = context("blocks", all_blocks{*this, size}, x);
    x = context("norm", nn::layer_norm{last, 1e-6}, x);
    const auto token = reshape(slice(x, 1, 0, 1), shape{x.shape()[0], last});
    return context("head", nn::sequential{nn::dropout{}, nn::linear{last, num_classes}}, token);
  }

 private:
  // A class token before the others, and unless positions are relative, learned vectors for space, time and the token.
  struct positions {
    static constexpr std::string_view name = "positional_encoding";
    index dim;
    extent3 size;
    bool absolute;
    constexpr auto operator()(auto& context, const auto& x) const {
      const initial small{.bound = 0.02};
      const auto& token = context.parameter("class_token", {dim}, small);
      const auto all = concat(1, broadcast_to(token, shape{x.shape()[0], 1, dim}), x);
      if (!absolute) return all;
      const index places = size[1] * size[2];
      const auto& space = context.parameter("spatial_pos", {places, dim}, small);
      const auto& time = context.parameter("temporal_pos", {size[0], dim}, small);
      const auto grid = reshape(time, shape{size[0], 1, dim}) + space;
      const auto& own = context.parameter("class_pos", {dim}, small);
      return all + concat(0, reshape(own, shape{1, dim}), reshape(grid, shape{size[0] * places, dim}));
    }
  };

  // `[n, heads, 1 + tokens, d]`, or without heads: the tokens, laid out in time and space, go through a pool; the class
  // token does not. A pool of convolutions is normalised.
  template <class Pool>
  struct pool_tokens {
    static constexpr std::string_view name = "pool";
    Pool pool;
    extent3 size;
    bool normalised;

    template <class X>
    constexpr X operator()(auto& context, const X& x) const {
      const shape& s = x.shape();
      const index channels = s[-1];
      const index heads = s.rank() == 4 ? s[0] * s[1] : s[0];
      const int tokens = s.rank() - 2;
      const X token = slice(x, tokens, 0, 1);
      const X others = slice(x, tokens, 1, s[tokens]);
      const X laid_out = reshape(permute(reshape(others, shape{heads, s[tokens] - 1, channels}), {0, 2, 1}),
                                 shape{heads, channels, size[0], size[1], size[2]});
      const X pooled = flatten(context(inside, pool, laid_out), 2);
      const X result = concat(tokens, token, reshape(permute(pooled, {0, 2, 1}), s.with(tokens, pooled.shape()[2])));
      if (!normalised) return result;
      return context(norm_act, nn::sequential{nn::layer_norm{channels, 1e-6}}, result);
    }

   private:
    static constexpr label inside = "pool";
    static constexpr label norm_act = "norm_act";
  };

  static constexpr extent3 pooled(const extent3& size, index stride) {
    return {size[0], (size[1] - 1) / stride + 1, (size[2] - 1) / stride + 1};
  }

  struct attention {
    static constexpr std::string_view name = "multiscale_attention";
    index in_channels;
    index out_channels;
    index num_heads;
    index stride_q;
    index stride_kv;
    extent3 size;
    bool version_2;

    constexpr auto operator()(auto& context, const auto& x) const {
      const index n = x.shape()[0];
      const index width = out_channels / num_heads;
      const index tokens = x.shape()[1];
      const auto joined = permute(reshape(context(qkv, nn::linear{in_channels, size_product(3, out_channels)}, x),
                                          shape{n, tokens, 3, num_heads, width}),
                                  {2, 0, 3, 1, 4});
      const auto part = [&](index i) {
        return reshape(slice(joined, 0, i, i + 1), shape{n, num_heads, tokens, width});
      };
      auto q = part(0);
      auto k = part(1);
      auto v = part(2);
      k = context(pool_k, pool(stride_kv), k);
      v = context(pool_v, pool(stride_kv), v);
      if (version_2 || stride_q > 1) q = context(pool_q, pool(stride_q), q);
      const auto root = tally::detail::constant_math::sqrt(static_cast<long double>(width));
      auto scores = matmul_transposed(q * static_cast<double>(1 / root), k);
      if (version_2) scores = add_past_first(context, scores, q);
      auto y = matmul(softmax(scores), v);
      if (version_2) y = concat(2, slice(y, 2, 0, 1), slice(y, 2, 1, y.shape()[2]) + slice(q, 2, 1, q.shape()[2]));
      y = reshape(permute(y, {0, 2, 1, 3}), shape{n, y.shape()[2], out_channels});
      return context(project, nn::sequential{nn::linear{out_channels, out_channels}}, y);
    }

   private:
    static constexpr label qkv = "qkv";
    static constexpr label pool_q = "pool_q";
    static constexpr label pool_k = "pool_k";
    static constexpr label pool_v = "pool_v";
    static constexpr label project = "project";
    static constexpr label rel_pos_h = "rel_pos_h";
    static constexpr label rel_pos_w = "rel_pos_w";
    static constexpr label rel_pos_t = "rel_pos_t";

    constexpr pool_tokens<nn::conv3d> pool(index stride) const {
      const index width = out_channels / num_heads;
      return {{.in_channels = width,
               .out_channels = width,
               .kernel = 3,
               .stride = {1, stride, stride},
               .padding = 1,
               .groups = width,
               .bias = false},
              size,
              true};
    }

    // Vectors for the distances of `queries` positions from `keys`, `[queries, keys, width]`.
    static constexpr auto distances(auto& context, const label& table, index queries, index keys, index width) {
      const index longest = queries > keys ? queries : keys;
      const auto& rows = context.parameter(table, {size_product(2, longest) - 1, width}, initial{.bound = 0.02});
      return gather(rows, positions_like(rows, {queries, keys}, [&](index pair) {
                      return detail::relative_row(pair / keys, pair % keys, queries, keys);
                    }));
    }

    // Scores of all but the class token, as query and as key, have the products of the query with three distances
    // added.
    template <class X>
    constexpr X add_past_first(auto& context, const X& scores, const X& q) const {
      const extent3 from = pooled(size, stride_q);
      const extent3 to = pooled(size, stride_kv);
      const index n = q.shape()[0];
      const index width = q.shape()[3];
      const index queries = scores.shape()[2];
      const index keys = scores.shape()[3];
      const X h = distances(context, rel_pos_h, from[1], to[1], width);
      const X w = distances(context, rel_pos_w, from[2], to[2], width);
      const X t = distances(context, rel_pos_t, from[0], to[0], width);
      const X tokens = reshape(slice(q, 2, 1, queries), shape{n, num_heads, from[0], from[1], from[2], width});
      const X along_h = einsum("bythwc,hkc->bythwk", tokens, h);
      const X along_w = einsum("bythwc,wkc->bythwk", tokens, w);
      const X along_t = einsum("bythwc,tkc->bythwk", tokens, t);
      const auto with_axes = [&](const X& x, index d, index e, index f) {
        return reshape(x, shape{n, num_heads, from[0], from[1], from[2], d, e, f});
      };
      const X plane = with_axes(along_h, 1, to[1], 1) + with_axes(along_w, 1, 1, to[2]);
      const X space = plane + with_axes(along_t, to[0], 1, 1);
      const X others = slice(scores, 2, 1, queries);
      const X changed = slice(others, 3, 1, keys) + reshape(space, shape{n, num_heads, queries - 1, keys - 1});
      return concat(2, slice(scores, 2, 0, 1), concat(3, slice(others, 3, 0, 1), changed));
    }
  };

  struct block {
    static constexpr std::string_view name = "multiscale_block";
    block_setting is;
    extent3 size;
    bool version_2;

    template <class X>
    constexpr X operator()(auto& context, const X& input) const {
      const index channels = version_2 ? is.out_channels : is.in_channels;
      const bool projects = is.in_channels != is.out_channels;
      const nn::linear projection{is.in_channels, is.out_channels};
      const X first = context(norm1, nn::layer_norm{is.in_channels, 1e-6}, input);
      const X attended = context(
          attn, attention{is.in_channels, channels, is.num_heads, is.stride_q, is.stride_kv, size, version_2}, first);
      X x = input;
      if (projects && version_2) x = context(project, projection, first);
      if (is.stride_q > 1) x = context(pool_skip, pool_tokens<nn::max_pool3d>{largest(), size, false}, x);
      x = x + attended;
      const X second = context(norm2, nn::layer_norm{channels, 1e-6}, x);
      if (projects && !version_2) x = context(project, projection, second);
      return x + context(mlp, perceptron{channels, is.out_channels}, second);
    }

   private:
    static constexpr label norm1 = "norm1";
    static constexpr label norm2 = "norm2";
    static constexpr label attn = "attn";
    static constexpr label mlp = "mlp";
    static constexpr label project = "project";
    static constexpr label pool_skip = "pool_skip";

    constexpr nn::max_pool3d largest() const {
      const index kernel = size_sum(is.stride_q, 1);
      return {.kernel = {1, kernel, kernel},
              .stride = {1, is.stride_q, is.stride_q},
              .padding = {0, kernel / 2, kernel / 2}};
    }
    struct perceptron {
      static constexpr std::string_view name = "mlp";
      index channels;
      index out_channels;
      constexpr auto operator()(auto& context, const auto& x) const {
        const index wide = size_product(4, channels);
        const auto y = context(1, nn::gelu{}, context(0, nn::linear{channels, wide}, x));
        return context(3, nn::linear{wide, out_channels}, y);  // 2 and 4 are dropouts
      }
    };
  };

  struct all_blocks {
    static constexpr std::string_view name = "blocks";
    const mvit& of;
    extent3 size;
    template <class X>
    constexpr X operator()(auto& context, X x) const {
      extent3 now = size;
      for (int i = 0; i < of.count; ++i) {
        require_sizes(of.blocks[i]);
        x = context(i, block{of.blocks[i], now, of.version_2}, x);
        now = pooled(now, of.blocks[i].stride_q);
      }
      return x;
    }
    constexpr void require_sizes(const block_setting& is) const {
      const index channels = of.version_2 ? is.out_channels : is.in_channels;
      tally::detail::require_positive("tally: a multiscale block's number of heads is not positive", is.num_heads);
      tally::detail::require_positive("tally: a multiscale block's stride is not positive", is.stride_q);
      tally::detail::require_positive("tally: a multiscale block's stride is not positive", is.stride_kv);
      if (channels % is.num_heads != 0)
        tally::detail::fail_on_sizes("tally: a multiscale block's heads do not divide its channels; they are", channels,
                                     is.num_heads);
    }
  };
};

namespace detail {

// Channels and heads double where queries are pooled, in blocks 1, 3 and 14: version 1 widens at the end of the block
// before, version 2 inside.
constexpr mvit sixteen_block_mvit(bool version_2, index num_classes) {
  const auto doublings = [](int block) { return block < 1 ? 0 : block < 3 ? 1 : block < 14 ? 2 : 3; };
  mvit net{.count = 16, .version_2 = version_2, .num_classes = num_classes};
  for (int i = 0; i < 16; ++i)
    net.blocks[i] = {.num_heads = index{1} << doublings(i),
                     .in_channels = index{96} << doublings(version_2 ? i - 1 : i),
                     .out_channels = index{96} << doublings(version_2 ? i : i + 1),
                     .stride_q = i == 1 || i == 3 || i == 14 ? 2 : 1,
                     .stride_kv = index{8} >> doublings(i)};
  return net;
}

}  // namespace detail

[[nodiscard]] constexpr mvit mvit_v1_b(index num_classes = 400) {
  return detail::sixteen_block_mvit(false, num_classes);
}
[[nodiscard]] constexpr mvit mvit_v2_s(index num_classes = 400) {
  return detail::sixteen_block_mvit(true, num_classes);
}

}  // namespace tally::models
