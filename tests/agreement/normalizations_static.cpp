// SPDX-License-Identifier: MIT
// The normalisations: the loop runs in a constant expression, and spends what its formula says.

#include "support/agreement.hpp"
#include "tally/nn/layers.hpp"

namespace {

using agreement::agree_in_constant_expression;
using agreement::shape;
namespace nn = tally::nn;

constexpr auto batch = [](const auto& x, const auto& p) { return batch_norm(x, p, p); };
constexpr auto training = [](const auto& x) { return batch_norm_training(x); };
constexpr auto affine_training = [](const auto& x, const auto& p) { return batch_norm_training(x, p, p); };
static_assert(agree_in_constant_expression(batch, shape{2, 3, 2}, shape{3}));
static_assert(agree_in_constant_expression(training, shape{2, 3}));
static_assert(agree_in_constant_expression(training, shape{2, 1, 3}));
static_assert(agree_in_constant_expression(affine_training, shape{1, 3, 2}, shape{3}));
static_assert(agree_in_constant_expression([](const auto& a, const auto& b) { return running_statistic(a, b); },
                                           shape{3}, shape{3}));

static_assert(agree_in_constant_expression([](const auto& x) { return layer_norm(x, {3, 2}); }, shape{2, 3, 2}));
static_assert(agree_in_constant_expression([](const auto& x, const auto& weight) { return layer_norm(x, weight); },
                                           shape{2, 3}, shape{3}));

static_assert(agree_in_constant_expression([](const auto& x) { return group_norm(x, 2); }, shape{2, 4, 3}));
static_assert(agree_in_constant_expression([](const auto& x, const auto& p) { return group_norm(x, 2, p, p); },
                                           shape{1, 4, 2}, shape{4}));
static_assert(agree_in_constant_expression([](const auto& x) { return instance_norm(x); }, shape{2, 2, 3}));
static_assert(agree_in_constant_expression([](const auto& x, const auto& p) { return instance_norm(x, p, p); },
                                           shape{1, 3, 2, 1}, shape{3}));

template <int Size>
constexpr auto response = [](const auto& x) { return local_response_norm(x, {.size = Size}); };
static_assert(agree_in_constant_expression(response<1>, shape{1, 1}));
static_assert(agree_in_constant_expression(response<2>, shape{1, 3, 2}));
static_assert(agree_in_constant_expression(response<5>, shape{2, 7}));
static_assert(agree_in_constant_expression(response<9>, shape{1, 3}));

// Worked by hand: one channel's 6 elements, normalised in training. Mean 5 + 1, distances 6, variance 6 products, 5 +
// 1, epsilon and root, 6 divisions, then 6 products and 6 additions.
constexpr auto trained = tally::predict(nn::batch_norm2d{.num_features = 1, .training = true}, {1, 1, 2, 3}).counts();
static_assert(trained[tally::operation::add] == 5 + 5 + 1 + 6 && trained[tally::operation::sub] == 6);
static_assert(trained[tally::operation::mul] == 6 + 6 && trained[tally::operation::div] == 1 + 1 + 6);
static_assert(trained[tally::operation::sqrt] == 1);

// Every element of one of 3 channels has 2, 3 and 2 neighbours when three are taken: 1, 2 and 1 additions, and k.
constexpr auto lrn = tally::predict(nn::local_response_norm{3}, {1, 3, 1}).counts();
static_assert(lrn[tally::operation::add] == (1 + 2 + 1) + 3 && lrn[tally::operation::mul] == 6);

// What a layer owns depends neither on training nor on what it is used for.
constexpr auto owned = [](const auto& layer, const shape& x) {
  const auto cost = tally::predict(layer, x);
  return cost.parameters() * 100 + cost.buffers();
};
static_assert(owned(nn::batch_norm1d{5}, {2, 5}) == 1010);
static_assert(owned(nn::batch_norm1d{5}, {2, 5, 3}) == 1010);
static_assert(owned(nn::batch_norm3d{5}, {2, 5, 1, 1, 1}) == 1010);
static_assert(owned(nn::batch_norm2d{.num_features = 5, .training = true}, {2, 5, 1, 1}) == 1010);
static_assert(owned(nn::batch_norm2d{.num_features = 5, .affine = false}, {2, 5, 1, 1}) == 10);
static_assert(owned(nn::batch_norm2d{.num_features = 5, .affine = false, .training = true}, {2, 5, 1, 1}) == 10);
static_assert(owned(nn::layer_norm{.features = {3, 5}}, {2, 3, 5}) == 3000);
static_assert(owned(nn::layer_norm{.features = 5, .bias = false}, {2, 5}) == 500);
static_assert(owned(nn::layer_norm{.features = 5, .elementwise_affine = false}, {2, 5}) == 0);
static_assert(owned(nn::group_norm{2, 6}, {1, 6, 3}) == 1200);
static_assert(owned(nn::instance_norm2d{6}, {1, 6, 3, 3}) == 0);
static_assert(owned(nn::instance_norm2d{.num_features = 6, .affine = true}, {1, 6, 3, 3}) == 1200);

}  // namespace
