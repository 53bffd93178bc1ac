// SPDX-License-Identifier: MIT
// Interpolated and sampled images have the values that their definitions give.

#include "support/catch.hpp"
#include "support/numbers.hpp"
#include "tally/nn/correlation.hpp"
#include "tally/nn/trace.hpp"
#include "tally/nn/upsampling.hpp"
#include "tally/tensor/primitives/arithmetic.hpp"
#include "tally/tensor/primitives/grid_sample.hpp"
#include "tally/tensor/primitives/interpolation.hpp"
#include "tally/tensor/primitives/movement.hpp"
#include "tally/tensor/primitives/pooling.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace {

using numbers::largest_distance;
using numbers::random_numbers;
using tally::extent1;
using tally::extent2;
using tally::extent3;
using tally::index;
using tally::interpolation;
using tally::shape;
using tally::tensor;

TEST_CASE("interpolation worked by hand") {
  const tensor<double> x({1, 1, 2, 2}, {1, 2, 3, 4});
  CHECK(interpolate(x, extent2(4, 3)) == tensor<double>({1, 1, 4, 3}, {1, 1, 2, 1, 1, 2, 3, 3, 4, 3, 3, 4}));
  // Pixels of the result have their centres at -1/4, 1/4, 3/4 and 5/4 of a pixel of the input.
  CHECK(interpolate(x, extent2(4), interpolation::bilinear) ==
        tensor<double>({1, 1, 4, 4}, {1, 1.25, 1.75, 2, 1.5, 1.75, 2.25, 2.5, 2.5, 2.75, 3.25, 3.5, 3, 3.25, 3.75, 4}));
  CHECK(interpolate(x, extent2(3), interpolation::bilinear, true) ==
        tensor<double>({1, 1, 3, 3}, {1, 1.5, 2, 2, 2.5, 3, 3, 3.5, 4}));
  // Halved, every pixel is the mean of four.
  CHECK(interpolate(x, extent2(1), interpolation::bilinear) == tensor<double>({1, 1, 1, 1}, {2.5}));
  // One pixel of the result has its corner on the input's first.
  CHECK(interpolate(x, extent2(1), interpolation::bilinear, true) == tensor<double>({1, 1, 1, 1}, {1}));
  // Half-way between pixels the cubic weights are -3/32, 19/32, 19/32, -3/32.
  const tensor<double> step({1, 1, 1, 4}, {0, 0, 1, 1});
  const auto halves = interpolate(step, extent2(1, 7), interpolation::bicubic, true);
  CHECK(halves == tensor<double>({1, 1, 1, 7}, {0, -3.0 / 32, 0, 0.5, 1, 1 + 3.0 / 32, 1}));
  // The nearest of 3 pixels for each of 2: those at floor(i · 3/2), or those under the centres, 3/4 and 9/4.
  const tensor<double> three({1, 1, 3}, {0, 1, 2});
  CHECK(interpolate(three, extent1(2)) == tensor<double>({1, 1, 2}, {0, 1}));
  CHECK(interpolate(three, extent1(2), interpolation::nearest_exact) == tensor<double>({1, 1, 2}, {0, 2}));
}

// The definition, in floating point: every pixel of the input, gone on beyond its border, times a kernel at its
// distance.
double resampled(const std::vector<double>& line, double position, bool cubic) {
  double sum = 0;
  const auto last = static_cast<index>(line.size()) - 1;
  for (index k = -4; k <= last + 4; ++k) {
    const double d = std::abs(position - static_cast<double>(k));
    double weight = std::max(0.0, 1 - d);
    if (cubic) {
      const double d2 = d * d;
      const double d3 = d2 * d;
      weight = d <= 1 ? 1.25 * d3 - 2.25 * d2 + 1 : d < 2 ? -0.75 * d3 + 3.75 * d2 - 6 * d + 3 : 0;
    }
    sum += weight * line[static_cast<std::size_t>(std::clamp<index>(k, 0, last))];
  }
  return sum;
}

double source(index input, index outputs, index i, bool align) {
  if (align) return outputs == 1 ? 0 : static_cast<double>(i * (input - 1)) / static_cast<double>(outputs - 1);
  return (static_cast<double>(i) + 0.5) * static_cast<double>(input) / static_cast<double>(outputs) - 0.5;
}

