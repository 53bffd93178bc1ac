// SPDX-License-Identifier: MIT
// Mobile networks at small sizes: what a prediction charges to a scope is what a run spends there.

#include "support/catch.hpp"
#include "support/layer_agreement.hpp"
#include "tally/models/mnasnet.hpp"
#include "tally/models/mobilenet_v1.hpp"
#include "tally/models/mobilenet_v2.hpp"
#include "tally/models/mobilenet_v3.hpp"
#include "tally/models/shufflenet.hpp"

namespace {

namespace models = tally::models;
using agreement::layer_disagreement_in;
using agreement::shape;

TEST_CASE("MobileNets agree in every scope") {
  CHECK(layer_disagreement_in<float>(models::mobilenet_v1_0_25(3), shape{2, 3, 33, 47}) == "");
  CHECK(layer_disagreement_in<float>(models::mobilenet_v2_network{3, 50}, shape{1, 3, 31, 33}) == "");
  CHECK(layer_disagreement_in<float>(models::mobilenet_v3_small(3), shape{1, 3, 32, 37}) == "");
}

TEST_CASE("MNASNet and ShuffleNet agree in every scope") {
  CHECK(layer_disagreement_in<float>(models::mnasnet0_5(3), shape{1, 3, 33, 31}) == "");
  CHECK(layer_disagreement_in<float>(models::shufflenet_v2{{6, 10, 14}, 9, 3}, shape{2, 3, 35, 43}) == "");
}

}  // namespace
