// SPDX-License-Identifier: MIT
// Blocks at positions along several axes: gathered from there, put there, added there.
#pragma once

#include "tally/tensor/category.hpp"
#include "tally/tensor/primitive.hpp"
#include "tally/tensor/primitives/movement.hpp"

#include <string_view>

namespace tally {

namespace detail {

// Positions `[…, k]`, each a row of k numbers, one for each of the first k axes of what they look into: a block of its
// other axes.
struct blocks_of {
  index named = 0;  // k
  index count = 0;  // how many positions there are
  index size = 1;   // elements of a block

  constexpr blocks_of(const shape& x, const shape& positions) {
    if (positions.rank() == 0 || positions[-1] > x.rank())
      fail_on_shapes("tally: positions along several axes are rows, of at most as many numbers as the tensor has axes; "
                     "tensor and positions are",
                     x, positions);
    named = positions[-1];
    count = positions.volume() / named;
    for (int axis = static_cast<int>(named); axis < x.rank(); ++axis) size *= x[axis];
  }

  // Where block i begins.
  template <class Position>
  constexpr index begin(const shape& x, const tensor<Position>& positions, index i) const {
    index block = 0;
    for (int axis = 0; axis < static_cast<int>(named); ++axis) {
      const auto position = value(positions.data()[i * named + axis]);
      const index at = whole(position, x[axis]);
      if (at < 0 || at >= x[axis])
        fail_on_sizes("tally: a position lies outside its axis; position (-1 if not whole) and extent are", at,
                      x[axis]);
      block = block * x[axis] + at;
    }
    return block * size;
  }
};

}  // namespace detail

/// The blocks of `x` at positions `[…, k]` along its first k axes: the shape is that of the positions without their
/// last axis, and then of a block.
struct gather_nd_primitive {
  static constexpr std::string_view name = "gather_nd";
  static constexpr category kind = category::movement;

  constexpr shape output(const shape& x, const shape& positions) const {
    const detail::blocks_of blocks(x, positions);
    shape result = positions.sub(0, positions.rank() - 1);
    for (int axis = static_cast<int>(blocks.named); axis < x.rank(); ++axis) result.push_back(x[axis]);
    return result;
  }
  constexpr cost formula(const shape&, const shape&, const shape&) const { return {}; }
  // The blocks that are taken, and the positions.
  constexpr natural traffic(const shape& output, const shape&, const shape& positions) const {
    return natural(output.volume()) + positions.volume();
  }
  template <class S, class Position>
  constexpr void loop(tensor<S>& output, const tensor<S>& x, const tensor<Position>& positions) const {
    const detail::blocks_of blocks(x.shape(), positions.shape());
    for (index i = 0; i < blocks.count; ++i) {
      const S* from = x.data() + blocks.begin(x.shape(), positions, i);
      for (index j = 0; j < blocks.size; ++j) output.data()[i * blocks.size + j] = from[j];
    }
  }
};

/// `x` with blocks put, or added, at positions along its first axes.
template <bool Adds>
struct scatter_nd_primitive {
  static constexpr std::string_view name = Adds ? "scatter_nd_add" : "scatter_nd";
  static constexpr category kind = Adds ? category::arithmetic : category::movement;

  constexpr shape output(const shape& x, const shape& positions, const shape& blocks) const {
    const shape expected = gather_nd_primitive{}.output(x, positions);
    if (blocks != expected)
      detail::fail_on_shapes("tally: blocks to scatter have another shape than what stands at their positions", blocks,
                             expected);
    return x;
  }
  // Each element of a block that is added is one addition, also where several blocks land on one place.
  constexpr cost formula(const shape&, const shape&, const shape&, const shape& blocks) const {
    if (!Adds) return {};
    return {{operation::add, blocks.volume()}};
  }
  template <class S, class Position>
  constexpr void loop(tensor<S>& output, const tensor<S>& x, const tensor<Position>& positions,
                      const tensor<S>& blocks) const {
    for (index i = 0; i < x.size(); ++i) output.data()[i] = x.data()[i];
    const detail::blocks_of at(x.shape(), positions.shape());
    for (index i = 0; i < at.count; ++i) {
      S* to = output.data() + at.begin(x.shape(), positions, i);
      const S* block = blocks.data() + i * at.size;
      for (index j = 0; j < at.size; ++j) {
        if constexpr (Adds)
          to[j] += block[j];
        else
          to[j] = block[j];
      }
    }
  }
};

/// The blocks of `x` at whole-numbered positions `[…, k]` along its first k axes, as ONNX's GatherND: of `[h, w, c]` at
/// `[n, 2]`, n pixels of c numbers. A position outside throws `tally::shape_error`. No arithmetic.
template <tensor_like X, tensor_like Positions>
[[nodiscard]] constexpr auto gather_nd(const X& x, const Positions& positions) {
  return apply(gather_nd_primitive{}, x, positions);
}
/// `x` with `blocks` in place of what `gather_nd(x, positions)` takes; where positions repeat, the last one stays. No
/// arithmetic.
template <tensor_like X, tensor_like Positions>
[[nodiscard]] constexpr auto scatter_nd(const X& x, const Positions& positions, const X& blocks) {
  return apply(scatter_nd_primitive<false>{}, x, positions, blocks);
}
/// `x` with `blocks` added to what `gather_nd(x, positions)` takes, one by one where positions repeat: an addition for
/// each of their elements.
template <tensor_like X, tensor_like Positions>
[[nodiscard]] constexpr auto scatter_nd_add(const X& x, const Positions& positions, const X& blocks) {
  return apply(scatter_nd_primitive<true>{}, x, positions, blocks);
}

}  // namespace tally
