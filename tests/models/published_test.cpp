// SPDX-License-Identifier: MIT
// Models have the parameters and multiply-accumulates that are published of them.

#include "support/catch.hpp"
#include "tally/models/lenet.hpp"
#include "tally/models/mlp.hpp"
#include "tally/models/resnet.hpp"
#include "tally/models/vit.hpp"
#include "tally/nn/trace.hpp"
#include "zoo.hpp"

#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace {

using tally::index;
using tally::shape;

struct published {
  std::string model;
  shape input;
  std::string parameters;
  std::string macs;   // exact, or empty
  std::string gmacs;  // in units of 10^9, rounded to three decimals
};

std::vector<published> published_models() {
  std::ifstream file(TALLY_TEST_DATA "/published_models.csv");
  std::vector<published> rows;
  std::string line;
  std::getline(file, line);  // the header
  while (std::getline(file, line)) {
    std::istringstream fields(line);
    published row;
    std::string input;
    std::getline(fields, row.model, ',');
    std::getline(fields, input, ',');
    std::getline(fields, row.parameters, ',');
    std::getline(fields, row.macs, ',');
    std::getline(fields, row.gmacs, ',');
    std::istringstream sizes(input);
    for (std::string size; std::getline(sizes, size, 'x');) row.input.push_back(std::stoll(size));
    rows.push_back(row);
  }
  return rows;
}

tally::prediction predicted(const published& row) {
  for (const zoo_model& model : all_models())
    if (model.name == row.model) return model.predicted(row.input).total();
  FAIL("the table names " << row.model << ", which the zoo has not");
  return {};
}

