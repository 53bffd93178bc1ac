// SPDX-License-Identifier: MIT
// Which elements attend to which in windows that are shifted, padded and biased.

#include "support/catch.hpp"
#include "tally/models/maxvit.hpp"
#include "tally/models/swin.hpp"
#include "tally/nn/instantiate.hpp"
#include "tally/nn/trace.hpp"

#include <string>

namespace {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;
using tally::index;
using tally::shape;
namespace models = tally::models;

// One channel, whose value is passed on as it is: without queries and keys all scores are equal, so that the result is
// the mean of those that an element sees.
auto averaging(models::shifted_window_attention layer, const shape& input) {
  auto model = tally::instantiate<double>(layer, input);
  for (const std::string& path : model.parameter_paths())
    for (double& number : model.parameter(path)) number = 0;
  model.parameter("qkv.weight")[2] = 1;
  model.parameter("proj.weight")[0] = 1;
  return model;
}

tally::tensor<double> counting(const shape& extents) {
  tally::tensor<double> x(extents);
  for (index i = 0; i < x.size(); ++i) x[i] = static_cast<double>(i + 1);
  return x;
}

TEST_CASE("windows see themselves") {
  const auto y = averaging({.dim = 1, .num_heads = 1, .window = 2}, {1, 4, 4, 1})(counting({1, 4, 4, 1}));
  for (index i = 0; i < 4; ++i)
    for (index j = 0; j < 4; ++j) {
      // The corner of a window holds 4 · row + column + 1; the mean of the four lies 2.5 above.
      const double corner = static_cast<double>(4 * (i / 2 * 2) + j / 2 * 2 + 1);
      CHECK_THAT(y(0, i, j, 0), WithinAbs(corner + 2.5, 1e-12));
    }
}

TEST_CASE("shifted windows see across the borders of the others, and not around the picture's") {
  const auto y =
      averaging({.dim = 1, .num_heads = 1, .window = 2, .shifted = true}, {1, 4, 4, 1})(counting({1, 4, 4, 1}));
  // Columns and rows 0 | 1 2 | 3 are together.
  const double means[4][4] = {{1, 2.5, 2.5, 4}, {7, 8.5, 8.5, 10}, {7, 8.5, 8.5, 10}, {13, 14.5, 14.5, 16}};
  for (index i = 0; i < 4; ++i)
    for (index j = 0; j < 4; ++j) CHECK_THAT(y(0, i, j, 0), WithinAbs(means[i][j], 1e-12));
}

TEST_CASE("a picture that windows do not tile is padded with zeros below and to the right") {
  const auto y = averaging({.dim = 1, .num_heads = 1, .window = 2}, {1, 3, 3, 1})(counting({1, 3, 3, 1}));
  CHECK(y.shape() == shape{1, 3, 3, 1});
  CHECK_THAT(y(0, 0, 0, 0), WithinAbs((1 + 2 + 4 + 5) / 4.0, 1e-12));
  CHECK_THAT(y(0, 1, 2, 0), WithinAbs((3 + 0 + 6 + 0) / 4.0, 1e-12));
  CHECK_THAT(y(0, 2, 2, 0), WithinAbs(9 / 4.0, 1e-12));
}

TEST_CASE("a row of the bias table is one relative position") {
  auto model = averaging({.dim = 1, .num_heads = 1, .window = 2}, {1, 2, 2, 1});
  // Row 3 (dy + 1) + dx + 1 for an element that lies dy below and dx to the right of the one it attends to.
  model.parameter("relative_position_bias_table")[5] = 200;
  const auto y = model(counting({1, 2, 2, 1}));
  CHECK_THAT(y(0, 0, 0, 0), WithinAbs(2.5, 1e-12));
  CHECK_THAT(y(0, 0, 1, 0), WithinAbs(1, 1e-12));
  CHECK_THAT(y(0, 1, 0, 0), WithinAbs(2.5, 1e-12));
  CHECK_THAT(y(0, 1, 1, 0), WithinAbs(3, 1e-12));
}

TEST_CASE("scopes and parameters have torchvision's names") {
  const auto owns = [](const auto& model, const char* path) {
    for (const std::string& owned : model.parameter_paths())
      if (owned == path) return true;
    return false;
  };
  const models::swin_transformer net{.embed_dim = 2, .depths = {1, 1, 1, 1}, .num_heads = {1, 1, 1, 1}, .window = 2};
  const auto model = tally::instantiate<float>(net, {1, 3, 32, 32});
  for (const char* path :
       {"features.0.0.weight", "features.0.2.bias", "features.1.0.norm1.weight",
        "features.1.0.attn.relative_position_bias_table", "features.1.0.attn.qkv.bias", "features.1.0.attn.proj.weight",
        "features.1.0.mlp.0.weight", "features.1.0.mlp.3.bias", "features.2.reduction.weight", "features.2.norm.weight",
        "features.7.0.norm2.bias", "norm.weight", "head.bias"})
    CHECK(owns(model, path));
  models::swin_transformer second = net;
  second.version_2 = true;
  const auto newer = tally::instantiate<float>(second, {1, 3, 32, 32});
  for (const char* path :
       {"features.1.0.attn.v2_logit_scale", "features.1.0.attn.cpb_mlp.0.bias", "features.1.0.attn.cpb_mlp.2.weight"})
    CHECK(owns(newer, path));
  CHECK(!owns(newer, "features.1.0.attn.relative_position_bias_table"));
}

TEST_CASE("MaxViT's windows and grids cost the same") {
  const tally::trace rows(models::maxvit_t(), {1, 3, 224, 224});
  // 64 groups of 49 elements: queries, keys, values and the mixing of heads 4 · 64², the two products 2 · 49 · 64, the
  // perceptron 8 · 64².
  const tally::mac_amount expected(64 * 49 * (12 * 64 * 64 + 2 * 49 * 64));
  CHECK(rows.at("blocks.0.layers.1.layers.window_attention").macs() == expected);
  CHECK(rows.at("blocks.0.layers.1.layers.grid_attention").macs() == expected);
  CHECK(rows.at("blocks.3.layers.0.layers.MBconv.layers.squeeze_excitation.fc1").parameters() == 2048 * 128 + 128);
}

TEST_CASE("images that do not fit a windowed transformer are refused") {
  CHECK_THROWS_WITH(tally::predict(models::maxvit_t(), {1, 3, 224, 448}),
                    ContainsSubstring("in blocks.0.layers.0.layers.window_attention (partition_attention): a MaxViT's "
                                      "partitions do not tile its input, which is square: 1x64x56x112"));
  CHECK_THROWS_WITH(tally::predict(models::maxvit_t(), {1, 3, 256, 256}), ContainsSubstring("do not tile its input"));
  models::swin_transformer net = models::swin_t();
  net.num_heads[2] = 7;
  CHECK_THROWS_WITH(tally::predict(net, {1, 3, 224, 224}),
                    ContainsSubstring("in features.5.0.attn (shifted_window_attention): a window attention's heads do "
                                      "not divide its channels; they are: 384 and 7"));
  net = models::swin_t();
  net.depths[0] = 0;
  CHECK_THROWS_WITH(tally::predict(net, {1, 3, 224, 224}), ContainsSubstring("no positive number of blocks"));
  CHECK_THROWS_WITH(tally::predict(models::swin_v2_t(), {1, 1, 256, 256}), ContainsSubstring("in features.0.0"));
}

}  // namespace
