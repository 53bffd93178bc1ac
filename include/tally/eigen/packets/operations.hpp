// SPDX-License-Identifier: MIT
// Eigen's packet functions for packets of counted scalars: each does what it does for the plain packet, and counts.
#pragma once

#include "tally/core/operation.hpp"
#include "tally/eigen/packets/lanes.hpp"

#include <Eigen/Core>

// Eigen calls its packet functions by qualified name from templates, so only explicit specialisations are found; they
// have to be spelled out for every packet type, hence the macros. COUNTED and PLAIN are the packet types, T the scalar.

#define TALLY_EIGEN_SPEND(PLAIN, ...) \
  ::tally::detail::packets::spend<unpacket_traits<PLAIN>::type, unpacket_traits<PLAIN>::size, __VA_ARGS__>()

#define TALLY_EIGEN_UNARY(COUNTED, PLAIN, function, ...)            \
  template <>                                                       \
  EIGEN_STRONG_INLINE COUNTED function<COUNTED>(const COUNTED& a) { \
    __VA_OPT__(TALLY_EIGEN_SPEND(PLAIN, __VA_ARGS__);)              \
    return COUNTED{function<PLAIN>(a.v)};                           \
  }

#define TALLY_EIGEN_BINARY(COUNTED, PLAIN, function, ...)                             \
  template <>                                                                         \
  EIGEN_STRONG_INLINE COUNTED function<COUNTED>(const COUNTED& a, const COUNTED& b) { \
    __VA_OPT__(TALLY_EIGEN_SPEND(PLAIN, __VA_ARGS__);)                                \
    return COUNTED{function<PLAIN>(a.v, b.v)};                                        \
  }

#define TALLY_EIGEN_TERNARY(COUNTED, PLAIN, function, ...)                                              \
  template <>                                                                                           \
  EIGEN_STRONG_INLINE COUNTED function<COUNTED>(const COUNTED& a, const COUNTED& b, const COUNTED& c) { \
    __VA_OPT__(TALLY_EIGEN_SPEND(PLAIN, __VA_ARGS__);)                                                  \
    return COUNTED{function<PLAIN>(a.v, b.v, c.v)};                                                     \
  }

// min and max that decide what becomes of NaN ask one question more, except on Arm, which has instructions for them.
#ifdef EIGEN_VECTORIZE_NEON
#define TALLY_EIGEN_DECIDING_MIN_MAX ::tally::operation::min_max
#else
#define TALLY_EIGEN_DECIDING_MIN_MAX ::tally::operation::min_max, ::tally::operation::compare
#endif
#define TALLY_EIGEN_MIN_MAX(COUNTED, PLAIN, function, propagation)                                 \
  template <>                                                                                      \
  EIGEN_STRONG_INLINE COUNTED function<propagation, COUNTED>(const COUNTED& a, const COUNTED& b) { \
    TALLY_EIGEN_SPEND(PLAIN, TALLY_EIGEN_DECIDING_MIN_MAX);                                        \
    return COUNTED{function<propagation, PLAIN>(a.v, b.v)};                                        \
  }

#ifdef TALLY_EIGEN_FUSED
#define TALLY_EIGEN_MULTIPLY_ADD ::tally::operation::fma
#define TALLY_EIGEN_MULTIPLY_SUBTRACT ::tally::operation::fma
#define TALLY_EIGEN_NEGATED_MULTIPLY_SUBTRACT ::tally::operation::fma
#else
#define TALLY_EIGEN_MULTIPLY_ADD ::tally::operation::mul, ::tally::operation::add
#define TALLY_EIGEN_MULTIPLY_SUBTRACT ::tally::operation::mul, ::tally::operation::sub
#define TALLY_EIGEN_NEGATED_MULTIPLY_SUBTRACT \
  ::tally::operation::mul, ::tally::operation::add, ::tally::operation::negate
#endif

