// SPDX-License-Identifier: MIT
// Rotary embeddings and masked attention in constant expressions; and the pairs that a mask leaves, counted by hand.

#include "support/agreement.hpp"
#include "tally/tensor/primitives/masked_attention.hpp"
#include "tally/tensor/primitives/rotary.hpp"

namespace {

using agreement::agree_in_constant_expression;
using agreement::index;
using agreement::shape;
namespace mask = tally::mask;

static_assert(agree_in_constant_expression([](const auto& x) { return rotary(x); }, shape{2, 3, 4}));
static_assert(agree_in_constant_expression([](const auto& x) { return rotary(x, {.rotated = 2, .offset = 7}); },
                                           shape{3, 5}));
static_assert(agree_in_constant_expression([](const auto& x) { return rotary(x, {.interleaved = true}); },
                                           shape{1, 2}));

template <index Window>
constexpr auto attended = [](const auto& q, const auto& k, const auto& v) {
  constexpr tally::attention_mask m = Window == 0 ? mask::causal : mask::sliding_window(Window);
  const index queries = q.shape()[-2];
  return masked_mix(masked_softmax(masked_scores(q, k, m), m, queries, k.shape()[-2]), v, m, queries);
};
static_assert(agree_in_constant_expression(attended<0>, shape{3, 2}, shape{3, 2}, shape{3, 1}));
static_assert(agree_in_constant_expression(attended<0>, shape{2, 1, 2}, shape{1, 4, 2}, shape{2, 4, 3}));
static_assert(agree_in_constant_expression(attended<2>, shape{3, 2}, shape{4, 2}, shape{4, 2}));
static_assert(agree_in_constant_expression(attended<1>, shape{3, 1}, shape{3, 1}, shape{3, 1}));

// 4 queries at the end of 10 keys see 7, 8, 9 and 10 of them; at most 8 through a window of 8, at most 3 of 3.
static_assert(mask::none.pairs(4, 10) == 40);
static_assert(mask::causal.pairs(4, 10) == 34);
static_assert(mask::sliding_window(8).pairs(4, 10) == 7 + 8 + 8 + 8);
static_assert(mask::sliding_window(3).pairs(4, 10) == 12);
static_assert(mask::sliding_window(3).pairs(5, 5) == 1 + 2 + 3 + 3 + 3);
static_assert(mask::sliding_window(10).pairs(4, 10) == 34);
static_assert(mask::causal.pairs(1, 10) == 10 && mask::sliding_window(4).pairs(1, 10) == 4);
static_assert(mask::causal.pairs(128, 128) == 128 * 129 / 2);
static_assert(!mask::causal.hides(1, 10) && mask::causal.hides(2, 10) && mask::sliding_window(9).hides(1, 10));
// More pairs than a 64-bit count holds.
static_assert(mask::causal.pairs(index{1} << 62, index{1} << 62) ==
              tally::natural(index{1} << 61) * ((index{1} << 62) + 1));

template <class F>
constexpr tally::natural flops(const F& f, const shape& q, const shape& k, const shape& v) {
  tally::shape_context context;
  static_cast<void>(f(context.input(q), context.input(k), context.input(v)));
  return context.total().in<tally::conventions::torch_flop_counter>().value();
}
// Published: of 134,217,728 FLOPs of 128x128 attention in 32 heads of width 64, causal attention spends 67,633,152.
static_assert(flops(attended<0>, shape{32, 128, 64}, shape{32, 128, 64}, shape{32, 128, 64}) == 67'633'152);
// 34 pairs of width 8 and values of width 16, 2 per multiply-accumulate.
static_assert(flops(attended<0>, shape{4, 8}, shape{10, 8}, shape{10, 16}) == 1'632);

}  // namespace
