// SPDX-License-Identifier: MIT
// What the normalisations by mean and variance have in common.
#pragma once

#include "tally/core/math.hpp"
#include "tally/tensor/cost.hpp"
#include "tally/tensor/tensor.hpp"

namespace tally::detail {

// (x - mean) / √(variance + epsilon) for d numbers that are normalised together: the mean takes d - 1 additions and a
// division; distances d subtractions; the variance d products, d - 1 additions, a division; an addition and a root;
// d divisions. Then, for each of them, so many products and sums.
constexpr cost cost_of_normalised(natural d, natural factors = 0, natural summands = 0) {
  return {{operation::add, d * 2 - 1 + d * summands},
          {operation::sub, d},
          {operation::mul, d + d * factors},
          {operation::div, d + 2},
          {operation::sqrt, 1}};
}

// The distances from their mean of numbers that lie in `pieces` of `length`, the first of which are `step` apart; gives
// √(variance + epsilon), by which they are still to be divided.
template <class S>
constexpr S distances_and_deviation(S* __restrict out, const S* __restrict in, index pieces, index length, index step,
                                    double epsilon) {
  using plain::sqrt;
  const S count = S(static_cast<double>(pieces * length));
  S mean = in[0];
  for (index p = 0; p < pieces; ++p)
    for (index i = p == 0 ? 1 : 0; i < length; ++i) mean += in[p * step + i];
  mean = mean / count;
  for (index p = 0; p < pieces; ++p)
    for (index i = 0; i < length; ++i) out[p * step + i] = in[p * step + i] - mean;
  S squares = out[0] * out[0];
  for (index p = 0; p < pieces; ++p)
    for (index i = p == 0 ? 1 : 0; i < length; ++i) squares += out[p * step + i] * out[p * step + i];
  return S(sqrt(squares / count + S(epsilon)));
}

}  // namespace tally::detail
