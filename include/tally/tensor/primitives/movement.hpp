// SPDX-License-Identifier: MIT
// Movements: no arithmetic, only bytes.
#pragma once

#include "tally/tensor/primitive.hpp"
#include "tally/tensor/primitives/broadcast.hpp"

#include <cstddef>
#include <initializer_list>
#include <limits>
#include <string_view>
#include <type_traits>

namespace tally {

/// The same elements in the same order under another shape. Nothing moves, so no bytes are charged.
struct reshape_primitive {
  static constexpr std::string_view name = "reshape";
  static constexpr category kind = category::movement;
  static constexpr bool moves = false;
  shape to;

  constexpr shape output(const shape& x) const {
    if (x.volume() != to.volume()) detail::fail_on_shapes("tally: a reshape changes the number of elements", x, to);
    return to;
  }
  constexpr cost formula(const shape&, const shape&) const { return {}; }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    for (index i = 0; i < x.size(); ++i) output.data()[i] = x.data()[i];
  }
};

/// Axes in another order: axis i of the result is axis axes[i] of the input.
struct permute_primitive {
  static constexpr std::string_view name = "permute";
  static constexpr category kind = category::movement;
  int axes[shape::max_rank]{};
  int count = 0;

  constexpr permute_primitive() = default;
  constexpr permute_primitive(std::initializer_list<int> order) {
    for (const int axis : order) {
      if (count == shape::max_rank)
        detail::fail_on_sizes("tally: a permutation names more axes than", count, shape::max_rank);
      axes[count++] = axis;
    }
  }
  constexpr shape output(const shape& x) const {
    if (count != x.rank())
      detail::fail_on_sizes("tally: a permutation names another number of axes than its input has", count, x.rank());
    bool seen[shape::max_rank]{};
    shape result;
    for (int i = 0; i < count; ++i) {
      const std::size_t axis = x.axis(axes[i]);
      if (seen[axis])
        detail::fail_on_sizes("tally: a permutation names an axis twice; axis and rank are", axes[i], count);
      seen[axis] = true;
      result.push_back(x[axes[i]]);
    }
    return result;
  }
  constexpr cost formula(const shape&, const shape&) const { return {}; }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    index steps[shape::max_rank]{};  // of the input, along each axis of the result
    for (int i = 0; i < count; ++i) {
      steps[i] = 1;
      for (int j = static_cast<int>(x.shape().axis(axes[i])) + 1; j < x.shape().rank(); ++j) steps[i] *= x.shape()[j];
    }
    index at[shape::max_rank]{};
    index from = 0;
    for (index i = 0; i < output.size(); ++i) {
      output.data()[i] = x.data()[from];
      for (int axis = count - 1; axis >= 0; --axis) {  // step to the next position, carrying
        from += steps[axis];
        if (++at[axis] < output.shape()[axis]) break;
        from -= steps[axis] * at[axis];
        at[axis] = 0;
      }
    }
  }
};

/// Axes of extent 1, and missing first axes, repeated.
struct broadcast_primitive {
  static constexpr std::string_view name = "broadcast";
  static constexpr category kind = category::movement;
  shape to;

  constexpr shape output(const shape& x) const {
    if (detail::broadcast(x, to) != to)
      detail::fail_on_shapes("tally: this shape does not broadcast to that one", x, to);
    return to;
  }
  constexpr cost formula(const shape&, const shape&) const { return {}; }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    const detail::strides from(x.shape(), to);
    for (index i = 0; i < output.size(); ++i) output.data()[i] = x.data()[from.offset(to, i)];
  }
};

/// Positions start, start + step, … below stop of one axis.
struct slice_primitive {
  static constexpr std::string_view name = "slice";
  static constexpr category kind = category::movement;
  int axis = 0;
  index start = 0;
  index stop = 0;
  index step = 1;

