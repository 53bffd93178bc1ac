// SPDX-License-Identifier: MIT
// The table of counts, operation by operation.
#pragma once

#include "tally/core/counts.hpp"
#include "tally/core/operation.hpp"
#include "tally/core/precision.hpp"
#include "tally/report/outline.hpp"
#include "tally/report/table.hpp"
#include "tally/report/units.hpp"

#include <concepts>
#include <cstddef>
#include <string>

namespace tally::report {

/// Every operation that was spent, in each precision, and the amount that they come to.
template <std::same_as<counts> Counts>
[[nodiscard]] table operations(const Counts& spent, const options& how = {}) {
  table result({{"operation"}, {"precision"}, {"count", alignment::right}});
  for (const auto& [kind, format, n] : spent)
    result.row({std::string(name(kind)), std::string(name(format)), detail::cell(n, how)});
  result.rule();
  result.row({detail::heading(how.rule), "", detail::cell(detail::weighed(spent, how.rule), how)});
  return result;
}

/// The same of a prediction and a measurement: "equal" or "DIFFERS" for every operation in each precision.
template <std::same_as<counts> Counts>
[[nodiscard]] table operations(const Counts& predicted, const Counts& measured, const options& how = {}) {
  table result({{"operation"},
                {"precision"},
                {"predicted", alignment::right},
                {"measured", alignment::right},
                {"difference", alignment::right},
                {""}});
  const auto row = [&](const std::string& kind, const std::string& format, natural a, natural b) {
    result.row(
        {kind, format, detail::cell(a, how), detail::cell(b, how), difference(a, b), a == b ? "equal" : "DIFFERS"});
  };
  for (std::size_t i = 0; i < operation_count; ++i)
    for (std::size_t j = 0; j < precision_count; ++j) {
      const operation kind = static_cast<operation>(i);
      const precision format = static_cast<precision>(j);
      const natural a = predicted.at(kind, format);
      const natural b = measured.at(kind, format);
      if (a != 0 || b != 0) row(std::string(name(kind)), std::string(name(format)), a, b);
    }
  result.rule();
  row(detail::heading(how.rule), "", detail::weighed(predicted, how.rule), detail::weighed(measured, how.rule));
  return result;
}

}  // namespace tally::report
