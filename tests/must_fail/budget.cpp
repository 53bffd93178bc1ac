// SPDX-License-Identifier: MIT
// A budget that is exceeded does not compile, and the message shows the numbers.

#include "tally/analysis/budget.hpp"

#include "tally/nn/layers.hpp"

using namespace tally::literals;

// [1, 784] to [1, 128]: 100,352 products and as many additions, the bias included; 100,480 parameters.
constexpr tally::nn::linear layer{784, 128};
constexpr tally::prediction cost = tally::predict(layer, {1, 784});

static_assert(tally::within<cost.flops(), 200'704>);

#if TALLY_MUST_FAIL == 1
static_assert(tally::within<tally::predict(layer, {1, 784}).flops(), 200_kFLOP>);
#endif
// must_fail 1: tally: a budget is exceeded
// must_fail 1: budget_exceeded<tally::spent<200704[UL]*>, tally::limit<200000[UL]*>, tally::excess<704[UL]*> ?>

#if TALLY_MUST_FAIL == 2
static_assert(tally::within<cost.macs(), 100_kMAC>);
#endif
// must_fail 2: tally: a budget is exceeded
// must_fail 2: budget_exceeded<tally::spent<100352[UL]*>, tally::limit<100000[UL]*>, tally::excess<352[UL]*> ?>

#if TALLY_MUST_FAIL == 3
static_assert(tally::within<cost.parameters(), 100'000>);
#endif
// must_fail 3: budget_exceeded<tally::spent<100480[UL]*>, tally::limit<100000[UL]*>, tally::excess<480[UL]*> ?>

#if TALLY_MUST_FAIL == 4
static_assert(tally::within<cost.counts()[tally::operation::mul], 0>);
#endif
// must_fail 4: budget_exceeded<tally::spent<100352[UL]*>, tally::limit<0[UL]*>, tally::excess<100352[UL]*> ?>

// A part of a trace.
#if TALLY_MUST_FAIL == 5
constexpr tally::prediction part = tally::trace(tally::nn::sequential{layer, tally::nn::relu{}}, {1, 784}).at("0");
static_assert(tally::within<part.flops(), 200_kFLOP>);
#endif
// must_fail 5: budget_exceeded<tally::spent<200704[UL]*>, tally::limit<200000[UL]*>, tally::excess<704[UL]*> ?>

// Beyond 2^64, in groups of 18 digits.
#if TALLY_MUST_FAIL == 6
static_assert(tally::within<cost.flops() * tally::natural(1'000'000'000'000'000), 200_kFLOP>);
#endif
// must_fail 6: spent<200[UL]*, 704000000000000000[UL]*>

#if TALLY_MUST_FAIL == 7
static_assert(tally::within<cost.flops(), 500_kMAC>);
#endif
// must_fail 7: tally: what is spent and its limit are amounts of different conventions

// Counts do not know MACs.
#if TALLY_MUST_FAIL == 8
const bool answer = tally::fits(cost.counts(), 500_kMAC);
#endif
// must_fail 8: tally: counts do not say which multiplications were accumulated

// A plain comparison fails too, as any static_assert does.
#if TALLY_MUST_FAIL == 9
static_assert(cost.flops() < 200'000);
#endif
// must_fail 9 g++: static assertion failed
// must_fail 9 clang: static.assert(ion)? failed
