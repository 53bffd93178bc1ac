// SPDX-License-Identifier: MIT
// Prediction against measurement of layers and networks, scope by scope.
#pragma once

#include "support/agreement.hpp"
#include "tally/core/scope.hpp"
#include "tally/nn/instantiate.hpp"
#include "tally/nn/layers.hpp"
#include "tally/nn/trace.hpp"

#include <string>
#include <tuple>

namespace agreement {

/// Empty if two trees have the same scopes with the same totals, otherwise the first scope that differs.
[[nodiscard]] inline std::string difference(const tally::scope_tree& formula, const tally::scope_tree& loop) {
  std::string text;  // appended to, because g++ 12 warns of literals before a sum of strings
  for (int i = 0; i < formula.size(); ++i) {
    const std::string path = formula.paths().path(i);
    const int other = loop.paths().find(path);
    if (other != tally::path_tree::none && formula[i].total == loop[other].total) continue;
    text.append("scope '").append(path);
    if (other == tally::path_tree::none) return text.append("' was predicted and not run\n");
    text.append("': the formulas say ").append(to_string(formula[i].total));
    return text.append(", the loops did ").append(to_string(loop[other].total)).append("\n");
  }
  if (formula.size() == loop.size()) return text;
  text.append("predicted are ").append(std::to_string(formula.size()));
  return text.append(" scopes, run were ").append(std::to_string(loop.size())).append("\n");
}

/// As `disagreement`, of one layer or network whose parameters come from `seed`, for every scope.
template <class T, class Net, class... Inputs>
[[nodiscard]] std::string layer_disagreement_in(const Net& net, const Inputs&... inputs) {
  const tally::precision format = tally::precision_of<T>;
  const tally::trace traced(net, inputs..., format);
  const auto model = tally::instantiate<tally::counted<T>>(net, inputs..., /*seed*/ 1);
  seeds seed;
  const std::tuple arguments{numbers<tally::counted<T>>(inputs, seed.next())...};
  shape output;
  const tally::scope_tree ran =
      tally::profile([&] { output = std::apply([&](const auto&... x) { return model(x...).shape(); }, arguments); });
  std::string text = difference(traced.tree(), ran);
  if (output != traced.output())
    text += "the shape rules say " + to_string(traced.output()) + ", the loops gave " + to_string(output) + "\n";
  if (traced.total() != tally::predict(net, inputs..., format)) text += "predict and trace differ\n";
  if (model.parameters() != traced.total().parameters()) text += "the model owns another number of parameters\n";
  return text.empty() ? text : std::string(name(format)) + " for" + listed(inputs...) + ":\n" + text;
}

template <class Net, class... Inputs>
[[nodiscard]] std::string layer_disagreement(const Net& net, const Inputs&... inputs) {
  std::string text = layer_disagreement_in<float>(net, inputs...) + layer_disagreement_in<double>(net, inputs...);
  const auto model = tally::instantiate<tallying::number<float>>(net, inputs..., /*seed*/ 1);
  text += difference("from outside", {tally::trace(net, inputs...).output(), tally::predict(net, inputs...).counts()},
                     measured_from_outside<float>(model, inputs...));
  return text;
}

}  // namespace agreement
