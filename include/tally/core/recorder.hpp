// SPDX-License-Identifier: MIT
// Where counted scalars report: the calling thread's book, or a ledger that they point to.
#pragma once

#include "tally/core/counts.hpp"
#include "tally/core/error.hpp"
#include "tally/core/operation.hpp"
#include "tally/core/precision.hpp"

#include <concepts>
#include <cstdint>
#include <sched.h>
#include <type_traits>

namespace tally {

namespace detail {

class measurement;
class profiler;
class errand;

// A thread's counters, and what is under way on it. Constant-initialised: no guard is checked before a count.
struct alignas(64) book {
  ledger spent;
  enum : unsigned char { unseen, enlisted, retired } state = unseen;
  bool measured_for_itself = false;  // its work belongs to its own measurements
  std::uint64_t birth = 0;
  const ledger* paused_at = nullptr;  // what had been spent when the outermost pause began
  measurement* innermost = nullptr;
  profiler* profile = nullptr;
  const errand* running = nullptr;  // the attributed callable at work
  book* previous = nullptr;
  book* next = nullptr;

  // What counts so far: while paused, the counters run on, and are put back.
  [[nodiscard]] const ledger& seen() const { return paused_at != nullptr ? *paused_at : spent; }
};

inline thread_local constinit book this_threads_book{};

// The books of all threads that have counted. Trivially destructible: threads may end after main has.
struct registry {
  book* first = nullptr;
  std::uint64_t clock = 0;
  bool locked = false;
};
inline constinit registry all_books{};

// Held for a few instructions: when a thread counts for the first time, ends, or begins or ends a measurement.
class registry_lock {
 public:
  registry_lock() {
    while (__atomic_test_and_set(&all_books.locked, __ATOMIC_ACQUIRE)) sched_yield();  // its holder may want the core
  }
  ~registry_lock() { __atomic_clear(&all_books.locked, __ATOMIC_RELEASE); }
  registry_lock(const registry_lock&) = delete;
  registry_lock& operator=(const registry_lock&) = delete;
};

void retire(book& ending) noexcept;  // defined with measure, which knows who is to be told

struct retirement {
  retirement() = default;
  retirement(const retirement&) = delete;
  retirement& operator=(const retirement&) = delete;
  ~retirement() { retire(this_threads_book); }
  void keep() {}
};

[[gnu::noinline]] inline void enlist() noexcept {
  static thread_local retirement at_thread_exit;
  at_thread_exit.keep();
  book& mine = this_threads_book;
  const registry_lock lock;
  mine.state = book::enlisted;
  mine.birth = ++all_books.clock;
  mine.next = all_books.first;
  if (mine.next != nullptr) mine.next->previous = &mine;
  all_books.first = &mine;
}

// The address of this thread's book never changes while the thread lives, which is what the attribute promises: the
// compiler calls once, keeps the address in a register, and hoists the counters out of loops (as with errno's location
// in the C library). A visible body would be inlined and lose the promise, so it is not.
[[gnu::const, gnu::noinline]] inline book* current_book() noexcept {
  if (this_threads_book.state == book::unseen) enlist();
  return &this_threads_book;
}

}  // namespace detail

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
