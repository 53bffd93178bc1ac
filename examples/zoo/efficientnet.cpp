// SPDX-License-Identifier: MIT

#include "zoo.hpp"
#include <tally/models/efficientnet.hpp>

namespace {

tally::shape square(tally::index size) { return {1, 3, size, size}; }

}  // namespace

std::vector<zoo_model> efficientnets() {
  using namespace tally;
  return {
      {"efficientnet_b0", square(224), [](const shape& x) { return trace(models::efficientnet_b0(), x); }},
      {"efficientnet_b1", square(240), [](const shape& x) { return trace(models::efficientnet_b1(), x); }},
      {"efficientnet_b2", square(288), [](const shape& x) { return trace(models::efficientnet_b2(), x); }},
      {"efficientnet_b3", square(300), [](const shape& x) { return trace(models::efficientnet_b3(), x); }},
      {"efficientnet_b4", square(380), [](const shape& x) { return trace(models::efficientnet_b4(), x); }},
      {"efficientnet_b5", square(456), [](const shape& x) { return trace(models::efficientnet_b5(), x); }},
      {"efficientnet_b6", square(528), [](const shape& x) { return trace(models::efficientnet_b6(), x); }},
      {"efficientnet_b7", square(600), [](const shape& x) { return trace(models::efficientnet_b7(), x); }},
      {"efficientnet_v2_s", square(384), [](const shape& x) { return trace(models::efficientnet_v2_s(), x); }},
      {"efficientnet_v2_m", square(480), [](const shape& x) { return trace(models::efficientnet_v2_m(), x); }},
      {"efficientnet_v2_l", square(480), [](const shape& x) { return trace(models::efficientnet_v2_l(), x); }},
  };
}
