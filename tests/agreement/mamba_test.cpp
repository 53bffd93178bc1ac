// SPDX-License-Identifier: MIT
// Selective scans and Mamba: the formula is what the loop does, the numbers are the recurrence's, and the models are
// the published ones. flags: -O1

#include "support/catch.hpp"
#include "support/layer_agreement.hpp"
#include "support/numbers.hpp"
#include "tally/models/mamba.hpp"
#include "tally/nn/generation.hpp"

#include <cmath>
#include <string>
#include <vector>

namespace {

using agreement::disagreement;
using agreement::index;
using agreement::layer_disagreement;
using agreement::shape;
using numbers::random_numbers;
using tally::tensor;
namespace nn = tally::nn;

constexpr auto scan = [](const auto& x, const auto& delta, const auto& a, const auto& b, const auto& c, const auto& d) {
  return selective_scan(x, delta, a, b, c, d);
};

constexpr auto continued = [](const auto&... inputs) {
  return apply(tally::selective_scan_primitive{.keep_state = true}, inputs...);
};

TEST_CASE("selective scans agree over random shapes") {
  agreement::sizes random(191);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const shape x = random.of_rank(3, 5);
    const index states = random.extent(5);
    const shape chosen{x[0], x[1], states};
    CHECK(disagreement(scan, x, x, shape{x[2], states}, chosen, chosen, shape{x[2]}) == "");
    CHECK(disagreement(continued, x, x, shape{x[2], states}, chosen, chosen, shape{x[2]}, shape{x[0], states, x[2]}) ==
          "");
  }
}

// The recurrence written out: y_t = D x_t + sum over s up to t of C_t exp(A (Δ_{s+1} + … + Δ_t)) Δ_s B_s x_s.
TEST_CASE("a selective scan is the sum over all positions before, each forgotten since") {
  const shape extents{2, 6, 3};
  const index n = 4;
  const auto x = random_numbers(extents, 1);
  auto delta = random_numbers(extents, 2);
  for (double& step : delta) step = std::abs(step);
  const auto a = random_numbers({3, n}, 3);
  const auto b = random_numbers({2, 6, n}, 4);
  const auto c = random_numbers({2, 6, n}, 5);
  const auto d = random_numbers({3}, 6);
  const auto y = selective_scan(x, delta, a, b, c, d);
  for (index batch = 0; batch < 2; ++batch)
    for (index t = 0; t < 6; ++t)
      for (index i = 0; i < 3; ++i) {
        double sum = d(i) * x(batch, t, i);
        for (index j = 0; j < n; ++j) {
          double since = 0;
          for (index s = t; s >= 0; --s) {
            sum += c(batch, t, j) * std::exp(a(i, j) * since) * delta(batch, s, i) * b(batch, s, j) * x(batch, s, i);
            since += delta(batch, s, i);
          }
        }
        CHECK(y(batch, t, i) == Approx(sum));
      }
}

TEST_CASE("Mamba's blocks and small models agree in every scope") {
  agreement::sizes random(193);
  for (int i = 0; i < 100; ++i) {
    const nn::mamba_block block{.d_model = random.extent(5),
                                .d_state = random.extent(4),
                                .d_conv = random.extent(4),
                                .expand = random.between(1, 2),
                                .dt_rank = random.between(0, 2),
                                .conv_bias = random.coin(),
                                .bias = random.coin()};
    CHECK(layer_disagreement(block, shape{random.extent(3), random.extent(5), block.d_model}) == "");
  }
  const tally::models::mamba net{.num_layers = 2, .embed_dim = 6, .vocabulary = 11, .d_state = 3};
  const auto model = tally::instantiate<tally::counted<float>>(net, {2, 5}, 1);
  tensor<int> tokens({2, 5});
  for (index i = 0; i < 10; ++i) tokens[i] = static_cast<int>(i * 7 % 11);
  const tally::scope_tree ran = tally::profile([&] { CHECK(model(tokens).shape() == shape{2, 5, 11}); });
  CHECK(agreement::difference(tally::trace(net, {2, 5}).tree(), ran) == "");
}

