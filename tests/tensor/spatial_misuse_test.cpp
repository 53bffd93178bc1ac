// SPDX-License-Identifier: MIT
// What moves or resamples images refuses what it cannot do, with the sentence and the values, over numbers and over
// shapes alike.

#include "support/catch.hpp"
#include "support/refusals.hpp"
#include "tally/nn/correlation.hpp"
#include "tally/nn/trace.hpp"
#include "tally/nn/upsampling.hpp"
#include "tally/tensor/primitives.hpp"

#include <limits>
#include <string>

namespace {

using refusals::refusal;
using refusals::refusal_of;
using tally::extent1;
using tally::extent2;
using tally::index;
using tally::shape;
using tally::shape_only;

constexpr index huge = std::numeric_limits<index>::max();

TEST_CASE("movements along axes that are not there, or that are named twice, are refused") {
  const shape x{2, 3};
  CHECK(refusal_of([](const auto& t) { return roll(t, 1, 2); }, x) ==
        "tally: a shape has no such axis; axis and rank are: 2 and 2");
  CHECK(refusal_of(
            [](const auto& t) {
              return roll(t, {1, 2}, {0, -2});
            },
            x) == "tally: a movement names an axis twice; axis and rank are: -2 and 2");
  CHECK(refusal_of(
            [](const auto& t) {
              return roll(t, {1, 2}, {0});
            },
            x) == "tally: a roll has another number of shifts than axes: 2 and 1");
  CHECK(refusal_of(
            [](const auto& t) {
              return flip(t, {0, 0});
            },
            x) == "tally: a movement names an axis twice; axis and rank are: 0 and 2");
  CHECK(refusal_of(
            [](const auto& t) {
              return flip(t, {0, 1, 2, 3, 4, 5, 6, 7, 8});
            },
            x) == "tally: a movement names more axes than a shape can have; axes named and limit are: 9 and 8");
  CHECK(refusal_of([](const auto& t) { return tile(t, {2}); }, x) ==
        "tally: a tiling has another number of repeats than its input has axes: 1 and 2");
  CHECK(refusal_of(
            [](const auto& t) {
              return tile(t, {2, 0});
            },
            x) == "tally: a tensor is not tiled a positive number of times: 0 and 1");
  CHECK(refusal_of(
            [](const auto& t) {
              return tile(t, {1, huge});
            },
            x) == "tally: the size of a tiled tensor overflows; extent and times are: 3 and 9223372036854775807");
}

TEST_CASE("axes that cannot be added, dropped, cut or joined are refused") {
  const shape x{2, 3};
  CHECK(refusal_of([](const auto& t) { return unsqueeze(t, 3); }, x) ==
        "tally: an axis cannot be added there; axis and rank are: 3 and 2");
  CHECK(refusal_of([](const auto& t) { return unsqueeze(t, -4); }, x) ==
        "tally: an axis cannot be added there; axis and rank are: -4 and 2");
  CHECK(refusal_of([](const auto& t) { return squeeze(t, -1); }, x) ==
        "tally: an axis to drop has an extent other than 1; axis and extent are: -1 and 3");
  CHECK(refusal_of([](const auto& a, const auto& b) { return stack(0, a, b); }, x, shape{3, 2}) ==
        "tally: tensors to stack differ in shape: 2x3 and 3x2");
  CHECK(refusal_of(
            [](const auto& t) {
              return split(t, 1, {1, 3})[0];
            },
            x) == "tally: the pieces of a split are more than their axis: 3 and 2");
  CHECK(refusal_of(
            [](const auto& t) {
              return split(t, 1, {1, 1})[0];
            },
            x) == "tally: the pieces of a split are less than their axis; left and all: 1 and 3");
  CHECK(refusal_of(
            [](const auto& t) {
              return split(t, 1, {0, 3})[0];
            },
            x) == "tally: a piece to split off is not of positive size: 0 and 1");
  CHECK(refusal_of([](const auto& t) { return tally::chunk<2>(t, 1)[0]; }, x) ==
        "tally: an axis is not cut into equal pieces; extent and pieces are: 3 and 2");
}

TEST_CASE("windows that do not tile their image are refused") {
  CHECK(refusal_of([](const auto& t) { return window_partition(t, extent2(7)); }, shape{1, 14, 15, 3}) ==
        "tally: windows do not tile the axis that is partitioned; extent and window are: 15 and 7");
  CHECK(refusal_of([](const auto& t) { return window_partition(t, extent2(7, 0)); }, shape{1, 14, 15, 3}) ==
        "tally: a window to partition into is not of positive size: 0 and 1");
  CHECK(refusal_of([](const auto& t) { return window_partition(t, extent1(7)); }, shape{1, 14, 14, 3}) ==
        "tally: windows are cut from [n, spatial…, c]; rank and spatial axes are: 4 and 1");
  const std::string sentence =
      "tally: windows [n · windows, taps, c] do not make up images; they are, and windows and taps of one image are: ";
  CHECK(refusal_of([](const auto& t) { return window_reverse(t, extent2(2), extent2(4)); }, shape{6, 4, 3}) ==
        sentence + "6x4x3 and 4x4");
  CHECK(refusal_of([](const auto& t) { return window_reverse(t, extent2(2), extent2(4)); }, shape{4, 9, 3}) ==
        sentence + "4x9x3 and 4x4");
  CHECK(refusal_of([](const auto& t) { return window_reverse(t, extent2(1), extent2(huge)); }, shape{4, 9, 3}) ==
        "tally: the number of elements of a shape overflows: 9223372036854775807 and 9223372036854775807");
}

TEST_CASE("shuffles whose factor does not divide are refused") {
  CHECK(refusal_of([](const auto& t) { return pixel_shuffle(t, 2); }, shape{1, 6, 2, 2}) ==
        "tally: a pixel shuffle's squared factor does not divide the channels; channels and factor are: 6 and 2");
  CHECK(refusal([] {
          return pixel_shuffle(shape_only({1, huge, 1, 1}), huge);
        }) == "tally: a pixel shuffle's squared factor does not divide the channels; channels and factor are: "
              "9223372036854775807 and 9223372036854775807");
  CHECK(refusal_of([](const auto& t) { return pixel_shuffle(t, 0); }, shape{1, 4, 2, 2}) ==
        "tally: a pixel shuffle's factor is not positive: 0 and 1");
  CHECK(refusal_of([](const auto& t) { return pixel_shuffle(t, 1); }, shape{4, 2, 2}) ==
        "tally: pixels are shuffled in [n, c, h, w]: 4x2x2 and 1x1x1x1");
  CHECK(refusal_of([](const auto& t) { return pixel_unshuffle(t, 2); }, shape{1, 4, 2, 3}) ==
        "tally: a pixel shuffle's factor does not divide the image; extent and factor are: 3 and 2");
  CHECK(refusal_of([](const auto& t) { return channel_shuffle(t, 3); }, shape{1, 4, 2, 2}) ==
        "tally: a channel shuffle's groups do not divide the channels; channels and groups are: 4 and 3");
  CHECK(refusal_of([](const auto& t) { return channel_shuffle(t, -1); }, shape{1, 4}) ==
        "tally: a channel shuffle's number of groups is not positive: -1 and 1");
  CHECK(refusal_of([](const auto& t) { return channel_shuffle(t, 1); }, shape{4}) ==
        "tally: channels are shuffled in [n, c, …]: 4 and 1x1");
}

TEST_CASE("interpolations that cannot be are refused") {
  using tally::extent3;
  using tally::interpolation;
  const shape x{1, 2, 4, 5};
  CHECK(refusal_of([](const auto& t) { return interpolate(t, extent1(7)); }, x) ==
        "tally: interpolation over N axes takes an input [n, c, …] of rank N + 2; rank and N are: 4 and 1");
  CHECK(refusal_of([](const auto& t) { return interpolate(t, extent2(0, 3)); }, x) ==
        "tally: an interpolation's size is not positive: 0 and 1");
  CHECK(refusal_of([](const auto& t) { return interpolate(t, extent2(3, -1), interpolation::bicubic); }, x) ==
        "tally: an interpolation's size is not positive: -1 and 1");
  CHECK(refusal_of([](const auto& t) { return interpolate(t, extent2(huge), interpolation::bilinear); }, x) ==
        "tally: an interpolation's input and size exceed 2^31: 4 and 9223372036854775807");
  CHECK(refusal_of([](const auto& t) { return interpolate(t, extent2(3), interpolation::trilinear); }, x) ==
        "tally: an interpolation is over another number of axes than its size has; they are: 3 and 2");
  CHECK(refusal_of([](const auto& t) { return interpolate(t, extent3(3), interpolation::bicubic); }, x) ==
        "tally: an interpolation is over another number of axes than its size has; they are: 2 and 3");
  CHECK(refusal_of([](const auto& t) { return interpolate(t, extent2(3), interpolation::nearest, true); }, x) ==
        "tally: the nearest pixel has no corners to align; the input and the rank are: 1x2x4x5 and 4");
}

TEST_CASE("pools over other axes than their input has, and norms that are none, are refused") {
  const shape x{1, 2, 4, 5};
  CHECK(refusal_of([](const auto& t) { return max_pool1d(t, {}); }, x) ==
        "tally: a 1-D pool takes an input [n, c, l]: 1x2x4x5 and 1x1x1");
  CHECK(refusal_of([](const auto& t) { return adaptive_avg_pool3d(t); }, x) ==
        "tally: a 3-D pool takes an input [n, c, d, h, w]: 1x2x4x5 and 1x1x1x1x1");
  CHECK(refusal_of([](const auto& t) { return avg_pool1d(t, {.kernel = 3, .padding = 2}); }, shape{1, 2, 5}) ==
        "tally: a pool's padding is more than half its kernel; padding and kernel are: 2 and 3");
  CHECK(refusal_of(
            [](const auto& t) {
              return lp_pool2d(t, {.norm_type = 0, .kernel = {2, 3}});
            },
            x) == "tally: a pool's norm is not positive; its input and kernel are: 1x2x4x5 and 2x3");
  CHECK(refusal_of(
            [](const auto& t) {
              return lp_pool2d(t, {.norm_type = 0, .kernel = {0, 3}});
            },
            x) == "tally: a window's kernel size is not positive: 0 and 1");
  CHECK(refusal_of([](const auto& t) { return lp_pool2d(t, {.kernel = 5}); }, x) ==
        "tally: a kernel is larger than its padded input; their sizes are: 5 and 4");
}

TEST_CASE("samples and correlations of shapes that do not belong together are refused") {
  namespace nn = tally::nn;
  using tally::interpolation;
  const auto sample = [](const auto& x, const auto& at) { return grid_sample(x, at); };
  const std::string sentence = "tally: a grid sample takes an image [n, c, h, w] and a grid [n, h', w', 2]: ";
  CHECK(refusal_of(sample, shape{1, 3, 4, 5}, shape{1, 4, 5, 3}) == sentence + "1x3x4x5 and 1x4x5x3");
  CHECK(refusal_of(sample, shape{1, 3, 4, 5}, shape{2, 4, 5, 2}) == sentence + "1x3x4x5 and 2x4x5x2");
  CHECK(refusal_of(sample, shape{3, 4, 5}, shape{1, 4, 5, 2}) == sentence + "3x4x5 and 1x4x5x2");
  CHECK(refusal_of([](const auto& x, const auto& at) { return grid_sample(x, at, interpolation::bicubic); },
                   shape{1, 3, 4, 5}, shape{1, 4, 5, 2}) ==
        "tally: an image is sampled bilinearly or at the nearest pixel; image and grid are: 1x3x4x5 and 1x4x5x2");
  CHECK(refusal_of([](const auto& x, const auto& at) { return nn::sample_at_pixels(x, at); }, shape{1, 3, 4, 5},
                   shape{1, 4, 5, 3}) == sentence + "1x3x4x5 and 1x4x5x3");

  CHECK(refusal_of([](const auto& a, const auto& b) { return nn::correlation_volume(a, b); }, shape{1, 3, 4, 4},
                   shape{1, 3, 4, 5}) ==
        "tally: feature maps to correlate are [n, d, h, w], both of one shape: 1x3x4x4 and 1x3x4x5");
  CHECK(refusal_of([](const auto& x) { return nn::correlation_pyramid(x, 0)[0]; }, shape{16, 1, 4, 4}) ==
        "tally: a correlation pyramid's number of levels is not positive: 0 and 1");
  CHECK(refusal_of([](const auto& x) { return nn::correlation_pyramid(x, 4)[0]; }, shape{16, 1, 4, 4}) ==
        "tally: a kernel is larger than its padded input; their sizes are: 2 and 1");
  const auto look_up = [](const auto& x, const auto& at) {
    return nn::correlation_lookup(nn::correlation_pyramid(x, 1), at, 1);
  };
  CHECK(refusal_of(look_up, shape{16, 1, 4, 4}, shape{1, 2, 4, 5}) ==
        "tally: correlations [n·h·w, 1, …] are looked up at positions [n, 2, h, w]: 16x1x4x4 and 1x2x4x5");
  CHECK(refusal_of(
            [](const auto& x, const auto& at) { return nn::correlation_lookup(nn::correlation_pyramid(x, 1), at, -1); },
            shape{16, 1, 4, 4},
            shape{1, 2, 4, 4}) == "tally: a correlation is looked up within a negative radius: -1 and 0");
}

TEST_CASE("upsampling layers without a size, with two, or too large are refused") {
  const auto refused = [](const tally::nn::upsample& layer) -> std::string {
    try {
      static_cast<void>(tally::predict(layer, {1, 1, 4, 5}));
    } catch (const tally::error& problem) {
      return problem.what();
    }
    return "no error";
  };
  const std::string either = "tally: an upsampling layer takes either a size or a positive scale_factor";
  CHECK(refused({}) == either);
  CHECK(refused({.scale_factor = -2}) == either);
  CHECK(refused({.size = 3, .scale_factor = 2}) == either);
  CHECK(refused({.scale_factor = std::numeric_limits<double>::quiet_NaN()}) == either);
  CHECK(refused({.scale_factor = 1e10}).find("an upsampled axis exceeds 2^31; axis and extent are: 2 and 4") !=
        std::string::npos);
  CHECK(refused({.scale_factor = 0.1}).find("an interpolation's size is not positive: 0 and 1") != std::string::npos);
}

}  // namespace