TEST_CASE("bilinear and bicubic interpolation are their kernels, one axis after the other") {
  const auto x = random_numbers({2, 3, 5, 4}, 31);
  for (const bool cubic : {false, true})
    for (const bool align : {false, true})
      for (const index height : {1, 3, 5, 12})
        for (const index width : {2, 7}) {
          const auto y =
              interpolate(x, extent2(height, width), cubic ? interpolation::bicubic : interpolation::bilinear, align);
          tensor<double> expected({2, 3, height, width});
          for (index flat = 0; flat < expected.size(); ++flat) {
            const auto at = numbers::indices(expected.shape(), flat);
            std::vector<double> column;
            for (index h = 0; h < 5; ++h) {
              std::vector<double> row;
              for (index w = 0; w < 4; ++w) row.push_back(x(at[0], at[1], h, w));
              column.push_back(resampled(row, source(4, width, at[3], align), cubic));
            }
            expected[flat] = resampled(column, source(5, height, at[2], align), cubic);
          }
          CHECK(largest_distance(y, expected) < 1e-14);
        }
}

TEST_CASE("one and three axes are interpolated as two are") {
  const auto x = random_numbers({2, 3, 5}, 32);
  const auto line = interpolate(x, extent1(8), interpolation::linear);
  const auto plane = interpolate(reshape(x, {2, 3, 1, 5}), extent2(1, 8), interpolation::bilinear);
  CHECK(reshape(line, {2, 3, 1, 8}) == plane);

  const auto film = random_numbers({1, 2, 3, 4, 5}, 33);
  const auto slices = interpolate(reshape(film, {1, 6, 4, 5}), extent2(7, 3), interpolation::bilinear, true);
  const auto still = interpolate(film, extent3(3, 7, 3), interpolation::trilinear, true);
  CHECK(largest_distance(reshape(still, {1, 6, 7, 3}), slices) < 1e-15);
  const auto pixels = interpolate(film, extent3(6, 4, 5));
  CHECK(slice(pixels, 2, 1, 6, 2) == film);
}

TEST_CASE("a factor is that many times the size, rounded down") {
  const auto of = [](double factor, const shape& x) {
    return tally::predict(tally::nn::upsample{.scale_factor = factor}, x).activations();
  };
  CHECK(of(2, {1, 1, 3, 4}) == 6 * 8);
  CHECK(of(1.5, {1, 1, 3, 5}) == 4 * 7);
  CHECK(of(0.5, {1, 1, 3, 5}) == 1 * 2);
}

TEST_CASE("sampling worked by hand") {
  const tensor<double> x({1, 1, 2, 2}, {1, 2, 3, 4});
  // The middle, the corner pixels' centres for both alignments, a pixel's width to the left, and far outside.
  const tensor<double> grid({1, 1, 5, 2}, {0, 0, -1, -1, -0.5, -0.5, -1.5, -0.5, 9, 0});
  CHECK(grid_sample(x, grid) == tensor<double>({1, 1, 1, 5}, {2.5, 0.25, 1, 0, 0}));
  CHECK(grid_sample(x, grid, interpolation::bilinear, true) ==
        tensor<double>({1, 1, 1, 5}, {2.5, 1, 1.75, 0.75 * 1.5, 0}));
  // x before y.
  CHECK(grid_sample(x, tensor<double>({1, 1, 1, 2}, {1, -1}), interpolation::bilinear, true)[0] == 2);
  // Halves go to the even pixel: 0.5 to 0, and at the border 1.5 to 2, which is outside.
  CHECK(grid_sample(x, tensor<double>({1, 1, 3, 2}, {0, 0, 1, -0.5, 0.9, 0.9}), interpolation::nearest) ==
        tensor<double>({1, 1, 1, 3}, {1, 0, 4}));
}

TEST_CASE("a grid of an image's own pixels gives the image, and one of another size interpolates it") {
  const auto x = random_numbers({2, 3, 4, 5}, 34);
  const auto grid_of = [](index height, index width) {
    tensor<double> grid({2, height, width, 2});
    for (index n = 0; n < 2; ++n)
      for (index i = 0; i < height; ++i)
        for (index j = 0; j < width; ++j) {
          grid(n, i, j, 0) = 2 * static_cast<double>(j) / static_cast<double>(width - 1) - 1;
          grid(n, i, j, 1) = 2 * static_cast<double>(i) / static_cast<double>(height - 1) - 1;
        }
    return grid;
  };
  CHECK(largest_distance(grid_sample(x, grid_of(4, 5), interpolation::bilinear, true), x) < 1e-14);
  CHECK(largest_distance(grid_sample(x, grid_of(7, 3), interpolation::bilinear, true),
                         interpolate(x, extent2(7, 3), interpolation::bilinear, true)) < 1e-14);
  CHECK(grid_sample(x, grid_of(4, 5), interpolation::nearest, true) == x);
}

