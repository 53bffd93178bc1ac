// SPDX-License-Identifier: MIT

#include "zoo.hpp"
#include <tally/models/mnasnet.hpp>
#include <tally/models/mobilenet_v1.hpp>
#include <tally/models/mobilenet_v2.hpp>
#include <tally/models/mobilenet_v3.hpp>
#include <tally/models/shufflenet.hpp>

std::vector<zoo_model> mobile_networks() {
  using namespace tally;
  std::vector<zoo_model> all;
  // At the resolutions of the paper.
  for (const index size : {224, 192, 160, 128}) {
    const shape image{1, 3, size, size};
    all.push_back({"mobilenet_v1", image, [](const shape& x) { return trace(models::mobilenet_v1(), x); }});
    all.push_back({"mobilenet_v1_0_75", image, [](const shape& x) { return trace(models::mobilenet_v1_0_75(), x); }});
    all.push_back({"mobilenet_v1_0_5", image, [](const shape& x) { return trace(models::mobilenet_v1_0_5(), x); }});
    all.push_back({"mobilenet_v1_0_25", image, [](const shape& x) { return trace(models::mobilenet_v1_0_25(), x); }});
  }
  const shape image{1, 3, 224, 224};
  const std::vector<zoo_model> later{
      {"mobilenet_v2", image, [](const shape& x) { return trace(models::mobilenet_v2(), x); }},
      {"mobilenet_v3_large", image, [](const shape& x) { return trace(models::mobilenet_v3_large(), x); }},
      {"mobilenet_v3_small", image, [](const shape& x) { return trace(models::mobilenet_v3_small(), x); }},
      {"mnasnet0_5", image, [](const shape& x) { return trace(models::mnasnet0_5(), x); }},
      {"mnasnet0_75", image, [](const shape& x) { return trace(models::mnasnet0_75(), x); }},
      {"mnasnet1_0", image, [](const shape& x) { return trace(models::mnasnet1_0(), x); }},
      {"mnasnet1_3", image, [](const shape& x) { return trace(models::mnasnet1_3(), x); }},
      {"shufflenet_v2_x0_5", image, [](const shape& x) { return trace(models::shufflenet_v2_x0_5(), x); }},
      {"shufflenet_v2_x1_0", image, [](const shape& x) { return trace(models::shufflenet_v2_x1_0(), x); }},
      {"shufflenet_v2_x1_5", image, [](const shape& x) { return trace(models::shufflenet_v2_x1_5(), x); }},
      {"shufflenet_v2_x2_0", image, [](const shape& x) { return trace(models::shufflenet_v2_x2_0(), x); }},
  };
  all.insert(all.end(), later.begin(), later.end());
  return all;
}
