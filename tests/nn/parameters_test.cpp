// SPDX-License-Identifier: MIT
// Parameters: one per path, counted once, the same numbers for every scalar and seed.

#include "support/catch.hpp"
#include "tally/models/models.hpp"
#include "tally/nn/instantiate.hpp"
#include "tally/nn/layers.hpp"
#include "tally/nn/predict_range.hpp"
#include "tally/nn/trace.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace {

using tally::index;
using tally::shape;
namespace nn = tally::nn;

// The same linear layer twice, in the same scope, and a parameter of its own twice, bound once.
struct sharing {
  index width;
  constexpr auto operator()(auto& context, const auto& x) const {
    auto y = context("shared", nn::linear{width, width}, x);
    y = context("shared", nn::linear{width, width}, y);
    const auto& scale = context.parameter("scale", {width});
    return y * scale + scale;
  }
};
// The same layers in places of their own.
struct not_sharing {
  index width;
  constexpr auto operator()(auto& context, const auto& x) const {
    auto y = context("first", nn::linear{width, width}, x);
    y = context("second", nn::linear{width, width}, y);
    const auto& scale = context.parameter("scale", {width});
    return y * scale + context.parameter("shift", {width});
  }
};

TEST_CASE("a scope entered twice has one parameter, counted once and held once") {
  auto model = tally::instantiate<float>(sharing{3}, {2, 3}, 1);
  CHECK(model.parameters() == 15);
  CHECK(model.parameter_paths() == std::vector<std::string>{"shared.weight", "shared.bias", "scale"});
  CHECK(tally::trace(sharing{3}, {2, 3}).at("shared").parameters() == 12);

  // Both uses see what is written: with weight 2, bias 1, scale 10, x = 1 becomes 3, 7, then 7·10 + 10.
  auto one = tally::instantiate<double>(sharing{1}, {1, 1}, 1);
  one.parameter("shared.weight")[0] = 2;
  one.parameter("shared.bias")[0] = 1;
  one.parameter("scale")[0] = 10;
  CHECK(one(tally::tensor<double>({1, 1}, 1.0)) == tally::tensor<double>({1, 1}, 80.0));
}

TEST_CASE("paths that differ are different parameters, with different numbers") {
  const auto model = tally::instantiate<float>(not_sharing{3}, {2, 3}, 1);
  CHECK(model.parameters() == 30);
  CHECK(model.parameter_paths() ==
        std::vector<std::string>{"first.weight", "first.bias", "second.weight", "second.bias", "scale", "shift"});
  CHECK_FALSE(model.parameter("first.weight") == model.parameter("second.weight"));
}

// Two layers that nobody named.
struct nameless {
  index first;
  index second;
  constexpr auto operator()(auto& context, const auto& x) const {
    return nn::linear{first, second}(context, relu(nn::linear{first, first}(context, x)));
  }
};
// What a model that has the parameters is asked to read with them.
constexpr auto once = [](auto& context, const auto& x) { return nn::linear{3, 3}(context, x); };

TEST_CASE("layers that nobody named are not shared unsaid, whoever reads them") {
  const std::string cure =
      " asks twice for its parameter \"weight\", so that two layers without names would be one; give each a scope, "
      "context(\"name\", layer, x). To share, enter the scope of that name again, or bind the parameter once and use "
      "it "
      "twice";
  const nameless net{3, 3};
  const std::string said = "tally: the network" + cure;
  CHECK_THROWS_WITH(tally::predict(net, {1, 3}), said);
  CHECK_THROWS_WITH(tally::trace(net, {1, 3}), said);
  CHECK_THROWS_WITH(tally::predict_range(net, {1, 3}), said);
  CHECK_THROWS_WITH(tally::instantiate<float>(net, {1, 3}), said);
  CHECK_THROWS_WITH(tally::predict(nameless{3, 5}, {1, 3}), said);  // the shapes are not the matter
  CHECK_THROWS_WITH(tally::predict(nn::sequential{nn::relu{}, nn::residual{net}}, {1, 3}),
                    "tally: the scope \"1.branch\"" + cure);
  const auto idling = [](auto& context, const auto& x) {
    static_cast<void>(nn::idle{nameless{3, 3}, {1, 3}}(context));
    return x;
  };
  CHECK_THROWS_WITH(tally::predict(idling, {1, 3}), said);

  const auto model = tally::instantiate<float>(once, {1, 3});
  const tally::tensor<float> x({1, 3}, 1.0F);
  CHECK_THROWS_WITH(model.read(net, x), said);
  CHECK(model(x) == model.read(once, x));  // each call is a visit of its own
}

