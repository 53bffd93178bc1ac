// SPDX-License-Identifier: MIT
// Where counted scalars report: the calling thread's book, or a ledger that they point to.
#pragma once

#include "tally/core/book.hpp"
#include "tally/core/counts.hpp"
#include "tally/core/error.hpp"
#include "tally/core/operation.hpp"
#include "tally/core/precision.hpp"

#include <concepts>
#include <type_traits>

namespace tally {

/// What a counted scalar reports to. Recorders travel with values: the result of an operation reports to
/// `joined(a, b)` of its operands' recorders.
template <class R>
concept recorder = std::is_trivially_copyable_v<R> && std::default_initializable<R> &&
    requires(const R& a, const R& b) {
  { R::joined(a, b) } -> std::same_as<R>;
  a.template record<operation::add, precision::f32>();
};

/// The default: the calling thread's counters, which `measure` reads. Takes no space in a scalar.
struct TALLY_FIBERS_TAG thread_recorder {
  template <operation Kind, precision Format>
  constexpr void record() const {
    // What a compiler computes beforehand is not executed by the program, and does not count.
    if (!__builtin_is_constant_evaluated()) ++detail::current_book()->spent.counters[ledger::position(Kind, Format)];
  }
  static constexpr thread_recorder joined(thread_recorder, thread_recorder) { return {}; }
};

namespace detail {

// The ledger of the `count` that this thread is running: constants alone report to it.
[[gnu::visibility("default")]] inline thread_local constinit ledger* ledger_of_running_count = nullptr;

}  // namespace detail

/// Reports to a ledger of the user's: counting without globals, in constant expressions too. `pointer_recorder()` has
/// none and is for constants. An operation of which no operand has a ledger counts for the `count` that the thread
/// is running. Where none is, and in a constant expression, it throws `tally::error`.
class pointer_recorder {
 public:
  // As trivial as a pointer's, so that a value-initialised counted number is zero: a constructor that made the recorder
  // would leave the number beside it uninitialised.
  pointer_recorder() = default;
  constexpr explicit pointer_recorder(ledger& target) : target_(&target) {}

  template <operation Kind, precision Format>
  constexpr void record() const {
    ledger* const target = target_ != nullptr ? target_ : of_running_count();
    if (target == nullptr)
      detail::fail<error>(
          "tally: an operation on constants alone has no ledger to count in; give it a counted operand");
    ++target->counters[ledger::position(Kind, Format)];
  }
  static constexpr pointer_recorder joined(pointer_recorder a, pointer_recorder b) {
    return a.target_ != nullptr ? a : b;
  }

 private:
  static constexpr ledger* of_running_count() {
    if (__builtin_is_constant_evaluated()) return nullptr;
    return detail::ledger_of_running_count;
  }

  ledger* target_;
};

}  // namespace tally
