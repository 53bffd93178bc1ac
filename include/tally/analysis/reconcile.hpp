// SPDX-License-Identifier: MIT
// What the mathematics needs beside what a library executed, and why they differ.
#pragma once

#include "tally/core/counts.hpp"
#include "tally/core/natural.hpp"
#include "tally/core/operation.hpp"
#include "tally/core/paths.hpp"
#include "tally/core/precision.hpp"
#include "tally/core/scope.hpp"
#include "tally/nn/trace.hpp"

#include <string>
#include <utility>
#include <vector>

namespace tally {

/// The textbook's counts of products and decompositions, exact, with nothing exploited but structure that is there.
namespace textbook {

/// `[m, k]` by `[k, n]`: m·n dot products of length k.
[[nodiscard]] constexpr counts product(natural m, natural k, natural n, precision format) {
  counts spent;
  if (m == 0 || k == 0 || n == 0) return spent;
  return spent.add(operation::mul, format, m * k * n).add(operation::add, format, m * n * (k - 1));
}

/// A = L Lᵀ of order n by columns: n (n² - 1) / 6 products to subtract, n (n - 1) / 2 divisions, n roots; n³/3 + …
/// FLOPs (Golub and Van Loan, Matrix Computations, 4.2).
[[nodiscard]] constexpr counts llt(natural n, precision format) {
  counts spent;
  if (n == 0) return spent;
  const natural products = (n - 1) * n * (n + 1) / 6;  // j for each of the n - j numbers of column j that are kept
  return spent.add(operation::mul, format, products)
      .add(operation::sub, format, products)
      .add(operation::div, format, (n - 1) * n / 2)
      .add(operation::sqrt, format, n);
}

/// P A = L U of order n: (n - 1) n (2n - 1) / 6 products to subtract, n (n - 1) / 2 divisions; 2n³/3 + … FLOPs. The
/// comparisons that find pivots are left out (Golub and Van Loan, 3.4).
[[nodiscard]] constexpr counts lu(natural n, precision format) {
  counts spent;
  if (n == 0) return spent;
  const natural products = (n - 1) * n * (2 * n - 1) / 6;  // the squares of what is left, from n - 1 down
  return spent.add(operation::mul, format, products)
      .add(operation::sub, format, products)
      .add(operation::div, format, (n - 1) * n / 2);
}

/// The Householder vectors and R of an m by n matrix, m >= n; 2n²(m - n/3) + … FLOPs (Golub and Van Loan, 5.2). For
/// each column, of r entries from the diagonal down: r products and r - 1 additions for its norm, a root; r - 1
/// divisions scale the vector so that it begins with 1; a subtraction and a division give its factor. Each of the
/// columns to the right: r - 1 products and additions with the vector, one product by the factor, r - 1 products and r
/// subtractions.
[[nodiscard]] constexpr counts qr(natural m, natural n, precision format) {
  counts spent;
  if (m < 2 || n == 0) return spent;
  const natural columns = n < m - 1 ? n : m - 1;  // that have something below the diagonal
  // Column k has r = m - k entries and n - 1 - k columns to its right; the sums over k of k, of k², and of those.
  const natural k = (columns - 1) * columns / 2;
  const natural k_squared = (columns - 1) * columns * (2 * columns - 1) / 6;
  const natural r = columns * m - k;
  const natural right = columns * (n - 1) - k;
  const natural r_right = columns * m * (n - 1) + k_squared - (m + n - 1) * k;
  return spent.add(operation::mul, format, r + 2 * r_right - right)
      .add(operation::add, format, r - columns + r_right - right)
      .add(operation::sub, format, columns + r_right)
      .add(operation::div, format, r)
      .add(operation::sqrt, format, columns);
}

}  // namespace textbook

/// Why Eigen's product of `[m, k]` by `[k, n]` executed what it did. Says that it does not know, where it does not.
[[nodiscard]] inline std::string reason_of_product(natural m, natural k, natural n, const counts& executed) {
  const natural mul = executed[operation::mul] + executed[operation::fma];
  const natural add = executed[operation::add] + executed[operation::fma];
  const natural results = m * n;
  const natural products = results * k;
  const natural sums = products - results;
  if (mul < products || add < sums) return "less than the textbook: not a plain product";
  const natural more_mul = mul - products;
  const natural more_add = add - sums;
  if (more_mul == 0 && more_add == 0) return "as the textbook";
  if (more_mul <= 2 && more_add == 0) return "small: as the textbook, and the factors' alphas are multiplied";
  if (more_mul <= 2 && more_add == results) return "small: sums begin at zero, and the factors' alphas are multiplied";
  // Blocked: a panel's sums begin at zero, and are scaled by alpha and added to the destination.
  for (natural panels = 1; panels <= k; panels += 1) {
    if (more_mul < panels * results) break;
    if (more_mul > panels * results + 2) continue;
    const std::string depth = panels == 1 ? std::string("one panel of depth ") + to_string(k)
                                          : to_string(panels) + " panels of the depth " + to_string(k);
    if (more_add == (panels + 1) * results)
      return depth + ": each scales its results by alpha and adds them; sums begin at zero";
    if (more_add == (panels + 2) * results)
      return depth + ": each scales its results by alpha and adds them; two sums for each result, begun at zero";
    return depth + ": each scales its results by alpha and adds them; " + to_string(more_add) + " more additions";
  }
  return to_string(more_mul) + " more multiplications and " + to_string(more_add) + " more additions, not explained";
}

/// One line: what a piece of work needs, what was executed for it, and why.
struct reconciled {
  std::string what;
  counts textbook;
  counts executed;
  std::string reason;

