// SPDX-License-Identifier: MIT
// Products, coefficient-wise arithmetic and triangular systems.

#include "compare.hpp"
#include "numbers.hpp"

namespace {

template <class S>
struct product {
  matrix<S> a, b, c;
  explicit product(Index n) : a(numbers<S>(n, n, 1)), b(numbers<S>(n, n, 2)), c(n, n) {}
  void operator()() { c.noalias() = a * b; }
};
template <class S>
struct gemv {
  matrix<S> a;
  vector<S> x, y;
  explicit gemv(Index n) : a(numbers<S>(n, n, 1)), x(numbers<S>(n, 1, 2)), y(n) {}
  void operator()() { y.noalias() = a * x; }
};
template <class S>
struct gemv_transposed : gemv<S> {
  using gemv<S>::gemv;
  void operator()() { this->y.noalias() = this->a.transpose() * this->x; }
};
template <class S>
struct axpy {
  vector<S> x, y;
  S a = S(0.001);
  explicit axpy(Index n) : x(numbers<S>(n, 1, 1)), y(numbers<S>(n, 1, 2)) {}
  void operator()() { y += a * x; }
};
template <class S>
struct dot {
  vector<S> x, y;
  S result{};
  explicit dot(Index n) : x(numbers<S>(n, 1, 1)), y(numbers<S>(n, 1, 2)) {}
  void operator()() { result = x.dot(y); }
};
template <class S>
struct sum {
  vector<S> x;
  S result{};
  explicit sum(Index n) : x(numbers<S>(n, 1, 1)) {}
  void operator()() { result = x.sum(); }
};
template <class S>
struct coefficient_wise {
  vector<S> a, b, c, d;
  explicit coefficient_wise(Index n) : a(numbers<S>(n, 1, 1)), b(numbers<S>(n, 1, 2)), c(numbers<S>(n, 1, 3)), d(n) {}
  void operator()() { d.array() = a.array() * b.array() - c.array() * S(0.5) + a.array(); }
};
template <class S>
struct triangular_solve {
  matrix<S> l, b, x;
  explicit triangular_solve(Index n) : l(positive_definite<S>(n)), b(numbers<S>(n, n, 2)), x(n, n) {}
  void operator()() { x = l.template triangularView<Eigen::Lower>().solve(b); }
};

[[maybe_unused]] const bool registered =
    compare_at<product>("product", {8, 16, 32, 64, 128, 256, 512, 1024}) && compare_at<gemv>("gemv", {64, 512}) &&
    compare_at<gemv_transposed>("gemv_transposed", {64, 512}) && compare_at<axpy>("axpy", {256, 4096, 50'000}) &&
    compare_at<dot>("dot", {256, 4096, 50'000}) && compare_at<sum>("sum", {256, 4096, 50'000}) &&
    compare_at<coefficient_wise>("coefficient_wise", {256, 4096, 50'000}) &&
    compare_at<triangular_solve>("triangular_solve", {64, 256});

}  // namespace
