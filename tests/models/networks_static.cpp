// SPDX-License-Identifier: MIT
// One member of each family in a constant expression, within the compilers' default limits: parameters and
// multiply-accumulates as torchvision publishes them.

#include "tally/models/convnext.hpp"
#include "tally/models/efficientnet.hpp"
#include "tally/models/regnet.hpp"
#include "tally/models/segmentation.hpp"
#include "tally/nn/trace.hpp"

namespace {

using tally::predict;
namespace models = tally::models;

// In millions, rounded.
constexpr tally::natural mega(const tally::prediction& cost) { return (cost.macs().value() + 500'000) / 1'000'000; }

constexpr auto regnet_x = predict(models::regnet_x_8gf(), {1, 3, 224, 224});
static_assert(regnet_x.parameters() == 39'572'648 && mega(regnet_x) == 7'995);
constexpr auto regnet_y = predict(models::regnet_y_400mf(), {1, 3, 224, 224});
static_assert(regnet_y.parameters() == 4'344'144 && mega(regnet_y) == 402);

constexpr auto convnext = predict(models::convnext_tiny(), {1, 3, 224, 224});
static_assert(convnext.parameters() == 28'589'128 && mega(convnext) == 4'456);

constexpr auto efficientnet = predict(models::efficientnet_b0(), {1, 3, 224, 224});
static_assert(efficientnet.parameters() == 5'288'548 && mega(efficientnet) == 386);
constexpr auto efficientnet_v2 = predict(models::efficientnet_v2_s(), {1, 3, 384, 384});
static_assert(efficientnet_v2.parameters() == 21'458'488 && mega(efficientnet_v2) == 8'366);

constexpr auto fcn = predict(models::fcn_resnet50(), {1, 3, 520, 520});
static_assert(fcn.parameters() == 35'322'218 && mega(fcn) == 152'717);
constexpr auto deeplab = predict(models::deeplabv3_mobilenet_v3_large(), {1, 3, 520, 520});
static_assert(deeplab.parameters() == 11'029'328 && mega(deeplab) == 10'452);
constexpr auto lraspp = predict(models::lraspp_mobilenet_v3_large(), {1, 3, 520, 520});
static_assert(lraspp.parameters() == 3'221'538 && mega(lraspp) == 2'086);

}  // namespace