// 1814073344 as "1.814".
std::string in_thousand_millions(tally::natural n) {
  std::string thousandths = to_string((n + 500'000) / 1'000'000);
  while (thousandths.size() < 4) thousandths.insert(thousandths.begin(), '0');
  return thousandths.insert(thousandths.size() - 3, ".");
}

TEST_CASE("parameters and multiply-accumulates are the published ones") {
  const std::vector<published> rows = published_models();
  REQUIRE(rows.size() >= 110);
  for (const published& row : rows) {
    INFO(row.model << " " << to_string(row.input));
    const tally::prediction cost = predicted(row);
    const tally::natural macs = cost.macs().value();
    CHECK(to_string(cost.parameters()) == row.parameters);
    if (!row.gmacs.empty()) CHECK(in_thousand_millions(macs) == row.gmacs);
    if (!row.macs.empty()) CHECK(to_string(macs) == row.macs);
  }
}

TEST_CASE("LeNet-5 has 61,706 parameters, and its operations by hand") {
  // Weights and biases: 6(25 + 1) + 16(150 + 1) + 120·401 + 84·121 + 10·85.
  static_assert(6 * 26 + 16 * 151 + 120 * 401 + 84 * 121 + 10 * 85 == 61'706);
  const tally::prediction cost = tally::predict(tally::models::lenet5(), {1, 1, 32, 32});
  CHECK(cost.parameters() == 61'706);
  // 6 maps of 28x28 by 25, 16 maps of 10x10 by 150, 400·120, 120·84, 84·10.
  CHECK(cost.macs().value() == 6 * 28 * 28 * 25 + 16 * 10 * 10 * 150 + 400 * 120 + 120 * 84 + 84 * 10);
  CHECK(cost.counts()[tally::operation::mul] == cost.macs().value());
  // A hyperbolic tangent per element of four activations; a division per element of two pools, of 2x2 windows.
  CHECK(cost.counts()[tally::operation::tanh] == 6 * 28 * 28 + 16 * 10 * 10 + 120 + 84);
  CHECK(cost.counts()[tally::operation::div] == 6 * 14 * 14 + 16 * 5 * 5);
  // Dot products of k add k - 1 times, a bias once more, so that products and additions are as many; pools add 3 times.
  CHECK(cost.counts()[tally::operation::add] == cost.macs().value() + 3 * (6 * 14 * 14 + 16 * 5 * 5));
}

TEST_CASE("a perceptron's parameters and operations by hand") {
  const tally::prediction cost = tally::predict(tally::models::mlp{784, 512, 256, 10}, {3, 784});
  CHECK(cost.parameters() == 784 * 512 + 512 + 512 * 256 + 256 + 256 * 10 + 10);
  CHECK(cost.macs().value() == 3 * (784 * 512 + 512 * 256 + 256 * 10));
  CHECK(cost.counts() == tally::counts()
                             .add(tally::operation::mul, tally::precision::f32, 3 * (784 * 512 + 512 * 256 + 256 * 10))
                             .add(tally::operation::add, tally::precision::f32, 3 * (784 * 512 + 512 * 256 + 256 * 10))
                             .add(tally::operation::min_max, tally::precision::f32, 3 * (512 + 256)));
  CHECK(cost.activations() == 3 * (2 * 512 + 512 + 2 * 256 + 256 + 2 * 10));  // products, with bias, and rectified
}

TEST_CASE("a vision transformer's parameters in closed form") {
  // Patches p² · 3 · d + d, class token d, positions (s + 1) d; a layer 4 d² + 4 d for attention, 2 d m + m + d for the
  // perceptron, 4 d for two normalisations; the last normalisation 2 d; the head d c + c.
  const auto parameters = [](std::int64_t p, std::int64_t layers, std::int64_t d, std::int64_t m, std::int64_t size) {
    const std::int64_t s = (size / p) * (size / p);
    return p * p * 3 * d + d + d + (s + 1) * d + layers * (4 * d * d + 4 * d + 2 * d * m + m + d + 4 * d) + 2 * d +
           1000 * d + 1000;
  };
  namespace models = tally::models;
  CHECK(tally::predict(models::vit_b_16(), {1, 3, 224, 224}).parameters() == parameters(16, 12, 768, 3072, 224));
  CHECK(tally::predict(models::vit_b_32(), {1, 3, 224, 224}).parameters() == parameters(32, 12, 768, 3072, 224));
  CHECK(tally::predict(models::vit_l_16(), {1, 3, 224, 224}).parameters() == parameters(16, 24, 1024, 4096, 224));
  CHECK(tally::predict(models::vit_l_32(), {1, 3, 224, 224}).parameters() == parameters(32, 24, 1024, 4096, 224));
  CHECK(tally::predict(models::vit_h_14(), {1, 3, 224, 224}).parameters() == parameters(14, 32, 1280, 5120, 224));
}

TEST_CASE("attention's share of ViT-B/16 is as published: its two products, without the projections") {
  // 12 layers of 12 heads: q kᵀ and the mixing take s² · 64 each, s = 197; and 577 at 384x384.
  const auto of_attention = [](index size) {
    const tally::trace traced(tally::models::vit_b_16(1000, size), {1, 3, size, size});
    tally::natural macs = 0;
    for (const auto& row : traced.rows())
      if (row.primitive == "matmul" && row.inputs[1].rank() == 4) macs += row.cost.macs();
    return macs;
  };
  CHECK(of_attention(224) == 715'327'488);
  CHECK(of_attention(384) == 6'136'547'328);
}

TEST_CASE("the number of classes, the batch and the image are parameters") {
  namespace models = tally::models;
  const auto thousand = tally::predict(models::resnet18(), {1, 3, 224, 224});
  const auto ten = tally::predict(models::resnet18(10), {1, 3, 224, 224});
  CHECK(thousand.parameters() - ten.parameters() == 990 * (512 + 1));
  CHECK(thousand.macs().value() - ten.macs().value() == 990 * 512);
  const auto batch = tally::predict(models::resnet18(), {5, 3, 224, 224});
  CHECK(batch.macs().value() == thousand.macs().value() * 5);
  CHECK(batch.parameters() == thousand.parameters());
  CHECK(tally::trace(models::lenet5(7, 3), {2, 3, 32, 32}).output() == shape{2, 7});
  CHECK(tally::trace(models::vit_b_16(5, 64), {2, 3, 64, 64}).output() == shape{2, 5});
  CHECK(tally::trace(models::resnet50(), {1, 3, 65, 97}).output() == shape{1, 1000});
}

TEST_CASE("running statistics are buffers: two numbers per channel of batch normalisation, none learned") {
  const tally::prediction cost = tally::predict(tally::models::resnet18(), {1, 3, 224, 224});
  CHECK(cost.buffers() == 2 * 4'800);  // 64 + 4·64 + 5·(128 + 256 + 512) channels
  CHECK(cost.parameter_bytes() == 4 * (11'689'512 + 2 * 4'800));
}

}  // namespace
