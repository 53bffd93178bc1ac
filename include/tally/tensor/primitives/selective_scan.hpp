// SPDX-License-Identifier: MIT
// State spaces that choose what they keep.
#pragma once

#include "tally/core/math.hpp"
#include "tally/tensor/primitive.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace tally {

/// The selective scan of Mamba (Gu and Dao 2023, algorithm 2): for each channel d and each of n states,
/// h' = exp(Δ·A)·h + Δ·x·B, beginning with zero, and y = Σ C·h' + D·x. x and Δ are `[batch, sequence, channels]`, A is
/// `[channels, n]`, B and C are `[batch, sequence, n]`, D is `[channels]`. Δ·x·B is the simplified discretisation that
/// the paper's code has.
struct selective_scan_primitive {
  static constexpr std::string_view name = "selective_scan";
  static constexpr category kind = category::matmul;

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
    return x;
  }

  // An element of the result takes, for each of n states, Δ·A, its exponential, that times h, Δx·B, and their sum; a
  // dot product of n with C; and Δ·x, D·x and a sum. The state of zeros is multiplied like other numbers.
  constexpr cost formula(const shape& output, const shape&, const shape&, const shape& a, const shape&, const shape&,
                         const shape&) const {
    const natural elements = output.volume();
    const natural n = a[1];
    return cost{
        {operation::mul, elements * (n * 4 + 2)}, {operation::exp, elements * n}, {operation::add, elements * (n * 2)}}
        .with_macs(elements * n);
  }

  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x, const tensor<S>& delta, const tensor<S>& a,
                      const tensor<S>& b, const tensor<S>& c, const tensor<S>& d) const {
    using detail::plain::exp;
    const index length = x.shape()[1];
    const index channels = x.shape()[2];
    const index n = a.shape()[1];
    std::vector<S> states;
    for (index batch = 0; batch < x.shape()[0]; ++batch) {
      states.assign(static_cast<std::size_t>(channels * n), S(0));
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
          output.data()[row * channels + i] = sum + d.data()[i] * in;
        }
      }
    }
  }
};

/// Mamba's selective scan of `x` `[n, sequence, channels]` by the steps `delta` of the same shape; see
/// selective_scan_primitive. With s states: 4s + 2 multiplications, s exponentials and 2s additions an element.
template <tensor_like X, tensor_like Delta, tensor_like A, tensor_like B, tensor_like C, tensor_like D>
[[nodiscard]] constexpr auto selective_scan(const X& x, const Delta& delta, const A& a, const B& b, const C& c,
                                            const D& d) {
  return apply(selective_scan_primitive{}, x, delta, a, b, c, d);
}

}  // namespace tally
