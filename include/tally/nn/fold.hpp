// SPDX-License-Identifier: MIT
// Layers that cut images into windows, and put them together.
#pragma once

#include "tally/nn/context.hpp"
#include "tally/tensor/primitives/fold.hpp"

#include <string_view>

namespace tally::nn {

/// The windows of `[n, c, h, w]` as columns, `[n, c·kh·kw, windows]`.
struct unfold {
  static constexpr std::string_view name = "unfold";
  extent2 kernel = 3;
  extent2 dilation = 1;
  extent2 padding = 0;
  extent2 stride = 1;
  constexpr auto operator()(auto&, const auto& x) const {
    return tally::unfold(x, {kernel, dilation, padding, stride});
  }
};

/// Columns `[n, c·kh·kw, windows]` added up to `[n, c, h, w]`, of `output_size`.
struct fold {
  static constexpr std::string_view name = "fold";
  extent2 output_size;
  extent2 kernel = 3;
  extent2 dilation = 1;
  extent2 padding = 0;
  extent2 stride = 1;
  constexpr auto operator()(auto&, const auto& x) const {
    return tally::fold(x, {output_size, kernel, dilation, padding, stride});
  }
};

}  // namespace tally::nn
