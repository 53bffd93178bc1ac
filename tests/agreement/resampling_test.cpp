// SPDX-License-Identifier: MIT
// Interpolation and sampling: the formula is what the loop does, whatever the sizes and the positions.

#include "support/agreement.hpp"
#include "support/catch.hpp"
#include "support/layer_agreement.hpp"
#include "tally/nn/correlation.hpp"
#include "tally/nn/upsampling.hpp"

namespace {

using agreement::disagreement;
using agreement::index;
using agreement::layer_disagreement;
using agreement::shape;
using tally::extent1;
using tally::extent2;
using tally::extent3;
using tally::interpolation;
namespace nn = tally::nn;

std::string planar_disagreement(const shape& x, const extent2& size, bool align) {
  const auto in = [&](interpolation mode, bool corners) {
    return disagreement([&](const auto& t) { return interpolate(t, size, mode, corners); }, x);
  };
  return in(interpolation::nearest, false) + in(interpolation::nearest_exact, false) +
         in(interpolation::bilinear, align) + in(interpolation::bicubic, align);
}

TEST_CASE("interpolations agree on a grid of sizes, larger and smaller") {
  for (const index height : {1, 2, 5, 7})
    for (const index width : {1, 3})
      for (const index outputs : {1, 2, 3, 11})
        for (const bool align : {false, true})
          CHECK(planar_disagreement({1, 2, height, width}, {outputs, 5}, align) == "");
}

TEST_CASE("interpolations agree on random shapes, over one, two and three axes") {
  agreement::sizes random(81);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const bool align = random.coin();
    CHECK(planar_disagreement(random.of_rank(4, 6), {random.extent(7), random.extent(7)}, align) == "");
    const index length = random.extent(13);
    CHECK(disagreement([&](const auto& t) { return interpolate(t, extent1(length), interpolation::linear, align); },
                       random.of_rank(3, 6)) == "");
    const extent3 volume{random.extent(4), random.extent(4), random.extent(4)};
    CHECK(disagreement([&](const auto& t) { return interpolate(t, volume, interpolation::trilinear, align); },
                       random.of_rank(5, 4)) == "");
    CHECK(disagreement([&](const auto& t) { return interpolate(t, volume); }, random.of_rank(5, 4)) == "");
  }
}

TEST_CASE("upsampling layers agree, for a size and for a factor") {
  agreement::sizes random(82);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const bool align = random.coin();
    const double factor = static_cast<double>(random.between(4, 12)) / 4;
    CHECK(layer_disagreement(nn::upsample{.scale_factor = factor}, random.of_rank(4, 5)) == "");
    CHECK(layer_disagreement(nn::upsample{.size = {random.extent(7), random.extent(7)},
                                          .mode = interpolation::bicubic,
                                          .align_corners = align},
                             random.of_rank(4, 5)) == "");
    CHECK(layer_disagreement(nn::upsample1d{.scale_factor = factor, .mode = interpolation::linear},
                             random.of_rank(3, 5)) == "");
  }
}

TEST_CASE("sampling agrees on random shapes, wherever the positions lie") {
  agreement::sizes random(83);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const bool align = random.coin();
    const double spread = static_cast<double>(random.between(1, 9)) / 2;  // positions up to 3.4 image widths away
    const shape x = random.of_rank(4, 5);
    const shape grid{x[0], random.extent(4), random.extent(4), 2};
    for (const interpolation mode : {interpolation::bilinear, interpolation::nearest})
      CHECK(
          disagreement([&](const auto& t, const auto& at) { return grid_sample(t, (at - 1.25) * spread, mode, align); },
                       x, grid) == "");
  }
}

TEST_CASE("correlation volumes, their pyramids and what is looked up in them agree on random shapes") {
  agreement::sizes random(84);
  for (int i = 0; i < agreement::random_cases; ++i) {
    const int levels = static_cast<int>(random.between(1, 2));
    const int radius = static_cast<int>(random.between(0, 1));
    const index least = levels;
    const shape maps{random.extent(2), random.extent(4), random.between(least, 3), random.between(least, 3)};
    CHECK(layer_disagreement(nn::correlation{.levels = levels, .radius = radius}, maps, maps, maps.with(1, 2)) == "");
  }
}

}  // namespace
