// SPDX-License-Identifier: MIT
// Layers that only move pixels and channels.
#pragma once

#include "tally/nn/context.hpp"
#include "tally/tensor/primitives/windows.hpp"

#include <string_view>

namespace tally::nn {

/// `[n, c·r², h, w]` to `[n, c, h·r, w·r]` (Shi et al. 2016).
struct pixel_shuffle {
  static constexpr std::string_view name = "pixel_shuffle";
  index upscale_factor = 2;
  constexpr auto operator()(auto&, const auto& x) const { return tally::pixel_shuffle(x, upscale_factor); }
};

/// `[n, c, h·r, w·r]` to `[n, c·r², h, w]`.
struct pixel_unshuffle {
  static constexpr std::string_view name = "pixel_unshuffle";
  index downscale_factor = 2;
  constexpr auto operator()(auto&, const auto& x) const { return tally::pixel_unshuffle(x, downscale_factor); }
};

/// Channels dealt out between groups (Zhang et al. 2018).
struct channel_shuffle {
  static constexpr std::string_view name = "channel_shuffle";
  index groups = 2;
  constexpr auto operator()(auto&, const auto& x) const { return tally::channel_shuffle(x, groups); }
};

}  // namespace tally::nn
