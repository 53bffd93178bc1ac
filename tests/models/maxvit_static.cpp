// SPDX-License-Identifier: MIT
// MaxViT has its published figures in constant expressions.

#include "tally/models/maxvit.hpp"
#include "tally/nn/trace.hpp"

namespace {

// torchvision maxvit.py: 5.558 GMACs.
constexpr auto tiny = tally::predict(tally::models::maxvit_t(), {1, 3, 224, 224});
static_assert(tiny.parameters() == 30'919'624 && (tiny.macs().value() + 500'000) / 1'000'000 == 5'558);

}  // namespace
