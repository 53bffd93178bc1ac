// SPDX-License-Identifier: MIT
// Eigen's packet layer for counted scalars: the kernels that Eigen takes for the plain scalar, with lanes counted.
//
// Everything that touches Eigen's internal names is here and in packets/. It is used with the versions of Eigen that it
// was tested with; with others, or when TALLY_EIGEN_NO_PACKETS is defined, counted matrices take Eigen's scalar path,
// which counts as truly and runs slower.
#pragma once

#include "tally/eigen/error_function.hpp"
#include "tally/eigen/scalar.hpp"

#include <Eigen/Core>

#include <complex>

#ifndef TALLY_EIGEN_NO_PACKETS
#if (EIGEN_VERSION_AT_LEAST(3, 4, 0) && !EIGEN_VERSION_AT_LEAST(3, 4, 1)) || \
    (EIGEN_VERSION_AT_LEAST(5, 0, 0) && !EIGEN_VERSION_AT_LEAST(5, 1, 0))
#include "tally/eigen/packets/scalar_functions.hpp"
#if defined(EIGEN_VECTORIZE_SSE) && defined(__LP64__)
#define TALLY_EIGEN_PACKETS 1
#elif defined(EIGEN_VECTORIZE_NEON) && EIGEN_ARCH_ARM64 && !EIGEN_VERSION_AT_LEAST(3, 4, 90)
#define TALLY_EIGEN_PACKETS 1
#endif
#else
#pragma message("tally: this version of Eigen is not known; counted matrices take its scalar path")
#endif
#endif

#include "tally/eigen/packets/same_flags.hpp"

#ifdef TALLY_EIGEN_PACKETS

#include "tally/eigen/packets/complex.hpp"
#include "tally/eigen/packets/fixed_size_kernels.hpp"
#include "tally/eigen/packets/functions.hpp"
#include "tally/eigen/packets/half.hpp"
#include "tally/eigen/packets/in_place_transpose.hpp"
#include "tally/eigen/packets/operations.hpp"
#include "tally/eigen/packets/product_kernel.hpp"
#include "tally/eigen/packets/product_packing.hpp"

