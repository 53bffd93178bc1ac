// SPDX-License-Identifier: MIT
// ResNet-18 beside ViT-B/16: predicted by the compiler, then run on a picture with every scalar operation counted, and
// compared.
//
//   resnet18_vs_vit [PICTURE.ppm]
//
// Exits with 0 if prediction and measurement agree in every operation of every scope, with 1 if they do not, and with 2
// if the picture cannot be used.

#include "picture.hpp"
#include "progress.hpp"
#include <tally/tally.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace report = tally::report;
using scalar = tally::counted<float>;

constexpr tally::shape input_shape{1, 3, 224, 224};

// Predicted while this compiles. The numbers on the right are published: torchvision's parameters, and the
// multiply-accumulates that its table gives in billions.
constexpr tally::prediction resnet_cost = tally::predict(tally::models::resnet18(), input_shape);
constexpr tally::prediction transformer_cost = tally::predict(tally::models::vit_b_16(), input_shape);
static_assert(resnet_cost.parameters() == 11'689'512 && resnet_cost.macs() == 1'814'073'344);
static_assert(transformer_cost.parameters() == 86'567'656 && transformer_cost.macs() == 17'563'828'224);

struct result {
  tally::natural flops;
  double seconds = 0;
  bool agrees = false;
};

// A counted multiplication does not say whether it is accumulated. But it says in which scope it was done, and in a
// scope that has products, the only other multiplications are those that scale attention's queries.
tally::natural measured_macs(const tally::trace& predicted, const tally::scope_tree& measured) {
  std::vector<bool> has_products(static_cast<std::size_t>(predicted.scopes().size()));
  std::vector<tally::natural> others(has_products.size());
  for (const tally::trace_row& row : predicted.rows()) {
    const std::size_t scope = static_cast<std::size_t>(row.scope);
    if (row.macs() != 0)
      has_products[scope] = true;
    else
      others[scope] += row.counts()[tally::operation::mul];
  }
  tally::natural sum = 0;
  for (int scope = 0; scope < predicted.scopes().size(); ++scope)
    if (has_products[static_cast<std::size_t>(scope)])
      sum += measured.self(predicted.scopes().path(scope))[tally::operation::mul] -
             others[static_cast<std::size_t>(scope)];
  return sum;
}

std::string fixed(double number, int decimals) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(decimals) << number;
  return text.str();
}

template <class Net>
result compare(const std::string& name, const Net& net, const tally::prediction& cost, const std::vector<float>& pixels,
               double guessed_seconds) {
  auto model = tally::instantiate<scalar>(net, input_shape, /*seed*/ 1);
  const tally::tensor<scalar> image(input_shape, std::vector<scalar>(pixels.begin(), pixels.end()));

  result outcome;
  tally::scope_tree measured;
  {
    const progress shown("running " + name, guessed_seconds);
    const auto begin = std::chrono::steady_clock::now();
    measured = tally::profile([&] { model(image); });
    outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  }
  const tally::counts& spent = measured.total();
  outcome.flops = spent.flops().value();

  bool all_equal = true;
  report::table table({{name}, {"predicted", report::alignment::right}, {"measured", report::alignment::right}, {""}});
  const auto row = [&](const std::string& what, tally::natural predicted, tally::natural counted) {
    all_equal = all_equal && predicted == counted;
    table.row({what, report::digits(predicted), report::digits(counted), predicted == counted ? "equal" : "DIFFERS"});
  };
  const tally::trace predicted(net, input_shape);
  row("parameters", cost.parameters(), model.parameters());
  row("MACs", cost.macs().value(), measured_macs(predicted, measured));
  row("FLOPs (fma = 2)", cost.flops().value(), outcome.flops);
  table.rule();
  for (std::size_t i = 0; i < tally::operation_count * tally::precision_count; ++i) {
    const auto kind = static_cast<tally::operation>(i / tally::precision_count);
    const auto format = static_cast<tally::precision>(i % tally::precision_count);
    const tally::natural a = cost.counts().at(kind, format);
    const tally::natural b = spent.at(kind, format);
    if (a != 0 || b != 0) row(std::string(tally::name(kind)) + " " + std::string(tally::name(format)), a, b);
  }
  std::cout << table.text();

  // The same for every part of the network.
  const tally::scope_tree tree = predicted.tree();
  int equal_scopes = 0;
  for (int scope = 1; scope < tree.size(); ++scope) {
    const int there = measured.paths().find(tree.paths().path(scope));
    if (there != tally::path_tree::none && measured[there].total == tree[scope].total) ++equal_scopes;
  }
  all_equal = all_equal && equal_scopes == tree.size() - 1 && measured.size() == tree.size();
  outcome.agrees = all_equal;
  std::cout << "Operation by operation, " << equal_scopes << " of " << tree.size() - 1
            << " scopes agree too.\nCounting every one, it ran in " << fixed(outcome.seconds, 2) << " s, at "
            << fixed(static_cast<double>(outcome.flops) / outcome.seconds / 1e9, 2)
            << " GFLOP/s. Peak memory so far: " << report::human(peak_memory(), "B") << "\n\n";
  return outcome;
}

int run(const std::string& path) {
  const picture original = read_picture(path);
  const std::vector<float> pixels = prepared(original);
  std::cout << "Picture: " << path << ", " << original.width << " x " << original.height
            << " pixels; its shorter side made 256, the middle 224 x 224 of it normalised.\n"
            << "Weights: random. They decide what a network answers, and not what it spends.\n"
            << "Predicted by the compiler, measured by counting every scalar operation at " << to_string(input_shape)
            << ":\n\n";

  const result resnet = compare("ResNet-18", tally::models::resnet18(), resnet_cost, pixels, 0);
  // At the same rate, the other one takes this long.
  const double guess = resnet.seconds * (transformer_cost.flops() / resnet_cost.flops());
  const result transformer = compare("ViT-B/16", tally::models::vit_b_16(), transformer_cost, pixels, guess);

  report::table table({{"predicted"},
                       {"ResNet-18", report::alignment::right},
                       {"ViT-B/16", report::alignment::right},
                       {"ratio", report::alignment::right}});
  const auto row = [&](const std::string& what, tally::natural a, tally::natural b, std::string_view unit) {
    table.row({what, report::human(a, unit), report::human(b, unit),
               fixed(static_cast<double>(b) / static_cast<double>(a), 2)});
  };
  row("parameters", resnet_cost.parameters(), transformer_cost.parameters(), "");
  row("MACs", resnet_cost.macs().value(), transformer_cost.macs().value(), "MAC");
  row("FLOPs (fma = 2)", resnet_cost.flops().value(), transformer_cost.flops().value(), "FLOP");
  row("activations", resnet_cost.activations(), transformer_cost.activations(), "");
  std::cout << table.text() << "ViT-B/16 took " << fixed(transformer.seconds / resnet.seconds, 2)
            << " times as long as ResNet-18.\n\n"
            << "Two figures that the web repeats are wrong:\n"
            << "- \"ResNet-18: 11.7 billion FLOPs\" has the digits of its parameters, "
            << report::digits(resnet_cost.parameters()) << ", and the wrong unit; it spends "
            << report::human(resnet_cost.macs()) << ", " << report::human(resnet_cost.flops()) << ".\n"
            << "- \"ViT-B/16: 81.9 billion FLOPs\" is the amount under no convention; it spends "
            << report::human(transformer_cost.macs()) << ", " << report::human(transformer_cost.flops()) << ".\n\n";

  const bool agree = resnet.agrees && transformer.agrees;
  std::cout << (agree ? "Prediction and measurement agree in every operation of every scope.\n"
                      : "PREDICTION AND MEASUREMENT DISAGREE; see DIFFERS above.\n");
  return agree ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 2 || (argc == 2 && std::string_view(argv[1]).starts_with("-"))) {
    const bool asked = std::string_view(argv[1]) == "--help";
    (asked ? std::cout : std::cerr) << "usage: resnet18_vs_vit [PICTURE.ppm]\n"
                                       "Without a picture it takes the one that comes with tally.\n";
    return asked ? 0 : 2;
  }
  try {
    return run(argc == 2 ? argv[1] : TALLY_EXAMPLE_DATA "/landscape.ppm");
  } catch (const std::exception& problem) {
    std::cerr << "resnet18_vs_vit: " << problem.what() << "\n";
    return 2;
  }
}
