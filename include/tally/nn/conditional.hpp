// SPDX-License-Identifier: MIT
// Layers of which one or another runs, as the numbers decide.
#pragma once

#include "tally/nn/context.hpp"
#include "tally/tensor/expectation.hpp"
#include "tally/tensor/primitives/reduction.hpp"
#include "tally/tensor/primitives/selection.hpp"
#include "tally/tensor/primitives/softmax.hpp"

#include <string_view>

namespace tally::nn {

/// then(x) where gate(x), one number, is above zero, and otherwise(x) where it is not, in the scopes "gate", "then" and
/// "otherwise". `probability` is that of `then`. One comparison; `predict_range` gives the bounds and the average.
template <class Gate, class Then, class Otherwise>
struct conditional {
  static constexpr std::string_view name = "conditional";
  [[no_unique_address]] Gate gate;
  [[no_unique_address]] Then then;
  [[no_unique_address]] Otherwise otherwise;
  ratio probability{1, 2};

  constexpr auto operator()(auto& context, const auto& x) const {
    const auto decision = context.own("gate", gate, x);
    if (decision.shape().volume() != 1)
      tally::detail::fail_on_shapes("tally: a condition's gate gives one number; its shape and that of one are",
                                    decision.shape(), shape{1});
    const auto yes = exceeds(decision, 0.0);
    const auto first = [&] { return context("then", then, x); };
    const auto second = [&] { return context("otherwise", otherwise, x); };
    const double p = probability.probability();
    return context.depending([&] { return tally::detail::is_set(yes) ? first() : second(); }, outcome{p, first},
                             outcome{1 - p, second});
  }
};
template <class Gate, class Then, class Otherwise>
conditional(Gate, Then, Otherwise, ratio) -> conditional<Gate, Then, Otherwise>;

/// An early exit (Teerapittayanon et al. 2016, BranchyNet): body(x) goes to `exit`, whose result is the answer where
/// the softmax of every row has a largest number above `confidence`; otherwise `rest` goes on from body(x). The scopes
/// are "body", "exit" and "rest". `probability` is that of leaving.
template <class Body, class Exit, class Rest>
struct early_exit {
  static constexpr std::string_view name = "early_exit";
  [[no_unique_address]] Body body;
  [[no_unique_address]] Exit exit;
  [[no_unique_address]] Rest rest;
  double confidence = 0.5;
  ratio probability{1, 2};

  constexpr auto operator()(auto& context, const auto& x) const {
    const auto features = context.own("body", body, x);
    const auto answer = context("exit", exit, features);
    const auto sure = exceeds((tally::min)((tally::max)(tally::softmax(answer), -1)), confidence);
    const auto leave = [&] { return answer; };
    const auto stay = [&] { return context("rest", rest, features); };
    const double p = probability.probability();
    return context.depending([&] { return tally::detail::is_set(sure) ? leave() : stay(); }, outcome{p, leave},
                             outcome{1 - p, stay});
  }
};
template <class Body, class Exit, class Rest>
early_exit(Body, Exit, Rest, double, ratio) -> early_exit<Body, Exit, Rest>;

}  // namespace tally::nn
