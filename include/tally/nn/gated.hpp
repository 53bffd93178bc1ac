// SPDX-License-Identifier: MIT
// Feed-forward layers with a gate.
#pragma once

#include "tally/core/label.hpp"
#include "tally/nn/activation.hpp"
#include "tally/nn/context.hpp"
#include "tally/nn/linear.hpp"

#include <string_view>

namespace tally::nn {

/// down(activation(gate(x)) · up(x)) over the last axis, `[…, hidden_size]` to the same (Shazeer 2020), with the scopes
/// of transformers' Llama: "gate_proj", "up_proj", "act_fn" and "down_proj".
template <class Activation>
struct gated_feed_forward {
  static constexpr std::string_view name = "gated_feed_forward";
  index hidden_size;
  index intermediate_size;
  bool bias = false;
  [[no_unique_address]] Activation activation{};

  constexpr auto operator()(auto& context, const auto& x) const {
    const linear widen{hidden_size, intermediate_size, bias};
    const auto gate = context(act_fn, activation, context.own(gate_proj, widen, x));
    const auto up = context(up_proj, widen, x);
    return context(down_proj, linear{intermediate_size, hidden_size, bias}, gate * up);
  }

 private:
  // Made once, since a deep network enters them again and again.
  static constexpr label gate_proj = "gate_proj";
  static constexpr label act_fn = "act_fn";
  static constexpr label up_proj = "up_proj";
  static constexpr label down_proj = "down_proj";
};

/// `swiglu{.hidden_size = 4096, .intermediate_size = 11008}`, the feed-forward layer of Llama, Mistral and Qwen.
using swiglu = gated_feed_forward<silu>;
/// That of Gemma and T5 1.1, which take `.activation = {gelu_approximation::tanh}`.
using geglu = gated_feed_forward<gelu>;
using reglu = gated_feed_forward<relu>;

}  // namespace tally::nn
