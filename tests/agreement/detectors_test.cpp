// SPDX-License-Identifier: MIT
// Detectors on a small image: what a prediction charges to a scope is what a run spends there.

#include "support/catch.hpp"
#include "support/layer_agreement.hpp"
#include "tally/models/detection.hpp"
#include "tally/models/ssd.hpp"

namespace {

using agreement::layer_disagreement_in;
using agreement::shape;
namespace models = tally::models;

TEST_CASE("detectors agree in every scope") {
  CHECK(layer_disagreement_in<float>(models::retinanet_resnet50_fpn(2), shape{1, 3, 17, 9}) == "");
  CHECK(layer_disagreement_in<float>(models::fcos_resnet50_fpn(2), shape{1, 3, 9, 16}) == "");
  CHECK(layer_disagreement_in<float>(models::ssdlite320_mobilenet_v3_large(3), shape{1, 3, 40, 33}) == "");
}

}  // namespace
