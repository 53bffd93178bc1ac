// SPDX-License-Identifier: MIT
// Networks of videos: what a prediction charges to a scope is what a run spends there.

#include "support/catch.hpp"
#include "support/layer_agreement.hpp"
#include "tally/models/s3d.hpp"
#include "tally/models/swin3d.hpp"
#include "tally/models/video_resnet.hpp"

namespace {

using agreement::layer_disagreement_in;
using agreement::shape;
namespace models = tally::models;

TEST_CASE("small residual networks of videos agree in every scope") {
  using enum models::video_convolution;
  for (const bool factored_stem : {false, true}) {
    const models::video_resnet net{.convolutions = {joint, spatial, factored, joint},
                                   .factored_stem = factored_stem,
                                   .blocks = {1, 2, 1, 1},
                                   .width = 2,
                                   .num_classes = 3};
    CHECK(layer_disagreement_in<float>(net, shape{1, 3, 5, 11, 12}) == "");
  }
}

TEST_CASE("S3D agrees in every scope") {
  CHECK(layer_disagreement_in<float>(models::separable_3d{.num_classes = 3, .last_pool = 1}, shape{1, 3, 5, 32, 32}) ==
        "");
}

// Three by five by seven patches: windows shrink to what there is, or are padded.
TEST_CASE("a small Swin transformer of videos agrees in every scope") {
  const models::swin_transformer3d net{
      .embed_dim = 4, .depths = {2, 1, 1, 1}, .num_heads = {1, 2, 1, 4}, .window = {2, 2, 4}, .num_classes = 3};
  CHECK(layer_disagreement_in<float>(net, shape{1, 3, 5, 20, 28}) == "");
}

}  // namespace
