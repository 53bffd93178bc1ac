// SPDX-License-Identifier: MIT
// pycls's networks spend and own what pycls says of them, to the last digit, under its convention.

#include "support/catch.hpp"
#include "tally/models/pycls.hpp"
#include "tally/nn/trace.hpp"
#include "tally/tensor/tool_convention.hpp"

#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

using tally::shape;
namespace pycls = tally::models::pycls;

struct network {
  std::string_view name;
  tally::prediction (*predicted)(const shape& image);
};

std::vector<network> networks() {
  return {
      {"EN-B0", [](const shape& x) { return tally::predict(pycls::en_b0(), x); }},
      {"EN-B2", [](const shape& x) { return tally::predict(pycls::en_b2(), x); }},
      {"EN-B4", [](const shape& x) { return tally::predict(pycls::en_b4(), x); }},
      {"R-101-1x64d", [](const shape& x) { return tally::predict(pycls::r_101_1x64d(), x); }},
      {"R-50-1x64d", [](const shape& x) { return tally::predict(pycls::r_50_1x64d(), x); }},
      {"RegNetX-12GF", [](const shape& x) { return tally::predict(pycls::regnet_x_12gf(), x); }},
      {"RegNetX-200MF", [](const shape& x) { return tally::predict(pycls::regnet_x_200mf(), x); }},
      {"RegNetX-32GF", [](const shape& x) { return tally::predict(pycls::regnet_x_32gf(), x); }},
      {"RegNetX-400MF", [](const shape& x) { return tally::predict(pycls::regnet_x_400mf(), x); }},
      {"RegNetX-600MF", [](const shape& x) { return tally::predict(pycls::regnet_x_600mf(), x); }},
      {"RegNetX-800MF", [](const shape& x) { return tally::predict(pycls::regnet_x_800mf(), x); }},
      {"RegNetY-12GF", [](const shape& x) { return tally::predict(pycls::regnet_y_12gf(), x); }},
      {"RegNetY-200MF", [](const shape& x) { return tally::predict(pycls::regnet_y_200mf(), x); }},
      {"RegNetY-32GF", [](const shape& x) { return tally::predict(pycls::regnet_y_32gf(), x); }},
      {"RegNetY-400MF", [](const shape& x) { return tally::predict(pycls::regnet_y_400mf(), x); }},
      {"RegNetY-600MF", [](const shape& x) { return tally::predict(pycls::regnet_y_600mf(), x); }},
      {"RegNetY-800MF", [](const shape& x) { return tally::predict(pycls::regnet_y_800mf(), x); }},
      {"X-152-32x4d", [](const shape& x) { return tally::predict(pycls::x_152_32x4d(), x); }},
      {"cifar-R-110", [](const shape& x) { return tally::predict(pycls::cifar_r_110(), x); }},
      {"cifar-V-56", [](const shape& x) { return tally::predict(pycls::cifar_v_56(), x); }},
  };
}

TEST_CASE("FLOPs, parameters and activations are those that pycls publishes") {
  std::ifstream file(TALLY_TEST_DATA "/pycls.csv");
  std::string line;
  std::getline(file, line);  // the header
  std::size_t rows = 0;
  while (std::getline(file, line)) {
    std::istringstream fields(line);
    std::string name, size, flops, parameters, activations;
    std::getline(fields, name, ',');
    std::getline(fields, size, ',');
    std::getline(fields, flops, ',');
    std::getline(fields, parameters, ',');
    std::getline(fields, activations, ',');
    INFO(name);
    for (const network& net : networks()) {
      if (net.name != name) continue;
      ++rows;
      const tally::prediction cost = net.predicted({1, 3, std::stoll(size), std::stoll(size)});
      CHECK(to_string(cost.in<tally::conventions::pycls>().value()) == flops);
      CHECK(to_string(cost.parameters()) == parameters);
      CHECK(to_string(cost.in<tally::conventions::pycls_activations>().value()) == activations);
    }
  }
  CHECK(rows == networks().size());
}

TEST_CASE("networks for small images by hand") {
  // Stem 3·16·9; stages of 2n convolutions, the first of a stage from half as many channels; linear layer 64·10. Batch
  // normalisation owns two numbers a channel.
  const auto expected = [](tally::index n, bool residual) {
    tally::index parameters = 3 * 16 * 9 + 2 * 16 + 64 * 10 + 10;
    for (tally::index width = 16; width <= 64; width *= 2) {
      const tally::index in = width == 16 ? 16 : width / 2;
      parameters += 9 * in * width + (2 * n - 1) * 9 * width * width + 2 * n * 2 * width;
      if (residual && in != width) parameters += in * width + 2 * width;
    }
    return parameters;
  };
  CHECK(tally::predict(pycls::cifar_r_56(), {1, 3, 32, 32}).parameters() == expected(9, true));
  CHECK(tally::predict(pycls::cifar_v_110(), {1, 3, 32, 32}).parameters() == expected(18, false));
  CHECK(tally::trace(pycls::cifar_r_56(100), {2, 3, 32, 32}).output() == shape{2, 100});
  CHECK_THROWS_AS(tally::predict(pycls::cifar_network{0, true}, {1, 3, 32, 32}), tally::shape_error);
}

}  // namespace
