// SPDX-License-Identifier: MIT
// What counting costs inside Eigen: every kernel with plain and with counted scalars, turn by turn in one run.
//
// The columns plain_ns and counted_ns are the fastest turns of either; ratio is the counted kernel's throughput
// relative to the plain one's. bench_eigen --benchmark_filter=product runs a part.

#include "tally/eigen.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <Eigen/QR>
#include <Eigen/SVD>
#include <Eigen/Sparse>
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <initializer_list>
#include <limits>
#include <string>
#include <vector>

namespace {

using Eigen::Dynamic;
using Eigen::Index;

template <class S>
using matrix = Eigen::Matrix<S, Dynamic, Dynamic>;
template <class S>
using vector = Eigen::Matrix<S, Dynamic, 1>;

// The same numbers for plain and counted scalars.
template <class S>
matrix<S> numbers(Index rows, Index columns, std::uint32_t seed) {
  matrix<S> m(rows, columns);
  for (Index i = 0; i < m.size(); ++i) {
    seed = seed * 1664525u + 1013904223u;
    m.data()[i] = S(static_cast<double>(seed >> 8) / double(1 << 24) - 0.5);
  }
  return m;
}
template <class S>
matrix<S> positive_definite(Index n) {
  const matrix<S> a = numbers<S>(n, n, 3);
  return a * a.transpose() + matrix<S>::Identity(n, n) * S(n);
}

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
template <class S, template <class> class Decomposition>
struct decomposition {
  matrix<S> a;
  Decomposition<matrix<S>> of;
  explicit decomposition(Index n) : a(positive_definite<S>(n)), of(n) {}
  void operator()() { of.compute(a); }
};
template <class M>
using lower_llt = Eigen::LLT<M>;
template <class M>
using lower_ldlt = Eigen::LDLT<M>;
template <class S>
using llt = decomposition<S, lower_llt>;
template <class S>
using ldlt = decomposition<S, lower_ldlt>;
template <class S>
struct lu : decomposition<S, Eigen::PartialPivLU> {
  explicit lu(Index n) : decomposition<S, Eigen::PartialPivLU>(n) { this->a = numbers<S>(n, n, 5); }
};
template <class S>
struct eigenvalues : decomposition<S, Eigen::SelfAdjointEigenSolver> {
  using decomposition<S, Eigen::SelfAdjointEigenSolver>::decomposition;
};
template <class S>
struct householder_qr {
  matrix<S> a;
  Eigen::HouseholderQR<matrix<S>> of;
  explicit householder_qr(Index n) : a(numbers<S>(n, n, 6)), of(n, n) {}
  void operator()() { of.compute(a); }
};
template <class S>
struct jacobi_svd {
  matrix<S> a;
  Eigen::JacobiSVD<matrix<S>> of;
  explicit jacobi_svd(Index n) : a(numbers<S>(n, n, 7)) {}
  void operator()() { of.compute(a, Eigen::ComputeThinU | Eigen::ComputeThinV); }
};
template <class S>
struct bdc_svd {
  matrix<S> a;
  Eigen::BDCSVD<matrix<S>> of;
  explicit bdc_svd(Index n) : a(numbers<S>(n, n, 8)) {}
  void operator()() { of.compute(a, Eigen::ComputeThinU | Eigen::ComputeThinV); }
};
// The five-point Laplacian of an n x n grid, times a vector and times itself.
template <class S>
Eigen::SparseMatrix<S> laplacian(Index n) {
  std::vector<Eigen::Triplet<S>> entries;
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) {
      const int at = static_cast<int>(i * n + j);
      entries.emplace_back(at, at, S(4));
      if (i > 0) entries.emplace_back(at, at - static_cast<int>(n), S(-1));
      if (i + 1 < n) entries.emplace_back(at, at + static_cast<int>(n), S(-1));
      if (j > 0) entries.emplace_back(at, at - 1, S(-1));
      if (j + 1 < n) entries.emplace_back(at, at + 1, S(-1));
    }
  Eigen::SparseMatrix<S> m(n * n, n * n);
  m.setFromTriplets(entries.begin(), entries.end());
  return m;
}
template <class S>
struct sparse_times_vector {
  Eigen::SparseMatrix<S> a;
  vector<S> x, y;
  explicit sparse_times_vector(Index n) : a(laplacian<S>(n)), x(numbers<S>(n * n, 1, 1)), y(n * n) {}
  void operator()() { y.noalias() = a * x; }
};
template <class S>
struct sparse_times_sparse {
  Eigen::SparseMatrix<S> a, c;
  explicit sparse_times_sparse(Index n) : a(laplacian<S>(n)) {}
  void operator()() { c = a * a; }
};

