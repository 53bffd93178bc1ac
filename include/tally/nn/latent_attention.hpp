// SPDX-License-Identifier: MIT
// Multi-head latent attention: keys and values from a small common vector.
#pragma once

#include "tally/core/constant_math.hpp"
#include "tally/core/label.hpp"
#include "tally/nn/context.hpp"
#include "tally/nn/kv_cache.hpp"
#include "tally/nn/linear.hpp"
#include "tally/nn/normalization.hpp"
#include "tally/nn/scaled_dot_product_attention.hpp"
#include "tally/tensor/primitives/matmul.hpp"
#include "tally/tensor/primitives/movement.hpp"
#include "tally/tensor/primitives/rotary.hpp"

#include <string_view>

namespace tally::nn {

/// Attention over `[n, sequence, embed_dim]` whose keys and values are made of a latent vector of `kv_lora_rank`
/// features a position, and of one rotated key of `qk_rope_head_dim` that all heads share (DeepSeek-AI 2024,
/// DeepSeek-V2). Only these two are cached: kv_lora_rank + qk_rope_head_dim elements a position. Queries come from a
/// latent vector of their own where `q_lora_rank` is not 0. Parameters have the names of transformers: "q_proj", or
/// "q_a_proj", "q_a_layernorm" and "q_b_proj"; "kv_a_proj_with_mqa", "kv_a_layernorm", "kv_b_proj", "o_proj".
///
/// `absorbed` multiplies the queries and the results by the halves of kv_b_proj instead of making keys and values of
/// the latent vectors: the same numbers, for fewer products where there are few queries and many positions, as in
/// decoding.
struct latent_attention {
  static constexpr std::string_view name = "latent_attention";
  index embed_dim;
  index num_heads;
  index q_lora_rank = 0;
  index kv_lora_rank;
  index qk_nope_head_dim;
  index qk_rope_head_dim;
  index v_head_dim;
  double rope_base = 10000;
  double norm_epsilon = 1e-6;
  bool absorbed = false;
  attention_mask mask = tally::mask::causal;
  masking hidden_pairs = masking::dense;

  constexpr auto operator()(auto& context, const auto& x) const {
    const no_kv_cache nothing;
    return with(context, x, nothing, 0);
  }
  /// The same over new positions, which follow those that the cache holds for layer number `layer`: latent vectors as
  /// its keys and rotated keys as its values, `[n, 1, positions, …]`.
  template <class Cache>
  constexpr auto with(auto& context, const auto& x, Cache& cache, index layer, index first_position = 0) const {
    check(x.shape());
    const index n = x.shape()[0];
    const index length = x.shape()[1];
    const index head = size_sum(qk_nope_head_dim, qk_rope_head_dim);
    const rotary_primitive turn{.offset = first_position, .base = rope_base, .interleaved = true};
    const auto q = split_heads(queries(context, x), num_heads);
    const auto plain = slice(q, 3, 0, qk_nope_head_dim);
    const auto turned = rotary(slice(q, 3, qk_nope_head_dim, head), turn);

    const linear compress{embed_dim, size_sum(kv_lora_rank, qk_rope_head_dim), false};
    const auto compressed = context.own(kv_a_proj, compress, x);
    const rms_norm norm{.features = kv_lora_rank, .epsilon = norm_epsilon};
    const auto latent = context(kv_a_layernorm, norm, slice(compressed, 2, 0, kv_lora_rank));
    const auto shared = reshape(slice(compressed, 2, kv_lora_rank, kv_lora_rank + qk_rope_head_dim),
                                shape{n, 1, length, qk_rope_head_dim});
    const auto own = reshape(latent, shape{n, 1, length, kv_lora_rank});
    const auto seen = cache.append(layer, own, rotary(shared, turn));
    const auto mixed = absorbed ? attend_to_latents(context, plain, turned, seen.keys, seen.values)
                                : attend_to_keys(context, plain, turned, seen.keys, seen.values);
    return context(o_proj, linear{size_product(num_heads, v_head_dim), embed_dim, false}, merge_heads(mixed));
  }

  /// Elements that the cache keeps of a position.
  [[nodiscard]] constexpr index cached_elements() const { return size_sum(kv_lora_rank, qk_rope_head_dim); }