TEST_CASE("sampling is the sum over all pixels of hats around them, zero beyond the image") {
  const auto x = random_numbers({1, 2, 3, 4}, 35);
  const auto grid = random_numbers({1, 5, 6, 2}, 36) * 1.6;
  const auto y = grid_sample(x, grid);
  for (index c = 0; c < 2; ++c)
    for (index i = 0; i < 5; ++i)
      for (index j = 0; j < 6; ++j) {
        const double across = ((grid(0, i, j, 0) + 1) * 4 - 1) / 2;
        const double down = ((grid(0, i, j, 1) + 1) * 3 - 1) / 2;
        double sum = 0;
        for (index h = 0; h < 3; ++h)
          for (index w = 0; w < 4; ++w)
            sum += x(0, c, h, w) * std::max(0.0, 1 - std::abs(down - static_cast<double>(h))) *
                   std::max(0.0, 1 - std::abs(across - static_cast<double>(w)));
        CHECK(y(0, c, i, j) == Approx(sum).margin(1e-13));
      }
}

TEST_CASE("positions too far away for an index are outside, and those that are no number give none") {
  const tensor<double> x({1, 1, 2, 2}, 1.0);
  const double infinity = std::numeric_limits<double>::infinity();
  const auto at = [&](double position) {
    const auto y = grid_sample(x, tensor<double>({1, 1, 1, 2}, {position, 0}), interpolation::nearest);
    return y[0];
  };
  CHECK(at(1e300) == 0);
  CHECK(at(-1e300) == 0);
  CHECK(at(infinity) == 0);
  CHECK(at(std::numeric_limits<double>::quiet_NaN()) == 0);
  CHECK(grid_sample(x, tensor<double>({1, 1, 1, 2}, {1e30, -1e30}))[0] == 0);
  CHECK(std::isnan(grid_sample(x, tensor<double>({1, 1, 1, 2}, {infinity, 0}))[0]));
}

TEST_CASE(
    "a correlation volume holds the products of all pairs of pixels, and its lookup what lies around a position") {
  namespace nn = tally::nn;
  const auto a = random_numbers({1, 3, 4, 4}, 37);
  const auto b = random_numbers({1, 3, 4, 4}, 38);
  const auto volume = nn::correlation_volume(a, b);
  REQUIRE(volume.shape() == shape{16, 1, 4, 4});
  const auto product = [&](index h, index w, index i, index j) {
    double sum = 0;
    for (index d = 0; d < 3; ++d) sum += a(0, d, h, w) * b(0, d, i, j);
    return sum / std::sqrt(3.0);
  };
  for (index flat = 0; flat < volume.size(); ++flat)
    CHECK(volume[flat] == Approx(product(flat / 64, flat / 16 % 4, flat / 4 % 4, flat % 4)).margin(1e-14));

  const auto pyramid = nn::correlation_pyramid(volume, 2);
  REQUIRE(pyramid.size() == 2);
  CHECK(pyramid[1] == avg_pool2d(volume, {.kernel = 2, .stride = 2}));

  // Every pixel looks at the pixel to its right: x + 1, y.
  tensor<double> positions({1, 2, 4, 4});
  for (index h = 0; h < 4; ++h)
    for (index w = 0; w < 4; ++w) {
      positions(0, 0, h, w) = static_cast<double>(w + 1);
      positions(0, 1, h, w) = static_cast<double>(h);
    }
  const auto features = nn::correlation_lookup(pyramid, positions, 1);
  REQUIRE(features.shape() == shape{1, 2 * 9, 4, 4});
  const auto inside = [&](index h, index w, index i, index j) {
    return i >= 0 && i < 4 && j >= 0 && j < 4 ? product(h, w, i, j) : 0;
  };
  for (index h = 0; h < 4; ++h)
    for (index w = 0; w < 4; ++w)
      for (index dx = -1; dx <= 1; ++dx)
        for (index dy = -1; dy <= 1; ++dy)
          CHECK(features(0, (dx + 1) * 3 + dy + 1, h, w) == Approx(inside(h, w, h + dy, w + 1 + dx)).margin(1e-12));
  // At the second level pixel (1, 2) looks at (3, 1) / 2 = (1.5, 0.5): half of it lies beyond the last column, at 1.
  const double column = (pyramid[1](6, 0, 0, 1) + pyramid[1](6, 0, 1, 1)) / 2;
  CHECK(features(0, 9 + 4, 1, 2) == Approx(column / 2).margin(1e-13));
}

}  // namespace
