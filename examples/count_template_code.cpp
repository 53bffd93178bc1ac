// SPDX-License-Identifier: MIT
// Count any template code: a rotation by quaternions, a fast Fourier transform and a Runge-Kutta solver that know
// nothing of tally, run on counted scalars.

#include <tally/tally.hpp>

#include <cmath>
#include <cstddef>
#include <iostream>
#include <string>
#include <vector>

// ---- Somebody's templates --------------------------------------------------------------------------------------

template <class T>
struct quaternion {
  T w, x, y, z;
  friend quaternion operator*(const quaternion& a, const quaternion& b) {
    return {a.w * b.w - a.x * b.x - a.y * b.y - a.z * b.z, a.w * b.x + a.x * b.w + a.y * b.z - a.z * b.y,
            a.w * b.y - a.x * b.z + a.y * b.w + a.z * b.x, a.w * b.z + a.x * b.y - a.y * b.x + a.z * b.w};
  }
};

template <class T>
struct point {
  T re, im;
  friend point operator+(const point& a, const point& b) { return {a.re + b.re, a.im + b.im}; }
  friend point operator-(const point& a, const point& b) { return {a.re - b.re, a.im - b.im}; }
  friend point operator*(const point& a, const point& b) {
    return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
  }
};

// Radix 2; `turns[k]` is the k-th of n points around the unit circle.
template <class T>
void fourier_transform(std::vector<point<T>>& x, const std::vector<point<T>>& turns) {
  const std::size_t n = x.size();
  if (n == 1) return;
  std::vector<point<T>> even, odd, every_second;
  for (std::size_t i = 0; i < n; i += 2) {
    even.push_back(x[i]);
    odd.push_back(x[i + 1]);
    every_second.push_back(turns[i]);
  }
  fourier_transform(even, every_second);
  fourier_transform(odd, every_second);
  for (std::size_t k = 0; k < n / 2; ++k) {
    const point<T> turned = turns[k] * odd[k];
    x[k] = even[k] + turned;
    x[k + n / 2] = even[k] - turned;
  }
}

// One step of the classical Runge-Kutta method for y' = f(y).
template <class T, class F>
std::vector<T> runge_kutta_step(const F& f, const std::vector<T>& y, const T& h) {
  const auto ahead = [&y](const std::vector<T>& slope, const T& by) {
    std::vector<T> moved;
    for (std::size_t i = 0; i < y.size(); ++i) moved.push_back(y[i] + by * slope[i]);
    return moved;
  };
  const T half = h / T(2);
  const auto k1 = f(y);
  const auto k2 = f(ahead(k1, half));
  const auto k3 = f(ahead(k2, half));
  const auto k4 = f(ahead(k3, h));
  std::vector<T> next;
  for (std::size_t i = 0; i < y.size(); ++i) next.push_back(y[i] + h / T(6) * (k1[i] + T(2) * (k2[i] + k3[i]) + k4[i]));
  return next;
}

// ---- What they spend -------------------------------------------------------------------------------------------

using scalar = tally::counted<double>;

int main() {
  const quaternion<scalar> q{0.5, 0.5, 0.5, 0.5};
  const tally::counts product = tally::measure([&] { return q * q; });
  std::cout << "a product of quaternions: " << product << "\n\n";

  // n/2 log2 n butterflies of one complex product and two complex sums: 5 n log2 n FLOPs.
  for (const std::size_t n : {8U, 64U, 1024U}) {
    std::vector<point<scalar>> signal(n), turns(n);
    for (std::size_t k = 0; k < n; ++k) {
      const double angle = -2 * 3.14159265358979323846 * static_cast<double>(k) / static_cast<double>(n);
      turns[k] = {std::cos(angle), std::sin(angle)};
      signal[k] = {static_cast<double>(k % 3), 0.0};
    }
    const tally::counts spent = tally::measure([&] { fourier_transform(signal, turns); });
    std::cout << "a Fourier transform of " << n << ": " << tally::report::digits(spent.flops()) << "\n";
  }

  // A pendulum: where the time goes, by scope.
  const auto pendulum = [](const std::vector<scalar>& y) {
    const tally::scope named("pendulum");
    return std::vector<scalar>{y[1], -9.81 * sin(y[0])};
  };
  std::vector<scalar> state = {1.0, 0.0};
  const tally::scope_tree spent = tally::profile([&] {
    for (int step = 0; step < 100; ++step) {
      const tally::scope named("step");
      state = runge_kutta_step(pendulum, state, scalar(0.01));
    }
  });
  std::cout << "\n100 steps of a pendulum by Runge and Kutta:\n\n"
            << tally::report::scopes(spent).text() << "\n"
            << tally::report::operations(spent.total()).text();
}
