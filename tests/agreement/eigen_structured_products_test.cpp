// SPDX-License-Identifier: MIT
// Triangular and self-adjoint factors: to the bit as on plain numbers, and nothing uncounted.

#define EIGEN_DONT_VECTORIZE
#include "support/eigen_agreement.hpp"

TEST_CASE("triangular and self-adjoint products and solves agree") {
  agrees(
      [](const auto& a, const auto& b) {
        using S = typename std::decay_t<decltype(a)>::Scalar;
        matrix<S> c = a.template triangularView<Eigen::Lower>() * b;
        c.noalias() += a.template selfadjointView<Eigen::Upper>() * b;
        c.template selfadjointView<Eigen::Lower>().rankUpdate(b, S(3));
        c.template selfadjointView<Eigen::Lower>().rankUpdate(b.col(0), b.col(1), S(2));
        a.template triangularView<Eigen::UnitUpper>().solveInPlace(c);
        c.col(0) = a.template triangularView<Eigen::Lower>().solve(b.col(0)).eval();
        c.col(1) = a.template triangularView<Eigen::Lower>() * b.col(1);
        c.col(2) = a.template selfadjointView<Eigen::Lower>() * b.col(1);
        return c;
      },
      positive_definite(20, 1), numbers(20, 20, 2));
}

TEST_CASE("plain factors, systems and rotations count with counted numbers, in both orders") {
  const auto kernel = [](const auto& a, const auto& b) {
    using S = typename std::decay_t<decltype(a)>::Scalar;
    using plain = typename tally::detail::scalar_without_counting<S>::type;
    const matrix<plain> p = tally::value_cast(a);
    const matrix<plain> q = tally::value_cast(b);
    matrix<S> c = p.template triangularView<Eigen::Lower>() * b;
    c.noalias() += b * p.template triangularView<Eigen::UnitUpper>();
    c += a.template triangularView<Eigen::Upper>() * q;
    c.noalias() -= p.template selfadjointView<Eigen::Lower>() * b;
    c += q * a.template selfadjointView<Eigen::Upper>();
    c.col(3).noalias() += p.template selfadjointView<Eigen::Lower>() * b.col(3);
    c.template selfadjointView<Eigen::Lower>().rankUpdate(q, S(2));
    c.template selfadjointView<Eigen::Lower>().rankUpdate(q.col(0), S(3));
    p.template triangularView<Eigen::Upper>().solveInPlace(c);
    c = p.template triangularView<Eigen::Lower>().template solve<Eigen::OnTheRight>(c).eval();
    c.col(0) = p.template triangularView<Eigen::Lower>().solve(b.col(0)).eval();
    c.col(1) = p.template triangularView<Eigen::Lower>() * b.col(1);

    const Eigen::Matrix<plain, 3, 3> small = p.template topLeftCorner<3, 3>();
    const Eigen::Matrix<plain, 3, 1> w = q.col(0).template head<3>();
    const Eigen::Matrix<S, 3, 1> v = b.col(0).template head<3>();
    const Eigen::Quaternion<plain> turn(plain(0.5), plain(0.1), plain(-0.7), plain(0.5));
    const Eigen::Quaternion<S> other(S(0.1), S(0.7), S(-0.5), S(0.5));
    Eigen::Transform<plain, 3, Eigen::Affine> affine;
    affine.matrix() = p.template topLeftCorner<4, 4>();
    c.col(2).template head<3>() = small.template triangularView<Eigen::Lower>().solve(turn * v) + other * w;
    c.col(3).template head<3>() = (turn * other) * w + (other * turn) * v + affine * v;
    c.col(4).template head<3>() = (small * other * turn).col(0) + Eigen::Translation<plain, 3>(w) * v;
    c.col(5).template head<3>() = Eigen::Scaling(S(3)) * w;

    c.col(6) = q.col(6).cwiseMax(b.col(7)) + b.col(6).cwiseMin(q.col(7)) + q.col(8).cwiseQuotient(b.col(9));
    c.col(7) = (q.col(6).array().max(b.col(7).array()) - b.col(6).array().min(q.col(7).array())).matrix();
    const plain precision(1e-12);
    c(0, 8) = S(p.isApprox(b, precision) || b.isApprox(p, S(precision)) || p.isMuchSmallerThan(b, precision) ? 1 : 2);
    c(1, 8) = S(p == a ? 1 : 2);
    return c;
  };
  agrees(kernel, positive_definite(20, 1), numbers(20, 20, 2));
}

// The decompositions are plain; what they do to counted numbers counts.
TEST_CASE("a plain decomposition solves for counted numbers, to the bit") {
  const Eigen::MatrixXd p = positive_definite(20, 1);
  const tally::counts spent = agrees_in<double>(
      [&](const auto& b) {
        auto c = b.eval();
        c = p.llt().solve(b);
        c += p.ldlt().solve(b) + p.partialPivLu().solve(b) + p.fullPivLu().solve(b);
        return c;
      },
      numbers(20, 3, 2));
  // Four times two triangular systems of 20 unknowns, three right-hand sides each.
  CHECK(spent[tally::operation::mul] >= 4 * 3 * 2 * 20 * 19 / 2);
}
