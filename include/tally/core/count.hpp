// SPDX-License-Identifier: MIT
// What a function spends on given numbers, in constant expressions too.
#pragma once

#include "tally/core/counted.hpp"
#include "tally/core/counts.hpp"
#include "tally/core/recorder.hpp"

#include <concepts>

namespace tally {

/// Calls `f` with each number as a `counted` scalar of the same type and returns what was spent:
///
///     static_assert(tally::count([](auto x) { return (x * 2.0 + 1.0) * x; }, 3.0)[tally::operation::mul] == 2);
///
/// `f` is generic over its scalars, or takes `counted<T, pointer_recorder>`. The path taken through `f` is the one that
/// these numbers take. An operation on constants alone, in which none of the arguments has a part, throws
/// `tally::error`, since no ledger would see it.
template <class F, plain_number... Numbers>
  requires std::invocable<F&, counted<Numbers, pointer_recorder>...>
[[nodiscard]] constexpr counts count(F&& f, Numbers... numbers) {
  ledger spent;
  static_cast<void>(f(counted<Numbers, pointer_recorder>(numbers, pointer_recorder(spent))...));
  return counts(spent);
}

}  // namespace tally
