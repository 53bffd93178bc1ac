// SPDX-License-Identifier: MIT
// Layers: what a prediction charges to a scope is what a run spends there.

#include "support/catch.hpp"
#include "support/layer_agreement.hpp"

namespace {

using agreement::index;
using agreement::layer_disagreement;
using agreement::shape;
namespace nn = tally::nn;

TEST_CASE("linear layers agree, for single vectors too, with bias and without") {
  agreement::sizes random(101);
  for (int i = 0; i < agreement::random_cases; ++i) {
    shape x = random.of_rank(static_cast<int>(random.between(1, 4)), 5);
    CHECK(layer_disagreement(nn::linear{x[-1], random.extent(11), random.coin()}, x) == "");
  }
}

TEST_CASE("normalising layers agree") {
  agreement::sizes random(103);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const shape x = random.of_rank(4, 5);
    CHECK(layer_disagreement(nn::batch_norm2d{x[1]}, x) == "");
    CHECK(layer_disagreement(nn::layer_norm{x[-1]}, x) == "");
  }
}

TEST_CASE("layers without parameters agree") {
  agreement::sizes random(105);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const shape x = random.of_rank(static_cast<int>(random.between(2, 4)), 5);
    CHECK(layer_disagreement(nn::relu{}, x) == "");
    CHECK(layer_disagreement(nn::gelu{}, x) == "");
    CHECK(layer_disagreement(nn::sigmoid{}, x) == "");
    CHECK(layer_disagreement(nn::tanh{}, x) == "");
    CHECK(layer_disagreement(nn::softmax{static_cast<int>(random.between(-x.rank(), x.rank() - 1))}, x) == "");
    CHECK(layer_disagreement(nn::dropout{}, x) == "");
    CHECK(layer_disagreement(nn::identity{}, x) == "");
    CHECK(layer_disagreement(nn::flatten{static_cast<int>(random.between(0, x.rank() - 1))}, x) == "");
  }
}

TEST_CASE("embeddings agree, whatever their table holds") {
  agreement::sizes random(106);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const nn::embedding layer{random.extent(11), random.extent(7)};
    const shape positions = random.of_rank(static_cast<int>(random.between(0, 3)), 5);
    tally::tensor<int> rows(positions);
    for (index at = 0; at < rows.size(); ++at) rows[at] = static_cast<int>(random.between(0, layer.num_embeddings - 1));
    const auto model = tally::instantiate<tally::counted<double>>(layer, positions);
    const tally::trace traced(layer, positions, tally::precision::f64);
    shape output;
    CHECK(tally::measure([&] { output = model(rows).shape(); }) == traced.total().counts());
    CHECK(output == traced.output());
  }
}

}  // namespace
