// SPDX-License-Identifier: MIT
// Choices that numbers make: the largest of a row, and what lies above a limit.
#pragma once

#include "tally/core/counted.hpp"
#include "tally/core/vector.hpp"
#include "tally/tensor/primitive.hpp"
#include "tally/tensor/primitives/broadcast.hpp"
#include "tally/tensor/primitives/movement.hpp"

#include <cstddef>
#include <string_view>

namespace tally {

/// The positions of the k largest along the last axis, the largest first and the earlier of equals. Selected one by
/// one: n - 1 comparisons for the first, n - 2 for the second, and so on.
struct top_k_primitive {
  static constexpr std::string_view name = "top_k";
  static constexpr category kind = category::comparison;
  index k = 1;

  constexpr shape output(const shape& x) const {
    if (k < 1 || k > x[-1])
      detail::fail_on_sizes(
          "tally: a row has fewer elements than the largest that are asked for; asked and elements are", k, x[-1]);
    return x.with(-1, k);
  }
  constexpr cost formula(const shape& output, const shape& x) const {
    // (n - 1) + … + (n - k)
    const natural rows = output.volume() / k;
    return {{operation::compare, rows * (natural(k) * (natural(x[-1]) * 2 - k - 1) / 2)}};
  }

  template <class S>
  using result = int;

  template <class S>
  constexpr void loop(tensor<int>& output, const tensor<S>& x) const {
    const index n = x.shape()[-1];
    detail::vector<int> taken(static_cast<std::size_t>(n));
    for (index row = 0; row < x.size() / n; ++row) {
      const S* in = x.data() + row * n;
      for (int& t : taken) t = 0;
      for (index j = 0; j < k; ++j) {
        index best = -1;
        for (index i = 0; i < n; ++i) {
          if (taken[static_cast<std::size_t>(i)] != 0) continue;
          if (best < 0 || in[best] < in[i]) best = i;
        }
        taken[static_cast<std::size_t>(best)] = 1;
        output.data()[row * k + j] = static_cast<int>(best);
      }
    }
  }
};

/// As top_k among some groups of each row: of `[…, groups, n]`, the positions of the k largest in the groups that
/// `[…, chosen]` names, counted over the whole row.
struct top_k_within_primitive {
  static constexpr std::string_view name = "top_k_within";
  static constexpr category kind = category::comparison;
  index k = 1;

  constexpr shape output(const shape& x, const shape& chosen) const {
    if (x.rank() < 2 || chosen.rank() != x.rank() - 1 || chosen.with(-1, x[-2]) != x.sub(0, x.rank() - 1))
      detail::fail_on_shapes("tally: chosen groups differ from their tensor before its groups", x, chosen);
    const index elements = size_product(chosen[-1], x[-1]);
    if (k < 1 || k > elements)
      detail::fail_on_sizes(
          "tally: a row has fewer elements than the largest that are asked for; asked and elements are", k, elements);
    return chosen.with(-1, k);
  }
  constexpr cost formula(const shape& output, const shape& x, const shape& chosen) const {
    const natural n = natural(chosen[-1]) * x[-1];
    return {{operation::compare, natural(output.volume() / k) * (natural(k) * (n * 2 - k - 1) / 2)}};
  }

  template <class S, class Chosen>
  using result = int;

  template <class S>
  constexpr void loop(tensor<int>& output, const tensor<S>& x, const tensor<int>& chosen) const {
    const index n = x.shape()[-1];
    const index all = n * x.shape()[-2];
    const index groups = chosen.shape()[-1];
    detail::vector<index> candidates;
    for (index row = 0; row < x.size() / all; ++row) {
      const S* in = x.data() + row * all;
      candidates.clear();
      for (index g = 0; g < groups; ++g)
        for (index i = 0; i < n; ++i) candidates.push_back(chosen.data()[row * groups + g] * n + i);
      for (index j = 0; j < k; ++j) {
        std::size_t best = 0;
        for (std::size_t i = 1; i < candidates.size(); ++i)
          if (in[candidates[best]] < in[candidates[i]]) best = i;
        output.data()[row * k + j] = static_cast<int>(candidates[best]);
        candidates.erase(candidates.begin() + static_cast<std::ptrdiff_t>(best));
      }
    }
  }
};

/// Elements along an axis at the positions of another tensor: `[…, n]` at `[…, k]` gives `[…, k]`.
struct take_along_primitive {
  static constexpr std::string_view name = "take_along";
  static constexpr category kind = category::movement;
  int axis = -1;

