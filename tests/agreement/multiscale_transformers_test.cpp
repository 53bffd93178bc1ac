// SPDX-License-Identifier: MIT
// MaxViT: what a prediction charges to a scope is what a run spends there.
// flags: -O1

#include "support/catch.hpp"
#include "support/layer_agreement.hpp"
#include "tally/models/maxvit.hpp"

namespace {

using agreement::layer_disagreement_in;
using agreement::shape;
namespace models = tally::models;

TEST_CASE("a small MaxViT agrees in every scope") {
  const models::maxvit net{.stem_channels = 3,
                           .block_channels = {4, 4, 8, 4},
                           .block_layers = {1, 2, 1, 1},
                           .head_dim = 2,
                           .partition_size = 2,
                           .num_classes = 3};
  CHECK(layer_disagreement_in<float>(net, shape{2, 3, 64, 64}) == "");
}

}  // namespace