  constexpr shape output(const shape& x) const {
    detail::require_positive("tally: a slice's step is not positive", step);
    if (start < 0 || start >= stop || stop > x[axis])
      detail::fail_on_shapes("tally: a slice [start, stop) is empty or leaves its axis; the bounds, and the shape",
                             slice_bounds(), x);
    return x.with(axis, (stop - start - 1) / step + 1);
  }
  constexpr cost formula(const shape&, const shape&) const { return {}; }
  constexpr natural traffic(const shape& output, const shape&) const { return output.volume(); }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    const int at = static_cast<int>(x.shape().axis(axis));
    const detail::collapsed from(x.shape(), at, at);
    const detail::collapsed to(output.shape(), at, at);
    for (index o = 0; o < to.outer; ++o)
      for (index m = 0; m < to.middle; ++m)
        for (index i = 0; i < to.inner; ++i)
          output.data()[(o * to.middle + m) * to.inner + i] =
              x.data()[(o * from.middle + start + m * step) * from.inner + i];
  }

 private:
  // The bounds as a shape to print; bounds below 1 print as 1.
  constexpr shape slice_bounds() const { return {start < 1 ? 1 : start, stop < 1 ? 1 : stop}; }
};

/// Tensors one behind the other along an axis.
struct concat_primitive {
  static constexpr std::string_view name = "concat";
  static constexpr category kind = category::movement;
  int axis = 0;

  template <class... Rest>
  constexpr shape output(const shape& first, const Rest&... rest) const {
    index extent = first[axis];
    const auto join = [&](const shape& next) {
      if (next.rank() != first.rank() || next.with(axis, first[axis]) != first)
        detail::fail_on_shapes("tally: tensors to concatenate differ in another axis", first, next);
      if (next[axis] > (std::numeric_limits<index>::max)() - extent)
        detail::fail_on_sizes("tally: the size of concatenated tensors overflows", extent, next[axis]);
      extent += next[axis];
    };
    (join(rest), ...);
    return first.with(axis, extent);
  }
  template <class... Inputs>
  constexpr cost formula(const shape&, const Inputs&...) const {
    return {};
  }
  template <class S, class... Inputs>
  constexpr void loop(tensor<S>& output, const Inputs&... inputs) const {
    const int at = static_cast<int>(output.shape().axis(axis));
    const detail::collapsed to(output.shape(), at, at);
    index start = 0;
    const auto copy = [&](const tensor<S>& x) {
      const detail::collapsed from(x.shape(), at, at);
      for (index o = 0; o < from.outer; ++o)
        for (index i = 0; i < from.middle * from.inner; ++i)
          output.data()[(o * to.middle + start) * to.inner + i] = x.data()[o * from.middle * from.inner + i];
      start += from.middle;
    };
    (copy(inputs), ...);
  }
};

/// A constant before and after one axis.
struct pad_primitive {
  static constexpr std::string_view name = "pad";
  static constexpr category kind = category::movement;
  int axis = 0;
  index before = 0;
  index after = 0;
  double value = 0;

  constexpr shape output(const shape& x) const {
    if (before < 0 || after < 0) detail::fail_on_sizes("tally: a pad is negative", before, after);
    constexpr index limit = (std::numeric_limits<index>::max)();
    if (before > limit - x[axis] || after > limit - x[axis] - before)
      detail::fail_on_sizes("tally: the size of a padded tensor overflows; the pads are", before, after);
    return x.with(axis, x[axis] + before + after);
  }
  constexpr cost formula(const shape&, const shape&) const { return {}; }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    const int at = static_cast<int>(x.shape().axis(axis));
    const detail::collapsed from(x.shape(), at, at);
    const detail::collapsed to(output.shape(), at, at);
    for (S& element : output) element = S(value);
    for (index o = 0; o < from.outer; ++o)
      for (index i = 0; i < from.middle * from.inner; ++i)
        output.data()[(o * to.middle + before) * to.inner + i] = x.data()[o * from.middle * from.inner + i];
  }
};

namespace detail {

// A position as an index. Floating-point positions count where they are whole numbers below `end`; -1 stands for the
// others.
template <class Position>
constexpr index whole(Position position, index end) {
  if constexpr (std::is_integral_v<Position>) {
    return static_cast<index>(position);
  } else {
    if (!(position >= Position(0) && position < Position(end))) return -1;
    const index row = static_cast<index>(position);
    return Position(row) == position ? row : -1;
  }
}

}  // namespace detail

/// Slices of a table along one of its axes, at the positions that a tensor holds: the shape of the positions stands in
/// place of that axis. Along the first, these are rows.
struct gather_primitive {
  static constexpr std::string_view name = "gather";
  category kind = category::movement;
  int axis = 0;

