// SPDX-License-Identifier: MIT
// State spaces that choose what they keep.
#pragma once

#include "tally/core/math.hpp"
#include "tally/core/vector.hpp"
#include "tally/tensor/primitive.hpp"

#include <cstddef>
#include <string_view>

namespace tally {

/// The selective scan of Mamba (Gu and Dao 2023, algorithm 2): for each channel d and each of n states,
/// h' = exp(Δ·A)·h + Δ·x·B, beginning with zero, and y = Σ C·h' + D·x. x and Δ are `[batch, sequence, channels]`, A is
/// `[channels, n]`, B and C are `[batch, sequence, n]`, D is `[channels]`. Δ·x·B is the simplified discretisation that
/// the paper's code has. A seventh input, `[batch, n, channels]`, is the state to begin with; with `keep_state` the
/// last state stands behind the sequence, as n more rows of `[batch, sequence + n, channels]`.
struct selective_scan_primitive {
  static constexpr std::string_view name = "selective_scan";
  static constexpr category kind = category::matmul;
  bool keep_state = false;

  constexpr shape output(const shape& x, const shape& delta, const shape& a, const shape& b, const shape& c,
                         const shape& d) const {
    if (x.rank() != 3)
      detail::fail_on_shapes("tally: a selective scan takes [n, sequence, channels]", x, shape{1, 1, 1});
    if (delta != x) detail::fail_on_shapes("tally: a selective scan's input and its steps differ in shape", x, delta);
    if (a.rank() != 2 || a[0] != x[2])
      detail::fail_on_shapes("tally: a selective scan's input has other channels than its A [channels, states]", x, a);
    const shape states{x[0], x[1], a[1]};
    if (b != states) detail::fail_on_shapes("tally: a selective scan's B is not [n, sequence, states]", b, states);
    if (c != states) detail::fail_on_shapes("tally: a selective scan's C is not [n, sequence, states]", c, states);
    if (d != shape{x[2]}) detail::fail_on_shapes("tally: a selective scan's D is not [channels]", d, shape{x[2]});
    return keep_state ? shape{x[0], size_sum(x[1], a[1]), x[2]} : x;
  }
  constexpr shape output(const shape& x, const shape& delta, const shape& a, const shape& b, const shape& c,
                         const shape& d, const shape& state) const {
    const shape result = output(x, delta, a, b, c, d);
    const shape expected{x[0], a[1], x[2]};
    if (state != expected)
      detail::fail_on_shapes("tally: a selective scan's state is not [n, states, channels]", state, expected);
    return result;
  }

  // An element of the sequence takes, for each of n states, Δ·A, its exponential, that times h, Δx·B, and their sum; a
  // dot product of n with C; and Δ·x, D·x and a sum. A state of zeros is multiplied like other numbers.
  template <class... State>
  constexpr cost formula(const shape&, const shape& x, const shape&, const shape& a, const shape&, const shape&,
                         const shape&, const State&...) const {
    const natural elements = x.volume();
    const natural n = a[1];
    return cost{
        {operation::mul, elements * (n * 4 + 2)}, {operation::exp, elements * n}, {operation::add, elements * (n * 2)}}
        .with_macs(elements * n);
  }

  template <class S, class... State>
  constexpr void loop(tensor<S>& output, const tensor<S>& x, const tensor<S>& delta, const tensor<S>& a,
                      const tensor<S>& b, const tensor<S>& c, const tensor<S>& d, const State&... begin) const {
    using detail::plain::exp;
    const index length = x.shape()[1];
    const index channels = x.shape()[2];
    const index n = a.shape()[1];
    detail::vector<S> states;  // [channels, n]
    for (index batch = 0; batch < x.shape()[0]; ++batch) {
      states.assign(static_cast<std::size_t>(channels * n), S(0));
      [[maybe_unused]] const auto copy_in = [&](const tensor<S>& given) {
        for (index j = 0; j < n; ++j)
          for (index i = 0; i < channels; ++i)
            states[static_cast<std::size_t>(i * n + j)] = given.data()[(batch * n + j) * channels + i];
      };
      (copy_in(begin), ...);
      S* out = output.data() + batch * (keep_state ? length + n : length) * channels;
      for (index t = 0; t < length; ++t) {
        const index row = batch * length + t;
        const S* enter = b.data() + row * n;
        const S* leave = c.data() + row * n;
        for (index i = 0; i < channels; ++i) {
          const S& in = x.data()[row * channels + i];
          const S& step = delta.data()[row * channels + i];
          const S* rate = a.data() + i * n;
          S* h = states.data() + i * n;
          const S fed = step * in;
          for (index j = 0; j < n; ++j) {
            const S kept = S(exp(step * rate[j])) * h[j];
            h[j] = kept + fed * enter[j];
          }
          S sum = leave[0] * h[0];
          for (index j = 1; j < n; ++j) sum += leave[j] * h[j];
          out[t * channels + i] = sum + d.data()[i] * in;
        }
      }
      if (!keep_state) continue;
      for (index j = 0; j < n; ++j)
        for (index i = 0; i < channels; ++i)
          out[(length + j) * channels + i] = states[static_cast<std::size_t>(i * n + j)];
    }
  }
};

/// Mamba's selective scan of `x` `[n, sequence, channels]` by the steps `delta` of the same shape, from zeros; see
/// selective_scan_primitive, which also begins with a state and keeps the last one. With s states: 4s + 2
/// multiplications, s exponentials and 2s additions an element.
template <tensor_like X, tensor_like Delta, tensor_like A, tensor_like B, tensor_like C, tensor_like D>
[[nodiscard]] constexpr auto selective_scan(const X& x, const Delta& delta, const A& a, const B& b, const C& c,
                                            const D& d) {
  return apply(selective_scan_primitive{}, x, delta, a, b, c, d);
}

}  // namespace tally
