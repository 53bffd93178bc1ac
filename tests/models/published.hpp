// SPDX-License-Identifier: MIT
// What is published of models, and the check that the library's agree with it.
#pragma once

#include "support/catch.hpp"
#include "tally/nn/trace.hpp"

#include <fstream>
#include <initializer_list>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace published {

struct figures {
  std::string model;
  tally::shape input;
  std::string parameters;  // exact; this and the next two may be empty
  std::string macs;        // exact
  std::string gmacs;       // in units of 10^9, rounded to the decimals that are there
};

// The rows of tests/data/published_models.csv, in their order.
inline std::vector<figures> all() {
  std::ifstream file(TALLY_TEST_DATA "/published_models.csv");
  std::vector<figures> rows;
  std::string line;
  std::getline(file, line);  // the header
  while (std::getline(file, line)) {
    std::istringstream fields(line);
    figures row;
    std::string input;
    std::getline(fields, row.model, ',');
    std::getline(fields, input, ',');
    std::getline(fields, row.parameters, ',');
    std::getline(fields, row.macs, ',');
    std::getline(fields, row.gmacs, ',');
    std::istringstream sizes(input);
    for (std::string size; std::getline(sizes, size, 'x');) row.input.push_back(std::stoll(size));
    rows.push_back(row);
  }
  return rows;
}

// 1814073344 as "1.814", with as many decimals as asked for, nine at most.
inline std::string in_thousand_millions(tally::natural n, std::size_t decimals) {
  tally::natural unit = 1'000'000'000;
  for (std::size_t i = 0; i < decimals; ++i) unit = unit / 10;
  std::string digits = to_string((n + unit / 2) / unit);
  if (decimals == 0) return digits;
  while (digits.size() <= decimals) digits.insert(digits.begin(), '0');
  return digits.insert(digits.size() - decimals, ".");
}

// A model under the name by which the table knows it, for an input's shape.
struct known {
  std::string_view name;
  tally::prediction (*predicted)(const tally::shape& input);
};

// Checks the table's rows of these models. A model of which there is no row fails.
inline void check(std::initializer_list<known> models) {
  const std::vector<figures> rows = all();
  for (const known& model : models) {
    int found = 0;
    for (const figures& row : rows) {
      if (row.model != model.name) continue;
      ++found;
      INFO(row.model << " " << to_string(row.input));
      const tally::prediction cost = model.predicted(row.input);
      const tally::natural macs = cost.macs().value();
      if (!row.parameters.empty()) CHECK(to_string(cost.parameters()) == row.parameters);
      if (!row.macs.empty()) CHECK(to_string(macs) == row.macs);
      if (row.gmacs.empty()) continue;
      const std::size_t point = row.gmacs.find('.');
      const std::size_t decimals = point == std::string::npos ? 0 : row.gmacs.size() - point - 1;
      CHECK(in_thousand_millions(macs, decimals) == row.gmacs);
    }
    INFO(model.name);
    CHECK(found > 0);
  }
}

}  // namespace published
