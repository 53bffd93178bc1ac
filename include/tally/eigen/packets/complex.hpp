// SPDX-License-Identifier: MIT
// Packets of complex numbers of counted scalars: Eigen's own arithmetic on them, counted by real lanes.
#pragma once

#include "tally/core/complex.hpp"
#include "tally/core/counted.hpp"
#include "tally/core/operation.hpp"
#include "tally/eigen/packets/functions.hpp"
#include "tally/eigen/packets/lanes.hpp"
#include "tally/eigen/packets/operations.hpp"

#include <Eigen/Core>

#include <complex>
#include <cstddef>
#include <utility>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wignored-attributes"

namespace tally::detail::packets {

// Eigen's kernels reach into a complex packet and treat its v as a packet of real numbers. So v is one that counts.
#define TALLY_EIGEN_COMPLEX_LANES(COUNTED, REAL, PLAIN)                                                 \
  struct TALLY_FIBERS_TAG COUNTED {                                                                     \
    COUNTED() = default;                                                                                \
    explicit COUNTED(const REAL& lanes) : v(lanes) {}                                                   \
    explicit COUNTED(const Eigen::internal::PLAIN& plain) : v{plain.v} {}                               \
    [[gnu::always_inline]] Eigen::internal::PLAIN plain() const { return Eigen::internal::PLAIN(v.v); } \
    REAL v;                                                                                             \
  };
#ifdef EIGEN_VECTORIZE_SSE
TALLY_EIGEN_COMPLEX_LANES(complex_float_2, float_4, Packet2cf)
TALLY_EIGEN_COMPLEX_LANES(complex_double_1, double_2, Packet1cd)
#endif
#ifdef EIGEN_VECTORIZE_AVX
TALLY_EIGEN_COMPLEX_LANES(complex_float_4, float_8, Packet4cf)
TALLY_EIGEN_COMPLEX_LANES(complex_double_2, double_4, Packet2cd)
#endif
#ifdef EIGEN_VECTORIZE_AVX512
TALLY_EIGEN_COMPLEX_LANES(complex_float_8, float_16, Packet8cf)
TALLY_EIGEN_COMPLEX_LANES(complex_double_4, double_8, Packet4cd)
#endif
#undef TALLY_EIGEN_COMPLEX_LANES

template <class T>
const counted<T>* parts(const std::complex<counted<T>>* z) {
  return reinterpret_cast<const counted<T>*>(z);
}
template <class T>
counted<T>* parts(std::complex<counted<T>>* z) {
  return reinterpret_cast<counted<T>*>(z);
}

// Complex numbers that lie `stride` apart, each for `Times` neighbours in the packet.
template <class Real, int Times, class T, std::size_t... I>
[[gnu::always_inline]] inline Real gathered(const counted<T>* from, Eigen::Index stride, std::index_sequence<I...>) {
  using vector = typename in_memory<T, sizeof(Real)>::aligned;
  return Real{vector{
      from[static_cast<Eigen::Index>(I / 2 / Times) * 2 * stride + static_cast<Eigen::Index>(I % 2)].value()...}};
}
template <class Real, int Times, class T>
[[gnu::always_inline]] inline Real gather(const std::complex<counted<T>>* from, Eigen::Index stride = 1) {
  return gathered<Real, Times>(parts(from), stride, std::make_index_sequence<sizeof(Real) / sizeof(T)>());
}
template <class Real, class T>
[[gnu::always_inline]] inline void scatter(std::complex<counted<T>>* to, const Real& from, Eigen::Index stride) {
  for (Eigen::Index i = 0; i < static_cast<Eigen::Index>(sizeof(Real) / sizeof(T)); ++i)
    parts(to)[2 * stride * (i / 2) + i % 2] = counted<T>(from.v[i]);
}

// What packets of complex numbers spend, in real lanes.
template <class Plain>
struct complex_lanes {
  using traits = Eigen::internal::unpacket_traits<Plain>;
  using half = typename traits::half;
  using T = typename traits::type::value_type;
  static constexpr int size = traits::size;
  static constexpr int real = 2 * size;

  // Every lane times real parts and times imaginary parts; the two sums are a subtraction in one half of the lanes, an
  // addition in the other. Without SSE3 signs are changed instead, and all are additions.
  [[gnu::always_inline]] static void spend_product() {
    spend<T, real, operation::mul>();
    if constexpr (sizeof(Plain) == 64) {
      spend<T, real, operation::fma>();
    } else {
      spend<T, real, operation::mul>();
#ifdef EIGEN_VECTORIZE_SSE3
      spend<T, size, operation::add, operation::sub>();
#else
      spend<T, real, operation::add>();
#endif
    }
  }

  // A product with the conjugate, divided by the denominator's squared length, which every lane computes.
  [[gnu::always_inline]] static void spend_quotient() {
    spend_product();
    spend<T, real, operation::mul, operation::add, operation::div>();
  }