TEST_CASE("a position depends on itself and those before it alone") {
  const nn::mamba_block block{.d_model = 4, .d_state = 3};
  const auto model = tally::instantiate<double>(block, {1, 6, 4}, 3);
  auto x = random_numbers({1, 6, 4}, 7);
  const auto before = model(x);
  for (index i = 0; i < 4; ++i) x(0, 4, i) += 1;
  const auto after = model(x);
  CHECK(slice(before, 1, 0, 4) == slice(after, 1, 0, 4));
  CHECK_FALSE(slice(before, 1, 4, 5) == slice(after, 1, 4, 5));
  CHECK_FALSE(slice(before, 1, 5, 6) == slice(after, 1, 5, 6));
}

TEST_CASE("a sequence in pieces, with a cache, is the whole sequence; the cache does not grow") {
  const tally::models::mamba net{.num_layers = 2, .embed_dim = 6, .vocabulary = 11, .d_state = 3};
  const auto model = tally::instantiate<double>(net, {2, 7}, 1);
  tensor<int> tokens({2, 7});
  for (index i = 0; i < 14; ++i) tokens[i] = static_cast<int>(i * 7 % 11);
  const auto whole = model(tokens);

  tally::state_cache<tensor<double>> cache;
  const auto piece = [&](index from, index to) {
    return model.read(tally::with_cache(model.network(), cache), slice(tokens, 1, from, to));
  };
  const auto first = piece(0, 4);
  const auto second = piece(4, 5);
  const auto third = piece(5, 7);
  CHECK(numbers::largest_distance(concat(1, first, second, third), whole) < 1e-13);
  CHECK(cache.elements() == 2 * net.state_elements());

  // In predictions too: a token costs the same after one token and after a thousand.
  tally::state_cache<tally::shape_only> shapes;
  const auto prefill = tally::predict(tally::with_cache(net, shapes), {1, 1000});
  const auto decode = tally::predict(tally::with_cache(net, shapes), {1, 1});
  CHECK(shapes.elements() == net.state_elements());
  CHECK(tally::predict(tally::with_cache(net, shapes), {1, 1}).counts() == decode.counts());
  CHECK(prefill.macs() == tally::predict(net, {1, 1000}).macs());
  CHECK(decode.macs() == tally::predict(net, {1, 1}).macs());
  // A text in closed form is its calls one by one.
  const tally::generation text(net);
  tally::state_cache<tally::shape_only> again;
  tally::counts spent;
  for (const index n : {5, 1, 1, 1}) spent += tally::predict(tally::with_cache(net, again), {1, n}).counts();
  CHECK(text.total(5, 4).counts() == spent);
  CHECK(text.cache_elements(1'000'000) == net.state_elements());
  tally::state_cache<tally::shape_only> empty;
  CHECK_THROWS_WITH(static_cast<void>(empty.at(1)),
                    "tally: a state cache has no such layer; layer and layers are: 1 and 0");
}

