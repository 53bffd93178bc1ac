// SPDX-License-Identifier: MIT
// MaxViT and the multiscale transformers of videos: what a prediction charges to a scope is what a run spends there.

#include "support/catch.hpp"
#include "support/layer_agreement.hpp"
#include "tally/models/maxvit.hpp"
#include "tally/models/mvit.hpp"

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

// Two by eight by eight tokens, of which the second block leaves two by four by four.
TEST_CASE("a small multiscale transformer agrees in every scope") {
  const models::mvit net{.blocks = {{1, 4, 6, 1, 4}, {3, 6, 6, 2, 2}},
                         .count = 2,
                         .version_2 = false,
                         .num_classes = 3,
                         .frames = 4,
                         .image_size = 32};
  CHECK(layer_disagreement_in<float>(net, shape{2, 3, 4, 32, 32}) == "");
}

TEST_CASE("a small multiscale transformer of version 2 agrees in every scope") {
  const models::mvit net{.blocks = {{1, 4, 4, 1, 4}, {3, 4, 6, 2, 2}},
                         .count = 2,
                         .version_2 = true,
                         .num_classes = 3,
                         .frames = 4,
                         .image_size = 32};
  CHECK(layer_disagreement_in<float>(net, shape{2, 3, 4, 32, 32}) == "");
}

}  // namespace
