// SPDX-License-Identifier: MIT
// Detectors as torchvision defines them: how many boxes they tell of, and the names of their parameters.

#include "support/catch.hpp"
#include "tally/models/detection.hpp"
#include "tally/models/ssd.hpp"
#include "tally/nn/trace.hpp"

#include <string_view>

namespace {

using tally::shape;
namespace models = tally::models;

// The shape of the parameter at a dotted path, or the empty shape.
shape parameter_of(const tally::trace& traced, std::string_view path) {
  const std::size_t dot = path.rfind('.');
  const int scope = traced.scopes().find(path.substr(0, dot));
  if (scope == tally::path_tree::none) return {};
  const int position = traced.parameters().find(scope, tally::label(path.substr(dot + 1)));
  return position == tally::path_tree::none ? shape{} : traced.parameters().at(position).extents;
}

TEST_CASE("detectors over a feature pyramid tell of each anchor of each position of five levels") {
  // 256x192 pixels: levels of 32x24, 16x12, 8x6, 4x3 and 2x2.
  constexpr tally::index positions = 32 * 24 + 16 * 12 + 8 * 6 + 4 * 3 + 2 * 2;
  const tally::trace retinanet(models::retinanet_resnet50_fpn(), {2, 3, 256, 192});
  CHECK(retinanet.output() == shape{2, 9 * positions, 91 + 4});
  CHECK(parameter_of(retinanet, "backbone.body.layer3.5.conv3.weight") == shape{1024, 256, 1, 1});
  CHECK(parameter_of(retinanet, "backbone.fpn.inner_blocks.2.0.weight") == shape{256, 2048, 1, 1});
  CHECK(parameter_of(retinanet, "backbone.fpn.layer_blocks.0.0.bias") == shape{256});
  CHECK(parameter_of(retinanet, "backbone.fpn.extra_blocks.p6.weight") == shape{256, 256, 3, 3});
  CHECK(parameter_of(retinanet, "head.classification_head.conv.3.0.bias") == shape{256});
  CHECK(parameter_of(retinanet, "head.classification_head.cls_logits.weight") == shape{819, 256, 3, 3});
  CHECK(parameter_of(retinanet, "head.regression_head.bbox_reg.bias") == shape{36});

  const tally::trace second(models::retinanet_resnet50_fpn_v2(3), {1, 3, 64, 64});
  CHECK(parameter_of(second, "backbone.fpn.extra_blocks.p6.weight") == shape{256, 2048, 3, 3});
  CHECK(parameter_of(second, "head.classification_head.conv.0.0.bias") == shape{});
  CHECK(parameter_of(second, "head.regression_head.conv.3.1.weight") == shape{256});
  CHECK(parameter_of(second, "head.classification_head.cls_logits.bias") == shape{27});

  const tally::trace fcos(models::fcos_resnet50_fpn(5), {1, 3, 256, 192});
  CHECK(fcos.output() == shape{1, positions, 5 + 4 + 1});
  CHECK(parameter_of(fcos, "head.classification_head.conv.9.weight") == shape{256, 256, 3, 3});
  CHECK(parameter_of(fcos, "head.regression_head.conv.10.bias") == shape{256});
  CHECK(parameter_of(fcos, "head.regression_head.bbox_ctrness.weight") == shape{1, 256, 3, 3});
}

TEST_CASE("frozen batch normalisation owns buffers: ResNet-50's 26,560 channels have four numbers each") {
  const auto frozen = tally::predict(models::retinanet_resnet50_fpn(), {1, 3, 64, 64});
  const auto learned = tally::predict(models::retinanet_resnet50_fpn_v2(), {1, 3, 64, 64});
  CHECK(frozen.buffers() == 4 * 26'560);
  CHECK(learned.buffers() == 2 * 26'560);
}

TEST_CASE("single-shot detectors tell of the papers' numbers of boxes, and have torchvision's names") {
  const tally::trace ssd(models::ssd300_vgg16(), {1, 3, 300, 300});
  CHECK(ssd.output() == shape{1, 8'732, 91 + 4});  // Liu et al. 2016, section 2.1
  CHECK(parameter_of(ssd, "backbone.scale_weight") == shape{512});
  CHECK(parameter_of(ssd, "backbone.features.21.weight") == shape{512, 512, 3, 3});
  CHECK(parameter_of(ssd, "backbone.extra.0.5.weight") == shape{512, 512, 3, 3});
  CHECK(parameter_of(ssd, "backbone.extra.0.7.1.weight") == shape{1024, 512, 3, 3});
  CHECK(parameter_of(ssd, "backbone.extra.4.2.weight") == shape{256, 128, 3, 3});
  CHECK(parameter_of(ssd, "head.classification_head.module_list.5.weight") == shape{364, 256, 3, 3});
  CHECK(parameter_of(ssd, "head.regression_head.module_list.1.bias") == shape{24});

  const tally::trace lite(models::ssdlite320_mobilenet_v3_large(21), {1, 3, 320, 320});
  // 20², 10², 5², 3², 2² and one position, of six boxes each.
  CHECK(lite.output() == shape{1, 6 * (400 + 100 + 25 + 9 + 4 + 1), 21 + 4});
  CHECK(parameter_of(lite, "backbone.features.0.12.block.3.0.weight") == shape{112, 672, 1, 1});
  CHECK(parameter_of(lite, "backbone.features.0.13.0.weight") == shape{672, 112, 1, 1});
  CHECK(parameter_of(lite, "backbone.features.1.0.2.fc1.weight") == shape{168, 672, 1, 1});
  CHECK(parameter_of(lite, "backbone.features.1.3.0.weight") == shape{480, 80, 1, 1});
  CHECK(parameter_of(lite, "backbone.extra.3.1.0.weight") == shape{64, 1, 3, 3});
  CHECK(parameter_of(lite, "head.regression_head.module_list.0.0.0.weight") == shape{672, 1, 3, 3});
  CHECK(parameter_of(lite, "head.classification_head.module_list.0.1.bias") == shape{126});
}

TEST_CASE("detectors of no classes are refused") {
  CHECK_THROWS_AS(tally::predict(models::fcos_resnet50_fpn(0), {1, 3, 64, 64}), tally::shape_error);
  CHECK_THROWS_AS(tally::predict(models::ssd300_vgg16(-1), {1, 3, 300, 300}), tally::shape_error);
  CHECK_THROWS_AS(tally::predict(models::ssdlite320_mobilenet_v3_large(0), {1, 3, 320, 320}), tally::shape_error);
}

}  // namespace