TEST_CASE("Mamba's models have the published parameters, and multiply-accumulates by hand") {
  namespace models = tally::models;
  const struct {
    models::mamba net;
    std::int64_t parameters;
    std::int64_t non_embedding;
  } published[] = {{models::mamba_130m(), 129'135'360, 90'520'320},
                   {models::mamba_790m(), 793'204'224, 715'974'144},
                   {models::mamba_2_8b(), 2'768'345'600, 2'639'628'800}};
  for (const auto& row : published) {
    const tally::trace traced(row.net, {1, 2});
    CHECK(traced.total().parameters() == row.parameters);
    CHECK(models::non_embedding_parameters(traced) == row.non_embedding);
  }
  // A layer: d · 4d for the input, 2d · 4 for the convolution, 2d · (r + 32) and r · 2d for what is chosen, 2d · 16 for
  // C, 2d · d back; with d = 768 and r = 48. The head is d · 50280.
  const index d = 768;
  const index layer = d * 4 * d + 2 * d * 4 + 2 * d * (48 + 32) + 48 * 2 * d + 2 * d * 16 + 2 * d * d;
  CHECK(tally::predict(models::mamba_130m(), {1, 7}).macs() == 7 * (24 * layer + d * 50'280));
  CHECK(models::mamba_130m().state_elements() == 24 * 1536 * (16 + 3));
  const auto paths = tally::instantiate<float>(models::mamba{1, 4, 5}, {1, 2}).parameter_paths();
  CHECK(paths ==
        std::vector<std::string>{"backbone.embedding.weight", "backbone.layers.0.norm.weight",
                                 "backbone.layers.0.mixer.in_proj.weight", "backbone.layers.0.mixer.conv1d.weight",
                                 "backbone.layers.0.mixer.conv1d.bias", "backbone.layers.0.mixer.x_proj.weight",
                                 "backbone.layers.0.mixer.dt_proj.weight", "backbone.layers.0.mixer.dt_proj.bias",
                                 "backbone.layers.0.mixer.A_log", "backbone.layers.0.mixer.D",
                                 "backbone.layers.0.mixer.out_proj.weight", "backbone.norm_f.weight"});
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

TEST_CASE("selective scans and blocks refuse what does not fit") {
  const auto of = [](const shape& x, const shape& delta, const shape& a, const shape& b, const shape& c,
                     const shape& d) {
    return refusal([&] {
      return scan(tensor<float>(x), tensor<float>(delta), tensor<float>(a), tensor<float>(b), tensor<float>(c),
                  tensor<float>(d));
    });
  };
  const shape x{2, 3, 4};
  const shape a{4, 5};
  const shape b{2, 3, 5};
  CHECK(of(x, x, a, b, b, {4}) == "no error");
  CHECK(of({3, 4}, {3, 4}, a, b, b, {4}) == "tally: a selective scan takes [n, sequence, channels]: 3x4 and 1x1x1");
  CHECK(of(x, {2, 3, 1}, a, b, b, {4}) ==
        "tally: a selective scan's input and its steps differ in shape: 2x3x4 and 2x3x1");
  CHECK(of(x, x, {3, 5}, b, b, {4}) ==
        "tally: a selective scan's input has other channels than its A [channels, states]: 2x3x4 and 3x5");
  CHECK(of(x, x, a, {2, 3, 4}, b, {4}) == "tally: a selective scan's B is not [n, sequence, states]: 2x3x4 and 2x3x5");
  CHECK(of(x, x, a, b, {2, 1, 5}, {4}) == "tally: a selective scan's C is not [n, sequence, states]: 2x1x5 and 2x3x5");
  CHECK(refusal([&] {
          return continued(tensor<float>(x), tensor<float>(x), tensor<float>(a), tensor<float>(b), tensor<float>(b),
                           tensor<float>({4}), tensor<float>({2, 4, 5}));
        }) == "tally: a selective scan's state is not [n, states, channels]: 2x4x5 and 2x5x4");
  CHECK(of(x, x, a, b, b, {5}) == "tally: a selective scan's D is not [channels]: 5 and 4");
  const auto block = [](const nn::mamba_block& layer, const shape& input) {
    return refusal([&] { return tally::predict(layer, input); });
  };
  CHECK(block({.d_model = 4}, {2, 3, 5}) ==
        "tally: a Mamba block takes [n, sequence, d_model]; input and expectation are: 2x3x5 and 1x1x4");
  CHECK(block({.d_model = 0}, {2, 3, 5}) == "tally: a Mamba block's d_model is not positive: 0 and 1");
  CHECK(block({.d_model = 4, .dt_rank = -1}, {2, 3, 4}) == "tally: a Mamba block's dt_rank is negative: -1 and 0");
  CHECK(block({.d_model = 4, .d_state = 0}, {2, 3, 4}) ==
        "tally: a Mamba block's number of states is not positive: 0 and 1");
  CHECK(refusal([] { return tally::predict(tally::models::mamba_130m(), {3}); }) ==
        "tally: a language model takes tokens [n, sequence]: 3 and 1x1");
}

}  // namespace
