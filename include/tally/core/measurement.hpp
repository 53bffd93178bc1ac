// SPDX-License-Identifier: MIT
// A measured region while it is open, and what becomes of the work of threads that end meanwhile.
#pragma once

#include "tally/core/book.hpp"
#include "tally/core/counts.hpp"
#include "tally/core/error.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
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
}  // namespace tally
