// SPDX-License-Identifier: MIT
// Networks whose products and convolutions Eigen computes.
#pragma once

#include "tally/core/engine.hpp"
#include "tally/eigen/scalar.hpp"

#include <Eigen/Core>

#include <cstdint>

namespace tally {

namespace detail {
template <class S>
using matrix_by_rows = Eigen::Matrix<S, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
}

/// Matrix products and convolutions (a matrix product for each image, with the windows as columns) by Eigen's kernels.
/// The default for models of float and double; counted models take it when asked, and then count what Eigen executes,
/// not what is predicted (analysis/reconcile.hpp shows the difference):
///
///     auto model = tally::instantiate<tally::counted<float>, tally::eigen_engine>(net, {1, 784});
struct eigen_engine {
  template <class S>
  static detail::product_kernel<S> product() {
    return [](const S* a, const S* b, S* c, std::int64_t rows, std::int64_t depth, std::int64_t columns,
              std::int64_t c_stride, bool second_transposed) {
      const Eigen::Map<const detail::matrix_by_rows<S>> first(a, rows, depth);
      Eigen::Map<detail::matrix_by_rows<S>, Eigen::Unaligned, Eigen::OuterStride<>> result(
          c, rows, columns, Eigen::OuterStride<>(c_stride));
      if (second_transposed)
        result.noalias() = first * Eigen::Map<const detail::matrix_by_rows<S>>(b, columns, depth).transpose();
      else
        result.noalias() = first * Eigen::Map<const detail::matrix_by_rows<S>>(b, depth, columns);
    };
  }
};

template <>
struct default_engine<float> {
  using type = eigen_engine;
};
template <>
struct default_engine<double> {
  using type = eigen_engine;
};

}  // namespace tally
