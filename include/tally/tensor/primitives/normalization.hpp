// SPDX-License-Identifier: MIT
// Batch normalisation, as inference and as training does it.
#pragma once

#include "tally/core/math.hpp"
#include "tally/tensor/category.hpp"
#include "tally/tensor/primitive.hpp"
#include "tally/tensor/primitives/arithmetic.hpp"
#include "tally/tensor/primitives/broadcast.hpp"
#include "tally/tensor/primitives/deviation.hpp"

#include <string_view>

namespace tally {

namespace detail {

constexpr void require_channels(const shape& x) {
  if (x.rank() < 2) fail_on_shapes("tally: batch normalisation takes an input [n, c, …]", x, shape());
}
template <class... Parameters>
constexpr void require_channels(const shape& x, const shape& parameter, const Parameters&... others) {
  if (x.rank() < 2) fail_on_shapes("tally: batch normalisation takes an input [n, c, …]", x, parameter);
  if (parameter.rank() != 1 || parameter.volume() != x[1])
    fail_on_shapes("tally: a batch normalisation's input has other channels than its parameters", x, parameter);
  require_channels(x, others...);
}

}  // namespace detail

/// x · scale + shift for every channel (axis 1), with scale = weight / √(variance + epsilon) and
/// shift = bias - mean · scale from stored statistics (Ioffe and Szegedy 2015, algorithm 2).
struct batch_norm_primitive {
  static constexpr std::string_view name = "batch_norm";
  static constexpr category kind = category::batch_norm;
  double epsilon = 1e-5;

  constexpr shape output(const shape& x, const shape& weight, const shape& bias, const shape& mean,
                         const shape& variance) const {
    detail::require_channels(x, weight, bias, mean, variance);
    return x;
  }
  constexpr shape output(const shape& x, const shape& mean, const shape& variance) const {
    detail::require_channels(x, mean, variance);
    return x;
  }
  constexpr cost formula(const shape& output, const shape&, const shape& weight, const shape&, const shape&,
                         const shape&) const {
    const natural channels = weight.volume();
    const natural elements = output.volume();
    return {{operation::add, channels + elements},
            {operation::sqrt, channels},
            {operation::div, channels},
            {operation::mul, channels + elements},
            {operation::sub, channels}};
  }
  // Without weight and bias: scale = 1 / √(variance + epsilon), and x · scale - mean · scale.
  constexpr cost formula(const shape& output, const shape&, const shape& mean, const shape&) const {
    const natural channels = mean.volume();
    const natural elements = output.volume();
    return {{operation::add, channels},
            {operation::sqrt, channels},
            {operation::div, channels},
            {operation::mul, channels + elements},
            {operation::sub, elements}};
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x, const tensor<S>& weight, const tensor<S>& bias,
                      const tensor<S>& mean, const tensor<S>& variance) const {
    using detail::plain::sqrt;
    const detail::collapsed parts(x.shape(), 1, 1);
    for (index c = 0; c < parts.middle; ++c) {
      const S scale = weight.data()[c] / S(sqrt(variance.data()[c] + S(epsilon)));
      const S shift = bias.data()[c] - mean.data()[c] * scale;
      for (index o = 0; o < parts.outer; ++o) {
        S* __restrict out = output.data() + (o * parts.middle + c) * parts.inner;
        const S* __restrict in = x.data() + (o * parts.middle + c) * parts.inner;
        for (index i = 0; i < parts.inner; ++i) out[i] = in[i] * scale + shift;
      }
    }
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x, const tensor<S>& mean, const tensor<S>& variance) const {
    using detail::plain::sqrt;
    const detail::collapsed parts(x.shape(), 1, 1);
    for (index c = 0; c < parts.middle; ++c) {
      const S scale = S(1) / S(sqrt(variance.data()[c] + S(epsilon)));
      const S shift = mean.data()[c] * scale;
      for (index o = 0; o < parts.outer; ++o) {
        const index start = (o * parts.middle + c) * parts.inner;
        for (index i = start; i < start + parts.inner; ++i) output.data()[i] = x.data()[i] * scale - shift;
      }
    }
  }
};

/// (x - mean) / √(variance + epsilon), and then, where there are any, times a weight and plus a bias, for every channel
/// (axis 1), with the mean and variance of the channel's own elements in this batch (Ioffe and Szegedy 2015,
/// algorithm 1).
struct batch_norm_training_primitive {
  static constexpr std::string_view name = "batch_norm_training";
  static constexpr category kind = category::batch_norm;
  double epsilon = 1e-5;

