// SPDX-License-Identifier: MIT

#include "zoo.hpp"
#include <tally/models/mlp_mixer.hpp>
#include <tally/models/unet.hpp>

std::vector<zoo_model> unets_and_mixers() {
  using namespace tally;
  const shape image{1, 3, 224, 224};
  return {
      {"unet", {1, 1, 572, 572}, [](const shape& x) { return trace(models::unet(), x); }},
      {"unet_padded", {1, 1, 512, 512}, [](const shape& x) { return trace(models::unet_padded(), x); }},
      {"mlp_mixer_s32", image, [](const shape& x) { return trace(models::mlp_mixer_s32(), x); }},
      {"mlp_mixer_s16", image, [](const shape& x) { return trace(models::mlp_mixer_s16(), x); }},
      {"mlp_mixer_b32", image, [](const shape& x) { return trace(models::mlp_mixer_b32(), x); }},
      {"mlp_mixer_b16", image, [](const shape& x) { return trace(models::mlp_mixer_b16(), x); }},
      {"mlp_mixer_l32", image, [](const shape& x) { return trace(models::mlp_mixer_l32(), x); }},
      {"mlp_mixer_l16", image, [](const shape& x) { return trace(models::mlp_mixer_l16(), x); }},
      {"mlp_mixer_h14", image, [](const shape& x) { return trace(models::mlp_mixer_h14(), x); }},
  };
}
