// SPDX-License-Identifier: MIT

#include "zoo.hpp"
#include <tally/models/convnext.hpp>

std::vector<zoo_model> convnexts() {
  using namespace tally;
  const shape image{1, 3, 224, 224};
  return {
      {"convnext_tiny", image, [](const shape& x) { return trace(models::convnext_tiny(), x); }},
      {"convnext_small", image, [](const shape& x) { return trace(models::convnext_small(), x); }},
      {"convnext_base", image, [](const shape& x) { return trace(models::convnext_base(), x); }},
      {"convnext_large", image, [](const shape& x) { return trace(models::convnext_large(), x); }},
  };
}
