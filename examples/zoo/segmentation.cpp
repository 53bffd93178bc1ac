// SPDX-License-Identifier: MIT

#include "zoo.hpp"
#include <tally/models/segmentation.hpp>

std::vector<zoo_model> segmentation_networks() {
  using namespace tally;
  const shape image{1, 3, 520, 520};
  return {
      {"fcn_resnet50", image, [](const shape& x) { return trace(models::fcn_resnet50(), x); }},
      {"fcn_resnet101", image, [](const shape& x) { return trace(models::fcn_resnet101(), x); }},
      {"deeplabv3_resnet50", image, [](const shape& x) { return trace(models::deeplabv3_resnet50(), x); }},
      {"deeplabv3_resnet101", image, [](const shape& x) { return trace(models::deeplabv3_resnet101(), x); }},
      {"deeplabv3_mobilenet_v3_large", image,
       [](const shape& x) { return trace(models::deeplabv3_mobilenet_v3_large(), x); }},
      {"lraspp_mobilenet_v3_large", image,
       [](const shape& x) { return trace(models::lraspp_mobilenet_v3_large(), x); }},
  };
}
