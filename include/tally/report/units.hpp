// SPDX-License-Identifier: MIT
// Numbers for people: digits in groups, and k, M, G.
#pragma once

#include "tally/core/convention.hpp"
#include "tally/core/error.hpp"
#include "tally/core/natural.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace tally::report {

/// All digits, in groups of three: "1,814,073,344".
[[nodiscard]] inline std::string digits(natural n) {
  std::string text = to_string(n);
  for (std::size_t end = text.size(); end > 3; end -= 3) text.insert(end - 3, 1, ',');
  return text;
}

/// `n` to `significant` digits (3 or 4, as a rule) with a decimal prefix, k for 10^3 up to Q for 10^30, and the unit
/// behind it: human(11'689'512, "B") is "11.69 MB". Below a thousand it is exact. Rounds half up, in integers. Fewer
/// than three digits throw `tally::error`, since they could not show 999.
[[nodiscard]] inline std::string human(natural n, std::string_view unit = {}, int significant = 4) {
  if (significant < 3)
    tally::detail::raise(error("tally: a number with a prefix needs at least three significant digits"));
  constexpr std::string_view prefixes = "kMGTPEZYRQ";
  if (n < 1000) return to_string(n) + (unit.empty() ? "" : " ") + std::string(unit);

  // From here on the number is `kept` significant digits and a power of a thousand.
  std::string kept = to_string(n);
  int size = static_cast<int>(kept.size());
  if (size > significant) {
    natural step = 1;
    for (int i = significant; i < size; ++i) step *= 10;
    const natural rounded = n / step + (n % step >= step - n % step ? 1 : 0);
    kept = to_string(rounded);
    size += static_cast<int>(kept.size()) - significant;  // 9999.6 became 10000
    kept.resize(static_cast<std::size_t>(significant));
  }
  std::size_t power = static_cast<std::size_t>(size - 1) / 3;
  if (power > prefixes.size()) power = prefixes.size();
  const std::size_t whole = static_cast<std::size_t>(size) - 3 * power;
  if (kept.size() < whole) kept.append(whole - kept.size(), '0');
  std::string text = kept.substr(0, whole);
  if (kept.size() > whole) text.append(".").append(kept, whole);
  return text + " " + prefixes[power - 1] + std::string(unit);
}

/// An amount with its unit, and with its rule where that is a matter of weights: "1.814 GMAC", "3.628 GFLOP (fma = 2)".
template <const auto& Convention>
[[nodiscard]] std::string human(amount<Convention> a, int significant = 4) {
  std::string text = human(a.value(), Convention.unit, significant);
  if constexpr (requires { Convention.weights; }) text.append(" (").append(Convention.rule).append(")");
  return text;
}

/// The same with all digits: "1,814,073,344 MAC".
template <const auto& Convention>
[[nodiscard]] std::string digits(amount<Convention> a) {
  std::string text = digits(a.value()) + " " + std::string(Convention.unit);
  if constexpr (requires { Convention.weights; }) text.append(" (").append(Convention.rule).append(")");
  return text;
}

/// A part of a whole in percent, to one decimal: "12.3 %". Only nothing is "0 %", and only the whole is "100 %"; what
/// would round to them is "<0.1 %" and ">99.9 %". Of nothing there is no share: "-".
[[nodiscard]] inline std::string share(natural part, natural whole) {
  if (whole == 0) return "-";
  if (part == 0) return "0 %";
  if (part == whole) return "100 %";
  const double exact = static_cast<double>(part) / static_cast<double>(whole) * 1000;
  const natural tenths = static_cast<unsigned long long>(exact + 0.5);
  if (tenths == 0) return "<0.1 %";
  if (tenths == 1000 && part < whole) return ">99.9 %";
  return to_string(tenths / 10) + "." + to_string(tenths % 10) + " %";
}

/// The signed difference `b` - `a`: "+12", "-12", "0".
[[nodiscard]] inline std::string difference(natural a, natural b) {
  if (a == b) return "0";
  return b > a ? std::string("+") + digits(b - a) : std::string("-") + digits(a - b);
}

}  // namespace tally::report
