// SPDX-License-Identifier: MIT
// The table of a prediction, layer by layer.
#pragma once

#include "tally/core/counts.hpp"
#include "tally/core/natural.hpp"
#include "tally/nn/trace.hpp"
#include "tally/report/outline.hpp"
#include "tally/report/table.hpp"
#include "tally/report/units.hpp"

#include <concepts>
#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace tally::report {

namespace detail {

// What one scope spends and owns.
struct scope_sum {
  natural amount;  // under the report's convention: counts would be kilobytes a scope, and networks have many
  bool spends = false;
  natural macs;
  natural parameters;
  std::string_view layer;         // of the primitives in the scope itself
  const shape* output = nullptr;  // the last result in it

  scope_sum& operator+=(const scope_sum& inner) {
    amount += inner.amount;
    spends = spends || inner.spends;
    macs += inner.macs;
    parameters += inner.parameters;
    return *this;
  }
};

template <std::same_as<trace> Trace>
std::vector<scope_sum> own_sums(const Trace& traced, const options& how) {
  std::vector<scope_sum> sums(static_cast<std::size_t>(traced.scopes().size()));
  for (const trace_row& row : traced.rows()) {
    scope_sum& own = sums[static_cast<std::size_t>(row.scope)];
    if (row.cost.size() > 0) {
      const tally::counts spent = row.counts();
      own.amount += weighed(spent, how.rule);
      own.spends = own.spends || !spent.empty();
    }
    own.macs += row.cost.macs();
    own.layer = row.layer;
    for (int node = row.scope; node != path_tree::none; node = traced.scopes().parent(node))
      sums[static_cast<std::size_t>(node)].output = &row.output;
  }
  for (int i = 0; i < traced.parameters().size(); ++i)
    if (const auto& owned = traced.parameters().at(i); owned.learned)
      sums[static_cast<std::size_t>(owned.scope)].parameters += owned.extents.volume();
  return sums;
}

// "2x3, 2x5", or how many results there are.
inline std::string written(const auto& outputs) {
  if (outputs.size() > 4) return std::to_string(outputs.size()) + " results";
  std::string text;
  for (const shape& output : outputs) text += (text.empty() ? "" : ", ") + to_string(output);
  return text;
}

}  // namespace detail

/// A prediction's scopes, one row each: layer, output shape, parameters, MACs, amount, and its share of the whole. A
/// row includes the scopes within it; where those are shown too, what the scope does besides stands below it as
/// "(own)". So the rows of any one depth within a scope add up to that scope's, and the outermost ones to the last row,
/// exactly. The output is the last result within the scope.
template <std::same_as<trace> Trace>
[[nodiscard]] table layers(const Trace& traced, const options& how = {}) {
  const std::vector<detail::scope_sum> own = detail::own_sums(traced, how);
  std::vector<detail::scope_sum> all = own;
  // A scope's number is higher than that of the scope around it.
  for (std::size_t i = all.size() - 1; i > 0; --i)
    all[static_cast<std::size_t>(traced.scopes().parent(static_cast<int>(i)))] += all[i];

  const natural whole = all.front().amount;
  table result({{"scope"},
                {"layer"},
                {"output"},
                {"parameters", alignment::right},
                {"MACs", alignment::right},
                {detail::heading(how.rule), alignment::right},
                {"share", alignment::right}});
  const auto row = [&](const std::string& name, std::string_view layer, const std::string& output,
                       const detail::scope_sum& sum) {
    result.row({name, std::string(layer), output, detail::cell(sum.parameters, how), detail::cell(sum.macs, how),
                detail::cell(sum.amount, how), share(sum.amount, whole)});
  };
  const std::vector<detail::outline_entry> entries = detail::outline(traced.scopes(), how.depth);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const detail::outline_entry& entry = entries[i];
    const std::size_t node = static_cast<std::size_t>(entry.node);
    if (entry.node != path_tree::root)
      row(detail::name_of(traced.scopes(), entry, how), all[node].layer,
          all[node].output != nullptr ? to_string(*all[node].output) : "", all[node]);
    const bool owns = own[node].spends || own[node].parameters != 0;
    if (owns && (entry.expanded || entry.node == path_tree::root))
      row(how.names == names::paths ? traced.scopes().path(entry.node) + (entry.depth == 0 ? "(own)" : " (own)")
                                    : detail::indented("(own)", entry.depth),
          own[node].layer, "", own[node]);
  }
  result.rule();
  row("total", "", detail::written(traced.outputs()), all.front());
  return result;
}

}  // namespace tally::report

namespace tally {

/// A trace prints as `report::layers`.
template <class Traits, std::same_as<trace> Trace>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out, const Trace& traced) {
  return out << report::layers(traced).text();
}

}  // namespace tally
