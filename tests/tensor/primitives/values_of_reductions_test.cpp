// SPDX-License-Identifier: MIT
// Reductions, softmax, normalisations and pools give the numbers that their definitions give.

#include "support/catch.hpp"
#include "support/numbers.hpp"
#include "tally/tensor/primitives/border.hpp"
#include "tally/tensor/primitives/layer_norm.hpp"
#include "tally/tensor/primitives/lp_pooling.hpp"
#include "tally/tensor/primitives/movement.hpp"
#include "tally/tensor/primitives/normalization.hpp"
#include "tally/tensor/primitives/pooling.hpp"
#include "tally/tensor/primitives/reduction.hpp"
#include "tally/tensor/primitives/softmax.hpp"
#include "tally/tensor/primitives/ternary.hpp"
#include "tally/tensor/primitives/unary.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <vector>

namespace {

using numbers::largest_distance;
using numbers::random_numbers;
using tally::index;
using tally::shape;
using tally::tensor;

TEST_CASE("reductions worked by hand") {
  const tensor<double> x({2, 3}, {1, 2, 6, 5, 4, 0});
  CHECK(sum(x) == tensor<double>({}, 18.0));
  CHECK(sum(x, 0) == tensor<double>({3}, {6, 6, 6}));
  CHECK(sum(x, 1, true) == tensor<double>({2, 1}, {9, 9}));
  CHECK(mean(x, -1) == tensor<double>({2}, {3, 3}));
  CHECK(tally::max(x, 0) == tensor<double>({3}, {5, 4, 6}));
  CHECK(tally::min(x, 1) == tensor<double>({2}, {1, 0}));
  CHECK(variance(x, 1) == tensor<double>({2}, {14.0 / 3, 14.0 / 3}));        // (4 + 1 + 9) / 3
  CHECK(variance(x, 1, false, 1) == tensor<double>({2}, {7, 7}));            // … / 2
  CHECK(variance(tensor<double>({4}, 1e9 + 0.1)) == tensor<double>({}, 0));  // two passes: nothing cancels
}

// Collects what falls together for every element of the result, and folds it.
tensor<double> reduced_by_definition(const tensor<double>& x, const std::vector<bool>& reduced,
                                     const std::function<long double(const std::vector<long double>&)>& fold) {
  shape result;
  for (int i = 0; i < x.shape().rank(); ++i)
    if (!reduced[static_cast<std::size_t>(i)]) result.push_back(x.shape()[i]);
  std::vector<std::vector<long double>> groups(static_cast<std::size_t>(result.volume()));
  for (index flat = 0; flat < x.size(); ++flat) {
    const auto at = numbers::indices(x.shape(), flat);
    index group = 0;
    for (std::size_t i = 0; i < at.size(); ++i)
      if (!reduced[i]) group = group * x.shape()[static_cast<int>(i)] + at[i];
    groups[static_cast<std::size_t>(group)].push_back(static_cast<long double>(x[flat]));
  }
  tensor<double> y(result);
  for (index i = 0; i < y.size(); ++i) y[i] = static_cast<double>(fold(groups[static_cast<std::size_t>(i)]));
  return y;
}

long double mean_of(const std::vector<long double>& v) {
  long double sum = 0;
  for (const long double number : v) sum += number;
  return sum / static_cast<long double>(v.size());
}
long double squares_of(const std::vector<long double>& v) {
  long double squares = 0;
  for (const long double number : v) squares += (number - mean_of(v)) * (number - mean_of(v));
  return squares;
}

TEST_CASE("reductions are their definitions for every set of axes, neighbours or not") {
  const auto x = random_numbers({3, 2, 5, 4}, 7);
  for (int bits = 1; bits < 16; ++bits) {
    std::vector<bool> reduced;
    tally::axis_set axes;
    for (int i = 0; i < 4; ++i) {
      reduced.push_back((bits >> i & 1) != 0);
      if (reduced.back()) axes.axes[axes.count++] = i;
    }
    INFO("axes " << bits);
    const auto expected = [&](auto&& fold) { return reduced_by_definition(x, reduced, fold); };
    CHECK(largest_distance(sum(x, axes), expected([](const auto& v) {
                             return mean_of(v) * static_cast<long double>(v.size());
                           })) < 1e-13);
    CHECK(largest_distance(mean(x, axes), expected(mean_of)) < 1e-14);
    CHECK(largest_distance(variance(x, axes), expected([](const auto& v) {
                             return squares_of(v) / static_cast<long double>(v.size());
                           })) < 1e-14);
    CHECK(largest_distance(variance(x, axes, false, 1), expected([](const auto& v) {
                             return squares_of(v) / static_cast<long double>(v.size() - 1);
                           })) < 1e-14);
    CHECK(tally::max(x, axes) == expected([](const auto& v) { return *std::max_element(v.begin(), v.end()); }));
    CHECK(tally::min(x, axes) == expected([](const auto& v) { return *std::min_element(v.begin(), v.end()); }));
  }
}

TEST_CASE("softmax worked by hand, and stable for large numbers") {
  const double e = std::exp(1.0);
  CHECK(largest_distance(softmax(tensor<double>({2}, {0, 1})), tensor<double>({2}, {1 / (1 + e), e / (1 + e)})) <
        1e-15);
  CHECK(largest_distance(softmax(tensor<double>({3}, {-1000, 1000, 1000})), tensor<double>({3}, {0, 0.5, 0.5})) <
        1e-15);
}

TEST_CASE("softmax is its definition along every axis") {
  const auto x = random_numbers({3, 4, 5}, 8);
  for (int axis = 0; axis < 3; ++axis) {
    tensor<double> expected(x.shape());
    for (index flat = 0; flat < x.size(); ++flat) {
      const auto at = numbers::indices(x.shape(), flat);
      long double sum = 0;
      for (index other = 0; other < x.size(); ++other) {
        auto there = numbers::indices(x.shape(), other);
        there[static_cast<std::size_t>(axis)] = at[static_cast<std::size_t>(axis)];
        if (there == at) sum += std::exp(static_cast<long double>(x[other]));
      }
      expected[flat] = static_cast<double>(std::exp(static_cast<long double>(x[flat])) / sum);
    }
    CHECK(largest_distance(softmax(x, axis), expected) < 1e-15);
    CHECK(softmax(x, axis - 3) == softmax(x, axis));
  }
}

TEST_CASE("batch normalisation is its definition") {
  const auto x = random_numbers({2, 3, 4, 5}, 9);
  const auto weight = random_numbers({3}, 10);
  const auto bias = random_numbers({3}, 11);
  const auto centre = random_numbers({3}, 12);
  const tensor<double> spread({3}, {0.25, 1, 4});
  tensor<double> expected(x.shape());
  for (index flat = 0; flat < x.size(); ++flat) {
    const index c = numbers::indices(x.shape(), flat)[1];
    expected[flat] = (x[flat] - centre[c]) / std::sqrt(spread[c] + 0.01) * weight[c] + bias[c];
  }
  CHECK(largest_distance(batch_norm(x, weight, bias, centre, spread, 0.01), expected) < 1e-14);
  // (5 - 1) / √(4 + 0) · 3 + 2 = 8
  const tensor<double> one({1, 1}, 5.0);
  const auto channel = [](double number) { return tensor<double>({1}, number); };
  CHECK(batch_norm(one, channel(3), channel(2), channel(1), channel(4), 0) == tensor<double>({1, 1}, 8.0));
}

TEST_CASE("layer normalisation is its definition, over one axis and over two") {
  const auto x = random_numbers({3, 4, 5}, 13);
  for (int axes = 1; axes <= 2; ++axes) {
    const shape features = x.shape().sub(3 - axes, 3);
    const auto weight = random_numbers(features, 14);
    const auto bias = random_numbers(features, 15);
    const index d = features.volume();
    tensor<double> expected(x.shape());
    for (index row = 0; row < x.size() / d; ++row) {
      std::vector<long double> v;
      for (index i = 0; i < d; ++i) v.push_back(static_cast<long double>(x[row * d + i]));
      for (index i = 0; i < d; ++i)
        expected[row * d + i] = static_cast<double>((v[static_cast<std::size_t>(i)] - mean_of(v)) /
                                                    std::sqrt(squares_of(v) / static_cast<long double>(d) + 0.01L)) *
                                    weight[i] +
                                bias[i];
    }
    CHECK(largest_distance(layer_norm(x, weight, bias, 0.01), expected) < 1e-14);
  }
  // The row 1, 3 has mean 2 and variance 1: it becomes -1, 1, then times 10, 20 and plus 1, 2.
  CHECK(layer_norm(tensor<double>({2}, {1, 3}), tensor<double>({2}, {10, 20}), tensor<double>({2}, {1, 2}), 0) ==
        tensor<double>({2}, {-9, 22}));
}

TEST_CASE("pools worked by hand") {
  const tensor<double> x({1, 1, 3, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9});
  CHECK(max_pool2d(x, {.kernel = 2, .stride = 1}) == tensor<double>({1, 1, 2, 2}, {5, 6, 8, 9}));
  CHECK(max_pool2d(x, {.kernel = 2, .stride = 2}) == tensor<double>({1, 1, 1, 1}, {5}));
  CHECK(max_pool2d(x, {.kernel = 2, .stride = 2, .ceil_mode = true}) == tensor<double>({1, 1, 2, 2}, {5, 6, 8, 9}));
  CHECK(max_pool2d(x, {.kernel = 2, .stride = 2, .padding = 1}) == tensor<double>({1, 1, 2, 2}, {1, 3, 7, 9}));
  CHECK(max_pool2d(-x, {.kernel = 3, .stride = 2, .padding = 1}) == tensor<double>({1, 1, 2, 2}, {-1, -2, -4, -5}));
  CHECK(avg_pool2d(x, {.kernel = 2, .stride = 1}) == tensor<double>({1, 1, 2, 2}, {3, 4, 6, 7}));
  // Windows at the corner hold one number and three paddings: divided by 4, or by 1.
  CHECK(avg_pool2d(x, {.kernel = 2, .stride = 2, .padding = 1}) == tensor<double>({1, 1, 2, 2}, {0.25, 1.25, 2.75, 7}));
  CHECK(avg_pool2d(x, {.kernel = 2, .stride = 2, .padding = 1, .count_include_pad = false}) ==
        tensor<double>({1, 1, 2, 2}, {1, 2.5, 5.5, 7}));
  // What a last window covers beyond the input is in no mean: (3 + 6) / 2, (7 + 8) / 2 and 9 alone.
  CHECK(avg_pool2d(x, {.kernel = 2, .stride = 2, .ceil_mode = true}) == tensor<double>({1, 1, 2, 2}, {3, 4.5, 7.5, 9}));
  // Three to two: windows [0, 2) and [1, 3) overlap.
  CHECK(adaptive_avg_pool2d(x, {2, 1}) == tensor<double>({1, 1, 2, 1}, {3.5, 6.5}));
  CHECK(adaptive_max_pool2d(x, {1, 2}) == tensor<double>({1, 1, 1, 2}, {8, 9}));
  // Two to three: elements repeat.
  CHECK(adaptive_avg_pool2d(tensor<double>({1, 1, 1, 2}, {2, 4}), {1, 3}) == tensor<double>({1, 1, 1, 3}, {2, 3, 4}));
}

TEST_CASE("pools padded unequally are those of an image with that border") {
  const auto x = random_numbers({1, 2, 5, 6}, 8);
  for (const index stride : {1, 2, 3})
    for (const index before : {0, 1, 2})
      for (const index after : {0, 1, 2}) {
        const tally::border_primitive<2> border{.before = {before, 1}, .after = {after, 0}};
        const auto zeros = pad_border<2>(x, border);
        const auto edges = where(pad_border<2>(x * 0 + 1, border), zeros, -9);  // less than any number of the image
        const tally::extent2 padding{before, 1};
        const tally::extent2 behind{after, 0};
        CHECK(max_pool2d(x, {.kernel = 4, .stride = stride, .padding = padding, .padding_after = behind}) ==
              max_pool2d(edges, {.kernel = 4, .stride = stride}));
        CHECK(numbers::largest_distance(
                  avg_pool2d(x, {.kernel = 4, .stride = stride, .padding = padding, .padding_after = behind}),
                  avg_pool2d(zeros, {.kernel = 4, .stride = stride})) < 1e-15);
      }
  const tensor<double> row({1, 1, 4}, {1, 2, 3, 4});
  CHECK(avg_pool1d(row, {.kernel = 2, .stride = 1, .padding_after = 1}) ==
        tensor<double>({1, 1, 4}, {1.5, 2.5, 3.5, 2}));
  CHECK(avg_pool1d(row, {.kernel = 2, .stride = 1, .count_include_pad = false, .padding_after = 1}) ==
        tensor<double>({1, 1, 4}, {1.5, 2.5, 3.5, 4}));
  CHECK(max_pool1d(row, {.kernel = 2, .stride = 3, .padding = 1, .padding_after = 0}) ==
        tensor<double>({1, 1, 2}, {1, 4}));
}

TEST_CASE("adaptive pools are their definition for every pair of sizes up to 9") {
  for (index size = 1; size <= 9; ++size)
    for (index outputs = 1; outputs <= 9; ++outputs) {
      const auto x = random_numbers({1, 2, size, 3}, static_cast<std::uint64_t>(size * 10 + outputs));
      const auto averages = adaptive_avg_pool2d(x, {outputs, 1});
      const auto maxima = adaptive_max_pool2d(x, {outputs, 1});
      for (index c = 0; c < 2; ++c)
        for (index i = 0; i < outputs; ++i) {
          // floor(i n / m) up to ceil((i + 1) n / m), by rounding, with a margin for whole quotients.
          const auto begin =
              static_cast<index>(std::floor(static_cast<double>(i * size) / static_cast<double>(outputs) + 1e-9));
          const auto end =
              static_cast<index>(std::ceil(static_cast<double>((i + 1) * size) / static_cast<double>(outputs) - 1e-9));
          double sum = 0;
          double highest = -std::numeric_limits<double>::infinity();
          for (index h = begin; h < end; ++h)
            for (index w = 0; w < 3; ++w) sum += x(0, c, h, w), highest = std::max(highest, x(0, c, h, w));
          CHECK(averages(0, c, i, 0) == Approx(sum / static_cast<double>((end - begin) * 3)).epsilon(1e-13));
          CHECK(maxima(0, c, i, 0) == highest);
        }
    }
}

TEST_CASE("sliding pools are their definition, padding left out of maxima and of sums") {
  const auto x = random_numbers({1, 2, 7, 6}, 16);
  for (const index kernel : {2, 3})
    for (const index stride : {1, 2, 3})
      for (const bool ceil_mode : {false, true}) {
        const auto maxima = max_pool2d(x, {kernel, stride, 1, 1, ceil_mode});
        const auto averages = avg_pool2d(x, {kernel, stride, 1, ceil_mode, false});
        REQUIRE(maxima.shape() == averages.shape());
        for (index flat = 0; flat < maxima.size(); ++flat) {
          const auto at = numbers::indices(maxima.shape(), flat);
          double sum = 0;
          index taken = 0;
          double highest = -std::numeric_limits<double>::infinity();
          for (index h = 0; h < 7; ++h)
            for (index w = 0; w < 6; ++w) {
              const index row = h - (at[2] * stride - 1);
              const index column = w - (at[3] * stride - 1);
              if (row < 0 || row >= kernel || column < 0 || column >= kernel) continue;
              sum += x(0, at[1], h, w), ++taken;
              highest = std::max(highest, x(0, at[1], h, w));
            }
          CHECK(maxima[flat] == highest);
          CHECK(averages[flat] == Approx(sum / static_cast<double>(taken)).epsilon(1e-13));
        }
      }
}

TEST_CASE("pools over one axis are those over two of which one is 1") {
  const auto x = random_numbers({2, 3, 11}, 17);
  const auto plane = reshape(x, {2, 3, 1, 11});
  const auto same = [](const auto& line, const auto& flat) {
    return line == reshape(flat, {flat.shape()[0], flat.shape()[1], flat.shape()[3]});
  };
  CHECK(same(max_pool1d(x, {.kernel = 3, .stride = 2, .padding = 1, .ceil_mode = true}),
             max_pool2d(plane, {.kernel = {1, 3}, .stride = {1, 2}, .padding = {0, 1}, .ceil_mode = true})));
  CHECK(same(avg_pool1d(x, {.kernel = 3, .stride = 2, .padding = 1}),
             avg_pool2d(plane, {.kernel = {1, 3}, .stride = {1, 2}, .padding = {0, 1}})));
  CHECK(same(adaptive_avg_pool1d(x, 4), adaptive_avg_pool2d(plane, {1, 4})));
  CHECK(same(adaptive_max_pool1d(x, 4), adaptive_max_pool2d(plane, {1, 4})));
}

TEST_CASE("pools over three axes are one after the other over slices and over what these give") {
  const auto x = random_numbers({1, 2, 5, 6, 7}, 18);
  const tally::extent3 kernel{3, 2, 3};
  const tally::extent3 stride{2, 1, 3};
  // A maximum of maxima; a mean of means of the same number of elements.
  const auto slices = reshape(x, {1, 10, 6, 7});
  const auto largest = max_pool2d(slices, {.kernel = {2, 3}, .stride = {1, 3}});
  const auto means = avg_pool2d(slices, {.kernel = {2, 3}, .stride = {1, 3}});
  REQUIRE(largest.shape() == shape{1, 10, 5, 2});
  const auto along = [](const auto& planes) { return permute(reshape(planes, {2, 5, 10}), {0, 2, 1}); };
  const auto back = [](const auto& lines) { return reshape(permute(lines, {0, 2, 1}), {1, 2, 2, 5, 2}); };
  CHECK(max_pool3d(x, {.kernel = kernel, .stride = stride}) == back(max_pool1d(along(largest), {.kernel = 3})));
  CHECK(numbers::largest_distance(avg_pool3d(x, {.kernel = kernel, .stride = stride}),
                                  back(avg_pool1d(along(means), {.kernel = 3}))) < 1e-15);
  CHECK(adaptive_max_pool3d(x) == reshape(max(x, {2, 3, 4}), {1, 2, 1, 1, 1}));
  CHECK(numbers::largest_distance(adaptive_avg_pool3d(x), reshape(mean(x, {2, 3, 4}), {1, 2, 1, 1, 1})) < 1e-15);
}

TEST_CASE("a 3-D mean with padding is over the padded window, and over the elements alone if asked") {
  const tensor<double> ones({1, 1, 2, 2, 2}, 1.0);
  const auto padded = avg_pool3d(ones, {.kernel = 2, .stride = 2, .padding = 1});
  CHECK(padded == tensor<double>({1, 1, 2, 2, 2}, 1.0 / 8));  // a corner of the cube in each window of eight
  CHECK(avg_pool3d(ones, {.kernel = 2, .stride = 2, .padding = 1, .count_include_pad = false}) ==
        tensor<double>({1, 1, 2, 2, 2}, 1.0));
}

TEST_CASE("pools of norms worked by hand") {
  const tensor<double> x({1, 1, 1, 4}, {3, 4, 5, 12});
  CHECK(lp_pool2d(x, {.norm_type = 2, .kernel = {1, 2}, .stride = {1, 2}}) == tensor<double>({1, 1, 1, 2}, {5, 13}));
  CHECK(lp_pool2d(x, {.norm_type = 1, .kernel = {1, 2}, .stride = {1, 2}}) == tensor<double>({1, 1, 1, 2}, {7, 17}));
  const auto cubes = lp_pool1d(tensor<double>({1, 1, 3}, {3, 4, 5}), {.norm_type = 3, .kernel = 3, .stride = 1});
  CHECK(cubes[0] == Approx(6));  // 27 + 64 + 125 = 216
}

}  // namespace
