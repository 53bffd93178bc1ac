// SPDX-License-Identifier: MIT
// What is counted computes: an expression that it returns, and nobody evaluates, does not compile.

#include <tally/eigen.hpp>
#include <tally/tally.hpp>

#include <Eigen/Sparse>

using real = tally::counted<double>;
using matrix = Eigen::Matrix<real, Eigen::Dynamic, Eigen::Dynamic>;
using sparse = Eigen::SparseMatrix<real>;

matrix a(2, 2);
sparse s(2, 2);
tally::tensor<real> t({2, 2});

int main() {
  auto spent = tally::measure([] { return (a * a).eval(); });
  spent += tally::measure([] { return a.transpose(); }, tally::unrelated_threads);
  spent += tally::profile([] { return sparse(s * s); }).total();
  spent += tally::count([](const auto& m) { return (m * m).eval(); }, Eigen::Matrix2d());
  static_cast<void>(t * t);
#if TALLY_MUST_FAIL == 1
  spent += tally::measure([] { return a * a; });
#endif
// must_fail 1: tally: what is counted returns an expression that is not evaluated
// must_fail 1: end it with [.]eval..
#if TALLY_MUST_FAIL == 2
  spent += tally::measure([] { return a.transpose() + a; }, tally::unrelated_threads);
#endif
// must_fail 2: tally: what is counted returns an expression that is not evaluated
#if TALLY_MUST_FAIL == 3
  spent += tally::profile([] { return s * s; }).total();
#endif
// must_fail 3: tally: what is counted returns an expression that is not evaluated
#if TALLY_MUST_FAIL == 4
  spent += tally::count([](const auto& m) { return m * m; }, Eigen::Matrix2d());
#endif
// must_fail 4: tally: what is counted returns an expression that is not evaluated
#if TALLY_MUST_FAIL == 5
#pragma GCC diagnostic error "-Wunused-result"
  t* t;
#endif
  // must_fail 5: ignoring return value
  return spent.empty() ? 0 : 1;
}
