// SPDX-License-Identifier: MIT
// Convolutional networks at small sizes: what a prediction charges to a scope is what a run spends there.

#include "support/catch.hpp"
#include "support/layer_agreement.hpp"
#include "tally/models/models.hpp"

namespace {

namespace models = tally::models;
using agreement::layer_disagreement_in;
using agreement::shape;

TEST_CASE("AlexNet, VGG and SqueezeNet agree in every scope") {
  CHECK(layer_disagreement_in<float>(models::alexnet_network{7, 8}, shape{1, 3, 63, 67}) == "");
  CHECK(layer_disagreement_in<float>(models::vgg{{2, 1, 1, 1, 1}, true, 3, 8}, shape{1, 3, 32, 32}) == "");
  CHECK(layer_disagreement_in<float>(models::squeezenet1_0(3), shape{2, 3, 31, 29}) == "");
}

TEST_CASE("grouped residual blocks and DenseNet agree in every scope") {
  CHECK(layer_disagreement_in<float>(models::residual_block{8, 32, 2, true, 4, 8}, shape{1, 8, 7, 9}) == "");
  CHECK(layer_disagreement_in<float>(models::densenet{3, {2, 1, 3, 1}, 6, 5}, shape{2, 3, 33, 41}) == "");
}

TEST_CASE("GoogLeNet and Inception v3 agree in every scope, the head that does not run included") {
  CHECK(layer_disagreement_in<float>(models::googlenet(3), shape{1, 3, 33, 31}) == "");
  CHECK(layer_disagreement_in<float>(models::inception_v3(3), shape{1, 3, 75, 75}) == "");
}

}  // namespace
