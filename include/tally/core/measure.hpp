// SPDX-License-Identifier: MIT
// What a piece of running code spends, whoever does the work.
#pragma once

#include "tally/core/counts.hpp"
#include "tally/core/error.hpp"
#include "tally/core/recorder.hpp"

#include <cstdint>
#include <type_traits>
#include <utility>

namespace tally {

namespace detail {

// One measured region, open on one thread. Regions nest; each sees its own beginning and all that follows.
class measurement {
 public:
  measurement() : mine_(*current_book()), outer_(mine_.innermost) {
    const registry_lock lock;
    begun_ = ++all_books.clock;
    mine_.innermost = this;
    mine_.measured_for_itself = true;
    before_ = mine_.seen();
  }
  ~measurement() {
    const registry_lock lock;
    mine_.innermost = outer_;
  }
  measurement(const measurement&) = delete;
  measurement& operator=(const measurement&) = delete;

  [[nodiscard]] counts spent() const { return by_this_thread() + from_threads(); }
  [[nodiscard]] counts by_this_thread() const { return counts(before_, mine_.seen()); }
  // The part that ended or attributed threads handed over, when all that is awaited has been.
  [[nodiscard]] counts from_threads() const {
    for (bool all = false; !all; all || sched_yield()) {
      const registry_lock lock;
      all = awaited_ == 0;
    }
    const registry_lock lock;
    if (ambiguous_)
      throw attribution_error(
          "tally: a thread ended while several threads were measuring, and any of them may have started it; "
          "start it with tally::attributed(f)");
    return handed_over_;
  }

  [[nodiscard]] measurement* outer() const { return outer_; }
  [[nodiscard]] std::uint64_t begun() const { return begun_; }
  [[nodiscard]] book& owner() const { return mine_; }
  // With the registry locked.
  void receive(const counts& spent) { handed_over_ += spent; }
  void doubt() { ambiguous_ = true; }
  void await() { ++awaited_; }
  void await_no_longer() { --awaited_; }

 private:
  book& mine_;
  measurement* outer_;
  std::uint64_t begun_ = 0;
  ledger before_;
  counts handed_over_;
  bool ambiguous_ = false;
  unsigned awaited_ = 0;
};

// A thread ends. The measurements that were open before it began to count are the ones that can have started it.
inline void retire(book& ending) noexcept {
  const registry_lock lock;
  ending.state = book::retired;
  (ending.previous != nullptr ? ending.previous->next : all_books.first) = ending.next;
  if (ending.next != nullptr) ending.next->previous = ending.previous;
  if (ending.measured_for_itself) return;

  const counts spent(ending.spent);
  if (spent.empty()) return;
  int candidates = 0;
  const auto open_before = [&](book* reader, auto&& tell) {
    bool any = false;
    for (measurement* m = reader->paused_at != nullptr ? nullptr : reader->innermost; m != nullptr; m = m->outer()) {
      if (m->begun() > ending.birth) continue;
      any = true;
      tell(*m);
    }
    return any;
  };
  for (book* b = all_books.first; b != nullptr; b = b->next) candidates += open_before(b, [](measurement&) {}) ? 1 : 0;
  for (book* b = all_books.first; b != nullptr; b = b->next)
    open_before(b, [&](measurement& m) { candidates == 1 ? m.receive(spent) : m.doubt(); });
}

}  // namespace detail

/// Runs `f()` and returns what it spent: every operation on `counted` scalars, by kind and precision.
///
/// Whose work it is:
/// - the calling thread's, all of it; a measurement inside `f` is included;
/// - the whole work of every thread that counted for the first time after `measure` began and ended before it returned
///   (the threads that `f` started and joined are such threads), unless that thread measured for itself: then its
///   work is its own measurements';
/// - the work that any thread, a pool's for instance, does inside a callable made by `tally::attributed` in `f`.
///
/// Threads that were counting before, or that still run afterwards, are not `f`'s and are left out. The language does
/// not tell who started a thread. If one ends while several threads measure, any of them may have started it, and those
/// that may have throw `tally::attribution_error` rather than guess; `tally::attributed` tells.
template <class F>
[[nodiscard]] counts measure(F&& f) {
  const detail::measurement region;
  static_cast<void>(std::forward<F>(f)());
  return region.spent();
}

/// While it lives, the calling thread counts nothing: in no measurement and no scope, whether begun before or during
/// the pause. Nor do threads that end meanwhile count for its measurements. Pauses nest.
class pause {
 public:
  pause() : mine_(*detail::current_book()), kept_(mine_.spent), outermost_(mine_.paused_at == nullptr) {
    if (!outermost_) return;
    const detail::registry_lock lock;
    mine_.paused_at = &kept_;
  }
  ~pause() {
    if (!outermost_) return;
    const detail::registry_lock lock;
    mine_.spent = kept_;
    mine_.paused_at = nullptr;
  }
  pause(const pause&) = delete;
  pause& operator=(const pause&) = delete;