 private:
  // Made once, since a deep network enters them again and again.
  static constexpr label q_proj = "q_proj";
  static constexpr label q_a_proj = "q_a_proj";
  static constexpr label q_a_layernorm = "q_a_layernorm";
  static constexpr label q_b_proj = "q_b_proj";
  static constexpr label kv_a_proj = "kv_a_proj_with_mqa";
  static constexpr label kv_a_layernorm = "kv_a_layernorm";
  static constexpr label kv_b_proj = "kv_b_proj";
  static constexpr label o_proj = "o_proj";

  constexpr void check(const shape& x) const {
    tally::detail::require_positive("tally: an attention's embed_dim is not positive", embed_dim);
    tally::detail::require_positive("tally: an attention's number of heads is not positive", num_heads);
    tally::detail::require_positive("tally: a latent attention's kv_lora_rank is not positive", kv_lora_rank);
    tally::detail::require_positive("tally: a latent attention's qk_nope_head_dim is not positive", qk_nope_head_dim);
    tally::detail::require_positive("tally: a latent attention's qk_rope_head_dim is not positive", qk_rope_head_dim);
    tally::detail::require_positive("tally: a latent attention's v_head_dim is not positive", v_head_dim);
    if (q_lora_rank < 0)
      tally::detail::fail_on_sizes("tally: a latent attention's q_lora_rank is negative", q_lora_rank, 0);
    if (x.rank() != 3 || x[2] != embed_dim)
      tally::detail::fail_on_shapes("tally: an attention takes [n, sequence, embed_dim]; input and expectation are", x,
                                    shape{1, 1, embed_dim});
  }
  constexpr auto queries(auto& context, const auto& x) const {
    const index width = size_product(num_heads, size_sum(qk_nope_head_dim, qk_rope_head_dim));
    if (q_lora_rank == 0) return context(q_proj, linear{embed_dim, width, false}, x);
    const auto small = context(q_a_proj, linear{embed_dim, q_lora_rank, false}, x);
    const auto even = context(q_a_layernorm, rms_norm{.features = q_lora_rank, .epsilon = norm_epsilon}, small);
    return context(q_b_proj, linear{q_lora_rank, width, false}, even);
  }
  [[nodiscard]] constexpr attention_options how() const {
    const auto width = static_cast<long double>(size_sum(qk_nope_head_dim, qk_rope_head_dim));
    return {.scale = 1 / static_cast<double>(tally::detail::constant_math::sqrt(width)),
            .mask = mask,
            .hidden_pairs = hidden_pairs};
  }

  // Keys and values of every position that is seen are made of its latent vector.
  constexpr auto attend_to_keys(auto& context, const auto& plain, const auto& turned, const auto& latents,
                                const auto& shared) const {
    const index n = latents.shape()[0];
    const index positions = latents.shape()[2];
    const linear expand{kv_lora_rank, size_product(num_heads, size_sum(qk_nope_head_dim, v_head_dim)), false};
    const auto both =
        split_heads(context(kv_b_proj, expand, reshape(latents, shape{n, positions, kv_lora_rank})), num_heads);
    const auto own = slice(both, 3, 0, qk_nope_head_dim);
    const auto values = slice(both, 3, qk_nope_head_dim, qk_nope_head_dim + v_head_dim);
    const auto keys = concat(3, own, broadcast_to(shared, shape{n, num_heads, positions, qk_rope_head_dim}));
    return grouped_attention(concat(3, plain, turned), keys, values, how());
  }
  // Queries are taken to where the latent vectors are, and results back.
  constexpr auto attend_to_latents(auto& context, const auto& plain, const auto& turned, const auto& latents,
                                   const auto& shared) const {
    const auto weight = context(kv_b_proj, expansion{num_heads, size_sum(qk_nope_head_dim, v_head_dim), kv_lora_rank});
    const auto to_keys = slice(weight, 1, 0, qk_nope_head_dim);
    const auto to_values = slice(weight, 1, qk_nope_head_dim, qk_nope_head_dim + v_head_dim);
    const auto q = concat(3, matmul(plain, to_keys, category::linear), turned);
    const auto mixed = grouped_attention(q, concat(3, latents, shared), latents, how());
    return matmul_transposed(mixed, to_values, category::linear);
  }
  // The weight of kv_b_proj itself, as `[heads, width, kv_lora_rank]`.
  struct expansion {
    static constexpr std::string_view name = "linear";
    index heads;
    index width;
    index rank;
    constexpr auto operator()(auto& context) const {
      const auto& weight =
          context.parameter(names::weight, {size_product(heads, width), rank}, initial{.fan_in = rank});
      return reshape(weight, shape{heads, width, rank});
    }
  };
};

}  // namespace tally::nn
