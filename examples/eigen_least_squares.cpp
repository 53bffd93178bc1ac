// SPDX-License-Identifier: MIT
// What a least-squares fit by QR spends, in its decomposition and in its solution, beside the normal equations. The
// data are a reference set whose fit is certified to 15 digits.

#include <tally/eigen.hpp>

#include <fstream>
#include <iomanip>
#include <iostream>
#include <string>
#include <vector>

using real = tally::counted<double>;
using matrix = Eigen::Matrix<real, Eigen::Dynamic, Eigen::Dynamic>;
using vector = Eigen::Matrix<real, Eigen::Dynamic, 1>;

int main() {
  std::ifstream file(TALLY_EXAMPLE_DATA "/norris.csv");
  std::vector<double> x, y;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::size_t comma = 0;
    y.push_back(std::stod(line, &comma));
    x.push_back(std::stod(line.substr(comma + 1)));
  }
  const auto n = static_cast<Eigen::Index>(x.size());
  matrix a(n, 2);
  a.col(0).setOnes();
  a.col(1) = tally::counted_cast(Eigen::Map<Eigen::VectorXd>(x.data(), n));
  const vector b = tally::counted_cast(Eigen::Map<Eigen::VectorXd>(y.data(), n));

  vector by_qr, by_normal_equations;
  const tally::scope_tree spent = tally::profile([&] {
    const tally::scope method("QR");
    Eigen::HouseholderQR<matrix> qr(n, 2);
    {
      const tally::scope stage("decompose");
      qr.compute(a);
    }
    const tally::scope stage("solve");
    by_qr = qr.solve(b);
  });
  const tally::counts normal =
      tally::measure([&] { by_normal_equations = (a.transpose() * a).llt().solve(a.transpose() * b); });

  std::cout << std::setprecision(10) << n << " points\n"
            << "certified          y = -0.2623230738 + 1.002116818 x\n"
            << "by QR              y = " << by_qr(0) << " + " << by_qr(1) << " x\n"
            << "normal equations   y = " << by_normal_equations(0) << " + " << by_normal_equations(1) << " x\n\n"
            << "QR                 " << spent.total("QR").flops() << "\n"
            << "  decompose        " << spent.total("QR.decompose").flops() << "\n"
            << "  solve            " << spent.total("QR.solve").flops() << "\n"
            << "normal equations   " << normal.flops() << "\n";
}
