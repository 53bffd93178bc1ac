// SPDX-License-Identifier: MIT
// Rotary position embedding.
#pragma once

#include "tally/core/plain_math.hpp"
#include "tally/tensor/primitive.hpp"
#include "tally/tensor/primitives/broadcast.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace tally {

/// Rotates pairs of features by angles that grow with the position (Su et al. 2021, equation 15), for `[…, sequence,
/// features]`: pair i of position p turns by (p + offset) · base^(-2i / rotated). The cosines and sines are constants.
/// Features from `rotated` on stay as they are.
struct rotary_primitive {
  static constexpr std::string_view name = "rotary";
  static constexpr category kind = category::arithmetic;
  index rotated = 0;         // how many features; 0: all
  index offset = 0;          // the position of the first row
  double base = 10000;       // what the angles are powers of
  bool interleaved = false;  // pairs are neighbours, as in the paper; otherwise one from either half, as Llama has them

  constexpr shape output(const shape& x) const {
    if (x.rank() < 2)
      detail::fail_on_shapes("tally: a rotary embedding takes [..., sequence, features]", x, shape{1, 1});
    const index features = turning(x);
    if (features < 2 || features % 2 != 0 || features > x[-1])
      detail::fail_on_sizes("tally: a rotary embedding turns pairs; features to turn, and features that there are",
                            features, x[-1]);
    if (offset < 0) detail::fail_on_sizes("tally: a rotary embedding begins at a negative position", offset, 0);
    static_cast<void>(size_sum(offset, x[-2]));  // positions
    return x;
  }
  // A pair takes four products, a subtraction and an addition.
  constexpr cost formula(const shape& output, const shape&) const {
    const natural pairs = natural(output.volume()) / output[-1] * (turning(output) / 2);
    return {{operation::mul, pairs * 4}, {operation::sub, pairs}, {operation::add, pairs}};
  }
  // The input, and a cosine and a sine for each pair of a position.
  constexpr natural traffic(const shape& output, const shape&) const {
    return natural(output.volume()) + natural(output[-2]) * turning(output);
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    const index length = x.shape()[-2];
    const index features = x.shape()[-1];
    const index half = turning(x.shape()) / 2;
    const index step = interleaved ? 1 : half;  // from one of a pair to the other
    for (index i = 0; i < x.size(); ++i)
      if (i % features >= 2 * half) output.data()[i] = x.data()[i];
    for (index i = 0; i < half; ++i) {
      const double speed = detail::plain::pow(base, -static_cast<double>(i) / static_cast<double>(half));
      for (index p = 0; p < length; ++p) {
        const double angle = static_cast<double>(p + offset) * speed;
        const S cosine = S(detail::plain::cos(angle));
        const S sine = S(detail::plain::sin(angle));
        for (index at = p * features + (interleaved ? 2 * i : i); at < x.size(); at += length * features) {
          const S first = x.data()[at];
          const S second = x.data()[at + step];
          output.data()[at] = first * cosine - second * sine;
          output.data()[at + step] = second * cosine + first * sine;
        }
      }
    }
  }

 private:
  constexpr index turning(const shape& x) const { return rotated == 0 ? x[-1] : rotated; }
};

/// Rotary position embedding of queries or keys `[…, sequence, features]`: 2 products and an addition or subtraction
/// per feature that turns. `rotary(keys, {.rotated = 16, .offset = 5})` turns the first 16 of each head's features, and
/// counts positions from 5. Throws `tally::shape_error` if pairs are not to be had.
template <tensor_like X>
[[nodiscard]] constexpr auto rotary(const X& x, const rotary_primitive& how = {}) {
  return apply(how, x);
}

}  // namespace tally
