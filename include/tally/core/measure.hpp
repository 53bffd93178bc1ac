// SPDX-License-Identifier: MIT
// What a piece of running code spends, whoever does the work.
#pragma once

#include "tally/core/book.hpp"
#include "tally/core/counts.hpp"
#include "tally/core/error.hpp"
#include "tally/core/lazy_expression.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tally {

namespace detail {

// Whether the threads that a measurement does not know may be at work for it.
enum class others : bool { suspected, unrelated };

// One measured region, open on one thread. Regions nest; each sees its own beginning and all that follows.
class measurement {
 public:
  explicit measurement(others threads = others::suspected)
      : mine_(*this_threads_book()), outer_(mine_.innermost), threads_(threads) {
    if (mine_.on_errand && mine_.outside == mine_.innermost) works_for_ = mine_.working_for;
    while (!begin()) bystanders_.reserve(2 * bystanders_.capacity() + 16);
    before_ = mine_.seen();
  }
  ~measurement() {
    const registry_lock lock;
    if (mine_.innermost == this)
      mine_.innermost = outer_;
    else
      unlink();
    if (working_ != 0)
      for (measurement* m = around(); m != nullptr; m = m->around()) m->doubt(reason::unreturned);
    mine_.leave(all_books().watched(mine_));
  }
  measurement(const measurement&) = delete;
  measurement& operator=(const measurement&) = delete;

  // What was spent so far, when all that is awaited has been: by this thread, and by those that ended or were
  // attributed. Throws where it cannot be said.
  [[nodiscard]] counts spent() {
    counts sum = by_this_thread();
    add_from_others(sum);
    return sum;
  }
  [[nodiscard]] counts by_this_thread() const { return counts(before_, mine_.seen()); }
  void add_from_others(counts& sum) {
    if (this_threads_book() != &mine_) doubt(reason::moved);
    for (bool all = false; !all; all || sched_yield()) {
      const registry_lock lock;
      all = awaited_ == 0;
      if (!all) continue;
      if (working_ != 0) doubt(reason::unreturned);
      look_around();
      if (received_) sum += handed_over_;
    }
    if (doubt_ != reason::none) refuse();
  }

  [[nodiscard]] measurement* outer() const { return outer_; }
  [[nodiscard]] std::uint64_t begun() const { return begun_; }
  [[nodiscard]] book& owner() const { return mine_; }

  // With the registry locked, as all that follows:
  // The one that an employer means, if it is still open.
  [[nodiscard]] static measurement* open(const employer& whom) {
    const book* asker = all_books().first;
    while (asker != nullptr && asker != whom.asker) asker = asker->next;
    measurement* m = asker != nullptr ? asker->innermost : nullptr;
    while (m != nullptr && m->begun_ != whom.since) m = m->outer_;
    return m;
  }
  // The one around it that its work is part of: where it was opened in an attributed callable, that one's employer.
  [[nodiscard]] measurement* around() const { return works_for_.since != 0 ? open(works_for_) : outer_; }
  void receive(const counts& spent) {
    handed_over_ += spent;
    received_ = true;
  }
  void employ(bool awaited) {
    ++working_;
    if (awaited) ++awaited_;
  }
  void dismiss(bool awaited) {
    --working_;
    if (awaited) --awaited_;
  }
  void await_no_longer() { awaited_ = 0; }
  enum class reason : unsigned char { none, ambiguous, unreturned, moved, strayed };
  void doubt(reason why) {
    if (doubt_ == reason::none) doubt_ = why;
  }
  // A thread that nobody claims.
  void notice(const book& other) {
    if (threads_ == others::unrelated) return;
    const std::uint64_t operations = other.strayed() - strayed_before(other);
    if (operations == 0) return;
    strayed_ += operations;
    doubt(reason::strayed);
  }

