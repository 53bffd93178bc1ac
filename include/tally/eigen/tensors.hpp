// SPDX-License-Identifier: MIT
// Eigen's tensors of counted scalars: beside plain numbers, and filled with random ones.
#pragma once

#include "tally/core/counted.hpp"
#include "tally/core/operation.hpp"
#include "tally/core/precision.hpp"
#include "tally/eigen/scalar.hpp"

#include <Eigen/Core>

#include <complex>
#include <cstdint>

// Specialises names of Eigen's tensor module, which 3.4 and 5.0 share. It is enough to declare them: programs that
// include <unsupported/Eigen/CXX11/Tensor> may do so before tally or after.
namespace tally::detail {

template <class Derived>
concept tensor_that_counts =
    !std::is_const_v<Derived> && counts_in_eigen<typename Eigen::internal::traits<Derived>::Scalar>;

}  // namespace tally::detail

namespace Eigen {

template <typename Derived, int AccessLevel>
class TensorBase;

// In `tensor * 3.14f` and `tensor.cwiseMax(0.0)` Eigen takes whatever is not exactly the tensor's scalar for a tensor.
// So those of counted scalars get, between them and Eigen's base, one that also knows the plain scalar. Eigen's own
// serves as the base of that: what it is of a constant expression differs in nothing but its name.
template <typename Derived>
  requires tally::detail::tensor_that_counts<Derived>
class TensorBase<Derived, ReadOnlyAccessors> : public TensorBase<const Derived, ReadOnlyAccessors> {
  using eigens = TensorBase<const Derived, ReadOnlyAccessors>;

 public:
  using Scalar = typename eigens::Scalar;
  using plain = typename tally::detail::scalar_without_counting<Scalar>::type;

#define TALLY_EIGEN_TENSOR_OPERATOR(op) \
  using eigens::operator op;            \
  auto operator op(plain number) const { return eigens::operator op(Scalar(number)); }
  TALLY_EIGEN_TENSOR_OPERATOR(+)
  TALLY_EIGEN_TENSOR_OPERATOR(-)
  TALLY_EIGEN_TENSOR_OPERATOR(*)
  TALLY_EIGEN_TENSOR_OPERATOR(/)
  TALLY_EIGEN_TENSOR_OPERATOR(==)
  TALLY_EIGEN_TENSOR_OPERATOR(!=)
  TALLY_EIGEN_TENSOR_OPERATOR(<)
  TALLY_EIGEN_TENSOR_OPERATOR(<=)
  TALLY_EIGEN_TENSOR_OPERATOR(>)
  TALLY_EIGEN_TENSOR_OPERATOR(>=)
#undef TALLY_EIGEN_TENSOR_OPERATOR

  using eigens::cwiseMax;
  using eigens::cwiseMin;
  template <int Propagation = PropagateFast>
  auto cwiseMax(plain number) const {
    return eigens::template cwiseMax<Propagation>(Scalar(number));
  }
  template <int Propagation = PropagateFast>
  auto cwiseMin(plain number) const {
    return eigens::template cwiseMin<Propagation>(Scalar(number));
  }

#if EIGEN_VERSION_AT_LEAST(3, 4, 90)
  // 5.0 takes exponents of the language's own types only, and wants to know whether they are whole numbers. A counted
  // one, or a plain one of a counted tensor, is the exponent of `pow`, as in 3.4.
  auto pow(const Scalar& exponent) const {
    return this->unaryExpr(internal::bind2nd_op<internal::scalar_pow_op<Scalar, Scalar>>(exponent));
  }
#endif
};

}  // namespace Eigen

namespace Eigen::internal {

template <typename T>
T RandomToTypeUniform(std::uint64_t* state, std::uint64_t stream);

}  // namespace Eigen::internal

namespace tally::detail {

// The plain scalar's number. Eigen makes it of random bits, as one between 1 and 2, and subtracts 1.
template <class T>
counted<T> random_between_0_and_1(std::uint64_t* state, std::uint64_t stream) {
  thread_recorder().record<operation::sub, precision_of<T>>();
  return Eigen::internal::RandomToTypeUniform<T>(state, stream);
}
template <class T>
std::complex<counted<T>> random_in_the_unit_square(std::uint64_t* state, std::uint64_t stream) {
  thread_recorder().record<operation::sub, precision_of<T>>();
  thread_recorder().record<operation::sub, precision_of<T>>();
  return Eigen::internal::RandomToTypeUniform<std::complex<T>>(state, stream);
}

}  // namespace tally::detail

// Eigen's generators are written for each scalar by name; of others they would make integers up to 2^32. Normally
// distributed numbers are made of these.
namespace Eigen::internal {

#define TALLY_EIGEN_RANDOM(S, T, function)                                       \
  template <>                                                                    \
  inline S RandomToTypeUniform<S>(std::uint64_t * state, std::uint64_t stream) { \
    return ::tally::detail::function<T>(state, stream);                          \
  }
TALLY_EIGEN_RANDOM(::tally::counted<float>, float, random_between_0_and_1)
TALLY_EIGEN_RANDOM(::tally::counted<double>, double, random_between_0_and_1)
TALLY_EIGEN_RANDOM(std::complex<::tally::counted<float>>, float, random_in_the_unit_square)
TALLY_EIGEN_RANDOM(std::complex<::tally::counted<double>>, double, random_in_the_unit_square)
#undef TALLY_EIGEN_RANDOM

}  // namespace Eigen::internal
