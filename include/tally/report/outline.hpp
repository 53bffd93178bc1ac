// SPDX-License-Identifier: MIT
// What the reports of this folder have in common: their options, and the order of their rows.
#pragma once

#include "tally/core/convention.hpp"
#include "tally/core/counts.hpp"
#include "tally/core/operation.hpp"
#include "tally/core/paths.hpp"
#include "tally/core/precision.hpp"
#include "tally/report/units.hpp"

#include <concepts>
#include <cstddef>
#include <string>
#include <vector>

namespace tally::report {

enum class numbers : unsigned char {
  exact,    ///< all digits, "118,013,952"
  rounded,  ///< four digits and a prefix, "118.0 M"
};
enum class names : unsigned char {
  indented,  ///< a scope's own name, two spaces deeper than the scope around it
  paths,     ///< the whole path, "layer1.0.conv1"
};

/// How a report is written: `report::layers(traced, {.depth = 2})`.
struct options {
  int depth = 1000;                             ///< deeper scopes show in the totals of those around them only
  tally::convention rule = conventions::flops;  ///< what the amounts are, besides MACs
  report::numbers numbers = report::numbers::exact;
  report::names names = report::names::indented;
};

namespace detail {

inline natural weighed(const counts& spent, const convention& rule) {
  natural sum = 0;
  for (std::size_t i = 0; i < operation_count; ++i)
    for (std::size_t j = 0; j < precision_count; ++j) {
      const operation kind = static_cast<operation>(i);
      const precision format = static_cast<precision>(j);
      if (const auto weight = rule.weight(kind, format); weight != 0) sum += spent.at(kind, format) * weight;
    }
  return sum;
}

// "FLOPs (fma = 2)"
inline std::string heading(const convention& rule) {
  return std::string(rule.unit) + "s (" + std::string(rule.rule) + ")";
}

inline std::string cell(natural n, const options& how) { return how.numbers == numbers::exact ? digits(n) : human(n); }

inline std::string indented(const std::string& name, int depth) {
  return std::string(static_cast<std::size_t>(2 * depth), ' ') + name;
}

struct outline_entry {
  int node;
  int depth;      // 1 for the outermost scopes, 0 for the whole
  bool expanded;  // whether scopes within it follow
};

// The whole, then every scope down to a depth, each directly before those within it.
template <std::same_as<path_tree> Tree>
std::vector<outline_entry> outline(const Tree& scopes, int depth) {
  const std::size_t size = static_cast<std::size_t>(scopes.size());
  std::vector<int> first_child(size, path_tree::none);
  std::vector<int> next_sibling(size, path_tree::none);
  for (int node = scopes.size() - 1; node > path_tree::root; --node) {
    const std::size_t parent = static_cast<std::size_t>(scopes.parent(node));
    next_sibling[static_cast<std::size_t>(node)] = first_child[parent];
    first_child[parent] = node;
  }
  std::vector<outline_entry> entries;
  int node = path_tree::root;
  int level = 0;
  while (node != path_tree::none) {
    const int inner = level < depth ? first_child[static_cast<std::size_t>(node)] : path_tree::none;
    entries.push_back({node, level, inner != path_tree::none});
    if (inner != path_tree::none) {
      node = inner;
      ++level;
      continue;
    }
    while (node != path_tree::root && next_sibling[static_cast<std::size_t>(node)] == path_tree::none) {
      node = scopes.parent(node);
      --level;
    }
    if (node == path_tree::root) break;
    node = next_sibling[static_cast<std::size_t>(node)];
  }
  return entries;
}

inline std::string name_of(const path_tree& scopes, const outline_entry& entry, const options& how) {
  return how.names == names::paths ? scopes.path(entry.node)
                                   : indented(scopes.name(entry.node).text(), entry.depth - 1);
}

}  // namespace detail
}  // namespace tally::report
