// SPDX-License-Identifier: MIT
// Networks of convolutional families on a small image: what a prediction charges to a scope is what a run spends there.

#include "support/catch.hpp"
#include "support/layer_agreement.hpp"
#include "tally/models/convnext.hpp"
#include "tally/models/efficientnet.hpp"
#include "tally/models/pycls.hpp"
#include "tally/models/regnet.hpp"

namespace {

using agreement::layer_disagreement_in;
using agreement::shape;
namespace models = tally::models;

TEST_CASE("a RegNetX, a RegNetY and a ConvNeXt agree in every scope") {
  CHECK(layer_disagreement_in<float>(models::regnet_x_400mf(), shape{1, 3, 32, 40}) == "");
  CHECK(layer_disagreement_in<float>(models::regnet_y_400mf(10), shape{1, 3, 33, 32}) == "");
  CHECK(layer_disagreement_in<float>(models::convnext_tiny(10), shape{1, 3, 32, 32}) == "");
}

TEST_CASE("pycls's networks for small images agree in every scope") {
  CHECK(layer_disagreement_in<float>(models::pycls::cifar_network{2, true}, shape{1, 3, 12, 9}) == "");
  CHECK(layer_disagreement_in<float>(models::pycls::cifar_network{1, false, 3}, shape{2, 3, 8, 8}) == "");
}

TEST_CASE("an EfficientNet of the first and one of the second version agree in every scope") {
  CHECK(layer_disagreement_in<float>(models::efficientnet_b0(10), shape{1, 3, 33, 40}) == "");
  const models::efficientnet v2{
      {{true, 1, 3, 1, 8, 8, 2}, {true, 4, 3, 2, 8, 12, 2}, {false, 6, 3, 2, 12, 16, 3}}, 3, 24, 1e-3, 5};
  CHECK(layer_disagreement_in<float>(v2, shape{2, 3, 15, 17}) == "");
}

}  // namespace
