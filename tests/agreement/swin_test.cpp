// SPDX-License-Identifier: MIT
// Swin transformers: what a prediction charges to a scope is what a run spends there.

#include "support/catch.hpp"
#include "support/layer_agreement.hpp"
#include "tally/models/swin.hpp"

namespace {

using agreement::layer_disagreement_in;
using agreement::shape;
namespace models = tally::models;

// Five by seven patches, that windows of two by two do not tile; the last stage has a single one.
TEST_CASE("a small Swin transformer agrees in every scope") {
  const models::swin_transformer net{
      .embed_dim = 4, .depths = {2, 1, 1, 1}, .num_heads = {1, 2, 1, 4}, .window = 2, .num_classes = 3};
  CHECK(layer_disagreement_in<float>(net, shape{2, 3, 20, 28}) == "");
}

TEST_CASE("a small Swin transformer of version 2 agrees in every scope") {
  const models::swin_transformer net{.embed_dim = 4,
                                     .depths = {2, 1, 1, 1},
                                     .num_heads = {1, 2, 1, 4},
                                     .window = 2,
                                     .version_2 = true,
                                     .num_classes = 3};
  CHECK(layer_disagreement_in<float>(net, shape{2, 3, 20, 28}) == "");
}

}  // namespace
