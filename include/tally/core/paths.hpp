// SPDX-License-Identifier: MIT
// Names within names: the tree of scopes that predictions and measurements share.
#pragma once

#include "tally/core/error.hpp"
#include "tally/core/label.hpp"
#include "tally/core/vector.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace tally {

namespace detail {

[[noreturn]] inline void throw_no_scope(int node, int size) {
  raise(error("tally: scope " + std::to_string(node) + " is asked for, and the tree has those from 0 to " +
              std::to_string(size - 1)));
}
constexpr void fail_on_scope(const char* sentence, int node, int size) {
  if (sentence != nullptr) throw_no_scope(node, size);
}
constexpr void require_scope(int node, int size) {
  if (node < 0 || node >= size)
    fail_on_scope("tally: there is no scope of this number; it and their number are", node, size);
}

}  // namespace detail

/// A tree of names. Node 0 is the root and has no name; a node keeps its number. Usable in constant expressions.
/// Where there is no node of a number, it throws `tally::error`.
class path_tree {
 public:
  static constexpr int root = 0;
  static constexpr int none = -1;
  /// More throw `tally::error`: whatever asks for so many names would fill the memory with them.
  static constexpr int most_nodes = 1 << 22;

  constexpr path_tree() {
    // Constant expressions pay for every element that a growing vector moves, and nothing for room.
    if (__builtin_is_constant_evaluated()) nodes_.reserve(2048);
    nodes_.push_back(entry());
  }

  [[nodiscard]] constexpr int size() const { return static_cast<int>(nodes_.size()); }
  [[nodiscard]] constexpr int parent(int node) const { return at(node).parent; }
  [[nodiscard]] constexpr const label& name(int node) const& { return at(node).name; }
  [[nodiscard]] constexpr label name(int node) const&& { return at(node).name; }
  [[nodiscard]] constexpr int depth(int node) const {
    int depth = 0;
    for (; node != root; node = parent(node)) ++depth;
    return depth;
  }

  /// A number that whoever made the tree keeps with a node; -1 at first.
  [[nodiscard]] constexpr std::int64_t& mark(int node) & {
    detail::require_scope(node, size());
    return nodes_[static_cast<std::size_t>(node)].mark;
  }

  /// The child of that name, or `none`.
  [[nodiscard]] constexpr int find(int parent, const label& name) const {
    if (!__builtin_is_constant_evaluated()) detail::require_scope(parent, size());
    const entry& above = nodes_[static_cast<std::size_t>(parent)];  // not by `at`: predictions ask thousands of times
    // Most names in a network are new and numbered upwards: a thousand layers are not compared with one another.
    if (name.number() > above.largest_number) return none;
    for (int node = above.last_child; node != none;) {
      const entry& candidate = nodes_[static_cast<std::size_t>(node)];
      if (candidate.name == name) return node;
      node = candidate.previous_sibling;
    }
    return none;
  }

  /// The child of that name, which is made if there is none.
  constexpr int child(int parent, const label& name) {
    const int found = find(parent, name);
    if (found != none) return found;
    const int node = size();
    if (node == most_nodes) detail::fail<error>("tally: a network or a program has more than 2^22 scopes");
    entry& above = nodes_[static_cast<std::size_t>(parent)];
    entry added{name, parent, above.last_child};
    above.last_child = node;
    if (name.number() > above.largest_number) above.largest_number = name.number();
    nodes_.push_back(added);
    return node;
  }

  /// The node at a dotted path, "layer1.0.conv1", or `none`; the root's path is empty.
  [[nodiscard]] constexpr int find(std::string_view path) const {
    int node = root;
    while (!path.empty() && node != none) {
      const std::size_t dot = path.find('.');
      const std::string_view first = path.substr(0, dot);
      if (first.empty() || first.size() > label::capacity || dot == path.size() - 1) return none;
      node = find(node, label::viewing(first));
      path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
    }
    return node;
  }

  [[nodiscard]] std::string path(int node) const {
    if (node == root) return "";
    const std::string above = path(parent(node));
    return above.empty() ? name(node).text() : above + "." + name(node).text();
  }

  /// Whether `node` is `ancestor` or lies below it.
  [[nodiscard]] constexpr bool is_within(int node, int ancestor) const {
    while (node > ancestor) node = parent(node);  // a parent's number is lower than its children's
    return node == ancestor;
  }

 private:
  struct entry {
    label name{};
    int parent = none;
    int previous_sibling = none;
    int last_child = none;
    std::int64_t largest_number = -1;
    std::int64_t mark = -1;
  };

  // Constant expressions check every access by themselves.
  [[nodiscard]] constexpr const entry& at(int node) const {
    if (!__builtin_is_constant_evaluated()) detail::require_scope(node, size());
    return nodes_[static_cast<std::size_t>(node)];
  }

  detail::vector<entry> nodes_;
};

namespace detail {

// Calls f with each name of a dotted path, from the outermost on.
template <class F>
constexpr void for_each_name(std::string_view path, const F& f) {
  std::size_t dot = path.find('.');
  for (; dot != std::string_view::npos; dot = path.find('.')) {
    f(label(path.substr(0, dot)));
    path = path.substr(dot + 1);
  }
  f(label(path));
}

}  // namespace detail
}  // namespace tally
