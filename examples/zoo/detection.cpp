// SPDX-License-Identifier: MIT

#include "zoo.hpp"
#include <tally/models/detection.hpp>
#include <tally/models/ssd.hpp>

namespace {

tally::shape square(tally::index size) { return {1, 3, size, size}; }

}  // namespace

std::vector<zoo_model> detectors() {
  using namespace tally;
  return {
      {"retinanet_resnet50_fpn", square(800),
       [](const shape& x) { return trace(models::retinanet_resnet50_fpn(), x); }},
      {"retinanet_resnet50_fpn_v2", square(800),
       [](const shape& x) { return trace(models::retinanet_resnet50_fpn_v2(), x); }},
      {"fcos_resnet50_fpn", square(800), [](const shape& x) { return trace(models::fcos_resnet50_fpn(), x); }},
      {"ssd300_vgg16", square(300), [](const shape& x) { return trace(models::ssd300_vgg16(), x); }},
      {"ssdlite320_mobilenet_v3_large", square(320),
       [](const shape& x) { return trace(models::ssdlite320_mobilenet_v3_large(), x); }},
  };
}
