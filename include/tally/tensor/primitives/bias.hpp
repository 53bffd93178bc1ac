// SPDX-License-Identifier: MIT
// A learned offset for each channel.
#pragma once

#include "tally/tensor/primitive.hpp"
#include "tally/tensor/primitives/broadcast.hpp"

#include <string_view>

namespace tally {

/// x + bias, one number per position of `axis`. An addition like others; tools that count biases know it by its name.
struct bias_primitive {
  static constexpr std::string_view name = "bias";
  int axis = -1;
  category kind = category::linear_bias;

  constexpr shape output(const shape& x, const shape& bias) const {
    if (bias.rank() != 1 || bias[0] != x[axis])
      detail::fail_on_shapes("tally: a bias has another number of elements than its input has channels", x, bias);
    return x;
  }
  constexpr cost formula(const shape& output, const shape&, const shape&) const {
    return {{operation::add, output.volume()}};
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x, const tensor<S>& bias) const {
    const int at = static_cast<int>(x.shape().axis(axis));
    const detail::collapsed parts(x.shape(), at, at);
    const S* in = x.data();
    S* out = output.data();
    const S* offsets = bias.data();
    for (index o = 0; o < parts.outer; ++o) {
      if (parts.inner == 1) {
        for (index c = 0; c < parts.middle; ++c) out[c] = in[c] + offsets[c];
      } else {
        for (index c = 0; c < parts.middle; ++c) {
          const S offset = offsets[c];
          for (index i = 0; i < parts.inner; ++i) out[c * parts.inner + i] = in[c * parts.inner + i] + offset;
        }
      }
      in += parts.middle * parts.inner;
      out += parts.middle * parts.inner;
    }
  }
};

/// Adds `[features]` along the last axis of `[…, features]`: one addition per element.
template <tensor_like X, tensor_like B>
[[nodiscard]] constexpr auto add_bias(const X& x, const B& bias, category kind = category::linear_bias) {
  return apply(bias_primitive{-1, kind}, x, bias);
}
/// Adds `[channels]` along axis 1 of `[n, channels, …]`: one addition per element.
template <tensor_like X, tensor_like B>
[[nodiscard]] constexpr auto add_channel_bias(const X& x, const B& bias) {
  return apply(bias_primitive{1, category::convolution_bias}, x, bias);
}

}  // namespace tally
