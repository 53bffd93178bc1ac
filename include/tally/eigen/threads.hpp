// SPDX-License-Identifier: MIT
// Eigen's products on several threads with OpenMP: what they spend belongs to the thread that asked for the product.
#pragma once

#include "tally/core/measure.hpp"
#include "tally/eigen/scalar.hpp"

#include <Eigen/Core>
#include <Eigen/SparseCore>

// OpenMP's threads outlive the product, so a measurement cannot take them for its own; each therefore works as an
// attributed callable would. Eigen parallelises two things: dense products by blocks, and products of row-major sparse
// matrices by rows. The names specialised here are Eigen's own: they exist in 3.4 and 5.0 alike. Loops that you
// parallelise yourself take `tally::attributed`.
#if defined(EIGEN_HAS_OPENMP)

namespace tally::detail {

// Eigen's gemm_functor, with each call an errand for the thread that made it.
template <class Scalar, class Index, class Gemm, class Lhs, class Rhs, class Dest, class Blocking>
class attributed_gemm {
 public:
  using Traits = typename Gemm::Traits;

  attributed_gemm(const Lhs& lhs, const Rhs& rhs, Dest& dest, const Scalar& alpha, Blocking& blocking)
      : lhs_(lhs), rhs_(rhs), dest_(dest), alpha_(alpha), blocking_(blocking) {}

  void initParallelSession(Index threads) const {
    blocking_.initParallel(lhs_.rows(), rhs_.cols(), lhs_.cols(), threads);
    blocking_.allocateA();
  }
  void operator()(Index row, Index rows, Index column = 0, Index columns = -1,
                  Eigen::internal::GemmParallelInfo<Index>* info = nullptr) const {
    const errand running(for_whom_);
    Gemm::run(rows, columns == -1 ? rhs_.cols() : columns, lhs_.cols(), &lhs_.coeffRef(row, 0), lhs_.outerStride(),
              &rhs_.coeffRef(0, column), rhs_.outerStride(), &dest_.coeffRef(row, column), dest_.innerStride(),
              dest_.outerStride(), alpha_, blocking_, info);
  }

 private:
  const Lhs& lhs_;
  const Rhs& rhs_;
  Dest& dest_;
  Scalar alpha_;
  Blocking& blocking_;
  employer for_whom_ = errand::employer_here();
};

template <class Lhs, class Rhs>
concept counted_rows =
    bool(Lhs::IsRowMajor) && counts_in_eigen<typename Lhs::Scalar>&& counts_in_eigen<typename Rhs::Scalar>;

}  // namespace tally::detail

namespace Eigen::internal {

template <class T, class Recorder, class Index, class Gemm, class Lhs, class Rhs, class Dest, class Blocking>
struct gemm_functor<tally::counted<T, Recorder>, Index, Gemm, Lhs, Rhs, Dest, Blocking>
    : tally::detail::attributed_gemm<tally::counted<T, Recorder>, Index, Gemm, Lhs, Rhs, Dest, Blocking> {
  using tally::detail::attributed_gemm<tally::counted<T, Recorder>, Index, Gemm, Lhs, Rhs, Dest,
                                       Blocking>::attributed_gemm;
};
template <class T, class Recorder, class Index, class Gemm, class Lhs, class Rhs, class Dest, class Blocking>
struct gemm_functor<std::complex<tally::counted<T, Recorder>>, Index, Gemm, Lhs, Rhs, Dest, Blocking>
    : tally::detail::attributed_gemm<std::complex<tally::counted<T, Recorder>>, Index, Gemm, Lhs, Rhs, Dest, Blocking> {
  using tally::detail::attributed_gemm<std::complex<tally::counted<T, Recorder>>, Index, Gemm, Lhs, Rhs, Dest,
                                       Blocking>::attributed_gemm;
};

// As Eigen does it, with the rows of one thread as one errand.
template <class Lhs, class Rhs, int ProductType>
  requires tally::detail::counted_rows<Lhs, Rhs>
struct generic_product_impl<Lhs, Rhs, SparseShape, DenseShape, ProductType>
    : generic_product_impl_base<Lhs, Rhs, generic_product_impl<Lhs, Rhs, SparseShape, DenseShape, ProductType>> {
  using Scalar = typename Product<Lhs, Rhs>::Scalar;

  template <class Dest>
  static void scaleAndAddTo(Dest& dst, const Lhs& lhs, const Rhs& rhs, const Scalar& alpha) {
    using LhsNested = typename nested_eval<Lhs, Rhs::ColsAtCompileTime>::type;
    using RhsNested = typename nested_eval<Rhs, ((Lhs::Flags & RowMajorBit) == 0) ? 1 : Rhs::ColsAtCompileTime>::type;
    LhsNested left(lhs);
    RhsNested right(rhs);
    using lhs_type = typename std::remove_cvref_t<LhsNested>;
    using rhs_type = typename std::remove_cvref_t<RhsNested>;
    evaluator<lhs_type> entries(left);
    const Index threads = nbThreads();
    if (threads == 1 || entries.nonZerosEstimate() <= 20000) {
      sparse_time_dense_product(left, right, dst, alpha);
      return;
    }
    using rows = sparse_time_dense_product_impl<lhs_type, rhs_type, Dest, Scalar, RowMajor, true>;
    const Index n = left.outerSize();
    const auto for_whom = tally::detail::errand::employer_here();
#pragma omp parallel num_threads(threads)
    {
      const tally::detail::errand running(for_whom);
      for (Index column = 0; column < right.cols(); ++column) {
#pragma omp for schedule(dynamic, (n + threads * 4 - 1) / (threads * 4))
        for (Index i = 0; i < n; ++i) rows::processRow(entries, right, dst, alpha, i, column);
      }
    }
  }
};

}  // namespace Eigen::internal

#endif
