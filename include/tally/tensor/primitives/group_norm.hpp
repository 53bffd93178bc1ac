// SPDX-License-Identifier: MIT
// Normalisation of groups of channels, and of each channel on its own.
#pragma once

#include "tally/tensor/category.hpp"
#include "tally/tensor/primitive.hpp"
#include "tally/tensor/primitives/deviation.hpp"

#include <string_view>

namespace tally {

/// (x - mean) / √(variance + epsilon) over the channels of a group and all positions, for each sample of `[n, c, …]`,
/// and then, where there are any, times a weight and plus a bias for each channel (Wu and He 2018).
struct group_norm_primitive {
  static constexpr std::string_view name = "group_norm";
  static constexpr category kind = category::group_norm;
  index groups = 1;
  double epsilon = 1e-5;

  constexpr shape output(const shape& x) const {
    if (x.rank() < 2) detail::fail_on_shapes("tally: group normalisation takes an input [n, c, …]", x, shape{groups});
    detail::require_positive("tally: a group normalisation's number of groups is not positive", groups);
    if (x[1] % groups != 0)
      detail::fail_on_sizes("tally: a group normalisation's groups do not divide its channels; channels and groups are",
                            x[1], groups);
    return x;
  }
  constexpr shape output(const shape& x, const shape& weight, const shape& bias) const {
    const shape result = output(x);
    for (const shape& parameter : {weight, bias})
      if (parameter != shape{x[1]})
        detail::fail_on_shapes("tally: a group normalisation's input has other channels than its parameters", x,
                               parameter);
    return result;
  }
  constexpr cost formula(const shape& output, const shape& x) const { return of_groups(output, x[0] * groups, 0); }
  constexpr cost formula(const shape& output, const shape& x, const shape&, const shape&) const {
    return of_groups(output, x[0] * groups, 1);
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    const index d = x.size() / (x.shape()[0] * groups);
    for (index start = 0; start < x.size(); start += d) {
      S* out = output.data() + start;
      const S deviation = detail::distances_and_deviation(out, x.data() + start, 1, d, d, epsilon);
      for (index i = 0; i < d; ++i) out[i] = out[i] / deviation;
    }
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x, const tensor<S>& weight, const tensor<S>& bias) const {
    const index channels = x.shape()[1];
    const index positions = x.size() / (x.shape()[0] * channels);
    loop(output, x);
    for (index row = 0; row < x.size() / positions; ++row) {
      const S scale = weight.data()[row % channels];
      const S shift = bias.data()[row % channels];
      for (index i = row * positions; i < (row + 1) * positions; ++i)
        output.data()[i] = output.data()[i] * scale + shift;
    }
  }

 private:
  static constexpr cost of_groups(const shape& output, index all, natural parameters) {
    return detail::cost_of_normalised(output.volume() / all, parameters, parameters).times(all);
  }
};

/// Group normalisation whose groups are single channels (Ulyanov, Vedaldi and Lempitsky 2016).
struct instance_norm_primitive {
  static constexpr std::string_view name = "instance_norm";
  static constexpr category kind = category::instance_norm;
  double epsilon = 1e-5;

  constexpr shape output(const shape& x, const auto&... parameters) const {
    if (x.rank() < 3) detail::fail_on_shapes("tally: instance normalisation takes an input [n, c, l, …]", x, shape{});
    return by_channel(x).output(x, parameters...);
  }
  constexpr cost formula(const shape& output, const shape& x, const auto&... parameters) const {
    return by_channel(x).formula(output, x, parameters...);
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x, const auto&... parameters) const {
    by_channel(x.shape()).loop(output, x, parameters...);
  }

 private:
  constexpr group_norm_primitive by_channel(const shape& x) const { return {x[1], epsilon}; }
};

/// Normalises `groups` groups of the channels of `[n, c, …]`, each sample on its own; weight and bias are `[c]`.
template <tensor_like X>
[[nodiscard]] constexpr auto group_norm(const X& x, index groups, double epsilon = 1e-5) {
  return apply(group_norm_primitive{groups, epsilon}, x);
}
template <tensor_like X, tensor_like P>
[[nodiscard]] constexpr auto group_norm(const X& x, index groups, const P& weight, const P& bias,
                                        double epsilon = 1e-5) {
  return apply(group_norm_primitive{groups, epsilon}, x, weight, bias);
}

/// Normalises every channel of `[n, c, l, …]`, each sample on its own; weight and bias are `[c]`.
template <tensor_like X>
[[nodiscard]] constexpr auto instance_norm(const X& x, double epsilon = 1e-5) {
  return apply(instance_norm_primitive{epsilon}, x);
}
template <tensor_like X, tensor_like P>
[[nodiscard]] constexpr auto instance_norm(const X& x, const P& weight, const P& bias, double epsilon = 1e-5) {
  return apply(instance_norm_primitive{epsilon}, x, weight, bias);
}

}  // namespace tally
