// SPDX-License-Identifier: MIT
// Mamba's block: a selective state space between two projections.
#pragma once

#include "tally/core/label.hpp"
#include "tally/nn/activation.hpp"
#include "tally/nn/context.hpp"
#include "tally/nn/convolution.hpp"
#include "tally/nn/linear.hpp"
#include "tally/nn/state_cache.hpp"
#include "tally/tensor/primitives/arithmetic.hpp"
#include "tally/tensor/primitives/movement.hpp"
#include "tally/tensor/primitives/selective_scan.hpp"
#include "tally/tensor/primitives/unary.hpp"

#include <concepts>
#include <string_view>
#include <type_traits>

namespace tally::nn {

/// `[n, sequence, d_model]` to the same (Gu and Dao 2023, figure 3): one projection gives x and a gate; x goes through
/// a causal depthwise convolution over `d_conv` positions, SiLU and the selective scan, whose steps, B and C follow
/// from it; the gate's SiLU multiplies it, and a projection leads back. Parameters have the names of mamba-ssm:
/// "in_proj", "conv1d", "x_proj", "dt_proj", "A_log", "D", "out_proj". A `dt_rank` of 0 is d_model / 16, rounded up. A
/// = -exp(A_log) is computed at each call.
struct mamba_block {
  static constexpr std::string_view name = "mamba_block";
  index d_model;
  index d_state = 16;
  index d_conv = 4;
  index expand = 2;
  index dt_rank = 0;
  bool conv_bias = true;
  bool bias = false;

  constexpr auto operator()(auto& context, const auto& input) const {
    const no_state_cache nothing;
    return with(context, input, nothing, 0);
  }
  /// The same over new positions, which go on from what the cache keeps of layer number `layer`.
  template <class Cache>
  constexpr auto with(auto& context, const auto& input, Cache& cache, index layer) const {
    check(input.shape());
    const index inner = size_product(expand, d_model);
    const index rank = dt_rank > 0 ? dt_rank : tally::detail::ceil_div(d_model, 16);
    const auto joined = context(in_proj, linear{d_model, size_product(2, inner), bias}, input);
    const auto x = convolved(context, slice(joined, 2, 0, inner), cache, layer);
    const auto gate = slice(joined, 2, inner, 2 * inner);

    const auto chosen = context(x_proj, linear{inner, size_sum(rank, size_product(2, d_state)), false}, x);
    const auto raw = context(dt_proj, linear{rank, inner, true}, slice(chosen, 2, 0, rank));
    const auto delta = tally::softplus(raw);
    const auto enter = slice(chosen, 2, rank, rank + d_state);
    const auto leave = slice(chosen, 2, rank + d_state, rank + 2 * d_state);
    const auto a = -tally::exp(context.parameter("A_log", {inner, d_state}, initial{.centre = 1, .bound = 0.5}));
    const auto& d = context.parameter("D", {inner}, initial{.centre = 1, .bound = 0.25});
    const auto y = scanned(cache, layer, x, delta, a, enter, leave, d);
    return context(out_proj, linear{inner, d_model, bias}, y * tally::silu(gate));
  }

  /// Numbers that one sequence keeps for the next token: the state, and the inputs that the convolution still sees.
  [[nodiscard]] constexpr natural state_elements() const {
    return natural(expand) * d_model * (natural(d_state) + d_conv - 1);
  }

 private:
  // Made once, since a deep network enters them again and again.
  static constexpr label in_proj = "in_proj";
  static constexpr label conv1d_ = "conv1d";
  static constexpr label x_proj = "x_proj";
  static constexpr label dt_proj = "dt_proj";
  static constexpr label out_proj = "out_proj";

  constexpr void check(const shape& x) const {
    tally::detail::require_positive("tally: a Mamba block's d_model is not positive", d_model);
    tally::detail::require_positive("tally: a Mamba block's number of states is not positive", d_state);
    tally::detail::require_positive("tally: a Mamba block's convolution has no positive size", d_conv);
    tally::detail::require_positive("tally: a Mamba block's expansion is not positive", expand);
    if (dt_rank < 0) tally::detail::fail_on_sizes("tally: a Mamba block's dt_rank is negative", dt_rank, 0);
    static_cast<void>(shape{2, expand, d_model, d_model});  // the weights: nothing below overflows
    if (x.rank() != 3 || x[2] != d_model)
      tally::detail::fail_on_shapes("tally: a Mamba block takes [n, sequence, d_model]; input and expectation are", x,
                                    shape{1, 1, d_model});
  }
  // Each position sees itself and the d_conv - 1 before it: those that are kept, or zeros.
  template <class X, class Cache>
  constexpr auto convolved(auto& context, const X& x, Cache& cache, index number) const {
    const index inner = x.shape()[2];
    const nn::conv1d layer{
        .in_channels = inner, .out_channels = inner, .kernel = d_conv, .groups = inner, .bias = conv_bias};
    const auto seen = before(x, cache, number);
    return tally::silu(permute(context(conv1d_, layer, permute(seen, {0, 2, 1})), {0, 2, 1}));
  }
  template <class X, class Cache>
  constexpr X before(const X& x, Cache& cache, index number) const {
    if constexpr (std::same_as<std::remove_const_t<Cache>, no_state_cache>) {
      return pad(x, 1, d_conv - 1, 0);
    } else {
      auto& inputs = cache.at(number).inputs;
      if (d_conv == 1) return x;
      const X seen = inputs.has_value() ? concat(1, *inputs, x) : pad(x, 1, d_conv - 1, 0);
      const index all = seen.shape()[1];
      inputs.emplace(tally::detail::kept_state(slice(seen, 1, all - (d_conv - 1), all)));
      return seen;
    }
  }
  template <class X, class Cache>
  constexpr X scanned(Cache& cache, index number, const X& x, const auto&... how) const {
    if constexpr (std::same_as<std::remove_const_t<Cache>, no_state_cache>) {
      return selective_scan(x, how...);
    } else {
      auto& state = cache.at(number).state;
      constexpr selective_scan_primitive keeping{.keep_state = true};
      const X both = state.has_value() ? apply(keeping, x, how..., *state) : apply(keeping, x, how...);
      const index length = x.shape()[1];
      state.emplace(tally::detail::kept_state(slice(both, 1, length, length + d_state)));
      return slice(both, 1, 0, length);
    }
  }
};

}  // namespace tally::nn
