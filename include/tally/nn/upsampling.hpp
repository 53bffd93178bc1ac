// SPDX-License-Identifier: MIT
// Images at another size.
#pragma once

#include "tally/nn/context.hpp"
#include "tally/tensor/primitives/interpolation.hpp"

#include <string_view>

namespace tally::nn {

/// `[n, c, …]` over N axes at another `size`, or at its own times `scale_factor`, rounded down; exactly one of them is
/// given. Positions follow from the sizes, as torch.nn's do for scales that give whole sizes. See tally::interpolate
/// for the modes and what they spend.
template <int N>
struct upsampling {
  static constexpr std::string_view name = "upsample";
  extents<N> size = 0;
  double scale_factor = 0;
  interpolation mode = interpolation::nearest;
  bool align_corners = false;

  constexpr auto operator()(auto&, const auto& x) const {
    const bool scaled = size == extents<N>(0);
    if (scaled == !(scale_factor > 0))
      tally::detail::fail<error>("tally: an upsampling layer takes either a size or a positive scale_factor");
    extents<N> to = size;
    if (scaled && x.shape().rank() == N + 2)
      for (int axis = 0; axis < N; ++axis) {
        const double wanted = static_cast<double>(x.shape()[axis + 2]) * scale_factor;
        constexpr double limit = 2147483648.0;
        if (!(wanted <= limit))
          tally::detail::fail_on_sizes("tally: an upsampled axis exceeds 2^31; axis and extent are", axis + 2,
                                       x.shape()[axis + 2]);
        to.sizes[axis] = static_cast<index>(wanted);
      }
    return interpolate(x, to, mode, align_corners);
  }
};
using upsample1d = upsampling<1>;
using upsample2d = upsampling<2>;
using upsample3d = upsampling<3>;
using upsample = upsampling<2>;

}  // namespace tally::nn
