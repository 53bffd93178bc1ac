// SPDX-License-Identifier: MIT
// Local response normalisation across channels.
#pragma once

#include "tally/core/math.hpp"
#include "tally/tensor/category.hpp"
#include "tally/tensor/primitive.hpp"
#include "tally/tensor/primitives/broadcast.hpp"

#include <string_view>

namespace tally {

/// x / (k + alpha/size · sum of x² over `size` neighbouring channels)^beta, torch.nn's form of AlexNet's (Krizhevsky,
/// Sutskever and Hinton 2012, section 3.3). Channel i's neighbours are i - size/2 to i + (size - 1)/2; those that do
/// not exist are not added.
struct local_response_norm_primitive {
  static constexpr std::string_view name = "local_response_norm";
  static constexpr category kind = category::local_response_norm;
  index size = 5;
  double alpha = 1e-4;
  double beta = 0.75;
  double k = 1;

  constexpr shape output(const shape& x) const {
    if (x.rank() < 2)
      detail::fail_on_shapes("tally: local response normalisation takes an input [n, c, …]", x, shape{});
    detail::require_positive("tally: a local response normalisation's number of channels is not positive", size);
    return x;
  }
  // For an element: its square, taken once; one addition less than it has neighbours; alpha/size, a constant, times
  // their sum, plus k; a power and a division.
  constexpr cost formula(const shape& output, const shape& x) const {
    const natural elements = output.volume();
    const natural neighbours = elements / x[1] * (x[1] + within(x[1], size / 2) + within(x[1], (size - 1) / 2));
    return {{operation::mul, elements * 2},
            {operation::add, neighbours},
            {operation::pow, elements},
            {operation::div, elements}};
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    using detail::plain::pow;
    const detail::collapsed parts(x.shape(), 1, 1);
    tensor<S> squares(x.shape());
    for (index i = 0; i < x.size(); ++i) squares.data()[i] = x.data()[i] * x.data()[i];
    for (index o = 0; o < parts.outer; ++o)
      for (index c = 0; c < parts.middle; ++c)
        for (index i = 0; i < parts.inner; ++i) {
          const auto at = [&](index channel) { return (o * parts.middle + channel) * parts.inner + i; };
          const index first = c > size / 2 ? c - size / 2 : 0;
          const index above = parts.middle - 1 - c;
          const index last = c + ((size - 1) / 2 < above ? (size - 1) / 2 : above);
          S sum = squares.data()[at(first)];
          for (index channel = first + 1; channel <= last; ++channel) sum += squares.data()[at(channel)];
          const S base = S(k) + S(alpha / static_cast<double>(size)) * sum;
          output.data()[at(c)] = x.data()[at(c)] / S(pow(base, S(beta)));
        }
  }

 private:
  // How many neighbours at most `reach` below them all channels have together: 0, 1, …, reach, reach, ….
  static constexpr natural within(index channels, index reach) {
    const natural full = reach < channels ? reach : channels - 1;
    return full * (full + 1) / 2 + (natural(channels - 1) - full) * full;
  }
};

/// Divides each element of `[n, c, …]` by a power of the mean square of `size` neighbouring channels, plus k.
template <tensor_like X>
[[nodiscard]] constexpr auto local_response_norm(const X& x, const local_response_norm_primitive& p) {
  return apply(p, x);
}

}  // namespace tally
