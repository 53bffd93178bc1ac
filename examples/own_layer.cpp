// SPDX-License-Identifier: MIT
// A layer of your own: its forward function is written once. tally predicts it and measures it, and both agree.

#include <tally/tally.hpp>

#include <iostream>
#include <string_view>

struct gated_linear {  // y = sigmoid(x W + b) * (x V + c)
  static constexpr std::string_view name = "gated_linear";
  tally::index in, out;

  constexpr auto operator()(auto& context, const auto& x) const {
    auto gate = sigmoid(context("gate", tally::nn::linear{in, out}, x));
    return gate * context("value", tally::nn::linear{in, out}, x);
  }
};

// A network with the layer in it: containers take it as they take the library's.
constexpr tally::nn::sequential classifier{gated_linear{784, 128}, tally::nn::layer_norm{128},
                                           tally::nn::linear{128, 10}};

// Predicted by the compiler, and held to a budget: growing past it stops compiling, and the message shows the numbers.
using namespace tally::literals;
constexpr tally::prediction cost = tally::predict(classifier, {1, 784});
static_assert(tally::within<cost.flops(), 500_kFLOP>);
static_assert(tally::within<cost.parameters(), 205'000>);

int main() {
  const tally::trace predicted(classifier, {1, 784});
  std::cout << "Predicted, without running anything:\n\n" << tally::report::layers(predicted).text() << "\n";

  auto model = tally::instantiate<tally::counted<float>>(classifier, {1, 784}, /*seed*/ 1);
  const auto x = tally::tensor<tally::counted<float>>::random({1, 784}, /*seed*/ 2);
  const tally::scope_tree measured = tally::profile([&] { model(x); });
  std::cout << "Measured, every operation counted as it was done:\n\n"
            << tally::report::scopes(measured).text() << "\n"
            << "Side by side:\n\n"
            << tally::report::side_by_side(predicted, measured).text() << "\n"
            << "As Markdown:\n\n"
            << tally::report::side_by_side(predicted, measured, {.depth = 1, .names = tally::report::names::paths})
                   .markdown();
  return measured.total() == cost.counts() ? 0 : 1;
}
