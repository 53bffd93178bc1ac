// SPDX-License-Identifier: MIT
// Work that is done again and again, and the same each time.
#pragma once

#include "tally/tensor/shape_only.hpp"
#include "tally/tensor/tensor.hpp"

#include <concepts>

namespace tally::detail {

// Whether equal work is to be done each time: over numbers, and where a trace keeps a row for each primitive.
template <class S>
constexpr bool takes_each_time(const tensor<S>&) {
  return true;
}
constexpr bool takes_each_time(const shape_only& x) { return x.charged() != nullptr && x.charged()->keeps_rows(); }

// `round(i)` for i = 0, 1, … `times` - 1, each the same work on shapes as the others, with the same parameters. A
// prediction, whose tensors are like `x`, reads the first and charges it as often.
template <class X, class Round>
constexpr void in_equal_rounds(const X& x, index times, const Round& round) {
  if constexpr (std::same_as<X, shape_only>) {
    if (times > 1 && !takes_each_time(x)) {
      if (collector* const charged = x.charged(); charged != nullptr)
        charged->charge_repeatedly(times, [&] { (round)(0); });
      else
        (round)(0);
      return;
    }
  }
  for (index i = 0; i < times; ++i) (round)(i);
}

// A trace keeps a row for each primitive. More than these would fill the memory.
inline constexpr index most_rows = index{1} << 22;
constexpr void require_rows(index rows) {
  if (rows > most_rows)
    fail_on_sizes(
        "tally: a trace has a row for every primitive, of each step too, and keeps 2^22 at most; predict takes "
        "any number of steps. Rows and limit are",
        rows, most_rows);
}
// Layers that a number asks for, each with parameters of its own, are read one by one.
constexpr void require_layers(const char* sentence, index layers, index most) {
  if (layers > most) fail_on_sizes(sentence, layers, most);
}

}  // namespace tally::detail
