// SPDX-License-Identifier: MIT
// What Swin transformers of pictures and of videos are made of, as torchvision has it.
#pragma once

#include "tally/core/constant_math.hpp"
#include "tally/core/label.hpp"
#include "tally/nn/layers.hpp"
#include "tally/tensor/constant.hpp"
#include "tally/tensor/primitives/rearrangement.hpp"
#include "tally/tensor/primitives/reduction.hpp"
#include "tally/tensor/primitives/windows.hpp"

#include <string_view>

namespace tally::models {

/// Attention within windows of `[n, height, width, channels]` or `[n, depth, height, width, channels]` (Liu et al.
/// 2021, sections 3.2 and 3.3). Sizes are padded with zeros to multiples of the window. A shifted window attends across
/// the borders of the others: the input is rolled, and -100 is added to the scores of elements that were not
/// neighbours. Scores have a learned bias for each relative position.
///
/// In version 2 (Liu et al. 2022) scores are cosines times a learned scale, and the bias is computed by a small network
/// from logarithms of the relative coordinates, at every call; it is for pictures only.
struct shifted_window_attention {
  static constexpr std::string_view name = "shifted_window_attention";
  index dim;
  index num_heads;
  extent3 window;  // for pictures the first is not looked at
  bool shifted = false;
  bool version_2 = false;

  constexpr auto operator()(auto& context, const auto& input) const {
    check(input.shape());
    const grid g(input.shape(), window, shifted);
    auto x = input;
    for (int i = 0; i < g.axes; ++i)
      if (g.size[i] != g.padded[i]) x = pad(x, i + 1, 0, g.padded[i] - g.size[i]);
    if (g.rolls()) x = apply(g.roll(-1), x);
    const extent2 plane(g.window[0], g.window[1]);
    const extent3 space(g.window[0], g.window[1], g.window[2]);
    x = attend(context, g, g.axes == 2 ? window_partition(x, plane) : window_partition(x, space));
    x = g.axes == 2 ? window_reverse(x, plane, extent2(g.padded[0], g.padded[1]))
                    : window_reverse(x, space, extent3(g.padded[0], g.padded[1], g.padded[2]));
    if (g.rolls()) x = apply(g.roll(1), x);
    for (int i = 0; i < g.axes; ++i)
      if (g.size[i] != g.padded[i]) x = slice(x, i + 1, 0, g.size[i]);
    return x;
  }

 private:
  static constexpr label qkv = "qkv";
  static constexpr label proj = "proj";
  static constexpr label table_name = "relative_position_bias_table";
  static constexpr label cpb_mlp = "cpb_mlp";
  static constexpr label logit_scale = "v2_logit_scale";

  // How an input is cut into windows.
  struct grid {
    int axes = 2;
    index batch = 1;
    index size[3]{1, 1, 1};
    index padded[3]{1, 1, 1};
    index window[3]{1, 1, 1};
    index full[3]{1, 1, 1};  // the window that the table of biases is for
    index shift[3]{};
    index windows = 1;
    index tokens = 1;

    constexpr grid(const shape& x, const extent3& wanted, bool shifted) : axes(x.rank() - 2), batch(x[0]) {
      for (int i = 0; i < axes; ++i) {
        size[i] = x[i + 1];
        full[i] = wanted[i + 3 - axes];
        // A window that is larger than a video shrinks to it; a picture is padded to the window.
        window[i] = axes == 3 && size[i] < full[i] ? size[i] : full[i];
        padded[i] = size_product(tally::detail::ceil_div(size[i], window[i]), window[i]);
        shift[i] = shifted && padded[i] > window[i] ? full[i] / 2 : 0;
        windows = size_product(windows, padded[i] / window[i]);
        tokens = size_product(tokens, window[i]);
      }
    }
    [[nodiscard]] constexpr bool rolls() const { return shift[0] > 0 || shift[1] > 0 || shift[2] > 0; }
    [[nodiscard]] constexpr roll_primitive roll(index direction) const {
      roll_primitive rolled;
      for (int i = 0; i < axes; ++i)
        if (shift[i] > 0) rolled.shifts.add(i + 1, direction * shift[i]);
      return rolled;
    }
    // The row of the table for the pair of tokens i / tokens and i % tokens. torchvision numbers the tokens of a window
    // that has shrunk as those of the full one.
    [[nodiscard]] constexpr index relative_position(index pair) const {
      index first = pair / tokens;
      index second = pair % tokens;
      index row = 0;
      index step = 1;
      for (int i = axes - 1; i >= 0; --i) {
        row += (first % full[i] - second % full[i] + full[i] - 1) * step;
        first /= full[i];
        second /= full[i];
        step *= 2 * full[i] - 1;
      }
      return row;
    }
    // Whether a pair of tokens, of the window before them, comes from two sides of the border that was rolled in.
    [[nodiscard]] constexpr bool apart(index pair) const {
      return region(pair / tokens / tokens, pair / tokens % tokens) != region(pair / tokens / tokens, pair % tokens);
    }
    [[nodiscard]] constexpr index region(index number, index token) const {
      index result = 0;
      for (int i = axes - 1; i >= 0; --i) {
        const index count = padded[i] / window[i];
        const index at = number % count * window[i] + token % window[i];
        result = result * 3 + (shift[i] == 0 || at < padded[i] - window[i] ? 0 : at < padded[i] - shift[i] ? 1 : 2);
        number /= count;
        token /= window[i];
      }
      return result;
    }
  };

