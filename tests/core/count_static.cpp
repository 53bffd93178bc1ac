// SPDX-License-Identifier: MIT
// tally::count in constant expressions, and what code that knows nothing of counting spends on both compilers.

#include "tally/core/complex.hpp"
#include "tally/core/count.hpp"
#include "tally/core/math.hpp"

#include <array>
#include <complex>
#include <concepts>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

using tally::count;
using tally::counts;
using tally::operation;
using tally::precision;

namespace {

constexpr counts spent(int adds, int subs, int muls, int divs = 0, precision format = precision::f64) {
  return counts()
      .add(operation::add, format, adds)
      .add(operation::sub, format, subs)
      .add(operation::mul, format, muls)
      .add(operation::div, format, divs);
}

// The program of the design: two products and a sum.
static_assert(count([](auto x) { return (x * 2.0 + 1.0) * x; }, 3.0)[operation::mul] == 2);
static_assert(count([](auto x) { return (x * 2.0 + 1.0) * x; }, 3.0) == spent(1, 0, 2));
static_assert(count([](auto x) { return (x * 2.0F + 1.0F) * x; }, 3.0F) == spent(1, 0, 2, 0, precision::f32));
static_assert(count([](auto x) { return (x * 2.0 + 1.0) * x; }, 3.0).flops() == 3);

// Nothing is spent on no arithmetic, and the callable may return anything or nothing.
static_assert(count([](auto x) { return x; }, 3.0).empty());
static_assert(count([](auto) {}, 3.0).empty());
static_assert(count([](auto x) { static_cast<void>(x + x); }, 3.0) == spent(1, 0, 0));
static_assert(count([] { return 1; }).empty());

// Several numbers, each of its own type, and operations on either.
static_assert(count([](auto x, auto n, auto y) { return (x + x).value() + (n * n).value() + (y - y).value(); }, 1.0, 2,
                    3.0F) == spent(1, 0, 0) + spent(0, 0, 1, 0, precision::i32) + spent(0, 1, 0, 0, precision::f32));

// A callable that names its scalar is called too.
using scalar = tally::counted<double, tally::pointer_recorder>;
constexpr scalar twice(scalar x) { return x + x; }
static_assert(count(twice, 3.0) == spent(1, 0, 0));

// Loops count each pass.
static_assert(count(
                  [](auto x) {
                    for (int i = 0; i < 1000; ++i) x = x * 0.5 + 1.0;
                    return x;
                  },
                  3.0) == spent(1000, 0, 1000));

// Branches: the path that these numbers take, and the question.
constexpr auto branching = [](auto x) { return x < 1.0 ? x + 1.0 : x * x * x; };
constexpr counts one_comparison = counts().add(operation::compare, precision::f64, 1);
static_assert(count(branching, 0.5) == one_comparison + spent(1, 0, 0));
static_assert(count(branching, 2.0) == one_comparison + spent(0, 0, 2));

// Elementary functions, in the order of the day.
constexpr auto activations = [](auto x) {
  auto y = exp(-x) + 1.0;
  y = sin(y) * cos(y) + tanh(y) - erf(y / 2.0);
  return sqrt(y * y) + log(y + 10.0);
};
static_assert(count(activations, 0.25) == spent(4, 1, 2, 1) + counts()
                                                                  .add(operation::negate, precision::f64, 1)
                                                                  .add(operation::exp, precision::f64, 1)
                                                                  .add(operation::sin, precision::f64, 1)
                                                                  .add(operation::cos, precision::f64, 1)
                                                                  .add(operation::tanh, precision::f64, 1)
                                                                  .add(operation::erf, precision::f64, 1)
                                                                  .add(operation::sqrt, precision::f64, 1)
                                                                  .add(operation::log, precision::f64, 1));

// Horner's rule: degree products and degree additions.
template <class T, std::size_t N>
constexpr T horner(const std::array<double, N>& coefficients, T x) {
  T sum = T(coefficients[N - 1]);
  for (std::size_t i = N - 1; i-- > 0;) sum = sum * x + coefficients[i];
  return sum;
}
constexpr std::array<double, 8> coefficients = {1, 2, 3, 4, 5, 6, 7, 8};
static_assert(count([](auto x) { return horner(coefficients, x); }, 0.5) == spent(7, 0, 7));
static_assert(count([](auto x) { return horner(std::array<double, 1>{4}, x); }, 0.5).empty());

// Newton's square root: n steps of an addition, a division and a product; the value comes out right too.
template <class T>
constexpr T newton_root(T a, int steps) {
  T x = a;
  for (int i = 0; i < steps; ++i) x = (x + a / x) * 0.5;
  return x;
}
static_assert(count([](auto a) { return newton_root(a, 6); }, 2.0) == spent(6, 0, 6, 6));
static_assert(newton_root(tally::counted<double>(4), 6).value() == 2.0);
// Until it stands still. The error e of a step leaves e^2 / 4: from 4 it goes 2, 0.5, 0.05, 6 * 10^-4, 9 * 10^-8,
// 2 * 10^-15, 0, and once more 0: seven steps, eight questions.
constexpr counts until_still = count(
    [](auto a) {
      auto x = a;
      auto before = x + 1.0;
      while (x != before) {
        before = x;
        x = (x + a / x) * 0.5;
      }
      return x;
    },
    4.0);
static_assert(until_still == spent(7 + 1, 0, 7, 7) + 8 * one_comparison);

// A product of quaternions: 16 products and 12 additions and subtractions, of which i, j, k times themselves and the
// three crossings against the cycle subtract: 3 in the real part, 1 in each other.
template <class T>
struct quaternion {
  T w, x, y, z;
  friend constexpr quaternion operator*(const quaternion& a, const quaternion& b) {
    return {a.w * b.w - a.x * b.x - a.y * b.y - a.z * b.z, a.w * b.x + a.x * b.w + a.y * b.z - a.z * b.y,
            a.w * b.y - a.x * b.z + a.y * b.w + a.z * b.x, a.w * b.z + a.x * b.y - a.y * b.x + a.z * b.w};
  }
};
static_assert(count(
                  [](auto w, auto x, auto y, auto z) {
                    const quaternion<decltype(w)> q{w, x, y, z};
                    return (q * q).w;
                  },
                  1.0, 2.0, 3.0, 4.0) == spent(6, 6, 16));

// A dot product of k: k products, k - 1 additions; a matrix product of n by n: n^2 of those.
template <class T, std::size_t N>
constexpr T trace_of_product(const T (&a)[N][N], const T (&b)[N][N]) {
  T c[N][N];
  for (std::size_t i = 0; i < N; ++i)
    for (std::size_t j = 0; j < N; ++j) {
      c[i][j] = a[i][0] * b[0][j];
      for (std::size_t k = 1; k < N; ++k) c[i][j] += a[i][k] * b[k][j];
    }
  T sum = c[0][0];
  for (std::size_t i = 1; i < N; ++i) sum += c[i][i];
  return sum;
}
static_assert(count(
                  [](auto x) {
                    using T = decltype(x);
                    const T a[3][3] = {{x, x, x}, {x, x, x}, {x, x, x}};
                    return trace_of_product(a, a);
                  },
                  2.0) == spent(3 * 3 * (3 - 1) + (3 - 1), 0, 3 * 3 * 3));

// Bisection of x^2 - 2 on [1, 2], ten halvings: an addition and a product for the middle, a product and a difference
// for the function, a question for the side.
static_assert(count(
                  [](auto low, auto high) {
                    for (int i = 0; i < 10; ++i) {
                      const auto middle = (low + high) * 0.5;
                      if (middle * middle - 2.0 < 0.0)
                        low = middle;
                      else
                        high = middle;
                    }
                    return low;
                  },
                  1.0, 2.0) == spent(10, 10, 20) + 10 * one_comparison);

// A comparison sort of n numbers in the worst order asks n (n - 1) / 2 times.
static_assert(count(
                  [](auto a) {
                    using T = decltype(a);
                    T v[6] = {a, T(5), T(4), T(3), T(2), T(1)};
                    for (int i = 1; i < 6; ++i)
                      for (int j = i; j > 0; --j) {
                        // A constant alone has no ledger: the questions go through the argument.
                        const T first(v[j - 1].value(), a.reports_to());
                        if (!(v[j] < first)) break;
                        const T kept = v[j];
                        v[j] = v[j - 1];
                        v[j - 1] = kept;
                      }
                    return v[0];
                  },
                  6.0) == 15 * one_comparison);

// Value-initialised is zero.
static_assert(count(
                  [](auto x) {
                    using T = decltype(x);
                    T sum{};
                    std::array<T, 4> kept{};
                    for (int i = 0; i < 3; ++i) sum += x * x;
                    return sum + kept[2];
                  },
                  2.0) == spent(4, 0, 3));
static_assert(std::is_trivially_default_constructible_v<scalar>);

// What is made of numbers: arrays, complex numbers, pairs and tuples, and structs that are templates of their number.
constexpr auto sum_of_three = [](const auto& v) { return v[0] + v[1] + v[2]; };
constexpr float three[3] = {1, 2, 3};
static_assert(count(sum_of_three, std::array<double, 3>{1, 2, 3}) == spent(2, 0, 0));
static_assert(count(sum_of_three, three) == spent(2, 0, 0, 0, precision::f32));
static_assert(count([](const auto& a) { return a[0][1] * a[1][0]; }, std::array<std::array<double, 2>, 2>{}) ==
              spent(0, 0, 1));
static_assert(count([](auto z, auto x) { return z * z + x; }, std::complex<double>(1, 2), 3.0) == spent(1 + 1, 1, 4));
static_assert(count([](auto both) { return both.first * both.second; }, std::pair(2.0, 3.0)) == spent(0, 0, 1));
static_assert(count([](auto all) { return std::get<0>(all) * std::get<2>(all); }, std::tuple(2.0, 1, 3.0)) ==
              spent(0, 0, 1));
static_assert(count([](const auto& q) { return q * q; }, quaternion<double>{1, 2, 3, 4}) == spent(6, 6, 16));

// In such a struct, what has a type of its own keeps it.
template <class T>
struct body {
  std::array<T, 3> position;
  T inertia[2][2];
  std::complex<T> phase;
  quaternion<T> turn;
  int steps;
  double constant;
};
constexpr body<float> still{{1, 2, 3}, {{1, 2}, {3, 4}}, {1, 2}, {1, 0, 0, 0}, 5, 2.0};
static_assert(count(
                  [](auto& b) {
                    static_assert(std::same_as<decltype(b.steps), int> && std::same_as<decltype(b.constant), double>);
                    for (int i = 0; i < b.steps; ++i) b.position[2] += b.inertia[1][0] * b.turn.w;
                    b.position[0] -= b.phase.imag();
                  },
                  still) == spent(5, 1, 5, 0, precision::f32));
// With the values that were given.
static_assert(count(
                  [](const auto& b) {
                    const auto is = [](auto x, float y) { return x.value() == y; };
                    if (is(b.position[1], 2) && is(b.inertia[1][0], 3) && is(b.phase.imag(), 2) && is(b.turn.w, 1))
                      static_cast<void>(b.turn.w + b.turn.w);
                  },
                  still) == spent(1, 0, 0, 0, precision::f32));

// What `f` does to an argument stays in it; a number passed as auto&& is a number, not a reference.
static_assert(count([](auto&& x) { return decltype(x)(2) * x; }, 2.0) == spent(0, 0, 1));

// Only numbers are made counted, and only a callable that takes them is called.
template <class... Arguments>
concept countable = requires(Arguments... arguments) {
  tally::count(arguments...);
};
constexpr auto square = [](auto x) { return x * x; };
constexpr auto of_plain = [](double x) { return x; };
static_assert(countable<decltype(square), double> && countable<decltype(square), int>);
static_assert(!countable<decltype(square), const char*>);
static_assert(!countable<decltype(of_plain), double>, "a counted number would have to become plain in silence");

}  // namespace
