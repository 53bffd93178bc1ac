// SPDX-License-Identifier: MIT
// Reductions over axes: sum, product, mean, variance, maximum, minimum.
#pragma once

#include "tally/core/no_macro.hpp"
#include "tally/tensor/primitive.hpp"
#include "tally/tensor/primitives/arithmetic.hpp"
#include "tally/tensor/primitives/movement.hpp"

#include <initializer_list>
#include <string_view>

namespace tally {

/// A set of axes; negative ones count from the end. The empty set stands for all axes.
struct axis_set {
  int axes[shape::max_rank]{};
  int count = 0;

  constexpr axis_set() = default;
  constexpr axis_set(int axis) : axes{axis}, count(1) {}
  constexpr axis_set(std::initializer_list<int> list) {
    for (const int axis : list) {
      if (count == shape::max_rank) detail::fail_on_sizes("tally: a set of axes has more than", count, shape::max_rank);
      axes[count++] = axis;
    }
  }
  /// Whether axis `i` of `s` belongs. Throws `tally::shape_error` if the set names an axis that `s` has not, or one
  /// twice.
  constexpr bool contains(const shape& s, int i) const {
    int found = count == 0 ? 1 : 0;
    for (int j = 0; j < count; ++j) found += static_cast<int>(s.axis(axes[j])) == i ? 1 : 0;
    if (found > 1) detail::fail_on_sizes("tally: a set of axes names an axis twice; axis and times are", i, found);
    return found == 1;
  }
};

namespace detail {

// What a reduction does to n numbers: its cost, and its loop over [n][inner], elementwise in `inner`.
struct sum_of {
  static constexpr std::string_view name = "sum";
  constexpr cost of_numbers(natural n) const { return {{operation::add, n - 1}}; }
  template <class S>
  constexpr void reduce(S* __restrict out, const S* x, index n, index inner) const {
    for (index j = 0; j < inner; ++j) out[j] = x[j];
    for (index i = 1; i < n; ++i)
      for (index j = 0; j < inner; ++j) out[j] += x[i * inner + j];
  }
};

struct product_of {
  static constexpr std::string_view name = "product";
  constexpr cost of_numbers(natural n) const { return {{operation::mul, n - 1}}; }
  template <class S>
  constexpr void reduce(S* __restrict out, const S* x, index n, index inner) const {
    for (index j = 0; j < inner; ++j) out[j] = x[j];
    for (index i = 1; i < n; ++i)
      for (index j = 0; j < inner; ++j) out[j] = out[j] * x[i * inner + j];
  }
};

struct mean_of {
  static constexpr std::string_view name = "mean";
  constexpr cost of_numbers(natural n) const { return {{operation::add, n - 1}, {operation::div, 1}}; }
  template <class S>
  constexpr void reduce(S* __restrict out, const S* x, index n, index inner) const {
    sum_of{}.reduce(out, x, n, inner);
    for (index j = 0; j < inner; ++j) out[j] = out[j] / S(static_cast<double>(n));
  }
};

// The mean of squared distances from the mean, in two passes: n - 1 additions and a division, then n subtractions,
// n squares, n - 1 additions and a division by n - correction.
struct variance_of {
  static constexpr std::string_view name = "variance";
  index correction = 0;
  constexpr cost of_numbers(natural n) const {
    return {{operation::add, (n - 1) * 2}, {operation::sub, n}, {operation::mul, n}, {operation::div, 2}};
  }
  template <class S>
  constexpr void reduce(S* __restrict out, const S* x, index n, index inner) const {
    for (index j = 0; j < inner; ++j) {
      S mean = x[j];
      for (index i = 1; i < n; ++i) mean += x[i * inner + j];
      mean = mean / S(static_cast<double>(n));
      const S first = x[j] - mean;
      S squares = first * first;
      for (index i = 1; i < n; ++i) {
        const S distance = x[i * inner + j] - mean;
        squares += distance * distance;
      }
      out[j] = squares / S(static_cast<double>(n - correction));
    }
  }
};

template <bool Larger>
struct extremum_of {
  static constexpr std::string_view name = Larger ? "max" : "min";
  constexpr cost of_numbers(natural n) const { return {{operation::min_max, n - 1}}; }
  template <class S>
  constexpr void reduce(S* __restrict out, const S* x, index n, index inner) const {
    for (index j = 0; j < inner; ++j) out[j] = x[j];
    for (index i = 1; i < n; ++i)
      for (index j = 0; j < inner; ++j)
        out[j] = Larger ? larger(out[j], x[i * inner + j]) : smaller(out[j], x[i * inner + j]);
  }
};

}  // namespace detail

/// Reduces the axes of a set to one number each, kept as an axis of size 1 if `keep_axes`.
template <class Reduction>
struct reduction_primitive {
  static constexpr std::string_view name = Reduction::name;
  static constexpr category kind = category::reduction;
  Reduction reduction{};
  axis_set axes;
  bool keep_axes = false;

