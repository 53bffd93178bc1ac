// SPDX-License-Identifier: MIT

#include "zoo.hpp"
#include <tally/models/lenet.hpp>
#include <tally/models/mlp.hpp>

std::vector<zoo_model> classic_models() {
  using namespace tally;
  return {
      {"lenet5", {1, 1, 32, 32}, [](const shape& x) { return trace(models::lenet5(), x); }},
      {"mlp_784_512_256_10",
       {1, 784},
       [](const shape& x) {
         return trace(models::mlp{784, 512, 256, 10}, x);
       }},
  };
}
