// SPDX-License-Identifier: MIT
// Movements within each axis: roll, flip, tile.
#pragma once

#include "tally/tensor/primitive.hpp"

#include <initializer_list>
#include <string_view>

namespace tally {

namespace detail {

// A number for some of the axes of a tensor; negative axes count from the end.
struct axis_numbers {
  int axes[shape::max_rank]{};
  index numbers[shape::max_rank]{};
  int count = 0;

  constexpr void add(int axis, index number) {
    if (count == shape::max_rank)
      fail_on_sizes("tally: a movement names more axes than a shape can have; axes named and limit are", count + 1,
                    shape::max_rank);
    axes[count] = axis;
    numbers[count++] = number;
  }
  // The numbers of all axes of `s`, `otherwise` where none is given. Throws if an axis is named twice.
  struct by_axis {
    index numbers[shape::max_rank];
    bool named[shape::max_rank];
  };
  [[nodiscard]] constexpr by_axis of(const shape& s, index otherwise) const {
    by_axis result{};
    for (index& number : result.numbers) number = otherwise;
    for (int i = 0; i < count; ++i) {
      const auto axis = s.axis(axes[i]);
      if (result.named[axis])
        fail_on_sizes("tally: a movement names an axis twice; axis and rank are", axes[i], s.rank());
      result.named[axis] = true;
      result.numbers[axis] = numbers[i];
    }
    return result;
  }
};

// output[i, j, …] = x[source(0, i), source(1, j), …]
template <class S, class Source>
constexpr void take_along_axes(tensor<S>& output, const tensor<S>& x, const Source& source) {
  const shape& to = output.shape();
  const int last = to.rank() - 1;
  if (last < 0) {
    output.data()[0] = x.data()[0];
    return;
  }
  const index width = to[last];
  for (index row = 0; row * width < output.size(); ++row) {
    index from = 0;
    index step = x.shape()[last];
    index rest = row;
    for (int axis = last - 1; axis >= 0; --axis) {
      from += source(axis, rest % to[axis]) * step;
      step *= x.shape()[axis];
      rest /= to[axis];
    }
    for (index j = 0; j < width; ++j) output.data()[row * width + j] = x.data()[from + source(last, j)];
  }
}

}  // namespace detail

/// Elements moved on along axes; those that leave at the end come in at the start.
struct roll_primitive {
  static constexpr std::string_view name = "roll";
  static constexpr category kind = category::movement;
  detail::axis_numbers shifts;

  constexpr shape output(const shape& x) const {
    static_cast<void>(shifts.of(x, 0));
    return x;
  }
  constexpr cost formula(const shape&, const shape&) const { return {}; }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    const auto by = shifts.of(x.shape(), 0);
    detail::take_along_axes(output, x, [&](int axis, index i) {
      const index extent = x.shape()[axis];
      const index from = (i - by.numbers[axis] % extent) % extent;
      return from < 0 ? from + extent : from;
    });
  }
};

/// Axes in opposite order.
struct flip_primitive {
  static constexpr std::string_view name = "flip";
  static constexpr category kind = category::movement;
  detail::axis_numbers axes;

  constexpr shape output(const shape& x) const {
    static_cast<void>(axes.of(x, 0));
    return x;
  }
  constexpr cost formula(const shape&, const shape&) const { return {}; }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    const auto flipped = axes.of(x.shape(), 0);
    detail::take_along_axes(output, x,
                            [&](int axis, index i) { return flipped.named[axis] ? x.shape()[axis] - 1 - i : i; });
  }
};

/// The whole tensor again and again along axes.
struct tile_primitive {
  static constexpr std::string_view name = "tile";
  static constexpr category kind = category::movement;
  detail::axis_numbers times;

  constexpr shape output(const shape& x) const {
    const auto along = times.of(x, 1);
    shape result = x;
    for (int axis = 0; axis < x.rank(); ++axis) {
      const index repeats = along.numbers[axis];
      detail::require_positive("tally: a tensor is not tiled a positive number of times", repeats);
      index extent = 0;
      if (detail::product_overflows(x[axis], repeats, &extent))
        detail::fail_on_sizes("tally: the size of a tiled tensor overflows; extent and times are", x[axis], repeats);
      result = result.with(axis, extent);
    }
    return result;
  }
  constexpr cost formula(const shape&, const shape&) const { return {}; }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    detail::take_along_axes(output, x, [&](int axis, index i) { return i % x.shape()[axis]; });
  }
};

/// Position i of `axis` goes to (i + shift) mod its extent; a shift may be negative or longer than the axis.
template <tensor_like X>
[[nodiscard]] constexpr auto roll(const X& x, index shift, int axis) {
  roll_primitive rolled;
  rolled.shifts.add(axis, shift);
  return apply(rolled, x);
}
/// Several axes at once, as one movement; shifts[i] is for axes[i]. Throws `tally::shape_error` unless there are as
/// many shifts as axes.
template <tensor_like X>
[[nodiscard]] constexpr auto roll(const X& x, std::initializer_list<index> shifts, std::initializer_list<int> axes) {
  if (shifts.size() != axes.size())
    detail::fail_on_sizes("tally: a roll has another number of shifts than axes", static_cast<index>(shifts.size()),
                          static_cast<index>(axes.size()));
  roll_primitive rolled;
  for (auto shift = shifts.begin(); const int axis : axes) rolled.shifts.add(axis, *shift++);
  return apply(rolled, x);
}
/// Position i of each of `axes` goes to extent - 1 - i.
template <tensor_like X>
[[nodiscard]] constexpr auto flip(const X& x, std::initializer_list<int> axes) {
  flip_primitive flipped;
  for (const int axis : axes) flipped.axes.add(axis, 1);
  return apply(flipped, x);
}
/// The tensor `times[i]` times along axis i; there is a number for every axis.
template <tensor_like X>
[[nodiscard]] constexpr auto tile(const X& x, std::initializer_list<index> times) {
  if (static_cast<int>(times.size()) != x.shape().rank())
    detail::fail_on_sizes("tally: a tiling has another number of repeats than its input has axes",
                          static_cast<index>(times.size()), x.shape().rank());
  tile_primitive tiled;
  for (int axis = 0; const index repeats : times) tiled.times.add(axis++, repeats);
  return apply(tiled, x);
}

}  // namespace tally