  constexpr void check(const shape& x) const {
    tally::detail::require_positive("tally: a window attention's number of channels is not positive", dim);
    tally::detail::require_positive("tally: a window attention's number of heads is not positive", num_heads);
    for (int i = 0; i < 3; ++i)
      tally::detail::require_positive("tally: a window attention's window is not positive", window[i]);
    if (dim % num_heads != 0)
      tally::detail::fail_on_sizes("tally: a window attention's heads do not divide its channels; they are", dim,
                                   num_heads);
    if ((x.rank() != 4 && (x.rank() != 5 || version_2)) || x[-1] != dim)
      tally::detail::fail_on_shapes("tally: a window attention takes [n, (depth,) height, width, channels]", x,
                                    shape{1, 1, 1, dim});
  }

  // `[n · windows, tokens, channels]` to the same.
  constexpr auto attend(auto& context, const grid& g, const auto& x) const {
    const index groups = size_product(g.batch, g.windows);
    const index width = dim / num_heads;
    const auto bias = position_bias(context, g, x);
    const auto joined =
        permute(reshape(context(qkv, projection{dim, version_2}, x), shape{groups, g.tokens, 3, num_heads, width}),
                {2, 0, 3, 1, 4});
    const auto q = slice(joined, 0, 0, 1);
    const auto k = slice(joined, 0, 1, 2);
    const auto v = slice(joined, 0, 2, 3);
    auto scores = compare(context, q, k) + bias;
    if (g.rolls()) {
      const auto mask = constant_like(x, {g.windows, 1, g.tokens, g.tokens},
                                      [&](index pair) { return g.apart(pair) ? -100.0 : 0.0; });
      const shape flat = scores.shape();
      scores = reshape(reshape(scores, shape{g.batch, g.windows, num_heads, g.tokens, g.tokens}) + mask, flat);
    }
    const auto mixed = permute(matmul(softmax(scores), v), {0, 1, 3, 2, 4});
    return context(proj, nn::linear{dim, dim}, reshape(mixed, x.shape()));
  }

  constexpr auto compare(auto& context, const auto& q, const auto& k) const {
    if (!version_2) {
      const auto root = tally::detail::constant_math::sqrt(static_cast<long double>(dim / num_heads));
      return matmul_transposed(q * static_cast<double>(1 / root), k);
    }
    const auto directions = unit_vectors(q);
    const auto cosines = matmul_transposed(directions, unit_vectors(k));
    const auto& scale = context.parameter(logit_scale, {num_heads, 1, 1}, initial{.centre = 2.3, .bound = 0.1});
    return cosines * exp(minimum(scale, 4.605170185988092));  // at most a hundred
  }
  // x / max(|x|, 10⁻¹²) along the last axis.
  static constexpr auto unit_vectors(const auto& x) { return x / maximum(sqrt(sum(x * x, -1, true)), 1e-12); }

  // `[heads, tokens, tokens]`.
  constexpr auto position_bias(auto& context, const grid& g, const auto& x) const {
    const auto rows = positions_like(x, {g.tokens, g.tokens}, [&](index pair) { return g.relative_position(pair); });
    index count = 1;
    for (int i = 0; i < g.axes; ++i) count = size_product(count, size_product(2, g.full[i]) - 1);
    if (!version_2) {
      const auto& table = context.parameter(table_name, {count, num_heads}, initial{.bound = 0.02});
      return permute(gather(table, rows), {2, 0, 1});
    }
    const auto coordinates = constant_like(x, {1, 2 * g.full[0] - 1, 2 * g.full[1] - 1, 2}, [&](index i) {
      const bool vertical = i % 2 == 0;
      const index columns = 2 * g.full[1] - 1;
      const index from = vertical ? g.full[0] - 1 : g.full[1] - 1;
      const index distance = (vertical ? i / 2 / columns : i / 2 % columns) - from;
      return logarithmic(distance, from);
    });
    const auto table = reshape(context(cpb_mlp, position_network{num_heads}, coordinates), shape{count, num_heads});
    return 16 * sigmoid(permute(gather(table, rows), {2, 0, 1}));
  }
  // sign(d) · log2(8 |d| / most + 1) / 3: -1 to 1 for a window, and slowly beyond.
  static constexpr double logarithmic(index distance, index most) {
    if (distance == 0) return 0;
    const double size = static_cast<double>(distance < 0 ? -distance : distance) / static_cast<double>(most);
    const double log2 = tally::detail::plain::log(8 * size + 1) / 0.69314718055994531;
    return (distance < 0 ? -log2 : log2) / 3;
  }

