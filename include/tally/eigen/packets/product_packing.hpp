// SPDX-License-Identifier: MIT
// How the factors of a product are copied into the order in which its kernel reads them.
#pragma once

// Copying counts nothing, and g++ makes of it what it makes for plain numbers. clang keeps the elements of a counted
// packet apart on their way between shuffles (see lanes.hpp), and takes half a small product's time for it. So the
// plain numbers are copied.
#ifdef __clang__

#include "tally/core/counted.hpp"

#include <Eigen/Core>

namespace Eigen::internal {

#define TALLY_EIGEN_PACKING(ORDER)                                                                                     \
  template <class T, class Index, int Rows, int LastRows, class Packet, bool Conjugate, bool Panel>                    \
    requires(bool(packet_traits<::tally::counted<T>>::Vectorizable))                                                   \
  struct gemm_pack_lhs<::tally::counted<T>, Index, const_blas_data_mapper<::tally::counted<T>, Index, ORDER>, Rows,    \
                       LastRows, Packet, ORDER, Conjugate, Panel> {                                                    \
    void operator()(::tally::counted<T>* block, const const_blas_data_mapper<::tally::counted<T>, Index, ORDER>& lhs,  \
                    Index depth, Index rows, Index stride = 0, Index offset = 0) {                                     \
      using mapper = const_blas_data_mapper<T, Index, ORDER>;                                                          \
      gemm_pack_lhs<T, Index, mapper, Rows, LastRows, typename unpacket_traits<Packet>::tally_plain, ORDER, Conjugate, \
                    Panel>()(reinterpret_cast<T*>(block),                                                              \
                             mapper(reinterpret_cast<const T*>(lhs.data()), lhs.stride()), depth, rows, stride,        \
                             offset);                                                                                  \
    }                                                                                                                  \
  };                                                                                                                   \
  template <class T, class Index, int Columns, bool Conjugate, bool Panel>                                             \
    requires(bool(packet_traits<::tally::counted<T>>::Vectorizable))                                                   \
  struct gemm_pack_rhs<::tally::counted<T>, Index, const_blas_data_mapper<::tally::counted<T>, Index, ORDER>, Columns, \
                       ORDER, Conjugate, Panel> {                                                                      \
    void operator()(::tally::counted<T>* block, const const_blas_data_mapper<::tally::counted<T>, Index, ORDER>& rhs,  \
                    Index depth, Index columns, Index stride = 0, Index offset = 0) {                                  \
      using mapper = const_blas_data_mapper<T, Index, ORDER>;                                                          \
      gemm_pack_rhs<T, Index, mapper, Columns, ORDER, Conjugate, Panel>()(                                             \
          reinterpret_cast<T*>(block), mapper(reinterpret_cast<const T*>(rhs.data()), rhs.stride()), depth, columns,   \
          stride, offset);                                                                                             \
    }                                                                                                                  \
  };
TALLY_EIGEN_PACKING(ColMajor)
TALLY_EIGEN_PACKING(RowMajor)
#undef TALLY_EIGEN_PACKING

}  // namespace Eigen::internal

#endif
