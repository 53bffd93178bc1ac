// SPDX-License-Identifier: MIT
// Language models have the parameters that are published of them, and spend what other tools say.

#include "support/catch.hpp"
#include "tally/models/gpt2.hpp"
#include "tally/models/llama.hpp"
#include "tally/nn/generation.hpp"
#include "tally/nn/grouped_query_attention.hpp"
#include "tally/nn/position_bias.hpp"
#include "tally/nn/trace.hpp"
#include "zoo.hpp"

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace {

using tally::index;
using tally::shape;
namespace models = tally::models;

// The fields of a line of CSV; quotation marks hold a field with commas together.
std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      fields.emplace_back();
    else
      fields.back() += c;
  }
  return fields;
}

std::vector<std::map<std::string, std::string>> published_models() {
  std::ifstream file(TALLY_TEST_DATA "/language_models.csv");
  std::string line;
  std::getline(file, line);
  const std::vector<std::string> names = fields_of(line);
  std::vector<std::map<std::string, std::string>> rows;
  while (std::getline(file, line)) {
    const std::vector<std::string> fields = fields_of(line);
    REQUIRE(fields.size() == names.size());
    std::map<std::string, std::string> row;
    for (std::size_t i = 0; i < fields.size(); ++i) row[names[i]] = fields[i];
    rows.push_back(row);
  }
  return rows;
}

TEST_CASE("parameters of language models are the published ones, with embeddings and without") {
  const std::vector<zoo_model> zoo = all_models();
  int exact = 0;
  for (const auto& row : published_models()) {
    const std::string& name = row.at("model");
    const std::string& family = row.at("family");
    INFO(name);
    const auto model = std::find_if(zoo.begin(), zoo.end(), [&](const zoo_model& m) { return m.name == name; });
    REQUIRE(model != zoo.end());
    const index context = row.at("max_ctx") == "any" ? 1024 : std::stoll(row.at("max_ctx"));
    CHECK(model->input == shape{1, context < 1024 ? context : 1024});
    const tally::trace traced = model->predicted(model->input);
    if (family != "BERT") CHECK(traced.output()[-1] == std::stoll(row.at("vocab")));
    if (row.at("params_exact").empty()) continue;
    CHECK(to_string(traced.total().parameters()) == row.at("params_exact"));
    CHECK(to_string(traced.total().active_parameters()) == row.at("params_active"));
    CHECK(to_string(models::non_embedding_parameters(traced)) == row.at("params_non_embedding"));
    ++exact;
  }
  CHECK(exact == 39);
}

tally::natural flops_at(const tally::trace& traced, std::string_view path) {
  return traced.at(path).in<tally::conventions::torch_flop_counter>().value();
}

