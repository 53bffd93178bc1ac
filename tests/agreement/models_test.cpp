// SPDX-License-Identifier: MIT
// Small models: what a prediction charges to a scope is what a run spends there.

#include "support/catch.hpp"
#include "support/layer_agreement.hpp"
#include "tally/models/models.hpp"

namespace {

using agreement::layer_disagreement;
using agreement::shape;

TEST_CASE("small models agree in every scope") {
  CHECK(layer_disagreement(tally::models::lenet5(), shape{2, 1, 32, 32}) == "");
  CHECK(layer_disagreement(tally::models::mlp{7, 5, 3, 2}, shape{3, 7}) == "");
  CHECK(layer_disagreement(tally::models::vision_transformer{.patch_size = 4,
                                                             .num_layers = 2,
                                                             .num_heads = 2,
                                                             .hidden_dim = 6,
                                                             .mlp_dim = 10,
                                                             .num_classes = 5,
                                                             .image_size = 12},
                           shape{2, 3, 12, 12}) == "");
  CHECK(layer_disagreement(tally::models::residual_block{3, 5, 2}, shape{2, 3, 7, 9}) == "");
  CHECK(layer_disagreement(tally::models::residual_block{8, 2, 1, true}, shape{1, 8, 5, 5}) == "");
  CHECK(layer_disagreement(tally::models::residual_block{4, 3, 2, true}, shape{1, 4, 8, 5}) == "");
}

}  // namespace
