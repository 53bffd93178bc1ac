// SPDX-License-Identifier: MIT
// Attention of heads, with what language models add to it: masks, groups, soft caps, biases of the scores.
#pragma once

#include "tally/core/constant_math.hpp"
#include "tally/tensor/attention_mask.hpp"
#include "tally/tensor/primitives/arithmetic.hpp"
#include "tally/tensor/primitives/masked_attention.hpp"
#include "tally/tensor/primitives/matmul.hpp"
#include "tally/tensor/primitives/movement.hpp"
#include "tally/tensor/primitives/softmax.hpp"
#include "tally/tensor/primitives/unary.hpp"

#include <concepts>

namespace tally {

/// What becomes of pairs that a mask hides: computed and then thrown away, as reference implementations do and most
/// published figures count; or never computed, as flash attention's kernels do.
enum class masking : unsigned char { dense, exact };

struct attention_options {
  double scale = 0;    ///< what multiplies the queries; 0: 1/√d. 1 multiplies nothing
  double softcap = 0;  ///< scores become cap · tanh(score / cap), as in Gemma 2; 0: they stay
  attention_mask mask{};
  masking hidden_pairs = masking::dense;
};

namespace detail {

struct no_bias {};

// softmax of the scores, dense or of the pairs that exist, times the values.
template <class Q, class K, class V, class Bias>
constexpr auto attend(const Q& q, const K& k, const V& v, const Bias& bias, const attention_options& how) {
  const index queries = q.shape()[-2];
  const index keys = k.shape()[-2];
  const bool hides = how.mask.hides(queries, keys);
  const bool exact = hides && how.hidden_pairs == masking::exact;
  auto scaled = q;
  if (how.scale == 0)
    scaled = q * (1 / static_cast<double>(constant_math::sqrt(static_cast<long double>(q.shape()[-1]))));
  else if (how.scale != 1)
    scaled = q * how.scale;
  auto scores = exact ? masked_scores(scaled, k, how.mask) : matmul_transposed(scaled, k, category::attention);
  if (how.softcap != 0) scores = tanh(scores / how.softcap) * how.softcap;
  if constexpr (!std::same_as<Bias, no_bias>) scores = exact ? scores + visible(bias, how.mask) : scores + bias;
  if (exact) return masked_mix(masked_softmax(scores, how.mask, queries, keys), v, how.mask, queries);
  if (hides) scores = masked_fill(scores, how.mask);
  return matmul(softmax(scores), v, category::attention);
}

}  // namespace detail

/// softmax(cap(scale · q kᵀ) + bias, masked) v for `[…, queries, d]`, `[…, keys, d]` and `[…, keys, width]`, with a
/// bias that broadcasts to `[…, queries, keys]`. Spends per score d multiply-accumulates, with a soft cap a division, a
/// tanh and a product, with a bias an addition; then softmax and the mixture of the values. Where `mask` hides pairs
/// these are all computed, or none of them, see `masking`.
template <tensor_like Q, tensor_like K, tensor_like V>
[[nodiscard]] constexpr auto scaled_dot_product_attention(const Q& q, const K& k, const V& v,
                                                          const attention_options& how) {
  return detail::attend(q, k, v, detail::no_bias(), how);
}
template <tensor_like Q, tensor_like K, tensor_like V, tensor_like Bias>
[[nodiscard]] constexpr auto scaled_dot_product_attention(const Q& q, const K& k, const V& v, const Bias& bias,
                                                          const attention_options& how) {
  return detail::attend(q, k, v, bias, how);
}

/// `[n, sequence, heads · d]` as `[n, heads, sequence, d]`. Throws `tally::shape_error` unless heads divide the width.
template <tensor_like X>
[[nodiscard]] constexpr auto split_heads(const X& x, index heads) {
  detail::require_positive("tally: an attention's number of heads is not positive", heads);
  const shape& s = x.shape();
  if (s.rank() != 3 || s[2] % heads != 0)
    detail::fail_on_shapes("tally: heads are cut from [n, sequence, heads · d]; input and heads are", s, shape{heads});
  return permute(reshape(x, shape{s[0], s[1], heads, s[2] / heads}), {0, 2, 1, 3});
}
/// `[n, heads, sequence, d]` as `[n, sequence, heads · d]`.
template <tensor_like X>
[[nodiscard]] constexpr auto merge_heads(const X& x) {
  const shape& s = x.shape();
  if (s.rank() != 4) detail::fail_on_shapes("tally: heads are [n, heads, sequence, d]", s, shape{1, 1, 1, 1});
  return reshape(permute(x, {0, 2, 1, 3}), shape{s[0], s[2], s[1] * s[3]});
}

namespace detail {

template <class Q, class K, class V, class Bias>
constexpr auto attend_in_groups(const Q& q, const K& k, const V& v, const Bias& bias, const attention_options& how) {
  const shape& qs = q.shape();
  const shape& ks = k.shape();
  const shape& vs = v.shape();
  if (qs.rank() != 4 || ks.rank() != 4 || vs.rank() != 4 || vs.sub(0, 3) != ks.sub(0, 3))
    fail_on_shapes("tally: grouped attention takes keys and values [n, kv_heads, keys, d]", ks, vs);
  const index shared = ks[1];
  if (qs[0] != ks[0] || qs[1] % shared != 0)
    fail_on_shapes("tally: grouped attention's heads [n, heads, queries, d] are no multiple of its keys' [n, kv_heads, "
                   "keys, d]",
                   qs, ks);
  if (qs[1] == shared) return attend(q, k, v, bias, how);
  const index group = qs[1] / shared;
  const auto queries = reshape(q, shape{qs[0], shared, group, qs[2], qs[3]});
  const auto keys = reshape(k, shape{ks[0], shared, 1, ks[2], ks[3]});
  const auto values = reshape(v, shape{vs[0], shared, 1, vs[2], vs[3]});
  const shape result{qs[0], qs[1], qs[2], vs[3]};
  if constexpr (std::same_as<Bias, no_bias>)
    return reshape(attend(queries, keys, values, bias, how), result);
  else
    return reshape(
        attend(queries, keys, values, reshape(bias, shape{1, shared, group, bias.shape()[-2], bias.shape()[-1]}), how),
        result);
}

}  // namespace detail

/// Attention of `[n, heads, queries, d]` in which groups of heads share `[n, kv_heads, keys, d]` (Ainslie et al. 2023):
/// one key head is multi-query attention, as many as heads is plain multi-head attention. The products are as many as
/// if each head had keys of its own. A bias is `[heads, queries, keys]`.
template <tensor_like Q, tensor_like K, tensor_like V>
[[nodiscard]] constexpr auto grouped_attention(const Q& q, const K& k, const V& v, const attention_options& how = {}) {
  return detail::attend_in_groups(q, k, v, detail::no_bias(), how);
}
template <tensor_like Q, tensor_like K, tensor_like V, tensor_like Bias>
[[nodiscard]] constexpr auto grouped_attention(const Q& q, const K& k, const V& v, const Bias& bias,
                                               const attention_options& how) {
  return detail::attend_in_groups(q, k, v, bias, how);
}

}  // namespace tally