  constexpr shape output(const shape& table, const shape& positions) const {
    if (table.rank() < 1) detail::fail_on_shapes("tally: a table to gather from has no rows", table, positions);
    const int at = static_cast<int>(table.axis(axis));
    shape result = at == 0 ? positions : table.sub(0, at);
    if (at > 0)
      for (int i = 0; i < positions.rank(); ++i) result.push_back(positions[i]);
    for (int i = at + 1; i < table.rank(); ++i) result.push_back(table[i]);
    return result;
  }
  constexpr cost formula(const shape&, const shape&, const shape&) const { return {}; }
  // The rows that are taken, and the positions.
  constexpr natural traffic(const shape& output, const shape&, const shape& positions) const {
    return natural(output.volume()) + positions.volume();
  }
  template <class S, class Position>
  constexpr void loop(tensor<S>& output, const tensor<S>& table, const tensor<Position>& positions) const {
    const int at = static_cast<int>(table.shape().axis(axis));
    const detail::collapsed parts(table.shape(), at, at);
    for (index i = 0; i < positions.size(); ++i) {
      const auto position = value(positions.data()[i]);
      const index row = detail::whole(position, parts.middle);
      if (row < 0 || row >= parts.middle)
        detail::fail_on_sizes("tally: a position to gather is no row of the table; position (-1 if not whole) and rows",
                              row, parts.middle);
      for (index o = 0; o < parts.outer; ++o)
        for (index j = 0; j < parts.inner; ++j)
          output.data()[(o * positions.size() + i) * parts.inner + j] =
              table.data()[(o * parts.middle + row) * parts.inner + j];
    }
  }
};

/// The elements in order under another shape; an extent of 0 or less is not a shape. Throws `tally::shape_error` if the
/// number of elements differs.
template <tensor_like X>
[[nodiscard]] constexpr auto reshape(const X& x, const shape& to) {
  return apply(reshape_primitive{to}, x);
}
/// Axes `first` to `last` as one.
template <tensor_like X>
[[nodiscard]] constexpr auto flatten(const X& x, int first = 1, int last = -1) {
  const int from = static_cast<int>(x.shape().axis(first));
  const int to = static_cast<int>(x.shape().axis(last));
  const detail::collapsed parts(x.shape(), from, to);
  shape flat = x.shape().sub(0, from);
  flat.push_back(parts.middle);
  for (int i = to + 1; i < x.shape().rank(); ++i) flat.push_back(x.shape()[i]);
  return reshape(x, flat);
}
/// Axis i of the result is axis axes[i] of the input.
template <tensor_like X>
[[nodiscard]] constexpr auto permute(const X& x, std::initializer_list<int> axes) {
  return apply(permute_primitive(axes), x);
}
/// Repeats axes of extent 1, and missing first axes, up to `to`.
template <tensor_like X>
[[nodiscard]] constexpr auto broadcast_to(const X& x, const shape& to) {
  return apply(broadcast_primitive{to}, x);
}
/// Positions [start, stop) of an axis, every `step`th.
template <tensor_like X>
[[nodiscard]] constexpr auto slice(const X& x, int axis, index start, index stop, index step = 1) {
  return apply(slice_primitive{axis, start, stop, step}, x);
}
/// One behind the other along `axis`; all other extents agree.
template <tensor_like First, tensor_like... Rest>
[[nodiscard]] constexpr auto concat(int axis, const First& first, const Rest&... rest) {
  return apply(concat_primitive{axis}, first, rest...);
}
/// `before` and `after` copies of a constant around an axis.
template <tensor_like X>
[[nodiscard]] constexpr auto pad(const X& x, int axis, index before, index after, double value = 0) {
  return apply(pad_primitive{axis, before, after, value}, x);
}
/// Rows of `table` at whole-numbered `positions`. Any other position throws `tally::shape_error`.
template <tensor_like Table, tensor_like Positions>
[[nodiscard]] constexpr auto gather(const Table& table, const Positions& positions,
                                    category kind = category::movement) {
  return apply(gather_primitive{kind}, table, positions);
}
/// The same along any axis: of `[b, n, c]` at `[k]` along axis 1, `[b, k, c]`.
template <tensor_like Table, tensor_like Positions>
[[nodiscard]] constexpr auto gather(const Table& table, const Positions& positions, int axis) {
  return apply(gather_primitive{category::movement, axis}, table, positions);
}

}  // namespace tally
