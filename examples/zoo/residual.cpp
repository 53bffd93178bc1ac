// SPDX-License-Identifier: MIT

#include "zoo.hpp"
#include <tally/models/resnet.hpp>

std::vector<zoo_model> residual_networks() {
  using namespace tally;
  const shape image{1, 3, 224, 224};
  return {
      {"resnet18", image, [](const shape& x) { return trace(models::resnet18(), x); }},
      {"resnet34", image, [](const shape& x) { return trace(models::resnet34(), x); }},
      {"resnet50", image, [](const shape& x) { return trace(models::resnet50(), x); }},
      {"resnet101", image, [](const shape& x) { return trace(models::resnet101(), x); }},
      {"resnet152", image, [](const shape& x) { return trace(models::resnet152(), x); }},
      {"resnext50_32x4d", image, [](const shape& x) { return trace(models::resnext50_32x4d(), x); }},
      {"resnext101_32x8d", image, [](const shape& x) { return trace(models::resnext101_32x8d(), x); }},
      {"resnext101_64x4d", image, [](const shape& x) { return trace(models::resnext101_64x4d(), x); }},
      {"wide_resnet50_2", image, [](const shape& x) { return trace(models::wide_resnet50_2(), x); }},
      {"wide_resnet101_2", image, [](const shape& x) { return trace(models::wide_resnet101_2(), x); }},
  };
}
