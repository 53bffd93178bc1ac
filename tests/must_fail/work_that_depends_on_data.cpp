// SPDX-License-Identifier: MIT
// Where work depends on data one number does not compile, and neither does an equation that cannot be read.

#include "tally/nn/layers.hpp"
#include "tally/tensor/primitives/einsum.hpp"

namespace nn = tally::nn;

constexpr nn::early_exit<nn::linear, nn::linear, nn::linear> leaving{
    .body = {4, 8}, .exit = {8, 3}, .rest = {8, 3}, .confidence = 0.5, .probability = {1, 4}};
static_assert(tally::predict_range(leaving, {1, 4}).least.macs() == 4 * 8 + 8 * 3);

constexpr nn::mixture_of_experts<nn::swiglu> mixture{.gate = {.dim = 4, .experts = 4, .top_k = 2}, .expert = {4, 3}};
static_assert(tally::predict(mixture, {8, 4}).macs() == 8 * (4 * 4 + 2 * 3 * 4 * 3));

constexpr auto product = [](auto&, const auto& a, const auto& b) { return einsum("ij,jk->ik", a, b); };
static_assert(tally::predict(product, {2, 3}, {3, 5}).macs() == 30);

#if TALLY_MUST_FAIL == 1
constexpr auto one_number = tally::predict(leaving, {1, 4});
#endif
// must_fail 1: predict_range says the

#if TALLY_MUST_FAIL == 2
constexpr auto one_number = [] {
  auto net = mixture;
  net.capacity_factor = {1, 2};
  return tally::predict(net, {8, 4});
}();
#endif
// must_fail 2: predict_range says the

#if TALLY_MUST_FAIL == 3
constexpr auto unread = tally::predict([](auto&, const auto& a) { return einsum("i1->i", a); }, {2, 3});
#endif
// must_fail 3: s equation has letters, commas, one arrow

#if TALLY_MUST_FAIL == 4
constexpr auto unfit = tally::predict(product, {2, 3}, {4, 5});
#endif
// must_fail 4: s index has two extents; the tensors are
// must_fail 4 g++: , 2, 3, 4, 5
// must_fail 4 clang: {{2, 3, 0, 0, 0, 0, 0, 0}, 2, 6}, {{4, 5, 0, 0, 0, 0, 0, 0}, 2, 20}
