// SPDX-License-Identifier: MIT
// The table of a measurement, scope by scope, and of a prediction beside it.
#pragma once

#include "tally/core/counts.hpp"
#include "tally/core/scope.hpp"
#include "tally/nn/trace.hpp"
#include "tally/report/outline.hpp"
#include "tally/report/table.hpp"
#include "tally/report/units.hpp"

#include <concepts>
#include <cstddef>
#include <iosfwd>
#include <string>
#include <vector>

namespace tally::report {

/// A measurement's scopes, one row each: how often it was entered, the amount that it spent itself, that of all within
/// it too, and the latter's share of the whole. The own amounts add up to the whole exactly, because a scope from which
/// `depth` leaves others out owns their work, and what was spent outside all scopes has a row "(own)".
template <std::same_as<scope_tree> Tree>
[[nodiscard]] table scopes(const Tree& measured, const options& how = {}) {
  const std::string amount = detail::heading(how.rule);
  table result({{"scope"},
                {"calls", alignment::right},
                {"own " + amount, alignment::right},
                {"total " + amount, alignment::right},
                {"share", alignment::right}});
  const std::vector<detail::outline_entry> entries = detail::outline(measured.paths(), how.depth);
  std::vector<counts> own(static_cast<std::size_t>(measured.size()));
  for (const detail::outline_entry& entry : entries) {
    own[static_cast<std::size_t>(entry.node)] = measured[entry.node].total;
    if (entry.node != path_tree::root)
      own[static_cast<std::size_t>(measured.paths().parent(entry.node))] -= measured[entry.node].total;
  }

  const natural whole = detail::weighed(measured.total(), how.rule);
  const auto row = [&](const std::string& name, const std::string& calls, natural itself, natural total) {
    result.row({name, calls, detail::cell(itself, how), detail::cell(total, how), share(total, whole)});
  };
  for (const detail::outline_entry& entry : entries) {
    const natural itself = detail::weighed(own[static_cast<std::size_t>(entry.node)], how.rule);
    if (entry.node != path_tree::root)
      row(detail::name_of(measured.paths(), entry, how), to_string(natural(measured[entry.node].entered)), itself,
          detail::weighed(measured[entry.node].total, how.rule));
    else if (!own.front().empty())
      row("(own)", "", itself, itself);
  }
  result.rule();
  row("total", "", whole, whole);
  return result;
}

/// Two trees of scopes in one table: what was predicted, what was measured, and the difference between the amounts. The
/// last column says "equal" only where every operation in every precision is; otherwise "DIFFERS", even if the
/// amounts are equal. A scope that one of the two does not have is marked "not predicted" or "not measured".
template <std::same_as<scope_tree> Tree>
[[nodiscard]] table side_by_side(const Tree& predicted, const Tree& measured, const options& how = {}) {
  // All scopes of either, with each one's node in the two trees.
  path_tree merged = predicted.paths();
  std::vector<int> there(static_cast<std::size_t>(measured.size()), path_tree::root);
  for (int i = 1; i < measured.size(); ++i)
    there[static_cast<std::size_t>(i)] =
        merged.child(there[static_cast<std::size_t>(measured.paths().parent(i))], measured.paths().name(i));
  std::vector<int> of_measured(static_cast<std::size_t>(merged.size()), path_tree::none);
  for (int i = 0; i < measured.size(); ++i)
    of_measured[static_cast<std::size_t>(there[static_cast<std::size_t>(i)])] = i;

  const std::string amount = detail::heading(how.rule);
  table result({{"scope"},
                {"predicted " + amount, alignment::right},
                {"measured " + amount, alignment::right},
                {"difference", alignment::right},
                {"operations"}});
  const auto row = [&](const std::string& name, int node) {
    const int other = of_measured[static_cast<std::size_t>(node)];
    if (other == path_tree::none) {
      result.row({name, detail::cell(detail::weighed(predicted[node].total, how.rule), how), "-", "-", "not measured"});
    } else if (node >= predicted.size()) {
      result.row(
          {name, "-", detail::cell(detail::weighed(measured[other].total, how.rule), how), "-", "not predicted"});
    } else {
      const natural a = detail::weighed(predicted[node].total, how.rule);
      const natural b = detail::weighed(measured[other].total, how.rule);
      result.row({name, detail::cell(a, how), detail::cell(b, how), difference(a, b),
                  predicted[node].total == measured[other].total ? "equal" : "DIFFERS"});
    }
  };
  for (const detail::outline_entry& entry : detail::outline(merged, how.depth))
    if (entry.node != path_tree::root) row(detail::name_of(merged, entry, how), entry.node);
  result.rule();
  row("total", path_tree::root);
  return result;
}
template <std::same_as<trace> Trace>
[[nodiscard]] table side_by_side(const Trace& predicted, const scope_tree& measured, const options& how = {}) {
  return side_by_side(predicted.tree(), measured, how);
}

}  // namespace tally::report

namespace tally {

/// A measurement's scopes print as `report::scopes`.
template <class Traits, std::same_as<scope_tree> Tree>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out, const Tree& measured) {
  return out << report::scopes(measured).text();
}

}  // namespace tally
