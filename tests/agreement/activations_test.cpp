// SPDX-License-Identifier: MIT
// Activation functions, gated units, log-softmax and RMS normalisation: the formula is what the loop does.

#include "support/catch.hpp"
#include "support/layer_agreement.hpp"

namespace {

using agreement::disagreement;
using agreement::index;
using agreement::layer_disagreement;
using agreement::shape;
namespace nn = tally::nn;

// All functions of one number, by the layers that are named after them.
std::string disagreement_of_all(const shape& x) {
  return disagreement([](const auto& t) { return relu6(t); }, x) +
         disagreement([](const auto& t) { return leaky_relu(t, 0.2); }, x) +
         disagreement([](const auto& t) { return elu(t, 0.5); }, x) +
         disagreement([](const auto& t) { return celu(t, 2); }, x) +
         disagreement([](const auto& t) { return selu(t); }, x) +
         disagreement([](const auto& t) { return gelu_tanh(t); }, x) +
         disagreement([](const auto& t) { return quick_gelu(t); }, x) +
         disagreement([](const auto& t) { return silu(t); }, x) +
         disagreement([](const auto& t) { return mish(t); }, x) +
         disagreement([](const auto& t) { return softplus(t); }, x) +
         disagreement([](const auto& t) { return softplus(t, 2); }, x) +
         disagreement([](const auto& t) { return log_sigmoid(t); }, x) +
         disagreement([](const auto& t) { return softsign(t); }, x) +
         disagreement([](const auto& t) { return hard_sigmoid(t); }, x) +
         disagreement([](const auto& t) { return hard_swish(t); }, x) +
         disagreement([](const auto& t) { return hard_tanh(t, 0.75, 1.5); }, x);
}
std::string prelu_disagreement(const shape& x, index weights) {
  return disagreement([](const auto& t, const auto& weight) { return prelu(t, weight); }, x, shape{weights});
}
std::string rms_disagreement(const shape& x, int axes) {
  return disagreement([](const auto& t) { return rms_norm(t); }, x) +
         disagreement([](const auto& t, const auto& weight) { return rms_norm(t, weight); }, x,
                      x.sub(x.rank() - axes, x.rank()));
}

TEST_CASE("activation functions agree on a grid and on random shapes") {
  for (const shape& x : {shape{}, shape{1}, shape{2}, shape{13}, shape{1, 1}, shape{3, 7}, shape{2, 1, 5, 3}})
    CHECK(disagreement_of_all(x) == "");
  agreement::sizes random(131);
  for (int i = 0; i < agreement::random_cases; ++i)
    CHECK(disagreement_of_all(random.of_rank(static_cast<int>(random.between(0, 4)), 4)) == "");
}

TEST_CASE("PReLU agrees with one slope and with one for each channel") {
  CHECK(prelu_disagreement({}, 1) == "");
  CHECK(prelu_disagreement({5}, 1) == "");
  agreement::sizes random(132);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const shape x = random.of_rank(static_cast<int>(random.between(2, 5)), 5);
    CHECK(prelu_disagreement(x, random.coin() ? 1 : x[1]) == "");
  }
}

TEST_CASE("log-softmax agrees along every axis, RMS normalisation over any number of them") {
  for (const shape& x : {shape{1}, shape{13}, shape{3, 5}, shape{1, 7, 1}, shape{2, 3, 5, 7}})
    for (int axis = -x.rank(); axis < x.rank(); ++axis)
      CHECK(disagreement([&](const auto& t) { return log_softmax(t, axis); }, x) == "");
  agreement::sizes random(133);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const shape x = random.of_rank(static_cast<int>(random.between(1, 5)), 6);
    const int axis = static_cast<int>(random.between(-x.rank(), x.rank() - 1));
    CHECK(disagreement([&](const auto& t) { return log_softmax(t, axis); }, x) == "");
    CHECK(rms_disagreement(x, static_cast<int>(random.between(1, x.rank()))) == "");
  }
}

TEST_CASE("gated linear units agree along every axis whose size is even") {
  agreement::sizes random(134);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const shape x = random.of_rank(static_cast<int>(random.between(1, 4)), 5);
    const int axis = static_cast<int>(random.between(-x.rank(), x.rank() - 1));
    const shape halves = x.with(axis, 2 * x[axis]);
    CHECK(disagreement([&](const auto& t) { return glu(t, axis); }, halves) == "");
    CHECK(disagreement([](const auto& gate, const auto& t) { return swiglu(gate, t); }, x, x) == "");
    CHECK(disagreement([](const auto& gate, const auto& t) { return geglu(gate, t); }, x, x) == "");
    CHECK(disagreement([](const auto& gate, const auto& t) { return reglu(gate, t); }, x, x) == "");
  }
}

TEST_CASE("layers of activations agree") {
  for (const shape& x : {shape{4}, shape{3, 2}, shape{2, 6, 1, 5, 2}}) {
    const nn::sequential all{nn::relu6{},
                             nn::leaky_relu{0.1},
                             nn::prelu{},
                             nn::elu{},
                             nn::celu{},
                             nn::selu{},
                             nn::gelu{.approximate = nn::gelu_approximation::tanh},
                             nn::quick_gelu{},
                             nn::silu{},
                             nn::mish{},
                             nn::softplus{},
                             nn::log_sigmoid{},
                             nn::softsign{},
                             nn::hard_sigmoid{},
                             nn::hard_swish{},
                             nn::hard_tanh{.min_val = 0},
                             nn::log_softmax{},
                             nn::glu{}};
    CHECK(layer_disagreement(all, x) == "");
  }
  CHECK(layer_disagreement(nn::prelu{.num_parameters = 3}, shape{2, 3, 5}) == "");
}

TEST_CASE("gated feed-forward layers and RMS normalising layers agree") {
  agreement::sizes random(135);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const shape x = random.of_rank(static_cast<int>(random.between(1, 3)), 5);
    const nn::swiglu gated{.hidden_size = x[-1], .intermediate_size = random.extent(7), .bias = random.coin()};
    CHECK(layer_disagreement(gated, x) == "");
    const nn::rms_norm norm{.features = x[-1], .unit_offset = random.coin(), .elementwise_affine = random.coin()};
    CHECK(layer_disagreement(norm, x) == "");
  }
  CHECK(layer_disagreement(nn::geglu{3, 5}, shape{2, 3}) == "");
  CHECK(layer_disagreement(nn::geglu{3, 5, true, {nn::gelu_approximation::tanh}}, shape{2, 3}) == "");
  CHECK(layer_disagreement(nn::reglu{3, 5}, shape{2, 3}) == "");
}

}  // namespace