  // Halves are combined until one number is left; the last two are combined in a whole packet.
  [[gnu::always_inline]] static void spend_sum() {
    if constexpr (size == 2 && sizeof(half) == sizeof(Plain)) {
      spend<T, real, operation::add>();
    } else if constexpr (size > 1) {
      spend<T, size, operation::add>();
      complex_lanes<half>::spend_sum();
    }
  }
  [[gnu::always_inline]] static void spend_product_of_all() {
    if constexpr (size > 1) complex_lanes<half>::spend_product();
    if constexpr (size > 1 && sizeof(half) != sizeof(Plain)) complex_lanes<half>::spend_product_of_all();
  }
};

}  // namespace tally::detail::packets

#pragma GCC diagnostic pop

// COUNTED and REAL are packets of counted numbers, PLAIN the plain complex packet, T the real scalar.

#define TALLY_EIGEN_COMPLEX_UNARY(COUNTED, function)                \
  template <>                                                       \
  EIGEN_STRONG_INLINE COUNTED function<COUNTED>(const COUNTED& a) { \
    return COUNTED(function(a.plain()));                            \
  }
#define TALLY_EIGEN_COMPLEX_BINARY(COUNTED, function)                                 \
  template <>                                                                         \
  EIGEN_STRONG_INLINE COUNTED function<COUNTED>(const COUNTED& a, const COUNTED& b) { \
    return COUNTED(function(a.plain(), b.plain()));                                   \
  }
#define TALLY_EIGEN_COMPLEX_SPENDING(COUNTED, PLAIN, function, cost)                  \
  template <>                                                                         \
  EIGEN_STRONG_INLINE COUNTED function<COUNTED>(const COUNTED& a, const COUNTED& b) { \
    ::tally::detail::packets::complex_lanes<PLAIN>::cost();                           \
    return COUNTED(function(a.plain(), b.plain()));                                   \
  }
#define TALLY_EIGEN_COMPLEX_REDUCTION(COUNTED, PLAIN, T, function, cost)                      \
  template <>                                                                                 \
  EIGEN_STRONG_INLINE std::complex<::tally::counted<T>> function<COUNTED>(const COUNTED& a) { \
    ::tally::detail::packets::complex_lanes<PLAIN>::cost();                                   \
    return function(a.plain());                                                               \
  }

// Sums and comparisons are those of real packets. A conjugate's signs are bits.
#define TALLY_EIGEN_COMPLEX_ARITHMETIC(COUNTED, PLAIN, REAL, T)                      \
  template <>                                                                        \
  EIGEN_STRONG_INLINE COUNTED padd<COUNTED>(const COUNTED& a, const COUNTED& b) {    \
    return COUNTED(padd(a.v, b.v));                                                  \
  }                                                                                  \
  template <>                                                                        \
  EIGEN_STRONG_INLINE COUNTED psub<COUNTED>(const COUNTED& a, const COUNTED& b) {    \
    return COUNTED(psub(a.v, b.v));                                                  \
  }                                                                                  \
  template <>                                                                        \
  EIGEN_STRONG_INLINE COUNTED pnegate<COUNTED>(const COUNTED& a) {                   \
    return COUNTED(pnegate(a.v));                                                    \
  }                                                                                  \
  template <>                                                                        \
  EIGEN_STRONG_INLINE COUNTED pcmp_eq<COUNTED>(const COUNTED& a, const COUNTED& b) { \
    const COUNTED equal(pcmp_eq(a.v, b.v));                                          \
    return pand(equal, pcplxflip(equal));                                            \
  }                                                                                  \
  template <>                                                                        \
  EIGEN_STRONG_INLINE COUNTED psqrt<COUNTED>(const COUNTED& a) {                     \
    return psqrt_complex<COUNTED>(a);                                                \
  }                                                                                  \
  TALLY_EIGEN_COMPLEX_SPENDING(COUNTED, PLAIN, pmul, spend_product)                  \
  TALLY_EIGEN_COMPLEX_SPENDING(COUNTED, PLAIN, pdiv, spend_quotient)                 \
  TALLY_EIGEN_COMPLEX_REDUCTION(COUNTED, PLAIN, T, predux, spend_sum)                \
  TALLY_EIGEN_COMPLEX_REDUCTION(COUNTED, PLAIN, T, predux_mul, spend_product_of_all) \
  EIGEN_MAKE_CONJ_HELPER_CPLX_REAL(COUNTED, REAL)

// A packet of 8 is halved before products' last rows.
#define TALLY_EIGEN_COMPLEX_HALVED(COUNTED, HALF)                          \
  template <>                                                              \
  EIGEN_STRONG_INLINE HALF predux_half_dowto4<COUNTED>(const COUNTED& a) { \
    return HALF(predux_half_dowto4(a.v));                                  \
  }

