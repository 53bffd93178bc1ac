// SPDX-License-Identifier: MIT
// Packets of counted 16-bit numbers: Eigen's own arithmetic on them, one operation a lane.
#pragma once

#include "tally/core/counted.hpp"
#include "tally/core/operation.hpp"
#include "tally/eigen/error_function.hpp"
#include "tally/eigen/half.hpp"
#include "tally/eigen/packets/functions.hpp"
#include "tally/eigen/packets/lanes.hpp"
#include "tally/eigen/packets/operations.hpp"

#include <Eigen/Core>

#include <concepts>

#if defined(EIGEN_VECTORIZE_AVX) && !defined(EIGEN_VECTORIZE_AVX512) && !EIGEN_VERSION_AT_LEAST(3, 4, 90)
#define TALLY_EIGEN_HALF_PACKETS 1

namespace tally::detail::packets {

struct TALLY_FIBERS_TAG half_8 {
  Eigen::internal::Packet8h v;
};
struct TALLY_FIBERS_TAG bfloat16_8 {
  Eigen::internal::Packet8bf v;
};

// Eigen's own ways to memory: vectors of 16-bit numbers are vectors of integers, which alias anything.
template <class Packet, eigen_half T>
[[gnu::always_inline]] inline Packet load(const counted<T>* from) {
  return Packet{Eigen::internal::pload<decltype(Packet::v)>(reinterpret_cast<const T*>(from))};
}
template <class Packet, eigen_half T>
[[gnu::always_inline]] inline Packet load_unaligned(const counted<T>* from) {
  return Packet{Eigen::internal::ploadu<decltype(Packet::v)>(reinterpret_cast<const T*>(from))};
}
template <class Packet, eigen_half T>
[[gnu::always_inline]] inline void store(counted<T>* to, const Packet& from) {
  Eigen::internal::pstore(reinterpret_cast<T*>(to), from.v);
}
template <class Packet, eigen_half T>
[[gnu::always_inline]] inline void store_unaligned(counted<T>* to, const Packet& from) {
  Eigen::internal::pstoreu(reinterpret_cast<T*>(to), from.v);
}

}  // namespace tally::detail::packets

// A product is rounded before it is added. Eigen takes no packets to a power; Bessel functions and quantiles of the
// normal distribution take single numbers here.
#define TALLY_EIGEN_HALF_PACKET(COUNTED, PLAIN, T)                                                   \
  TALLY_EIGEN_TRAITS(::tally::detail::packets::COUNTED, PLAIN, T, ::tally::detail::packets::COUNTED) \
  TALLY_EIGEN_MEMORY(::tally::detail::packets::COUNTED, PLAIN, T)                                    \
  TALLY_EIGEN_ARITHMETIC(::tally::detail::packets::COUNTED, PLAIN, T)                                \
  TALLY_EIGEN_TERNARY(::tally::detail::packets::COUNTED, PLAIN, pmadd, ::tally::operation::mul,      \
                      ::tally::operation::add)                                                       \
  TALLY_EIGEN_TRANSPOSE(::tally::detail::packets::COUNTED, PLAIN, T)                                 \
  TALLY_EIGEN_REDUCTIONS(::tally::detail::packets::COUNTED, PLAIN, T)                                \
  TALLY_EIGEN_FUNCTIONS(::tally::detail::packets::COUNTED, PLAIN, T)                                 \
  template <>                                                                                        \
  struct packet_traits<::tally::counted<T>> : packet_traits<T> {                                     \
    using type = ::tally::detail::packets::COUNTED;                                                  \
    using half = ::tally::detail::packets::COUNTED;                                                  \
    enum { HasBessel = 0, HasNdtri = 0 };                                                            \
  };                                                                                                 \
  template <std::same_as<::tally::detail::packets::COUNTED> Packet>                                  \
  struct erf_impl<Packet> {                                                                          \
    static Packet run(const Packet& x) {                                                             \
      TALLY_EIGEN_SPEND(PLAIN, ::tally::operation::erf);                                             \
      return Packet{perf(x.v)};                                                                      \
    }                                                                                                \
  };                                                                                                 \
  template <bool Vectorized>                                                                         \
  struct scalar_div_cost<::tally::counted<T>, Vectorized> : scalar_div_cost<T, Vectorized> {};       \
  template <class Exponent>                                                                          \
  struct functor_traits<scalar_pow_op<::tally::counted<T>, Exponent>> : functor_traits<scalar_pow_op<T, T>> {};

#endif
