// SPDX-License-Identifier: MIT
// What moves or resamples images: the loop runs in a constant expression, and spends what its formula says.

#include "support/agreement.hpp"
#include "tally/nn/correlation.hpp"
#include "tally/nn/shuffle.hpp"

namespace {

using agreement::agree_in_constant_expression;
using agreement::shape;
using tally::extent1;
using tally::extent2;
using tally::extent3;

// Movements within axes, and of windows and channels.
constexpr shape cube{2, 3, 5};
static_assert(agree_in_constant_expression([](const auto& x) { return roll(x, -2, 1); }, cube));
static_assert(agree_in_constant_expression([](const auto& x) { return roll(x, {1, 7}, {0, -1}); }, cube));
static_assert(agree_in_constant_expression([](const auto& x) { return flip(x, {0, 2}); }, cube));
static_assert(agree_in_constant_expression([](const auto& x) { return tile(x, {1, 2, 3}); }, cube));
static_assert(agree_in_constant_expression([](const auto& x) { return tile(x, {}); }, shape{}));
static_assert(agree_in_constant_expression([](const auto& x) { return squeeze(unsqueeze(x, 1), 1); }, cube));
static_assert(agree_in_constant_expression([](const auto& a, const auto& b) { return stack(-1, a, b); }, cube, cube));
static_assert(agree_in_constant_expression([](const auto& x) { return split(x, 2, {1, 4})[1]; }, cube));
static_assert(agree_in_constant_expression([](const auto& x) { return tally::chunk<3>(x, 1)[2]; }, cube));
static_assert(agree_in_constant_expression([](const auto& x) { return window_partition(x, extent1(2)); },
                                           shape{1, 4, 3}));
static_assert(agree_in_constant_expression(
    [](const auto& x) { return window_reverse(window_partition(x, extent2(2, 3)), extent2(2, 3), extent2(4, 3)); },
    shape{2, 4, 3, 2}));
static_assert(agree_in_constant_expression([](const auto& x) { return window_partition(x, extent3(1, 2, 1)); },
                                           shape{1, 2, 4, 1, 2}));
static_assert(agree_in_constant_expression([](const auto& x) { return pixel_shuffle(x, 2); }, shape{1, 8, 2, 3}));
static_assert(agree_in_constant_expression([](const auto& x) { return pixel_unshuffle(x, 2); }, shape{1, 2, 2, 4}));
static_assert(agree_in_constant_expression([](const auto& x) { return channel_shuffle(x, 3); }, shape{2, 6, 2, 1}));

// Interpolation.
using tally::interpolation;
constexpr shape image{1, 2, 3, 2};
template <interpolation Mode, bool AlignCorners>
constexpr auto resized = [](const auto& x) { return interpolate(x, extent2(2, 5), Mode, AlignCorners); };
static_assert(agree_in_constant_expression(resized<interpolation::nearest, false>, image));
static_assert(agree_in_constant_expression(resized<interpolation::nearest_exact, false>, image));
static_assert(agree_in_constant_expression(resized<interpolation::bilinear, false>, image));
static_assert(agree_in_constant_expression(resized<interpolation::bilinear, true>, image));
static_assert(agree_in_constant_expression(resized<interpolation::bicubic, false>, image));
static_assert(agree_in_constant_expression(resized<interpolation::bicubic, true>, shape{1, 1, 1, 1}));
static_assert(agree_in_constant_expression(
    [](const auto& x) { return interpolate(x, extent1(5), interpolation::linear); }, cube));
static_assert(agree_in_constant_expression(
    [](const auto& x) { return interpolate(x, extent3(2, 1, 3), interpolation::trilinear, true); },
    shape{1, 1, 1, 2, 2}));

// Pools over one and three axes; those over two are in products_static.cpp.
constexpr shape film{1, 2, 3, 5, 4};
static_assert(agree_in_constant_expression([](const auto& x) { return max_pool1d(x, {.kernel = 3, .padding = 1}); },
                                           cube));
static_assert(agree_in_constant_expression([](const auto& x) { return avg_pool1d(x, {.ceil_mode = true}); }, cube));
static_assert(agree_in_constant_expression([](const auto& x) { return adaptive_avg_pool1d(x, 3); }, cube));
static_assert(agree_in_constant_expression([](const auto& x) { return adaptive_max_pool1d(x, 7); }, cube));
static_assert(agree_in_constant_expression(
    [](const auto& x) {
      return max_pool3d(x, {.kernel = {1, 3, 3}, .stride = {1, 2, 2}, .padding = {0, 1, 1}});
    },
    film));
static_assert(agree_in_constant_expression(
    [](const auto& x) { return avg_pool3d(x, {.kernel = 3, .padding = 1, .count_include_pad = false}); }, film));
static_assert(agree_in_constant_expression(
    [](const auto& x) {
      return avg_pool3d(x, {.kernel = 3, .padding = 0, .padding_after = {1, 0, 1}});
    },
    film));
// Windows at 0, 1, 2 and 3, of which the last reaches beyond the four numbers.
static_assert(avg_pool1d(tally::shape_only({1, 1, 4}), {.kernel = 2, .stride = 1, .padding_after = 1}).shape(2) == 4);
static_assert(agree_in_constant_expression([](const auto& x) { return adaptive_avg_pool3d(x, {1, 3, 7}); }, film));
static_assert(agree_in_constant_expression([](const auto& x) { return adaptive_max_pool3d(x); }, film));
template <int Norm>
constexpr auto norms = [](const auto& x) {
  return lp_pool2d(x, {.norm_type = Norm, .kernel = {2, 1}, .stride = 1});
};
static_assert(agree_in_constant_expression(norms<1>, image));
static_assert(agree_in_constant_expression(norms<2>, image));
static_assert(agree_in_constant_expression(norms<3>, image));

// Sampling at positions that are data, inside the image and outside.
template <interpolation Mode, bool AlignCorners>
constexpr auto sampled =
    [](const auto& x, const auto& grid) { return grid_sample(x, grid * 2 - 1.5, Mode, AlignCorners); };
constexpr shape positions{1, 3, 1, 2};
static_assert(agree_in_constant_expression(sampled<interpolation::bilinear, false>, image, positions));
static_assert(agree_in_constant_expression(sampled<interpolation::bilinear, true>, image, positions));
static_assert(agree_in_constant_expression(sampled<interpolation::nearest, false>, image, positions));
static_assert(agree_in_constant_expression(sampled<interpolation::nearest, true>, shape{1, 1, 1, 1}, positions));
static_assert(agree_in_constant_expression(
    [](const auto& a, const auto& b, const auto& at) {
      namespace nn = tally::nn;
      return nn::correlation_lookup(nn::correlation_pyramid(nn::correlation_volume(a, b), 2), at, 1);
    },
    shape{1, 3, 2, 2}, shape{1, 3, 2, 2}, shape{1, 2, 2, 2}));

// Movements move every byte of their input once, and a composition moves what its permutation moves.
constexpr auto shifted = tally::predict([](auto&, const auto& x) { return roll(x, {1, 1}, {0, 1}); }, {7, 5});
static_assert(shifted.bytes_read() == 4 * 35 && shifted.bytes_written() == 4 * 35);
constexpr auto windows =
    tally::predict([](auto&, const auto& x) { return window_partition(x, extent2(7)); }, {1, 14, 14, 3});
static_assert(windows.bytes_read() == 4 * 588 && windows.bytes_written() == 4 * 588);

// The nearest pixel of a smaller image leaves pixels unread: 2 of 3 rows, 2 of 2 columns.
constexpr auto nearest =
    tally::predict([](auto&, const auto& x) { return interpolate(x, extent2(2, 5), interpolation::nearest); }, image);
static_assert(nearest.bytes_read() == 4 * 2 * 2 * 2 && nearest.bytes_written() == 4 * 2 * 2 * 5);
static_assert(nearest.counts().empty());

}  // namespace
