// SPDX-License-Identifier: MIT
// RAFT: what a prediction charges to a scope is what a run spends there.

#include "support/catch.hpp"
#include "support/layer_agreement.hpp"
#include "tally/models/raft.hpp"

namespace {

using agreement::layer_disagreement_in;
using agreement::shape;
namespace models = tally::models;

TEST_CASE("a small RAFT with separable units and predicted upsampling agrees in every scope") {
  const models::raft net{.features = {{2, 2, 3, 4, 5}, false, models::raft_norm::instance},
                         .context_features = {{2, 2, 3, 4, 7}, false, models::raft_norm::batch},
                         .corr_levels = 2,
                         .corr_radius = 1,
                         .corr_layers = {3, 2},
                         .flow_layers = {3, 2},
                         .motion_channels = 5,
                         .hidden_size = 3,
                         .separable = true,
                         .flow_head_size = 4,
                         .mask_size = 2,
                         .updates = 2};
  CHECK(layer_disagreement_in<float>(net, shape{2, 3, 16, 24}, shape{2, 3, 16, 24}) == "");
}

TEST_CASE("a small RAFT of bottlenecks that interpolates agrees in every scope") {
  const models::raft net{.features = {{4, 4, 4, 8, 5}, true, models::raft_norm::instance},
                         .context_features = {{4, 4, 4, 8, 7}, true, models::raft_norm::none},
                         .corr_levels = 2,
                         .corr_radius = 1,
                         .corr_layers = {3, 0},
                         .flow_layers = {3, 2},
                         .motion_channels = 5,
                         .hidden_size = 3,
                         .separable = false,
                         .flow_head_size = 4,
                         .mask_size = 0,
                         .updates = 2};
  CHECK(layer_disagreement_in<float>(net, shape{1, 3, 24, 16}, shape{1, 3, 24, 16}) == "");
}

}  // namespace
