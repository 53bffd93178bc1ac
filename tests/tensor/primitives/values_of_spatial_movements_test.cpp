// SPDX-License-Identifier: MIT
// Rolled, flipped, tiled, partitioned and shuffled elements lie where the definitions say.

#include "support/catch.hpp"
#include "support/numbers.hpp"
#include "tally/tensor/primitives/axes.hpp"
#include "tally/tensor/primitives/rearrangement.hpp"
#include "tally/tensor/primitives/windows.hpp"

#include <vector>

namespace {

using numbers::random_numbers;
using tally::extent1;
using tally::extent2;
using tally::extent3;
using tally::index;
using tally::shape;
using tally::tensor;

// 0, 1, 2, … in memory order, so that an element tells where it comes from.
tensor<double> counted_up(const shape& extents) {
  tensor<double> x(extents);
  for (index i = 0; i < x.size(); ++i) x[i] = static_cast<double>(i);
  return x;
}

TEST_CASE("roll, flip and tile worked by hand") {
  const tensor<double> x({2, 3}, {1, 2, 3, 4, 5, 6});
  CHECK(roll(x, 1, 1) == tensor<double>({2, 3}, {3, 1, 2, 6, 4, 5}));
  CHECK(roll(x, -1, -1) == tensor<double>({2, 3}, {2, 3, 1, 5, 6, 4}));
  CHECK(roll(x, {1, 4}, {0, 1}) == tensor<double>({2, 3}, {6, 4, 5, 3, 1, 2}));
  CHECK(flip(x, {1}) == tensor<double>({2, 3}, {3, 2, 1, 6, 5, 4}));
  CHECK(flip(x, {-2, 1}) == tensor<double>({2, 3}, {6, 5, 4, 3, 2, 1}));
  CHECK(tile(x, {2, 1}) == tensor<double>({4, 3}, {1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6}));
  CHECK(tile(x, {1, 2}) == tensor<double>({2, 6}, {1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6}));
}

TEST_CASE("a roll by s along an axis of n, cut at n - s, is the two pieces in the other order") {
  const auto x = random_numbers({3, 7, 2}, 21);
  for (index s = 1; s < 7; ++s) CHECK(roll(x, s, 1) == concat(1, slice(x, 1, 7 - s, 7), slice(x, 1, 0, 7 - s)));
  CHECK(roll(roll(x, {1, 3, -1}, {0, 1, 2}), {-1, -3, 1}, {0, 1, 2}) == x);
  CHECK(roll(x, 7, 1) == x);
}

TEST_CASE("axes are added, dropped, cut and joined where they are asked for") {
  const auto x = random_numbers({2, 6}, 22);
  CHECK(unsqueeze(x, 0).shape() == shape{1, 2, 6});
  CHECK(unsqueeze(x, -1).shape() == shape{2, 6, 1});
  CHECK(unsqueeze(x, 1).shape() == shape{2, 1, 6});
  CHECK(squeeze(unsqueeze(x, 1), -2) == x);
  const auto [a, b] = split(x, 1, {2, 4});
  CHECK(a == slice(x, 1, 0, 2));
  CHECK(b == slice(x, 1, 2, 6));
  const auto [q, k, v] = tally::chunk<3>(x, -1);
  CHECK(concat(1, q, k, v) == x);
  CHECK(q.shape() == shape{2, 2});
  CHECK(stack(0, q, v) == reshape(concat(0, q, v), {2, 2, 2}));
  CHECK(stack(-1, q, v)(1, 0, 1) == v(1, 0));
}

TEST_CASE("windows hold the rows and columns of the image that they cover") {
  // One image of 4 x 4 in windows of 2 x 2.
  CHECK(window_partition(counted_up({1, 4, 4, 1}), extent2(2)) ==
        tensor<double>({4, 4, 1}, {0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15}));
  const auto x = random_numbers({2, 4, 9, 3}, 23);
  const auto windows = window_partition(x, extent2(2, 3));
  REQUIRE(windows.shape() == shape{2 * 2 * 3, 6, 3});
  for (index n = 0; n < 2; ++n)
    for (index h = 0; h < 4; ++h)
      for (index w = 0; w < 9; ++w)
        for (index c = 0; c < 3; ++c)
          CHECK(windows((n * 2 + h / 2) * 3 + w / 3, h % 2 * 3 + w % 3, c) == x(n, h, w, c));
  CHECK(window_reverse(windows, extent2(2, 3), extent2(4, 9)) == x);

  const auto film = random_numbers({1, 2, 4, 3, 2}, 24);
  const auto cuboids = window_partition(film, extent3(2, 2, 1));
  REQUIRE(cuboids.shape() == shape{6, 4, 2});
  CHECK(cuboids(1 * 3 + 2, 1 * 2 + 0, 1) == film(0, 1, 2, 2, 1));
  CHECK(window_reverse(cuboids, extent3(2, 2, 1), extent3(2, 4, 3)) == film);

  CHECK(window_partition(counted_up({1, 4, 1}), extent1(2)) == tensor<double>({2, 2, 1}, {0, 1, 2, 3}));
}

TEST_CASE("pixels and channels are shuffled by their definitions") {
  const auto x = random_numbers({2, 12, 2, 3}, 25);
  const auto large = pixel_shuffle(x, 2);
  REQUIRE(large.shape() == shape{2, 3, 4, 6});
  for (index n = 0; n < 2; ++n)
    for (index c = 0; c < 3; ++c)
      for (index h = 0; h < 4; ++h)
        for (index w = 0; w < 6; ++w) CHECK(large(n, c, h, w) == x(n, c * 4 + h % 2 * 2 + w % 2, h / 2, w / 2));
  CHECK(pixel_unshuffle(large, 2) == x);

  const auto shuffled = channel_shuffle(x, 3);
  for (index group = 0; group < 3; ++group)
    for (index j = 0; j < 4; ++j) CHECK(shuffled(1, j * 3 + group, 1, 2) == x(1, group * 4 + j, 1, 2));
  CHECK(channel_shuffle(shuffled, 4) == x);
}

}  // namespace
