// SPDX-License-Identifier: MIT

#include "zoo.hpp"
#include <tally/models/maxvit.hpp>
#include <tally/models/swin.hpp>

std::vector<zoo_model> window_transformers() {
  using namespace tally;
  const shape image{1, 3, 224, 224};
  const shape larger{1, 3, 256, 256};
  return {
      {"swin_t", image, [](const shape& x) { return trace(models::swin_t(), x); }},
      {"swin_s", image, [](const shape& x) { return trace(models::swin_s(), x); }},
      {"swin_b", image, [](const shape& x) { return trace(models::swin_b(), x); }},
      {"swin_v2_t", larger, [](const shape& x) { return trace(models::swin_v2_t(), x); }},
      {"swin_v2_s", larger, [](const shape& x) { return trace(models::swin_v2_s(), x); }},
      {"swin_v2_b", larger, [](const shape& x) { return trace(models::swin_v2_b(), x); }},
      {"maxvit_t", image, [](const shape& x) { return trace(models::maxvit_t(), x); }},
  };
}
