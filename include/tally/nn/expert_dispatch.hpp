// SPDX-License-Identifier: MIT
// Tokens on their way to experts and back.
#pragma once

#include "tally/core/constant_math.hpp"
#include "tally/core/natural.hpp"
#include "tally/core/vector.hpp"
#include "tally/nn/context.hpp"
#include "tally/nn/idle.hpp"
#include "tally/nn/router.hpp"
#include "tally/tensor/primitives/movement.hpp"
#include "tally/tensor/primitives/stack.hpp"
#include "tally/tensor/zeros.hpp"

#include <cstddef>
#include <string_view>
#include <utility>

namespace tally::nn::detail {

// Which tokens each expert takes. A token has top_k places, and place p is token p / top_k's.
class expert_dispatch {
 public:
  // As the numbers choose. Over shapes, where there are none, the load is balanced.
  constexpr expert_dispatch(index experts, index top_k, index capacity, const tensor<int>& chosen)
      : expert_dispatch(experts, top_k, capacity, chosen.shape(0), experts) {
    chosen_ = true;
    kept_ = 0;
    places_.resize(static_cast<std::size_t>(experts));
    for (index place = 0; place < chosen.size(); ++place) {
      tally::detail::vector<index>& taken = places_[static_cast<std::size_t>(chosen.data()[place])];
      if (capacity > 0 && static_cast<index>(taken.size()) >= capacity) continue;
      taken.push_back(place);
      ++kept_;
    }
  }
  constexpr expert_dispatch(index experts, index top_k, index capacity, const shape_only& chosen)
      : expert_dispatch(experts, top_k, capacity, chosen.shape(0), experts) {}
  // By turns among the first `used` experts: expert e takes places e, e + used, …, and the first ones one more where
  // they do not go up evenly. All of them is the load that is balanced best; top_k, the one that is crowded most, since
  // a token's experts are different ones. No place is looked at, however many tokens there are.
  constexpr expert_dispatch(index, index top_k, index capacity, index tokens, index used)
      : all_(size_product(tokens, top_k)), used_(used), capacity_(capacity) {
    const index more = all_ % used_;
    kept_ = size_product(served(all_ / used_ + 1), more) + size_product(served(all_ / used_), used_ - more);
  }

  // How many places an expert serves, and which they are.
  [[nodiscard]] constexpr index count(index expert) const {
    if (chosen_) return static_cast<index>(places_[static_cast<std::size_t>(expert)].size());
    return expert < used_ ? served(all_ / used_ + (expert < all_ % used_ ? 1 : 0)) : 0;
  }
  [[nodiscard]] constexpr index place(index expert, index i) const {
    if (chosen_) return places_[static_cast<std::size_t>(expert)][static_cast<std::size_t>(i)];
    return expert + i * used_;
  }
  // Places that are served, and all.
  [[nodiscard]] constexpr index kept() const { return kept_; }
  [[nodiscard]] constexpr index all() const { return all_; }

 private:
  [[nodiscard]] constexpr index served(index places) const {
    return capacity_ > 0 && capacity_ < places ? capacity_ : places;
  }

