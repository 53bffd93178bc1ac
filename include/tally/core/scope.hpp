// SPDX-License-Identifier: MIT
// Named regions of running code, and what each of them spent.
#pragma once

#include "tally/core/book.hpp"
#include "tally/core/counts.hpp"
#include "tally/core/error.hpp"
#include "tally/core/label.hpp"
#include "tally/core/lazy_expression.hpp"
#include "tally/core/measure.hpp"
#include "tally/core/paths.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tally {

/// A tree of scopes with what was spent in each. A node's total is its own work and its children's, exactly.
class scope_tree {
 public:
  struct node {
    counts total;
    std::uint64_t entered = 0;  ///< how often
  };

  /// The names; node 0 is the whole.
  [[nodiscard]] const path_tree& paths() const& { return paths_; }
  [[nodiscard]] path_tree paths() && { return std::move(paths_); }
  [[nodiscard]] int size() const { return paths_.size(); }
  /// Throws `tally::error` where there is no scope of this number.
  [[nodiscard]] const node& operator[](int i) const& {
    detail::require_scope(i, size());
    return nodes_[static_cast<std::size_t>(i)];
  }
  [[nodiscard]] node operator[](int i) const&& { return std::as_const(*this)[i]; }

  /// What was spent in all.
  [[nodiscard]] const counts& total() const& { return nodes_.front().total; }
  [[nodiscard]] counts total() const&& { return nodes_.front().total; }
  /// What was spent in the scope at a dotted path, with all below it. Throws `tally::error` if there is none.
  [[nodiscard]] const counts& total(std::string_view path) const& { return nodes_[existing(path)].total; }
  [[nodiscard]] counts total(std::string_view path) const&& { return nodes_[existing(path)].total; }
  /// What was spent in that scope itself, outside the scopes within it.
  [[nodiscard]] counts self(std::string_view path) const { return self(static_cast<int>(existing(path))); }
  [[nodiscard]] counts self(int i) const {
    counts own = (*this)[i].total;
    for (int child = i + 1; child < size(); ++child)
      if (paths_.parent(child) == i) own -= (*this)[child].total;
    return own;
  }

  /// The scope of that name within `parent`, which is made if there is none.
  int child(int parent, const label& name) {
    const int found = paths_.child(parent, name);
    if (static_cast<std::size_t>(found) == nodes_.size()) nodes_.emplace_back();
    return found;
  }
  /// Adds to one scope's total, and to no other's. Throws `tally::error` where there is no such scope.
  void add(int i, const counts& spent, std::uint64_t times = 1) {
    detail::require_scope(i, size());
    nodes_[static_cast<std::size_t>(i)].total += spent;
    nodes_[static_cast<std::size_t>(i)].entered += times;
  }

 private:
  [[nodiscard]] std::size_t existing(std::string_view path) const {
    const int found = paths_.find(path);
    if (found == path_tree::none) detail::raise(error("tally: there is no scope \"" + std::string(path) + "\""));
    return static_cast<std::size_t>(found);
  }

  path_tree paths_;
  std::vector<node> nodes_{node{}};
};

namespace detail {

// Collects the scopes of one thread while a profile is taken.
class profiler {
 public:
  explicit profiler(book& mine) : mine_(mine), outer_(mine.profile) { mine.profile = this; }
  ~profiler() {
    if (mine_.profile == this) {
      mine_.profile = outer_;
      return;
    }
    profiler* inner = mine_.profile;  // fibers of one thread end theirs in any order
    while (inner != nullptr && inner->outer_ != this) inner = inner->outer_;
    if (inner != nullptr) inner->outer_ = outer_;
  }
  profiler(const profiler&) = delete;
  profiler& operator=(const profiler&) = delete;

  void enter(const label& name) {
    current_ = tree.child(current_, name);
    begun_.push_back(mine_.seen());
    // A profile taken within a profile sees its own scopes; so does the one around it.
    if (outer_ != nullptr) outer_->enter(name);
  }
  void leave() {
    if (outer_ != nullptr) outer_->leave();
    tree.add(current_, counts(begun_.back(), mine_.seen()));
    begun_.pop_back();
    current_ = tree.paths().parent(current_);
  }

  // Whether every scope has ended here.
  [[nodiscard]] bool complete() const { return begun_.empty(); }

  scope_tree tree;

 private:
  book& mine_;
  profiler* outer_;
  int current_ = path_tree::root;
  std::vector<ledger> begun_;
};

}  // namespace detail

/// Names the code that runs while it lives. Scopes nest; the same name in the same place is the same scope. Where no
/// profile is being taken it does nothing but look.
class scope {
 public:
  explicit scope(const label& name) : profile_(detail::this_threads_book()->profile) {
    if (profile_ != nullptr) profile_->enter(name);
  }
  ~scope() {
    // A coroutine that has moved does not touch another thread's profile, which then throws.
    if (profile_ != nullptr && detail::this_threads_book()->profile == profile_) profile_->leave();
  }
  scope(const scope&) = delete;
  scope& operator=(const scope&) = delete;

 private:
  detail::profiler* profile_;
};

namespace detail {

template <class F>
scope_tree profiled(F&& f, others threads) {
  require_evaluated<decltype(std::forward<F>(f)())>();
  measurement region(threads);
  profiler collecting(region.owner());
  static_cast<void>(std::forward<F>(f)());
  if (!collecting.complete()) region.doubt(measurement::reason::moved);
  const counts mine = region.by_this_thread();
  counts elsewhere;
  region.add_from_others(elsewhere);
  if (!elsewhere.empty()) collecting.tree.add(collecting.tree.child(path_tree::root, "other threads"), elsewhere);
  collecting.tree.add(path_tree::root, mine + elsewhere);
  return std::move(collecting.tree);
}

}  // namespace detail

/// As `measure`, and tells the calling thread's scopes apart. What other threads contributed stands under a scope
/// named "other threads" of its own.
template <class F>
[[nodiscard]] scope_tree profile(F&& f) {
  return detail::profiled(std::forward<F>(f), detail::others::suspected);
}
template <class F>
[[nodiscard]] scope_tree profile(F&& f, unrelated_threads_t) {
  return detail::profiled(std::forward<F>(f), detail::others::unrelated);
}

}  // namespace tally