  constexpr shape output(const shape& x, const shape& positions) const {
    if (x.rank() == 0 || positions.rank() != x.rank() || positions.with(axis, x[axis]) != x)
      detail::fail_on_shapes("tally: positions to take differ from their tensor in another axis than theirs", x,
                             positions);
    return positions;
  }
  constexpr cost formula(const shape&, const shape&, const shape&) const { return {}; }
  // The elements that are taken, and the positions.
  constexpr natural traffic(const shape& output, const shape&, const shape& positions) const {
    return natural(output.volume()) + positions.volume();
  }
  template <class S, class Position>
  constexpr void loop(tensor<S>& output, const tensor<S>& x, const tensor<Position>& positions) const {
    const int at = static_cast<int>(x.shape().axis(axis));
    const detail::collapsed from(x.shape(), at, at);
    const detail::collapsed to(positions.shape(), at, at);
    for (index o = 0; o < to.outer; ++o)
      for (index m = 0; m < to.middle; ++m)
        for (index i = 0; i < to.inner; ++i) {
          const index place = (o * to.middle + m) * to.inner + i;
          const auto position = value(positions.data()[place]);
          const index taken = detail::whole(position, from.middle);
          if (taken < 0 || taken >= from.middle)
            detail::fail_on_sizes(
                "tally: a position to take lies outside its row; position (-1 if not whole) and elements are", taken,
                from.middle);
          output.data()[place] = x.data()[(o * from.middle + taken) * from.inner + i];
        }
  }
};

/// 1 where a number is above a limit, 0 elsewhere, as integers: one comparison each.
struct exceeds_primitive {
  static constexpr std::string_view name = "exceeds";
  static constexpr category kind = category::comparison;
  double limit = 0;

  constexpr shape output(const shape& x) const { return x; }
  constexpr cost formula(const shape& output, const shape&) const { return {{operation::compare, output.volume()}}; }

  template <class S>
  using result = int;

  template <class S>
  constexpr void loop(tensor<int>& output, const tensor<S>& x) const {
    const S bound(limit);
    for (index i = 0; i < x.size(); ++i) output.data()[i] = bound < x.data()[i] ? 1 : 0;
  }
};

namespace detail {

// The decision that one integer holds. Over shapes there is none, and nobody asks.
constexpr bool is_set(const tensor<int>& decision) { return decision.data()[0] != 0; }
constexpr bool is_set(const shape_only&) { return false; }

}  // namespace detail

/// The positions of the `k` largest along the last axis: k(2n - k - 1)/2 comparisons a row of n.
template <tensor_like X>
[[nodiscard]] constexpr auto top_k(const X& x, index k) {
  return apply(top_k_primitive{k}, x);
}
/// The same within the groups of `[…, groups, n]` that `chosen` names: over as many numbers as these hold.
template <tensor_like X, tensor_like Chosen>
[[nodiscard]] constexpr auto top_k_within(const X& x, const Chosen& chosen, index k) {
  return apply(top_k_within_primitive{k}, x, chosen);
}
/// The elements of each row of `x` along `axis` at whole-numbered `positions`, which have its other extents. Any other
/// position throws `tally::shape_error`. No arithmetic.
template <tensor_like X, tensor_like Positions>
[[nodiscard]] constexpr auto take_along(const X& x, const Positions& positions, int axis = -1) {
  return apply(take_along_primitive{axis}, x, positions);
}
/// 1 where `x` is above `limit`, 0 elsewhere: one comparison an element.
template <tensor_like X>
[[nodiscard]] constexpr auto exceeds(const X& x, double limit) {
  return apply(exceeds_primitive{limit}, x);
}

}  // namespace tally