#define TALLY_EIGEN_COMPLEX_BITS(COUNTED)                                    \
  TALLY_EIGEN_COMPLEX_UNARY(COUNTED, pcplxflip)                              \
  TALLY_EIGEN_COMPLEX_UNARY(COUNTED, pconj)                                  \
  TALLY_EIGEN_COMPLEX_UNARY(COUNTED, preverse)                               \
  TALLY_EIGEN_COMPLEX_UNARY(COUNTED, ptrue)                                  \
  TALLY_EIGEN_COMPLEX_BINARY(COUNTED, pand)                                  \
  TALLY_EIGEN_COMPLEX_BINARY(COUNTED, por)                                   \
  TALLY_EIGEN_COMPLEX_BINARY(COUNTED, pxor)                                  \
  TALLY_EIGEN_COMPLEX_BINARY(COUNTED, pandnot)                               \
  template <int N>                                                           \
    requires(N > 1)                                                          \
  EIGEN_STRONG_INLINE void ptranspose(PacketBlock<COUNTED, N>& kernel) {     \
    PacketBlock<decltype(kernel.packet[0].plain()), N> plain;                \
    for (int i = 0; i < N; ++i) plain.packet[i] = kernel.packet[i].plain();  \
    ptranspose(plain);                                                       \
    for (int i = 0; i < N; ++i) kernel.packet[i] = COUNTED(plain.packet[i]); \
  }

#define TALLY_EIGEN_COMPLEX_MEMORY(COUNTED, PLAIN, REAL, T)                                                            \
  template <>                                                                                                          \
  EIGEN_STRONG_INLINE COUNTED pload<COUNTED>(const std::complex<::tally::counted<T>>* from) {                          \
    return COUNTED(::tally::detail::packets::load<REAL>(::tally::detail::packets::parts(from)));                       \
  }                                                                                                                    \
  template <>                                                                                                          \
  EIGEN_STRONG_INLINE COUNTED ploadu<COUNTED>(const std::complex<::tally::counted<T>>* from) {                         \
    return COUNTED(::tally::detail::packets::load_unaligned<REAL>(::tally::detail::packets::parts(from)));             \
  }                                                                                                                    \
  template <>                                                                                                          \
  EIGEN_STRONG_INLINE COUNTED pset1<COUNTED>(const std::complex<::tally::counted<T>>& from) {                          \
    return COUNTED(::tally::detail::packets::gather<REAL, unpacket_traits<PLAIN>::size>(&from));                       \
  }                                                                                                                    \
  template <>                                                                                                          \
  EIGEN_STRONG_INLINE COUNTED ploaddup<COUNTED>(const std::complex<::tally::counted<T>>* from) {                       \
    return COUNTED(::tally::detail::packets::gather<REAL, 2>(from));                                                   \
  }                                                                                                                    \
  template <>                                                                                                          \
  EIGEN_STRONG_INLINE COUNTED ploadquad<COUNTED>(const std::complex<::tally::counted<T>>* from) {                      \
    return COUNTED(::tally::detail::packets::gather<REAL, 4>(from));                                                   \
  }                                                                                                                    \
  template <>                                                                                                          \
  EIGEN_STRONG_INLINE COUNTED pgather<std::complex<::tally::counted<T>>, COUNTED>(                                     \
      const std::complex<::tally::counted<T>>* from, Index stride) {                                                   \
    return COUNTED(::tally::detail::packets::gather<REAL, 1>(from, stride));                                           \
  }                                                                                                                    \
  template <>                                                                                                          \
  EIGEN_STRONG_INLINE void pscatter<std::complex<::tally::counted<T>>, COUNTED>(                                       \
      std::complex<::tally::counted<T>> * to, const COUNTED& from, Index stride) {                                     \
    ::tally::detail::packets::scatter(to, from.v, stride);                                                             \
  }                                                                                                                    \
  template <>                                                                                                          \
  EIGEN_STRONG_INLINE void pstore<std::complex<::tally::counted<T>>, COUNTED>(std::complex<::tally::counted<T>> * to,  \
                                                                              const COUNTED& from) {                   \
    ::tally::detail::packets::store(::tally::detail::packets::parts(to), from.v);                                      \
  }                                                                                                                    \
  template <>                                                                                                          \
  EIGEN_STRONG_INLINE void pstoreu<std::complex<::tally::counted<T>>, COUNTED>(std::complex<::tally::counted<T>> * to, \
                                                                               const COUNTED& from) {                  \
    ::tally::detail::packets::store_unaligned(::tally::detail::packets::parts(to), from.v);                            \
  }                                                                                                                    \
  template <>                                                                                                          \
  EIGEN_STRONG_INLINE std::complex<::tally::counted<T>> pfirst<COUNTED>(const COUNTED& a) {                            \
    return {::tally::counted<T>(a.v.v[0]), ::tally::counted<T>(a.v.v[1])};                                             \
  }