  // The three projections as one; version 2 has no bias for the keys, and keeps zeros in their place.
  struct projection {
    static constexpr std::string_view name = "linear";
    index dim;
    bool without_key_bias;
    constexpr auto operator()(auto& context, const auto& x) const {
      if (!without_key_bias) return nn::linear{dim, size_product(3, dim)}(context, x);
      const index all_features = size_product(3, dim);
      const auto& weight = context.parameter(nn::names::weight, {all_features, dim}, initial{.fan_in = dim});
      const auto& bias = context.parameter(nn::names::bias, {all_features}, initial{.fan_in = dim});
      const auto queries = slice(bias, 0, 0, dim);
      const auto keys = constant_like(x, {dim}, [](index) { return 0; });
      const auto all = concat(0, queries, keys, slice(bias, 0, 2 * dim, all_features));
      return add_bias(matmul_transposed(x, weight, category::linear), all);
    }
  };

  struct position_network {
    static constexpr std::string_view name = "mlp";
    index num_heads;
    constexpr auto operator()(auto& context, const auto& x) const {
      const auto y = context(1, nn::relu{}, context(0, nn::linear{2, 512}, x));
      return context(2, nn::linear{512, num_heads, false}, y);
    }
  };
};

/// Window attention and a perceptron four times as wide, each with a layer normalisation and a way around it: the
/// normalisation goes before them, or in version 2 after.
struct swin_block {
  static constexpr std::string_view name = "swin_block";
  index dim;
  index num_heads;
  extent3 window;
  bool shifted = false;
  bool version_2 = false;

  template <class X>
  constexpr X operator()(auto& context, const X& input) const {
    const shifted_window_attention attention{dim, num_heads, window, shifted, version_2};
    const nn::layer_norm normalise{dim};
    if (version_2) {
      const auto x = input + context(norm1, normalise, context(attn, attention, input));
      return x + context(norm2, normalise, context(mlp, perceptron{dim}, x));
    }
    const auto x = input + context(attn, attention, context(norm1, normalise, input));
    return x + context(mlp, perceptron{dim}, context(norm2, normalise, x));
  }

 private:
  static constexpr label attn = "attn";
  static constexpr label mlp = "mlp";
  static constexpr label norm1 = "norm1";
  static constexpr label norm2 = "norm2";

  struct perceptron {
    static constexpr std::string_view name = "mlp";
    index dim;
    constexpr auto operator()(auto& context, const auto& x) const {
      const index wide = size_product(4, dim);
      const auto y = context(1, nn::gelu{}, context(0, nn::linear{dim, wide}, x));
      return context(3, nn::linear{wide, dim}, y);  // 2 and 4 are dropouts
    }
  };
};

/// `[…, height, width, dim]` to half the height and width, rounded up, and twice the channels: two by two positions
/// become one, are normalised and projected, or in version 2 projected and normalised.
struct swin_patch_merging {
  static constexpr std::string_view name = "patch_merging";
  index dim;
  bool version_2 = false;

  template <class X>
  constexpr X operator()(auto& context, X x) const {
    if (x.shape().rank() < 3 || x.shape()[-1] != dim)
      tally::detail::fail_on_shapes("tally: merging patches takes […, height, width, channels]", x.shape(),
                                    shape{1, 1, dim});
    const int rows = x.shape().rank() - 3;
    for (int axis = rows; axis < rows + 2; ++axis)
      if (x.shape()[axis] % 2 == 1) x = pad(x, axis, 0, 1);
    const index height = x.shape()[rows];
    const index width = x.shape()[rows + 1];
    const auto even = slice(x, rows, 0, height, 2);
    const auto odd = slice(x, rows, 1, height, 2);
    const auto even_even = slice(even, rows + 1, 0, width, 2);
    const auto odd_even = slice(odd, rows + 1, 0, width, 2);
    const auto even_odd = slice(even, rows + 1, 1, width, 2);
    x = concat(-1, even_even, odd_even, even_odd, slice(odd, rows + 1, 1, width, 2));
    const nn::linear project{size_product(4, dim), 2 * dim, false};
    if (version_2) return context(norm, nn::layer_norm{2 * dim}, context(reduction, project, x));
    return context(reduction, project, context(norm, nn::layer_norm{4 * dim}, x));
  }

 private:
  static constexpr label norm = "norm";
  static constexpr label reduction = "reduction";
};

/// `depth` blocks in a row, every second one with shifted windows.
struct swin_stage {
  static constexpr std::string_view name = "stage";
  index depth;
  index dim;
  index num_heads;
  extent3 window;
  bool version_2 = false;

  template <class X>
  constexpr X operator()(auto& context, X x) const {
    tally::detail::require_positive("tally: a Swin transformer's stage has no positive number of blocks", depth);
    for (index i = 0; i < depth; ++i) x = context(i, swin_block{dim, num_heads, window, i % 2 == 1, version_2}, x);
    return x;
  }
};

}  // namespace tally::models
