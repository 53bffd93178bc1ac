// SPDX-License-Identifier: MIT
// Budgets in tests that cannot be compared. The adapter's header is all that such a test includes.

#include "tally/adapters/catch2.hpp"
#include "tally/nn/layers.hpp"

using namespace tally::literals;

constexpr tally::prediction cost = tally::predict(tally::nn::linear{3, 2}, {1, 3});

void legal() { CHECK_THAT(cost, tally::spends_at_most(6_MAC)); }

// Counts do not know MACs.
#if TALLY_MUST_FAIL == 1
void forbidden() { CHECK_THAT(cost.counts(), tally::spends_at_most(6_MAC)); }
#endif
// must_fail 1: tally: counts do not say which multiplications were accumulated

#if TALLY_MUST_FAIL == 2
void forbidden() { tally::spends_at_most(6_MAC); }
#endif
// must_fail 2: nodiscard|unused
