// SPDX-License-Identifier: MIT

#include "zoo.hpp"
#include <tally/models/raft.hpp>

std::vector<zoo_model> optical_flow_networks() {
  using namespace tally;
  const shape image{1, 3, 512, 512};  // each of two
  return {
      {"raft_large", image, [](const shape& x) { return trace(models::raft_large(), x, x); }},
      {"raft_small", image, [](const shape& x) { return trace(models::raft_small(), x, x); }},
  };
}
