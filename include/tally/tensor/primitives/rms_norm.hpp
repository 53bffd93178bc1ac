// SPDX-License-Identifier: MIT
// Root mean square normalisation.
#pragma once

#include "tally/core/math.hpp"
#include "tally/tensor/category.hpp"
#include "tally/tensor/primitive.hpp"

#include <string_view>

namespace tally {

/// x / √(mean of x² + epsilon), times a weight if there is one, over the last axes: those of the weight, or one
/// (Zhang and Sennrich 2019).
struct rms_norm_primitive {
  static constexpr std::string_view name = "rms_norm";
  static constexpr category kind = category::rms_norm;
  double epsilon = 1e-6;

  constexpr shape output(const shape& x) const {
    static_cast<void>(x.axis(-1));
    return x;
  }
  constexpr shape output(const shape& x, const shape& weight) const {
    if (weight.rank() > x.rank() || weight.rank() == 0 || x.sub(x.rank() - weight.rank(), x.rank()) != weight)
      detail::fail_on_shapes("tally: an RMS normalisation's input does not end in the shape of its weight", x, weight);
    return x;
  }
  // For a row of d: d squares, d - 1 additions and a division make the mean; an addition and a root; d divisions; with
  // a weight d products.
  constexpr cost formula(const shape& output, const shape& x) const { return of_rows(output, x[-1], 1); }
  constexpr cost formula(const shape& output, const shape&, const shape& weight) const {
    return of_rows(output, weight.volume(), 2);
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    const index d = x.shape()[-1];
    for (index start = 0; start < x.size(); start += d) {
      const S root = root_mean_square(x.data() + start, d);
      for (index i = start; i < start + d; ++i) output.data()[i] = x.data()[i] / root;
    }
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x, const tensor<S>& weight) const {
    const index d = weight.size();
    for (index start = 0; start < x.size(); start += d) {
      const S root = root_mean_square(x.data() + start, d);
      for (index i = 0; i < d; ++i) output.data()[start + i] = x.data()[start + i] / root * weight.data()[i];
    }
  }

 private:
  static constexpr cost of_rows(const shape& output, natural d, natural products) {
    return cost{{operation::mul, d * products}, {operation::add, d}, {operation::div, d + 1}, {operation::sqrt, 1}}
        .times(output.volume() / d);
  }
  template <class S>
  constexpr S root_mean_square(const S* in, index d) const {
    using detail::plain::sqrt;
    S squares = in[0] * in[0];
    for (index i = 1; i < d; ++i) squares += in[i] * in[i];
    return S(sqrt(squares / S(static_cast<double>(d)) + S(epsilon)));
  }
};

/// Divides each row along the last axis by its root mean square.
template <tensor_like X>
[[nodiscard]] constexpr auto rms_norm(const X& x, double epsilon = 1e-6) {
  return apply(rms_norm_primitive{epsilon}, x);
}
/// The same over the last axes, those of `weight`, and multiplied by it.
template <tensor_like X, tensor_like Weight>
[[nodiscard]] constexpr auto rms_norm(const X& x, const Weight& weight, double epsilon = 1e-6) {
  return apply(rms_norm_primitive{epsilon}, x, weight);
}

}  // namespace tally
