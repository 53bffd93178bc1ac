// SPDX-License-Identifier: MIT
// Swin transformers have their published figures in constant expressions.

#include "tally/models/swin.hpp"
#include "tally/nn/trace.hpp"

namespace {

using tally::predict;
using tally::shape;
namespace models = tally::models;

// torchvision swin_transformer.py: 4.491 and 5.94 GMACs.
constexpr auto tiny = predict(models::swin_t(), {1, 3, 224, 224});
static_assert(tiny.parameters() == 28'288'354 && (tiny.macs().value() + 500'000) / 1'000'000 == 4'491);
constexpr auto second = predict(models::swin_v2_t(), {1, 3, 256, 256});
static_assert(second.parameters() == 28'351'570 && (second.macs().value() + 500'000) / 1'000'000 == 5'940);

// Work within windows grows with the picture's area; what is not a multiple of the window is padded to it.
constexpr models::shifted_window_attention windows{.dim = 6, .num_heads = 2, .window = 4, .shifted = true};
constexpr auto tiled = predict(windows, {1, 8, 12, 6});
static_assert(predict(windows, {1, 16, 12, 6}).macs() == 2 * tiled.macs());
static_assert(predict(windows, {1, 5, 9, 6}).macs() == tiled.macs());
// Per window of 16 tokens: 16 · 6 · 18 for queries, keys and values, 16 · 16 · 6 twice, 16 · 6 · 6 to mix heads.
static_assert(tiled.macs() == tally::mac_amount(6 * (16 * 6 * 18 + 2 * 16 * 16 * 6 + 16 * 6 * 6)));
// Weights and biases of 24 outputs, and a bias per head for each of 7 x 7 relative positions.
static_assert(tiled.parameters() == 24 * 6 + 24 + 2 * 49);
// A mask is added to the scores of shifted windows, unless there is a single window: 6 · 2 · 16 · 16 additions.
static_assert(tiled.counts()[tally::operation::add] -
                  predict(models::shifted_window_attention{6, 2, 4}, {1, 8, 12, 6}).counts()[tally::operation::add] ==
              6 * 2 * 16 * 16);
static_assert(predict(windows, {1, 4, 3, 6}) == predict(models::shifted_window_attention{6, 2, 4}, {1, 4, 3, 6}));

// A window that is larger than a video shrinks to it.
constexpr models::shifted_window_attention boxes{.dim = 6, .num_heads = 2, .window = {4, 2, 2}};
static_assert(predict(boxes, {1, 1, 4, 4, 6}).macs() == tally::mac_amount(4 * (4 * 6 * 24 + 2 * 4 * 4 * 6)));
static_assert(predict(boxes, {1, 2, 4, 4, 6}).macs() == tally::mac_amount(4 * (8 * 6 * 24 + 2 * 8 * 8 * 6)));

}  // namespace
