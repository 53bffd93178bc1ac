// SPDX-License-Identifier: MIT
// Networks that classify pixels, on a small image: what a prediction charges to a scope is what a run spends there.

#include "support/catch.hpp"
#include "support/layer_agreement.hpp"
#include "tally/models/segmentation.hpp"

namespace {

using agreement::layer_disagreement_in;
using agreement::shape;
namespace models = tally::models;

TEST_CASE("networks that classify pixels agree in every scope") {
  const models::segmentation_network<models::dilated_resnet> fcn{{{1, 1, 2, 2}}, false, 3};
  CHECK(layer_disagreement_in<float>(fcn, shape{1, 3, 15, 9}) == "");
  const models::segmentation_network<models::dilated_resnet> deeplab{{{1, 1, 2, 2}}, true, 2};
  CHECK(layer_disagreement_in<float>(deeplab, shape{1, 3, 9, 17}) == "");
  CHECK(layer_disagreement_in<float>(models::lraspp_mobilenet_v3_large(), shape{1, 3, 33, 40}) == "");
}

}  // namespace