// The thread's own time: other programs on the machine do not count.
double now() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) * 1e9 + static_cast<double>(t.tv_nsec);
}

template <class Kernel>
[[gnu::noinline]] double nanoseconds(Kernel& kernel, int repeats) {
  const double begin = now();
  for (int i = 0; i < repeats; ++i) {
    benchmark::DoNotOptimize(&kernel);
    kernel();
    benchmark::ClobberMemory();
  }
  return (now() - begin) / repeats;
}

template <template <class> class Kernel, class T>
void compare(benchmark::State& state, Index n) {
  Kernel<T> plain(n);
  Kernel<tally::counted<T>> counted(n);
  // A turn is long enough for the clock, and short enough that the machine's moods hit both sides.
  const double once = std::min(nanoseconds(plain, 1), nanoseconds(plain, 1));
  const int repeats = static_cast<int>(std::max(1.0, 100'000 / once));
  double fastest_plain = std::numeric_limits<double>::infinity();
  double fastest_counted = fastest_plain;
  for (auto _ : state) {
    const double a = nanoseconds(plain, repeats);
    const double b = nanoseconds(counted, repeats);
    fastest_plain = std::min(fastest_plain, a);
    fastest_counted = std::min(fastest_counted, b);
    state.SetIterationTime((a + b) * repeats * 1e-9);
  }
  state.counters["plain_ns"] = fastest_plain;
  state.counters["counted_ns"] = fastest_counted;
  state.counters["ratio"] = fastest_plain / fastest_counted;
}

template <template <class> class Kernel>
void add(const std::string& name, std::initializer_list<Index> sizes) {
  for (const Index n : sizes) {
    const auto named = [&](const char* scalar) {
      std::string full = name;  // appended to, because g++ 12 warns of literals before a sum of strings
      return full.append("/").append(scalar).append("/").append(std::to_string(n));
    };
    benchmark::RegisterBenchmark(named("float").c_str(), compare<Kernel, float>, n)->UseManualTime()->MinTime(0.1);
    benchmark::RegisterBenchmark(named("double").c_str(), compare<Kernel, double>, n)->UseManualTime()->MinTime(0.1);
  }
}

[[maybe_unused]] const bool registered = [] {
  add<product>("product", {8, 16, 32, 64, 128, 256, 512, 1024});
  add<gemv>("gemv", {64, 512});
  add<gemv_transposed>("gemv_transposed", {64, 512});
  add<axpy>("axpy", {256, 4096, 50'000});
  add<dot>("dot", {256, 4096, 50'000});
  add<sum>("sum", {256, 4096, 50'000});
  add<coefficient_wise>("coefficient_wise", {256, 4096, 50'000});
  add<triangular_solve>("triangular_solve", {64, 256});
#ifndef TALLY_BENCHMARK_FEW
  add<llt>("llt", {64, 256});
  add<ldlt>("ldlt", {64, 256});
  add<lu>("partial_piv_lu", {64, 256});
  add<householder_qr>("householder_qr", {64, 256});
  add<jacobi_svd>("jacobi_svd", {64});
  add<bdc_svd>("bdc_svd", {64});
  add<eigenvalues>("self_adjoint_eigen_solver", {64, 128});
  add<sparse_times_vector>("sparse_times_vector", {64});
  add<sparse_times_sparse>("sparse_times_sparse", {64});
#endif
  return true;
}();

}  // namespace
