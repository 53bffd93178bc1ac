// SPDX-License-Identifier: MIT
// Blocks of convolutional networks: parameters and MACs by the formulas of their papers, and torchvision's scopes.

#include "tally/nn/blocks.hpp"
#include "tally/nn/border.hpp"
#include "tally/nn/trace.hpp"

namespace {

using tally::predict;
namespace nn = tally::nn;

// Howard et al., section 3.1: k·k·m·d·d + m·n·d·d, for m = 32, n = 64, k = 3, d = 112.
constexpr nn::depthwise_separable_conv2d separable{.in_channels = 32, .out_channels = 64, .padding = 1, .bias = false};
static_assert(predict(separable, {1, 32, 112, 112}).macs() == (9 * 32 + 32 * 64) * 112 * 112);
static_assert(predict(separable, {1, 32, 112, 112}).parameters() == 9 * 32 + 32 * 64);
constexpr nn::depthwise_separable_conv2d twofold{.in_channels = 3, .out_channels = 5, .depth_multiplier = 2};
static_assert(predict(twofold, {1, 3, 5, 5}).parameters() == 9 * 6 + 6 * 5 + 5);
static_assert(tally::trace(twofold, {1, 3, 5, 5}).at("depthwise").macs() == 9 * 6 * 9);

// Sandler et al., section 3.3: h·w·d'·t·(d' + k² + d'') for d' = d'' = 24, t = 6, k = 3, 56x56. Weights without biases,
// and two learned numbers per channel of each of the three normalisations.
constexpr nn::inverted_residual<> bottleneck{.in_channels = 24, .out_channels = 24};
constexpr auto spent = predict(bottleneck, {1, 24, 56, 56});
static_assert(spent.macs() == 56 * 56 * 24 * 6 * (24 + 9 + 24));
static_assert(spent.parameters() == 144 * (24 + 9 + 24) + 2 * (144 + 144 + 24));

// The first block of MobileNetV2 does not expand, a strided one is no residual.
constexpr nn::inverted_residual<> first{.in_channels = 32, .out_channels = 16, .expansion = 1};
static_assert(predict(first, {1, 32, 112, 112}).macs() == 112 * 112 * 32 * (9 + 16));
constexpr nn::inverted_residual<> strided{.in_channels = 16, .out_channels = 16, .stride = 2};
constexpr auto rows = [](const auto& layer, const tally::shape& x) { return tally::trace(layer, x).rows().size(); };
static_assert(rows(bottleneck, {1, 24, 8, 8}) - rows(strided, {1, 16, 8, 8}) == 1);  // the addition

// With squeeze-and-excitation: two matrices of channels by squeezed channels, and their biases.
static_assert(predict(nn::squeeze_excitation{96, 24}, {2, 96, 14, 14}).parameters() == 2 * 96 * 24 + 96 + 24);
static_assert(predict(nn::squeeze_excitation{96, 24}, {2, 96, 14, 14}).macs() == 2 * 2 * 96 * 24);
static_assert(
    predict(nn::squeeze_excitation{4, 2, nn::gelu{}, nn::tanh{}}, {1, 4, 3, 3}).counts()[tally::operation::tanh] == 4);
constexpr nn::inverted_residual<> excited{
    .in_channels = 16, .out_channels = 24, .hidden_channels = 96, .kernel = 5, .squeeze_channels = 4};
static_assert(predict(excited, {1, 16, 7, 7}).macs() == 49 * 96 * (16 + 25 + 24) + 2 * 96 * 4);
static_assert(tally::trace(excited, {1, 16, 7, 7}).at("block.2.fc1").parameters() == 96 * 4 + 4);
static_assert(tally::trace(excited, {1, 16, 7, 7}).at("block.3.1").parameters() == 2 * 24);

// Dilated kernels keep the size too; without an activation there is none.
constexpr nn::conv_norm_activation<nn::identity> dilated{
    .in_channels = 3, .out_channels = 4, .kernel = {3, 5}, .dilation = 2};
static_assert(tally::trace(dilated, {1, 3, 9, 9}).output() == tally::shape{1, 4, 9, 9});
static_assert(predict(dilated, {1, 3, 9, 9}).counts()[tally::operation::min_max] == 0);

// A convolution of a mirrored image multiplies no padding, and as often.
constexpr nn::conv2d mirrored{
    .in_channels = 3, .out_channels = 4, .padding = 1, .padding_mode = tally::padding_mode::reflect};
constexpr nn::conv2d padded{.in_channels = 3, .out_channels = 4, .padding = 1};
static_assert(predict(mirrored, {1, 3, 5, 7}).counts() == predict(padded, {1, 3, 5, 7}).counts());
static_assert(predict(mirrored, {1, 3, 5, 7}).in<tally::conventions::padding_exact>().value() == 35 * 4 * 27);
static_assert(predict(padded, {1, 3, 5, 7}).in<tally::conventions::padding_exact>().value() ==
              (3 * 5 - 2) * (3 * 7 - 2) * 4 * 3);

// Borders: one width for both sides, or one for each. A causal convolution looks at what came before.
constexpr auto bordered = [](const auto& layer, const tally::shape& x) { return tally::trace(layer, x).output(); };
static_assert(bordered(nn::reflection_pad2d{3}, {1, 2, 5, 7}) == tally::shape{1, 2, 11, 13});
static_assert(bordered(nn::zero_pad2d{.after = {1, 2}}, {1, 2, 5, 7}) == tally::shape{1, 2, 6, 9});
static_assert(bordered(nn::circular_pad3d{.padding = 1, .before = {0, 1, 2}}, {1, 1, 2, 3, 4}) ==
              tally::shape{1, 1, 3, 5, 7});
constexpr nn::sequential causal{nn::zero_pad1d{.before = 3},
                                nn::conv1d{.in_channels = 2, .out_channels = 2, .kernel = 4}};
static_assert(bordered(causal, {1, 2, 9}) == tally::shape{1, 2, 9});
static_assert(predict(nn::replication_pad1d{2}, {1, 2, 5}).bytes_written() == 4 * 2 * 9);
static_assert(predict(nn::replication_pad1d{2}, {1, 2, 5}).counts().empty());

}  // namespace
