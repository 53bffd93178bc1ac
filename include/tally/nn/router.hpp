// SPDX-License-Identifier: MIT
// Which experts a token goes to.
#pragma once

#include "tally/nn/context.hpp"
#include "tally/nn/names.hpp"
#include "tally/tensor/primitives/arithmetic.hpp"
#include "tally/tensor/primitives/matmul.hpp"
#include "tally/tensor/primitives/movement.hpp"
#include "tally/tensor/primitives/reduction.hpp"
#include "tally/tensor/primitives/selection.hpp"
#include "tally/tensor/primitives/softmax.hpp"
#include "tally/tensor/primitives/unary.hpp"
#include "tally/tensor/repeated.hpp"

#include <string_view>

namespace tally::nn {

/// How a router's products become scores.
enum class router_scoring : unsigned char { softmax, sigmoid };

/// For each token its experts and their weights, `[tokens, top_k]` each.
template <class Experts, class Weights>
struct routes {
  Experts experts;
  Weights weights;
};

/// Token-choice routing over `[tokens, dim]`: scores of all experts, the `top_k` largest of them, and their scores as
/// weights (Shazeer et al. 2017). `normalised` divides these by their sum; `scale` multiplies them.
/// `correction` is DeepSeek-V3's: a learned offset (`e_score_correction_bias`) that takes part in the choice and not in
/// the weights. With `groups` above 1 the choice is among the experts of `top_groups` groups, those whose two largest
/// scores have the largest sum.
struct router {
  static constexpr std::string_view name = "router";
  index dim;
  index experts;
  index top_k;
  router_scoring scoring = router_scoring::softmax;
  bool normalised = true;
  double scale = 1;
  bool correction = false;
  index groups = 1;
  index top_groups = 1;

  constexpr auto operator()(auto& context, const auto& x) const {
    check();
    const auto& weight = context.parameter(names::weight, {experts, dim}, initial{.fan_in = dim});
    const auto products = matmul_transposed(x, weight, category::linear);
    const auto scores = scoring == router_scoring::softmax ? tally::softmax(products) : tally::sigmoid(products);
    const auto chosen =
        correction ? choose(scores + context.parameter("e_score_correction_bias", {experts}, initial{.bound = 0.01}))
                   : choose(scores);
    auto weights = take_along(scores, chosen);
    if (normalised) weights = weights / sum(weights, -1, true);
    if (scale != 1) weights = weights * scale;
    return routes<decltype(chosen), decltype(weights)>{chosen, weights};
  }

  /// Throws `tally::shape_error` where sizes make no sense.
  constexpr void check() const {
    tally::detail::require_positive("tally: a router's number of features is not positive", dim);
    tally::detail::require_positive("tally: a router's number of experts is not positive", experts);
    tally::detail::require_layers("tally: a mixture has more than 2^20 experts; they and the limit are", experts,
                                  index{1} << 20);
    if (top_k < 1 || top_k > experts)
      tally::detail::fail_on_sizes("tally: a router's tokens go to more experts than there are, or to none; they are",
                                   top_k, experts);
    if (groups < 1 || experts % groups != 0)
      tally::detail::fail_on_sizes("tally: a router's groups do not divide its experts; experts and groups are",
                                   experts, groups);
    if (top_groups < 1 || top_groups > groups || top_groups * (experts / groups) < top_k)
      tally::detail::fail_on_sizes("tally: a router chooses more groups than there are, or too few for its experts; "
                                   "groups chosen, and all, are",
                                   top_groups, groups);
    if (groups > 1 && experts / groups < 2)
      tally::detail::fail_on_sizes("tally: a router's groups have fewer than two experts; experts and groups are",
                                   experts, groups);
  }

 private:
  constexpr auto choose(const auto& scores) const {
    if (groups == 1) return tally::top_k(scores, top_k);
    const index tokens = scores.shape()[0];
    const auto grouped = reshape(scores, shape{tokens, groups, experts / groups});
    const auto of_groups = sum(take_along(grouped, tally::top_k(grouped, 2)), -1);
    return top_k_within(grouped, tally::top_k(of_groups, top_groups), top_k);
  }
};

}  // namespace tally::nn
