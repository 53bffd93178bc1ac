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

tensor<double> convolution_by_definition(const tensor<double>& x, const tensor<double>& w,
                                         const tally::conv2d_primitive& p, const shape& result) {
  tensor<double> y(result);
  const index out_per_group = w.shape()[0] / p.groups;
  for (index n = 0; n < result[0]; ++n)
    for (index o = 0; o < result[1]; ++o)
      for (index i = 0; i < result[2]; ++i)
        for (index j = 0; j < result[3]; ++j) {
          long double sum = 0;
          for (index c = 0; c < w.shape()[1]; ++c)
            for (index u = 0; u < w.shape()[2]; ++u)
              for (index v = 0; v < w.shape()[3]; ++v) {
                const index h = i * p.stride.height - p.padding.height + u * p.dilation.height;
                const index k = j * p.stride.width - p.padding.width + v * p.dilation.width;
                if (h < 0 || h >= x.shape()[2] || k < 0 || k >= x.shape()[3]) continue;
                sum += static_cast<long double>(x(n, o / out_per_group * w.shape()[1] + c, h, k)) *
                       static_cast<long double>(w(o, c, u, v));
              }
          y(n, o, i, j) = static_cast<double>(sum);
        }
  return y;
}

TEST_CASE("convolutions are their defining sums") {
  // The results' shapes are by h' = floor((h + 2p - d(k - 1) - 1) / s) + 1, by hand.
  const struct {
    shape x, w;
    tally::conv2d_primitive p;
    shape result;
  } cases[] = {{{1, 1, 1, 1}, {1, 1, 1, 1}, {}, {1, 1, 1, 1}},
               {{2, 3, 7, 5}, {4, 3, 3, 2}, {}, {2, 4, 5, 4}},
               {{1, 3, 7, 7}, {2, 3, 3, 3}, {.stride = 2, .padding = 1}, {1, 2, 4, 4}},
               {{1, 2, 8, 8}, {3, 2, 3, 3}, {.stride = 2, .padding = 1}, {1, 3, 4, 4}},
               {{1, 4, 9, 6}, {6, 2, 3, 2}, {.stride = {2, 1}, .padding = {0, 1}, .groups = 2}, {1, 6, 4, 7}},
               {{2, 6, 5, 5}, {6, 1, 3, 3}, {.padding = 1, .groups = 6}, {2, 6, 5, 5}},
               {{1, 2, 11, 13}, {2, 2, 3, 3}, {.stride = {1, 3}, .padding = {2, 0}, .dilation = {3, 2}}, {1, 2, 9, 3}},
               {{1, 1, 30, 41}, {2, 1, 3, 3}, {.padding = 1}, {1, 2, 30, 41}},
               {{1, 2, 1, 1}, {2, 2, 3, 3}, {.stride = 3, .padding = 4}, {1, 2, 3, 3}}};
  for (const auto& c : cases) {
    const auto x = random_numbers(c.x, 1);
    const auto w = random_numbers(c.w, 2);
    CHECK(largest_distance(conv2d(x, w, c.p), convolution_by_definition(x, w, c.p, c.result)) < 1e-13);
  }
}

}  // namespace