 private:
  detail::book& mine_;
  const ledger kept_;
  const bool outermost_;
};

namespace detail {

// Whom an attributed callable works for: the measurement that began at `since` on the asker's thread and, while it is
// open, those around it. None, where `since` is 0.
struct employer {
  const book* asker = nullptr;
  std::uint64_t since = 0;
};

// One run of an attributed callable. What it spends is moved from this thread's book to the employer's measurements,
// unless they are the same thread's. An awaited one delays the end of its measurement: it tells the measuring thread
// that it is done before it is, as a thread pool's task does.
class errand {
 public:
  explicit errand(const employer& for_whom, bool awaited = false)
      : mine_(*current_book()), for_whom_(for_whom), moves_(for_whom.since != 0 && &mine_ != for_whom.asker) {
    if (!moves_) return;
    if (awaited) {
      const registry_lock lock;
      if (measurement* m = employers(); m != nullptr) {
        m->await();
        awaited_ = true;
      }
    }
    around_ = mine_.running;
    mine_.running = this;
    // This thread's scopes would hold what its book is about to lose.
    profile_ = mine_.profile;
    mine_.profile = nullptr;
    innermost_ = mine_.innermost;
    before_ = mine_.seen();
  }
  ~errand() {
    if (!moves_) return;
    mine_.running = around_;
    mine_.profile = profile_;
    const registry_lock lock;
    measurement* m = employers();
    if (m == nullptr) return;
    if (awaited_) m->await_no_longer();
    const counts spent(before_, mine_.seen());
    for (; m != nullptr; m = m->outer()) m->receive(spent);
    mine_.spent = before_;
  }
  errand(const errand&) = delete;
  errand& operator=(const errand&) = delete;

  // On whose behalf a callable made now works.
  [[nodiscard]] static employer employer_of(const book& mine) {
    if (mine.paused_at != nullptr) return {};
    // An attributed callable passes its employer on, unless it measures for itself.
    if (mine.running != nullptr && mine.running->innermost_ == mine.innermost) return mine.running->for_whom_;
    if (mine.innermost != nullptr) return {&mine, mine.innermost->begun()};
    return {};
  }

 private:
  // The measurement that it works for, if that is still open. With the registry locked.
  [[nodiscard]] measurement* employers() const {
    const book* asker = all_books.first;
    while (asker != nullptr && asker != for_whom_.asker) asker = asker->next;
    measurement* m = asker != nullptr ? asker->innermost : nullptr;
    while (m != nullptr && m->begun() != for_whom_.since) m = m->outer();
    return m;
  }

  book& mine_;
  employer for_whom_;
  bool moves_;
  bool awaited_ = false;
  const errand* around_ = nullptr;
  profiler* profile_ = nullptr;
  const measurement* innermost_ = nullptr;
  ledger before_;
};

}  // namespace detail

/// A callable that works on behalf of the measurements open on the thread that calls `attributed`, whatever thread runs
/// it: what it spends there is moved to them, exactly, when it returns. Made by another such callable, it works for the
/// same. Made in a pause, or where no measurement is open, it is `f`. It must return before those measurements end; if
/// it does not, its work stays with the thread that ran it. That thread's own scopes do not show it.
template <class F>
[[nodiscard]] auto attributed(F f) {
  return [f = std::move(f), for_whom = detail::errand::employer_of(*detail::current_book())](
             auto&&... arguments) mutable -> decltype(auto) {
    const detail::errand running(for_whom);
    return f(std::forward<decltype(arguments)>(arguments)...);
  };
}

}  // namespace tally
