// SPDX-License-Identifier: MIT
// Networks of videos and of optical flow: torchvision's names, what they refuse, and how flow comes to full size.

#include "support/catch.hpp"
#include "tally/models/mvit.hpp"
#include "tally/models/raft.hpp"
#include "tally/models/s3d.hpp"
#include "tally/models/swin3d.hpp"
#include "tally/models/video_resnet.hpp"
#include "tally/nn/instantiate.hpp"
#include "tally/nn/trace.hpp"

#include <string>
#include <string_view>

namespace {

using tally::index;
using tally::shape;
namespace models = tally::models;
using Catch::Matchers::ContainsSubstring;

// The shape of the parameter at a dotted path, or the empty shape.
shape parameter_of(const tally::trace& traced, std::string_view path) {
  const std::size_t dot = path.rfind('.');
  const int scope = traced.scopes().find(path.substr(0, dot));
  if (scope == tally::path_tree::none) return {};
  const int position = traced.parameters().find(scope, tally::label(path.substr(dot + 1)));
  return position == tally::path_tree::none ? shape{} : traced.parameters().at(position).extents;
}

TEST_CASE("parameters of networks of videos have torchvision's names and shapes") {
  const tally::trace residual(models::r2plus1d_18(), {1, 3, 4, 32, 32});
  CHECK(parameter_of(residual, "stem.3.weight") == shape{64, 45, 3, 1, 1});
  CHECK(parameter_of(residual, "layer1.0.conv1.0.0.weight") == shape{144, 64, 1, 3, 3});
  CHECK(parameter_of(residual, "layer2.0.conv1.0.3.weight") == shape{128, 230, 3, 1, 1});
  CHECK(parameter_of(residual, "layer2.0.conv2.1.weight") == shape{128});
  CHECK(parameter_of(residual, "layer2.0.downsample.0.weight") == shape{128, 64, 1, 1, 1});
  const tally::trace joint(models::mc3_18(), {1, 3, 4, 32, 32});
  CHECK(parameter_of(joint, "layer1.1.conv2.0.weight") == shape{64, 64, 3, 3, 3});
  CHECK(parameter_of(joint, "layer4.1.conv2.0.weight") == shape{512, 512, 1, 3, 3});
  CHECK(parameter_of(joint, "fc.bias") == shape{400});

  const tally::trace separable(models::s3d(), {1, 3, 16, 224, 224});
  CHECK(parameter_of(separable, "features.0.0.0.weight") == shape{64, 3, 1, 7, 7});
  CHECK(parameter_of(separable, "features.5.branch1.1.0.0.weight") == shape{128, 96, 1, 3, 3});
  CHECK(parameter_of(separable, "features.5.branch3.1.1.bias") == shape{32});
  CHECK(parameter_of(separable, "features.15.branch0.0.weight") == shape{384, 832, 1, 1, 1});
  CHECK(parameter_of(separable, "classifier.1.weight") == shape{400, 1024, 1, 1, 1});

  const tally::trace first(models::mvit_v1_b(), {1, 3, 16, 224, 224});
  CHECK(parameter_of(first, "pos_encoding.spatial_pos") == shape{3136, 96});
  CHECK(parameter_of(first, "blocks.0.attn.pool_k.pool.weight") == shape{96, 1, 3, 3, 3});
  CHECK(parameter_of(first, "blocks.0.attn.pool_q.pool.weight") == shape{});
  CHECK(parameter_of(first, "blocks.0.project.weight") == shape{192, 96});
  const tally::trace second(models::mvit_v2_s(), {1, 3, 16, 224, 224});
  CHECK(parameter_of(second, "pos_encoding.class_token") == shape{96});
  CHECK(parameter_of(second, "pos_encoding.spatial_pos") == shape{});
  CHECK(parameter_of(second, "blocks.1.attn.pool_q.norm_act.0.weight") == shape{96});
  CHECK(parameter_of(second, "blocks.1.attn.rel_pos_h") == shape{55, 96});
  CHECK(parameter_of(second, "blocks.1.attn.rel_pos_t") == shape{15, 96});
  CHECK(parameter_of(second, "blocks.1.attn.project.0.weight") == shape{192, 192});
  CHECK(parameter_of(second, "head.1.weight") == shape{400, 768});

  const tally::trace windows(models::swin3d_t(), {1, 3, 16, 224, 224});
  CHECK(parameter_of(windows, "patch_embed.proj.weight") == shape{96, 3, 2, 4, 4});
  CHECK(parameter_of(windows, "features.0.1.attn.relative_position_bias_table") == shape{15 * 13 * 13, 3});
  CHECK(parameter_of(windows, "features.1.reduction.weight") == shape{192, 384});
}

TEST_CASE("parameters of RAFT have torchvision's names and shapes") {
  const shape image{1, 3, 128, 128};
  const tally::trace large(models::raft_large(), image, image);
  CHECK(parameter_of(large, "feature_encoder.convnormrelu.0.weight") == shape{64, 3, 7, 7});
  CHECK(parameter_of(large, "feature_encoder.layer2.0.downsample.0.bias") == shape{96});
  CHECK(parameter_of(large, "context_encoder.layer1.0.convnormrelu1.1.weight") == shape{64});
  CHECK(parameter_of(large, "update_block.motion_encoder.convcorr1.0.weight") == shape{256, 324, 1, 1});
  CHECK(parameter_of(large, "update_block.recurrent_block.convgru2.convq.weight") == shape{128, 384, 5, 1});
  CHECK(parameter_of(large, "update_block.flow_head.conv2.weight") == shape{2, 256, 3, 3});
  CHECK(parameter_of(large, "mask_predictor.conv.weight") == shape{576, 256, 1, 1});
  const tally::trace small(models::raft_small(), image, image);
  CHECK(parameter_of(small, "feature_encoder.layer1.0.convnormrelu3.0.weight") == shape{32, 8, 1, 1});
  CHECK(parameter_of(small, "update_block.recurrent_block.convgru2.convq.weight") == shape{});
}

// All parameters zero but the last bias: every update corrects the flow by (1, 2).
models::raft tiny(index mask_size) {
  return {.features = {{1, 1, 1, 1, 1}, false, models::raft_norm::instance},
          .context_features = {{1, 1, 1, 1, 2}, false, models::raft_norm::none},
          .corr_levels = 1,
          .corr_radius = 1,
          .corr_layers = {1, 0},
          .flow_layers = {1, 1},
          .motion_channels = 3,
          .hidden_size = 1,
          .separable = false,
          .flow_head_size = 1,
          .mask_size = mask_size,
          .updates = 2};
}
auto moving(const models::raft& net, const shape& image) {
  auto model = tally::instantiate<double>(net, image, image);
  for (const std::string& path : model.parameter_paths())
    for (double& number : model.parameter(path)) number = 0;
  model.parameter("update_block.flow_head.conv2.bias")[0] = 1;
  model.parameter("update_block.flow_head.conv2.bias")[1] = 2;
  return model;
}

TEST_CASE("two updates add up, and eight times the flow spans eight times the pixels") {
  const shape size{1, 3, 16, 24};
  const auto image = tally::tensor<double>::random(size, 1);
  const auto flow = moving(tiny(0), size)(image, image);
  REQUIRE(flow.shape() == shape{1, 2, 16, 24});
  for (index i = 0; i < 16; ++i)
    for (index j = 0; j < 24; ++j) {
      CHECK(flow(0, 0, i, j) == Approx(16));
      CHECK(flow(0, 1, i, j) == Approx(32));
    }
}

TEST_CASE("without a preference the flow is the mean of nine pixels, those around the image being zeros") {
  const shape size{1, 3, 24, 24};
  const auto image = tally::tensor<double>::random(size, 1);
  const auto flow = moving(tiny(1), size)(image, image);
  CHECK(flow(0, 0, 12, 12) == Approx(16));
  CHECK(flow(0, 0, 3, 12) == Approx(16 * 6 / 9.0));
  CHECK(flow(0, 1, 20, 23) == Approx(32 * 4 / 9.0));
}

TEST_CASE("the mask chooses for each of eight by eight pixels among its neighbours") {
  const shape size{1, 3, 16, 16};
  auto model = moving(tiny(1), size);
  auto& preference = model.parameter("mask_predictor.conv.bias");               // [9][8][8]
  for (index pixel = 0; pixel < 64; ++pixel) preference[4 * 64 + pixel] = 400;  // the one in the middle
  preference[4 * 64 + 1] = 0;
  preference[0 * 64 + 1] = 400;  // but for the first row's second pixel the one above to the left
  const auto image = tally::tensor<double>::random(size, 1);
  const auto flow = model(image, image);
  CHECK(flow(0, 0, 0, 0) == Approx(16));
  CHECK(flow(0, 0, 0, 1) == Approx(0).margin(1e-12));
  CHECK(flow(0, 0, 1, 0) == Approx(16));
  CHECK(flow(0, 0, 0, 9) == Approx(0).margin(1e-12));
  CHECK(flow(0, 0, 8, 9) == Approx(16));
}

TEST_CASE("videos and pairs of images that do not fit are refused") {
  CHECK_THROWS_WITH(tally::predict(models::mvit_v1_b(), {1, 3, 16, 112, 112}),
                    ContainsSubstring("of the size it was made for: 1x3x16x112x112 and 1x3x16x224x224"));
  CHECK_THROWS_WITH(tally::predict(models::raft_small(), {1, 3, 100, 96}, {1, 3, 100, 96}),
                    ContainsSubstring("a multiple of 8: 1x3x100x96"));
  CHECK_THROWS_WITH(tally::predict(models::raft_small(), {1, 3, 64, 96}, {1, 3, 96, 64}),
                    ContainsSubstring("of one size, a multiple of 8: 1x3x64x96 and 1x3x96x64"));
  models::video_resnet empty = models::r3d_18();
  empty.blocks[1] = 0;
  CHECK_THROWS_WITH(tally::predict(empty, {1, 3, 4, 32, 32}), ContainsSubstring("in layer2 (stage): "));
  CHECK_THROWS_WITH(tally::predict(models::s3d(), {1, 3, 16, 112, 112}),
                    ContainsSubstring("in avgpool (avg_pool3d): a kernel is larger than its padded input"));
}

}  // namespace
