#pragma once
// SPDX-License-Identifier: MIT
// Runs an Eigen kernel on plain, counted and audited numbers and compares what comes out: the same bits, and the same
// work with no arithmetic beside it.

#include "support/audited.hpp"
#include "support/catch.hpp"
#include <tally/eigen.hpp>

#include <complex>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <utility>

template <>
struct Eigen::NumTraits<audited> : Eigen::NumTraits<double> {
  using Real = audited;
  using NonInteger = audited;
  using Nested = audited;
  using Literal = audited;
};

template <class S>
using matrix = Eigen::Matrix<S, Eigen::Dynamic, Eigen::Dynamic>;
template <class S>
using row_major = Eigen::Matrix<S, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
template <class S>
using column = Eigen::Matrix<S, Eigen::Dynamic, 1>;

// Numbers between -1 and 1 that do not depend on Eigen's version. No row of zeros, no repetition.
inline Eigen::MatrixXd numbers(Eigen::Index rows, Eigen::Index columns, std::uint64_t seed = 1) {
  Eigen::MatrixXd result(rows, columns);
  std::uint64_t state = seed * 0x9E3779B97F4A7C15U + 1;
  for (Eigen::Index j = 0; j < columns; ++j)
    for (Eigen::Index i = 0; i < rows; ++i) {
      state = state * 6364136223846793005U + 1442695040888963407U;
      result(i, j) = static_cast<double>(state >> 11) / static_cast<double>(std::uint64_t{1} << 52) - 1;
    }
  return result;
}
inline Eigen::MatrixXd positive_definite(Eigen::Index n, std::uint64_t seed = 1) {
  const Eigen::MatrixXd a = numbers(n, n, seed);
  return a * a.transpose() + Eigen::MatrixXd::Identity(n, n);
}

template <class T>
bool same_number(T a, T b) {
  return std::memcmp(&a, &b, std::numeric_limits<T>::digits == 64 ? 10 : sizeof(T)) == 0;  // x87's stands in 16 bytes
}
template <class T>
bool same_number(std::complex<T> a, std::complex<T> b) {
  return same_number(a.real(), b.real()) && same_number(a.imag(), b.imag());
}

template <class Plain, class Counted>
bool same_bits(const Eigen::DenseBase<Plain>& plain, const Eigen::DenseBase<Counted>& counted) {
  if (plain.rows() != counted.rows() || plain.cols() != counted.cols()) return false;
  for (Eigen::Index j = 0; j < plain.cols(); ++j)
    for (Eigen::Index i = 0; i < plain.rows(); ++i) {
      const auto a = plain.derived().coeff(i, j);
      const auto b = tally::value(counted.derived().coeff(i, j));
      static_assert(std::is_same_v<decltype(a), decltype(b)>);
      if (!same_number(a, b)) return false;
    }
  return true;
}

// `kernel` is generic over its scalar and takes and returns dense matrices. `Plain` is double or float.
template <class Plain, class Kernel, class... Inputs>
tally::counts agrees_in(Kernel&& kernel, const Inputs&... inputs) {
  using counted = tally::counted<Plain>;
  const auto plain = kernel(inputs.template cast<Plain>().eval()...);
  auto result = kernel(inputs.template cast<Plain>().template cast<counted>().eval()...);
  const tally::counts spent =
      tally::measure([&] { result = kernel(inputs.template cast<Plain>().template cast<counted>().eval()...); });
  CHECK(same_bits(plain, result));
  CHECK(spent.flops() > 0);
  return spent;
}

// Nothing but what goes through counted's operators is done with the numbers.
template <class Kernel, class... Inputs>
tally::counts nothing_escapes(Kernel&& kernel, const Inputs&... inputs) {
  using counted = tally::counted<audited>;
  // Once before it counts: some kernels compute constants when they first run.
  auto result = kernel(inputs.template cast<counted>().eval()...);
  audit::clear();
  const tally::counts watched = tally::measure([&] { result = kernel(inputs.template cast<counted>().eval()...); });
  CHECK(escaped(watched) == "");
  CHECK(watched.flops() > 0);
  return watched;
}

template <class Kernel, class... Inputs>
tally::counts agrees(Kernel&& kernel, const Inputs&... inputs) {
  const tally::counts spent = agrees_in<double>(kernel, inputs...);
  CHECK(nothing_escapes(kernel, inputs...) == spent);
  return spent;
}
// For kernels that divide complex numbers: plain, audited and counted ones are divided by methods of their own.
template <class Kernel, class... Inputs>
void agrees_but_for_quotients(Kernel&& kernel, const Inputs&... inputs) {
  agrees_in<double>(kernel, inputs...);
  nothing_escapes(kernel, inputs...);
}