TEST_CASE("layers without names are not shared by way of their scopes either") {
  const std::string cure = "\" and would be one; give each a scope, context(\"name\", layer, x). To share, enter the "
                           "scope of that name again";
  const auto twice = [](const auto& layer) {
    return [layer](auto& context, const auto& x) { return layer(context, layer(context, x)); };
  };
  const auto refused = [](const std::string& scope, const std::string& rest) {
    return "tally: the network calls two layers without names, which both have a scope \"" + scope + rest;
  };
  const shape image{1, 4, 8, 8};
  const shape words{1, 5, 8};
  CHECK_THROWS_WITH(tally::predict(twice(nn::sequential{nn::linear{3, 3}}), {1, 3}), refused("0", cure));
  CHECK_THROWS_WITH(tally::trace(twice(nn::residual{nn::linear{3, 3}}), {1, 3}), refused("branch", cure));
  CHECK_THROWS_WITH(tally::instantiate<float>(twice(nn::residual{nn::linear{3, 3}, nn::identity{}}), {1, 3}),
                    refused("branch", cure));
  CHECK_THROWS_WITH(
      tally::predict(twice(nn::conv_norm_activation<nn::relu>{.in_channels = 4, .out_channels = 4}), image),
      refused("0", cure));
  CHECK_THROWS_WITH(
      tally::predict(twice(nn::depthwise_separable_conv2d{.in_channels = 4, .out_channels = 4, .padding = 1}), image),
      refused("depthwise", cure));
  CHECK_THROWS_WITH(tally::predict(twice(nn::squeeze_excitation<>{4, 2}), image), refused("avgpool", cure));
  CHECK_THROWS_WITH(tally::predict(twice(nn::inverted_residual<>{.in_channels = 4, .out_channels = 4}), image),
                    refused("block", cure));
  CHECK_THROWS_WITH(tally::predict(twice(nn::swiglu{8, 4}), words), refused("gate_proj", cure));
  CHECK_THROWS_WITH(
      tally::predict(twice(nn::grouped_query_attention{.embed_dim = 8, .num_heads = 2, .kv_heads = 1}), words),
      refused("q_proj", cure));
  const nn::mixture_of_experts<nn::linear> mixture{.gate = {.dim = 8, .experts = 3, .top_k = 2}, .expert = {8, 8}};
  CHECK_THROWS_WITH(tally::predict(twice(mixture), words), refused("gate", cure));
  // In a named scope, and two layers of different kinds.
  CHECK_THROWS_WITH(tally::predict(nn::residual{twice(nn::sequential{nn::relu{}})}, {3}),
                    "tally: the scope \"branch\" calls two layers without names, which both have a scope \"0" + cure);
  const auto two_kinds = [](auto& context, const auto& x) {
    return nn::repeat{2, nn::relu{}}(context, nn::sequential{nn::linear{3, 3}}(context, x));
  };
  CHECK_THROWS_WITH(tally::predict(two_kinds, {1, 3}), refused("0", cure));
  // Scopes of one's own may be entered again, and layers called once need no name.
  CHECK_NOTHROW(tally::predict(nn::sequential{nn::residual{nn::sequential{nn::linear{3, 3}}}}, {1, 3}));
}

TEST_CASE("outcomes that depend on data are one visit of their scope") {
  const auto either = [](auto& context, const auto& x) {
    const auto way = [&] { return nn::linear{3, 3}(context, x); };
    return context.depending(way, tally::outcome{0.5, way}, tally::outcome{0.5, way});
  };
  CHECK_THROWS_WITH(tally::predict_range(either, {1, 3}), Catch::Matchers::ContainsSubstring("the network asks twice"));
}

TEST_CASE("a recurrent layer's steps use one set of parameters") {
  const auto parameters = [](const auto& net) { return tally::predict(net, {5, 1, 4}).parameters(); };
  CHECK(parameters(nn::rnn{4, 3}) == 3 * 4 + 3 * 3 + 2 * 3);
  CHECK(parameters(nn::gru{4, 3, 2}) == 3 * (3 * 4 + 3 * 3 + 2 * 3) + 3 * (3 * 3 + 3 * 3 + 2 * 3));
  CHECK(parameters(nn::lstm{.input_size = 4, .hidden_size = 3, .bidirectional = true, .proj_size = 2}) ==
        2 * (4 * (3 * 4 + 3 * 2 + 2 * 3) + 2 * 3));
  CHECK(parameters(nn::lstm{.input_size = 4, .hidden_size = 3, .bias = false}) == 4 * (3 * 4 + 3 * 3));
}

