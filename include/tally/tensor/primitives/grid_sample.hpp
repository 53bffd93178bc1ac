// SPDX-License-Identifier: MIT
// Images read at positions that are data: spatial transformers' sampling.
#pragma once

#include "tally/core/counted.hpp"
#include "tally/core/math.hpp"
#include "tally/core/no_macro.hpp"
#include "tally/tensor/primitive.hpp"
#include "tally/tensor/primitives/interpolation.hpp"

#include <string_view>

namespace tally {

namespace detail {

// A whole-numbered position as an index, -2 for all that lie further than one pixel outside, where neither it nor the
// next is a pixel.
template <class Position>
constexpr index pixel_at(Position position, index extent) {
  return position >= Position(-1) && position <= Position(extent) ? static_cast<index>(position) : -2;
}

}  // namespace detail

/// `[n, c, h, w]` at the positions `[n, h', w', 2]`, each (x, y) between -1 and 1 from border to border (Jaderberg et
/// al. 2015). Beyond the image are zeros, which are multiplied like other numbers: what it spends does not depend on
/// the positions. They are data, so their arithmetic counts; a position that is no finite number gives none.
struct grid_sample_primitive {
  static constexpr std::string_view name = "grid_sample";
  static constexpr category kind = category::grid_sample;
  interpolation mode = interpolation::bilinear;  // or nearest
  bool align_corners = false;

  constexpr shape output(const shape& x, const shape& grid) const {
    if (mode != interpolation::bilinear && mode != interpolation::nearest)
      detail::fail_on_shapes("tally: an image is sampled bilinearly or at the nearest pixel; image and grid are", x,
                             grid);
    if (x.rank() != 4 || grid.rank() != 4 || grid[3] != 2 || grid[0] != x[0])
      detail::fail_on_shapes("tally: a grid sample takes an image [n, c, h, w] and a grid [n, h', w', 2]", x, grid);
    return {x[0], x[1], grid[1], grid[2]};
  }

  // For each position, along both axes: where it is in pixels (two or three operations), and its pixel by rounding.
  // Bilinear: along both axes the distances to two pixels, then four weights; and for each element four products and
  // three additions.
  constexpr cost formula(const shape& output, const shape&, const shape& grid) const {
    const natural elements = output.volume();
    const natural coordinates = grid.volume();
    const natural shifts = align_corners ? natural() : coordinates;
    if (mode == interpolation::nearest)
      return {{operation::add, coordinates},
              {operation::mul, coordinates},
              {operation::sub, shifts},
              {operation::round, coordinates}};
    return {{operation::add, coordinates + elements * 3},
            {operation::mul, coordinates * 3 + elements * 4},
            {operation::sub, coordinates * 2 + shifts},
            {operation::round, coordinates}};
  }

  template <class S>
  constexpr void loop(tensor<S>& output, const tensor<S>& x, const tensor<S>& grid) const {
    const index height = x.shape()[2];
    const index width = x.shape()[3];
    const index points = grid.shape()[1] * grid.shape()[2];
    const index channels = x.shape()[1];
    for (index image = 0; image < x.shape()[0]; ++image) {
      const S* planes = x.data() + image * channels * height * width;
      for (index point = 0; point < points; ++point) {
        const S* at = grid.data() + (image * points + point) * 2;
        S* to = output.data() + image * channels * points + point;
        const S across = in_pixels(at[0], width);
        const S down = in_pixels(at[1], height);
        const auto pixel = [&](index channel, index row, index column) {
          const bool inside = row >= 0 && row < height && column >= 0 && column < width;
          return inside ? planes[(channel * height + row) * width + column] : S(0);
        };
        if (mode == interpolation::nearest) {
          const index row = detail::pixel_at(value(nearest_whole(down)), height);
          const index column = detail::pixel_at(value(nearest_whole(across)), width);
          for (index c = 0; c < channels; ++c) to[c * points] = pixel(c, row, column);
          continue;
        }
        const S top = whole_below(down);
        const S left = whole_below(across);
        const S lower = down - top;
        const S right = across - left;
        const S upper = S(1) - lower;
        const S nearer = S(1) - right;
        const S weights[] = {upper * nearer, upper * right, lower * nearer, lower * right};
        const index row = detail::pixel_at(value(top), height);
        const index column = detail::pixel_at(value(left), width);
        for (index c = 0; c < channels; ++c) {
          S sum = weights[0] * pixel(c, row, column);
          sum += weights[1] * pixel(c, row, column + 1);
          sum += weights[2] * pixel(c, row + 1, column);
          sum += weights[3] * pixel(c, row + 1, column + 1);
          to[c * points] = sum;
        }
      }
    }
  }

 private:
  // From [-1, 1] to pixels: between the centres of the corner pixels, or between their outer edges, half a pixel away.
  template <class S>
  constexpr S in_pixels(const S& coordinate, index extent) const {
    const S moved = coordinate + S(1);
    if (align_corners) return moved * S(static_cast<double>(extent - 1) / 2);
    return moved * S(static_cast<double>(extent) / 2) - S(0.5);
  }
  template <class S>
  static constexpr S whole_below(const S& x) {
    using detail::plain::floor;
    return S(floor TALLY_NO_MACRO(x));
  }
  template <class S>
  static constexpr S nearest_whole(const S& x) {
    using detail::plain::nearbyint;
    return S(nearbyint(x));  // halves to even, as torch has it
  }
};

/// `[n, c, h, w]` sampled at `grid` `[n, h', w', 2]`, giving `[n, c, h', w']`. With P = n·h'·w' positions and N
/// elements of the result, bilinear sampling spends 2P + 3N additions, 6P + 4N multiplications, 6P subtractions (4P
/// with `align_corners`) and 2P roundings; the nearest pixel 2P of each (no subtraction with `align_corners`). Throws
/// `tally::shape_error` where the shapes disagree, and for other modes.
template <tensor_like X, tensor_like Grid>
[[nodiscard]] constexpr auto grid_sample(const X& x, const Grid& grid, interpolation mode = interpolation::bilinear,
                                         bool align_corners = false) {
  return apply(grid_sample_primitive{mode, align_corners}, x, grid);
}

}  // namespace tally
