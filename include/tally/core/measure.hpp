// SPDX-License-Identifier: MIT
// What a piece of running code spends, whoever does the work.
#pragma once

#include "tally/core/book.hpp"
#include "tally/core/counts.hpp"
#include "tally/core/lazy_expression.hpp"
#include "tally/core/measurement.hpp"

#include <utility>

namespace tally {

/// Says that threads are at work which have nothing to do with what is measured: `measure(f, unrelated_threads)`.
inline constexpr struct unrelated_threads_t {
} unrelated_threads;

/// Runs `f()` and returns what it spent: every operation on `counted` scalars, by kind and precision.
///
/// Whose work it is. An operation belongs to
/// 1. the measurements that are open on the thread that does it, the outer ones included. If that thread is at work
///    in a callable made by `tally::attributed`: to those that were opened in the callable, to the measurement in which
///    the callable was made, on whatever thread that is, and to those around it;
/// 2. where that thread neither measures nor works in such a callable: to the measurements that began before the thread
///    counted for the first time and ended after it had, for they started and joined it;
/// 3. nobody: in a pause of that thread; in a callable that was attributed in a pause; on a thread that counts for the
///    first time and ends while the one thread that measures is paused.
///
/// No other work goes unnoticed. When `f` has returned, `tally::attribution_error` is thrown
/// - if another thread counted meanwhile and no rule says for whom: it had counted before, or still runs. Say whose it
///   is, with `tally::attributed`, or that it is nobody's: `measure(f, tally::unrelated_threads)` leaves such out;
/// - if a thread ended while several were measuring, and any of these may have started it: the language does not tell;
/// - if an attributed callable has not returned.
template <class F>
[[nodiscard]] counts measure(F&& f) {
  detail::require_evaluated<decltype(std::forward<F>(f)())>();
  detail::measurement region;
  static_cast<void>(std::forward<F>(f)());
  return region.spent();
}
template <class F>
[[nodiscard]] counts measure(F&& f, unrelated_threads_t) {
  detail::require_evaluated<decltype(std::forward<F>(f)())>();
  detail::measurement region(detail::others::unrelated);
  static_cast<void>(std::forward<F>(f)());
  return region.spent();
}

/// While it lives, the calling thread counts nothing: in no measurement and no scope, whether begun before or during
/// the pause. Nor do threads that begin to count and end meanwhile count for its measurements. Pauses nest.
class pause {
 public:
  pause() : mine_(*detail::this_threads_book()), kept_(mine_.spent), outermost_(mine_.paused_at == nullptr) {
    if (!outermost_) return;
    const detail::registry_lock lock;
    mine_.paused_since = detail::all_books().clock;
    mine_.paused_at = &kept_;
  }
  ~pause() {
    if (!outermost_) return;
    const bool moved = detail::this_threads_book() != &mine_;
    const detail::registry_lock lock;
    if (moved) {
      for (detail::measurement* m = mine_.innermost; m != nullptr; m = m->outer())
        m->doubt(detail::measurement::reason::moved);
    } else {
      mine_.spent = kept_;
    }
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

// One run of an attributed callable. What it spends is moved from this thread's book to the employer's measurements,
// unless they are the same thread's. An awaited one delays the end of its measurement: it tells the measuring thread
// that it is done before it is, as a thread pool's task does.
class errand {
 public:
  explicit errand(const employer& for_whom, bool awaited = false)
      : mine_(*this_threads_book()), for_whom_(for_whom), awaited_(awaited) {
    if (for_whom.nobody) {
      const registry_lock lock;
      begin();
      hushes_ = mine_.paused_at == nullptr;
      if (!hushes_) return;
      mine_.paused_since = all_books().clock;
      mine_.paused_at = &before_;
      return;
    }
    if (for_whom.since == 0 || sees_it()) return;
    const registry_lock lock;
    measurement* const m = measurement::open(for_whom_);
    if (m == nullptr) return;  // it has ended, and works for nobody any more
    m->employ(awaited_);
    begin();
  }
  ~errand() {
    if (!moves_) return;
    const bool moved = this_threads_book() != &mine_;
    const registry_lock lock;
    mine_.on_errand = around_.on_errand;
    mine_.working_for = around_.working_for;
    mine_.outside = around_.outside;
    mine_.profile = around_.profile;
    if (hushes_) mine_.paused_at = nullptr;
    const counts spent(before_, mine_.seen());
    measurement* m = for_whom_.nobody ? nullptr : measurement::open(for_whom_);
    if (m != nullptr) m->dismiss(awaited_);
    for (; m != nullptr; m = m->around()) {
      if (moved) m->doubt(measurement::reason::moved);
      m->receive(spent);
    }
    if (!moved) mine_.spent = before_;
    mine_.leave(all_books().watched(mine_));
  }
  errand(const errand&) = delete;
  errand& operator=(const errand&) = delete;

  // On whose behalf a callable made now works.
  [[nodiscard]] static employer employer_of(const book& mine) {
    if (mine.paused_at != nullptr) return {nullptr, 0, true};
    // An attributed callable passes its employer on, unless it measures for itself.
    if (mine.on_errand && mine.outside == mine.innermost) return mine.working_for;
    if (mine.innermost != nullptr) return {&mine, mine.innermost->begun(), false};
    return {};
  }
  [[nodiscard]] static employer employer_here() { return employer_of(*this_threads_book()); }

 private:
  // Whether this thread's work is the employer's as it is.
  [[nodiscard]] bool sees_it() const {
    if (&mine_ != for_whom_.asker) return false;
    for (const measurement* m = mine_.innermost; m != mine_.outside; m = m->outer())
      if (m->begun() == for_whom_.since) return true;
    return false;
  }
  void begin() {
    moves_ = true;
    around_ = {mine_.on_errand, mine_.working_for, mine_.outside, mine_.profile};
    mine_.on_errand = true;
    mine_.working_for = for_whom_;
    mine_.outside = mine_.innermost;
    // This thread's scopes would hold what its book is about to lose.
    mine_.profile = nullptr;
    mine_.enter(all_books().watched(mine_));
    before_ = mine_.seen();
  }

  struct state {
    bool on_errand = false;
    employer working_for;
    const measurement* outside = nullptr;
    profiler* profile = nullptr;
  };

  book& mine_;
  employer for_whom_;
  bool awaited_;
  bool moves_ = false;
  bool hushes_ = false;
  state around_;
  ledger before_;
};

}  // namespace detail

/// A callable that works on behalf of the measurement open on the thread that calls `attributed`, and of those around
/// it, whatever thread runs it: what it spends is moved to them, exactly, when it returns. Made by another such
/// callable that does not measure for itself, it works for the same; made in a pause, for nobody; where no measurement
/// is open, or when that has ended, it is `f`. It must return before that measurement ends, or the measurement throws.
/// Scopes of the thread that runs it do not show its work.
template <class F>
[[nodiscard]] auto attributed(F f) {
  return [f = std::move(f), for_whom = detail::errand::employer_here()](auto&&... arguments) mutable -> decltype(auto) {
    detail::require_evaluated<decltype(f(std::forward<decltype(arguments)>(arguments)...))>();
    const detail::errand running(for_whom);
    return f(std::forward<decltype(arguments)>(arguments)...);
  };
}

}  // namespace tally