  index all_;
  index used_;
  index capacity_;
  index kept_ = 0;
  bool chosen_ = false;
  tally::detail::vector<tally::detail::vector<index>> places_;  // of each expert, as the numbers choose
};

// Row numbers that gather from `x`: as many as `write` puts into a list, or their number alone.
template <class S, class Write>
constexpr tensor<int> rows_for(const tensor<S>&, index count, const Write& write) {
  tally::detail::vector<int> rows(static_cast<std::size_t>(count));
  write(rows);
  return tensor<int>({count}, std::move(rows));
}
template <class Write>
constexpr shape_only rows_for(const shape_only& x, index count, const Write&) {
  return shape_only({count}, precision::i32, x.charged());
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
    tally::detail::vector<X> outputs;
    for (index e = 0; e < gate.experts; ++e) {
      const index count = plan.count(e);
      if (count == 0) {
        context.optional(e, idle<Expert>{expert, shape{1, x.shape(1)}});
        continue;
      }
      const auto own = gather(x, rows_for(x, count, [&](tally::detail::vector<int>& tokens) {
                                for (index i = 0; i < count; ++i)
                                  tokens[static_cast<std::size_t>(i)] = static_cast<int>(plan.place(e, i) / gate.top_k);
                              }));
      // One token uses top_k experts; by turns, these are the first.
      outputs.push_back(e < gate.top_k ? context(e, expert, own) : context.optional(e, expert, own));
      if (outputs.back().shape() != own.shape())
        tally::detail::fail_on_shapes("tally: an expert's output differs in shape from its input", own.shape(),
                                      outputs.back().shape());
    }
    if (plan.kept() < plan.all()) outputs.push_back(tally::detail::zeros_beside(x, shape{1, x.shape(1)}));
    const auto together = concat(0, outputs);
    const auto order = rows_for(x, plan.all(), [&](tally::detail::vector<int>& rows) {
      for (int& row : rows) row = static_cast<int>(plan.kept());  // the zeros
      int next = 0;
      for (index e = 0; e < gate.experts; ++e)
        for (index i = 0; i < plan.count(e); ++i) rows[static_cast<std::size_t>(plan.place(e, i))] = next++;
    });
    return reshape(gather(together, order), shape{x.shape(0), gate.top_k, x.shape(1)});
  }
};

// How many places are served on average where each token chooses top_k of the experts uniformly: experts times
// E[min(B, capacity)] for the binomial B of `tokens` trials with probability top_k / experts. Its terms are built up
// from the most likely one, so that nothing underflows. There are as many as some deviations are long; beyond a
// deviation of 2^16, E[B - min(B, capacity)] is that of the normal distribution with the binomial's skewness to within
// 2^-16 places (Edgeworth 1905), which is beyond the digits of the whole.
constexpr double expected_kept(index tokens, index experts, index top_k, index capacity) {
  if (top_k == experts)
    return static_cast<double>(experts) * static_cast<double>(tokens < capacity ? tokens : capacity);
  const double probability = static_cast<double>(top_k) / static_cast<double>(experts);
  const double mean = static_cast<double>(tokens) * probability;
  if (const double variance = mean * (1 - probability); variance > 4294967296.0) {
    namespace constant = tally::detail::constant_math;
    const double deviation = static_cast<double>(constant::sqrt(variance));
    const double z = (static_cast<double>(capacity) - mean) / deviation;
    if (z < -40) return static_cast<double>(experts) * static_cast<double>(capacity);
    if (z > 40) return static_cast<double>(experts) * mean;
    const auto density = static_cast<double>(constant::exp(-z * z / 2)) * 0.39894228040143267794;  // 1 / √(2π)
    const double above = static_cast<double>(constant::erfc(z * 0.70710678118654752440)) / 2;
    const double passed_over = deviation * (density - z * above) + (1 - 2 * probability) / 6 * z * density;
    return static_cast<double>(experts) * (mean - passed_over);
  }
  const double odds = static_cast<double>(top_k) / static_cast<double>(experts - top_k);
  const auto count = [capacity](index n) { return static_cast<double>(n < capacity ? n : capacity); };
  const auto mode = static_cast<index>((natural(tokens) + 1) * top_k / experts);
  constexpr double negligible = 1e-20;  // beside the most likely term, which is 1
  double weight = 1;
  double all = 1;
  double kept = count(mode);
  for (index n = mode; n < tokens && weight > negligible; ++n) {
    weight *= odds * static_cast<double>(tokens - n) / static_cast<double>(n + 1);
    all += weight;
    kept += weight * count(n + 1);
  }
  weight = 1;
  for (index n = mode; n > 0 && weight > negligible; --n) {
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
