// SPDX-License-Identifier: MIT

#include "zoo.hpp"
#include <tally/models/vit.hpp>

namespace {

// A vision transformer is made for one size of image, which its position embedding follows.
tally::index size_of(const tally::shape& image) { return image.rank() == 4 ? image[2] : 224; }

}  // namespace

std::vector<zoo_model> vision_transformers() {
  using namespace tally;
  const shape image{1, 3, 224, 224};
  return {
      {"vit_b_16", image, [](const shape& x) { return trace(models::vit_b_16(1000, size_of(x)), x); }},
      {"vit_b_16", {1, 3, 384, 384}, [](const shape& x) { return trace(models::vit_b_16(1000, size_of(x)), x); }},
      {"vit_b_32", image, [](const shape& x) { return trace(models::vit_b_32(1000, size_of(x)), x); }},
      {"vit_l_16", image, [](const shape& x) { return trace(models::vit_l_16(1000, size_of(x)), x); }},
      {"vit_l_32", image, [](const shape& x) { return trace(models::vit_l_32(1000, size_of(x)), x); }},
      {"vit_h_14", image, [](const shape& x) { return trace(models::vit_h_14(1000, size_of(x)), x); }},
  };
}
