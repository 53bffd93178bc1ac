// SPDX-License-Identifier: MIT
// One element along an axis for each place: the score of the right class.
#pragma once

#include "tally/tensor/category.hpp"
#include "tally/tensor/primitive.hpp"
#include "tally/tensor/primitives/broadcast.hpp"
#include "tally/tensor/primitives/movement.hpp"

#include <string_view>

namespace tally {

/// Along `axis` the element at the position that stands at the same place of a tensor with one axis less.
struct pick_primitive {
  static constexpr std::string_view name = "pick";
  static constexpr category kind = category::movement;
  int axis = -1;

  constexpr shape output(const shape& x, const shape& positions) const {
    const int at = static_cast<int>(x.axis(axis));
    shape rest = x.sub(0, at);
    for (int i = at + 1; i < x.rank(); ++i) rest.push_back(x[i]);
    if (rest != positions)
      detail::fail_on_shapes("tally: positions to pick at have another shape than their input without its axis", x,
                             positions);
    return rest;
  }
  constexpr cost formula(const shape&, const shape&, const shape&) const { return {}; }
  // What is picked, and the positions.
  constexpr natural traffic(const shape& output, const shape&, const shape&) const {
    return natural(output.volume()) * 2;
  }
  template <class S, class Position>
  constexpr void loop(tensor<S>& output, const tensor<S>& x, const tensor<Position>& positions) const {
    const int at = static_cast<int>(x.shape().axis(axis));
    const detail::collapsed parts(x.shape(), at, at);
    for (index o = 0; o < parts.outer; ++o)
      for (index i = 0; i < parts.inner; ++i) {
        const index place = o * parts.inner + i;
        const auto position = value(positions.data()[place]);
        const index chosen = detail::whole(position, parts.middle);
        if (chosen < 0 || chosen >= parts.middle)
          detail::fail_on_sizes(
              "tally: a position to pick lies outside its axis; position (-1 if not whole) and extent are", chosen,
              parts.middle);
        output.data()[place] = x.data()[(o * parts.middle + chosen) * parts.inner + i];
      }
  }
};

/// The elements of `x` along `axis` at whole-numbered `positions`, whose shape is that of `x` without the axis. Any
/// other position throws `tally::shape_error`. No arithmetic.
template <tensor_like X, tensor_like Positions>
[[nodiscard]] constexpr auto pick(const X& x, const Positions& positions, int axis = -1) {
  return apply(pick_primitive{axis}, x, positions);
}

}  // namespace tally
