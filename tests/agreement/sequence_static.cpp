// SPDX-License-Identifier: MIT
// Sums of products by equation, and recurrences: the loop runs in a constant expression, and spends what its formula
// says.

#include "support/agreement.hpp"
#include "tally/nn/recurrent.hpp"

namespace {

using agreement::agree_in_constant_expression;
using agreement::shape;
namespace nn = tally::nn;

constexpr auto scores = [](const auto& q, const auto& k) { return einsum("bhqd,bhkd->bhqk", q, k); };
static_assert(agree_in_constant_expression(scores, shape{1, 2, 3, 2}, shape{1, 2, 1, 2}));
static_assert(agree_in_constant_expression(scores, shape{2, 1, 2, 1}, shape{2, 1, 3, 1}));
static_assert(agree_in_constant_expression([](const auto& x) { return einsum("ij->", x); }, shape{2, 3}));
static_assert(agree_in_constant_expression([](const auto& x) { return einsum("ij->ji", x); }, shape{2, 3}));
static_assert(agree_in_constant_expression([](const auto& x) { return einsum("iij->j", x); }, shape{3, 3, 2}));
constexpr auto three = [](const auto& a, const auto& b, const auto& c) { return einsum("ij,jk,k->i", a, b, c); };
static_assert(agree_in_constant_expression(three, shape{2, 3}, shape{3, 2}, shape{2}));
static_assert(agree_in_constant_expression(three, shape{1, 1}, shape{1, 1}, shape{1}));

// b·h·q·k results of d products and d - 1 additions, all of them accumulated.
constexpr auto attention = [](auto&, const auto& q, const auto& k) { return einsum("bhqd,bhkd->bhqk", q, k); };
constexpr auto cost = tally::predict(attention, {2, 12, 197, 64}, {2, 12, 199, 64});
static_assert(cost.macs() == 2 * 12 * 197 * 199 * 64);
static_assert(cost.counts()[tally::operation::mul] == 2 * 12 * 197 * 199 * 64);
static_assert(cost.counts()[tally::operation::add] == 2 * 12 * 197 * 199 * 63);

// A tenth of torchinfo's LSTM.
constexpr auto memory = tally::predict(nn::lstm{300, 512, 2}, {10, 1, 300});
static_assert(memory.parameters() == 3'768'320);
static_assert(memory.in<tally::conventions::torchinfo>().value() == 37'683'200);

}  // namespace
