// SPDX-License-Identifier: MIT
// cases: 1000
// flags: -ffp-contract=off

// Random programs of Eigen's matrices: the numbers of counted scalars are those of double, to the bit; the counts are
// the same in every run, and no fewer than the textbook's.

#include "fuzz/fuzz.hpp"
#include "tally/eigen.hpp"

#include <Eigen/Dense>

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace fuzz {
namespace {

double plain(double x) { return x; }
double plain(const tally::counted<double>& x) { return x.value(); }

// A program for one scalar: the same dice make the same choices for another.
template <class S>
class machine {
 public:
  explicit machine(dice chosen) : dice_(chosen) {}

  void run() {
    const int steps = dice_.between(1, 4);
    for (int i = 0; i < steps; ++i) step();
  }
  [[nodiscard]] const std::vector<double>& results() const { return results_; }
  [[nodiscard]] const std::string& trail() const { return trail_; }
  [[nodiscard]] double textbook() const { return textbook_; }

 private:
  using matrix = Eigen::Matrix<S, Eigen::Dynamic, Eigen::Dynamic>;
  using row_major = Eigen::Matrix<S, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  using vector = Eigen::Matrix<S, Eigen::Dynamic, 1>;

  int extent() { return dice_.between(1, dice_.once_in(4) ? 40 : 12); }
  S number() { return S(static_cast<double>(dice_.between(-2000, 2000)) / 1024); }
  template <class M>
  M filled(M m) {
    for (int j = 0; j < m.cols(); ++j)
      for (int i = 0; i < m.rows(); ++i) m(i, j) = number();
    return m;
  }
  matrix random(int rows, int columns) { return filled(matrix(rows, columns)); }
  template <class M>
  void keep(const M& m) {
    for (int j = 0; j < m.cols(); ++j)
      for (int i = 0; i < m.rows(); ++i) results_.push_back(plain(m(i, j)));
  }
  void keep_number(const S& x) { results_.push_back(plain(x)); }
  void expect(double flops) { textbook_ += flops; }

  void step() {
    const int what = dice_.between(0, 6);
    trail_ += " " + std::to_string(what);
    switch (what) {
    case 0:
      return product();
    case 1:
      return vectors();
    case 2:
      return triangular();
    case 3:
      return coefficients();
    case 4:
      return reductions();
    case 5:
      return decompositions();
    default:
      return blocks();
    }
  }

  void product() {
    const int m = extent();
    const int k = extent();
    const int n = dice_.once_in(4) ? 1 : extent();
    const int how = dice_.between(0, 3);
    trail_ += "/" + std::to_string(how) + " " + std::to_string(m) + "x" + std::to_string(k) + "x" + std::to_string(n);
    expect(static_cast<double>(m) * n * (2.0 * k - 1));
    const matrix a = random(m, k);
    const row_major b = filled(row_major(k, n));
    matrix c = random(m, n);
    if (how == 0) c.noalias() = a * b;
    if (how == 1) c += a * b;
    if (how == 2) c.noalias() -= a * b;
    if (how == 3) c = S(1.5) * (b.transpose() * a.transpose()).transpose();
    keep(c);
  }
  void vectors() {
    const int m = extent();
    const int k = extent();
    expect(2.0 * m * (2.0 * k - 1));
    const matrix a = random(m, k);
    const vector x = filled(vector(k));
    vector y = filled(vector(m));
    y.noalias() += a * x;
    keep(y);
    keep((y.transpose() * a).eval());
    keep_number(x.dot(x));
    keep((y * x.transpose()).eval());
  }
  void triangular() {
    const int n = extent();
    const int how = dice_.between(0, 4);
    trail_ += "/" + std::to_string(how) + " " + std::to_string(n);
    matrix a = random(n, n);
    a.diagonal().array() += S(4);
    const matrix b = random(n, extent());
    if (how == 0) keep((a.template triangularView<Eigen::Lower>() * b).eval());
    if (how == 1) keep(a.template triangularView<Eigen::Upper>().solve(b).eval());
    if (how == 2) keep(a.transpose().template triangularView<Eigen::UnitUpper>().solve(b).eval());
    if (how == 3) keep((a.template selfadjointView<Eigen::Lower>() * b).eval());
    if (how == 4) {
      matrix c = a;
      c.template selfadjointView<Eigen::Upper>().rankUpdate(b, S(0.5));
      keep(c);
    }
  }
  void coefficients() {
    const int m = extent();
    const int n = extent();
    const int how = dice_.between(0, 6);
    trail_ += "/" + std::to_string(how);
    const matrix a = random(m, n);
    const matrix b = random(m, n);
    matrix c = b;
    if (how == 0) {
      expect(3.0 * m * n);
      c = a + b * S(2) - a.cwiseProduct(b);
    }
    if (how == 1) c = a.cwiseQuotient(b.cwiseAbs() + matrix::Constant(m, n, S(1)));
    if (how == 2) c = (a.array() * b.array() - S(0.25)).max(a.array()).min(S(1.5));
    if (how == 3) c = (a.array() < b.array()).select(a, b + b);
    if (how == 4) c = a.array().abs().sqrt() + b.array().square() - a.array().cube();
    if (how == 5) {
      c.colwise() += a.col(0);
      c.rowwise() -= a.row(m - 1);
      c *= S(0.3);
      c /= S(1.7);
    }
    if (how == 6) c = b.array().exp() + (a.array().abs() + S(1)).log();
    keep(c);
  }
  void reductions() {
    const int m = extent();
    const int n = extent();
    const matrix a = random(m, n);
    expect(2.0 * (m * n - 1));
    keep_number(a.sum());
    keep_number(a.squaredNorm());
    keep_number(a.norm());
    keep_number(a.trace());
    keep_number(a.maxCoeff());
    keep(a.rowwise().sum().eval());
    keep(a.colwise().mean().eval());
    keep(a.colwise().norm().eval());
  }
  void decompositions() {
    const int n = dice_.between(1, 14);
    const int how = dice_.between(0, 3);
    trail_ += "/" + std::to_string(how) + " " + std::to_string(n);
    matrix a = random(n, n);
    const matrix b = random(n, extent());
    if (how == 0) keep((a * a.transpose() + matrix::Identity(n, n)).llt().solve(b).eval());
    if (how == 1) keep((a * a.transpose() + matrix::Identity(n, n)).ldlt().solve(b).eval());
    a.diagonal().array() += S(3);
    if (how == 2) keep(a.partialPivLu().solve(b).eval());
    if (how == 3) keep(Eigen::HouseholderQR<matrix>(a).solve(b).eval());
  }
  void blocks() {
    const int m = extent() + 1;
    const int n = extent() + 1;
    matrix a = random(m, n);
    const vector x = filled(vector(m));
    expect(1.0 * m * n);
    keep((x.asDiagonal() * a).eval());
    a.diagonal() *= S(2);
    a.block(0, 0, m / 2, n / 2) += a.bottomRightCorner(m / 2, n / 2);
    a.row(0).swap(a.row(m - 1));
    a.col(0) = a.middleCols(n - 1, 1) * S(0.5);
    keep(a);
    matrix square = random(m, m);
    square = square * square;  // aliased
    keep(square);
  }

  dice dice_;
  std::vector<double> results_;
  std::string trail_;
  double textbook_ = 0;
};

// Equal but for the form of what is no number.
bool same(double a, double b) { return std::memcmp(&a, &b, sizeof(double)) == 0 || (a != a && b != b); }

std::string examine(dice& dice) {
  machine<double> native(dice);
  native.run();
  machine<tally::counted<double>> counted(dice);
  const tally::counts spent = tally::measure([&] { counted.run(); });
  machine<tally::counted<double>> again(dice);
  const tally::counts spent_again = tally::measure([&] { again.run(); });

  std::string wrong;
  if (native.results().size() != counted.results().size()) wrong = "another number of results";
  for (std::size_t i = 0; wrong.empty() && i < native.results().size(); ++i)
    if (!same(native.results()[i], counted.results()[i]))
      wrong = "result " + std::to_string(i) + " is " + std::to_string(counted.results()[i]) + ", not " +
              std::to_string(native.results()[i]);
  if (spent != spent_again) wrong += " counts differ: " + to_string(spent) + " and " + to_string(spent_again);
  if (static_cast<double>(spent.flops()) < native.textbook())
    wrong += " fewer than the textbook's " + std::to_string(native.textbook()) + ": " + to_string(spent);
  return wrong.empty() ? "" : wrong + " (" + native.trail() + ")";
}

}  // namespace
}  // namespace fuzz

int main(int argc, char** argv) { return fuzz::run(argc, argv, fuzz::examine); }
