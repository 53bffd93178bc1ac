// SPDX-License-Identifier: MIT
// As many tensors as a loop made, as one.
#pragma once

#include "tally/core/vector.hpp"
#include "tally/tensor/primitive.hpp"
#include "tally/tensor/primitives/axes.hpp"
#include "tally/tensor/primitives/broadcast.hpp"
#include "tally/tensor/primitives/movement.hpp"

#include <cstddef>

namespace tally {

namespace detail {

// concat_primitive's shape rule for a list.
template <class X>
constexpr shape joined_shape(int axis, const detail::vector<X>& list) {
  if (list.empty()) fail_on_sizes("tally: a list of no tensors has no shape; tensors and least are", 0, 1);
  shape result = list[0].shape();
  for (std::size_t i = 1; i < list.size(); ++i) result = concat_primitive{axis}.output(result, list[i].shape());
  return result;
}

// What it costs to put tensors one behind the other, of which the first two have so many elements.
constexpr void charge_joined(collector* charged, const shape& output, precision format, index first, index second) {
  if (charged == nullptr) return;
  constexpr category kind = concat_primitive::kind;
  const natural moved = natural(output.volume()) * bytes(format);
  charged->charge(kind, cost{}, format, output.volume(), first, weights_applied(kind, output, first, second),
                  moved.value, moved.value);
}

// What `stack(0, …)` of `times` tensors like `x` gives and charges, without a list of them and without rows.
constexpr shape_only stacked(index times, const shape_only& x) {
  shape output{times};
  for (int i = 0; i < x.shape().rank(); ++i) output.push_back(x.shape(i));
  charge_joined(x.charged(), output, x.format(), x.size(), times > 1 ? x.size() : 0);
  return shape_only(output, x.format(), x.charged());
}

}  // namespace detail

/// The tensors of a list one behind the other along `axis`; all other extents agree. It moves every element once. An
/// empty list throws `tally::shape_error`.
template <class S>
[[nodiscard]] constexpr tensor<S> concat(int axis, const detail::vector<tensor<S>>& list) {
  tensor<S> result(detail::joined_shape(axis, list));
  const int at = static_cast<int>(result.shape().axis(axis));
  const detail::collapsed to(result.shape(), at, at);
  index start = 0;
  for (const tensor<S>& x : list) {
    const detail::collapsed from(x.shape(), at, at);
    for (index o = 0; o < from.outer; ++o)
      for (index i = 0; i < from.middle * from.inner; ++i)
        result.data()[(o * to.middle + start) * to.inner + i] = x.data()[o * from.middle * from.inner + i];
    start += from.middle;
  }
  return result;
}
// Charged here and not by `apply`, whose primitives have a number of inputs that the compiler knows.
[[nodiscard]] constexpr shape_only concat(int axis, const detail::vector<shape_only>& list) {
  using primitive = concat_primitive;
  const shape output = detail::joined_shape(axis, list);
  const precision format = list[0].format();
  collector* charged = nullptr;
  for (const shape_only& x : list) {
    if (x.format() != format)
      detail::fail<error>("tally: a primitive's inputs have different precisions; convert one of them");
    if (charged == nullptr) charged = x.charged();
  }
  detail::charge_joined(charged, output, format, list[0].size(), list.size() > 1 ? list[1].size() : 0);
  if (charged != nullptr) {
    const natural moved = natural(output.volume()) * bytes(format);
    if (charged->keeps_rows()) {
      detail::vector<shape> shapes;
      for (const shape_only& x : list) shapes.push_back(x.shape());
      const int count = static_cast<int>(shapes.size());
      charged->keep({primitive::name, primitive::kind, shapes.data(), count, output, format, cost{}, moved, moved});
    }
  }
  return shape_only(output, format, charged);
}

/// The tensors of a list, all of one shape, along a new axis: three of 2x5 stacked at axis 0 are 3x2x5.
template <tensor_like X>
[[nodiscard]] constexpr X stack(int axis, const detail::vector<X>& list) {
  detail::vector<X> widened;
  for (const X& x : list) {
    if (x.shape() != list[0].shape())
      detail::fail_on_shapes("tally: tensors to stack differ in shape", list[0].shape(), x.shape());
    widened.push_back(unsqueeze(x, axis));
  }
  return concat(axis, widened);
}

}  // namespace tally
