// SPDX-License-Identifier: MIT
// Attention: what a prediction charges to a scope is what a run spends there.

#include "support/catch.hpp"
#include "support/layer_agreement.hpp"
#include "tally/nn/grouped_query_attention.hpp"
#include "tally/nn/position_bias.hpp"

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

tally::attention_options any_options(agreement::sizes& random) {
  const index which = random.between(0, 3);
  return {.scale = which == 0   ? 1
                   : which == 1 ? 0.3
                                : 0,
          .softcap = random.coin() ? 0.0 : 5.0,
          .mask = random.coin()   ? tally::mask::causal
                  : random.coin() ? tally::mask::sliding_window(random.extent(4))
                                  : tally::mask::none,
          .hidden_pairs = random.coin() ? tally::masking::exact : tally::masking::dense};
}

nn::grouped_query_attention any_grouped(agreement::sizes& random) {
  const index kv_heads = random.extent(3);
  const bool rotates = random.coin();
  const index head_dim = rotates ? 2 * random.extent(2) : random.extent(4);
  return {.embed_dim = random.extent(6),
          .num_heads = kv_heads * random.extent(3),
          .kv_heads = kv_heads,
          .head_dim = head_dim,
          .qkv_bias = random.coin(),
          .out_bias = random.coin(),
          .qk_norm = random.coin(),
          .rotary = {.on = rotates, .features = random.coin() ? 0 : 2},
          .how = any_options(random)};
}

TEST_CASE("grouped attention agrees: groups, masks, caps, scales, rotary positions, norms and biases") {
  agreement::sizes random(203);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const nn::grouped_query_attention layer = any_grouped(random);
    CHECK(layer_disagreement(layer, shape{random.extent(3), random.extent(5), layer.embed_dim}) == "");
  }
}

TEST_CASE("grouped attention to another sequence agrees") {
  agreement::sizes random(204);
  for (int i = 0; i < agreement::random_cases; ++i) {
    nn::grouped_query_attention layer = any_grouped(random);
    const index n = random.extent(3);
    const index keys = random.extent(5);
    CHECK(layer_disagreement(layer, shape{n, random.between(1, keys), layer.embed_dim},
                             shape{n, keys, layer.embed_dim}) == "");
  }
}

TEST_CASE("attention with a bias of its scores agrees, for all pairs and for those that exist") {
  agreement::sizes random(205);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const tally::attention_options how = any_options(random);
    const index n = random.extent(2);
    const index kv_heads = random.extent(2);
    const index heads = kv_heads * random.extent(2);
    const index keys = random.extent(5);
    const index queries = random.between(1, keys);
    const shape k{n, kv_heads, keys, random.extent(3)};
    CHECK(agreement::disagreement([&](const auto& q, const auto& key, const auto& value,
                                      const auto& bias) { return grouped_attention(q, key, value, bias, how); },
                                  shape{n, heads, queries, k[-1]}, k, k.with(-1, random.extent(3)),
                                  shape{heads, queries, keys}) == "");
  }
}

TEST_CASE("biases by position spend nothing but their addition") {
  agreement::sizes random(206);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const shape scores{random.extent(2), random.extent(4), random.extent(4), random.extent(4)};
    const nn::relative_position_bias layer{scores[1], scores[2], scores[3], random.coin(), 2 * random.between(2, 4)};
    const auto biased = [&](auto& context, const auto& x) {
      const auto y = x + alibi_bias(x, scores[1], scores[2], scores[3]);
      return y + context("relative", layer, x);
    };
    CHECK(layer_disagreement(biased, scores) == "");
    CHECK(tally::predict(biased, scores).flops() == 2 * scores.volume());
  }
}

}  // namespace