  /// Executed FLOPs by the textbook's; 1 where both are zero. Infinite where the textbook has none.
  [[nodiscard]] double ratio() const {
    const double needed = static_cast<double>(textbook.flops().value());
    const double done = static_cast<double>(executed.flops().value());
    return needed == 0 && done == 0 ? 1 : done / needed;
  }
};

/// Textbook and executed counts side by side:
///
///     tally::reconciliation table;
///     table.product("A B", 64, 64, 64, tally::measure([&] { c.noalias() = a * b; }), tally::precision::f64);
///     table.add("LLT", tally::textbook::llt(64, tally::precision::f64), tally::measure([&] { llt.compute(a); }));
///     std::cout << table.text();
class reconciliation {
 public:
  reconciliation& add(std::string what, const counts& needed, const counts& executed, std::string reason = {}) & {
    if (reason.empty() && needed == executed) reason = "as the textbook";
    rows_.push_back({std::move(what), needed, executed, std::move(reason)});
    return *this;
  }
  /// A product of `[m, k]` by `[k, n]` that Eigen executed, with the reason.
  reconciliation& product(std::string what, natural m, natural k, natural n, const counts& executed,
                          precision format) & {
    return add(std::move(what), textbook::product(m, k, n, format), executed, reason_of_product(m, k, n, executed));
  }
  /// A network's layers: the scopes that hold primitives, as predicted and as profiled. `measured` profiles one call.
  /// A scope that was not entered is measured as nothing.
  reconciliation& layers(const trace& predicted, const scope_tree& measured) & {
    const scope_tree needed = predicted.tree();
    std::vector<bool> multiplies(static_cast<std::size_t>(predicted.scopes().size()));
    std::vector<bool> works(multiplies.size());
    for (const trace_row& row : predicted.rows()) {
      works[static_cast<std::size_t>(row.scope)] = true;
      if (row.macs().value() != 0) multiplies[static_cast<std::size_t>(row.scope)] = true;
    }
    for (int node = 0; node < predicted.scopes().size(); ++node) {
      if (!works[static_cast<std::size_t>(node)]) continue;
      const std::string path = predicted.scopes().path(node);
      const int there = measured.paths().find(path);
      const counts executed = there == path_tree::none ? counts() : measured.self(there);
      const counts own = needed.self(needed.paths().find(path));
      std::string reason;
      if (own != executed)
        reason = multiplies[static_cast<std::size_t>(node)]
                     ? "products in panels: each result is scaled by alpha and added once a panel"
                     : "not explained";
      add(path.empty() ? "(outermost)" : path, own, executed, std::move(reason));
    }
    return *this;
  }

  reconciliation add(std::string what, const counts& needed, const counts& executed, std::string reason = {}) && {
    return std::move(add(std::move(what), needed, executed, std::move(reason)));
  }
  reconciliation product(std::string what, natural m, natural k, natural n, const counts& executed,
                         precision format) && {
    return std::move(product(std::move(what), m, k, n, executed, format));
  }
  reconciliation layers(const trace& predicted, const scope_tree& measured) && {
    return std::move(layers(predicted, measured));
  }

  [[nodiscard]] const std::vector<reconciled>& rows() const& { return rows_; }
  [[nodiscard]] std::vector<reconciled> rows() && { return std::move(rows_); }

  /// A table of FLOPs (fma = 2), one line each, with the ratio to three places.
  [[nodiscard]] std::string text() const {
    std::vector<std::vector<std::string>> cells = {{"", "textbook", "executed", "ratio", "reason"}};
    for (const reconciled& row : rows_)
      cells.push_back({row.what, to_string(row.textbook.flops().value()), to_string(row.executed.flops().value()),
                       three_places(row), row.reason});
    std::size_t width[5] = {};
    for (const auto& line : cells)
      for (std::size_t i = 0; i < 5; ++i) width[i] = line[i].size() > width[i] ? line[i].size() : width[i];
    std::string result;
    for (const auto& line : cells) {
      std::string written = line[0] + std::string(width[0] - line[0].size(), ' ');
      for (std::size_t i = 1; i < 4; ++i) written += "  " + std::string(width[i] - line[i].size(), ' ') + line[i];
      if (!line[4].empty()) written += "  " + line[4];
      result += written + "\n";
    }
    return result;
  }

 private:
  // Rounded to nearest, in integers.
  static std::string three_places(const reconciled& row) {
    const natural needed = row.textbook.flops().value();
    if (needed == 0) return row.executed.flops().value() == 0 ? "1.000" : "-";
    const natural thousandths = (row.executed.flops().value() * 2000 + needed) / (needed * 2);
    const std::string rest = to_string(thousandths % 1000);
    return to_string(thousandths / 1000) + "." + std::string(3 - rest.size(), '0') + rest;
  }

  std::vector<reconciled> rows_;
};

}  // namespace tally
