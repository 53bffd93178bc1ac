// SPDX-License-Identifier: MIT
// Normalising layers.
#pragma once

#include "tally/nn/context.hpp"
#include "tally/nn/names.hpp"
#include "tally/tensor/primitives/arithmetic.hpp"
#include "tally/tensor/primitives/normalization.hpp"
#include "tally/tensor/primitives/rms_norm.hpp"

#include <string_view>

namespace tally::nn {

/// Batch normalisation of `[n, num_features, h, w]` as inference does it, by stored statistics. Weight and bias are
/// parameters; the running mean and variance are buffers.
struct batch_norm2d {
  static constexpr std::string_view name = "batch_norm2d";
  index num_features;
  double epsilon = 1e-5;

  constexpr auto operator()(auto& context, const auto& x) const {
    tally::detail::require_positive("tally: a batch normalisation's number of channels is not positive", num_features);
    if (x.shape().rank() != 4)
      tally::detail::fail_on_shapes("tally: a 2-D batch normalisation takes an input [n, c, h, w]", x.shape(),
                                    shape{1, num_features, 1, 1});
    const auto& weight = context.parameter(names::weight, {num_features}, initial{.centre = 1, .bound = 0.25});
    const auto& bias = context.parameter(names::bias, {num_features}, initial{.bound = 0.25});
    const auto& mean = context.buffer(names::running_mean, {num_features}, initial{.bound = 0.25});
    const auto& variance = context.buffer(names::running_var, {num_features}, initial{.centre = 1, .bound = 0.25});
    return batch_norm(x, weight, bias, mean, variance, epsilon);
  }
};

/// Layer normalisation over the last axis, of `features` elements, with weight and bias.
struct layer_norm {
  static constexpr std::string_view name = "layer_norm";
  index features;
  double epsilon = 1e-5;

  constexpr auto operator()(auto& context, const auto& x) const {
    tally::detail::require_positive("tally: a layer normalisation's number of features is not positive", features);
    const auto& weight = context.parameter(names::weight, {features}, initial{.centre = 1, .bound = 0.25});
    const auto& bias = context.parameter(names::bias, {features}, initial{.bound = 0.25});
    return tally::layer_norm(x, weight, bias, epsilon);
  }
};

/// Root mean square normalisation over the last axis, of `features` elements, times a weight. With `unit_offset` it is
/// 1 + weight, as in Gemma: one addition per feature. Without `elementwise_affine` there is no weight.
struct rms_norm {
  static constexpr std::string_view name = "rms_norm";
  index features;
  double epsilon = 1e-6;
  bool unit_offset = false;
  bool elementwise_affine = true;

  constexpr auto operator()(auto& context, const auto& x) const {
    tally::detail::require_positive("tally: an RMS normalisation's number of features is not positive", features);
    if (x.shape().rank() == 0 || x.shape()[-1] != features)
      tally::detail::fail_on_shapes("tally: an RMS normalisation's input does not end in the features it expects",
                                    x.shape(), shape{features});
    if (!elementwise_affine) return tally::rms_norm(x, epsilon);
    const auto& weight =
        context.parameter(names::weight, {features}, initial{.centre = unit_offset ? 0.0 : 1.0, .bound = 0.25});
    if (unit_offset) return tally::rms_norm(x, weight + 1, epsilon);
    return tally::rms_norm(x, weight, epsilon);
  }
};

}  // namespace tally::nn
