// SPDX-License-Identifier: MIT
// Layers that put borders around images.
#pragma once

#include "tally/nn/context.hpp"
#include "tally/tensor/primitives/border.hpp"

#include <string_view>

namespace tally::nn {

/// `[n, c, …]` with a border along each of its N = 1, 2 or 3 spatial axes: `padding` on both sides, or `before` and
/// `after` each for itself. torch.nn's ZeroPad, ReflectionPad, ReplicationPad and CircularPad; no arithmetic. Throws
/// `tally::shape_error` where the image cannot fill the border.
template <int N, padding_mode Mode>
struct border {
  static constexpr std::string_view name = Mode == padding_mode::zeros       ? "zero_pad"
                                           : Mode == padding_mode::reflect   ? "reflection_pad"
                                           : Mode == padding_mode::replicate ? "replication_pad"
                                                                             : "circular_pad";
  extents<N> padding = 0;
  extents<N> before = padding;
  extents<N> after = padding;

  constexpr auto operator()(auto&, const auto& x) const { return apply(border_primitive<N>{before, after, Mode}, x); }
};
using zero_pad1d = border<1, padding_mode::zeros>;
using zero_pad2d = border<2, padding_mode::zeros>;
using zero_pad3d = border<3, padding_mode::zeros>;
using reflection_pad1d = border<1, padding_mode::reflect>;
using reflection_pad2d = border<2, padding_mode::reflect>;
using reflection_pad3d = border<3, padding_mode::reflect>;
using replication_pad1d = border<1, padding_mode::replicate>;
using replication_pad2d = border<2, padding_mode::replicate>;
using replication_pad3d = border<3, padding_mode::replicate>;
using circular_pad1d = border<1, padding_mode::circular>;
using circular_pad2d = border<2, padding_mode::circular>;
using circular_pad3d = border<3, padding_mode::circular>;

}  // namespace tally::nn
