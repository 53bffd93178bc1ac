// SPDX-License-Identifier: MIT
// Containers and a user's own layers: what a prediction charges to a scope is what a run spends there.

#include "support/catch.hpp"
#include "support/layer_agreement.hpp"

namespace {

using agreement::index;
using agreement::layer_disagreement;
using agreement::shape;
namespace nn = tally::nn;

TEST_CASE("containers agree") {
  agreement::sizes random(203);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const index in = random.extent(5);
    const index hidden = random.extent(7);
    const index out = random.extent(5);
    const shape x{random.extent(3), in};
    CHECK(layer_disagreement(nn::sequential{nn::linear{in, hidden}, nn::relu{}, nn::linear{hidden, out}, nn::tanh{},
                                            nn::linear{out, 1, false}},
                             x) == "");
    CHECK(layer_disagreement(nn::residual{nn::linear{in, in, random.coin()}}, x) == "");
    CHECK(layer_disagreement(nn::residual{nn::linear{in, out}, nn::linear{in, out, random.coin()}}, x) == "");
    CHECK(layer_disagreement(nn::repeat{random.between(0, 3), nn::sequential{nn::linear{in, in}, nn::sigmoid{}}}, x) ==
          "");
  }
}

TEST_CASE("an empty sequence and no repetition are the identity") {
  CHECK(layer_disagreement(nn::sequential{}, shape{2, 3}) == "");
  CHECK(tally::predict(nn::sequential{}, {2, 3}) == tally::prediction());
  CHECK(tally::predict(nn::repeat{0, nn::linear{3, 3}}, {2, 3}) == tally::prediction());
}

// The layer that the documentation shows.
struct gated_linear {  // y = sigmoid(x W) * (x V)
  index in, out;
  constexpr auto operator()(auto& context, const auto& x) const {
    auto gate = sigmoid(context("gate", nn::linear{in, out}, x));
    return gate * context("value", nn::linear{in, out}, x);
  }
};

// One linear layer entered twice and a parameter of its own bound once.
struct weight_sharing {
  index width;
  constexpr auto operator()(auto& context, const auto& x) const {
    auto y = context("shared", nn::linear{width, width}, x);
    y = context("shared", nn::linear{width, width}, relu(y));
    const auto& offset = context.parameter("offset", {width});
    return (y + offset) * offset;
  }
};

TEST_CASE("a user's own layers agree, parameters used twice included") {
  agreement::sizes random(204);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const shape x = random.of_rank(static_cast<int>(random.between(1, 3)), 5);
    CHECK(layer_disagreement(gated_linear{x[-1], random.extent(7)}, x) == "");
    CHECK(layer_disagreement(weight_sharing{x[-1]}, x) == "");
  }
}

}  // namespace
