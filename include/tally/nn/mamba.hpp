// SPDX-License-Identifier: MIT
// Mamba's block: a selective state space between two projections.
#pragma once

#include "tally/core/label.hpp"
#include "tally/nn/activation.hpp"
#include "tally/nn/context.hpp"
#include "tally/nn/convolution.hpp"
#include "tally/nn/linear.hpp"
#include "tally/tensor/primitives/arithmetic.hpp"
#include "tally/tensor/primitives/movement.hpp"
#include "tally/tensor/primitives/selective_scan.hpp"
#include "tally/tensor/primitives/unary.hpp"

#include <string_view>

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
    check(input.shape());
    const index inner = expand * d_model;
    const index rank = dt_rank > 0 ? dt_rank : (d_model + 15) / 16;
    const auto joined = context(in_proj, linear{d_model, 2 * inner, bias}, input);
    const auto x = convolved(context, slice(joined, 2, 0, inner));
    const auto gate = slice(joined, 2, inner, 2 * inner);

    const auto chosen = context(x_proj, linear{inner, rank + 2 * d_state, false}, x);
    const auto raw = context(dt_proj, linear{rank, inner, true}, slice(chosen, 2, 0, rank));
    const auto delta = tally::softplus(raw);
    const auto enter = slice(chosen, 2, rank, rank + d_state);
    const auto leave = slice(chosen, 2, rank + d_state, rank + 2 * d_state);
    const auto a = -tally::exp(context.parameter("A_log", {inner, d_state}, initial{.centre = 1, .bound = 0.5}));
    const auto& d = context.parameter("D", {inner}, initial{.centre = 1, .bound = 0.25});
    const auto y = selective_scan(x, delta, a, enter, leave, d);
    return context(out_proj, linear{inner, d_model, bias}, y * tally::silu(gate));
  }

  /// Numbers that one sequence keeps for the next token: the state, and the inputs of the convolution.
  [[nodiscard]] constexpr natural state_elements() const {
    return natural(expand) * d_model * (natural(d_state) + d_conv);
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
  // Each position sees itself and the d_conv - 1 before it.
  constexpr auto convolved(auto& context, const auto& x) const {
    const index inner = x.shape()[2];
    const nn::conv1d layer{
        .in_channels = inner, .out_channels = inner, .kernel = d_conv, .groups = inner, .bias = conv_bias};
    const auto before = pad(permute(x, {0, 2, 1}), 2, d_conv - 1, 0);
    return tally::silu(permute(context(conv1d_, layer, before), {0, 2, 1}));
  }
};

}  // namespace tally::nn
