// SPDX-License-Identifier: MIT
// Geometry: to the bit as on plain numbers, and nothing uncounted.

#define EIGEN_DONT_VECTORIZE
#include "support/eigen_agreement.hpp"

#include <Eigen/Geometry>

// Eigen 5.0 deprecates the older name.
template <class Rotation>
auto euler_angles(const Rotation& r) {
#if EIGEN_VERSION_AT_LEAST(3, 4, 90)
  return r.canonicalEulerAngles(0, 1, 2);
#else
  return r.eulerAngles(0, 1, 2);
#endif
}

TEST_CASE("quaternions, rotations and transformations agree") {
  agrees(
      [](const auto& a) {
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
        c.col(3) = q.slerp(S(0.25), r).coeffs();
        c.col(4).template head<3>() = r * v;
        c(3, 0) = r.angularDistance(q);
        c(3, 1) = Eigen::AngleAxis<S>(r).angle();
        Eigen::Transform<S, 3, Eigen::Affine> motion =
            Eigen::Translation<S, 3>(v) * turn * Eigen::UniformScaling<S>(S(2));
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
      },
      numbers(4, 4));
}
