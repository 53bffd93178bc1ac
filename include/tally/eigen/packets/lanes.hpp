// SPDX-License-Identifier: MIT
// A packet of counted scalars: its type, its way to memory, and how its lanes are counted.
#pragma once

#include "tally/core/counted.hpp"
#include "tally/core/operation.hpp"
#include "tally/core/recorder.hpp"

#include <Eigen/Core>

#include <cstddef>
#include <utility>

// Whether a packet's multiply-add is one instruction.
#if defined(EIGEN_VECTORIZE_FMA) || defined(EIGEN_VECTORIZE_NEON)
#define TALLY_EIGEN_FUSED 1
#endif

// Packets as Eigen types them carry an attribute (may_alias) that template arguments drop, as they should here.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wignored-attributes"

namespace tally::detail::packets {

// The plain packets, each in a type of its own. A type without operators: what is not defined for it in these headers
// does not compile, so that nothing escapes counting.
#define TALLY_EIGEN_LANES(COUNTED, PLAIN) \
  struct TALLY_FIBERS_TAG COUNTED {       \
    Eigen::internal::PLAIN v;             \
  };
#ifdef EIGEN_VECTORIZE_NEON
TALLY_EIGEN_LANES(float_2, Packet2f)
#endif
#if defined(EIGEN_VECTORIZE_SSE) || defined(EIGEN_VECTORIZE_NEON)
TALLY_EIGEN_LANES(float_4, Packet4f)
TALLY_EIGEN_LANES(double_2, Packet2d)
#endif
#ifdef EIGEN_VECTORIZE_AVX
TALLY_EIGEN_LANES(float_8, Packet8f)
TALLY_EIGEN_LANES(double_4, Packet4d)
#endif
#ifdef EIGEN_VECTORIZE_AVX512
TALLY_EIGEN_LANES(float_16, Packet16f)
TALLY_EIGEN_LANES(double_8, Packet8d)
#endif
#undef TALLY_EIGEN_LANES

template <class Plain>
inline constexpr int lanes = static_cast<int>(Eigen::internal::unpacket_traits<Plain>::size);

// Adds to the calling thread's counters. The address is loaded once per function, and the additions of one straight
// piece of code become one.
template <class T, int Number, operation... Kinds>
[[gnu::always_inline]] inline void spend() {
  auto* const counters = current_book()->spent.counters;
  ((counters[ledger::position(Kinds, precision_of<T>)] += static_cast<unsigned>(Number)), ...);
}

// Eigen reads and writes packets as vectors that may alias anything, counters too, which would send every counter
// through memory around every load and store. These alias their elements and the scalars made of them, nothing else.
template <class T, std::size_t Bytes>
struct in_memory {
  using aligned [[gnu::vector_size(Bytes)]] = T;
  using unaligned [[gnu::vector_size(Bytes), gnu::aligned(alignof(T))]] = T;
};

#ifdef __clang__
// clang lets every vector alias everything. Element by element it knows better, and the elements become one load or
// store again.
template <class Packet, class T, std::size_t... I>
[[gnu::always_inline]] inline Packet load_elements(const T* from, std::index_sequence<I...>) {
  using vector = typename in_memory<T, sizeof(Packet)>::aligned;
  return Packet{vector{from[I]...}};
}
template <class Packet, class T, std::size_t... I>
[[gnu::always_inline]] inline void store_elements(T* to, const Packet& from, std::index_sequence<I...>) {
  ((to[I] = from.v[I]), ...);
}
template <class Packet, class T>
using elements = std::make_index_sequence<sizeof(Packet) / sizeof(T)>;

template <class Packet, class T>
[[gnu::always_inline]] inline Packet load(const counted<T>* from) {
  const void* const aligned = __builtin_assume_aligned(from, sizeof(Packet));
  return load_elements<Packet>(static_cast<const T*>(aligned), elements<Packet, T>());
}
template <class Packet, class T>
[[gnu::always_inline]] inline Packet load_unaligned(const counted<T>* from) {
  return load_elements<Packet>(reinterpret_cast<const T*>(from), elements<Packet, T>());
}
template <class Packet, class T>
[[gnu::always_inline]] inline void store(counted<T>* to, const Packet& from) {
  void* const aligned = __builtin_assume_aligned(to, sizeof(Packet));
  store_elements(static_cast<T*>(aligned), from, elements<Packet, T>());
}
template <class Packet, class T>
[[gnu::always_inline]] inline void store_unaligned(counted<T>* to, const Packet& from) {
  store_elements(reinterpret_cast<T*>(to), from, elements<Packet, T>());
}
#else
template <class Packet, class T>
[[gnu::always_inline]] inline Packet load(const counted<T>* from) {
  return Packet{*reinterpret_cast<const typename in_memory<T, sizeof(Packet)>::aligned*>(from)};
}
template <class Packet, class T>
[[gnu::always_inline]] inline Packet load_unaligned(const counted<T>* from) {
  return Packet{*reinterpret_cast<const typename in_memory<T, sizeof(Packet)>::unaligned*>(from)};
}
template <class Packet, class T>
[[gnu::always_inline]] inline void store(counted<T>* to, const Packet& from) {
  *reinterpret_cast<typename in_memory<T, sizeof(Packet)>::aligned*>(to) = from.v;
}
template <class Packet, class T>
[[gnu::always_inline]] inline void store_unaligned(counted<T>* to, const Packet& from) {
  *reinterpret_cast<typename in_memory<T, sizeof(Packet)>::unaligned*>(to) = from.v;
}
#endif

}  // namespace tally::detail::packets

#pragma GCC diagnostic pop