  constexpr shape output(const shape& x) const {
    detail::require_channels(x);
    return in_training(x);
  }
  constexpr shape output(const shape& x, const shape& weight, const shape& bias) const {
    detail::require_channels(x, weight, bias);
    return in_training(x);
  }
  constexpr cost formula(const shape& output, const shape& x) const {
    return detail::cost_of_normalised(output.volume() / x[1]).times(x[1]);
  }
  constexpr cost formula(const shape& output, const shape& x, const shape&, const shape&) const {
    return detail::cost_of_normalised(output.volume() / x[1], 1, 1).times(x[1]);
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    normalise(output, x, [](const S& distance, const S& deviation, index) { return distance / deviation; });
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x, const tensor<S>& weight, const tensor<S>& bias) const {
    normalise(output, x, [&](const S& distance, const S& deviation, index c) {
      return distance / deviation * weight.data()[c] + bias.data()[c];
    });
  }

 private:
  static constexpr shape in_training(const shape& x) {
    if (x.volume() == x[1])
      detail::fail_on_shapes(
          "tally: batch normalisation in training takes more than one element of each channel; the input, and one of "
          "each, are",
          x, shape{1, x[1]});
    return x;
  }
  template <class S, class Finish>
  constexpr void normalise(tensor<S>& output, const tensor<S>& x, const Finish& finish) const {
    const detail::collapsed parts(x.shape(), 1, 1);
    const index step = parts.middle * parts.inner;
    for (index c = 0; c < parts.middle; ++c) {
      S* out = output.data() + c * parts.inner;
      const S deviation =
          detail::distances_and_deviation(out, x.data() + c * parts.inner, parts.outer, parts.inner, step, epsilon);
      for (index o = 0; o < parts.outer; ++o)
        for (index i = o * step; i < o * step + parts.inner; ++i) out[i] = finish(out[i], deviation, c);
    }
  }
};

/// Normalises every channel of `[n, c, …]` by stored statistics, all `[c]`: per element a product and an addition, per
/// channel two additions-or-subtractions, a product, a division and a root.
template <tensor_like X, tensor_like P>
[[nodiscard]] constexpr auto batch_norm(const X& x, const P& weight, const P& bias, const P& mean, const P& variance,
                                        double epsilon = 1e-5) {
  return apply(batch_norm_primitive{epsilon}, x, weight, bias, mean, variance);
}
/// The same without weight and bias.
template <tensor_like X, tensor_like P>
[[nodiscard]] constexpr auto batch_norm(const X& x, const P& mean, const P& variance, double epsilon = 1e-5) {
  return apply(batch_norm_primitive{epsilon}, x, mean, variance);
}

/// Normalises every channel of `[n, c, …]` by the batch's own statistics. A channel with a single element throws
/// `tally::shape_error`, as in torch.nn.
template <tensor_like X, tensor_like P>
[[nodiscard]] constexpr auto batch_norm_training(const X& x, const P& weight, const P& bias, double epsilon = 1e-5) {
  return apply(batch_norm_training_primitive{epsilon}, x, weight, bias);
}
template <tensor_like X>
[[nodiscard]] constexpr auto batch_norm_training(const X& x, double epsilon = 1e-5) {
  return apply(batch_norm_training_primitive{epsilon}, x);
}

/// A running statistic after a batch: running · (1 - momentum) + latest · momentum, two products and an addition for
/// each channel. A layer's call leaves its statistics as they are; a program that trains updates them with this, from
/// `mean(x, axes)` and `variance(x, axes, false, 1)`.
template <tensor_like P>
[[nodiscard]] constexpr auto running_statistic(const P& running, const P& latest, double momentum = 0.1) {
  const auto kept = running * (1 - momentum);
  return kept + latest * momentum;
}

}  // namespace tally
