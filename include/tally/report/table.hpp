// SPDX-License-Identifier: MIT
// Tables, as text and as Markdown.
#pragma once

#include "tally/core/error.hpp"

#include <cstddef>
#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

namespace tally::report {

enum class alignment : unsigned char { left, right };

struct column {
  std::string heading;
  alignment align = alignment::left;
};

/// Rows of cells under headings. A template, like all reports, so that programs without reports do not compile them;
/// `Text` is std::string.
template <class Text>
class basic_table {
 public:
  explicit basic_table(std::vector<column> columns) : columns_(std::move(columns)) {}

  /// Appends a row. Another number of cells than there are columns throws `tally::error`.
  basic_table& row(std::vector<Text> cells) & {
    if (cells.size() != columns_.size())
      tally::detail::raise(error(std::string("tally: a row has ") + std::to_string(cells.size()) +
                                 " cells, its table has " + std::to_string(columns_.size()) + " columns"));
    rows_.push_back(std::move(cells));
    return *this;
  }
  basic_table row(std::vector<Text> cells) && { return std::move(row(std::move(cells))); }
  /// A line below the rows so far, as above a total. Markdown has none.
  basic_table& rule() & {
    rules_.push_back(rows_.size());
    return *this;
  }
  basic_table rule() && { return std::move(rule()); }

  // A temporary gives its parts away: `for (const auto& row : report::layers(traced).rows())`.
  [[nodiscard]] const std::vector<column>& columns() const& { return columns_; }
  [[nodiscard]] std::vector<column> columns() && { return std::move(columns_); }
  [[nodiscard]] const std::vector<std::vector<Text>>& rows() const& { return rows_; }
  [[nodiscard]] std::vector<std::vector<Text>> rows() && { return std::move(rows_); }

  /// Columns of equal width two spaces apart, a line under the headings; lines have no spaces at their ends.
  [[nodiscard]] Text text() const {
    const std::vector<std::size_t> widths = column_widths(rows_);
    std::string lines;
    for (const std::size_t width : widths) lines += (lines.empty() ? "" : "  ") + std::string(width, '-');
    lines += "\n";

    std::string result = text_line(headings(), widths) + lines;
    std::size_t next_rule = 0;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      for (; next_rule < rules_.size() && rules_[next_rule] == i; ++next_rule) result += lines;
      result += text_line(rows_[i], widths);
    }
    return result;
  }

  /// A table as GitHub and most other renderers of Markdown read it. Spaces at a cell's beginning, which show how deep
  /// a name lies, are kept.
  [[nodiscard]] Text markdown() const {
    std::vector<std::vector<Text>> rows;
    for (const std::vector<Text>& plain : rows_) {
      rows.emplace_back();
      for (const Text& cell : plain) rows.back().push_back(markdown_cell(cell));
    }
    std::vector<std::size_t> widths = column_widths(rows);
    for (std::size_t& width : widths)
      if (width < 3) width = 3;  // room for the rule's "--:"
    std::string result = markdown_line(headings(), widths) + "|";
    for (std::size_t i = 0; i < columns_.size(); ++i)
      result += columns_[i].align == alignment::right ? std::string(widths[i] + 1, '-') + ":|"
                                                      : std::string(widths[i] + 2, '-') + "|";
    result += "\n";
    for (const std::vector<Text>& cells : rows) result += markdown_line(cells, widths);
    return result;
  }

 private:
  // Characters, not bytes: the bytes within a UTF-8 character are 10xxxxxx.
  static std::size_t width_of(const Text& cell) {
    std::size_t width = 0;
    for (const char c : cell) width += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1U : 0U;
    return width;
  }
  static std::string markdown_cell(const Text& cell) {
    std::string result;
    bool leading = true;
    for (const char c : cell) {
      leading = leading && c == ' ';
      if (leading)
        result += "&nbsp;";
      else if (c == '|' || c == '*' || c == '\\')
        result += std::string("\\") + c;
      else if (c == '<')
        result += "&lt;";
      else
        result += c;
    }
    return result;
  }

  [[nodiscard]] std::vector<Text> headings() const {
    std::vector<Text> result;
    for (const column& c : columns_) result.push_back(c.heading);
    return result;
  }
  [[nodiscard]] std::vector<std::size_t> column_widths(const std::vector<std::vector<Text>>& rows) const {
    std::vector<std::size_t> widths;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      std::size_t width = width_of(columns_[i].heading);
      for (const std::vector<Text>& cells : rows)
        if (width_of(cells[i]) > width) width = width_of(cells[i]);
      widths.push_back(width);
    }
    return widths;
  }
  [[nodiscard]] std::string padded(const Text& cell, std::size_t i, std::size_t width) const {
    const std::string space(width - width_of(cell), ' ');
    return columns_[i].align == alignment::right ? space + cell : cell + space;
  }
  [[nodiscard]] std::string text_line(const std::vector<Text>& cells, const std::vector<std::size_t>& widths) const {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) line += (i == 0 ? "" : "  ") + padded(cells[i], i, widths[i]);
    while (!line.empty() && line.back() == ' ') line.pop_back();
    return line + "\n";
  }
  [[nodiscard]] std::string markdown_line(const std::vector<Text>& cells,
                                          const std::vector<std::size_t>& widths) const {
    std::string line = "|";
    for (std::size_t i = 0; i < cells.size(); ++i) line.append(" ").append(padded(cells[i], i, widths[i])).append(" |");
    return line + "\n";
  }

  std::vector<column> columns_;
  std::vector<std::vector<Text>> rows_;
  std::vector<std::size_t> rules_;
};

using table = basic_table<std::string>;

/// As text.
template <class Traits, class Text>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out, const basic_table<Text>& written) {
  return out << written.text();
}

}  // namespace tally::report