#define TALLY_EIGEN_ARITHMETIC(COUNTED, PLAIN, T)                                    \
  TALLY_EIGEN_BINARY(COUNTED, PLAIN, padd, ::tally::operation::add)                  \
  TALLY_EIGEN_BINARY(COUNTED, PLAIN, psub, ::tally::operation::sub)                  \
  TALLY_EIGEN_BINARY(COUNTED, PLAIN, pmul, ::tally::operation::mul)                  \
  TALLY_EIGEN_BINARY(COUNTED, PLAIN, pdiv, ::tally::operation::div)                  \
  TALLY_EIGEN_UNARY(COUNTED, PLAIN, pnegate, ::tally::operation::negate)             \
  TALLY_EIGEN_UNARY(COUNTED, PLAIN, pabs, ::tally::operation::absolute)              \
  TALLY_EIGEN_UNARY(COUNTED, PLAIN, pconj)                                           \
  TALLY_EIGEN_BINARY(COUNTED, PLAIN, pmin, ::tally::operation::min_max)              \
  TALLY_EIGEN_BINARY(COUNTED, PLAIN, pmax, ::tally::operation::min_max)              \
  TALLY_EIGEN_MIN_MAX(COUNTED, PLAIN, pmin, PropagateNaN)                            \
  TALLY_EIGEN_MIN_MAX(COUNTED, PLAIN, pmin, PropagateNumbers)                        \
  TALLY_EIGEN_MIN_MAX(COUNTED, PLAIN, pmax, PropagateNaN)                            \
  TALLY_EIGEN_MIN_MAX(COUNTED, PLAIN, pmax, PropagateNumbers)                        \
  TALLY_EIGEN_BINARY(COUNTED, PLAIN, pcmp_le, ::tally::operation::compare)           \
  TALLY_EIGEN_BINARY(COUNTED, PLAIN, pcmp_lt, ::tally::operation::compare)           \
  TALLY_EIGEN_BINARY(COUNTED, PLAIN, pcmp_eq, ::tally::operation::compare)           \
  TALLY_EIGEN_BINARY(COUNTED, PLAIN, pcmp_lt_or_nan, ::tally::operation::compare)    \
  TALLY_EIGEN_UNARY(COUNTED, PLAIN, pfloor, ::tally::operation::round)               \
  TALLY_EIGEN_UNARY(COUNTED, PLAIN, pceil, ::tally::operation::round)                \
  TALLY_EIGEN_UNARY(COUNTED, PLAIN, print, ::tally::operation::round)                \
  TALLY_EIGEN_UNARY(COUNTED, PLAIN, ptrue)                                           \
  TALLY_EIGEN_UNARY(COUNTED, PLAIN, pzero)                                           \
  TALLY_EIGEN_UNARY(COUNTED, PLAIN, peven_mask)                                      \
  TALLY_EIGEN_UNARY(COUNTED, PLAIN, preverse)                                        \
  TALLY_EIGEN_BINARY(COUNTED, PLAIN, pand)                                           \
  TALLY_EIGEN_BINARY(COUNTED, PLAIN, por)                                            \
  TALLY_EIGEN_BINARY(COUNTED, PLAIN, pxor)                                           \
  TALLY_EIGEN_BINARY(COUNTED, PLAIN, pandnot)                                        \
  TALLY_EIGEN_TERNARY(COUNTED, PLAIN, pselect)                                       \
  template <>                                                                        \
  EIGEN_STRONG_INLINE bool predux_any<COUNTED>(const COUNTED& a) {                   \
    return predux_any<PLAIN>(a.v);                                                   \
  }                                                                                  \
  template <>                                                                        \
  EIGEN_STRONG_INLINE COUNTED pfrexp<COUNTED>(const COUNTED& a, COUNTED& exponent) { \
    TALLY_EIGEN_SPEND(PLAIN, ::tally::operation::scale);                             \
    PLAIN plain_exponent;                                                            \
    const PLAIN mantissa = pfrexp<PLAIN>(a.v, plain_exponent);                       \
    exponent = COUNTED{plain_exponent};                                              \
    return COUNTED{mantissa};                                                        \
  }                                                                                  \
  TALLY_EIGEN_BINARY(COUNTED, PLAIN, pldexp, ::tally::operation::scale)

