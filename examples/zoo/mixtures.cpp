// SPDX-License-Identifier: MIT

#include "zoo.hpp"
#include <tally/models/deepseek.hpp>
#include <tally/models/mixtral.hpp>

std::vector<zoo_model> mixtures_of_experts() {
  using namespace tally;
  const shape tokens{1, 1024};
  return {
      {"Mixtral-8x7B", tokens, [](const shape& x) { return trace(models::mixtral_8x7b(), x); }},
      {"Mixtral-8x22B", tokens, [](const shape& x) { return trace(models::mixtral_8x22b(), x); }},
      {"DeepSeek-V3", tokens, [](const shape& x) { return trace(models::deepseek_v3(), x); }},
      {"DeepSeek-V2-Lite", tokens, [](const shape& x) { return trace(models::deepseek_v2_lite(), x); }},
  };
}
