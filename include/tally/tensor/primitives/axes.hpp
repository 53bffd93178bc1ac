// SPDX-License-Identifier: MIT
// Axes added, dropped, cut and joined: compositions of movements.
#pragma once

#include "tally/tensor/primitives/movement.hpp"

#include <array>
#include <cstddef>
#include <utility>

namespace tally {

/// A new axis of extent 1 before axis `axis` of the input, or as the last for its rank; -1 is the last of the result.
template <tensor_like X>
[[nodiscard]] constexpr auto unsqueeze(const X& x, int axis) {
  const int rank = x.shape().rank();
  const int at = axis < 0 ? axis + rank + 1 : axis;
  if (at < 0 || at > rank) detail::fail_on_sizes("tally: an axis cannot be added there; axis and rank are", axis, rank);
  shape to = x.shape().sub(0, at);
  to.push_back(1);
  for (int i = at; i < rank; ++i) to.push_back(x.shape()[i]);
  return reshape(x, to);
}

/// Drops axis `axis`. Throws `tally::shape_error` unless its extent is 1.
template <tensor_like X>
[[nodiscard]] constexpr auto squeeze(const X& x, int axis) {
  const int at = static_cast<int>(x.shape().axis(axis));
  if (x.shape()[at] != 1)
    detail::fail_on_sizes("tally: an axis to drop has an extent other than 1; axis and extent are", axis,
                          x.shape()[at]);
  shape to = x.shape().sub(0, at);
  for (int i = at + 1; i < x.shape().rank(); ++i) to.push_back(x.shape()[i]);
  return reshape(x, to);
}

/// Axes i and j swapped; negative ones count from the end. Without them the last two are: a matrix, or many,
/// transposed.
template <tensor_like X>
[[nodiscard]] constexpr auto transpose(const X& x, int i = -2, int j = -1) {
  permute_primitive swapped;
  for (int axis = 0; axis < x.shape().rank(); ++axis) swapped.axes[swapped.count++] = axis;
  const int first = static_cast<int>(x.shape().axis(i));
  swapped.axes[first] = static_cast<int>(x.shape().axis(j));
  swapped.axes[x.shape().axis(j)] = first;
  return apply(swapped, x);
}

/// Tensors of one shape along a new axis, which is `axis` of the result.
template <tensor_like First, tensor_like... Rest>
[[nodiscard]] constexpr auto stack(int axis, const First& first, const Rest&... rest) {
  const auto agrees = [&](const shape& next) {
    if (next != first.shape()) detail::fail_on_shapes("tally: tensors to stack differ in shape", first.shape(), next);
  };
  (agrees(rest.shape()), ...);
  const int at = axis < 0 ? axis + first.shape().rank() + 1 : axis;
  return concat(at, unsqueeze(first, at), unsqueeze(rest, at)...);
}

/// An axis cut into pieces of these sizes, which add up to it: `const auto [a, b] = split(x, 1, {3, 5})`.
template <tensor_like X, std::size_t Pieces>
[[nodiscard]] constexpr auto split(const X& x, int axis, const index (&sizes)[Pieces]) {
  const index extent = x.shape()[axis];
  index starts[Pieces]{};
  index left = extent;
  for (std::size_t i = 0; i < Pieces; ++i) {
    detail::require_positive("tally: a piece to split off is not of positive size", sizes[i]);
    if (sizes[i] > left) detail::fail_on_sizes("tally: the pieces of a split are more than their axis", sizes[i], left);
    starts[i] = extent - left;
    left -= sizes[i];
  }
  if (left != 0)
    detail::fail_on_sizes("tally: the pieces of a split are less than their axis; left and all", left, extent);
  const auto pieces = [&]<std::size_t... I>(std::index_sequence<I...>) {
    return std::array{slice(x, axis, starts[I], starts[I] + sizes[I])...};
  };
  return pieces(std::make_index_sequence<Pieces>());
}

/// An axis cut into equal pieces: `const auto [q, k, v] = chunk<3>(x, -1)`. Throws `tally::shape_error` unless their
/// number divides it.
template <std::size_t Pieces, tensor_like X>
[[nodiscard]] constexpr auto chunk(const X& x, int axis) {
  const index extent = x.shape()[axis];
  constexpr index pieces = static_cast<index>(Pieces);
  if (extent % pieces != 0)
    detail::fail_on_sizes("tally: an axis is not cut into equal pieces; extent and pieces are", extent, pieces);
  index sizes[Pieces];
  for (index& size : sizes) size = extent / pieces;
  return split(x, axis, sizes);
}

}  // namespace tally
