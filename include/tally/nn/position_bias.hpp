// SPDX-License-Identifier: MIT
// Where a query and a key stand, as a bias of their score: ALiBi's constants, and T5's learned buckets.
#pragma once

#include "tally/core/plain_math.hpp"
#include "tally/nn/context.hpp"
#include "tally/nn/names.hpp"
#include "tally/tensor/constant.hpp"
#include "tally/tensor/primitives/movement.hpp"

#include <limits>
#include <string_view>

namespace tally {

namespace detail {

// Head h's slope in ALiBi: 2^(-8 (h + 1) / heads) for powers of two, else those of the next lower power, and then every
// other one of twice as many.
constexpr double alibi_slope(index head, index heads) {
  index power = 1;
  while (power <= heads / 2) power *= 2;
  const bool between = head >= power;
  const index number = between ? 2 * (head - power) : head;
  return plain::pow(2.0, -8.0 * static_cast<double>(number + 1) / static_cast<double>(between ? 2 * power : power));
}

}  // namespace detail

/// ALiBi (Press et al. 2022): `[heads, queries, keys]` with -slope · distance, to be added to scores; the last query
/// stands at the last key. Constants in the scalar of `x`, which cost nothing; adding them is an addition per score.
template <tensor_like X>
[[nodiscard]] constexpr auto alibi_bias(const X& x, index heads, index queries, index keys) {
  return constant_like(x, shape{heads, queries, keys}, [=](index i) {
    const index distance = i / keys % queries + keys - queries - i % keys;
    return -detail::alibi_slope(i / keys / queries, heads) * static_cast<double>(distance);
  });
}

/// The bucket of T5 (Raffel et al. 2020) for a key `distance` positions behind its query; negative ones are ahead. Half
/// of the buckets are for the distances from 0 on, one each; the others grow as logarithms up to `max_distance`.
/// `bidirectional` gives half of all buckets to keys ahead; else these are as near as the query itself.
[[nodiscard]] constexpr index relative_position_bucket(index distance, bool bidirectional, index num_buckets,
                                                       index max_distance) {
  index first = 0;
  if (bidirectional) {
    num_buckets /= 2;
    if (distance < 0) {
      first = num_buckets;
      distance = distance == (std::numeric_limits<index>::min)() ? (std::numeric_limits<index>::max)() : -distance;
    }
  } else if (distance < 0) {
    distance = 0;
  }
  const index exact = num_buckets / 2;
  if (distance < exact) return first + distance;
  const double ratio = detail::plain::log(static_cast<double>(distance) / static_cast<double>(exact)) /
                       detail::plain::log(static_cast<double>(max_distance) / static_cast<double>(exact));
  // A distance that begins a bucket is in it, however its logarithm is rounded.
  const index bucket = exact + static_cast<index>(ratio * static_cast<double>(num_buckets - exact) + 1e-9);
  return first + (bucket < num_buckets ? bucket : num_buckets - 1);
}

namespace nn {

/// T5's bias of scores by relative position, `[num_heads, queries, keys]`, from a table of `num_buckets` by
/// `num_heads`: called with any tensor of the network, which says what its numbers are. No arithmetic; adding it is an
/// addition per score. Queries begin at `first_query`.
struct relative_position_bias {
  static constexpr std::string_view name = "relative_position_bias";
  index num_heads;
  index queries;
  index keys;
  bool bidirectional = true;
  index num_buckets = 32;
  index max_distance = 128;
  index first_query = 0;

  constexpr auto operator()(auto& context, const auto& x) const {
    tally::detail::require_positive("tally: a relative position bias has no positive number of heads", num_heads);
    // Each direction has at least one bucket of a single distance and one beyond.
    const index per_direction = bidirectional ? num_buckets / 2 : num_buckets;
    if (per_direction < 2 || max_distance <= per_direction / 2)
      tally::detail::fail_on_sizes("tally: a relative position bias has too few buckets, or too short a distance",
                                   num_buckets, max_distance);
    const auto& table = context.parameter(names::weight, {num_buckets, num_heads}, initial{.bound = 1});
    const auto buckets = positions_like(x, shape{queries, keys}, [*this](index i) {
      return relative_position_bucket(first_query + i / keys - i % keys, bidirectional, num_buckets, max_distance);
    });
    return permute(gather(table, buckets, category::embedding), {2, 0, 1});
  }
};

}  // namespace nn
}  // namespace tally
