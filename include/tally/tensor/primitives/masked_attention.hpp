// SPDX-License-Identifier: MIT
// Attention over the pairs that a mask leaves, and over all pairs with a mask.
#pragma once

#include "tally/core/math.hpp"
#include "tally/tensor/attention_mask.hpp"
#include "tally/tensor/primitive.hpp"
#include "tally/tensor/primitives/arithmetic.hpp"
#include "tally/tensor/primitives/broadcast.hpp"

#include <limits>
#include <string_view>

namespace tally {

namespace detail {

// The pairs that a mask leaves, one query after the other, as an axis.
constexpr index visible_pairs(const attention_mask& mask, index queries, index keys) {
  const natural pairs = mask.pairs(queries, keys);
  if (pairs > (std::numeric_limits<index>::max)())
    fail_on_sizes("tally: an attention's pairs of queries and keys do not fit 64 bits; queries and keys are", queries,
                  keys);
  return static_cast<index>(pairs);
}
// The batch axes of two inputs, of which the last axes are no batch.
constexpr shape joined_batch(const shape& a, int a_last, const shape& b, int b_last) {
  return broadcast(a.sub(0, a.rank() - a_last), b.sub(0, b.rank() - b_last));
}

}  // namespace detail

/// q kᵀ for the pairs that exist: `[…, queries, d]` and `[…, keys, d]` give `[…, pairs]`, query after query. The axes
/// before are a batch and broadcast.
struct masked_scores_primitive {
  static constexpr std::string_view name = "masked_scores";
  static constexpr category kind = category::attention;
  attention_mask mask;

  constexpr shape output(const shape& q, const shape& k) const {
    if (q.rank() < 2 || k.rank() < 2 || q[-1] != k[-1])
      detail::fail_on_shapes("tally: attention takes queries [..., queries, d] and keys [..., keys, d]", q, k);
    return detail::joined_batch(q, 2, k, 2).push_back(detail::visible_pairs(mask, q[-2], k[-2]));
  }
  // Each pair is a dot product of length d.
  constexpr cost formula(const shape& output, const shape& q, const shape&) const {
    const natural pairs = output.volume();
    const natural d = q[-1];
    return cost{{operation::mul, pairs * d}, {operation::add, pairs * (d - 1)}}.with_macs(pairs * d);
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& q, const tensor<S>& k) const {
    const index queries = q.shape()[-2];
    const index keys = k.shape()[-2];
    const index d = q.shape()[-1];
    const shape batch = output.shape().sub(0, output.shape().rank() - 1);
    const detail::strides q_batch(q.shape().sub(0, q.shape().rank() - 2), batch);
    const detail::strides k_batch(k.shape().sub(0, k.shape().rank() - 2), batch);
    S* to = output.data();
    for (index b = 0; b < batch.volume(); ++b)
      for (index i = 0; i < queries; ++i) {
        const S* query = q.data() + (q_batch.offset(batch, b) * queries + i) * d;
        for (index j = mask.first(i, queries, keys); j < mask.last(i, queries, keys); ++j) {
          const S* key = k.data() + (k_batch.offset(batch, b) * keys + j) * d;
          S sum = query[0] * key[0];
          for (index p = 1; p < d; ++p) sum += query[p] * key[p];
          *to++ = sum;
        }
      }
  }
};

/// Softmax of each query's scores, `[…, pairs]`.
struct masked_softmax_primitive {
  static constexpr std::string_view name = "masked_softmax";
  static constexpr category kind = category::softmax;
  attention_mask mask;
  index queries = 1;
  index keys = 1;

  constexpr shape output(const shape& scores) const {
    if (scores.rank() < 1 || scores[-1] != detail::visible_pairs(mask, queries, keys))
      detail::fail_on_shapes("tally: scores [..., pairs] are not as many as the mask leaves", scores,
                             shape{detail::visible_pairs(mask, queries, keys)});
    return scores;
  }
  // A query that sees n keys: n - 1 min_max, n subtractions, n exponentials, n - 1 additions, n divisions.
  constexpr cost formula(const shape& output, const shape&) const {
    const natural pairs = output.volume();
    const natural rows = pairs / output[-1] * queries;
    return {{operation::min_max, pairs - rows},
            {operation::sub, pairs},
            {operation::exp, pairs},
            {operation::add, pairs - rows},
            {operation::div, pairs}};
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& scores) const {
    using detail::plain::exp;
    const S* in = scores.data();
    S* out = output.data();
    for (index b = 0; b < scores.size() / scores.shape()[-1]; ++b)
      for (index i = 0; i < queries; ++i) {
        const index n = mask.last(i, queries, keys) - mask.first(i, queries, keys);
        S highest = in[0];
        for (index j = 1; j < n; ++j) highest = detail::larger(highest, in[j]);
        for (index j = 0; j < n; ++j) out[j] = S(exp(in[j] - highest));
        S total = out[0];
        for (index j = 1; j < n; ++j) total += out[j];
        for (index j = 0; j < n; ++j) out[j] = out[j] / total;
        in += n;
        out += n;
      }
  }
};

/// Each query's mixture of the values that it sees: `[…, pairs]` and `[…, keys, d]` give `[…, queries, d]`.
struct masked_mix_primitive {
  static constexpr std::string_view name = "masked_mix";
  static constexpr category kind = category::attention;
  attention_mask mask;
  index queries = 1;

