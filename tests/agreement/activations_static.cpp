// SPDX-License-Identifier: MIT
// Activation functions and RMS normalisation: the loop runs in a constant expression, and spends what its formula says.

#include "support/agreement.hpp"
#include "tally/nn/layers.hpp"

namespace {

using agreement::agree_in_constant_expression;
using agreement::shape;

template <class F>
constexpr bool agrees(const F& f) {
  return agree_in_constant_expression(f, shape{}) && agree_in_constant_expression(f, shape{2, 3});
}
static_assert(agrees([](const auto& x) { return relu6(x); }));
static_assert(agrees([](const auto& x) { return leaky_relu(x); }));
static_assert(agrees([](const auto& x) { return elu(x); }));
static_assert(agrees([](const auto& x) { return celu(x, 0.5); }));
static_assert(agrees([](const auto& x) { return selu(x); }));
static_assert(agrees([](const auto& x) { return gelu_tanh(x); }));
static_assert(agrees([](const auto& x) { return quick_gelu(x); }));
static_assert(agrees([](const auto& x) { return silu(x); }));
static_assert(agrees([](const auto& x) { return mish(x); }));
static_assert(agrees([](const auto& x) { return softplus(x); }));
static_assert(agrees([](const auto& x) { return softplus(x, 0.5); }));
static_assert(agrees([](const auto& x) { return log_sigmoid(x); }));
static_assert(agrees([](const auto& x) { return softsign(x); }));
static_assert(agrees([](const auto& x) { return hard_sigmoid(x); }));
static_assert(agrees([](const auto& x) { return hard_swish(x); }));
static_assert(agrees([](const auto& x) { return hard_tanh(x); }));

constexpr auto sloped = [](const auto& x, const auto& weight) { return prelu(x, weight); };
static_assert(agree_in_constant_expression(sloped, shape{3}, shape{1}));
static_assert(agree_in_constant_expression(sloped, shape{2, 3, 2}, shape{3}));
static_assert(agree_in_constant_expression([](const auto& x) { return log_softmax(x); }, shape{2, 3}));
static_assert(agree_in_constant_expression([](const auto& x) { return log_softmax(x, 0); }, shape{1, 2}));
static_assert(agree_in_constant_expression([](const auto& x) { return rms_norm(x); }, shape{2, 3}));
static_assert(agree_in_constant_expression([](const auto& x) { return rms_norm(x); }, shape{1}));
static_assert(agree_in_constant_expression([](const auto& x, const auto& weight) { return rms_norm(x, weight); },
                                           shape{2, 3, 2}, shape{3, 2}));
static_assert(agree_in_constant_expression([](const auto& x) { return glu(x, 0); }, shape{4, 3}));

// Llama 2 7B's feed-forward layer has three matrices of 4,096 x 11,008 and no bias.
constexpr auto llama = tally::predict(tally::nn::swiglu{4096, 11008}, {1, 1, 4096});
static_assert(llama.parameters() == 135'266'304 && llama.macs() == 135'266'304);
static_assert(llama.counts()[tally::operation::exp] == 11'008);

// A weight beside RMS normalisation is one parameter per feature, whether 1 is added to it or not.
static_assert(tally::predict(tally::nn::rms_norm{7}, {2, 7}).parameters() == 7);
static_assert(tally::predict(tally::nn::rms_norm{.features = 7, .unit_offset = true}, {2, 7}).parameters() == 7);
static_assert(tally::predict(tally::nn::rms_norm{.features = 7, .elementwise_affine = false}, {2, 7}).parameters() ==
              0);

}  // namespace
