// SPDX-License-Identifier: MIT
// What well-known networks spend.
//
//   zoo                   one line per model: model,input_shape,parameters,macs,flops
//   zoo NAME [SHAPE]      that model layer by layer, for a shape such as 1x3x224x224
//
// Exits with 2 if there is no such model, or if it does not take that shape.

#include "zoo.hpp"
#include <tally/report/report.hpp>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstddef>
#include <exception>
#include <iostream>
#include <numeric>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

// Levenshtein's distance: how many characters to insert, delete or replace.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

// What people do not agree about left out: llama_2_7b is Llama-2-7B.
std::string letters_and_digits(std::string_view name) {
  std::string kept;
  for (const char c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      kept += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return kept;
}

const zoo_model& model_named(std::string_view name, const std::vector<zoo_model>& models) {
  for (const zoo_model& model : models)
    if (model.name == name) return model;
  const std::string wanted = letters_and_digits(name);
  for (const zoo_model& model : models)
    if (letters_and_digits(model.name) == wanted) return model;
  std::vector<std::string_view> names;
  for (const zoo_model& model : models)
    if (std::find(names.begin(), names.end(), model.name) == names.end()) names.push_back(model.name);
  std::stable_sort(names.begin(), names.end(), [&](std::string_view a, std::string_view b) {
    return distance(wanted, letters_and_digits(a)) < distance(wanted, letters_and_digits(b));
  });
  std::string message = "there is no model \"" + std::string(name) + "\"; the nearest names are ";
  for (std::size_t i = 0; i < std::min<std::size_t>(3, names.size()); ++i)
    message.append(i == 0 ? "" : ", ").append(names[i]);
  throw std::invalid_argument(message);
}

tally::shape parsed(std::string_view text) {
  tally::shape result;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (true) {
    tally::index extent = 0;
    const auto [next, problem] = std::from_chars(at, end, extent);
    if (problem != std::errc() || (next != end && *next != 'x'))
      throw std::invalid_argument("\"" + std::string(text) + "\" is not a shape; one is written as 1x3x224x224");
    result.push_back(extent);
    if (next == end) return result;
    at = next + 1;
  }
}

int run(const std::vector<std::string_view>& arguments) {
  const std::vector<zoo_model> models = all_models();
  if (arguments.empty()) {
    std::cout << "model,input_shape,parameters,macs,flops\n";
    for (const zoo_model& model : models) {
      const tally::prediction cost = model.predicted(model.input).total();
      std::cout << model.name << "," << to_string(model.input) << "," << cost.parameters() << "," << cost.macs().value()
                << "," << cost.flops().value() << "\n";
    }
    return 0;
  }
  const zoo_model& model = model_named(arguments[0], models);
  const tally::shape input = arguments.size() > 1 ? parsed(arguments[1]) : model.input;
  const tally::trace predicted = model.predicted(input);
  std::cout << model.name << ", input " << to_string(input) << ": " << tally::report::human(predicted.total().macs())
            << ", " << tally::report::human(predicted.total().flops()) << "\n\n"
            << tally::report::layers(predicted).text();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string_view> arguments(argv + 1, argv + argc);
  const bool asked = !arguments.empty() && arguments[0] == "--help";
  if (asked || arguments.size() > 2) {
    (asked ? std::cout : std::cerr) << "usage: zoo [NAME [SHAPE]]\n"
                                       "Without a name, all models as CSV; with one, that model layer by layer.\n";
    return asked ? 0 : 2;
  }
  try {
    return run(arguments);
  } catch (const std::exception& problem) {
    std::cerr << "zoo: " << problem.what() << "\n";
    return 2;
  }
}
