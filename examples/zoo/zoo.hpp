// SPDX-License-Identifier: MIT
// The models that zoo knows.
#pragma once

#include <tally/nn/trace.hpp>

#include <string_view>
#include <vector>

/// A named model, the shape that it is listed with, and how it is predicted for any shape. What kind of network it is
/// stays in the file that lists it, so that one more model is one more line, and one more file compiles beside the
/// others.
struct zoo_model {
  std::string_view name;
  tally::shape input;
  tally::trace (*predicted)(const tally::shape& input);
};

/// All of them.
std::vector<zoo_model> all_models();

// One function per family, in a file each.
std::vector<zoo_model> classic_models();
std::vector<zoo_model> convnexts();
std::vector<zoo_model> convolutional_networks();
std::vector<zoo_model> detectors();
std::vector<zoo_model> efficientnets();
std::vector<zoo_model> language_models();
std::vector<zoo_model> mixtures_of_experts();
std::vector<zoo_model> mobile_networks();
std::vector<zoo_model> optical_flow_networks();
std::vector<zoo_model> pycls_networks();
std::vector<zoo_model> regnets();
std::vector<zoo_model> residual_networks();
std::vector<zoo_model> segmentation_networks();
std::vector<zoo_model> state_space_models();
std::vector<zoo_model> unets_and_mixers();
std::vector<zoo_model> video_networks();
std::vector<zoo_model> vision_transformers();
std::vector<zoo_model> window_transformers();
