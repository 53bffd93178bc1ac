// SPDX-License-Identifier: MIT
// Interpolated and sampled images have the values that their definitions give.

#include "support/catch.hpp"
#include "support/numbers.hpp"
#include "tally/nn/trace.hpp"
#include "tally/nn/upsampling.hpp"
#include "tally/tensor/primitives/interpolation.hpp"
#include "tally/tensor/primitives/movement.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
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

}  // namespace
