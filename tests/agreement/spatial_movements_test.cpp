// SPDX-License-Identifier: MIT
// Movements within axes, and of windows, pixels and channels: no arithmetic, and the shape rule's shape.

#include "support/agreement.hpp"
#include "support/catch.hpp"
#include "support/layer_agreement.hpp"
#include "tally/nn/shuffle.hpp"

namespace {

using agreement::disagreement;
using agreement::index;
using agreement::layer_disagreement;
using agreement::shape;
using tally::extents;
namespace nn = tally::nn;

TEST_CASE("movements within axes agree on random shapes") {
  agreement::sizes random(72);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const shape x = random.of_rank(3, 5);
    const int axis = static_cast<int>(random.between(-3, 2));
    const index shift = random.between(-9, 9);
    CHECK(disagreement([&](const auto& t) { return roll(t, shift, axis); }, x) == "");
    CHECK(disagreement([&](const auto& t) { return roll(t, {shift, 2, 1}, {0, -1, 1}); }, x) == "");
    CHECK(disagreement([&](const auto& t) { return flip(t, {axis}); }, x) == "");
    const index times = random.extent(4);
    CHECK(disagreement([&](const auto& t) { return tile(t, {times, 1, 2}); }, x) == "");
  }
}

TEST_CASE("axes added, dropped, cut and joined agree on random shapes") {
  agreement::sizes random(73);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const shape x = random.of_rank(static_cast<int>(random.between(0, 4)), 5);
    const int axis = static_cast<int>(random.between(-x.rank() - 1, x.rank()));
    CHECK(disagreement([&](const auto& t) { return unsqueeze(t, axis); }, x) == "");
    CHECK(disagreement([&](const auto& t) { return squeeze(unsqueeze(t, axis), axis); }, x) == "");
    CHECK(disagreement([&](const auto& a, const auto& b) { return stack(axis, a, b, a); }, x, x) == "");

    const index first = random.extent(4);
    const index second = random.extent(4);
    const shape whole{2, first + second, 3};
    CHECK(disagreement([&](const auto& t) { return split(t, 1, {first, second})[1]; }, whole) == "");
    CHECK(disagreement([&](const auto& t) { return tally::chunk<2>(t, -1)[0]; }, shape{first, 2 * second}) == "");
  }
}

template <int N>
std::string window_disagreement(agreement::sizes& random) {
  extents<N> window;
  extents<N> sizes;
  shape image{random.extent(3)};
  for (int axis = 0; axis < N; ++axis) {
    window.sizes[axis] = random.extent(4);
    sizes.sizes[axis] = window[axis] * random.extent(3);
    image.push_back(sizes[axis]);
  }
  image.push_back(random.extent(4));
  return disagreement([&](const auto& x) { return window_partition(x, window); }, image) +
         disagreement([&](const auto& x) { return window_reverse(window_partition(x, window), window, sizes); }, image);
}

TEST_CASE("windows agree on random shapes, over one, two and three axes") {
  agreement::sizes random(74);
  for (int i = 0; i < agreement::random_cases; ++i) {
    CHECK(window_disagreement<1>(random) == "");
    CHECK(window_disagreement<2>(random) == "");
    CHECK(window_disagreement<3>(random) == "");
  }
}

TEST_CASE("layers that shuffle pixels and channels agree on random shapes") {
  agreement::sizes random(75);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const index factor = random.extent(3);
    const shape x = random.of_rank(4, 4);
    CHECK(layer_disagreement(nn::pixel_shuffle{factor}, x.with(1, x[1] * factor * factor)) == "");
    CHECK(layer_disagreement(nn::pixel_unshuffle{factor}, x.with(2, x[2] * factor).with(3, x[3] * factor)) == "");
    CHECK(layer_disagreement(nn::channel_shuffle{factor}, x.with(1, x[1] * factor)) == "");
  }
}

}  // namespace
