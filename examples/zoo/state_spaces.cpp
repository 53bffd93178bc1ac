// SPDX-License-Identifier: MIT

#include "zoo.hpp"
#include <tally/models/mamba.hpp>

std::vector<zoo_model> state_space_models() {
  using namespace tally;
  const shape tokens{1, 1024};
  return {
      {"mamba-130m", tokens, [](const shape& x) { return trace(models::mamba_130m(), x); }},
      {"mamba-370m", tokens, [](const shape& x) { return trace(models::mamba_370m(), x); }},
      {"mamba-790m", tokens, [](const shape& x) { return trace(models::mamba_790m(), x); }},
      {"mamba-1.4b", tokens, [](const shape& x) { return trace(models::mamba_1_4b(), x); }},
      {"mamba-2.8b", tokens, [](const shape& x) { return trace(models::mamba_2_8b(), x); }},
  };
}
