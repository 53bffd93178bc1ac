// SPDX-License-Identifier: MIT
// Small language models of every family: what a prediction charges to a scope is what a run spends there; and a
// generation's closed form is what its calls spend, predicted one by one, and run one by one.

#include "support/catch.hpp"
#include "support/layer_agreement.hpp"
#include "tally/models/bert.hpp"
#include "tally/models/gemma.hpp"
#include "tally/models/gpt2.hpp"
#include "tally/models/llama.hpp"
#include "tally/models/pythia.hpp"
#include "tally/models/t5.hpp"
#include "tally/nn/generation.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace {

using agreement::index;
using agreement::shape;
namespace models = tally::models;
using scalar = tally::counted<float>;

constexpr models::gpt2_model small_gpt2{2, 6, 3, 11, 16};
constexpr models::llama small_llama{.num_layers = 3,
                                    .embed_dim = 6,
                                    .num_heads = 4,
                                    .kv_heads = 2,
                                    .head_dim = 4,
                                    .ffn_dim = 5,
                                    .vocabulary = 11,
                                    .max_positions = 19,
                                    .qkv_bias = true,
                                    .qk_norm = true,
                                    .window = 5};
constexpr models::llama small_phi{.num_layers = 2,
                                  .embed_dim = 4,
                                  .num_heads = 2,
                                  .kv_heads = 1,
                                  .head_dim = 2,
                                  .ffn_dim = 3,
                                  .vocabulary = 7,
                                  .max_positions = 14,
                                  .tied_embeddings = true,
                                  .fused = true};
constexpr models::gemma small_gemma{.num_layers = 2,
                                    .embed_dim = 4,
                                    .num_heads = 2,
                                    .kv_heads = 1,
                                    .head_dim = 4,
                                    .ffn_dim = 3,
                                    .version_2 = true,
                                    .scaled_as = 6,
                                    .vocabulary = 7,
                                    .max_positions = 15,
                                    .window = 4};
constexpr models::gpt_neox small_pythia{2, 16, 2, 5, 7, 13};

template <class Net>
Net with_exact_masks(Net net) {
  net.hidden_pairs = tally::masking::exact;
  return net;
}

tally::tensor<int> tokens(const shape& extents, index vocabulary) {
  tally::tensor<int> rows(extents, 0);
  for (index i = 0; i < rows.size(); ++i) rows[i] = static_cast<int>((i * 7 + 3) % vocabulary);
  return rows;
}

// As layer_disagreement, of a network that reads tokens.
template <class Net, class... Shapes>
std::string token_disagreement(const Net& net, const Shapes&... inputs) {
  const tally::trace traced(net, inputs...);
  const auto model = tally::instantiate<scalar>(net, inputs..., /*seed*/ 1);
  shape output;
  const tally::scope_tree ran = tally::profile([&] { output = model(tokens(inputs, net.vocabulary)...).shape(); });
  std::string text = agreement::difference(traced.tree(), ran);
  if (output != traced.output()) text += "another shape\n";
  if (model.parameters() != traced.total().parameters()) text += "another number of parameters\n";
  return text;
}

TEST_CASE("small language models agree in every scope") {
  for (const shape& input : {shape{1, 1}, shape{1, 7}, shape{2, 3}}) {
    CHECK(token_disagreement(small_gpt2, input) == "");
    CHECK(token_disagreement(small_llama, input) == "");
    CHECK(token_disagreement(small_phi, input) == "");
    CHECK(token_disagreement(small_gemma, input) == "");
    CHECK(token_disagreement(small_pythia, input) == "");
    CHECK(token_disagreement(with_exact_masks(small_gpt2), input) == "");
    CHECK(token_disagreement(with_exact_masks(small_llama), input) == "");
    CHECK(token_disagreement(with_exact_masks(small_phi), input) == "");
    CHECK(token_disagreement(with_exact_masks(small_gemma), input) == "");
    CHECK(token_disagreement(with_exact_masks(small_pythia), input) == "");
    CHECK(token_disagreement(models::bert{2, 6, 2, 5, 7, 9}, input) == "");
    CHECK(token_disagreement(models::bert{.num_layers = 1,
                                          .hidden_size = 4,
                                          .num_heads = 1,
                                          .intermediate_size = 5,
                                          .vocabulary = 7,
                                          .pooler = false},
                             input) == "");
    for (const shape& target : {input, input.with(1, 4)}) {
      models::t5 net{2, 6, 2, 5, 7, false, 9};
      CHECK(token_disagreement(net, input, target) == "");
      net.version_1_1 = true;
      CHECK(token_disagreement(with_exact_masks(net), input, target) == "");
    }
  }
}

