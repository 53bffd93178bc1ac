// SPDX-License-Identifier: MIT
// Transposed convolutions and folded windows give the numbers that their definitions give.

#include "support/catch.hpp"
#include "support/numbers.hpp"
#include "tally/tensor/primitives/convolution.hpp"
#include "tally/tensor/primitives/fold.hpp"
#include "tally/tensor/primitives/transposed_convolution.hpp"

namespace {

using numbers::random_numbers;
using tally::extent2;
using tally::extent3;
using tally::index;
using tally::shape;
using tally::tensor;

TEST_CASE("transposed convolutions worked by hand") {
  // Two positions, three taps, one apart: 1·(1 10 100), and 2·(1 10 100) a place on.
  const tensor<double> x({1, 1, 2}, {1, 2});
  const tensor<double> w({1, 1, 3}, {1, 10, 100});
  CHECK(conv_transpose1d(x, w) == tensor<double>({1, 1, 4}, {1, 12, 120, 200}));
  // Two apart they meet at one position; padding cuts one off from each side.
  CHECK(conv_transpose1d(x, w, {.stride = 2}) == tensor<double>({1, 1, 5}, {1, 10, 102, 20, 200}));
  CHECK(conv_transpose1d(x, w, {.stride = 2, .padding = 1}) == tensor<double>({1, 1, 3}, {10, 102, 20}));
  // Four apart they leave a hole, and three more positions behind them nothing.
  CHECK(conv_transpose1d(x, w, {.stride = 4, .output_padding = 3}) ==
        tensor<double>({1, 1, 10}, {1, 10, 100, 0, 2, 20, 200, 0, 0, 0}));
  // Taps two apart, positions one apart.
  CHECK(conv_transpose1d(x, w, {.dilation = 2}) == tensor<double>({1, 1, 6}, {1, 2, 10, 20, 100, 200}));
  // Two channels add up; in two groups each has a filter of its own.
  const tensor<double> channels({1, 2, 1, 1}, {3, 5});
  CHECK(conv_transpose2d(channels, tensor<double>({2, 1, 1, 2}, {1, 10, 100, 1000})) ==
        tensor<double>({1, 1, 1, 2}, {503, 5030}));
  CHECK(conv_transpose2d(channels, tensor<double>({2, 1, 1, 2}, {1, 10, 100, 1000}), {.groups = 2}) ==
        tensor<double>({1, 2, 1, 2}, {3, 30, 500, 5000}));
}

long double dot(const tensor<double>& a, const tensor<double>& b) {
  REQUIRE(a.shape() == b.shape());
  long double sum = 0;
  for (index i = 0; i < a.size(); ++i) sum += static_cast<long double>(a[i]) * static_cast<long double>(b[i]);
  return sum;
}
bool same(long double a, long double b) { return a - b < 1e-11L && b - a < 1e-11L; }

// The weight [c, o/g, …] of a transposed convolution is that of the convolution from o to c channels, and its result
// the one whose product with any y is that of its input with the convolution of y.
template <int N>
bool adjoint(const shape& x, const shape& weight, const tally::transposed_convolution_primitive<N>& p) {
  const auto input = random_numbers(x, 1);
  const auto w = random_numbers(weight, 2);
  const auto spread = apply(p, input, w);
  const auto y = random_numbers(spread.shape(), 3);
  const auto convolved = apply(tally::convolution_primitive<N>{p.stride, p.padding, p.dilation, p.groups}, y, w);
  return same(dot(spread, y), dot(input, convolved));
}

TEST_CASE("transposed convolutions are the adjoints of convolutions") {
  CHECK(adjoint<1>({2, 3, 7}, {3, 4, 3}, {}));
  CHECK(adjoint<1>({1, 4, 5}, {4, 1, 4}, {.stride = 3, .padding = 1, .groups = 2}));
  CHECK(adjoint<1>({1, 1, 9}, {1, 1, 5}, {.stride = 2, .padding = 2, .dilation = 3}));
  CHECK(adjoint<2>({2, 3, 5, 4}, {3, 2, 3, 2}, {.stride = {2, 1}, .padding = {1, 0}}));
  CHECK(adjoint<2>({1, 4, 3, 6}, {4, 2, 4, 4}, {.stride = 2, .padding = 1, .groups = 2}));
  CHECK(adjoint<2>({1, 2, 4, 4}, {2, 3, 3, 3}, {.stride = 4, .output_padding = {0, 3}}));
  CHECK(adjoint<2>({1, 2, 4, 4}, {2, 3, 3, 4}, {.stride = {6, 4}, .padding = 1, .dilation = {4, 6}}));
  CHECK(adjoint<3>({1, 2, 2, 3, 4}, {2, 3, 3, 2, 2}, {.stride = {1, 2, 2}, .padding = {1, 0, 1}}));
}

TEST_CASE("windows are unfolded in the order of channels, rows and columns of the kernel") {
  const tensor<double> x({1, 1, 2, 3}, {1, 2, 3, 4, 5, 6});
  CHECK(unfold(x, {.kernel = 2}) == tensor<double>({1, 4, 2}, {1, 2, 2, 3, 4, 5, 5, 6}));
  CHECK(unfold(x, {.kernel = {1, 2}, .padding = {0, 1}, .stride = {1, 2}}) ==
        tensor<double>({1, 2, 4}, {0, 2, 0, 5, 1, 3, 4, 6}));
}

TEST_CASE("folding is the adjoint of unfolding") {
  // Ones count how many windows are over each position.
  CHECK(fold(tensor<double>({1, 4, 2}, 1.0), {.output_size = {2, 3}, .kernel = 2}) ==
        tensor<double>({1, 1, 2, 3}, {1, 2, 1, 1, 2, 1}));
  const struct {
    shape image;
    tally::unfold_primitive windows;
  } cases[] = {{{2, 3, 7, 5}, {.kernel = {3, 2}}},
               {{1, 2, 6, 9}, {.kernel = 3, .dilation = 2, .padding = {1, 2}, .stride = {1, 2}}},
               {{1, 1, 11, 8}, {.kernel = {2, 4}, .padding = {3, 0}, .stride = {4, 3}}},
               {{2, 1, 9, 9}, {.kernel = 4, .dilation = {2, 1}, .padding = 2, .stride = {4, 2}}}};
  for (const auto& [image, windows] : cases) {
    const auto x = random_numbers(image, 1);
    const auto columns = unfold(x, windows);
    const auto c = random_numbers(columns.shape(), 2);
    const auto folded =
        fold(c, {{image[2], image[3]}, windows.kernel, windows.dilation, windows.padding, windows.stride});
    CHECK(same(dot(columns, c), dot(x, folded)));
  }
}

}  // namespace
