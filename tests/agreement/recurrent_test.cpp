// SPDX-License-Identifier: MIT
// Recurrent layers: predicted is what is run, in every scope; their counts are the published ones, and their numbers
// the recurrences'.

#include "support/catch.hpp"
#include "support/layer_agreement.hpp"

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace {

using agreement::index;
using agreement::layer_disagreement;
using agreement::shape;
namespace nn = tally::nn;

TEST_CASE("recurrent layers agree over random sizes, layers, directions, biases and layouts") {
  agreement::sizes random(131);
  for (int i = 0; i < agreement::random_cases / 4; ++i) {
    const index inputs = random.extent(5);
    const index hidden = random.extent(5);
    const index layers = random.between(1, 2);
    const bool bias = random.coin();
    const bool first = random.coin();
    const bool both = random.coin();
    const shape x = random.coin() ? shape{random.extent(4), random.extent(3), inputs} : shape{random.extent(4), inputs};
    CHECK(layer_disagreement(nn::lstm{inputs, hidden, layers, bias, first, both, random.between(0, hidden - 1)}, x) ==
          "");
    CHECK(layer_disagreement(nn::gru{inputs, hidden, layers, bias, first, both}, x) == "");
    CHECK(layer_disagreement(nn::rnn{inputs, hidden, layers,
                                     random.coin() ? nn::recurrent_activation::tanh : nn::recurrent_activation::relu,
                                     bias, first, both},
                             x) == "");
  }
}

TEST_CASE("recurrent cells, and layers with states of their own, agree") {
  agreement::sizes random(137);
  for (int i = 0; i < 50; ++i) {
    const index inputs = random.extent(5);
    const index hidden = random.between(2, 5);
    const index n = random.extent(3);
    const bool bias = random.coin();
    const shape x{n, inputs};
    const shape state{n, hidden};
    CHECK(layer_disagreement(nn::rnn_cell{inputs, hidden, bias}, x) == "");
    CHECK(layer_disagreement(nn::rnn_cell{inputs, hidden, bias}, x, state) == "");
    CHECK(layer_disagreement(nn::lstm_cell{inputs, hidden, bias}, x) == "");
    CHECK(layer_disagreement(nn::lstm_cell{inputs, hidden, bias}, x, state, state) == "");
    CHECK(layer_disagreement(nn::gru_cell{inputs, hidden, bias}, x) == "");
    CHECK(layer_disagreement(nn::gru_cell{inputs, hidden, bias}, x, state) == "");
    CHECK(layer_disagreement(nn::gru{inputs, hidden, 2, bias, true, true}, shape{n, 3, inputs}, shape{4, n, hidden}) ==
          "");
    CHECK(layer_disagreement(nn::lstm{inputs, hidden, 1, bias, false, true, 1}, shape{3, n, inputs}, shape{2, n, 1},
                             shape{2, n, hidden}) == "");
  }
}

TEST_CASE("two layers of LSTM spend torchinfo's 376,832,000 over 100 steps: weights and biases once a step") {
  const tally::prediction cost = tally::predict(nn::lstm{300, 512, 2}, {100, 1, 300});
  CHECK(cost.parameters() == 3'768'320);
  CHECK(cost.in<tally::conventions::torchinfo>().value() == 376'832'000);
  CHECK(tally::predict(nn::lstm{300, 512, 2}, {100, 7, 300}).in<tally::conventions::torchinfo>().value() ==
        7 * 376'832'000LL);
  // Kernel weights are multiply-accumulates; each of the two biases a gate has is one addition.
  const index biases = 2 * 2 * 4 * 512;
  CHECK(cost.macs().value() + 100 * biases == 376'832'000);
  // Beyond the products: 4·512 sums of both parts, and for each of 512 cells c' = f c + i g and h' = o tanh(c'), a step
  // and layer.
  CHECK(cost.counts()[tally::operation::mul] == cost.macs().value() + 2 * 100 * 3 * 512);
  CHECK(cost.counts()[tally::operation::tanh] == 2 * 100 * 2 * 512);
  CHECK(cost.counts()[tally::operation::exp] == 2 * 100 * 3 * 512);
}

TEST_CASE("parameters are torch.nn's, in number, shape and name") {
  // g (i h + h² + 2h) a layer and direction; behind a bidirectional layer i is 2h.
  CHECK(tally::predict(nn::rnn{10, 20, 2}, {5, 3, 10}).parameters() == 10 * 20 + 400 + 40 + 400 + 400 + 40);
  CHECK(tally::predict(nn::gru{10, 20, 1, false}, {5, 3, 10}).parameters() == 3 * (200 + 400));
  CHECK(tally::predict(nn::gru{10, 20, 2, true, false, true}, {5, 3, 10}).parameters() ==
        2 * 3 * (200 + 400 + 40) + 2 * 3 * (40 * 20 + 400 + 40));
  // With a projection to p: 4h (i + p) + 8h + p h.
  CHECK(tally::predict(nn::lstm{10, 20, 1, true, false, false, 7}, {5, 3, 10}).parameters() ==
        4 * 20 * (10 + 7) + 2 * 4 * 20 + 7 * 20);
  const auto model = tally::instantiate<float>(nn::lstm{3, 4, 2, true, false, true, 2}, {5, 1, 3});
  CHECK(model.parameter_paths() ==
        std::vector<std::string>{
            "weight_ih_l0",       "bias_ih_l0",           "weight_hh_l0",       "bias_hh_l0",
            "weight_hr_l0",       "weight_ih_l0_reverse", "bias_ih_l0_reverse", "weight_hh_l0_reverse",
            "bias_hh_l0_reverse", "weight_hr_l0_reverse", "weight_ih_l1",       "bias_ih_l1",
            "weight_hh_l1",       "bias_hh_l1",           "weight_hr_l1",       "weight_ih_l1_reverse",
            "bias_ih_l1_reverse", "weight_hh_l1_reverse", "bias_hh_l1_reverse", "weight_hr_l1_reverse"});
  CHECK(model.parameter("weight_ih_l1_reverse").shape() == shape{16, 4});
  CHECK(model.parameter("weight_hh_l1").shape() == shape{16, 2});
  CHECK(model.parameter("weight_hr_l0").shape() == shape{2, 4});
  CHECK(tally::instantiate<float>(nn::gru_cell{3, 4}, {1, 3}).parameter_paths() ==
        std::vector<std::string>{"weight_ih", "bias_ih", "weight_hh", "bias_hh"});
}

double sigma(double x) { return 1 / (1 + std::exp(-x)); }

// The recurrences as torch.nn documents them, for hidden size 1 and one sequence.
TEST_CASE("recurrences worked by hand with hidden size 1") {
  const std::vector<double> xs{0.5, -1, 0.25};
  const tally::tensor<double> x({3, 1}, xs);
  const auto filled = [](auto model) {
    double value = 0.1;
    for (const std::string& path : model.parameter_paths())
      for (double& number : model.parameter(path)) number = value += 0.1;
    return model;
  };
  SECTION("rnn, forward and backward") {
    // In the order of use: weight_ih, bias_ih, weight_hh, bias_hh; then the same in reverse.
    const auto model =
        filled(tally::instantiate<double>(nn::rnn{.input_size = 1, .hidden_size = 1, .bidirectional = true}, {3, 1}));
    const auto y = model(x);
    double h = 0;
    for (index t = 0; t < 3; ++t) {
      h = std::tanh(xs[static_cast<std::size_t>(t)] * 0.2 + 0.3 + h * 0.4 + 0.5);
      CHECK(y(t, 0) == Approx(h));
    }
    h = 0;
    for (index t = 2; t >= 0; --t) {
      h = std::tanh(xs[static_cast<std::size_t>(t)] * 0.6 + 0.7 + h * 0.8 + 0.9);
      CHECK(y(t, 1) == Approx(h));
    }
  }
  SECTION("rnn with max(·, 0)") {
    const auto model = filled(tally::instantiate<double>(
        nn::rnn{.input_size = 1, .hidden_size = 1, .nonlinearity = nn::recurrent_activation::relu, .bias = false},
        {3, 1}));
    CHECK(model(x)(0, 0) == Approx(0.1));
    CHECK(model(x)(1, 0) == 0);
    CHECK(model(x)(2, 0) == Approx(0.05));
  }
  SECTION("gru: gates r, z, n") {
    const auto model = filled(tally::instantiate<double>(nn::gru{1, 1}, {3, 1}));
    const auto y = model(x);
    double h = 0;
    for (index t = 0; t < 3; ++t) {
      const double in = xs[static_cast<std::size_t>(t)];
      const double r = sigma(in * 0.2 + 0.5 + h * 0.8 + 1.1);
      const double z = sigma(in * 0.3 + 0.6 + h * 0.9 + 1.2);
      const double n = std::tanh(in * 0.4 + 0.7 + r * (h * 1.0 + 1.3));
      h = (1 - z) * n + z * h;
      CHECK(y(t, 0) == Approx(h));
    }
  }
  SECTION("lstm: gates i, f, g, o; a cell does what a layer does in a step") {
    const auto model = filled(tally::instantiate<double>(nn::lstm{1, 1}, {3, 1}));
    const auto step = filled(tally::instantiate<double>(nn::lstm_cell{1, 1}, {1, 1}, {1, 1}, {1, 1}));
    const auto y = model(x);
    double h = 0;
    double c = 0;
    nn::lstm_state<tally::tensor<double>> state{tally::tensor<double>({1, 1}), tally::tensor<double>({1, 1})};
    for (index t = 0; t < 3; ++t) {
      const double in = xs[static_cast<std::size_t>(t)];
      const double i = sigma(in * 0.2 + 0.6 + h * 1.0 + 1.4);
      const double f = sigma(in * 0.3 + 0.7 + h * 1.1 + 1.5);
      const double g = std::tanh(in * 0.4 + 0.8 + h * 1.2 + 1.6);
      const double o = sigma(in * 0.5 + 0.9 + h * 1.3 + 1.7);
      c = f * c + i * g;
      h = o * std::tanh(c);
      CHECK(y(t, 0) == Approx(h));
      state = step(tally::tensor<double>({1, 1}, in), state.hidden, state.cell);
      CHECK(state.hidden[0] == Approx(h));
      CHECK(state.cell[0] == Approx(c));
    }
    // Started from these states it goes on where it stopped.
    const auto later =
        model(tally::tensor<double>({1, 1}, 2.0), tally::tensor<double>({1, 1}, h), tally::tensor<double>({1, 1}, c));
    CHECK(later[0] == Approx(step(tally::tensor<double>({1, 1}, 2.0), state.hidden, state.cell).hidden[0]));
  }
}

TEST_CASE("a sequence in batches is its sequences one by one, whichever axis comes first") {
  const nn::gru layer{.input_size = 2, .hidden_size = 3, .num_layers = 2, .bidirectional = true};
  nn::gru turned = layer;
  turned.batch_first = true;
  const auto model = tally::instantiate<double>(layer, {4, 2, 2}, 7);
  const auto model_turned = tally::instantiate<double>(turned, {2, 4, 2}, 7);
  const auto x = tally::tensor<double>::random({4, 2, 2}, 3);
  const auto y = model(x);
  CHECK(permute(model_turned(permute(x, {1, 0, 2})), {1, 0, 2}) == y);
  for (index n = 0; n < 2; ++n)
    CHECK(model(reshape(slice(x, 1, n, n + 1), shape{4, 2})) == reshape(slice(y, 1, n, n + 1), shape{4, 6}));
}

template <class Net, class... Shapes>
std::string refusal(const Net& net, const Shapes&... inputs) {
  try {
    static_cast<void>(tally::predict(net, inputs...));
  } catch (const tally::shape_error& problem) {
    return problem.what();
  }
  return "no error";
}

TEST_CASE("recurrent layers refuse what does not fit, with the values") {
  CHECK(refusal(nn::lstm{3, 4}, shape{5, 1, 2}) ==
        "tally: a recurrent layer takes [sequence, n, input_size], with n before it if batch_first, or one sequence "
        "[sequence, input_size]; input and expectation are: 5x1x2 and 1x1x3");
  CHECK(refusal(nn::gru{3, 4, 2}, shape{5, 1, 3}, shape{1, 1, 4}) ==
        "tally: a recurrent layer's initial state is [layers x directions, n, size]; input and expectation are: 1x1x4 "
        "and 2x1x4");
  CHECK(refusal(nn::gru{3, 0}, shape{5, 1, 3}) == "tally: a recurrent layer's hidden size is not positive: 0 and 1");
  CHECK(refusal(nn::rnn{-1, 2}, shape{5, 1, 3}) == "tally: a recurrent layer's input size is not positive: -1 and 1");
  CHECK(refusal(nn::rnn{3, 2, 0}, shape{5, 1, 3}) ==
        "tally: a recurrent layer's number of layers is not positive: 0 and 1");
  CHECK(refusal(nn::lstm{.input_size = 3, .hidden_size = 4, .proj_size = 4}, shape{5, 1, 3}) ==
        "tally: a recurrent layer's projection is not smaller than its hidden state; sizes are: 4 and 4");
  CHECK(refusal(nn::lstm_cell{3, 4}, shape{5, 2}) ==
        "tally: a recurrent cell takes [n, input_size]; input and expectation are: 5x2 and 1x3");
  CHECK(refusal(nn::gru_cell{3, 4}, shape{5, 3}, shape{5, 3}) ==
        "tally: a recurrent cell's state is [n, hidden_size]; input and expectation are: 5x3 and 5x4");
  CHECK_THROWS_WITH(tally::stack(0, std::vector<tally::tensor<float>>()),
                    "tally: a list of no tensors has no shape; tensors and least are: 0 and 1");
  CHECK_THROWS_WITH(tally::stack(3, std::vector{tally::tensor<float>({2, 3})}),
                    "tally: an axis cannot be added there; axis and rank are: 3 and 2");
  CHECK_THROWS_WITH(tally::stack(0, std::vector{tally::tensor<float>({2}), tally::tensor<float>({3})}),
                    "tally: tensors to stack differ in shape: 2 and 3");
}

TEST_CASE("a stack is its tensors, along any axis, and moves each element once") {
  const tally::tensor<int> a({2}, {1, 2});
  const tally::tensor<int> b({2}, {3, 4});
  CHECK(tally::stack(0, std::vector{a, b}) == tally::tensor<int>({2, 2}, {1, 2, 3, 4}));
  CHECK(tally::stack(1, std::vector{a, b}) == tally::tensor<int>({2, 2}, {1, 3, 2, 4}));
  CHECK(tally::stack(-1, std::vector{a, b}) == tally::tensor<int>({2, 2}, {1, 3, 2, 4}));
  const auto net = [](auto&, const auto& x) { return tally::stack(0, std::vector{x, x, x}); };
  const tally::trace traced(net, {2, 5});
  CHECK(traced.output() == shape{3, 2, 5});
  CHECK(traced.total().bytes_read() == 4 * 30);
  CHECK(traced.total().bytes_written() == 4 * 30);
  CHECK(traced.rows().back().inputs == std::vector<shape>{{1, 2, 5}, {1, 2, 5}, {1, 2, 5}});
}

}  // namespace
