// SPDX-License-Identifier: MIT
// What conjugate gradients spend on a heated plate, iteration for iteration, and what a sparse Cholesky decomposition
// spends on the same.

#include <tally/eigen.hpp>

#include <Eigen/IterativeLinearSolvers>
#include <Eigen/SparseCholesky>

#include <iomanip>
#include <iostream>

using real = tally::counted<double>;
using vector = Eigen::Matrix<real, Eigen::Dynamic, 1>;
using sparse = Eigen::SparseMatrix<real>;

constexpr Eigen::Index points = 31;  // in each direction, inside the plate

// -u'' = f on a unit square whose edge is kept at 0: the five-point formula, times the step squared.
sparse laplacian() {
  sparse a(points * points, points * points);
  a.reserve(Eigen::VectorXi::Constant(static_cast<int>(points * points), 5));
  for (Eigen::Index i = 0; i < points; ++i)
    for (Eigen::Index j = 0; j < points; ++j) {
      const Eigen::Index here = i * points + j;
      a.insert(here, here) = 4;
      if (i > 0) a.insert(here, here - points) = -1;
      if (i + 1 < points) a.insert(here, here + points) = -1;
      if (j > 0) a.insert(here, here - 1) = -1;
      if (j + 1 < points) a.insert(here, here + 1) = -1;
    }
  a.makeCompressed();
  return a;
}

int main() {
  const sparse a = laplacian();
  const double step = 1.0 / (points + 1);
  const vector heat = vector::Constant(points * points, step * step);  // evenly heated, f = 1
  vector u;

  Eigen::ConjugateGradient<sparse, Eigen::Lower | Eigen::Upper> gradients;
  gradients.setTolerance(1e-10);
  const tally::counts set_up = tally::measure([&] { gradients.compute(a); });
  const tally::counts solved = tally::measure([&] { u = gradients.solve(heat); });
  const double middle = value(u(points * points / 2));

  Eigen::SimplicialLDLT<sparse> cholesky;
  const tally::counts decomposed = tally::measure([&] { cholesky.compute(a); });
  vector v;
  const tally::counts substituted = tally::measure([&] { v = cholesky.solve(heat); });

  const auto iterations = static_cast<std::uint64_t>(gradients.iterations());
  std::cout << points * points << " unknowns, " << a.nonZeros() << " entries\n"
            << std::fixed << std::setprecision(4) << "temperature in the middle: " << middle
            << " (the plate's own: 0.0737)\n\n"
            << "conjugate gradients, " << iterations << " iterations\n"
            << "  set up       " << set_up.flops() << "\n"
            << "  solve        " << solved.flops() << "\n"
            << "  an iteration " << solved.flops().value() / iterations << " FLOPs, of which the matrix "
            << 2 * a.nonZeros() << "\n"
            << "sparse Cholesky, " << cholesky.matrixL().nestedExpression().nonZeros() << " entries\n"
            << "  decompose    " << decomposed.flops() << "\n"
            << "  solve        " << substituted.flops() << "\n"
            << "they agree to " << std::scientific << std::setprecision(0)
            << (tally::value_cast(u) - tally::value_cast(v)).cwiseAbs().maxCoeff() << "\n";
}
