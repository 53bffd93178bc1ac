// SPDX-License-Identifier: MIT
// Products, reductions, normalisations and pools: the loop runs in a constant expression, and spends what its formula
// says.

#include "support/agreement.hpp"

namespace {

using agreement::agree_in_constant_expression;
using agreement::shape;

constexpr auto product = [](const auto& a, const auto& b) { return matmul(a, b); };
constexpr auto transposed = [](const auto& a, const auto& b) { return matmul_transposed(a, b); };
static_assert(agree_in_constant_expression(product, shape{1, 1}, shape{1, 1}));
static_assert(agree_in_constant_expression(product, shape{2, 3}, shape{3, 5}));
static_assert(agree_in_constant_expression(product, shape{3, 1}, shape{1, 2}));
static_assert(agree_in_constant_expression(product, shape{2, 1, 2, 3}, shape{3, 3, 1}));
static_assert(agree_in_constant_expression(transposed, shape{2, 3}, shape{5, 3}));
static_assert(agree_in_constant_expression(transposed, shape{2, 3}, shape{2, 1, 3}));

template <int Stride, int Padding, int Dilation, int Groups>
constexpr auto convolution = [](const auto& x, const auto& w) {
  return conv2d(x, w, {.stride = Stride, .padding = Padding, .dilation = Dilation, .groups = Groups});
};
static_assert(agree_in_constant_expression(convolution<1, 0, 1, 1>, shape{1, 1, 1, 1}, shape{1, 1, 1, 1}));
static_assert(agree_in_constant_expression(convolution<1, 1, 1, 1>, shape{1, 2, 3, 3}, shape{2, 2, 3, 3}));
static_assert(agree_in_constant_expression(convolution<2, 1, 1, 2>, shape{1, 2, 5, 3}, shape{4, 1, 3, 2}));
static_assert(agree_in_constant_expression(convolution<1, 2, 2, 1>, shape{2, 1, 3, 2}, shape{1, 1, 2, 2}));
static_assert(agree_in_constant_expression([](const auto& x, const auto& w) { return conv1d(x, w, {.stride = 2}); },
                                           shape{2, 2, 5}, shape{3, 2, 2}));
static_assert(agree_in_constant_expression(
    [](const auto& x, const auto& w) {
      return conv3d(x, w, {.stride = {1, 2, 1}, .padding = {0, 1, 1}, .groups = 2});
    },
    shape{1, 2, 2, 3, 2}, shape{2, 1, 2, 3, 1}));

// Padding-exact: some windows lie on padding alone, some begin with a later tap.
template <int Padding, int Dilation>
constexpr auto exact = [](const auto& x, const auto& w) {
  return conv2d(x, w, {.stride = {1, 2}, .padding = Padding, .dilation = Dilation, .padding_exact = true});
};
static_assert(agree_in_constant_expression(exact<0, 1>, shape{1, 2, 3, 3}, shape{2, 2, 2, 3}));
static_assert(agree_in_constant_expression(exact<2, 1>, shape{1, 2, 2, 3}, shape{1, 2, 3, 2}));
static_assert(agree_in_constant_expression(exact<3, 2>, shape{2, 1, 1, 3}, shape{2, 1, 2, 3}));

// By hand: over 2 rows, padded by 2, four windows of 3 taps, in which each tap meets each row; over 3 columns three
// windows of 2 taps, which meet none, two and one. Two channels, eight windows with a sum.
constexpr auto spent =
    agreement::predicted(tally::precision::f32, exact<2, 1>, shape{1, 2, 2, 3}, shape{1, 2, 3, 2}).spent;
static_assert(spent[tally::operation::mul] == 2 * (3 * 2) * 3);
static_assert(spent[tally::operation::add] == 2 * (3 * 2) * 3 - 8);
// What is left out of the exact count is what the other one notes as padding.
constexpr tally::cost padded = tally::conv2d_primitive{.stride = {1, 2}, .padding = 2}.formula(
    shape{1, 1, 4, 3}, shape{1, 2, 2, 3}, shape{1, 2, 3, 2});
static_assert(padded.macs() - padded.padding() == 2 * (3 * 2) * 3);

static_assert(agree_in_constant_expression([](const auto& x, const auto& w) { return conv_transpose1d(x, w); },
                                           shape{1, 2, 3}, shape{2, 1, 3}));
static_assert(agree_in_constant_expression(
    [](const auto& x, const auto& w) {
      return conv_transpose2d(x, w, {.stride = {2, 3}, .padding = 1, .output_padding = {1, 0}, .groups = 2});
    },
    shape{1, 2, 2, 3}, shape{2, 2, 3, 2}));
static_assert(agree_in_constant_expression(
    [](const auto& x, const auto& w) {
      return conv_transpose2d(x, w, {.stride = 4, .dilation = {6, 2}});
    },
    shape{1, 1, 3, 2}, shape{1, 1, 3, 3}));
static_assert(agree_in_constant_expression([](const auto& x) { return unfold(x, {.kernel = 2, .padding = 1}); },
                                           shape{1, 2, 2, 3}));
static_assert(agree_in_constant_expression(
    [](const auto& x) {
      return fold(x, {.output_size = {3, 2}, .kernel = 2, .padding = {1, 0}});
    },
    shape{1, 8, 4}));

static_assert(agree_in_constant_expression(
    [](const auto& x) {
      return pad_border<2>(x, {1, 2}, tally::padding_mode::circular);
    },
    shape{1, 1, 2, 3}));

// By hand: three positions two apart, with three taps each, land nine times on seven positions, so two are added. There
// are two images of it, and each product is over two channels.
constexpr tally::cost spread =
    tally::conv_transpose1d_primitive{.stride = 2}.formula(shape{2, 1, 7}, shape{2, 2, 3}, shape{2, 1, 3});
static_assert(spread.macs() == 2 * 3 * 3 * 2 && spread.padding() == 0);
static_assert(spread[1].kind == tally::operation::add && spread[1].times == 2 * (9 * 1 + (9 - 7)));
// Padding cuts off a tap at each end.
constexpr tally::cost cut = tally::conv_transpose1d_primitive{.stride = 2, .padding = 1}.formula(
    shape{2, 1, 5}, shape{2, 2, 3}, shape{2, 1, 3});
static_assert(cut.macs() == 2 * 3 * 3 * 2 && cut.padding() == 2 * 2 * 2);
static_assert(cut[1].times == 2 * (9 * 1 + (7 - 5)));

template <class F>
constexpr bool agrees_over_axes(const F& f) {
  return agree_in_constant_expression([&](const auto& x) { return f(x, tally::axis_set{}); }, shape{2, 3}) &&
         agree_in_constant_expression([&](const auto& x) { return f(x, tally::axis_set{-1}); }, shape{2, 3}) &&
         agree_in_constant_expression([&](const auto& x) { return f(x, tally::axis_set{0}); }, shape{1, 3}) &&
         agree_in_constant_expression(
             [&](const auto& x) {
               return f(x, tally::axis_set{0, 2});
             },
             shape{2, 3, 2});
}
static_assert(agrees_over_axes([](const auto& x, const tally::axis_set& axes) { return sum(x, axes); }));
static_assert(agrees_over_axes([](const auto& x, const tally::axis_set& axes) { return mean(x, axes, true); }));
static_assert(agrees_over_axes([](const auto& x, const tally::axis_set& axes) { return variance(x, axes); }));
static_assert(agrees_over_axes([](const auto& x, const tally::axis_set& axes) { return max(x, axes); }));
static_assert(agrees_over_axes([](const auto& x, const tally::axis_set& axes) { return min(x, axes, true); }));

static_assert(agree_in_constant_expression([](const auto& x) { return softmax(x); }, shape{2, 3}));
static_assert(agree_in_constant_expression([](const auto& x) { return softmax(x, 0); }, shape{3, 1, 2}));
static_assert(agree_in_constant_expression([](const auto& x) { return softmax(x, 1); }, shape{3, 1}));
static_assert(agree_in_constant_expression(
    [](const auto& x, const auto& parameter) { return batch_norm(x, parameter, parameter, parameter, parameter); },
    shape{2, 3, 2}, shape{3}));
static_assert(agree_in_constant_expression([](const auto& x,
                                              const auto& parameter) { return layer_norm(x, parameter, parameter); },
                                           shape{2, 3}, shape{3}));
static_assert(agree_in_constant_expression([](const auto& x,
                                              const auto& parameter) { return layer_norm(x, parameter, parameter); },
                                           shape{3, 1}, shape{1}));

constexpr shape image{1, 2, 5, 4};
static_assert(agree_in_constant_expression([](const auto& x) { return max_pool2d(x, {}); }, image));
static_assert(agree_in_constant_expression(
    [](const auto& x) { return max_pool2d(x, {.kernel = 3, .stride = 2, .padding = 1, .ceil_mode = true}); }, image));
static_assert(agree_in_constant_expression([](const auto& x) { return max_pool2d(x, {.dilation = 2}); }, image));
static_assert(agree_in_constant_expression([](const auto& x) { return avg_pool2d(x, {}); }, image));
static_assert(agree_in_constant_expression(
    [](const auto& x) {
      return avg_pool2d(x, {.kernel = 3, .stride = 2, .padding = 1, .ceil_mode = true, .count_include_pad = false});
    },
    image));
static_assert(agree_in_constant_expression([](const auto& x) { return adaptive_avg_pool2d(x); }, image));
static_assert(agree_in_constant_expression([](const auto& x) { return adaptive_avg_pool2d(x, {3, 7}); }, image));
static_assert(agree_in_constant_expression([](const auto& x) { return adaptive_max_pool2d(x, {4, 3}); }, image));

}  // namespace
