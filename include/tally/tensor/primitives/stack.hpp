// SPDX-License-Identifier: MIT
// As many tensors as a loop made, as one.
#pragma once

#include "tally/tensor/primitive.hpp"
#include "tally/tensor/primitives/broadcast.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace tally {

namespace detail {

// Tensors of one shape, one behind the other along a new axis. Their number is known when it runs, so that it is not
// applied as other primitives are.
struct stack_primitive {
  static constexpr std::string_view name = "stack";
  static constexpr category kind = category::movement;
  int axis = 0;

  template <class X>
  constexpr shape output(const std::vector<X>& list) const {
    if (list.empty()) fail_on_sizes("tally: a stack of no tensors has no shape; tensors and least are", 0, 1);
    const shape& each = list[0].shape();
    const int at = axis < 0 ? axis + each.rank() + 1 : axis;
    if (at < 0 || at > each.rank())
      fail_on_sizes("tally: a stack has no such axis; axis and rank are", axis, each.rank() + 1);
    for (const X& x : list)
      if (x.shape() != each) fail_on_shapes("tally: tensors to stack differ in shape", each, x.shape());
    shape result = each.sub(0, at);
    result.push_back(static_cast<index>(list.size()));
    for (int i = at; i < each.rank(); ++i) result.push_back(each[i]);
    return result;
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const std::vector<tensor<S>>& list) const {
    const int at = axis < 0 ? axis + output.shape().rank() : axis;
    const collapsed to(output.shape(), at, at);
    for (index o = 0; o < to.outer; ++o)
      for (index m = 0; m < to.middle; ++m)
        for (index i = 0; i < to.inner; ++i)
          output.data()[(o * to.middle + m) * to.inner + i] =
              list[static_cast<std::size_t>(m)].data()[o * to.inner + i];
  }
};

}  // namespace detail

/// Tensors of one shape along a new axis: three of 2x5 stacked at axis 0 are 3x2x5. It moves every element once. An
/// empty list, and shapes that differ, throw `tally::shape_error`.
template <class S>
[[nodiscard]] constexpr tensor<S> stack(int axis, const std::vector<tensor<S>>& list) {
  const detail::stack_primitive p{axis};
  tensor<S> result(p.output(list));
  p.loop(result, list);
  return result;
}
[[nodiscard]] constexpr shape_only stack(int axis, const std::vector<shape_only>& list) {
  const detail::stack_primitive p{axis};
  const shape output = p.output(list);
  const precision format = list[0].format();
  collector* charged = nullptr;
  for (const shape_only& x : list) {
    if (x.format() != format)
      detail::fail<error>("tally: tensors to stack have different precisions; convert one of them");
    if (charged == nullptr) charged = x.charged();
  }
  if (charged != nullptr) {
    const natural moved = natural(output.volume()) * bytes(format);
    charged->charge(p.kind, cost{}, format, output.volume(), list[0].size(), natural(), moved, moved);
    if (charged->keeps_rows()) {
      std::vector<shape> shapes;
      for (const shape_only& x : list) shapes.push_back(x.shape());
      const int count = static_cast<int>(shapes.size());
      charged->keep({p.name, p.kind, shapes.data(), count, output, format, cost{}, moved, moved});
    }
  }
  return shape_only(output, format, charged);
}

}  // namespace tally
