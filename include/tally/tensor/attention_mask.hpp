// SPDX-License-Identifier: MIT
// Which keys a query sees.
#pragma once

#include "tally/core/natural.hpp"
#include "tally/tensor/shape.hpp"

namespace tally {

/// Which keys a query sees: all, those up to its own position, or the last few of these. The last query stands at the
/// last key: with fewer queries than keys the first keys are the past, as in decoding. So every query sees a key.
struct attention_mask {
  bool causal = false;
  index window = 0;  ///< how many keys at most, a query's own included; 0: any number

  /// Query i sees keys from `first` up to, not including, `last`.
  [[nodiscard]] constexpr index first(index query, index queries, index keys) const {
    const index after = last(query, queries, keys);
    return causal && window > 0 && after > window ? after - window : 0;
  }
  [[nodiscard]] constexpr index last(index query, index queries, index keys) const {
    return causal ? keys - queries + query + 1 : keys;
  }
  /// How many pairs of a query and a key that it sees there are. Causal: i + 1 + keys - queries for query i, or the
  /// window where that is smaller.
  [[nodiscard]] constexpr natural pairs(index queries, index keys) const {
    check(queries, keys);
    if (!causal) return natural(queries) * keys;
    const index past = keys - queries;
    const index growing = window == 0 || window >= keys ? queries : window > past ? window - past : 0;
    return natural(growing) * past + natural(growing) * (natural(growing) + 1) / 2 +
           natural(queries - growing) * window;
  }
  /// Whether there is a key that some query does not see.
  [[nodiscard]] constexpr bool hides(index queries, index keys) const {
    return pairs(queries, keys) != natural(queries) * keys;
  }
  /// Throws `tally::shape_error` for sizes that are not positive, for a negative window, and for more queries than keys
  /// where these come in order.
  constexpr void check(index queries, index keys) const {
    detail::require_positive("tally: an attention's number of queries is not positive", queries);
    detail::require_positive("tally: an attention's number of keys is not positive", keys);
    if (window < 0) detail::fail_on_sizes("tally: an attention's window is negative", window, 0);
    if (causal && queries > keys)
      detail::fail_on_sizes("tally: causal attention has more queries than keys, and the first see none", queries,
                            keys);
  }

  [[nodiscard]] friend constexpr bool operator==(const attention_mask&, const attention_mask&) = default;
};

namespace mask {

inline constexpr attention_mask none{};
/// A query sees its own position and those before it.
inline constexpr attention_mask causal{.causal = true};
/// A query sees its own position and the `window - 1` before it (Beltagy et al. 2020; Mistral, Gemma 2).
[[nodiscard]] constexpr attention_mask sliding_window(index window) {
  detail::require_positive("tally: a sliding window's size is not positive", window);
  return {.causal = true, .window = window};
}

}  // namespace mask
}  // namespace tally
