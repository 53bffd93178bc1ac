// SPDX-License-Identifier: MIT
// Attention: what a prediction charges to a scope is what a run spends there.
// flags: -O1

#include "support/catch.hpp"
#include "support/layer_agreement.hpp"

namespace {

using agreement::index;
using agreement::layer_disagreement;
using agreement::shape;
namespace nn = tally::nn;

TEST_CASE("attention to itself agrees, with bias and without") {
  agreement::sizes random(201);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const index heads = random.extent(3);
    const nn::multi_head_attention layer{heads * random.extent(3), heads, random.coin()};
    CHECK(layer_disagreement(layer, shape{random.extent(3), random.extent(5), layer.embed_dim}) == "");
  }
}

TEST_CASE("attention to keys and values of another length agrees") {
  agreement::sizes random(202);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const index heads = random.extent(3);
    const nn::multi_head_attention layer{heads * random.extent(3), heads, random.coin()};
    const index n = random.extent(3);
    const shape query{n, random.extent(5), layer.embed_dim};
    const shape key{n, random.extent(5), layer.embed_dim};
    CHECK(layer_disagreement(layer, query, key, key) == "");
  }
}

}  // namespace
