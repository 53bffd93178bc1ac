// SPDX-License-Identifier: MIT
// RAFT has its published figures in constant expressions.

#include "tally/models/raft.hpp"
#include "tally/nn/trace.hpp"

namespace {

namespace models = tally::models;

constexpr bool comes_to(const models::raft& net, tally::natural parameters, tally::natural thousandths) {
  const tally::prediction cost = tally::predict(net, {1, 3, 512, 512}, {1, 3, 512, 512});
  return cost.parameters() == parameters && (cost.macs().value() + 500'000) / 1'000'000 == thousandths;
}
// torchvision optical_flow/raft.py, for 12 updates: thousandths of a GMAC.
static_assert(comes_to(models::raft_large(), 5'257'536, 211'007));
static_assert(comes_to(models::raft_small(), 990'162, 47'655));

// Parameters are shared by the updates.
constexpr bool one_update_has_all_parameters() {
  models::raft net = models::raft_small();
  net.updates = 1;
  return tally::predict(net, {1, 3, 64, 64}, {1, 3, 64, 64}).parameters() == 990'162;
}
static_assert(one_update_has_all_parameters());

}  // namespace
