// SPDX-License-Identifier: MIT

#include "zoo.hpp"
#include <tally/models/regnet.hpp>

std::vector<zoo_model> regnets() {
  using namespace tally;
  const shape image{1, 3, 224, 224};
  return {
      {"regnet_x_400mf", image, [](const shape& x) { return trace(models::regnet_x_400mf(), x); }},
      {"regnet_x_800mf", image, [](const shape& x) { return trace(models::regnet_x_800mf(), x); }},
      {"regnet_x_1_6gf", image, [](const shape& x) { return trace(models::regnet_x_1_6gf(), x); }},
      {"regnet_x_3_2gf", image, [](const shape& x) { return trace(models::regnet_x_3_2gf(), x); }},
      {"regnet_x_8gf", image, [](const shape& x) { return trace(models::regnet_x_8gf(), x); }},
      {"regnet_x_16gf", image, [](const shape& x) { return trace(models::regnet_x_16gf(), x); }},
      {"regnet_x_32gf", image, [](const shape& x) { return trace(models::regnet_x_32gf(), x); }},
      {"regnet_y_400mf", image, [](const shape& x) { return trace(models::regnet_y_400mf(), x); }},
      {"regnet_y_800mf", image, [](const shape& x) { return trace(models::regnet_y_800mf(), x); }},
      {"regnet_y_1_6gf", image, [](const shape& x) { return trace(models::regnet_y_1_6gf(), x); }},
      {"regnet_y_3_2gf", image, [](const shape& x) { return trace(models::regnet_y_3_2gf(), x); }},
      {"regnet_y_8gf", image, [](const shape& x) { return trace(models::regnet_y_8gf(), x); }},
      {"regnet_y_16gf", image, [](const shape& x) { return trace(models::regnet_y_16gf(), x); }},
      {"regnet_y_16gf", {1, 3, 384, 384}, [](const shape& x) { return trace(models::regnet_y_16gf(), x); }},
      {"regnet_y_32gf", image, [](const shape& x) { return trace(models::regnet_y_32gf(), x); }},
      {"regnet_y_32gf", {1, 3, 384, 384}, [](const shape& x) { return trace(models::regnet_y_32gf(), x); }},
      {"regnet_y_128gf", image, [](const shape& x) { return trace(models::regnet_y_128gf(), x); }},
      {"regnet_y_128gf", {1, 3, 384, 384}, [](const shape& x) { return trace(models::regnet_y_128gf(), x); }},
  };
}
