// SPDX-License-Identifier: MIT
// Networks as torchvision defines them: what follows from their definitions, and the names of their parameters.

#include "support/catch.hpp"
#include "tally/models/convnext.hpp"
#include "tally/models/efficientnet.hpp"
#include "tally/models/regnet.hpp"
#include "tally/models/segmentation.hpp"
#include "tally/nn/trace.hpp"

#include <cmath>
#include <string_view>

namespace {

using tally::index;
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

// Equations 2 to 4 of the paper: block i is w_0 + w_a i wide; of the powers of w_m times w_0 the one nearest to it, to
// a multiple of 8 (a half to the even one); then, as torchvision rounds, to a multiple of the group's width (a half
// up), but to no less than nine tenths. Blocks of one width are a stage.
struct linear_widths {
  int depth;
  double w_0;
  double w_a;
  double w_m;
  index group_width;
};
bool follows(const models::regnet& net, const linear_widths& from) {
  index widths[4]{};
  index depths[4]{};
  int stage = -1;
  for (int i = 0; i < from.depth; ++i) {
    const double power = std::round(std::log((from.w_0 + from.w_a * i) / from.w_0) / std::log(from.w_m));
    const index width = 8 * std::llrint(from.w_0 * std::pow(from.w_m, power) / 8);
    if (stage < 0 || widths[stage] != width) {
      if (++stage == 4) return false;
      widths[stage] = width;
    }
    ++depths[stage];
  }
  for (int i = 0; i < 4; ++i) {
    const index group = widths[i] < from.group_width ? widths[i] : from.group_width;
    index rounded = (widths[i] + group / 2) / group * group;
    if (10 * rounded < 9 * widths[i]) rounded += group;
    if (net.widths[i] != rounded || net.depths[i] != depths[i]) return false;
  }
  return net.group_width == from.group_width;
}

TEST_CASE("a RegNet's stages follow from the four numbers and the group width of its paper") {
  CHECK(follows(models::regnet_x_400mf(), {22, 24, 24.48, 2.54, 16}));
  CHECK(follows(models::regnet_x_800mf(), {16, 56, 35.73, 2.28, 16}));
  CHECK(follows(models::regnet_x_1_6gf(), {18, 80, 34.01, 2.25, 24}));
  CHECK(follows(models::regnet_x_3_2gf(), {25, 88, 26.31, 2.25, 48}));
  CHECK(follows(models::regnet_x_8gf(), {23, 80, 49.56, 2.88, 120}));
  CHECK(follows(models::regnet_x_16gf(), {22, 216, 55.59, 2.1, 128}));
  CHECK(follows(models::regnet_x_32gf(), {23, 320, 69.86, 2.0, 168}));
  CHECK(follows(models::regnet_y_400mf(), {16, 48, 27.89, 2.09, 8}));
  CHECK(follows(models::regnet_y_800mf(), {14, 56, 38.84, 2.4, 16}));
  CHECK(follows(models::regnet_y_1_6gf(), {27, 48, 20.71, 2.65, 24}));
  CHECK(follows(models::regnet_y_3_2gf(), {21, 80, 42.63, 2.66, 24}));
  CHECK(follows(models::regnet_y_8gf(), {17, 192, 76.82, 2.19, 56}));
  CHECK(follows(models::regnet_y_16gf(), {18, 200, 106.23, 2.48, 112}));
  CHECK(follows(models::regnet_y_32gf(), {20, 232, 115.89, 2.53, 232}));
  CHECK(follows(models::regnet_y_128gf(), {27, 456, 160.83, 2.52, 264}));
  CHECK(!follows(models::regnet_x_400mf(), {22, 24, 24.48, 2.54, 8}));
  CHECK(!follows(models::regnet_x_400mf(), {21, 24, 24.48, 2.54, 16}));
}

TEST_CASE("parameters of RegNets and ConvNeXts have torchvision's names") {
  const tally::trace regnet(models::regnet_y_400mf(), {1, 3, 64, 64});
  CHECK(parameter_of(regnet, "stem.0.weight") == shape{32, 3, 3, 3});
  CHECK(parameter_of(regnet, "trunk_output.block1.block1-0.proj.0.weight") == shape{48, 32, 1, 1});
  CHECK(parameter_of(regnet, "trunk_output.block2.block2-1.f.b.0.weight") == shape{104, 8, 3, 3});
  CHECK(parameter_of(regnet, "trunk_output.block4.block4-5.f.se.fc1.bias") == shape{110});
  CHECK(parameter_of(regnet, "trunk_output.block4.block4-5.f.c.1.running_var") == shape{440});
  CHECK(parameter_of(regnet, "fc.weight") == shape{1000, 440});
  CHECK(parameter_of(regnet, "trunk_output.block2.block2-1.proj.0.weight") == shape{});

  const tally::trace convnext(models::convnext_tiny(10), {2, 3, 64, 64});
  CHECK(parameter_of(convnext, "features.0.0.weight") == shape{96, 3, 4, 4});
  CHECK(parameter_of(convnext, "features.0.1.weight") == shape{96});
  CHECK(parameter_of(convnext, "features.1.2.layer_scale") == shape{96, 1, 1});
  CHECK(parameter_of(convnext, "features.3.0.block.0.weight") == shape{192, 1, 7, 7});
  CHECK(parameter_of(convnext, "features.5.8.block.5.weight") == shape{384, 1536});
  CHECK(parameter_of(convnext, "features.6.1.weight") == shape{768, 384, 2, 2});
  CHECK(parameter_of(convnext, "classifier.0.bias") == shape{768});
  CHECK(parameter_of(convnext, "classifier.2.weight") == shape{10, 768});
  CHECK(convnext.output() == shape{2, 10});
}

TEST_CASE("EfficientNets are scaled, their blocks and parameters named, as torchvision's") {
  // Channels of the stages, and blocks in them, that B3's 1.2 and 1.4 make of B0's.
  const index channels[] = {24, 32, 48, 96, 136, 232, 384};
  const index blocks[] = {2, 3, 3, 5, 5, 6, 2};
  const models::efficientnet b3 = models::efficientnet_b3();
  for (int i = 0; i < 7; ++i) {
    CHECK(b3.stages[i].out_channels == channels[i]);
    CHECK(b3.stages[i].blocks == blocks[i]);
  }
  CHECK(b3.last_channels == 1536);

  const tally::trace b0(models::efficientnet_b0(), {1, 3, 64, 64});
  CHECK(parameter_of(b0, "features.0.0.weight") == shape{32, 3, 3, 3});
  CHECK(parameter_of(b0, "features.1.0.block.0.0.weight") == shape{32, 1, 3, 3});
  CHECK(parameter_of(b0, "features.1.0.block.1.fc1.weight") == shape{8, 32, 1, 1});
  CHECK(parameter_of(b0, "features.2.1.block.0.0.weight") == shape{144, 24, 1, 1});
  CHECK(parameter_of(b0, "features.2.1.block.3.1.running_mean") == shape{24});
  CHECK(parameter_of(b0, "features.8.0.weight") == shape{1280, 320, 1, 1});
  CHECK(parameter_of(b0, "classifier.1.bias") == shape{1000});

  const tally::trace v2(models::efficientnet_v2_s(), {1, 3, 64, 64});
  CHECK(parameter_of(v2, "features.1.1.block.0.0.weight") == shape{24, 24, 3, 3});
  CHECK(parameter_of(v2, "features.2.0.block.1.0.weight") == shape{48, 96, 1, 1});
  CHECK(parameter_of(v2, "features.6.14.block.2.fc2.weight") == shape{1536, 64, 1, 1});
  CHECK(parameter_of(v2, "features.7.1.weight") == shape{1280});
}

TEST_CASE("networks that classify pixels give each pixel its classes, and have torchvision's names") {
  const tally::trace fcn(models::fcn_resnet50(7), {2, 3, 65, 41});
  CHECK(fcn.output() == shape{2, 7, 65, 41});
  CHECK(parameter_of(fcn, "backbone.layer4.2.conv2.weight") == shape{512, 512, 3, 3});
  CHECK(parameter_of(fcn, "classifier.4.bias") == shape{7});
  CHECK(parameter_of(fcn, "aux_classifier.0.weight") == shape{256, 1024, 3, 3});
  // Three halvings, not five: the last maps have 9x6 pixels. Taps d apart reach 9 + 2(9 - d) rows and 6 + 2(6 - d)
  // columns of them, of 3·9 and 3·6; the other products are with zeros.
  const auto products_with_zeros = [&](std::string_view path, index channels, index d) {
    const int scope = fcn.scopes().find(path);
    for (const auto& row : fcn.rows())
      if (row.scope == scope && row.output == shape{2, channels, 9, 6})
        return row.cost.padding() == 2 * channels * channels * (27 * 18 - (9 + 2 * (9 - d)) * (6 + 2 * (6 - d)));
    return false;
  };
  CHECK(products_with_zeros("backbone.layer3.0.conv2", 256, 1));
  CHECK(products_with_zeros("backbone.layer3.1.conv2", 256, 2));
  CHECK(products_with_zeros("backbone.layer4.0.conv2", 512, 2));
  CHECK(products_with_zeros("backbone.layer4.1.conv2", 512, 4));

  const tally::trace deeplab(models::deeplabv3_mobilenet_v3_large(), {1, 3, 64, 64});
  CHECK(parameter_of(deeplab, "backbone.13.block.1.0.weight") == shape{672, 1, 5, 5});
  CHECK(parameter_of(deeplab, "classifier.0.convs.3.0.weight") == shape{256, 960, 3, 3});
  CHECK(parameter_of(deeplab, "classifier.0.convs.4.1.weight") == shape{256, 960, 1, 1});
  CHECK(parameter_of(deeplab, "classifier.0.project.0.weight") == shape{256, 1280, 1, 1});
  CHECK(parameter_of(deeplab, "classifier.1.weight") == shape{256, 256, 3, 3});
  CHECK(parameter_of(deeplab, "aux_classifier.4.weight") == shape{21, 10, 1, 1});

  const tally::trace lraspp(models::lraspp_mobilenet_v3_large(3), {1, 3, 64, 96});
  CHECK(lraspp.output() == shape{1, 3, 64, 96});
  CHECK(parameter_of(lraspp, "classifier.cbr.0.weight") == shape{128, 960, 1, 1});
  CHECK(parameter_of(lraspp, "classifier.scale.1.weight") == shape{128, 960, 1, 1});
  CHECK(parameter_of(lraspp, "classifier.low_classifier.weight") == shape{3, 40, 1, 1});

  const models::residual_block two_by_two{.in_channels = 4, .channels = 4, .dilation = 2};
  CHECK_THROWS_AS(tally::predict(two_by_two, {1, 4, 8, 8}), tally::shape_error);
}

TEST_CASE("images and widths that do not fit are refused") {
  CHECK_THROWS_AS(tally::predict(models::convnext_tiny(), {1, 3, 31, 32}), tally::shape_error);
  CHECK_NOTHROW(tally::predict(models::convnext_tiny(), {1, 3, 32, 32}));
  CHECK_THROWS_AS(tally::predict(models::convnext{{8, 8, 8, 8}, {1, 0, 1, 1}}, {1, 3, 32, 32}), tally::shape_error);
  CHECK_THROWS_AS(tally::predict(models::regnet{{8, 12, 16, 16}, {1, 1, 1, 1}, 8}, {1, 3, 32, 32}), tally::shape_error);
  CHECK_THROWS_AS(tally::predict(models::regnet{{8, 8, 16, 16}, {1, 1, 1, 0}, 8}, {1, 3, 32, 32}), tally::shape_error);
  CHECK_THROWS_AS(tally::predict(models::regnet{{8, 8, 16, 16}, {1, 1, 1, 1}, 0}, {1, 3, 32, 32}), tally::shape_error);
}

}  // namespace
