// SPDX-License-Identifier: MIT
// Batch normalisation as inference does it, and layer normalisation.
#pragma once

#include "tally/core/math.hpp"
#include "tally/tensor/primitive.hpp"
#include "tally/tensor/primitives/broadcast.hpp"

#include <string_view>

namespace tally {

/// x · scale + shift for every channel (axis 1), with scale = weight / √(variance + epsilon) and
/// shift = bias - mean · scale from stored statistics (Ioffe and Szegedy 2015, algorithm 2).
struct batch_norm_primitive {
  static constexpr std::string_view name = "batch_norm";
  static constexpr category kind = category::batch_norm;
  double epsilon = 1e-5;

  constexpr shape output(const shape& x, const shape& weight, const shape& bias, const shape& mean,
                         const shape& variance) const {
    if (x.rank() < 2) detail::fail_on_shapes("tally: batch normalisation takes an input [n, c, …]", x, weight);
    const shape channels{x[1]};
    for (const shape& parameter : {weight, bias, mean, variance})
      if (parameter != channels)
        detail::fail_on_shapes("tally: a batch normalisation's input has other channels than its parameters", x,
                               parameter);
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
};

/// (x - mean) / √(variance + epsilon) · weight + bias over the last axes, those of the weight (Ba, Kiros and
/// Hinton 2016).
struct layer_norm_primitive {
  static constexpr std::string_view name = "layer_norm";
  static constexpr category kind = category::layer_norm;
  double epsilon = 1e-5;

  constexpr shape output(const shape& x, const shape& weight, const shape& bias) const {
    if (weight.rank() > x.rank() || weight.rank() == 0 || x.sub(x.rank() - weight.rank(), x.rank()) != weight)
      detail::fail_on_shapes("tally: a layer normalisation's input does not end in the shape of its weight", x, weight);
    if (weight != bias) detail::fail_on_shapes("tally: a layer normalisation's weight and bias differ", weight, bias);
    return x;
  }
  // For a row of d: the mean takes d - 1 additions and a division; distances d subtractions; the variance d products,
  // d - 1 additions, a division; an addition and a root; d divisions; weight and bias d products and d additions.
  constexpr cost formula(const shape& output, const shape&, const shape& weight, const shape&) const {
    const natural d = weight.volume();
    const natural rows = output.volume() / d;
    return {{operation::add, rows * (d * 3 - 1)},
            {operation::sub, rows * d},
            {operation::mul, rows * d * 2},
            {operation::div, rows * (d + 2)},
            {operation::sqrt, rows}};
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x, const tensor<S>& weight, const tensor<S>& bias) const {
    using detail::plain::sqrt;
    const index d = weight.size();
    const S count = S(static_cast<double>(d));
    for (index start = 0; start < x.size(); start += d) {
      const S* __restrict in = x.data() + start;
      S* __restrict out = output.data() + start;
      S mean = in[0];
      for (index i = 1; i < d; ++i) mean += in[i];
      mean = mean / count;
      for (index i = 0; i < d; ++i) out[i] = in[i] - mean;
      S variance = out[0] * out[0];
      for (index i = 1; i < d; ++i) variance += out[i] * out[i];
      const S deviation = S(sqrt(variance / count + S(epsilon)));
      for (index i = 0; i < d; ++i) out[i] = out[i] / deviation * weight.data()[i] + bias.data()[i];
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

/// Normalises over the last axes, those of `weight` and `bias`.
template <tensor_like X, tensor_like P>
[[nodiscard]] constexpr auto layer_norm(const X& x, const P& weight, const P& bias, double epsilon = 1e-5) {
  return apply(layer_norm_primitive{epsilon}, x, weight, bias);
}

}  // namespace tally
