// SPDX-License-Identifier: MIT
// What a function spends on given numbers, in constant expressions too.
#pragma once

#include "tally/core/count_arguments.hpp"
#include "tally/core/counted.hpp"
#include "tally/core/counts.hpp"
#include "tally/core/lazy_expression.hpp"
#include "tally/core/recorder.hpp"

#include <concepts>
#include <type_traits>

namespace tally {

namespace detail {

// While it lives, constants alone report to a ledger, at run time.
class running_count {
 public:
  constexpr explicit running_count(ledger& spent) {
    if (__builtin_is_constant_evaluated()) return;
    around_ = ledger_of_running_count;
    ledger_of_running_count = &spent;
  }
  constexpr ~running_count() {
    if (!__builtin_is_constant_evaluated()) ledger_of_running_count = around_;
  }
  running_count(const running_count&) = delete;
  running_count& operator=(const running_count&) = delete;

 private:
  ledger* around_ = nullptr;
};

template <class F, class... Arguments>
concept counts_with =
    (!counts_as_argument<Arguments> || ...) || std::invocable<F&, typename counting_copy<Arguments>::passed...>;

}  // namespace detail

/// Calls `f` with each argument made to count and returns what was spent:
///
///     static_assert(tally::count([](auto x) { return (x * 2.0 + 1.0) * x; }, 3.0)[tally::operation::mul] == 2);
///
/// A number becomes a `counted` scalar of its type. So does each number of an array, a standard container, a pair or
/// tuple, a complex number, an Eigen matrix or array, and of a struct that is a template of its number type: for a
/// `point<double>`, `f` gets a `point<counted<double, pointer_recorder>>`. At run time such a class may have
/// constructors and private members, if it is nothing but numbers. `f` is generic, or takes those. The path taken
/// through `f` is the one that these numbers take.
///
/// Operations on constants alone, in which none of the arguments has a part, count at run time too. In a constant
/// expression they are an error, since no ledger would see them.
template <class F, class... Arguments>
  requires((detail::counts_as_argument<Arguments> || std::is_class_v<Arguments>)&&...)
&&detail::counts_with<F, Arguments...> [[nodiscard]] constexpr counts count(F&& f, const Arguments&... arguments) {
  static_assert(
      (detail::counts_as_argument<Arguments> && ...),
      "tally: an argument of count is of a class whose numbers have fixed types, so they cannot count; make it "
      "a template of its number type, or let f capture what is not to count");
  ledger spent;
  const detail::running_count running(spent);
  detail::require_evaluated<decltype(f(detail::counting_copy<Arguments>(arguments, spent).pass()...))>();
  static_cast<void>(f(detail::counting_copy<Arguments>(arguments, spent).pass()...));
  return counts(spent);
}

}  // namespace tally