// The same three layers, in scopes within scopes one by one, and by their paths.
struct stem_by_scopes {
  constexpr auto operator()(auto& context, const auto& x) const {
    const auto stem = [](auto& c, const auto& y) { return c("0", nn::linear{2, 3}, y); };
    auto y = context("stem", stem, x);
    y = context(
        "blocks",
        [](auto& c, const auto& z) {
          return c(35, nn::residual{nn::linear{3, 3}}, z);
        },
        y);
    return y + context("a path of one name", nn::layer_norm{3}, y);
  }
};
struct stem_by_paths {
  constexpr auto operator()(auto& context, const auto& x) const {
    auto y = context.at("stem.0", nn::linear{2, 3}, x);
    y = context.at("blocks.35", nn::residual{nn::linear{3, 3}}, y);
    return y + context.at("a path of one name", nn::layer_norm{3}, y);
  }
};

TEST_CASE("a path is scopes within scopes: predicted, owned, measured and profiled alike") {
  using number = tally::counted<float>;
  const shape input{5, 2};
  const tally::trace traced(stem_by_paths{}, input);
  CHECK(traced.total() == tally::predict(stem_by_scopes{}, input));
  CHECK(traced.at("blocks.35.branch") == tally::trace(stem_by_scopes{}, input).at("blocks.35.branch"));
  CHECK(traced.scopes().size() == 7);

  const auto by_scopes = tally::instantiate<number>(stem_by_scopes{}, input, 3);
  const auto by_paths = tally::instantiate<number>(stem_by_paths{}, input, 3);
  CHECK(by_paths.parameter_paths() == by_scopes.parameter_paths());
  const auto x = tally::tensor<number>::random(input, 1);
  CHECK(by_paths(x) == by_scopes(x));
  const tally::scope_tree profiled = tally::profile([&] { return by_paths(x); });
  CHECK(profiled.total() == traced.total().counts());
  CHECK(profiled.total("stem.0") == traced.at("stem.0").counts());
  CHECK(profiled.total("blocks") == traced.at("blocks").counts());

  // Entering the path again shares, and a model says which scope it does not have.
  const auto twice = [](auto& context, const auto& y) {
    return context.at("a.b", nn::linear{3, 3}, context.at("a.b", nn::linear{3, 3}, y));
  };
  CHECK(tally::predict(twice, {1, 3}).parameters() == 12);
  CHECK_THROWS_WITH(by_paths.read(twice, tally::tensor<number>({1, 3})),
                    Catch::Matchers::ContainsSubstring("the scope \"a\" was not there"));
  const auto idling = [](auto& context, const auto& y) {
    const auto head = [](auto& c, const auto& z) { return c.at("c.d", nn::linear{3, 5}, z); };
    static_cast<void>(context.at("a.b", nn::idle{head, {1, 3}}));
    return y;
  };
  CHECK(tally::instantiate<float>(idling, {1, 3}).parameter_paths() ==
        std::vector<std::string>{"a.b.c.d.weight", "a.b.c.d.bias"});
}

TEST_CASE("names may be long, in every reading") {
  const std::string name(200, 'x');
  const auto net = [&](auto& context, const auto& x) { return context(name, nn::linear{2, 2}, x); };
  auto model = tally::instantiate<tally::counted<double>>(net, {1, 2});
  CHECK(model.parameter(name + ".weight").size() == 4);
  CHECK_THROWS_AS(model.parameter(name + "x.weight"), tally::error);
  const auto x = tally::tensor<tally::counted<double>>::random({1, 2}, 1);
  CHECK(tally::profile([&] { return model(x); }).total(name) ==
        tally::trace(net, {1, 2}, tally::precision::f64).at(name).counts());
  const auto owns = [](auto& context, const auto& y) {
    const auto& a = context.parameter("a", {3});
    return y * a + context.parameter(std::string_view("a\0", 2), {3});
  };
  CHECK(tally::predict(owns, {3}).parameters() == 6);
}

TEST_CASE("repeated layers own parameters of their own") {
  const auto model = tally::instantiate<float>(nn::repeat{3, nn::linear{2, 2}}, {1, 2}, 1);
  CHECK(model.parameters() == 3 * 6);
  CHECK(model.parameter_paths() ==
        std::vector<std::string>{"0.weight", "0.bias", "1.weight", "1.bias", "2.weight", "2.bias"});
}

TEST_CASE("a parameter and a buffer are told apart") {
  const auto cost = tally::predict(nn::batch_norm2d{5}, {1, 5, 2, 2});
  CHECK(cost.parameters() == 10);
  CHECK(cost.buffers() == 10);
  const auto model = tally::instantiate<float>(nn::batch_norm2d{5}, {1, 5, 2, 2});
  CHECK(model.parameters() == 10);
  CHECK(model.parameter("running_var").shape() == shape{5});
}