TEST_CASE("GPT-2 spends on 1,024 tokens what nanoGPT says of it") {
  const tally::trace traced(models::gpt2(), {1, 1024});
  CHECK(flops_at(traced, "transformer.h.0.attn.c_attn") == 3'623'878'656);
  tally::natural scores;
  tally::natural reduce;
  tally::natural dense;
  for (const auto& row : traced.rows()) {
    if (traced.scopes().path(row.scope) == "transformer.h.0.attn" && row.primitive == "matmul")
      (scores == 0 ? scores : reduce) += row.cost.macs() * 2;
    if (traced.scopes().path(row.scope) == "transformer.wte" && row.primitive == "matmul") dense += row.cost.macs() * 2;
  }
  CHECK(scores == 1'610'612'736);
  CHECK(reduce == 1'610'612'736);
  CHECK(flops_at(traced, "transformer.h.0") == 17'716'740'096);
  CHECK(flops_at(traced, "transformer.h.11") == 17'716'740'096);
  CHECK(dense == 79'047'426'048);
  CHECK(traced.total().in<tally::conventions::torch_flop_counter>().value() == 291'648'307'200);
}

TEST_CASE("Llama-2-7B has calflops' MACs on 128 tokens, and onnx-tool's linear layers") {
  CHECK(tally::predict(models::llama_2_7b(), {1, 128}).macs() == 850'000'871'424);
  // Linear layers and attention of 1,024 tokens in full are 7959 G; the tool's own 8029 G count other nodes too.
  CHECK(tally::predict(models::llama_3_8b(), {1, 1024}).macs().value() / 1'000'000'000 == 7'959);
}

TEST_CASE("mask-exact attention leaves out the pairs that do not exist, and nothing else") {
  models::llama net = models::llama_2_7b();
  const tally::prediction dense = tally::predict(net, {1, 128});
  net.hidden_pairs = tally::masking::exact;
  const tally::prediction exact = tally::predict(net, {1, 128});
  // 128·127/2 pairs of 32 heads of width 128, in two products, in 32 layers.
  CHECK(dense.macs().value() - exact.macs().value() == index{128 * 127 / 2} * 32 * 128 * 2 * 32);
  CHECK(exact.parameters() == dense.parameters());
}

TEST_CASE("key-value caches have as many elements as onnx-tool says, and grow by the new tokens") {
  const auto cache_of = [](const auto& net, index tokens, tally::precision format = tally::precision::f32) {
    tally::kv_cache<tally::shape_only> cache;
    static_cast<void>(tally::predict(tally::with_cache(net, cache), {1, tokens}, format));
    return cache;
  };
  CHECK(cache_of(models::phi_3_mini_4k(), 1024).elements() == 201'326'592);
  CHECK(cache_of(models::llama_3_8b(), 1024).elements() == 67'108'864);
  CHECK(cache_of(models::llama_3_8b(), 1024, tally::precision::bf16).bytes() == 2 * 67'108'864);
  auto cache = cache_of(models::gpt2(), 5);
  CHECK(cache.elements() == 2 * 12 * 12 * 64 * 5);
  static_cast<void>(tally::predict(tally::with_cache(models::gpt2(), cache), {1, 3}));
  CHECK(cache.length() == 8);
  CHECK(cache.elements() == 2 * 12 * 12 * 64 * 8);
}

TEST_CASE("a language model refuses more tokens than it has positions, those in its cache included") {
  CHECK_THROWS_WITH(tally::predict(models::gpt2(), {1, 1025}),
                    "tally: a language model has fewer positions than tokens, those in its cache included; positions "
                    "and tokens are: 1024 and 1025");
  const auto net = models::gpt2();
  tally::kv_cache<tally::shape_only> cache;
  static_cast<void>(tally::predict(tally::with_cache(net, cache), {1, 1000}));
  CHECK_THROWS_WITH(tally::predict(tally::with_cache(net, cache), {1, 25}),
                    "tally: a language model has fewer positions than tokens, those in its cache included; positions "
                    "and tokens are: 1024 and 1025");
  CHECK_THROWS_WITH(tally::predict(models::llama_2_7b(), {1, 2, 3}),
                    "tally: a language model takes tokens [n, sequence]: 1x2x3 and 1x1");
}

// The sentence with which a layer refuses this input.
template <class Layer, class... Shapes>
std::string refusal(const Layer& layer, const Shapes&... inputs) {
  try {
    static_cast<void>(tally::predict(layer, inputs...));
  } catch (const tally::shape_error& problem) {
    return problem.problem();
  }
  return "no error";
}

TEST_CASE("attention whose heads cannot be is refused") {
  using attention = tally::nn::grouped_query_attention;
  const shape x{1, 3, 12};
  CHECK(refusal(attention{12, 4, 2}, x) == "no error");
  CHECK(refusal(attention{12, 5, 1}, x) ==
        "an attention's heads do not divide its embed_dim; embed_dim and heads are: 12 and 5");
  CHECK(refusal(attention{12, 5, 1, 3}, x) == "no error");
  CHECK(refusal(attention{12, 4, 3}, x) == "an attention's heads are no multiple of its key heads; they are: 4 and 3");
  CHECK(refusal(attention{12, 4, 0}, x) == "an attention's number of key heads is not positive: 0 and 1");
  CHECK(refusal(attention{12, 4, 2, -1}, x) == "an attention's head_dim is negative: -1 and 0");
  CHECK(refusal(attention{12, 4, 2}, shape{1, 3, 11}) ==
        "an attention takes [n, sequence, embed_dim]; input and expectation are: 1x3x11 and 1x1x12");
  CHECK(refusal(attention{.embed_dim = 12, .num_heads = 4, .kv_heads = 4, .rotary = {.on = true}}, x) ==
        "a rotary embedding turns pairs; features to turn, and features that there are: 3 and 3");
  CHECK(refusal(attention{.embed_dim = 12, .num_heads = 4, .kv_heads = 4, .how = {.mask = tally::mask::causal}}, x,
                shape{1, 2, 12}) == "causal attention has more queries than keys, and the first see none: 3 and 2");
}

TEST_CASE("positions that a bias cannot tell apart are refused") {
  const tally::nn::relative_position_bias none{.num_heads = 0, .queries = 2, .keys = 2};
  CHECK(refusal(none, shape{1}) == "a relative position bias has no positive number of heads: 0 and 1");
  const tally::nn::relative_position_bias few{.num_heads = 1, .queries = 2, .keys = 2, .num_buckets = 3};
  CHECK(refusal(few, shape{1}) == "a relative position bias has too few buckets, or too short a distance: 3 and 128");
  const tally::nn::relative_position_bias near{.num_heads = 1, .queries = 2, .keys = 2, .max_distance = 8};
  CHECK(refusal(near, shape{1}) == "a relative position bias has too few buckets, or too short a distance: 32 and 8");
}

// A network whose cost grows with the cube of its tokens.
struct cubic {
  template <class Cache>
  constexpr auto with(auto&, const auto& tokens, Cache& cache) const {
    const index n = tokens.shape()[1];
    const auto cube = broadcast_to(tokens, {n, n, n});
    static_cast<void>(cache.append(0, reshape(tokens, {1, 1, n, 1}), reshape(tokens, {1, 1, n, 1})));
    return cube + cube;
  }
};

TEST_CASE("a generation refuses what it cannot know, and what is too long") {
  CHECK_THROWS_WITH(tally::generation(cubic()),
                    "tally: a network's cost is no polynomial in its tokens: of the second degree in a prompt, of the "
                    "first in the past");
  const tally::generation text(models::gpt2_model{1, 4, 2, 5, 16});
  const std::string too_long = "tally: a generation is longer than the network's positions; these, and the tokens that "
                               "are there, are: 16 and ";
  CHECK_THROWS_WITH(text.prefill(17), too_long + "17");
  CHECK_THROWS_WITH(text.decode(16), too_long + "16");
  CHECK_THROWS_WITH(text.total(10, 8), too_long + "10");
  CHECK(text.total(10, 7).flops() > 0);
  CHECK_THROWS_WITH(text.total(10, 0), "tally: a generation has no positive number of new tokens: 0 and 1");
  CHECK_THROWS_WITH(text.prefill(0), "tally: a generation has no positive number of tokens: 0 and 1");
  CHECK_THROWS_WITH(text.decode(-1), "tally: a generation has a negative past or calls: -1 and 1");
}

TEST_CASE("a cache refuses a layer that was not there before it") {
  tally::kv_cache<tally::shape_only> cache;
  const tally::shape_only keys({1, 2, 3, 4});
  CHECK_THROWS_WITH(cache.append(1, keys, keys),
                    "tally: a key-value cache has no such layer; layer and layers are: 1 and 0");
  static_cast<void>(cache.append(0, keys, keys));
  CHECK_THROWS_WITH(cache[1], "tally: a key-value cache has no such layer; layer and layers are: 1 and 1");
  CHECK_THROWS_WITH(cache.append(0, tally::shape_only({2, 2, 3, 4}), keys),
                    "tally: tensors to concatenate differ in another axis: 1x2x3x4 and 2x2x3x4");
}

}  // namespace
