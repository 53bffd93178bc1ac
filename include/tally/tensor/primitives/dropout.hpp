// SPDX-License-Identifier: MIT
// Dropout, as training does it.
#pragma once

#include "tally/core/error.hpp"
#include "tally/tensor/primitive.hpp"

#include <cstdint>
#include <string_view>

namespace tally {

/// Each element times a factor: 0 with probability p, 1 / (1 - p) otherwise (Srivastava et al. 2014, scaled as in
/// torch.nn).
struct dropout_primitive {
  static constexpr std::string_view name = "dropout";
  double p = 0.5;
  std::uint64_t seed = 0;

  constexpr shape output(const shape& x) const {
    if (!(0 <= p && p <= 1)) detail::fail<error>("tally: a dropout's probability is not between 0 and 1");
    return x;
  }
  // A product for each element, be its factor 0 or not; drawing the factors is no arithmetic of the network.
  constexpr cost formula(const shape& output, const shape&) const { return {{operation::mul, output.volume()}}; }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    detail::random_numbers random(seed);
    const S kept = S(p < 1 ? 1 / (1 - p) : 0.0);
    for (index i = 0; i < x.size(); ++i) {
      const bool drops = (1 + static_cast<double>(random.next_signed_unit())) / 2 < p;
      output.data()[i] = x.data()[i] * (drops ? S(0) : kept);
    }
  }
};

/// Drops elements with probability p, which ones follows from the seed, and scales the others by 1 / (1 - p): a product
/// for each element. A p that is no probability throws `tally::error`.
template <tensor_like X>
[[nodiscard]] constexpr auto dropout(const X& x, double p = 0.5, std::uint64_t seed = 0) {
  return apply(dropout_primitive{p, seed}, x);
}

}  // namespace tally
