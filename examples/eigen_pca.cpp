// SPDX-License-Identifier: MIT
// What a principal component analysis spends, stage by stage: Fisher's irises, by the singular values of the centred
// measurements.

#include <tally/eigen.hpp>

#include <fstream>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

using real = tally::counted<double>;
using matrix = Eigen::Matrix<real, Eigen::Dynamic, Eigen::Dynamic>;

// Eigen 5 takes as a template argument what 3.4 takes as a constructor's.
#if EIGEN_VERSION_AT_LEAST(3, 5, 0)
auto decomposition_for(Eigen::Index rows, Eigen::Index columns) {
  return Eigen::BDCSVD<matrix, Eigen::ComputeThinV>(rows, columns);
}
#else
auto decomposition_for(Eigen::Index rows, Eigen::Index columns) {
  return Eigen::BDCSVD<matrix>(rows, columns, Eigen::ComputeThinV);
}
#endif

matrix irises() {
  std::ifstream file(TALLY_EXAMPLE_DATA "/iris.csv");
  std::vector<double> cells;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream row(line);
    for (std::string cell; std::getline(row, cell, ',');) cells.push_back(std::stod(cell));
  }
  using rows = Eigen::Matrix<double, Eigen::Dynamic, 4, Eigen::RowMajor>;
  return tally::counted_cast(Eigen::Map<rows>(cells.data(), static_cast<Eigen::Index>(cells.size() / 4), 4));
}

int main() {
  matrix flowers = irises();
  const Eigen::Index n = flowers.rows();
  Eigen::Matrix<real, 4, 1> variances;
  matrix coordinates;
  const tally::scope_tree spent = tally::profile([&] {
    {
      const tally::scope stage("centre");
      flowers.rowwise() -= (flowers.colwise().sum() / real(n)).eval();
    }
    auto svd = decomposition_for(n, 4);
    {
      const tally::scope stage("decompose");
      svd.compute(flowers);
      variances = svd.singularValues().array().square() / real(n - 1);
    }
    const tally::scope stage("project");
    coordinates = flowers * svd.matrixV().leftCols(2);
  });

  std::cout << n << " flowers, 4 measurements\n\ncomponent  variance  share\n" << std::fixed;
  const double all = value(variances.sum());
  for (int i = 0; i < 4; ++i)
    std::cout << std::setw(9) << i + 1 << std::setw(10) << std::setprecision(4) << value(variances(i)) << std::setw(6)
              << std::setprecision(1) << 100 * value(variances(i)) / all << "%\n";
  std::cout << "\ncentre     " << spent.total("centre") << "\ndecompose  " << spent.total("decompose").flops() << ", "
            << spent.total("decompose")[tally::operation::sqrt] << " square roots\nproject    "
            << spent.total("project").flops() << "\n";
}
