// SPDX-License-Identifier: MIT
// Elementwise functions and movements give the numbers that their definitions give.

#include "support/catch.hpp"
#include "support/numbers.hpp"
#include "tally/tensor/primitives/arithmetic.hpp"
#include "tally/tensor/primitives/axes.hpp"
#include "tally/tensor/primitives/bias.hpp"
#include "tally/tensor/primitives/border.hpp"
#include "tally/tensor/primitives/cast.hpp"
#include "tally/tensor/primitives/movement.hpp"
#include "tally/tensor/primitives/scatter.hpp"
#include "tally/tensor/primitives/selection.hpp"
#include "tally/tensor/primitives/ternary.hpp"
#include "tally/tensor/primitives/unary.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <type_traits>

namespace {

using numbers::indices;
using numbers::largest_distance;
using numbers::random_numbers;
using tally::index;
using tally::shape;
using tally::tensor;

// The element that a broadcast puts at a place of the result: indices counted from the last axis, 0 where the extent
// is 1.
double broadcast_element(const tensor<double>& x, const shape& result, index flat) {
  const auto at = indices(result, flat);
  index position = 0;
  for (int i = 0; i < x.shape().rank(); ++i) {
    const index wanted = at[static_cast<std::size_t>(i + result.rank() - x.shape().rank())];
    position = position * x.shape()[i] + (x.shape()[i] == 1 ? 0 : wanted);
  }
  return x[position];
}

TEST_CASE("broadcasting worked by hand") {
  const tensor<double> row({3}, {1, 2, 3});
  const tensor<double> column({2, 1}, {10, 20});
  CHECK(row + column == tensor<double>({2, 3}, {11, 12, 13, 21, 22, 23}));
  CHECK(column - row == tensor<double>({2, 3}, {9, 8, 7, 19, 18, 17}));
  CHECK(row * 2 == tensor<double>({3}, {2, 4, 6}));
  CHECK(6 / row == tensor<double>({3}, {6, 3, 2}));
  CHECK(less(row, 2) == tensor<double>({3}, {1, 0, 0}));
  CHECK(greater(2, row) == tensor<double>({3}, {1, 0, 0}));
  CHECK(equal(row, column / 10) == tensor<double>({2, 3}, {1, 0, 0, 0, 1, 0}));
  CHECK(maximum(row, 2) == tensor<double>({3}, {2, 2, 3}));
  CHECK(minimum(2, row) == tensor<double>({3}, {1, 2, 2}));
}

TEST_CASE("a bias is added to the channel that it belongs to") {
  const tensor<double> x({2, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8});
  const tensor<double> offsets({2}, {10, 20});
  CHECK(add_bias(x, offsets) == tensor<double>({2, 2, 2}, {11, 22, 13, 24, 15, 26, 17, 28}));
  CHECK(add_channel_bias(x, offsets) == tensor<double>({2, 2, 2}, {11, 12, 23, 24, 15, 16, 27, 28}));
}

TEST_CASE("functions of two tensors are applied to the elements that broadcasting brings together") {
  const struct {
    shape a, b, result;
  } cases[] = {{{}, {}, {}},
               {{2, 3}, {2, 3}, {2, 3}},
               {{2, 3}, {}, {2, 3}},
               {{3, 1}, {1, 4}, {3, 4}},
               {{4}, {3, 4}, {3, 4}},
               {{2, 1, 3, 1}, {5, 1, 4}, {2, 5, 3, 4}},
               {{1, 1, 1}, {2, 3}, {1, 2, 3}}};
  for (const auto& c : cases) {
    const auto a = random_numbers(c.a, 1);
    const auto b = random_numbers(c.b, 2);
    const auto expected = [&](const std::function<double(double, double)>& f) {
      tensor<double> y(c.result);
      for (index i = 0; i < y.size(); ++i)
        y[i] = f(broadcast_element(a, c.result, i), broadcast_element(b, c.result, i));
      return y;
    };
    CHECK(a + b == expected([](double x, double y) { return x + y; }));
    CHECK(a - b == expected([](double x, double y) { return x - y; }));
    CHECK(a * b == expected([](double x, double y) { return x * y; }));
    CHECK(a / b == expected([](double x, double y) { return x / y; }));
    CHECK(maximum(a, b) == expected([](double x, double y) { return x < y ? y : x; }));
    CHECK(minimum(a, b) == expected([](double x, double y) { return x < y ? x : y; }));
    CHECK(pow(abs(a), b) == expected([](double x, double y) { return std::pow(std::abs(x), y); }));
    CHECK(less(a, b) == expected([](double x, double y) { return x < y ? 1.0 : 0.0; }));
    CHECK(greater(a, b) == expected([](double x, double y) { return x > y ? 1.0 : 0.0; }));
    CHECK(equal(a, a) == tensor<double>(c.a, 1.0));
  }
}

TEST_CASE("functions of one number are the C library's, element by element") {
  const auto x = random_numbers({3, 5}, 3) * 4;
  const auto expected = [&](const std::function<double(double)>& f) {
    tensor<double> y(x.shape());
    for (index i = 0; i < y.size(); ++i) y[i] = f(x[i]);
    return y;
  };
  CHECK(exp(x) == expected([](double v) { return std::exp(v); }));
  CHECK(log(abs(x)) == expected([](double v) { return std::log(std::abs(v)); }));
  CHECK(sqrt(abs(x)) == expected([](double v) { return std::sqrt(std::abs(v)); }));
  CHECK(sin(x) == expected([](double v) { return std::sin(v); }));
  CHECK(cos(x) == expected([](double v) { return std::cos(v); }));
  CHECK(tanh(x) == expected([](double v) { return std::tanh(v); }));
  CHECK(erf(x) == expected([](double v) { return std::erf(v); }));
  CHECK(floor(x) == expected([](double v) { return std::floor(v); }));
  CHECK(ceil(x) == expected([](double v) { return std::ceil(v); }));
  CHECK(trunc(x) == expected([](double v) { return std::trunc(v); }));
  CHECK(pow(2, x) == expected([](double v) { return std::exp2(v); }));
  CHECK(pow(x, 3) == expected([](double v) { return std::pow(v, 3); }));
  CHECK(-x == expected([](double v) { return -v; }));
  CHECK(relu(x) == expected([](double v) { return v > 0 ? v : 0; }));
  CHECK(largest_distance(sigmoid(x), expected([](double v) { return 0.5 + 0.5 * std::tanh(v / 2); })) < 1e-15);
  // GELU is x Φ(x), with the normal distribution's Φ(x) = erfc(-x / √2) / 2.
  CHECK(largest_distance(gelu(x), expected([](double v) { return v * std::erfc(-v / std::sqrt(2.0)) / 2; })) < 1e-15);
}

TEST_CASE("halves are rounded away from zero by round, and to the even neighbour by nearbyint") {
  const tensor<double> x({6}, {-2.5, -1.5, -0.5, 0.5, 1.5, 2.5});
  CHECK(round(x) == tensor<double>({6}, {-3, -2, -1, 1, 2, 3}));
  CHECK(nearbyint(x) == tensor<double>({6}, {-2, -2, 0, 0, 2, 2}));
}

TEST_CASE("where and clamp worked by hand") {
  const tensor<double> x({2, 3}, {1, -2, 3, -4, 5, -6});
  CHECK(where(less(x, 0), 0, x) == tensor<double>({2, 3}, {1, 0, 3, 0, 5, 0}));
  CHECK(where(less(x, 0), -x, x) == abs(x));
  CHECK(where(tensor<int>({2, 1}, {1, 0}), x, 7) == tensor<double>({2, 3}, {1, -2, 3, 7, 7, 7}));
  CHECK(where(tensor<int>({3}, {0, 7, -1}), 7.5, x) == tensor<double>({2, 3}, {1, 7.5, 7.5, -4, 7.5, 7.5}));
  CHECK(where(exceeds(x, 2), x, tensor<double>({1}, {9})) == tensor<double>({2, 3}, {9, 9, 3, 9, 5, 9}));
  CHECK(where(tensor<double>({3, 1}, {0, 1, 0}), tensor<double>({2}, {1, 2}), tensor<double>({1, 2}, {3, 4})) ==
        tensor<double>({3, 2}, {3, 4, 1, 2, 3, 4}));
  CHECK(clamp(x, -2, 3) == tensor<double>({2, 3}, {1, -2, 3, -2, 3, -2}));
  CHECK(clamp(x, tensor<double>({2, 1}, {0, -5}), 2) == tensor<double>({2, 3}, {1, 0, 2, -4, 2, -5}));
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(std::isnan(clamp(tensor<double>({1}, {nan}), -1, 1)[0]));  // as std::clamp
}

TEST_CASE("compound assignments are their operators") {
  tensor<double> x({2, 2}, {1, 2, 3, 4});
  x += tensor<double>({2}, {10, 20});
  CHECK(x == tensor<double>({2, 2}, {11, 22, 13, 24}));
  x -= 1;
  x *= x;
  CHECK(x == tensor<double>({2, 2}, {100, 441, 144, 529}));
  CHECK(&(x /= tensor<double>({2, 1}, {4, 1})) == &x);
  CHECK(x == tensor<double>({2, 2}, {25, 110.25, 144, 529}));
}

TEST_CASE("a cast converts as C++ does") {
  const tensor<double> x({4}, {0.1, -2.9, 1e300, 1e-300});
  const double huge = std::numeric_limits<double>::infinity();
  const auto single = cast<float>(x);
  static_assert(std::is_same_v<decltype(single), const tensor<float>>);
  CHECK(single == tensor<float>({4}, {0.1F, -2.9F, static_cast<float>(huge), 0.0F}));
  CHECK(cast<int>(tensor<double>({3}, {2.9, -2.9, 0.5})) == tensor<int>({3}, {2, -2, 0}));
  CHECK(cast<double>(x) == x);
  CHECK(cast<unsigned>(tensor<int>({1}, {-1})) == tensor<unsigned>({1}, {4294967295U}));
  static_assert(
      std::is_same_v<decltype(cast<double>(tensor<tally::counted<float>>())), tensor<tally::counted<double>>>);
}

TEST_CASE("a transposition swaps two axes, and is its own inverse") {
  const tensor<double> x({2, 3}, {1, 2, 3, 4, 5, 6});
  CHECK(transpose(x) == tensor<double>({3, 2}, {1, 4, 2, 5, 3, 6}));
  const auto y = random_numbers({2, 3, 4, 5}, 6);
  const auto swapped = transpose(y, 1, -1);
  CHECK(swapped.shape() == shape{2, 5, 4, 3});
  CHECK(swapped.shape(1) == 5);
  CHECK(swapped.shape(-1) == 3);
  CHECK(swapped(1, 4, 2, 0) == y(1, 0, 2, 4));
  CHECK(transpose(swapped, 3, 1) == y);
  CHECK(transpose(y, 2, 2) == y);
}

TEST_CASE("movements worked by hand") {
  const tensor<double> x({2, 3}, {1, 2, 3, 4, 5, 6});
  CHECK(reshape(x, {3, 2}) == tensor<double>({3, 2}, {1, 2, 3, 4, 5, 6}));
  CHECK(flatten(x, 0) == tensor<double>({6}, {1, 2, 3, 4, 5, 6}));
  CHECK(permute(x, {1, 0}) == tensor<double>({3, 2}, {1, 4, 2, 5, 3, 6}));
  CHECK(broadcast_to(slice(x, 0, 0, 1), {2, 2, 3}) == tensor<double>({2, 2, 3}, {1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3}));
  CHECK(slice(x, 1, 0, 3, 2) == tensor<double>({2, 2}, {1, 3, 4, 6}));
  CHECK(slice(x, -1, 1, 2) == tensor<double>({2, 1}, {2, 5}));
  CHECK(concat(0, x, slice(x, 0, 1, 2)) == tensor<double>({3, 3}, {1, 2, 3, 4, 5, 6, 4, 5, 6}));
  CHECK(concat(1, x, slice(x, 1, 0, 1)) == tensor<double>({2, 4}, {1, 2, 3, 1, 4, 5, 6, 4}));
  CHECK(pad(x, 1, 1, 2, 9) == tensor<double>({2, 6}, {9, 1, 2, 3, 9, 9, 9, 4, 5, 6, 9, 9}));
  CHECK(gather(x, tensor<int>({2, 2}, {1, 0, 0, 1})) ==
        tensor<double>({2, 2, 3}, {4, 5, 6, 1, 2, 3, 1, 2, 3, 4, 5, 6}));
  CHECK(gather(x, tensor<double>({1}, {1.0})) == tensor<double>({1, 3}, {4, 5, 6}));
}

TEST_CASE("gathers and scatters worked by hand") {
  const tensor<double> x({2, 3}, {1, 2, 3, 4, 5, 6});
  CHECK(gather(x, tensor<int>({2}, {2, 0}), 1) == tensor<double>({2, 2}, {3, 1, 6, 4}));
  CHECK(gather(x, tensor<int>({2, 2}, {2, 0, 1, 1}), -1) == tensor<double>({2, 2, 2}, {3, 1, 2, 2, 6, 4, 5, 5}));
  CHECK(gather(x, tensor<int>({}, 1), 1) == tensor<double>({2}, {2, 5}));
  CHECK(gather(x, tensor<int>({1}, {1}), 0) == gather(x, tensor<int>({1}, {1})));
  CHECK(take_along(x, tensor<int>({1, 3}, {1, 0, 1}), 0) == tensor<double>({1, 3}, {4, 2, 6}));
  CHECK(take_along(x, tensor<double>({2, 1}, {2, 0})) == tensor<double>({2, 1}, {3, 4}));

  CHECK(gather_nd(x, tensor<int>({3, 2}, {0, 2, 1, 0, 1, 2})) == tensor<double>({3}, {3, 4, 6}));
  CHECK(gather_nd(x, tensor<int>({2}, {1, 1})) == tensor<double>({}, 5.0));
  CHECK(gather_nd(x, tensor<int>({2, 1}, {1, 1})) == tensor<double>({2, 3}, {4, 5, 6, 4, 5, 6}));
  const tensor<int> pixels({3, 2}, {0, 1, 1, 2, 0, 1});
  const tensor<double> numbers({3}, {10, 20, 30});
  CHECK(scatter_nd(x, pixels, numbers) == tensor<double>({2, 3}, {1, 30, 3, 4, 5, 20}));
  CHECK(scatter_nd_add(x, pixels, numbers) == tensor<double>({2, 3}, {1, 42, 3, 4, 5, 26}));
  CHECK(scatter_nd_add(x, tensor<int>({1, 1}, {1}), tensor<double>({1, 3}, {1, 2, 3})) ==
        tensor<double>({2, 3}, {1, 2, 3, 5, 7, 9}));
  // What is put somewhere is found there, and a scatter of what was gathered changes nothing.
  const auto cube = random_numbers({3, 4, 2}, 7);
  const tensor<int> at({4, 2}, {2, 3, 0, 0, 1, 3, 2, 1});
  const auto blocks = random_numbers({4, 2}, 8);
  CHECK(gather_nd(scatter_nd(cube, at, blocks), at) == blocks);
  CHECK(scatter_nd(cube, at, gather_nd(cube, at)) == cube);
}

TEST_CASE("borders continue an image as their mode says") {
  using tally::padding_mode;
  const tensor<double> row({1, 1, 3}, {1, 2, 3});
  CHECK(pad_border<1>(row, 2, padding_mode::zeros) == tensor<double>({1, 1, 7}, {0, 0, 1, 2, 3, 0, 0}));
  CHECK(pad_border<1>(row, 2, padding_mode::reflect) == tensor<double>({1, 1, 7}, {3, 2, 1, 2, 3, 2, 1}));
  CHECK(pad_border<1>(row, 2, padding_mode::replicate) == tensor<double>({1, 1, 7}, {1, 1, 1, 2, 3, 3, 3}));
  CHECK(pad_border<1>(row, 2, padding_mode::circular) == tensor<double>({1, 1, 7}, {2, 3, 1, 2, 3, 1, 2}));
  CHECK(pad_border<1>(row, 3, padding_mode::circular) == tensor<double>({1, 1, 9}, {1, 2, 3, 1, 2, 3, 1, 2, 3}));
  CHECK(pad_border<1>(row, {.before = 0, .after = 1, .mode = padding_mode::reflect}) ==
        tensor<double>({1, 1, 4}, {1, 2, 3, 2}));
  const tensor<double> image({1, 2, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8});
  CHECK(pad_border<2>(image, {1, 0}, padding_mode::reflect) ==
        tensor<double>({1, 2, 4, 2}, {3, 4, 1, 2, 3, 4, 1, 2, 7, 8, 5, 6, 7, 8, 5, 6}));
  CHECK(pad_border<2>(image, {0, 1}, padding_mode::zeros) ==
        tensor<double>({1, 2, 2, 4}, {0, 1, 2, 0, 0, 3, 4, 0, 0, 5, 6, 0, 0, 7, 8, 0}));
  CHECK(pad_border<3>(tensor<double>({1, 1, 2, 1, 2}, {1, 2, 3, 4}), {1, 0, 1}, padding_mode::circular) ==
        tensor<double>({1, 1, 4, 1, 4}, {4, 3, 4, 3, 2, 1, 2, 1, 4, 3, 4, 3, 2, 1, 2, 1}));
}

TEST_CASE("a permutation moves element (i, j, k) to where its axes say, for every order of three axes") {
  const auto x = random_numbers({2, 3, 4}, 4);
  for (const auto& order : {std::array{0, 1, 2}, std::array{0, 2, 1}, std::array{1, 0, 2}, std::array{1, 2, 0},
                            std::array{2, 0, 1}, std::array{2, 1, 0}}) {
    const auto y = permute(x, {order[0], order[1], order[2]});
    for (index flat = 0; flat < y.size(); ++flat) {
      const auto at = indices(y.shape(), flat);
      index from[3]{};
      for (std::size_t i = 0; i < 3; ++i) from[order[i]] = at[i];
      CHECK(y[flat] == x(from[0], from[1], from[2]));
    }
  }
}

}  // namespace
