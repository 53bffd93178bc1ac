// SPDX-License-Identifier: MIT
// Detectors in constant expressions, within the compilers' default limits: parameters and multiply-accumulates as
// torchvision publishes them.

#include "tally/models/detection.hpp"
#include "tally/models/ssd.hpp"
#include "tally/nn/trace.hpp"

namespace {

using tally::predict;
namespace models = tally::models;

// In millions, rounded.
constexpr tally::natural mega(const tally::prediction& cost) { return (cost.macs().value() + 500'000) / 1'000'000; }

constexpr auto retinanet = predict(models::retinanet_resnet50_fpn(), {1, 3, 800, 800});
static_assert(retinanet.parameters() == 34'014'999 && mega(retinanet) == 151'540);
constexpr auto retinanet_v2 = predict(models::retinanet_resnet50_fpn_v2(), {1, 3, 800, 800});
static_assert(retinanet_v2.parameters() == 38'198'935 && mega(retinanet_v2) == 152'238);
constexpr auto fcos = predict(models::fcos_resnet50_fpn(), {1, 3, 800, 800});
static_assert(fcos.parameters() == 32'269'600 && mega(fcos) == 128'207);
constexpr auto ssd = predict(models::ssd300_vgg16(), {1, 3, 300, 300});
static_assert(ssd.parameters() == 35'641'826 && mega(ssd) == 34'858);
constexpr auto ssdlite = predict(models::ssdlite320_mobilenet_v3_large(), {1, 3, 320, 320});
static_assert(ssdlite.parameters() == 3'440'060 && mega(ssdlite) == 583);

}  // namespace