TEST_CASE("names and shapes of parameters are torch.nn's") {
  const auto paths = [](const auto& net, const shape& input) {
    return tally::instantiate<float>(net, input).parameter_paths();
  };
  CHECK(paths(nn::batch_norm2d{2}, {1, 2, 1, 1}) ==
        std::vector<std::string>{"weight", "bias", "running_mean", "running_var"});
  CHECK(paths(nn::multi_head_attention{4, 2}, {1, 3, 4}) ==
        std::vector<std::string>{"in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias"});
  const auto resnet = paths(tally::models::resnet18(), {1, 3, 64, 64});
  CHECK(resnet.size() == 20 * 6 + 2 - 20);  // 20 convolutions, 20 normalisations of four, and fc's two
  CHECK(resnet[0] == "conv1.weight");
  CHECK(std::count(resnet.begin(), resnet.end(), "layer2.0.downsample.1.running_var") == 1);
  CHECK(std::count(resnet.begin(), resnet.end(), "layer4.1.bn2.weight") == 1);
  CHECK(resnet.back() == "fc.bias");
  const auto vit = paths(
      tally::models::vision_transformer{
          .patch_size = 4, .num_layers = 1, .num_heads = 1, .hidden_dim = 2, .mlp_dim = 2, .image_size = 8},
      {1, 3, 8, 8});
  CHECK(vit == std::vector<std::string>{"conv_proj.weight",
                                        "conv_proj.bias",
                                        "class_token",
                                        "encoder.pos_embedding",
                                        "encoder.layers.encoder_layer_0.ln_1.weight",
                                        "encoder.layers.encoder_layer_0.ln_1.bias",
                                        "encoder.layers.encoder_layer_0.self_attention.in_proj_weight",
                                        "encoder.layers.encoder_layer_0.self_attention.in_proj_bias",
                                        "encoder.layers.encoder_layer_0.self_attention.out_proj.weight",
                                        "encoder.layers.encoder_layer_0.self_attention.out_proj.bias",
                                        "encoder.layers.encoder_layer_0.ln_2.weight",
                                        "encoder.layers.encoder_layer_0.ln_2.bias",
                                        "encoder.layers.encoder_layer_0.mlp.0.weight",
                                        "encoder.layers.encoder_layer_0.mlp.0.bias",
                                        "encoder.layers.encoder_layer_0.mlp.3.weight",
                                        "encoder.layers.encoder_layer_0.mlp.3.bias",
                                        "encoder.ln.weight",
                                        "encoder.ln.bias",
                                        "heads.head.weight",
                                        "heads.head.bias"});
}

TEST_CASE("a seed gives the same numbers to every scalar, and another seed others") {
  const auto net = nn::sequential{nn::linear{100, 7}, nn::layer_norm{7}};
  const auto single = tally::instantiate<float>(net, {1, 100}, 5);
  const auto twice = tally::instantiate<double>(net, {1, 100}, 5);
  const auto counted = tally::instantiate<tally::counted<double>>(net, {1, 100}, 5);
  const auto other = tally::instantiate<double>(net, {1, 100}, 6);
  const auto& weight = twice.parameter("0.weight");
  CHECK(values(counted.parameter("0.weight")) == weight);
  CHECK(single.parameter("0.weight") == tally::converted<float>(weight));
  CHECK_FALSE(other.parameter("0.weight") == weight);
  // Uniform within ± 1/√100, and not all on one side.
  double sum = 0;
  for (const double number : weight) {
    CHECK(std::abs(number) <= 0.1);
    sum += number;
  }
  CHECK(std::abs(sum / static_cast<double>(weight.size())) < 0.01);  // deviation 0.0577/√700 = 0.0022
  CHECK(other.parameter("1.weight")[0] == Approx(1).margin(0.25));
}

// The same parameters, asked for in another order.
struct other_order {
  index width;
  constexpr auto operator()(auto& context, const auto& x) const {
    const auto& shift = context.parameter("shift", {width});
    auto y = context("second", nn::linear{width, width}, x);
    y = context("first", nn::linear{width, width}, y);
    return y * context.parameter("scale", {width}) + shift;
  }
};

TEST_CASE("a parameter's numbers follow from its path and the seed, whatever was asked for before it") {
  const auto model = tally::instantiate<double>(not_sharing{3}, {1, 3}, 9);
  const auto other = tally::instantiate<double>(other_order{3}, {1, 3}, 9);
  for (const std::string& path : model.parameter_paths()) CHECK(model.parameter(path) == other.parameter(path));
  CHECK_FALSE(model.parameter("first.bias") == model.parameter("second.bias"));
}