 private:
  bool begin() {
    registry& all = all_books();
    const registry_lock lock;
    if (mine_.death != 0) all.revive(mine_);
    if (threads_ == others::suspected) {
      if (all.living + all.retired > bystanders_.capacity() + 1) return false;
      for (const book* b = all.first; b != nullptr; b = b->next)
        if (b != &mine_) bystanders_.push_back({b, b->birth, b->strayed()});
      for (const book* b = all.first_retired; b != nullptr; b = b->next)
        bystanders_.push_back({b, b->birth, b->strayed()});
    }
    begun_ = ++all.clock;
    mine_.innermost = this;
    if (!mine_.on_errand) mine_.measured_for_itself = true;
    mine_.enter(all.watched(mine_));
    return true;
  }
  // Fibers of one thread may end their measurements in any order.
  void unlink() {
    measurement* inner = mine_.innermost;
    while (inner != nullptr && inner->outer_ != this) inner = inner->outer_;
    if (inner != nullptr) inner->outer_ = outer_;
  }
  [[nodiscard]] std::uint64_t strayed_before(const book& other) const {
    if (other.death > begun_) return other.strayed_at_death;  // it was noticed when it ended
    if (other.birth > begun_) return 0;
    for (std::size_t n = bystanders_.size(); n > 0; --n) {
      if (next_ == bystanders_.size()) next_ = 0;
      const bystander& b = bystanders_[next_++];
      if (b.who == &other && b.birth == other.birth) return b.strayed;
    }
    return other.strayed();
  }
  void look_around() {
    if (threads_ == others::unrelated) return;
    for (const book* b = all_books().first; b != nullptr; b = b->next)
      if (b != &mine_) notice(*b);
    for (const book* b = all_books().first_retired; b != nullptr; b = b->next) notice(*b);
  }
  void refuse() const {
    std::string text;
    switch (doubt_) {
    case reason::ambiguous:
      text = "tally: a thread ended while several threads were measuring, and any of them may have started it; "
             "start it with tally::attributed(f)";
      break;
    case reason::unreturned:
      text =
          "tally: a callable that tally::attributed made had not returned when its measurement ended; wait for it in "
          "what is measured";
      break;
    case reason::moved:
      text =
          "tally: a measurement, a scope, a pause or an attributed callable ended on another thread than it began on; "
          "let a coroutine or a fiber end it before it moves";
      break;
    default:
      text = "tally: while this measurement was open, " + std::to_string(strayed_) +
             " operations were counted on threads that it knows nothing of; start those that work for it with "
             "tally::attributed(f) (with OpenMP: tally::team), and if they work for others, say so: measure(f, "
             "tally::unrelated_threads). Coroutines and fibers that change threads need -DTALLY_FIBERS";
    }
    fail<attribution_error>(text.c_str());
  }

  struct bystander {
    const book* who;
    std::uint64_t birth;
    std::uint64_t strayed;  // before this measurement began
  };

  book& mine_;
  measurement* outer_;
  others threads_;
  employer works_for_;
  std::uint64_t begun_ = 0;
  ledger before_;
  counts handed_over_;
  bool received_ = false;
  reason doubt_ = reason::none;
  std::uint64_t strayed_ = 0;
  unsigned working_ = 0;  // attributed callables
  unsigned awaited_ = 0;
  std::vector<bystander> bystanders_;
  mutable std::size_t next_ = 0;
};

// A thread ends. The measurements that were open before it began to count are the ones that can have started it.
inline void retire(book& ending) noexcept {
  registry& all = all_books();
  const registry_lock lock;
  const auto for_each_open = [&](auto&& tell) {
    for (book* b = all.first; b != nullptr; b = b->next)
      for (measurement* m = b->innermost; m != nullptr; m = m->outer()) tell(*m);
  };
  const auto can_have_started = [&](const measurement& m) { return m.begun() <= ending.birth; };
  // It counted first in a pause that goes on: who paused does not want it.
  const auto paused = [&](const book& b) { return b.paused_at != nullptr && b.paused_since < ending.birth; };

  const counts spent(ending.spent);
  int candidates = 0;
  if (!ending.measured_for_itself && !spent.empty())
    for (const book* b = all.first; b != nullptr; b = b->next) {
      const measurement* outermost = b->innermost;
      while (outermost != nullptr && outermost->outer() != nullptr) outermost = outermost->outer();
      if (outermost != nullptr && can_have_started(*outermost)) ++candidates;
    }
  for_each_open([&](measurement& m) {
    if (&m.owner() == &ending) return;
    if (candidates != 0 && can_have_started(m)) {
      const bool certain = candidates == 1 && !ending.born_in_a_pause;
      if (!paused(m.owner())) certain ? m.receive(spent) : m.doubt(measurement::reason::ambiguous);
    } else if (candidates != 1) {
      m.notice(ending);
    }
  });
  all.remove(ending);
}

inline void orphan(book& forking) noexcept {
  for (measurement* m = forking.innermost; m != nullptr; m = m->outer()) m->await_no_longer();
}

}  // namespace detail

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