  constexpr shape output(const shape& x) const {
    for (int j = 0; j < axes.count; ++j) static_cast<void>(x.axis(axes.axes[j]));
    shape result;
    index reduced = 1;
    for (int i = 0; i < x.rank(); ++i) {
      if (!axes.contains(x, i))
        result.push_back(x[i]);
      else if (reduced *= x[i]; keep_axes)
        result.push_back(1);
    }
    if constexpr (requires { reduction.correction; }) {
      if (reduced <= reduction.correction)
        detail::fail_on_sizes("tally: a variance of this many numbers cannot be corrected by", reduced,
                              reduction.correction);
    }
    return result;
  }
  constexpr cost formula(const shape& output, const shape& x) const {
    return reduction.of_numbers(x.volume() / output.volume()).times(output.volume());
  }
  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x) const {
    // Axes that do not lie side by side are brought together at the end first.
    int first = -1;
    int last = -1;
    bool together = true;
    permute_primitive order;
    for (int pass = 0; pass < 2; ++pass)
      for (int i = 0; i < x.shape().rank(); ++i) {
        const bool reduced = axes.contains(x.shape(), i);
        if (reduced == (pass == 1)) order.axes[order.count++] = i;
        if (reduced && pass == 0) {
          together = together && (last < 0 || last == i - 1);
          if (first < 0) first = i;
          last = i;
        }
      }
    if (!together) {
      tensor<S> moved(order.output(x.shape()));
      order.loop(moved, x);
      const index n = x.size() / output.size();
      for (index i = 0; i < output.size(); ++i) reduction.reduce(output.data() + i, moved.data() + i * n, n, index{1});
      return;
    }
    const detail::collapsed parts =
        first < 0 ? detail::collapsed(shape{x.size()}, 1, 1) : detail::collapsed(x.shape(), first, last);
    for (index i = 0; i < parts.outer; ++i)
      reduction.reduce(output.data() + i * parts.inner, x.data() + i * parts.middle * parts.inner, parts.middle,
                       parts.inner);
  }
};

/// The sum over `axes` (all by default): n - 1 additions for n numbers.
template <tensor_like X>
[[nodiscard]] constexpr auto sum(const X& x, axis_set axes = {}, bool keep_axes = false) {
  return apply(reduction_primitive<detail::sum_of>{{}, axes, keep_axes}, x);
}
/// The product over `axes`: n - 1 multiplications for n numbers.
template <tensor_like X>
[[nodiscard]] constexpr auto product(const X& x, axis_set axes = {}, bool keep_axes = false) {
  return apply(reduction_primitive<detail::product_of>{{}, axes, keep_axes}, x);
}
/// The mean over `axes`: n - 1 additions and a division.
template <tensor_like X>
[[nodiscard]] constexpr auto mean(const X& x, axis_set axes = {}, bool keep_axes = false) {
  return apply(reduction_primitive<detail::mean_of>{{}, axes, keep_axes}, x);
}
/// The variance over `axes`, divided by n - `correction`: 2(n - 1) additions, n subtractions, n products, 2 divisions.
template <tensor_like X>
[[nodiscard]] constexpr auto variance(const X& x, axis_set axes = {}, bool keep_axes = false, index correction = 0) {
  return apply(reduction_primitive<detail::variance_of>{{correction}, axes, keep_axes}, x);
}
/// The largest over `axes`: n - 1 operations min_max.
template <tensor_like X>
[[nodiscard]] constexpr auto max TALLY_NO_MACRO(const X& x, axis_set axes = {}, bool keep_axes = false) {
  return apply(reduction_primitive<detail::extremum_of<true>>{{}, axes, keep_axes}, x);
}
/// The smallest over `axes`: n - 1 operations min_max.
template <tensor_like X>
[[nodiscard]] constexpr auto min TALLY_NO_MACRO(const X& x, axis_set axes = {}, bool keep_axes = false) {
  return apply(reduction_primitive<detail::extremum_of<false>>{{}, axes, keep_axes}, x);
}

}  // namespace tally
