// SPDX-License-Identifier: MIT
// Correlation volumes of optical flow (Teed and Deng 2020, RAFT): every pixel of one image with every pixel of another,
// at several resolutions, and what lies around a position in them.
#pragma once

#include "tally/core/constant_math.hpp"
#include "tally/core/vector.hpp"
#include "tally/nn/context.hpp"
#include "tally/tensor/constant.hpp"
#include "tally/tensor/primitives/arithmetic.hpp"
#include "tally/tensor/primitives/grid_sample.hpp"
#include "tally/tensor/primitives/matmul.hpp"
#include "tally/tensor/primitives/movement.hpp"
#include "tally/tensor/primitives/pooling.hpp"
#include "tally/tensor/primitives/stack.hpp"

#include <string_view>

namespace tally::nn {

/// Dot products of all pairs of pixels of two feature maps `[n, d, h, w]`, divided by √d: an image `[n·h·w, 1, h, w]`
/// of the second for every pixel of the first. Spends a matrix product, (hw)²·d MACs an image, and a division per
/// element. Throws `tally::shape_error` unless both have one shape.
template <tensor_like X>
[[nodiscard]] constexpr auto correlation_volume(const X& first, const X& second) {
  const shape& s = first.shape();
  if (s.rank() != 4 || second.shape() != s)
    tally::detail::fail_on_shapes("tally: feature maps to correlate are [n, d, h, w], both of one shape", s,
                                  second.shape());
  const index pixels = s[2] * s[3];
  const auto queries = permute(reshape(first, {s[0], s[1], pixels}), {0, 2, 1});
  const auto products = matmul(queries, reshape(second, {s[0], s[1], pixels}));
  const auto root = static_cast<double>(tally::detail::constant_math::sqrt(static_cast<long double>(s[1])));
  return reshape(products, {s[0] * pixels, 1, s[2], s[3]}) / root;
}

/// The volume, and what averages of 2 x 2 pixels make of it, each of the one before: `levels` images for every pixel.
/// Throws `tally::shape_error` unless there is a level, and where the smallest has no pixel left.
template <tensor_like X>
[[nodiscard]] constexpr tally::detail::vector<X> correlation_pyramid(const X& volume, int levels) {
  tally::detail::require_positive("tally: a correlation pyramid's number of levels is not positive", levels);
  tally::detail::vector<X> pyramid{volume};
  for (int level = 1; level < levels; ++level)
    pyramid.push_back(tally::avg_pool2d(pyramid.back(), {.kernel = 2, .stride = 2}));
  return pyramid;
}

/// `[n, c, h, w]` bilinearly at positions in pixels `[n, h', w', 2]`, each (x, y). Scales them to [-1, 1], which is
/// 2·x / (w - 1) - 1: a product, a quotient and a difference per coordinate, except along axes of one pixel.
template <tensor_like X, tensor_like Grid>
[[nodiscard]] constexpr auto sample_at_pixels(const X& x, const Grid& positions) {
  if (x.shape().rank() != 4 || positions.shape().rank() != 4 || positions.shape()[3] != 2)
    tally::detail::fail_on_shapes("tally: a grid sample takes an image [n, c, h, w] and a grid [n, h', w', 2]",
                                  x.shape(), positions.shape());
  const auto scaled = [&](int coordinate, index extent) {
    const auto pixels = slice(positions, 3, coordinate, coordinate + 1);
    if (extent == 1) return pixels;
    return pixels * 2 / static_cast<double>(extent - 1) - 1;
  };
  const auto across = scaled(0, x.shape()[3]);
  const auto down = scaled(1, x.shape()[2]);
  return grid_sample(x, concat(3, across, down), interpolation::bilinear, true);
}

/// What a pyramid holds within `radius` pixels of `positions` `[n, 2, h, w]`, (x, y) at the first level: features
/// `[n, levels·(2·radius + 1)², h, w]`. The window's axes come as RAFT has them, the offset along x first. Throws
/// `tally::shape_error` where positions and pyramid do not belong to each other.
template <tensor_like X>
[[nodiscard]] constexpr auto correlation_lookup(const tally::detail::vector<X>& pyramid, const X& positions,
                                                int radius) {
  const shape& s = positions.shape();
  if (radius < 0) tally::detail::fail_on_sizes("tally: a correlation is looked up within a negative radius", radius, 0);
  tally::detail::require_positive("tally: a correlation is looked up in a pyramid without levels",
                                  static_cast<index>(pyramid.size()));
  const shape& volume = pyramid[0].shape();
  if (s.rank() != 4 || s[1] != 2 || volume.rank() != 4 || volume[0] != s[0] * s[2] * s[3] || volume[1] != 1)
    tally::detail::fail_on_shapes("tally: correlations [n·h·w, 1, …] are looked up at positions [n, 2, h, w]", volume,
                                  s);
  const index side = 2 * index{radius} + 1;
  const auto offsets = constant_like(positions, {1, side, side, 2}, [&](index i) {
    return i % 2 == 0 ? i / 2 / side - radius : i / 2 % side - radius;
  });
  X centres = reshape(permute(positions, {0, 2, 3, 1}), {volume[0], 1, 1, 2});
  const auto look_up = [&](const X& level) {
    return reshape(sample_at_pixels(level, centres + offsets), {s[0], s[2], s[3], side * side});
  };
  tally::detail::vector<X> features;
  for (const X& level : pyramid) {
    if (!features.empty()) centres = centres / 2;
    features.push_back(look_up(level));
  }
  const auto levels = static_cast<index>(features.size());
  return permute(reshape(stack(3, features), {s[0], s[2], s[3], size_product(levels, size_product(side, side))}),
                 {0, 3, 1, 2});
}

/// The features around `positions` in the correlation of two feature maps, called with the maps and the positions, for
/// a network that looks only once. One that looks again and again keeps the pyramid, and calls the functions above.
struct correlation {
  static constexpr std::string_view name = "correlation";
  int levels = 4;
  int radius = 4;
  constexpr auto operator()(auto&, const auto& first, const auto& second, const auto& positions) const {
    return correlation_lookup(correlation_pyramid(correlation_volume(first, second), levels), positions, radius);
  }
};

}  // namespace tally::nn
