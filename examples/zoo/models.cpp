// SPDX-License-Identifier: MIT

#include "zoo.hpp"

std::vector<zoo_model> all_models() {
  std::vector<zoo_model> all;
  for (const auto& family : {
           classic_models,
           convolutional_networks,
           residual_networks,
           mobile_networks,
           regnets,
           pycls_networks,
           efficientnets,
           convnexts,
           segmentation_networks,
           detectors,
           vision_transformers,
           window_transformers,
           video_networks,
           optical_flow_networks,
           language_models,
           state_space_models,
           mixtures_of_experts,
           unets_and_mixers,
       })
    for (const zoo_model& model : family()) all.push_back(model);
  return all;
}
