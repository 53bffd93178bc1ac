// SPDX-License-Identifier: MIT
// Tokens on their way to experts and back.
#pragma once

#include "tally/nn/context.hpp"
#include "tally/nn/idle.hpp"
#include "tally/nn/router.hpp"
#include "tally/tensor/primitives/movement.hpp"
#include "tally/tensor/primitives/stack.hpp"
#include "tally/tensor/zeros.hpp"

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace tally::nn::detail {

// Which tokens each expert takes. A token has top_k places, and place p is token p / top_k's.
class expert_dispatch {
 public:
  // As the numbers choose. Over shapes, where there are none, the load is balanced.
  constexpr expert_dispatch(index experts, index, index capacity, const tensor<int>& chosen)
      : expert_dispatch(experts, capacity) {
    for (index place = 0; place < chosen.size(); ++place) assign(place, chosen.data()[place]);
  }
  constexpr expert_dispatch(index experts, index top_k, index capacity, const shape_only& chosen)
      : expert_dispatch(experts, top_k, capacity, chosen.shape()[0], experts) {}
  // By turns among the first `used` experts. All of them is the load that is balanced best; top_k, the one that is
  // crowded most, since a token's experts are different ones.
  constexpr expert_dispatch(index experts, index top_k, index capacity, index tokens, index used)
      : expert_dispatch(experts, capacity) {
    for (index place = 0; place < tokens * top_k; ++place) assign(place, place % used);
  }

  [[nodiscard]] constexpr const std::vector<index>& places(index expert) const& {
    return places_[static_cast<std::size_t>(expert)];
  }
  /// Places that are served, and that are passed over.
  [[nodiscard]] constexpr index kept() const { return kept_; }
  [[nodiscard]] constexpr index all() const { return all_; }

 private:
  constexpr expert_dispatch(index experts, index capacity)
      : places_(static_cast<std::size_t>(experts)), capacity_(capacity) {}
  constexpr void assign(index place, index expert) {
    std::vector<index>& taken = places_[static_cast<std::size_t>(expert)];
    ++all_;
    if (capacity_ > 0 && static_cast<index>(taken.size()) >= capacity_) return;
    taken.push_back(place);
    ++kept_;
  }

  std::vector<std::vector<index>> places_;
  index capacity_;
  index kept_ = 0;
  index all_ = 0;
};

// Row numbers as a tensor that gathers from `x`.
template <class S>
constexpr tensor<int> rows_for(const tensor<S>&, std::vector<int> rows) {
  const index n = static_cast<index>(rows.size());
  return tensor<int>({n}, std::move(rows));
}
constexpr shape_only rows_for(const shape_only& x, const std::vector<int>& rows) {
  return shape_only({static_cast<index>(rows.size())}, precision::i32, x.charged());
}

// The experts over `[tokens, dim]`: the outputs of all places, `[tokens, top_k, dim]`. What is passed over is zero.
template <class Expert>
struct expert_list {
  static constexpr std::string_view name = "experts";
  const Expert& expert;
  const expert_dispatch& plan;
  const router& gate;

  template <class X>
  constexpr X operator()(auto& context, const X& x) const {
    std::vector<X> outputs;
    std::vector<int> order(static_cast<std::size_t>(plan.all()), static_cast<int>(plan.kept()));
    int next = 0;
    for (index e = 0; e < gate.experts; ++e) {
      if (plan.places(e).empty()) {
        context.optional(e, idle<Expert>{expert, shape{1, x.shape()[1]}});
        continue;
      }
      std::vector<int> tokens;
      for (const index place : plan.places(e)) {
        tokens.push_back(static_cast<int>(place / gate.top_k));
        order[static_cast<std::size_t>(place)] = next++;
      }
      const auto own = gather(x, rows_for(x, std::move(tokens)));
      // One token uses top_k experts; by turns, these are the first.
      outputs.push_back(e < gate.top_k ? context(e, expert, own) : context.optional(e, expert, own));
      if (outputs.back().shape() != own.shape())
        tally::detail::fail_on_shapes("tally: an expert's output differs in shape from its input", own.shape(),
                                      outputs.back().shape());
    }
    if (plan.kept() < plan.all()) outputs.push_back(tally::detail::zeros_beside(x, shape{1, x.shape()[1]}));
    const auto together = concat(0, outputs);
    return reshape(gather(together, rows_for(x, std::move(order))), shape{x.shape()[0], gate.top_k, x.shape()[1]});
  }
};

// How many places are served on average where each token chooses top_k of the experts uniformly: experts times
// E[min(B, capacity)] for the binomial B of `tokens` trials with probability top_k / experts. Its terms are built up
// from the most likely one, so that nothing underflows.
constexpr double expected_kept(index tokens, index experts, index top_k, index capacity) {
  if (top_k == experts) return static_cast<double>(experts * (tokens < capacity ? tokens : capacity));
  const double odds = static_cast<double>(top_k) / static_cast<double>(experts - top_k);
  const auto count = [capacity](index n) { return static_cast<double>(n < capacity ? n : capacity); };
  const index mode = (tokens + 1) * top_k / experts;
  double weight = 1;
  double all = 1;
  double kept = count(mode);
  for (index n = mode; n < tokens && weight > 0; ++n) {
    weight *= odds * static_cast<double>(tokens - n) / static_cast<double>(n + 1);
    all += weight;
    kept += weight * count(n + 1);
  }
  weight = 1;
  for (index n = mode; n > 0 && weight > 0; --n) {
    weight *= static_cast<double>(n) / (odds * static_cast<double>(tokens - n + 1));
    all += weight;
    kept += weight * count(n - 1);
  }
  return static_cast<double>(experts) * kept / all;
}

// Where a number lies between two, 0 to 1.
constexpr double position_between(index low, index high, double number) {
  if (low == high) return 1;
  const double p = (number - static_cast<double>(low)) / static_cast<double>(high - low);
  return p < 0 ? 0 : p > 1 ? 1 : p;
}

}  // namespace tally::nn::detail
