// SPDX-License-Identifier: MIT
// Mixtures of experts: each token goes through a few of many layers.
#pragma once

#include "tally/nn/context.hpp"
#include "tally/nn/expert_dispatch.hpp"
#include "tally/nn/router.hpp"
#include "tally/tensor/expectation.hpp"
#include "tally/tensor/primitives/arithmetic.hpp"
#include "tally/tensor/primitives/movement.hpp"
#include "tally/tensor/primitives/reduction.hpp"
#include "tally/tensor/primitives/stack.hpp"

#include <string_view>
#include <vector>

namespace tally::nn {

/// `[…, dim]` to the same: a router sends each token to `top_k` of its experts, copies of `expert` with parameters of
/// their own, and their outputs are added with the router's weights (Shazeer et al. 2017). The scopes are those of
/// transformers' Mixtral: "gate", "experts.0", "experts.1", ….
///
/// Every token goes to `top_k` experts, so that what is spent does not depend on which they are, and `predict` knows
/// it. A trace shows the experts under a balanced load; a measurement shows the load that there was. Bytes read are
/// those of the balanced load too.
///
/// A `capacity_factor` makes it depend: an expert takes the first factor · tokens · top_k / experts tokens that come to
/// it, rounded up, and passes over the others (Lepikhin et al. 2020). Then `predict_range` gives the least (all tokens
/// choose the same experts), the most (a balanced load), and the average where each token chooses uniformly,
/// independently of the others; `predict` throws `tally::error`.
///
/// An expert works row by row: over n tokens it spends n times what it spends over one.
template <class Expert>
struct mixture_of_experts {
  static constexpr std::string_view name = "mixture_of_experts";
  router gate;
  Expert expert;
  ratio capacity_factor{0, 1};  ///< 0 for experts that take all that comes

  constexpr auto operator()(auto& context, const auto& x) const {
    gate.check();
    if (x.shape().rank() < 1 || x.shape()[-1] != gate.dim)
      tally::detail::fail_on_shapes("tally: a mixture of experts' input does not end in the features it expects",
                                    x.shape(), shape{gate.dim});
    const index tokens = x.shape().volume() / gate.dim;
    const auto rows = reshape(x, shape{tokens, gate.dim});
    const auto chosen = context.own("gate", gate, rows);
    const auto mixed = [&](const detail::expert_dispatch& plan) {
      const auto outputs = context("experts", detail::expert_list<Expert>{expert, plan, gate}, rows);
      const auto weighted = outputs * reshape(chosen.weights, shape{tokens, gate.top_k, 1});
      return reshape(sum(weighted, 1), x.shape());
    };
    const auto plan_for = [&](index capacity) {
      return detail::expert_dispatch(gate.experts, gate.top_k, capacity, chosen.experts);
    };
    const index capacity = capacity_for(tokens);
    if (capacity == 0) return mixed(plan_for(0));
    const detail::expert_dispatch crowded(gate.experts, gate.top_k, capacity, tokens, gate.top_k);
    const detail::expert_dispatch balanced(gate.experts, gate.top_k, capacity, tokens, gate.experts);
    const double p = detail::position_between(crowded.kept(), balanced.kept(),
                                              detail::expected_kept(tokens, gate.experts, gate.top_k, capacity));
    return context.depending([&] { return mixed(plan_for(capacity)); }, outcome{1 - p, [&] { return mixed(crowded); }},
                             outcome{p, [&] { return mixed(balanced); }});
  }

  /// How many tokens an expert takes, or 0 for all.
  [[nodiscard]] constexpr index capacity_for(index tokens) const {
    if (capacity_factor.numerator == 0) return 0;
    if (capacity_factor.numerator < 0 || capacity_factor.denominator < 1)
      tally::detail::fail_on_sizes("tally: a mixture of experts' capacity factor is not positive; it is",
                                   capacity_factor.numerator, capacity_factor.denominator);
    const natural places = natural(tokens) * gate.top_k * capacity_factor.numerator;
    const natural among = natural(gate.experts) * capacity_factor.denominator;
    return static_cast<index>((places + among - 1) / among);
  }
};

}  // namespace tally::nn
