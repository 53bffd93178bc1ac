// SPDX-License-Identifier: MIT
// flags: -fopenmp
// Eigen's products on OpenMP's threads: the same counts, whoever does the work.

#include "support/eigen_agreement.hpp"

#include <Eigen/SparseCore>
#include <omp.h>

#include <atomic>

using real = tally::counted<double>;

// Eigen 5.0 takes no more threads than OpenMP would, which is one a core unless told otherwise.
void use_threads(int threads) {
  omp_set_num_threads(threads);
  Eigen::setNbThreads(threads);
}

// So deep that four threads get blocks of their own, and flat enough (256) that the depth is one panel however many
// threads share the cache: Eigen otherwise scales by alpha more often when it has more threads.
TEST_CASE("a product spends the same on one thread and on four") {
  const matrix<real> a = tally::counted_cast(numbers(192, 256, 1));
  const matrix<real> b = tally::counted_cast(numbers(256, 160, 2));
  matrix<real> c(192, 160);
  const auto on = [&](int threads) {
    use_threads(threads);
    const tally::counts spent = tally::measure([&] { c.noalias() = a * b; });
    return spent;
  };
  const tally::counts alone = on(1);
  const matrix<real> expected = c;
  for (int repetition = 0; repetition < 3; ++repetition) {
    CHECK(on(4) == alone);
    CHECK(same_bits(tally::value_cast(expected).eval(), c));
    CHECK(on(2) == alone);
  }
  CHECK(alone[tally::operation::mul] + alone[tally::operation::fma] >= 192 * 256 * 160);
}

TEST_CASE("the threads' work is the asker's alone, and is counted once") {
  use_threads(4);
  const matrix<real> a = tally::counted_cast(numbers(200, 200));
  matrix<real> c(200, 200);
  tally::counts inner;
  const tally::counts outer = tally::measure([&] {
    inner = tally::measure([&] { c.noalias() = a * a; });
    c.noalias() = a * a;
  });
  CHECK(outer == 2 * inner);
}

TEST_CASE("a row-major sparse product spends the same on one thread and on four") {
  // Enough entries that Eigen shares the rows out.
  const Eigen::Index n = 8000;
  Eigen::SparseMatrix<real, Eigen::RowMajor> m(n, n);
  m.reserve(Eigen::VectorXi::Constant(static_cast<int>(n), 4));
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < 4; ++j) m.insert(i, (i * 7 + j * 1999) % n) = real(0.5 + static_cast<double>(j));
  m.makeCompressed();
  const column<real> x = tally::counted_cast(numbers(n, 1));
  column<real> y;
  const auto on = [&](int threads) {
    use_threads(threads);
    return tally::measure([&] { y = m * x; });
  };
  const tally::counts alone = on(1);
  const column<real> expected = y;
  CHECK(alone[tally::operation::mul] >= 4 * static_cast<std::uint64_t>(n));
  CHECK(on(4) == alone);
  CHECK(same_bits(tally::value_cast(expected).eval(), y));
}

TEST_CASE("Eigen does use several threads here") {
  std::atomic<int> threads = 0;
#pragma omp parallel num_threads(4)
  ++threads;
  CHECK(threads == 4);
  CHECK(Eigen::nbThreads() == 4);
}
