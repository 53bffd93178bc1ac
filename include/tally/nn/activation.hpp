// SPDX-License-Identifier: MIT
// Activations, dropout, flatten.
#pragma once

#include "tally/nn/context.hpp"
#include "tally/nn/names.hpp"
#include "tally/tensor/primitives/activation.hpp"
#include "tally/tensor/primitives/dropout.hpp"
#include "tally/tensor/primitives/gated.hpp"
#include "tally/tensor/primitives/movement.hpp"
#include "tally/tensor/primitives/rectifier.hpp"
#include "tally/tensor/primitives/softmax.hpp"
#include "tally/tensor/primitives/unary.hpp"

#include <cstdint>
#include <string_view>

namespace tally::nn {

/// max(x, 0).
struct relu {
  static constexpr std::string_view name = "relu";
  constexpr auto operator()(auto&, const auto& x) const { return tally::relu(x); }
};

/// min(max(x, 0), 6).
struct relu6 {
  static constexpr std::string_view name = "relu6";
  constexpr auto operator()(auto&, const auto& x) const { return tally::relu6(x); }
};

/// max(x, 0) + negative_slope · min(x, 0).
struct leaky_relu {
  static constexpr std::string_view name = "leaky_relu";
  double negative_slope = 0.01;
  constexpr auto operator()(auto&, const auto& x) const { return tally::leaky_relu(x, negative_slope); }
};

/// Leaky ReLU with learned slopes: one, or one for each channel (axis 1).
struct prelu {
  static constexpr std::string_view name = "prelu";
  index num_parameters = 1;

  constexpr auto operator()(auto& context, const auto& x) const {
    tally::detail::require_positive("tally: a PReLU's number of parameters is not positive", num_parameters);
    return tally::prelu(x, context.parameter(names::weight, {num_parameters}, initial{.centre = 0.25}));
  }
};

/// x above zero, alpha · (e^x - 1) below.
struct elu {
  static constexpr std::string_view name = "elu";
  double alpha = 1;
  constexpr auto operator()(auto&, const auto& x) const { return tally::elu(x, alpha); }
};

/// x above zero, alpha · (e^(x / alpha) - 1) below.
struct celu {
  static constexpr std::string_view name = "celu";
  double alpha = 1;
  constexpr auto operator()(auto&, const auto& x) const { return tally::celu(x, alpha); }
};

struct selu {
  static constexpr std::string_view name = "selu";
  constexpr auto operator()(auto&, const auto& x) const { return tally::selu(x); }
};

/// How GELU's normal distribution is computed: by erf, or approximately by tanh.
enum class gelu_approximation : unsigned char { none, tanh };

/// x/2 · (1 + erf(x / √2)), or its approximation: `gelu{.approximate = gelu_approximation::tanh}`.
struct gelu {
  static constexpr std::string_view name = "gelu";
  gelu_approximation approximate = gelu_approximation::none;
  constexpr auto operator()(auto&, const auto& x) const {
    return approximate == gelu_approximation::tanh ? tally::gelu_tanh(x) : tally::gelu(x);
  }
};

/// x · sigmoid(1.702 x).
struct quick_gelu {
  static constexpr std::string_view name = "quick_gelu";
  constexpr auto operator()(auto&, const auto& x) const { return tally::quick_gelu(x); }
};

/// x · sigmoid(x).
struct silu {
  static constexpr std::string_view name = "silu";
  constexpr auto operator()(auto&, const auto& x) const { return tally::silu(x); }
};

/// x · tanh(softplus(x)).
struct mish {
  static constexpr std::string_view name = "mish";
  constexpr auto operator()(auto&, const auto& x) const { return tally::mish(x); }
};

/// ln(1 + e^(beta · x)) / beta.
struct softplus {
  static constexpr std::string_view name = "softplus";
  double beta = 1;
  constexpr auto operator()(auto&, const auto& x) const { return tally::softplus(x, beta); }
};

/// ln sigmoid(x).
struct log_sigmoid {
  static constexpr std::string_view name = "log_sigmoid";
  constexpr auto operator()(auto&, const auto& x) const { return tally::log_sigmoid(x); }
};

/// x / (1 + |x|).
struct softsign {
  static constexpr std::string_view name = "softsign";
  constexpr auto operator()(auto&, const auto& x) const { return tally::softsign(x); }
};

/// min(max(x + 3, 0), 6) / 6.
struct hard_sigmoid {
  static constexpr std::string_view name = "hard_sigmoid";
  constexpr auto operator()(auto&, const auto& x) const { return tally::hard_sigmoid(x); }
};

/// x · min(max(x + 3, 0), 6) / 6.
struct hard_swish {
  static constexpr std::string_view name = "hard_swish";
  constexpr auto operator()(auto&, const auto& x) const { return tally::hard_swish(x); }
};

/// min(max(x, min_val), max_val).
struct hard_tanh {
  static constexpr std::string_view name = "hard_tanh";
  double min_val = -1;
  double max_val = 1;
  constexpr auto operator()(auto&, const auto& x) const { return tally::hard_tanh(x, min_val, max_val); }
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

/// The logarithm of softmax along an axis.
struct log_softmax {
  static constexpr std::string_view name = "log_softmax";
  int axis = -1;
  constexpr auto operator()(auto&, const auto& x) const { return tally::log_softmax(x, axis); }
};

/// The first half of an axis times the sigmoid of the second.
struct glu {
  static constexpr std::string_view name = "glu";
  int axis = -1;
  constexpr auto operator()(auto&, const auto& x) const { return tally::glu(x, axis); }
};

/// Nothing, since inference drops nothing. In `training`, elements are dropped with probability p and the others scaled
/// by 1 / (1 - p), a product for each element; a layer draws the same ones from the same seed every time.
struct dropout {
  static constexpr std::string_view name = "dropout";
  double p = 0.5;
  bool training = false;
  std::uint64_t seed = 0;
  template <class X>
  constexpr X operator()(auto&, const X& x) const {
    if (training) return tally::dropout(x, p, seed);
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
