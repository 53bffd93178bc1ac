// SPDX-License-Identifier: MIT
// Sparse products.

#include "compare.hpp"
#include "numbers.hpp"

#include <Eigen/Sparse>

#include <vector>

namespace {

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

[[maybe_unused]] const bool registered = compare_at<sparse_times_vector>("sparse_times_vector", {64}) &&
                                         compare_at<sparse_times_sparse>("sparse_times_sparse", {64});

}  // namespace
