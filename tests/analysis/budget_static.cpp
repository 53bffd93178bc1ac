// SPDX-License-Identifier: MIT
#include "tally/analysis/budget.hpp"
#include "tally/models/mlp.hpp"
#include "tally/nn/layers.hpp"

namespace {

using tally::operation;
using tally::precision;
using namespace tally::literals;

// [1, 3] to [1, 2]: each of 2 outputs is 3 multiplications, 2 additions and 1 for the bias.
constexpr tally::nn::linear layer{3, 2};
constexpr tally::prediction cost = tally::predict(layer, {1, 3});

// --- A budget holds up to its limit, and what it can be about ---------------------------------------------------

static_assert(tally::within<cost.flops(), 12_FLOP>);
static_assert(tally::within<cost.flops(), 12>);
static_assert(tally::within<cost.flops(), 1_kFLOP>);
static_assert(tally::within<cost.macs(), 6_MAC>);
static_assert(tally::within<cost.parameters(), 8>);
static_assert(tally::within<cost.parameters(), tally::natural(8)>);
static_assert(tally::within<cost.counts()[operation::mul], 6>);
static_assert(tally::within<cost.counts().at(operation::add, precision::f32), 6>);
static_assert(tally::within<tally::predict(layer, {1, 3}).flops(), 12>);

// A scope and a primitive of a trace.
constexpr tally::models::mlp perceptron{3, 2, 2};
constexpr tally::prediction first = tally::trace(perceptron, {1, 3}).at("fc1");
constexpr tally::prediction products = tally::trace(perceptron, {1, 3}).of_primitive("matmul_transposed");
static_assert(tally::within<first.macs(), 6_MAC>);
static_assert(tally::within<products.macs(), 6_MAC + 4_MAC>);

// --- The numbers that the compiler prints ------------------------------------------------------------------------

template <class A, class B>
inline constexpr bool same = false;
template <class A>
inline constexpr bool same<A, A> = true;

static_assert(same<tally::detail::tag<tally::spent, 0>, tally::spent<0>>);
static_assert(
    same<tally::detail::tag<tally::spent, 18'446'744'073'709'551'615ULL>, tally::spent<18'446'744'073'709'551'615ULL>>);
// 2^64 = 18 446744073709551616, in groups of 18 digits; 2^64 * 10^18 has three.
constexpr tally::natural two_to_64 = tally::natural(18'446'744'073'709'551'615ULL) + 1;
static_assert(same<tally::detail::tag<tally::excess, two_to_64>, tally::excess<18, 446'744'073'709'551'616>>);
static_assert(same<tally::detail::tag<tally::limit, two_to_64 * 1'000'000'000'000'000'000>,
                   tally::limit<18, 446'744'073'709'551'616, 0>>);

// --- fits is the same question without an error -------------------------------------------------------------------

static_assert(tally::fits(cost.flops(), 12_FLOP) && !tally::fits(cost.flops(), 11_FLOP));
static_assert(tally::fits(cost.flops(), 12) && !tally::fits(cost.flops(), 11) && !tally::fits(cost.flops(), -1));
static_assert(tally::fits(cost, 12) && !tally::fits(cost, 11));
static_assert(tally::fits(cost, 6_MAC) && !tally::fits(cost, 5_MAC));
static_assert(tally::fits(cost.counts(), 12_FLOP) && !tally::fits(cost.counts(), 11_FLOP));
static_assert(tally::fits(cost.parameters(), 8) && !tally::fits(cost.parameters(), 7));
static_assert(tally::fits(tally::trace(layer, {1, 3}), 12) && !tally::fits(tally::trace(layer, {1, 3}), 11));

// Counts limit every operation by itself, in its precision.
constexpr tally::counts enough =
    tally::counts().add(operation::mul, precision::f32, 6).add(operation::add, precision::f32, 9);
constexpr tally::counts few_additions =
    tally::counts().add(operation::mul, precision::f32, 60).add(operation::add, precision::f32, 5);
constexpr tally::counts other_precision =
    tally::counts().add(operation::mul, precision::f64, 60).add(operation::add, precision::f64, 60);
static_assert(tally::fits(cost, enough) && !tally::fits(cost, few_additions) && !tally::fits(cost, other_precision));

static_assert((tally::require_within(cost, 12), true));

// --- What moves numbers spends nothing, and fits: nothing has run that could have been missed ---------------------

constexpr tally::prediction movement = tally::predict(tally::nn::flatten{}, {1, 2, 3});
static_assert(tally::within<movement.flops(), 0> && tally::fits(movement, 0) && tally::fits(movement.counts(), 0));
static_assert(tally::spends_nothing(movement) && !tally::spends_nothing(cost));

}  // namespace