namespace Eigen::internal {

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wignored-attributes"

#define TALLY_EIGEN_TRAITS(COUNTED, PLAIN, T, HALF)          \
  template <>                                                \
  struct is_arithmetic<COUNTED> {                            \
    enum { value = true };                                   \
  };                                                         \
  template <>                                                \
  struct unpacket_traits<COUNTED> : unpacket_traits<PLAIN> { \
    using type = ::tally::counted<T>;                        \
    using half = HALF;                                       \
    using tally_plain = PLAIN;                               \
  };

#define TALLY_EIGEN_PACKET(COUNTED, PLAIN, T, HALF)                                               \
  TALLY_EIGEN_TRAITS(::tally::detail::packets::COUNTED, PLAIN, T, ::tally::detail::packets::HALF) \
  TALLY_EIGEN_MEMORY(::tally::detail::packets::COUNTED, PLAIN, T)                                 \
  TALLY_EIGEN_ARITHMETIC(::tally::detail::packets::COUNTED, PLAIN, T)                             \
  TALLY_EIGEN_TERNARY(::tally::detail::packets::COUNTED, PLAIN, pmadd, TALLY_EIGEN_MULTIPLY_ADD)  \
  TALLY_EIGEN_TRANSPOSE(::tally::detail::packets::COUNTED, PLAIN, T)                              \
  TALLY_EIGEN_REDUCTIONS(::tally::detail::packets::COUNTED, PLAIN, T)                             \
  TALLY_EIGEN_FUNCTIONS(::tally::detail::packets::COUNTED, PLAIN, T)                              \
  TALLY_EIGEN_POWER(::tally::detail::packets::COUNTED, PLAIN, T)                                  \
  TALLY_EIGEN_FUNCTIONS_OF_5(::tally::detail::packets::COUNTED, PLAIN, T)

// Eigen 5.0 gives complex packets more functions and other formulas, and so does Arm; there they take the scalar path.
#if EIGEN_VERSION_AT_LEAST(3, 4, 90) || defined(EIGEN_VECTORIZE_NEON)
#define TALLY_EIGEN_COMPLEX_PACKET(COUNTED, PLAIN, REAL, T, HALF)
#define TALLY_EIGEN_COMPLEX_SCALAR(T, PACKET, HALF)
#else
#define TALLY_EIGEN_COMPLEX_PACKET(COUNTED, PLAIN, REAL, T, HALF)                                         \
  template <>                                                                                             \
  struct unpacket_traits<::tally::detail::packets::COUNTED> : unpacket_traits<PLAIN> {                    \
    using type = std::complex<::tally::counted<T>>;                                                       \
    using half = ::tally::detail::packets::HALF;                                                          \
    using as_real = ::tally::detail::packets::REAL;                                                       \
  };                                                                                                      \
  TALLY_EIGEN_COMPLEX_MEMORY(::tally::detail::packets::COUNTED, PLAIN, ::tally::detail::packets::REAL, T) \
  TALLY_EIGEN_COMPLEX_BITS(::tally::detail::packets::COUNTED)                                             \
  TALLY_EIGEN_COMPLEX_ARITHMETIC(::tally::detail::packets::COUNTED, PLAIN, ::tally::detail::packets::REAL, T)

#define TALLY_EIGEN_COMPLEX_SCALAR(T, PACKET, HALF)                                          \
  template <>                                                                                \
  struct packet_traits<std::complex<::tally::counted<T>>> : packet_traits<std::complex<T>> { \
    using type = ::tally::detail::packets::PACKET;                                           \
    using half = ::tally::detail::packets::HALF;                                             \
  };
#endif

#define TALLY_EIGEN_SCALAR(T, PACKET, HALF)                      \
  template <>                                                    \
  struct packet_traits<::tally::counted<T>> : packet_traits<T> { \
    using type = ::tally::detail::packets::PACKET;               \
    using half = ::tally::detail::packets::HALF;                 \
  };                                                             \
  template <bool Vectorized>                                     \
  struct scalar_div_cost<::tally::counted<T>, Vectorized> : scalar_div_cost<T, Vectorized> {};

#ifdef EIGEN_VECTORIZE_NEON
TALLY_EIGEN_PACKET(float_2, Packet2f, float, float_2)
TALLY_EIGEN_PACKET(float_4, Packet4f, float, float_2)
#else
TALLY_EIGEN_PACKET(float_4, Packet4f, float, float_4)
#endif
TALLY_EIGEN_PACKET(double_2, Packet2d, double, double_2)
TALLY_EIGEN_COMPLEX_PACKET(complex_float_2, Packet2cf, float_4, float, complex_float_2)
TALLY_EIGEN_COMPLEX_PACKET(complex_double_1, Packet1cd, double_2, double, complex_double_1)
#if defined(EIGEN_VECTORIZE_AVX)
TALLY_EIGEN_PACKET(float_8, Packet8f, float, float_4)
TALLY_EIGEN_PACKET(double_4, Packet4d, double, double_2)
TALLY_EIGEN_COMPLEX_PACKET(complex_float_4, Packet4cf, float_8, float, complex_float_2)
TALLY_EIGEN_COMPLEX_PACKET(complex_double_2, Packet2cd, double_4, double, complex_double_1)
TALLY_EIGEN_MASKED(::tally::detail::packets::float_8, Packet8f, float)
TALLY_EIGEN_HALVED(::tally::detail::packets::float_8, Packet8f, ::tally::detail::packets::float_4)
#endif
#if defined(EIGEN_VECTORIZE_AVX512)
TALLY_EIGEN_PACKET(float_16, Packet16f, float, float_8)
TALLY_EIGEN_PACKET(double_8, Packet8d, double, double_4)
TALLY_EIGEN_COMPLEX_PACKET(complex_float_8, Packet8cf, float_16, float, complex_float_4)
TALLY_EIGEN_COMPLEX_PACKET(complex_double_4, Packet4cd, double_8, double, complex_double_2)
TALLY_EIGEN_MASKED(::tally::detail::packets::float_16, Packet16f, float)
#if EIGEN_VERSION_AT_LEAST(3, 4, 90)
TALLY_EIGEN_MASKED(::tally::detail::packets::double_8, Packet8d, double)
#endif
TALLY_EIGEN_HALVED(::tally::detail::packets::float_16, Packet16f, ::tally::detail::packets::float_8)
TALLY_EIGEN_HALVED(::tally::detail::packets::double_8, Packet8d, ::tally::detail::packets::double_4)
TALLY_EIGEN_SCALAR(float, float_16, float_8)
TALLY_EIGEN_SCALAR(double, double_8, double_4)
#if !EIGEN_VERSION_AT_LEAST(3, 4, 90)
TALLY_EIGEN_COMPLEX_HALVED(::tally::detail::packets::complex_float_8, ::tally::detail::packets::complex_float_4)
#endif
TALLY_EIGEN_COMPLEX_SCALAR(float, complex_float_8, complex_float_4)
TALLY_EIGEN_COMPLEX_SCALAR(double, complex_double_4, complex_double_2)
#elif defined(EIGEN_VECTORIZE_AVX)
TALLY_EIGEN_SCALAR(float, float_8, float_4)
TALLY_EIGEN_SCALAR(double, double_4, double_2)
TALLY_EIGEN_COMPLEX_SCALAR(float, complex_float_4, complex_float_2)
TALLY_EIGEN_COMPLEX_SCALAR(double, complex_double_2, complex_double_1)
#elif defined(EIGEN_VECTORIZE_NEON)
TALLY_EIGEN_SCALAR(float, float_4, float_2)
TALLY_EIGEN_SCALAR(double, double_2, double_2)
#else
TALLY_EIGEN_SCALAR(float, float_4, float_4)
TALLY_EIGEN_SCALAR(double, double_2, double_2)
TALLY_EIGEN_COMPLEX_SCALAR(float, complex_float_2, complex_float_2)
TALLY_EIGEN_COMPLEX_SCALAR(double, complex_double_1, complex_double_1)
#endif
#ifdef EIGEN_VECTORIZE_FMA
TALLY_EIGEN_SINGLE(float)
TALLY_EIGEN_SINGLE(double)
#endif

// 16-bit numbers have packets from AVX on, in which Eigen computes in float and rounds. Its packets for AVX-512, and
// those of 5.0, are not used.
#if defined(TALLY_EIGEN_HALF_PACKETS)
TALLY_EIGEN_HALF_PACKET(half_8, Packet8h, ::Eigen::half)
TALLY_EIGEN_HALF_PACKET(bfloat16_8, Packet8bf, ::Eigen::bfloat16)
#endif

#pragma GCC diagnostic pop

}  // namespace Eigen::internal

