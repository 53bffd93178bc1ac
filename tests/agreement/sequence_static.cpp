// SPDX-License-Identifier: MIT
// Sums of products by equation, recurrences, selections: the loop runs in a constant expression, and spends what its
// formula says; and so are networks predicted whose work depends on data.

#include "support/agreement.hpp"
#include "tally/models/deepseek.hpp"
#include "tally/nn/gated.hpp"
#include "tally/nn/mixture_of_experts.hpp"
#include "tally/nn/predict_range.hpp"
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
static_assert(agree_in_constant_expression([](const auto& a, const auto& b) { return einsum("...i,i...->...", a, b); },
                                           shape{2, 1, 3}, shape{3, 4}));
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

// clang 14 with this standard library makes no vector of zeroed integers in a constant expression.
#if !defined(__clang__)
static_assert(agree_in_constant_expression([](const auto& x) { return top_k(x, 2); }, shape{2, 5}));
static_assert(agree_in_constant_expression([](const auto& x) { return top_k(x, 3); }, shape{3}));
static_assert(agree_in_constant_expression([](const auto& x) { return exceeds(x, 0.5); }, shape{2, 3}));
static_assert(agree_in_constant_expression([](const auto& x) { return top_k_within(x, top_k(max(x, -1), 2), 3); },
                                           shape{2, 3, 2}));
#endif

constexpr auto scan = [](const auto& x, const auto& delta, const auto& a, const auto& b, const auto& c, const auto& d) {
  return selective_scan(x, delta, a, b, c, d);
};
static_assert(agree_in_constant_expression(scan, shape{2, 3, 2}, shape{2, 3, 2}, shape{2, 3}, shape{2, 3, 3},
                                           shape{2, 3, 3}, shape{2}));
static_assert(agree_in_constant_expression(scan, shape{1, 1, 1}, shape{1, 1, 1}, shape{1, 1}, shape{1, 1, 1},
                                           shape{1, 1, 1}, shape{1}));

// Eight tokens to two of four experts of 3·6·5 multiply-accumulates; the router's are 6·4.
constexpr nn::mixture_of_experts<nn::swiglu> mixture{.gate = {.dim = 6, .experts = 4, .top_k = 2}, .expert = {6, 5}};
constexpr auto mixed = tally::predict(mixture, {8, 6});
static_assert(mixed.macs() == 8 * (6 * 4 + 2 * 3 * 6 * 5));
static_assert(mixed.parameters() == 6 * 4 + 4 * 3 * 6 * 5);
static_assert(mixed.active_parameters() == 6 * 4 + 2 * 3 * 6 * 5);
// One token leaves two of them idle; they are there.
static_assert(tally::predict(mixture, {1, 6}).parameters() == mixed.parameters());
static_assert(tally::predict(mixture, {1, 6}).active_parameters() == mixed.active_parameters());

// Of three layers of DeepSeek's kind the first is dense: width 6, one head; latent vectors of 3, and 2 turned features.
constexpr tally::models::deepseek deep{.num_layers = 3,
                                       .dense_layers = 1,
                                       .dense_ffn_dim = 11,
                                       .expert_ffn_dim = 5,
                                       .shared_experts = 2,
                                       .attention = {.embed_dim = 6,
                                                     .num_heads = 1,
                                                     .kv_lora_rank = 3,
                                                     .qk_nope_head_dim = 4,
                                                     .qk_rope_head_dim = 2,
                                                     .v_head_dim = 5},
                                       .router = {.dim = 6, .experts = 4, .top_k = 2},
                                       .vocabulary = 7,
                                       .max_positions = 9};
constexpr int attends = 6 * 6 + 6 * (3 + 2) + 3 + 3 * (4 + 5) + 5 * 6;
static_assert(tally::predict(deep, {1, 2}).parameters() ==
              2 * 7 * 6 + 3 * (attends + 2 * 6) + 6 + 3 * 6 * 11 + 2 * (6 * 4 + (4 + 2) * 3 * 6 * 5));
static_assert(tally::predict(deep, {1, 2}).active_parameters() ==
              2 * 7 * 6 + 3 * (attends + 2 * 6) + 6 + 3 * 6 * 11 + 2 * (6 * 4 + (2 + 2) * 3 * 6 * 5));

// Each expert takes at most two of its tokens: eight places of sixteen, and four if all tokens choose the same experts.
constexpr auto crowded = [] {
  auto net = mixture;
  net.capacity_factor = {1, 2};
  return tally::predict_range(net, {8, 6});
}();
static_assert(crowded.least.macs() == 8 * 6 * 4 + 4 * 3 * 6 * 5 && crowded.most.macs() == 8 * 6 * 4 + 8 * 3 * 6 * 5);
static_assert(crowded.expected.macs() > 8 * 6 * 4 + 7 * 3 * 6 * 5 &&
              crowded.expected.macs() < 8 * 6 * 4 + 8 * 3 * 6 * 5);

}  // namespace
