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
struct thread_recorder {
  template <operation Kind, precision Format>
  constexpr void record() const {
    // What a compiler computes beforehand is not executed by the program, and does not count.
    if (!__builtin_is_constant_evaluated()) ++detail::current_book()->spent.counters[ledger::position(Kind, Format)];
  }
  static constexpr thread_recorder joined(thread_recorder, thread_recorder) { return {}; }
};

/// Reports to a ledger of the user's: counting without globals, in constant expressions too. A default-made one
/// reports nowhere and is for constants; an operation of which no operand has a ledger throws `tally::error`.
class pointer_recorder {
 public:
  constexpr pointer_recorder() = default;
  constexpr explicit pointer_recorder(ledger& target) : target_(&target) {}

  template <operation Kind, precision Format>
  constexpr void record() const {
    if (target_ == nullptr)
      detail::fail<error>(
          "tally: an operation on constants alone has no ledger to count in; give it a counted operand");
    ++target_->counters[ledger::position(Kind, Format)];
  }
  static constexpr pointer_recorder joined(pointer_recorder a, pointer_recorder b) {
    return a.target_ != nullptr ? a : b;
  }

 private:
  ledger* target_ = nullptr;
};

}  // namespace tally
