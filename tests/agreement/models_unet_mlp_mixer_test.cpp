// SPDX-License-Identifier: MIT
// U-Net and MLP-Mixer at small sizes: what a prediction charges to a scope is what a run spends there.

#include "support/catch.hpp"
#include "support/layer_agreement.hpp"
#include "tally/models/mlp_mixer.hpp"
#include "tally/models/unet.hpp"

namespace {

namespace models = tally::models;
using agreement::layer_disagreement_in;
using agreement::shape;

TEST_CASE("U-Net agrees in every scope, unpadded and padded") {
  CHECK(layer_disagreement_in<float>(models::unet_network{1, 2, 1}, shape{1, 1, 188, 204}) == "");
  CHECK(layer_disagreement_in<float>(models::unet_network{3, 1, 2, true, true}, shape{2, 3, 16, 48}) == "");
}

TEST_CASE("MLP-Mixer agrees in every scope") {
  CHECK(layer_disagreement_in<float>(models::mlp_mixer{4, 2, 6, 5, 7, 3, 12}, shape{2, 3, 12, 12}) == "");
}

TEST_CASE("images that do not fit are refused") {
  CHECK_THROWS_AS(tally::predict(models::mlp_mixer_b16(), {1, 3, 256, 256}), tally::shape_error);
  CHECK_THROWS_AS(tally::predict(models::mlp_mixer_b16(1000, 100), {1, 3, 100, 100}), tally::shape_error);
  CHECK_THROWS_AS(tally::predict(models::unet_padded(), {1, 1, 40, 48}), tally::shape_error);
  CHECK_THROWS_AS(tally::predict(models::unet(), {1, 1, 572, 512}), tally::shape_error);
}

}  // namespace