#undef TALLY_EIGEN_ARITHMETIC
#undef TALLY_EIGEN_MEMORY
#undef TALLY_EIGEN_TRANSPOSE
#undef TALLY_EIGEN_SINGLE
#undef TALLY_EIGEN_SINGLE_FUSED
#undef TALLY_EIGEN_SPEND
#undef TALLY_EIGEN_DECIDING_MIN_MAX
#undef TALLY_EIGEN_FUSED
#undef TALLY_EIGEN_UNARY
#undef TALLY_EIGEN_BINARY
#undef TALLY_EIGEN_TERNARY
#undef TALLY_EIGEN_MIN_MAX
#undef TALLY_EIGEN_MULTIPLY_ADD
#undef TALLY_EIGEN_MULTIPLY_SUBTRACT
#undef TALLY_EIGEN_NEGATED_MULTIPLY_SUBTRACT
#undef TALLY_EIGEN_REDUCTION
#undef TALLY_EIGEN_REDUCTIONS
#undef TALLY_EIGEN_HALVED
#undef TALLY_EIGEN_FUNCTION
#undef TALLY_EIGEN_ROOT
#undef TALLY_EIGEN_FUNCTIONS
#undef TALLY_EIGEN_FUNCTIONS_OF_5
#undef TALLY_EIGEN_PROPAGATING_REDUCTION
#undef TALLY_EIGEN_MASKED
#undef TALLY_EIGEN_POWER
#undef TALLY_EIGEN_SEGMENT
#undef TALLY_EIGEN_COMPLEX_UNARY
#undef TALLY_EIGEN_COMPLEX_BINARY
#undef TALLY_EIGEN_COMPLEX_SPENDING
#undef TALLY_EIGEN_COMPLEX_REDUCTION
#undef TALLY_EIGEN_COMPLEX_ARITHMETIC
#undef TALLY_EIGEN_COMPLEX_BITS
#undef TALLY_EIGEN_COMPLEX_HALVED
#undef TALLY_EIGEN_COMPLEX_MEMORY
#undef TALLY_EIGEN_COMPLEX_PACKET
#undef TALLY_EIGEN_COMPLEX_SCALAR
#undef TALLY_EIGEN_HALF_PACKET
#undef TALLY_EIGEN_TRAITS
#undef TALLY_EIGEN_PACKET
#undef TALLY_EIGEN_SCALAR

#endif  // TALLY_EIGEN_PACKETS
