// SPDX-License-Identifier: MIT
// Layers without parameters: activations, dropout, flatten.
#pragma once

#include "tally/nn/context.hpp"
#include "tally/tensor/primitives/movement.hpp"
#include "tally/tensor/primitives/softmax.hpp"
#include "tally/tensor/primitives/unary.hpp"

#include <string_view>

namespace tally::nn {

/// max(x, 0).
struct relu {
  static constexpr std::string_view name = "relu";
  constexpr auto operator()(auto&, const auto& x) const { return tally::relu(x); }
};

/// x/2 · (1 + erf(x / √2)).
struct gelu {
  static constexpr std::string_view name = "gelu";
  constexpr auto operator()(auto&, const auto& x) const { return tally::gelu(x); }
};

/// 1 / (1 + e^-x).
struct sigmoid {
  static constexpr std::string_view name = "sigmoid";
  constexpr auto operator()(auto&, const auto& x) const { return tally::sigmoid(x); }
};

struct tanh {
  static constexpr std::string_view name = "tanh";
  constexpr auto operator()(auto&, const auto& x) const { return tally::tanh(x); }
};

/// Softmax along an axis.
struct softmax {
  static constexpr std::string_view name = "softmax";
  int axis = -1;
  constexpr auto operator()(auto&, const auto& x) const { return tally::softmax(x, axis); }
};

/// Nothing: inference drops nothing.
struct dropout {
  static constexpr std::string_view name = "dropout";
  double p = 0.5;
  template <class X>
  constexpr X operator()(auto&, const X& x) const {
    return x;
  }
};

/// Axes `first` to `last` as one.
struct flatten {
  static constexpr std::string_view name = "flatten";
  int first = 1;
  int last = -1;
  constexpr auto operator()(auto&, const auto& x) const { return tally::flatten(x, first, last); }
};

}  // namespace tally::nn
