// SPDX-License-Identifier: MIT
// Matrix products and convolutions give the numbers that their definitions give.

#include "support/catch.hpp"
#include "support/numbers.hpp"
#include "tally/tensor/primitives/convolution.hpp"
#include "tally/tensor/primitives/matmul.hpp"

#include <cstddef>

namespace {

using numbers::largest_distance;
using numbers::random_numbers;
using tally::index;
using tally::shape;
using tally::tensor;

TEST_CASE("a matrix product worked by hand") {
  const tensor<double> a({2, 3}, {1, 2, 3, 4, 5, 6});
  const tensor<double> b({3, 2}, {7, 8, 9, 10, 11, 12});
  CHECK(matmul(a, b) == tensor<double>({2, 2}, {58, 64, 139, 154}));
  CHECK(matmul_transposed(a, a) == tensor<double>({2, 2}, {14, 32, 32, 77}));
}

// The defining sum over every index, batch axes looked up one by one.
tensor<double> product_by_definition(const tensor<double>& a, const tensor<double>& b, bool second_transposed,
                                     const shape& result) {
  tensor<double> c(result);
  const int rank = result.rank();
  for (index flat = 0; flat < c.size(); ++flat) {
    const auto at = numbers::indices(result, flat);
    const auto element = [&](const tensor<double>& x, index row, index column) {
      index position = 0;
      for (int i = 0; i < x.shape().rank(); ++i) {
        const index extent = x.shape()[i];
        const int axis = i + rank - x.shape().rank();
        const index wanted = axis == rank - 2 ? row : axis == rank - 1 ? column : at[static_cast<std::size_t>(axis)];
        position = position * extent + (extent == 1 ? 0 : wanted);
      }
      return x[position];
    };
    const index row = at[static_cast<std::size_t>(rank - 2)];
    const index column = at[static_cast<std::size_t>(rank - 1)];
    long double sum = 0;
    for (index k = 0; k < a.shape()[-1]; ++k)
      sum += static_cast<long double>(element(a, row, k)) *
             static_cast<long double>(second_transposed ? element(b, column, k) : element(b, k, column));
    c[flat] = static_cast<double>(sum);
  }
  return c;
}

TEST_CASE("matrix products are their defining sums, batches broadcast") {
  const struct {
    shape a, b, result;
  } cases[] = {{{1, 1}, {1, 1}, {1, 1}},
               {{3, 5}, {5, 2}, {3, 2}},
               {{7, 1}, {1, 7}, {7, 7}},
               {{2, 3, 5}, {5, 2}, {2, 3, 2}},
               {{3, 5}, {2, 5, 2}, {2, 3, 2}},
               {{2, 1, 3, 5}, {7, 5, 2}, {2, 7, 3, 2}},
               {{1, 4, 3, 2}, {5, 1, 2, 6}, {5, 4, 3, 6}},
               {{2, 3}, {3, 700}, {2, 700}}};
  for (const auto& c : cases) {
    const auto a = random_numbers(c.a, 1);
    const auto b = random_numbers(c.b, 2);
    CHECK(largest_distance(matmul(a, b), product_by_definition(a, b, false, c.result)) < 1e-13);
  }
  const auto a = random_numbers({2, 1, 3, 5}, 3);
  const auto b = random_numbers({4, 2, 5}, 4);
  CHECK(largest_distance(matmul_transposed(a, b), product_by_definition(a, b, true, {2, 4, 3, 2})) < 1e-13);
}

TEST_CASE("a convolution worked by hand") {
  // The corners of the padded image see one number, edges two, and the middle of a 2x2 image all four.
  const tensor<double> x({1, 1, 2, 2}, {1, 2, 3, 4});
  const tensor<double> ones({1, 1, 2, 2}, {1, 1, 1, 1});
  CHECK(conv2d(x, ones, {.padding = 1}) == tensor<double>({1, 1, 3, 3}, {1, 3, 2, 4, 10, 6, 3, 7, 4}));
  // Cross-correlation: the kernel is not flipped.
  CHECK(conv2d(x, tensor<double>({1, 1, 1, 2}, {1, 10})) == tensor<double>({1, 1, 2, 1}, {21, 43}));
  // Stride 2 in a row of five with a kernel of taps two apart: 1 + 3·10 and 3 + 5·10.
  const tensor<double> row({1, 1, 1, 5}, {1, 2, 3, 4, 5});
  const tally::conv2d_primitive apart{.stride = {1, 2}, .dilation = {1, 2}};
  CHECK(conv2d(row, tensor<double>({1, 1, 1, 2}, {1, 10}), apart) == tensor<double>({1, 1, 1, 2}, {31, 53}));
  // Two groups: each filter sees one channel.
  const tensor<double> channels({1, 2, 1, 1}, {3, 5});
  CHECK(conv2d(channels, tensor<double>({2, 1, 1, 1}, {10, 100}), {.groups = 2}) ==
        tensor<double>({1, 2, 1, 1}, {30, 500}));
}

// The positions of an image and of a filter, one after the other.
template <int N>
struct positions {
  index at[N]{};
  bool done = false;
  void step(const shape& extents) {  // of `[…, …, axes]`
    int axis = N - 1;
    while (axis >= 0 && ++at[axis] == extents[axis + 2]) at[axis--] = 0;
    done = axis < 0;
  }
};
template <int N>
index flat(const shape& extents, index first, index second, const index (&at)[N]) {
  index position = first * extents[1] + second;
  for (int axis = 0; axis < N; ++axis) position = position * extents[axis + 2] + at[axis];
  return position;
}

template <int N>
tensor<double> convolution_by_definition(const tensor<double>& x, const tensor<double>& w,
                                         const tally::convolution_primitive<N>& p, const shape& result) {
  tensor<double> y(result);
  const index out_per_group = w.shape()[0] / p.groups;
  for (index n = 0; n < result[0]; ++n)
    for (index o = 0; o < result[1]; ++o)
      for (positions<N> i; !i.done; i.step(result)) {
        long double sum = 0;
        for (index c = 0; c < w.shape()[1]; ++c)
          for (positions<N> u; !u.done; u.step(w.shape())) {
            index from[N];
            bool inside = true;
            for (int a = 0; a < N; ++a) {
              from[a] = i.at[a] * p.stride[a] - p.padding[a] + u.at[a] * p.dilation[a];
              inside = inside && from[a] >= 0 && from[a] < x.shape()[a + 2];
            }
            if (!inside) continue;
            sum += static_cast<long double>(x[flat(x.shape(), n, o / out_per_group * w.shape()[1] + c, from)]) *
                   static_cast<long double>(w[flat(w.shape(), o, c, u.at)]);
          }
        y[flat(result, n, o, i.at)] = static_cast<double>(sum);
      }
  return y;
}

template <int N>
struct convolution_case {
  shape x, w;
  tally::convolution_primitive<N> p;
  shape result;
};
template <int N>
void check_by_definition(std::initializer_list<convolution_case<N>> cases) {
  for (const auto& c : cases) {
    const auto x = random_numbers(c.x, 1);
    const auto w = random_numbers(c.w, 2);
    const auto y = convolution_by_definition(x, w, c.p, c.result);
    CHECK(largest_distance(apply(c.p, x, w), y) < 1e-13);
    auto exact = c.p;
    exact.padding_exact = true;
    CHECK(largest_distance(apply(exact, x, w), y) < 1e-13);
  }
}

TEST_CASE("convolutions are their defining sums") {
  // The results' shapes are by h' = floor((h + 2p - d(k - 1) - 1) / s) + 1, by hand.
  check_by_definition<2>(
      {{{1, 1, 1, 1}, {1, 1, 1, 1}, {}, {1, 1, 1, 1}},
       {{2, 3, 7, 5}, {4, 3, 3, 2}, {}, {2, 4, 5, 4}},
       {{1, 3, 7, 7}, {2, 3, 3, 3}, {.stride = 2, .padding = 1}, {1, 2, 4, 4}},
       {{1, 2, 8, 8}, {3, 2, 3, 3}, {.stride = 2, .padding = 1}, {1, 3, 4, 4}},
       {{1, 4, 9, 6}, {6, 2, 3, 2}, {.stride = {2, 1}, .padding = {0, 1}, .groups = 2}, {1, 6, 4, 7}},
       {{2, 6, 5, 5}, {6, 1, 3, 3}, {.padding = 1, .groups = 6}, {2, 6, 5, 5}},
       {{1, 2, 11, 13}, {2, 2, 3, 3}, {.stride = {1, 3}, .padding = {2, 0}, .dilation = {3, 2}}, {1, 2, 9, 3}},
       {{1, 1, 30, 41}, {2, 1, 3, 3}, {.padding = 1}, {1, 2, 30, 41}},
       {{1, 2, 1, 1}, {2, 2, 3, 3}, {.stride = 3, .padding = 4}, {1, 2, 3, 3}}});
  check_by_definition<1>({{{2, 4, 11}, {6, 2, 3}, {.stride = 2, .padding = 1, .groups = 2}, {2, 6, 6}},
                          {{1, 1, 1031}, {2, 1, 2}, {.padding = 2, .dilation = 3}, {1, 2, 1032}}});
  check_by_definition<3>(
      {{{1, 2, 5, 4, 7}, {3, 2, 3, 2, 1}, {.stride = {2, 1, 3}, .padding = {1, 0, 2}}, {1, 3, 3, 3, 4}},
       {{1, 4, 9, 10, 11}, {4, 1, 3, 3, 3}, {.padding = 2, .dilation = {1, 2, 2}, .groups = 4}, {1, 4, 11, 10, 11}}});
}

}  // namespace
