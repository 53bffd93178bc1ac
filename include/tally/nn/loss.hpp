// SPDX-License-Identifier: MIT
// Losses as layers: called with what a network gives and its target.
#pragma once

#include "tally/nn/context.hpp"
#include "tally/tensor/primitives/loss.hpp"

#include <string_view>

namespace tally::nn {

/// -ln softmax of the right class, from logits `[n, classes, …]` and class numbers `[n, …]`.
struct cross_entropy_loss {
  static constexpr std::string_view name = "cross_entropy_loss";
  double label_smoothing = 0;
  loss_reduction reduction = loss_reduction::mean;
  int axis = 1;
  constexpr auto operator()(auto&, const auto& logits, const auto& target) const {
    return tally::cross_entropy(logits, target, {label_smoothing, reduction, axis});
  }
};

/// -x of the right class, from logarithms of probabilities.
struct nll_loss {
  static constexpr std::string_view name = "nll_loss";
  loss_reduction reduction = loss_reduction::mean;
  int axis = 1;
  constexpr auto operator()(auto&, const auto& x, const auto& target) const {
    return tally::nll_loss(x, target, reduction, axis);
  }
};

/// (x - target)².
struct mse_loss {
  static constexpr std::string_view name = "mse_loss";
  loss_reduction reduction = loss_reduction::mean;
  constexpr auto operator()(auto&, const auto& x, const auto& target) const {
    return tally::mse_loss(x, target, reduction);
  }
};

/// |x - target|.
struct l1_loss {
  static constexpr std::string_view name = "l1_loss";
  loss_reduction reduction = loss_reduction::mean;
  constexpr auto operator()(auto&, const auto& x, const auto& target) const {
    return tally::l1_loss(x, target, reduction);
  }
};

/// d²/2 for distances d below delta, delta · (d - delta/2) above.
struct huber_loss {
  static constexpr std::string_view name = "huber_loss";
  double delta = 1;
  loss_reduction reduction = loss_reduction::mean;
  constexpr auto operator()(auto&, const auto& x, const auto& target) const {
    return tally::huber_loss(x, target, delta, reduction);
  }
};

/// Huber's loss divided by its beta.
struct smooth_l1_loss {
  static constexpr std::string_view name = "smooth_l1_loss";
  double beta = 1;
  loss_reduction reduction = loss_reduction::mean;
  constexpr auto operator()(auto&, const auto& x, const auto& target) const {
    return tally::smooth_l1_loss(x, target, beta, reduction);
  }
};

/// Binary cross entropy of probabilities.
struct bce_loss {
  static constexpr std::string_view name = "bce_loss";
  loss_reduction reduction = loss_reduction::mean;
  constexpr auto operator()(auto&, const auto& p, const auto& target) const {
    return tally::binary_cross_entropy(p, target, reduction);
  }
};

/// Binary cross entropy of logits.
struct bce_with_logits_loss {
  static constexpr std::string_view name = "bce_with_logits_loss";
  loss_reduction reduction = loss_reduction::mean;
  constexpr auto operator()(auto&, const auto& x, const auto& target) const {
    return tally::binary_cross_entropy_with_logits(x, target, reduction);
  }
};

/// The divergence of logarithms of probabilities from the target's probabilities.
struct kl_div_loss {
  static constexpr std::string_view name = "kl_div_loss";
  loss_reduction reduction = loss_reduction::mean;
  constexpr auto operator()(auto&, const auto& x, const auto& target) const {
    return tally::kl_divergence(x, target, reduction);
  }
};

/// The cosine of the angle between vectors along an axis.
struct cosine_similarity {
  static constexpr std::string_view name = "cosine_similarity";
  int axis = 1;
  double epsilon = 1e-8;
  constexpr auto operator()(auto&, const auto& a, const auto& b) const {
    return tally::cosine_similarity(a, b, axis, epsilon);
  }
};

}  // namespace tally::nn