TEST_CASE("published sizes agree in every scope, with a small table of words") {
  CHECK(token_disagreement(models::bert_tiny(), shape{1, 5}) == "");
  models::gpt_neox pythia = models::pythia_70m();
  pythia.vocabulary = 64;
  CHECK(token_disagreement(pythia, shape{1, 2}) == "");
  models::t5 t5 = models::t5_small();
  t5.vocabulary = 64;
  CHECK(token_disagreement(t5, shape{1, 2}, shape{1, 1}) == "");
}

// The cost of a prompt's call and of each further token's, by predictions and by a run.
template <class Net>
std::string generation_difference(const Net& net, index batch, index prompt, index new_tokens) {
  const auto model = tally::instantiate<scalar>(net, {batch, prompt}, /*seed*/ 1);
  tally::kv_cache<tally::tensor<scalar>> cache;
  tally::kv_cache<tally::shape_only> shapes;
  tally::counts predicted;
  tally::natural macs;
  tally::counts ran;
  for (index i = 0; i < new_tokens; ++i) {
    const shape input{batch, i == 0 ? prompt : 1};
    const tally::prediction call = tally::predict(tally::with_cache(net, shapes), input);
    predicted += call.counts();
    macs += call.macs().value();
    const auto words = tokens(input, net.vocabulary);
    ran += tally::measure([&] { model.read(tally::with_cache(model.network(), cache), words); });
  }
  const tally::generation closed(net, batch);
  const tally::generation_cost total = closed.total(prompt, new_tokens);
  if (total.counts() != predicted || total.macs().value() != macs)
    return "the closed form says " + to_string(total.counts()) + ", the calls are predicted " + to_string(predicted);
  if (predicted != ran) return "predicted is " + to_string(predicted) + ", run was " + to_string(ran);
  const tally::natural elements = closed.cache_elements(prompt + new_tokens - 1);
  if (cache.elements() != elements || shapes.elements() != elements) return "another number of elements in the cache";
  return "";
}

TEST_CASE("a generation's closed form is the sum of its calls, predicted and run") {
  const struct {
    index batch, prompt, new_tokens;
  } cases[] = {{1, 1, 1}, {1, 1, 2}, {1, 3, 9}, {2, 5, 1}, {1, 4, 4}, {1, 7, 3}, {2, 2, 6}};
  for (const auto& [batch, prompt, new_tokens] : cases) {
    INFO(batch << " prompts of " << prompt << ", " << new_tokens << " new tokens");
    CHECK(generation_difference(small_gpt2, batch, prompt, new_tokens) == "");
    CHECK(generation_difference(small_llama, batch, prompt, new_tokens) == "");
    CHECK(generation_difference(small_gemma, batch, prompt, new_tokens) == "");
    CHECK(generation_difference(with_exact_masks(small_llama), batch, prompt, new_tokens) == "");
    CHECK(generation_difference(with_exact_masks(small_phi), batch, prompt, new_tokens) == "");
    CHECK(generation_difference(with_exact_masks(small_gemma), batch, prompt, new_tokens) == "");
    CHECK(generation_difference(with_exact_masks(small_pythia), batch, prompt, new_tokens) == "");
  }
}

TEST_CASE("a generation's closed form holds for every window, prompt and number of tokens") {
  models::llama net = with_exact_masks(small_phi);
  for (index window = 0; window <= 14; ++window) {
    net.window = window;
    const tally::generation closed(net);
    for (index prompt = 1; prompt <= 14; ++prompt) {
      tally::kv_cache<tally::shape_only> cache;
      tally::counts spent;
      for (index tokens = 1; prompt + tokens - 1 <= 14; ++tokens) {
        spent += tally::predict(tally::with_cache(net, cache), {1, tokens == 1 ? prompt : 1}).counts();
        if (closed.total(prompt, tokens).counts() != spent)
          FAIL("window " << window << ", prompt " << prompt << ", new tokens " << tokens);
      }
    }
  }
}

TEST_CASE("with a cache the last token's logits are those of the whole sequence at once") {
  const auto same = [](const auto& net) {
    const auto model = tally::instantiate<scalar>(net, {1, 9}, /*seed*/ 1);
    const auto words = tokens({1, 9}, net.vocabulary);
    const auto whole = model(words);
    tally::kv_cache<tally::tensor<scalar>> cache;
    const auto network = tally::with_cache(model.network(), cache);
    static_cast<void>(model.read(network, slice(words, 1, 0, 4)));
    static_cast<void>(model.read(network, slice(words, 1, 4, 8)));
    const auto last = model.read(network, slice(words, 1, 8, 9));
    float distance = 0;
    for (index i = 0; i < net.vocabulary; ++i)
      distance = std::max(distance, std::abs(last(0, 0, i).value() - whole(0, 8, i).value()));
    return distance < 1e-6F;
  };
  CHECK(same(small_gpt2));
  CHECK(same(small_llama));
  CHECK(same(small_phi));
  CHECK(same(small_gemma));
  CHECK(same(small_pythia));
  CHECK(same(with_exact_masks(small_llama)));
  CHECK(same(with_exact_masks(small_gemma)));
}

}  // namespace