// Loads, stores and permutations: nothing of this is arithmetic.
#define TALLY_EIGEN_MEMORY(COUNTED, PLAIN, T)                                                                        \
  template <>                                                                                                        \
  EIGEN_STRONG_INLINE COUNTED pset1<COUNTED>(const ::tally::counted<T>& from) {                                      \
    return COUNTED{pset1<PLAIN>(from.value())};                                                                      \
  }                                                                                                                  \
  template <>                                                                                                        \
  EIGEN_STRONG_INLINE COUNTED pload<COUNTED>(const ::tally::counted<T>* from) {                                      \
    return ::tally::detail::packets::load<COUNTED>(from);                                                            \
  }                                                                                                                  \
  template <>                                                                                                        \
  EIGEN_STRONG_INLINE COUNTED ploadu<COUNTED>(const ::tally::counted<T>* from) {                                     \
    return ::tally::detail::packets::load_unaligned<COUNTED>(from);                                                  \
  }                                                                                                                  \
  template <>                                                                                                        \
  EIGEN_STRONG_INLINE COUNTED pload1<COUNTED>(const ::tally::counted<T>* from) {                                     \
    return COUNTED{pload1<PLAIN>(reinterpret_cast<const T*>(from))};                                                 \
  }                                                                                                                  \
  template <>                                                                                                        \
  EIGEN_STRONG_INLINE COUNTED ploaddup<COUNTED>(const ::tally::counted<T>* from) {                                   \
    return COUNTED{ploaddup<PLAIN>(reinterpret_cast<const T*>(from))};                                               \
  }                                                                                                                  \
  template <>                                                                                                        \
  EIGEN_STRONG_INLINE COUNTED ploadquad<COUNTED>(const ::tally::counted<T>* from) {                                  \
    return COUNTED{ploadquad<PLAIN>(reinterpret_cast<const T*>(from))};                                              \
  }                                                                                                                  \
  template <>                                                                                                        \
  EIGEN_STRONG_INLINE void pbroadcast4<COUNTED>(const ::tally::counted<T>* from, COUNTED& a0, COUNTED& a1,           \
                                                COUNTED& a2, COUNTED& a3) {                                          \
    PLAIN b0, b1, b2, b3;                                                                                            \
    pbroadcast4<PLAIN>(reinterpret_cast<const T*>(from), b0, b1, b2, b3);                                            \
    a0 = COUNTED{b0};                                                                                                \
    a1 = COUNTED{b1};                                                                                                \
    a2 = COUNTED{b2};                                                                                                \
    a3 = COUNTED{b3};                                                                                                \
  }                                                                                                                  \
  template <>                                                                                                        \
  EIGEN_STRONG_INLINE COUNTED plset<COUNTED>(const ::tally::counted<T>& from) {                                      \
    TALLY_EIGEN_SPEND(PLAIN, ::tally::operation::add);                                                               \
    return COUNTED{plset<PLAIN>(from.value())};                                                                      \
  }                                                                                                                  \
  template <>                                                                                                        \
  EIGEN_STRONG_INLINE void pstore<::tally::counted<T>, COUNTED>(::tally::counted<T> * to, const COUNTED& from) {     \
    ::tally::detail::packets::store(to, from);                                                                       \
  }                                                                                                                  \
  template <>                                                                                                        \
  EIGEN_STRONG_INLINE void pstoreu<::tally::counted<T>, COUNTED>(::tally::counted<T> * to, const COUNTED& from) {    \
    ::tally::detail::packets::store_unaligned(to, from);                                                             \
  }                                                                                                                  \
  template <>                                                                                                        \
  EIGEN_STRONG_INLINE COUNTED pgather<::tally::counted<T>, COUNTED>(const ::tally::counted<T>* from, Index stride) { \
    return COUNTED{pgather<T, PLAIN>(reinterpret_cast<const T*>(from), stride)};                                     \
  }                                                                                                                  \
  template <>                                                                                                        \
  EIGEN_STRONG_INLINE void pscatter<::tally::counted<T>, COUNTED>(::tally::counted<T> * to, const COUNTED& from,     \
                                                                  Index stride) {                                    \
    pscatter<T, PLAIN>(reinterpret_cast<T*>(to), from.v, stride);                                                    \
  }                                                                                                                  \
  template <>                                                                                                        \
  EIGEN_STRONG_INLINE ::tally::counted<T> pfirst<COUNTED>(const COUNTED& a) {                                        \
    return pfirst<PLAIN>(a.v);                                                                                       \
  }

// The overloads are found by their argument, so templates do.
#define TALLY_EIGEN_TRANSPOSE(COUNTED, PLAIN, T)                                                   \
  template <int N>                                                                                 \
  EIGEN_STRONG_INLINE void ptranspose(PacketBlock<COUNTED, N>& kernel) {                           \
    PacketBlock<PLAIN, N> plain;                                                                   \
    for (int i = 0; i < N; ++i) plain.packet[i] = kernel.packet[i].v;                              \
    ptranspose(plain);                                                                             \
    for (int i = 0; i < N; ++i) kernel.packet[i] = COUNTED{plain.packet[i]};                       \
  }                                                                                                \
  template <>                                                                                      \
  EIGEN_STRONG_INLINE COUNTED pblend<COUNTED>(const Selector<unpacket_traits<PLAIN>::size>& which, \
                                              const COUNTED& then, const COUNTED& otherwise) {     \
    return COUNTED{pblend<PLAIN>(which, then.v, otherwise.v)};                                     \
  }

// Where Eigen fuses a single multiply-add, so that short tails round as packets do.
#if EIGEN_VERSION_AT_LEAST(3, 4, 90)
#define TALLY_EIGEN_SINGLE(T)         \
  TALLY_EIGEN_SINGLE_FUSED(T, pmadd)  \
  TALLY_EIGEN_SINGLE_FUSED(T, pmsub)  \
  TALLY_EIGEN_SINGLE_FUSED(T, pnmadd) \
  TALLY_EIGEN_SINGLE_FUSED(T, pnmsub)
#else
#define TALLY_EIGEN_SINGLE(T) TALLY_EIGEN_SINGLE_FUSED(T, pmadd)
#endif
#define TALLY_EIGEN_SINGLE_FUSED(T, function)                                                     \
  template <>                                                                                     \
  EIGEN_STRONG_INLINE ::tally::counted<T> function<::tally::counted<T>>(                          \
      const ::tally::counted<T>& a, const ::tally::counted<T>& b, const ::tally::counted<T>& c) { \
    ::tally::detail::packets::spend<T, 1, ::tally::operation::fma>();                             \
    return function<T>(a.value(), b.value(), c.value());                                          \
  }