  constexpr shape output(const shape& weights, const shape& v) const {
    if (weights.rank() < 1 || v.rank() < 2 || weights[-1] != detail::visible_pairs(mask, queries, v[-2]))
      detail::fail_on_shapes("tally: weights [..., pairs] are not as many as the mask leaves of values [..., keys, d]",
                             weights, v);
    return detail::joined_batch(weights, 1, v, 2).push_back(queries).push_back(v[-1]);
  }
  // Every pair multiplies d values; a query that sees n adds n - 1 times.
  constexpr cost formula(const shape& output, const shape& weights, const shape&) const {
    const natural elements = output.volume();
    const natural products = elements / queries * weights[-1];
    return cost{{operation::mul, products}, {operation::add, products - elements}}.with_macs(products);
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& weights, const tensor<S>& v) const {
    const index keys = v.shape()[-2];
    const index d = v.shape()[-1];
    const shape batch = output.shape().sub(0, output.shape().rank() - 2);
    const detail::strides weights_batch(weights.shape().sub(0, weights.shape().rank() - 1), batch);
    const detail::strides v_batch(v.shape().sub(0, v.shape().rank() - 2), batch);
    for (index b = 0; b < batch.volume(); ++b) {
      const S* weight = weights.data() + weights_batch.offset(batch, b) * weights.shape()[-1];
      for (index i = 0; i < queries; ++i) {
        S* to = output.data() + (b * queries + i) * d;
        const index first = mask.first(i, queries, keys);
        for (index j = first; j < mask.last(i, queries, keys); ++j, ++weight) {
          const S* value = v.data() + (v_batch.offset(batch, b) * keys + j) * d;
          if (j == first)
            for (index c = 0; c < d; ++c) to[c] = *weight * value[c];
          else
            for (index c = 0; c < d; ++c) to[c] += *weight * value[c];
        }
      }
    }
  }
};

/// The pairs that a mask leaves of `[…, queries, keys]`, as `[…, pairs]`.
struct visible_primitive {
  static constexpr std::string_view name = "visible";
  static constexpr category kind = category::movement;
  attention_mask mask;

  constexpr shape output(const shape& x) const {
    if (x.rank() < 2) detail::fail_on_shapes("tally: a mask takes [..., queries, keys]", x, shape{1, 1});
    return x.sub(0, x.rank() - 2).push_back(detail::visible_pairs(mask, x[-2], x[-1]));
  }
  constexpr cost formula(const shape&, const shape&) const { return {}; }
  constexpr natural traffic(const shape& output, const shape&) const { return output.volume(); }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    const index queries = x.shape()[-2];
    const index keys = x.shape()[-1];
    S* to = output.data();
    for (index row = 0; row < x.size() / keys; ++row)
      for (index j = mask.first(row % queries, queries, keys); j < mask.last(row % queries, queries, keys); ++j)
        *to++ = x.data()[row * keys + j];
  }
};

/// `[…, queries, keys]` with minus infinity where the mask hides a key.
struct masked_fill_primitive {
  static constexpr std::string_view name = "masked_fill";
  static constexpr category kind = category::movement;
  attention_mask mask;

  constexpr shape output(const shape& x) const {
    if (x.rank() < 2) detail::fail_on_shapes("tally: a mask takes [..., queries, keys]", x, shape{1, 1});
    mask.check(x[-2], x[-1]);
    return x;
  }
  constexpr cost formula(const shape&, const shape&) const { return {}; }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    const index queries = x.shape()[-2];
    const index keys = x.shape()[-1];
    const S nothing = S(-std::numeric_limits<double>::infinity());
    for (index i = 0; i < x.size(); ++i) {
      const index query = i / keys % queries;
      const bool seen = i % keys >= mask.first(query, queries, keys) && i % keys < mask.last(query, queries, keys);
      output.data()[i] = seen ? x.data()[i] : nothing;
    }
  }
};

/// Scores of the pairs that exist, `[…, pairs]`: d products and d - 1 additions each.
template <tensor_like Q, tensor_like K>
[[nodiscard]] constexpr auto masked_scores(const Q& q, const K& k, const attention_mask& mask) {
  return apply(masked_scores_primitive{mask}, q, k);
}
/// Softmax of each query's scores, computed stably: n - 1 min_max, n sub, n exp, n - 1 add, n div for n keys.
template <tensor_like X>
[[nodiscard]] constexpr auto masked_softmax(const X& scores, const attention_mask& mask, index queries, index keys) {
  return apply(masked_softmax_primitive{mask, queries, keys}, scores);
}
/// Each query's mixture of values by `[…, pairs]` weights: n products and n - 1 additions an element for n keys.
template <tensor_like W, tensor_like V>
[[nodiscard]] constexpr auto masked_mix(const W& weights, const V& v, const attention_mask& mask, index queries) {
  return apply(masked_mix_primitive{mask, queries}, weights, v);
}
/// The pairs of `[…, queries, keys]` that exist, as `[…, pairs]`; no arithmetic.
template <tensor_like X>
[[nodiscard]] constexpr auto visible(const X& x, const attention_mask& mask) {
  return apply(visible_primitive{mask}, x);
}
/// Minus infinity for pairs that the mask hides, so that softmax makes them zero; no arithmetic.
template <tensor_like X>
[[nodiscard]] constexpr auto masked_fill(const X& x, const attention_mask& mask) {
  return apply(masked_fill_primitive{mask}, x);
}

}  // namespace tally
