// SPDX-License-Identifier: MIT
// Attention as language models have it: with fewer keys than queries, rotary positions, and a cache.
#pragma once

#include "tally/nn/context.hpp"
#include "tally/nn/kv_cache.hpp"
#include "tally/nn/linear.hpp"
#include "tally/nn/normalization.hpp"
#include "tally/nn/scaled_dot_product_attention.hpp"
#include "tally/tensor/primitives/rotary.hpp"

#include <string_view>

namespace tally::nn {

/// Rotary position embedding of an attention's queries and keys; of none, unless it is `on`.
struct rotary_embedding {
  bool on = false;
  double base = 10000;
  index features = 0;  ///< how many of a head's features turn; 0: all
  bool interleaved = false;

  template <class X>
  constexpr X operator()(const X& x, index first_position) const {
    if (!on) return x;
    return rotary(x, {.rotated = features, .offset = first_position, .base = base, .interleaved = interleaved});
  }
};

/// Attention over `[n, sequence, embed_dim]` in which groups of `num_heads / kv_heads` heads share keys and values
/// (Ainslie et al. 2023). `kv_heads` of 1 is multi-query attention, of `num_heads` multi-head attention. Called with
/// one input it attends to itself; with two, to the keys and values of the second, `[n, keys, embed_dim]`. Parameters
/// have the names of transformers' Llama: "q_proj", "k_proj", "v_proj", "o_proj", and with `qk_norm` "q_norm" and
/// "k_norm".
struct grouped_query_attention {
  static constexpr std::string_view name = "grouped_query_attention";
  index embed_dim;
  index num_heads;
  index kv_heads;
  index head_dim = 0;  ///< 0: embed_dim / num_heads
  bool qkv_bias = false;
  bool out_bias = false;
  bool qk_norm = false;  ///< RMS normalisation of each head's queries and keys, as in Qwen 3
  double norm_epsilon = 1e-6;
  rotary_embedding rotary{};
  attention_options how{};

  constexpr auto operator()(auto& context, const auto& x) const {
    no_kv_cache nothing;
    return with(context, x, nothing, 0);
  }
  constexpr auto operator()(auto& context, const auto& x, const auto& memory) const {
    check(x.shape());
    check(memory.shape());
    const auto q = heads(context, q_proj, x, num_heads);
    const auto k = heads(context, k_proj, memory, kv_heads);
    const auto v = heads(context, v_proj, memory, kv_heads);
    return out(context, grouped_attention(normalised(context, q_norm, q), normalised(context, k_norm, k), v, how));
  }
  /// The same over new positions, which follow those that the cache holds for layer number `layer`.
  template <class Cache>
  constexpr auto with(auto& context, const auto& x, Cache& cache, index layer, index first_position = 0) const {
    check(x.shape());
    const auto q = normalised(context, q_norm, heads(context, q_proj, x, num_heads));
    const auto k = normalised(context, k_norm, heads(context, k_proj, x, kv_heads));
    const auto v = heads(context, v_proj, x, kv_heads);
    const auto turned = rotary(q, first_position);
    const auto seen = cache.append(layer, rotary(k, first_position), v);
    return out(context, grouped_attention(turned, seen.keys, seen.values, how));
  }

 private:
  // Made once, since a deep network enters them again and again.
  static constexpr label q_proj = "q_proj";
  static constexpr label k_proj = "k_proj";
  static constexpr label v_proj = "v_proj";
  static constexpr label o_proj = "o_proj";
  static constexpr label q_norm = "q_norm";
  static constexpr label k_norm = "k_norm";

  [[nodiscard]] constexpr index width() const { return head_dim == 0 ? embed_dim / num_heads : head_dim; }
  constexpr void check(const shape& x) const {
    tally::detail::require_positive("tally: an attention's embed_dim is not positive", embed_dim);
    tally::detail::require_positive("tally: an attention's number of heads is not positive", num_heads);
    tally::detail::require_positive("tally: an attention's number of key heads is not positive", kv_heads);
    if (head_dim == 0 && embed_dim % num_heads != 0)
      tally::detail::fail_on_sizes("tally: an attention's heads do not divide its embed_dim; embed_dim and heads are",
                                   embed_dim, num_heads);
    if (head_dim < 0) tally::detail::fail_on_sizes("tally: an attention's head_dim is negative", head_dim, 0);
    if (num_heads % kv_heads != 0)
      tally::detail::fail_on_sizes("tally: an attention's heads are no multiple of its key heads; they are", num_heads,
                                   kv_heads);
    static_cast<void>(shape{num_heads, width(), embed_dim});  // the weight: nothing below overflows
    if (x.rank() != 3 || x[2] != embed_dim)
      tally::detail::fail_on_shapes("tally: an attention takes [n, sequence, embed_dim]; input and expectation are", x,
                                    shape{1, 1, embed_dim});
  }
  constexpr auto heads(auto& context, const label& projection, const auto& x, index count) const {
    return split_heads(context.own(projection, linear{embed_dim, size_product(count, width()), qkv_bias}, x), count);
  }
  template <class X>
  constexpr X normalised(auto& context, const label& scope, const X& x) const {
    if (!qk_norm) return x;
    return context(scope, rms_norm{.features = width(), .epsilon = norm_epsilon}, x);
  }
  constexpr auto out(auto& context, const auto& mixed) const {
    return context(o_proj, linear{size_product(num_heads, width()), embed_dim, out_bias}, merge_heads(mixed));
  }
};

/// A grouped-query attention as layer number `layer` of a network that keeps its keys and values in `cache`; its input
/// begins at `first_position`. All of them must outlive it.
template <class Cache>
struct cached_attention {
  static constexpr std::string_view name = grouped_query_attention::name;
  const grouped_query_attention& attention;
  Cache& cache;
  index layer;
  index first_position;

  constexpr auto operator()(auto& context, const auto& x) const {
    return attention.with(context, x, cache, layer, first_position);
  }
};
template <class Cache>
cached_attention(const grouped_query_attention&, Cache&, index, index) -> cached_attention<Cache>;

}  // namespace tally::nn
