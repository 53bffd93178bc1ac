#pragma once
// SPDX-License-Identifier: MIT
// Geometry, LU decompositions and inverses, as kernels that are generic over their scalar: each runs with Eigen's
// packets and without.

#include "support/eigen_agreement.hpp"

#include <Eigen/Geometry>
#include <Eigen/LU>

// Eigen 5.0 deprecates the older name.
template <class Rotation>
auto euler_angles(const Rotation& r) {
#if EIGEN_VERSION_AT_LEAST(3, 4, 90)
  return r.canonicalEulerAngles(0, 1, 2);
#else
  return r.eulerAngles(0, 1, 2);
#endif
}

inline const auto geometry = [](const auto& a) {
  using S = typename std::decay_t<decltype(a)>::Scalar;
  using vector = Eigen::Matrix<S, 3, 1>;
  const vector v = a.col(0).template head<3>();
  const vector w = a.col(1).template head<3>();
  Eigen::Quaternion<S> q(a(0, 2), a(1, 2), a(2, 2), a(3, 2));
  q.normalize();
  const Eigen::AngleAxis<S> turn(S(0.3), v.normalized());
  const Eigen::Quaternion<S> r = Eigen::Quaternion<S>(turn) * q.inverse();
  matrix<S> c(4, 8);
  c.setZero();
  c.template topLeftCorner<3, 3>() = r.toRotationMatrix();
  c.col(3).template head<4>() = q.slerp(S(0.25), r).coeffs();
  c.col(4).template head<3>() = r * v;
  c(3, 0) = r.angularDistance(q);
  c(3, 1) = Eigen::AngleAxis<S>(r).angle();
  Eigen::Transform<S, 3, Eigen::Affine> motion = Eigen::Translation<S, 3>(v) * turn * Eigen::UniformScaling<S>(S(2));
  motion.rotate(q).translate(w).prescale(S(0.5));
  c.col(5).template head<3>() = motion * w;
  c.col(6).template head<3>() = motion.inverse() * w;
  c.col(7).template head<3>() = v.cross(w) + euler_angles(r.toRotationMatrix());
  const Eigen::Hyperplane<S, 3> plane(v.normalized(), w);
  const Eigen::ParametrizedLine<S, 3> line(v, w.normalized());
  c(3, 2) = plane.signedDistance(vector::Ones());
  c(3, 3) = line.distance(vector::Ones());
  c(3, 4) = Eigen::Rotation2D<S>(S(0.4)).toRotationMatrix()(1, 0);
  return c;
};

inline const auto lu = [](const auto& a, const auto& b) {
  using S = typename std::decay_t<decltype(a)>::Scalar;
  const Eigen::PartialPivLU<matrix<S>> partial(a);
  const Eigen::FullPivLU<matrix<S>> full(a);
  matrix<S> c(a.rows(), 2 * a.rows() + 2);
  c << partial.matrixLU(), full.inverse(), partial.solve(b.col(0)), full.solve(b.col(0));
  c(0, 0) += partial.determinant();
  return c;
};

inline const auto small_inverses = [](const auto& a) {
  using S = typename std::decay_t<decltype(a)>::Scalar;
  const Eigen::Matrix<S, 2, 2> two = a.template topLeftCorner<2, 2>();
  const Eigen::Matrix<S, 3, 3> three = a.template topLeftCorner<3, 3>();
  const Eigen::Matrix<S, 4, 4> four = a.template topLeftCorner<4, 4>();
  matrix<S> c = four.inverse();
  c.template topLeftCorner<3, 3>() += three.inverse();
  c.template topLeftCorner<2, 2>() += two.inverse();
  c(3, 3) = two.determinant() + three.determinant() + four.determinant();
  return c;
};
