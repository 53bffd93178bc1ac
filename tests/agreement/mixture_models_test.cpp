// SPDX-License-Identifier: MIT
// Latent attention, Mixtral and DeepSeek at reduced sizes: predicted is what is run; caches hold what they should.

#include "support/catch.hpp"
#include "support/layer_agreement.hpp"
#include "support/numbers.hpp"
#include "tally/models/deepseek.hpp"
#include "tally/models/mixtral.hpp"
#include "tally/nn/generation.hpp"

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace {

using agreement::index;
using agreement::layer_disagreement;
using agreement::shape;
using numbers::largest_distance;
using numbers::random_numbers;
using tally::tensor;
namespace nn = tally::nn;
namespace models = tally::models;

constexpr nn::latent_attention small{.embed_dim = 10,
                                     .num_heads = 3,
                                     .q_lora_rank = 4,
                                     .kv_lora_rank = 5,
                                     .qk_nope_head_dim = 3,
                                     .qk_rope_head_dim = 2,
                                     .v_head_dim = 7};

TEST_CASE("latent attention agrees, with keys made and with latent vectors as they are") {
  agreement::sizes random(211);
  for (int i = 0; i < 100; ++i) {
    const nn::latent_attention layer{.embed_dim = random.extent(7),
                                     .num_heads = random.extent(4),
                                     .q_lora_rank = random.between(0, 3),
                                     .kv_lora_rank = random.extent(5),
                                     .qk_nope_head_dim = random.extent(4),
                                     .qk_rope_head_dim = 2 * random.between(1, 2),
                                     .v_head_dim = random.extent(4),
                                     .absorbed = random.coin(),
                                     .hidden_pairs = random.coin() ? tally::masking::dense : tally::masking::exact};
    CHECK(layer_disagreement(layer, shape{random.extent(2), random.extent(5), layer.embed_dim}) == "");
  }
}

TEST_CASE("taking the queries to the latent vectors gives the numbers that keys made of these give") {
  auto absorbed = small;
  absorbed.absorbed = true;
  const auto x = random_numbers({2, 6, 10}, 1);
  const auto expected = tally::instantiate<double>(small, {2, 6, 10}, 3)(x);
  CHECK(largest_distance(tally::instantiate<double>(absorbed, {2, 6, 10}, 3)(x), expected) < 1e-13);
}

// DeepSeek-V2's equations 9 to 19 for one sequence, head by head and position by position.
tensor<double> by_definition(const tally::model<nn::latent_attention, double, tally::textbook_engine>& model,
                             const tensor<double>& x) {
  using row = std::vector<double>;
  const auto times = [&](const std::string& path, const row& v) {
    const auto& weight = model.parameter(path + ".weight");
    row result(static_cast<std::size_t>(weight.shape()[0]));
    for (index i = 0; i < weight.shape()[0]; ++i)
      for (index j = 0; j < weight.shape()[1]; ++j)
        result[static_cast<std::size_t>(i)] += weight(i, j) * v[static_cast<std::size_t>(j)];
    return result;
  };
  const auto normalised = [&](const std::string& path, row v) {
    double squares = 0;
    for (const double number : v) squares += number * number;
    const double root = std::sqrt(squares / static_cast<double>(v.size()) + 1e-6);
    for (std::size_t i = 0; i < v.size(); ++i) v[i] *= model.parameter(path + ".weight")[static_cast<index>(i)] / root;
    return v;
  };
  const auto turned = [](double a, double b, index position) {  // the one pair of two features, at speed 1
    const double angle = static_cast<double>(position);
    return row{a * std::cos(angle) - b * std::sin(angle), a * std::sin(angle) + b * std::cos(angle)};
  };
  const index length = x.shape()[1];
  tensor<double> mixed({length, 3 * 7});
  const auto at = [&](index t) { return row(x.data() + t * 10, x.data() + (t + 1) * 10); };
  for (index t = 0; t < length; ++t) {
    const row q = times("q_b_proj", normalised("q_a_layernorm", times("q_a_proj", at(t))));
    for (std::size_t h = 0; h < 3; ++h) {
      const row turned_q = turned(q[h * 5 + 3], q[h * 5 + 4], t);
      double total = 0;
      row sum(7);
      for (index s = 0; s <= t; ++s) {
        const row compressed = times("kv_a_proj_with_mqa", at(s));
        const row kv =
            times("kv_b_proj", normalised("kv_a_layernorm", row(compressed.begin(), compressed.begin() + 5)));
        const row turned_k = turned(compressed[5], compressed[6], s);
        double score = turned_q[0] * turned_k[0] + turned_q[1] * turned_k[1];
        for (std::size_t i = 0; i < 3; ++i) score += q[h * 5 + i] * kv[h * 10 + i];
        const double weight = std::exp(score / std::sqrt(5.0));
        total += weight;
        for (std::size_t i = 0; i < 7; ++i) sum[i] += weight * kv[h * 10 + 3 + i];
      }
      for (std::size_t i = 0; i < 7; ++i) mixed(t, static_cast<index>(h * 7 + i)) = sum[i] / total;
    }
  }
  return reshape(matmul_transposed(mixed, model.parameter("o_proj.weight")), shape{1, length, 10});
}

TEST_CASE("latent attention is what its equations say") {
  const auto x = random_numbers({1, 6, 10}, 1);
  const auto model = tally::instantiate<double, tally::textbook_engine>(small, {1, 6, 10}, 3);
  CHECK(largest_distance(model(x), by_definition(model, x)) < 1e-13);
}

// The layer as a network that keeps a cache.
template <class Cache>
struct caching {
  const nn::latent_attention& layer;
  Cache& cache;
  constexpr auto operator()(auto& context, const auto& x) const {
    return layer.with(context, x, cache, 0, cache.length());
  }
};

TEST_CASE("a cache of latent vectors continues a sequence, and holds kv_lora_rank + qk_rope_head_dim a position") {
  const auto x = random_numbers({2, 6, 10}, 1);
  const auto whole = tally::instantiate<double>(small, {2, 6, 10}, 3)(x);
  for (const bool absorbed : {false, true}) {
    auto layer = small;
    layer.absorbed = absorbed;
    tally::kv_cache<tensor<double>> cache;
    const caching<tally::kv_cache<tensor<double>>> net{layer, cache};
    const auto model = tally::instantiate<double>(layer, {2, 6, 10}, 3);
    const auto first = model.read(net, slice(x, 1, 0, 4));
    const auto second = model.read(net, slice(x, 1, 4, 5));
    const auto third = model.read(net, slice(x, 1, 5, 6));
    CHECK(largest_distance(concat(1, first, second, third), whole) < 1e-13);
    CHECK(cache.elements() == 2 * 6 * (5 + 2));
    CHECK(small.cached_elements() == 5 + 2);
  }
  // DeepSeek-V3 keeps 576 elements a token and layer.
  tally::kv_cache<tally::shape_only> cache;
  auto net = models::deepseek_v3();
  net.num_layers = 2;
  net.dense_layers = 2;
  static_cast<void>(tally::predict(tally::with_cache(net, cache), {1, 100}));
  CHECK(cache.elements() == 2 * 100 * 576);
}

// Empty if two trees have the same totals wherever it does not matter which experts ran: everywhere but below
// "experts".
std::string difference_but_for_experts(const tally::scope_tree& formula, const tally::scope_tree& loop) {
  std::string text;
  int experts = 0;
  for (int i = 0; i < formula.size(); ++i) {
    const std::string path = formula.paths().path(i);
    const int other = loop.paths().find(path);
    if (other == tally::path_tree::none) return text.append(path).append(" was not run");
    if (path.find(".experts.") != std::string::npos) continue;
    if (path.find(".experts") != std::string::npos) ++experts;
    if (!(formula[i].total == loop[other].total)) return text.append(path).append(" differs");
  }
  if (formula.size() != loop.size()) text.append("other scopes were run");
  return experts > 0 ? text : text.append("there are no experts");
}

template <class Net>
std::string model_disagreement(const Net& net, const shape& extents) {
  const auto model = tally::instantiate<tally::counted<float>>(net, extents, 1);
  tensor<int> tokens(extents);
  for (index i = 0; i < tokens.size(); ++i) tokens[i] = static_cast<int>(i * 7 % 11);
  shape output;
  const tally::scope_tree ran = tally::profile([&] { output = model(tokens).shape(); });
  const tally::trace traced(net, extents);
  std::string text = difference_but_for_experts(traced.tree(), ran);
  if (output != traced.output()) text.append("another shape");
  if (model.parameters() != traced.total().parameters()) text.append("other parameters");
  if (ran.total() != tally::predict(net, extents).counts()) text.append("another total");
  return text;
}

models::deepseek reduced(bool third) {
  models::deepseek net = third ? models::deepseek_v3() : models::deepseek_v2_lite();
  net.num_layers = 3;
  net.dense_layers = 1;
  net.dense_ffn_dim = 9;
  net.expert_ffn_dim = 4;
  net.attention = small;
  if (!third) net.attention.q_lora_rank = 0;
  net.router.dim = 10;
  net.router.experts = third ? 16 : 8;
  net.router.top_k = third ? 4 : 3;
  net.vocabulary = 11;
  return net;
}

TEST_CASE("small Mixtrals and DeepSeeks spend what is predicted, scope by scope, whichever experts run") {
  const models::mixtral mixtral{2, 12, 4, 2, 4, 7, 5, 2, 11, 64};
  for (const shape& tokens : {shape{2, 9}, shape{1, 1}, shape{1, 3}}) {
    CHECK(model_disagreement(mixtral, tokens) == "");
    CHECK(model_disagreement(reduced(true), tokens) == "");
    CHECK(model_disagreement(reduced(false), tokens) == "");
  }
}

TEST_CASE("the multiply-accumulates of Mixtral 8x7B by hand, and of one token of DeepSeek-V3") {
  // 1,024 tokens; a layer: queries and output 4096² each, keys and values 4096·1024 each; s² of 32 heads of 128, twice;
  // the router 4096·8; two experts of 3·4096·14336. The head 4096·32000.
  const index s = 1024;
  const index layer = s * (2 * 4096 * 4096 + 2 * 4096 * 1024 + 4096 * 8 + 2 * 3 * 4096 * 14336) + 2 * s * s * 32 * 128;
  const auto mixtral = tally::predict(models::mixtral_8x7b(), {1, s});
  CHECK(mixtral.macs() == 32 * layer + s * 4096 * 32000);
  CHECK(mixtral.parameters() == 46'702'792'704);
  CHECK(mixtral.active_parameters() == 12'879'925'248);
  // One token: every active weight once, but for the embedding's and the normalisations'; the scores of one position.
  const auto token = tally::predict(models::deepseek_v3(), {1, 1});
  const index norms = 61 * (2 * 7168 + 1536 + 512) + 7168 + 58 * 256;  // and the routers' corrections
  CHECK(token.macs() == 37'552'297'472 - 129'280LL * 7168 - norms + 61 * 128 * (192 + 128));
  CHECK(token.active_parameters() == 37'552'297'472);
  CHECK(token.parameters() == 671'026'419'200);
}

template <class Net>
bool is_generated(const Net& net, index per_position) {
  const tally::generation text(net);
  tally::kv_cache<tally::shape_only> cache;
  tally::counts spent;
  for (const index tokens : {6, 1, 1, 1}) spent += tally::predict(tally::with_cache(net, cache), {1, tokens}).counts();
  return text.total(6, 4).counts() == spent && text.cache_elements(9) == cache.elements() &&
         cache.elements() == 9 * per_position;
}

TEST_CASE("a text in closed form is its calls one by one, for mixtures too") {
  CHECK(is_generated(models::mixtral{2, 12, 4, 2, 4, 7, 5, 2, 11, 64}, 2 * 2 * 2 * 4));
  auto net = reduced(true);
  CHECK(is_generated(net, 3 * (5 + 2)));
  net.attention.absorbed = true;
  CHECK(is_generated(net, 3 * (5 + 2)));
}

TEST_CASE("decoding with latent vectors as they are takes fewer products than making all keys again") {
  const auto decode = [](bool absorbed) {
    auto net = models::deepseek_v2_lite();
    net.num_layers = 2;
    tally::kv_cache<tally::shape_only> cache;
    static_cast<void>(tally::predict(tally::with_cache(net, cache), {1, 1000}));
    net.attention.absorbed = absorbed;
    return tally::predict(tally::with_cache(net, cache), {1, 1});
  };
  // Keys and values of 1,001 positions: 512 · 16 · 256 each; or the queries' and the results' way, and wider scores.
  const auto made = decode(false).macs().value();
  const auto absorbed = decode(true).macs().value();
  CHECK(made - absorbed ==
        2 * (1001LL * 512 * 16 * 256 - 512 * 16 * 256 + 1001LL * 16 * (192 + 128) - 1001LL * 16 * (576 + 512)));
  CHECK(decode(false).parameters() == decode(true).parameters());
}

template <class F>
std::string refusal(const F& f) {
  try {
    static_cast<void>(f());
  } catch (const tally::shape_error& problem) {
    return problem.what();
  }
  return "no error";
}

TEST_CASE("latent attention and the models refuse what does not fit") {
  CHECK(refusal([] {
          return tally::predict(small, {2, 3, 9});
        }) == "tally: an attention takes [n, sequence, embed_dim]; input and expectation are: 2x3x9 and 1x1x10");
  auto odd = small;
  odd.qk_rope_head_dim = 3;
  CHECK(refusal([&] {
          return tally::predict(odd, {2, 3, 10});
        }) == "tally: a rotary embedding turns pairs; features to turn, and features that there are: 3 and 3");
  auto none = small;
  none.kv_lora_rank = 0;
  CHECK(refusal([&] {
          return tally::predict(none, {2, 3, 10});
        }) == "tally: a latent attention's kv_lora_rank is not positive: 0 and 1");
  auto negative = small;
  negative.q_lora_rank = -1;
  CHECK(refusal([&] {
          return tally::predict(negative, {2, 3, 10});
        }) == "tally: a latent attention's q_lora_rank is negative: -1 and 0");
  CHECK(refusal([] {
          return tally::predict(models::mixtral_8x7b(), {1, 32769});
        }) == "tally: a language model has fewer positions than tokens, those in its cache included; positions and "
              "tokens are: 32768 and 32769");
  CHECK(refusal([] {
          return tally::predict(models::deepseek_v3(), {1, 2, 3});
        }) == "tally: a language model takes tokens [n, sequence]: 1x2x3 and 1x1");
}

}  // namespace
