// SPDX-License-Identifier: MIT
// Which results are computed, and which are expressions that nobody has evaluated: dense ones, sparse ones and tensors.

#include <tally/eigen.hpp>

#include <Eigen/IterativeLinearSolvers>
#include <Eigen/Sparse>
#include <unsupported/Eigen/CXX11/Tensor>
#include <unsupported/Eigen/KroneckerProduct>
#include <unsupported/Eigen/MatrixFunctions>

#include <complex>
#include <tuple>
#include <type_traits>
#include <utility>
#include <valarray>

namespace {

using real = tally::counted<double>;
using matrix = Eigen::Matrix<real, Eigen::Dynamic, Eigen::Dynamic>;
using vector = Eigen::Matrix<real, Eigen::Dynamic, 1>;
using sparse = Eigen::SparseMatrix<real>;
using tensor = Eigen::Tensor<real, 2>;

#define LAZY(...) static_assert(tally::is_lazy_expression<std::remove_cvref_t<decltype(__VA_ARGS__)>>)
#define DONE(...) static_assert(!tally::is_lazy_expression<std::remove_cvref_t<decltype(__VA_ARGS__)>>)

// Nothing of this is called.
[[maybe_unused]] void dense(matrix a, const matrix& k, vector v, Eigen::Matrix<real, 4, 4> m,
                            Eigen::Array<real, Eigen::Dynamic, Eigen::Dynamic> x,
                            Eigen::Matrix<std::complex<real>, Eigen::Dynamic, Eigen::Dynamic> z) {
  LAZY(std::pair(1, a * k));
  LAZY(std::make_tuple(a, a + k, 2));
  DONE(std::pair(a, v));
  DONE(std::make_tuple(a, v(0), 2));
  LAZY(a * a);
  LAZY(a + a);
  LAZY(-a);
  LAZY(a * real(2));
  LAZY(a * v);
  LAZY(a.adjoint() * v);
  LAZY(a.lazyProduct(a));
  LAZY(a.inverse());
  LAZY(m.inverse());
  LAZY((a * a).transpose());
  LAZY((a * a).col(0));
  LAZY((a + a).block(0, 0, 2, 2));
  LAZY((a + a).diagonal());
  LAZY((a + a).reverse());
  LAZY((a + a).array());
  LAZY(a.cwiseProduct(a));
  LAZY(a.array().exp());
  LAZY(x * x);
  LAZY(x.min(x));
  LAZY((x < x).select(x, x));
  LAZY(a.colwise().sum());
  LAZY(a.rowwise().norm());
  LAZY(a.cast<tally::counted<float>>());
  LAZY(z.conjugate());
  LAZY(z.adjoint());
  LAZY(v.asDiagonal() * a);
  LAZY((v + v).asDiagonal());
  LAZY(a.triangularView<Eigen::Upper>() * v);
  LAZY(a.triangularView<Eigen::Upper>().solve(v));
  LAZY((a * a).triangularView<Eigen::Upper>());
  LAZY((a * a).selfadjointView<Eigen::Upper>());
  LAZY(a.exp());
  LAZY(Eigen::kroneckerProduct(a, a));
  DONE(a);
  DONE(k);
  DONE((a * a).eval());
  DONE(matrix(a * a));
  DONE(a += a);
  DONE(a.noalias() = a * a);
  DONE(a.col(0) = v);
  DONE(a.sum());
  DONE(a.dot(a));
  DONE(v.normalized());
  DONE(a.col(0));
  DONE(k.col(0));
  DONE(m.topLeftCorner<2, 2>());
  DONE(a.transpose());
  DONE(k.transpose());
  DONE(k.diagonal());
  DONE(k.reverse());
  DONE(k.array());
  DONE(k.reshaped());
  DONE(x.matrix());
  DONE(z.real());
  DONE(k.triangularView<Eigen::Upper>());
  DONE(k.selfadjointView<Eigen::Upper>());
  DONE(v.asDiagonal());
  DONE(Eigen::Map<const matrix>(a.data(), 1, 1));
  DONE(Eigen::Ref<const matrix>(a));
  DONE(a << real(1));
}

[[maybe_unused]] void decompositions(const matrix& a, const vector& v, const Eigen::LLT<matrix>& llt,
                                     const Eigen::FullPivLU<matrix>& lu, const Eigen::JacobiSVD<matrix>& svd) {
  LAZY(llt.solve(v));
  LAZY(lu.solve(a));
  LAZY(lu.inverse());
  LAZY(lu.kernel());
  LAZY(svd.solve(v));
  DONE(a.llt());
  DONE(llt.matrixL());
  DONE(lu.matrixLU());
  DONE(svd.singularValues());
}

[[maybe_unused]] void geometry(const Eigen::Quaternion<real>& q, const Eigen::Transform<real, 3, Eigen::Affine>& t,
                               const Eigen::Matrix<real, 3, 1>& v) {
  DONE(q * q);
  DONE(q * v);
  DONE(t * t);
  DONE(t * v);
  DONE(v.cross(v));
}

[[maybe_unused]] void sparse_matrices(sparse s, const sparse& k, const vector& v,
                                      const Eigen::ConjugateGradient<sparse>& iterative,
                                      const Eigen::SimplicialLDLT<sparse>& direct) {
  LAZY(s * s);
  LAZY(s + s);
  LAZY(s * v);
  LAZY(s * real(2));
  LAZY(s.transpose() * v);
  LAZY((s + s).transpose());
  LAZY(s.selfadjointView<Eigen::Lower>() * v);
  LAZY(s.triangularView<Eigen::Lower>().solve(v));
  LAZY(iterative.solve(v));
  LAZY(direct.solve(v));
  DONE(s);
  DONE(sparse(s * s));
  DONE((s * s).eval());
  DONE(s = s * s);
  DONE(k.transpose());
  DONE(k.col(0));
  DONE(k.diagonal());
  DONE(k.triangularView<Eigen::Lower>());
}

[[maybe_unused]] void tensors(tensor t, const Eigen::array<Eigen::IndexPair<int>, 1>& inner,
                              const Eigen::array<Eigen::Index, 2>& sizes) {
  LAZY(t + t);
  LAZY(t * real(2));
  LAZY(t.exp());
  LAZY(t.sum());
  LAZY(t.contract(t, inner));
  LAZY(t.convolve(t, sizes));
  LAZY((t + t).eval());
  LAZY((t + t).chip(0, 0));
  LAZY((t + t).reshape(sizes));
  DONE(t);
  DONE(tensor(t + t));
  DONE(t = t + t);
  DONE(t.chip(0, 0) = t.chip(1, 0));
  DONE(t.reshape(sizes));
  DONE(t.slice(sizes, sizes));
  DONE(Eigen::TensorMap<const tensor>(t.data(), 1, 1));
}

[[maybe_unused]] void others(std::valarray<real> a) {
  LAZY(a * a);
  LAZY(-a);
  DONE(a);
  DONE(a.sum());
  DONE(std::valarray<real>(a * a));
  DONE(1);
  DONE(real(1));
}

}  // namespace
