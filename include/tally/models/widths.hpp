// SPDX-License-Identifier: MIT
// How mobile networks round their widths.
#pragma once

#include "tally/tensor/shape.hpp"

namespace tally::models {

/// `channels` times `percent` / 100 as a multiple of 8: the nearest, a half rounded up, at least 8, and one more where
/// that is below nine tenths. The rule of MobileNetV2's reference code, which MobileNetV3 and MNASNet follow.
[[nodiscard]] constexpr index in_eights(index channels, index percent = 100) {
  tally::detail::require_positive("tally: a number of channels is not positive", channels);
  tally::detail::require_positive("tally: a width in percent is not positive", percent);
  const index hundredths = size_product(channels, percent);
  index nearest = size_sum(hundredths, 400) / 800 * 8;
  if (nearest < 8) nearest = 8;
  return size_product(1000, nearest) < size_product(9, hundredths) ? nearest + 8 : nearest;
}

}  // namespace tally::models
