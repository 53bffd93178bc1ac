// SPDX-License-Identifier: MIT
// Numbers to compare: seeded doubles, positions in a tensor, and how far two tensors are apart.
#pragma once

#include "tally/tensor/tensor.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace numbers {

[[nodiscard]] inline tally::tensor<double> random_numbers(const tally::shape& extents, std::uint64_t seed) {
  return tally::tensor<double>::random(extents, seed);
}

/// The index along every axis of the element at a position in memory.
[[nodiscard]] inline std::vector<tally::index> indices(const tally::shape& extents, tally::index flat) {
  std::vector<tally::index> result(static_cast<std::size_t>(extents.rank()));
  for (int axis = extents.rank() - 1; axis >= 0; --axis) {
    result[static_cast<std::size_t>(axis)] = flat % extents[axis];
    flat /= extents[axis];
  }
  return result;
}

/// The largest absolute difference; infinite for different shapes and where one number is none.
[[nodiscard]] inline double largest_distance(const tally::tensor<double>& a, const tally::tensor<double>& b) {
  if (a.shape() != b.shape()) return std::numeric_limits<double>::infinity();
  double largest = 0;
  for (tally::index i = 0; i < a.size(); ++i) {
    const double distance = std::abs(a[i] - b[i]);
    if (!(distance <= largest)) largest = distance == distance ? distance : std::numeric_limits<double>::infinity();
  }
  return largest;
}

}  // namespace numbers
