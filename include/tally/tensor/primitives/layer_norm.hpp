// SPDX-License-Identifier: MIT
// Layer normalisation, with weight and bias, with a weight alone, and without.
#pragma once

#include "tally/tensor/category.hpp"
#include "tally/tensor/primitive.hpp"
#include "tally/tensor/primitives/deviation.hpp"

#include <string_view>

namespace tally {

namespace detail {

constexpr void require_last_axes(const shape& x, const shape& last) {
  if (last.rank() > x.rank() || last.rank() == 0 || x.sub(x.rank() - last.rank(), x.rank()) != last)
    fail_on_shapes("tally: a layer normalisation's input does not end in the shape of its weight", x, last);
}

}  // namespace detail

/// (x - mean) / √(variance + epsilon) · weight + bias over the last axes, those of the weight (Ba, Kiros and
/// Hinton 2016). The bias may be left out.
struct layer_norm_primitive {
  static constexpr std::string_view name = "layer_norm";
  static constexpr category kind = category::layer_norm;
  double epsilon = 1e-5;

  constexpr shape output(const shape& x, const shape& weight) const {
    detail::require_last_axes(x, weight);
    return x;
  }
  constexpr shape output(const shape& x, const shape& weight, const shape& bias) const {
    detail::require_last_axes(x, weight);
    if (weight != bias) detail::fail_on_shapes("tally: a layer normalisation's weight and bias differ", weight, bias);
    return x;
  }
  constexpr cost formula(const shape& output, const shape&, const shape& weight) const {
    return detail::cost_of_normalised(weight.volume(), 1).times(output.volume() / weight.volume());
  }
  constexpr cost formula(const shape& output, const shape&, const shape& weight, const shape&) const {
    return detail::cost_of_normalised(weight.volume(), 1, 1).times(output.volume() / weight.volume());
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x, const tensor<S>& weight) const {
    const index d = weight.size();
    for (index start = 0; start < x.size(); start += d) {
      S* out = output.data() + start;
      const S deviation = detail::distances_and_deviation(out, x.data() + start, 1, d, d, epsilon);
      for (index i = 0; i < d; ++i) out[i] = out[i] / deviation * weight.data()[i];
    }
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x, const tensor<S>& weight, const tensor<S>& bias) const {
    const index d = weight.size();
    for (index start = 0; start < x.size(); start += d) {
      S* out = output.data() + start;
      const S deviation = detail::distances_and_deviation(out, x.data() + start, 1, d, d, epsilon);
      for (index i = 0; i < d; ++i) out[i] = out[i] / deviation * weight.data()[i] + bias.data()[i];
    }
  }
};

/// The same over the last `axes` axes, without weight and bias.
struct plain_layer_norm_primitive {
  static constexpr std::string_view name = layer_norm_primitive::name;
  static constexpr category kind = layer_norm_primitive::kind;
  double epsilon = 1e-5;
  int axes = 1;

  constexpr shape output(const shape& x) const {
    if (axes < 1 || axes > x.rank())
      detail::fail_on_sizes("tally: a layer normalisation over so many last axes of so many", axes, x.rank());
    return x;
  }
  constexpr cost formula(const shape& output, const shape&) const {
    const index d = output.sub(output.rank() - axes, output.rank()).volume();
    return detail::cost_of_normalised(d).times(output.volume() / d);
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    const index d = x.shape().sub(x.shape().rank() - axes, x.shape().rank()).volume();
    for (index start = 0; start < x.size(); start += d) {
      S* out = output.data() + start;
      const S deviation = detail::distances_and_deviation(out, x.data() + start, 1, d, d, epsilon);
      for (index i = 0; i < d; ++i) out[i] = out[i] / deviation;
    }
  }
};

/// Normalises over the last axes, those of `weight` and `bias`, or of `weight` alone.
template <tensor_like X, tensor_like P>
[[nodiscard]] constexpr auto layer_norm(const X& x, const P& weight, const P& bias, double epsilon = 1e-5) {
  return apply(layer_norm_primitive{epsilon}, x, weight, bias);
}
template <tensor_like X, tensor_like P>
[[nodiscard]] constexpr auto layer_norm(const X& x, const P& weight, double epsilon = 1e-5) {
  return apply(layer_norm_primitive{epsilon}, x, weight);
}
/// Normalises over the last axes, which have the sizes of `normalized`, without weight and bias.
template <tensor_like X>
[[nodiscard]] constexpr auto layer_norm(const X& x, const shape& normalized, double epsilon = 1e-5) {
  detail::require_last_axes(x.shape(), normalized);
  return apply(plain_layer_norm_primitive{epsilon, normalized.rank()}, x);
}

}  // namespace tally