TEST_CASE("the rows of attention's trace are in the order of the text, on every compiler") {
  const tally::trace traced(nn::multi_head_attention{4, 2}, {1, 3, 4}, {1, 5, 4}, {1, 5, 4});
  std::vector<std::string> rows;
  for (const auto& row : traced.rows()) rows.push_back(std::string(row.primitive) + " " + to_string(row.output));
  rows.resize(9);
  CHECK(rows == std::vector<std::string>{"slice 4x4", "matmul 1x3x4", "slice 4", "bias 1x3x4", "slice 4x4",
                                         "matmul 1x5x4", "slice 4", "bias 1x5x4", "slice 4x4"});
}

// By hand, with every number chosen: one head of width two attends over two rows.
TEST_CASE("attention worked by hand") {
  auto model = tally::instantiate<double>(nn::multi_head_attention{2, 1, false}, {1, 2, 2});
  // Queries and keys are the rows themselves, values are ten times them, and the output projection swaps.
  model.parameter("in_proj_weight") = tally::tensor<double>({6, 2}, {1, 0, 0, 1, 1, 0, 0, 1, 10, 0, 0, 10});
  model.parameter("out_proj.weight") = tally::tensor<double>({2, 2}, {0, 1, 1, 0});
  const auto y = model(tally::tensor<double>({1, 2, 2}, {1, 0, 0, 1}));
  // Scores are 1/√2 for a row with itself and 0 with the other.
  const double own = std::exp(1 / std::sqrt(2.0)) / (std::exp(1 / std::sqrt(2.0)) + 1);
  CHECK(y(0, 0, 0) == Approx(10 * (1 - own)));
  CHECK(y(0, 0, 1) == Approx(10 * own));
  CHECK(y(0, 1, 0) == Approx(10 * own));
  CHECK(y(0, 1, 1) == Approx(10 * (1 - own)));
}

TEST_CASE("heads attend apart: two heads of width one are two attentions side by side") {
  auto model = tally::instantiate<double>(nn::multi_head_attention{2, 2, false}, {1, 2, 2});
  model.parameter("in_proj_weight") = tally::tensor<double>({6, 2}, {1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1});
  model.parameter("out_proj.weight") = tally::tensor<double>({2, 2}, {1, 0, 0, 1});
  const auto y = model(tally::tensor<double>({1, 2, 2}, {1, 2, 3, 5}));
  const auto attended = [](double query, double a, double b) {  // width 1: the scale is 1
    return (std::exp(query * a) * a + std::exp(query * b) * b) / (std::exp(query * a) + std::exp(query * b));
  };
  CHECK(y(0, 0, 0) == Approx(attended(1, 1, 3)));
  CHECK(y(0, 1, 0) == Approx(attended(3, 1, 3)));
  CHECK(y(0, 0, 1) == Approx(attended(2, 2, 5)));
  CHECK(y(0, 1, 1) == Approx(attended(5, 2, 5)));
}

TEST_CASE("containers compose: x + f(x), shortcut(x) + f(x), and layers in order") {
  const auto doubles = [](auto&, const auto& x) { return x * 2; };
  const auto adds_one = [](auto&, const auto& x) { return x + 1; };
  const tally::tensor<double> x({2}, {3, 5});
  const auto run = [&](const auto& net) { return tally::instantiate<double>(net, {2})(x); };
  CHECK(run(nn::sequential{doubles, adds_one}) == tally::tensor<double>({2}, {7, 11}));
  CHECK(run(nn::sequential{adds_one, doubles}) == tally::tensor<double>({2}, {8, 12}));
  CHECK(run(nn::residual{doubles}) == tally::tensor<double>({2}, {9, 15}));
  CHECK(run(nn::residual{doubles, adds_one}) == tally::tensor<double>({2}, {10, 16}));
  CHECK(run(nn::repeat{3, doubles}) == tally::tensor<double>({2}, {24, 40}));
  CHECK(run(nn::repeat{0, doubles}) == x);
  CHECK(run(nn::dropout{}) == x);
}

}  // namespace

namespace {

struct learned_and_stored {
  constexpr auto operator()(auto& context, const auto& x) const {
    const auto& learned = context.parameter("scale", {1});
    return x * learned + context.buffer("scale", {1});
  }
};

}  // namespace

TEST_CASE("a path is a parameter's or a buffer's, not both") {
  CHECK_THROWS_WITH(tally::predict(learned_and_stored{}, {2, 3}),
                    "tally: a path is asked for as a parameter and as a buffer; it stands for one of them");
}
