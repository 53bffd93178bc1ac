// SPDX-License-Identifier: MIT
// Reductions, roots and mathematical functions of packets of counted scalars.
#pragma once

#include "tally/core/operation.hpp"
#include "tally/eigen/packets/lanes.hpp"
#include "tally/eigen/packets/operations.hpp"

#include <Eigen/Core>

#include <type_traits>

namespace tally::detail::packets {

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wignored-attributes"

// How many lanes the instructions of a reduction work on. A register's halves are combined until 4 floats or 2 doubles
// are left; of 4 floats, all are combined with their upper half. The last step is one lane's in 3.4. In 5.0 it is a
// whole packet's, of which clang keeps the one lane that is used.
struct reduction {
  int sum;      // predux
  int product;  // predux_mul
  int extreme;  // predux_min and predux_max
};

template <class Plain>
consteval reduction reduced() {
  using T = typename Eigen::internal::unpacket_traits<Plain>::type;
  constexpr int size = lanes<Plain>;
  constexpr bool is_float = std::is_same_v<T, float>;
#ifdef EIGEN_VECTORIZE_AVX
  if constexpr (!std::is_floating_point_v<T>) return reduced<Eigen::internal::Packet8f>();  // halves, reduced as floats
#endif
#ifdef EIGEN_VECTORIZE_NEON
  if constexpr (size == 2 && is_float) return {2, 1, 2};
  if constexpr (size == 2) return {1, 1, 2};
  return {4, 3, 4};
#elif EIGEN_VERSION_AT_LEAST(3, 4, 90)
#ifdef __clang__
  constexpr int last = 1;
#else
  constexpr int last = is_float ? 4 : 2;
#endif
  constexpr int smallest = (is_float ? 4 : 0) + last;
  constexpr int halves = size - (is_float ? 4 : 2);  // 8 + 4 of 16, 4 + 2 of 8, …
  return {halves + smallest, halves + smallest, halves + smallest};
#else
  if constexpr (size == 2) return {1, 1, 1};
  if constexpr (size == 4 && is_float) return {5, 5, 5};
  if constexpr (size == 4) return {3, 8, 8};
  if constexpr (size == 8 && is_float) return {9, 24, 24};
  if constexpr (size == 8) return {12, 12, 12};
#ifdef EIGEN_VECTORIZE_AVX512DQ
  return {17, 20, 20};
#else
  return {20, 20, 20};
#endif
#endif
}

// A square root and its like are single instructions, or an approximation and Newton steps; both as Eigen executes it.
template <class Plain>
struct newton {
  using T = typename Eigen::internal::unpacket_traits<Plain>::type;
  static constexpr bool is_float = std::is_same_v<T, float>;
  static constexpr bool wide = sizeof(Plain) == 64;

  template <int Approximations, int Multiplications, int MultiplyAdds, int Comparisons>
  [[gnu::always_inline]] static void spend() {
    constexpr int n = lanes<Plain>;
    packets::spend<T, n * Approximations, operation::rsqrt>();
    packets::spend<T, n * Multiplications, operation::mul>();
#ifdef TALLY_EIGEN_FUSED
    packets::spend<T, n * MultiplyAdds, operation::fma>();
#else
    packets::spend<T, n * MultiplyAdds, operation::mul, operation::add>();
#endif
    packets::spend<T, n * Comparisons, operation::compare>();
  }

  [[gnu::always_inline]] static void spend_square_root() {
#ifdef EIGEN_VECTORIZE_NEON
    packets::spend<T, lanes<Plain>, operation::sqrt>();
#else
#if EIGEN_VERSION_AT_LEAST(3, 4, 90)
    if constexpr (EIGEN_FAST_MATH && wide && is_float)
      spend<1, 4, 1, 2>();
    else if constexpr (EIGEN_FAST_MATH && wide)
      spend<1, 7, 2, 2>();
#else
    if constexpr (EIGEN_FAST_MATH && is_float)
      spend<1, 4, 1, 2>();
    else if constexpr (EIGEN_FAST_MATH && wide)
      spend<1, 6, 2, 2>();
#endif
    else
      packets::spend<T, lanes<Plain>, operation::sqrt>();
#endif
  }

  [[gnu::always_inline]] static void spend_reciprocal_square_root() {
#ifdef EIGEN_VECTORIZE_NEON
    constexpr int steps = is_float ? 2 : 3;  // of two multiplications and (3 - a b) / 2
    spend<1, 2 * steps, steps, 0>();
#else
#if EIGEN_VERSION_AT_LEAST(3, 4, 90)
    if constexpr (EIGEN_FAST_MATH && is_float)
      spend<1, 2, 2, 1>();
    else if constexpr (EIGEN_FAST_MATH && wide)
      spend<1, 4, 4, 1>();
#else
    if constexpr (EIGEN_FAST_MATH && is_float)
      spend<1, 3, 1, 2>();
    else if constexpr (EIGEN_FAST_MATH && wide)
      spend<1, 5, 2, 2>();
#endif
    else
      packets::spend<T, lanes<Plain>, operation::sqrt, operation::div>();
#endif
  }

#if EIGEN_VERSION_AT_LEAST(3, 4, 90)
  // The approximation of a reciprocal has no kind of its own.
  [[gnu::always_inline]] static void spend_reciprocal() {
    constexpr int n = lanes<Plain>;
#ifdef TALLY_EIGEN_FUSED
    constexpr bool approximated = EIGEN_FAST_MATH && is_float;
    constexpr bool fused = true;
#else
    constexpr bool approximated = EIGEN_FAST_MATH && is_float && n > 4;
    constexpr bool fused = false;
#endif
    if constexpr (approximated && fused)
      packets::spend<T, n, operation::special, operation::fma, operation::mul, operation::compare>();
    else if constexpr (approximated)
      packets::spend<T, n, operation::special, operation::mul, operation::sub, operation::mul, operation::compare>();
    else
      packets::spend<T, n, operation::div>();
  }
#endif
};

// Calls a function that the plain packet has or has not, by packet_traits: where it has not, nobody asks.
template <bool Has, class Function, class Plain, class... Plains>
[[gnu::always_inline]] inline Plain if_it_has(Function function, const Plain& x, const Plains&... others) {
  if constexpr (Has) {
    return function(x, others...);
  } else {
    __builtin_unreachable();
    return x;
  }
}

#pragma GCC diagnostic pop

}  // namespace tally::detail::packets

#define TALLY_EIGEN_REDUCTION(COUNTED, PLAIN, T, function, part, kind)                                               \
  template <>                                                                                                        \
  EIGEN_STRONG_INLINE ::tally::counted<T> function<COUNTED>(const COUNTED& a) {                                      \
    ::tally::detail::packets::spend<T, ::tally::detail::packets::reduced<PLAIN>().part, ::tally::operation::kind>(); \
    return function<PLAIN>(a.v);                                                                                     \
  }

#define TALLY_EIGEN_REDUCTIONS(COUNTED, PLAIN, T)                        \
  TALLY_EIGEN_REDUCTION(COUNTED, PLAIN, T, predux, sum, add)             \
  TALLY_EIGEN_REDUCTION(COUNTED, PLAIN, T, predux_mul, product, mul)     \
  TALLY_EIGEN_REDUCTION(COUNTED, PLAIN, T, predux_min, extreme, min_max) \
  TALLY_EIGEN_REDUCTION(COUNTED, PLAIN, T, predux_max, extreme, min_max)

// Packets of 8 and more are halved before products' last rows.
#define TALLY_EIGEN_HALVED(COUNTED, PLAIN, HALF)                                                    \
  template <>                                                                                       \
  EIGEN_STRONG_INLINE HALF predux_half_dowto4<COUNTED>(const COUNTED& a) {                          \
    ::tally::detail::packets::spend<unpacket_traits<PLAIN>::type, unpacket_traits<PLAIN>::size / 2, \
                                    ::tally::operation::add>();                                     \
    return HALF{predux_half_dowto4<PLAIN>(a.v)};                                                    \
  }

#define TALLY_EIGEN_FUNCTION(COUNTED, PLAIN, T, function, has, kind)                                                 \
  template <>                                                                                                        \
  EIGEN_STRONG_INLINE COUNTED function<COUNTED>(const COUNTED& a) {                                                  \
    TALLY_EIGEN_SPEND(PLAIN, ::tally::operation::kind);                                                              \
    return COUNTED{                                                                                                  \
        ::tally::detail::packets::if_it_has<packet_traits<T>::has>([](const auto& x) { return function(x); }, a.v)}; \
  }

// Eigen takes packets to a power where it can round them.
#define TALLY_EIGEN_POWER(COUNTED, PLAIN, T)                                             \
  template <>                                                                            \
  EIGEN_STRONG_INLINE COUNTED generic_pow<COUNTED>(const COUNTED& a, const COUNTED& b) { \
    TALLY_EIGEN_SPEND(PLAIN, ::tally::operation::pow);                                   \
    return COUNTED{::tally::detail::packets::if_it_has<packet_traits<T>::HasRound>(      \
        [](const auto& x, const auto& y) { return generic_pow(x, y); }, a.v, b.v)};      \
  }

#define TALLY_EIGEN_ROOT(COUNTED, PLAIN, T, function, cost)         \
  template <>                                                       \
  EIGEN_STRONG_INLINE COUNTED function<COUNTED>(const COUNTED& a) { \
    ::tally::detail::packets::newton<PLAIN>::cost();                \
    return COUNTED{function<PLAIN>(a.v)};                           \
  }

#define TALLY_EIGEN_FUNCTIONS(COUNTED, PLAIN, T)                            \
  TALLY_EIGEN_ROOT(COUNTED, PLAIN, T, psqrt, spend_square_root)             \
  TALLY_EIGEN_ROOT(COUNTED, PLAIN, T, prsqrt, spend_reciprocal_square_root) \
  TALLY_EIGEN_FUNCTION(COUNTED, PLAIN, T, pround, HasRound, round)          \
  TALLY_EIGEN_FUNCTION(COUNTED, PLAIN, T, pexp, HasExp, exp)                \
  TALLY_EIGEN_FUNCTION(COUNTED, PLAIN, T, pexpm1, HasExpm1, expm1)          \
  TALLY_EIGEN_FUNCTION(COUNTED, PLAIN, T, plog, HasLog, log)                \
  TALLY_EIGEN_FUNCTION(COUNTED, PLAIN, T, plog2, HasLog, log2)              \
  TALLY_EIGEN_FUNCTION(COUNTED, PLAIN, T, plog1p, HasLog1p, log1p)          \
  TALLY_EIGEN_FUNCTION(COUNTED, PLAIN, T, plog10, HasLog10, log10)          \
  TALLY_EIGEN_FUNCTION(COUNTED, PLAIN, T, psin, HasSin, sin)                \
  TALLY_EIGEN_FUNCTION(COUNTED, PLAIN, T, pcos, HasCos, cos)                \
  TALLY_EIGEN_FUNCTION(COUNTED, PLAIN, T, ptanh, HasTanh, tanh)

// Loads and stores of some lanes, chosen by a mask.
#define TALLY_EIGEN_MASKED(COUNTED, PLAIN, T)                                                                         \
  template <>                                                                                                         \
  EIGEN_STRONG_INLINE COUNTED ploadu<COUNTED>(const ::tally::counted<T>* from, unpacket_traits<PLAIN>::mask_t mask) { \
    return COUNTED{ploadu<PLAIN>(reinterpret_cast<const T*>(from), mask)};                                            \
  }                                                                                                                   \
  template <>                                                                                                         \
  EIGEN_STRONG_INLINE void pstoreu<::tally::counted<T>, COUNTED>(::tally::counted<T> * to, const COUNTED& from,       \
                                                                 unpacket_traits<PLAIN>::mask_t mask) {               \
    pstoreu<T>(reinterpret_cast<T*>(to), from.v, mask);                                                               \
  }

#if EIGEN_VERSION_AT_LEAST(3, 4, 90)

#define TALLY_EIGEN_PROPAGATING_REDUCTION(COUNTED, PLAIN, T, function, propagation)              \
  template <>                                                                                    \
  EIGEN_STRONG_INLINE ::tally::counted<T> function<propagation, COUNTED>(const COUNTED& a) {     \
    ::tally::detail::packets::spend<T, ::tally::detail::packets::reduced<PLAIN>().extreme,       \
                                    ::tally::operation::min_max, ::tally::operation::compare>(); \
    return function<propagation, PLAIN>(a.v);                                                    \
  }

// Some neighbouring lanes, for the ends of rows and columns.
#define TALLY_EIGEN_SEGMENT(COUNTED, PLAIN, T, load, store)                                                   \
  template <>                                                                                                 \
  EIGEN_STRONG_INLINE COUNTED load<COUNTED>(const ::tally::counted<T>* from, Index begin, Index count) {      \
    return COUNTED{load<PLAIN>(reinterpret_cast<const T*>(from), begin, count)};                              \
  }                                                                                                           \
  template <>                                                                                                 \
  EIGEN_STRONG_INLINE void store<::tally::counted<T>, COUNTED>(::tally::counted<T> * to, const COUNTED& from, \
                                                               Index begin, Index count) {                    \
    store<T, PLAIN>(reinterpret_cast<T*>(to), from.v, begin, count);                                          \
  }

// What Eigen 5.0 has beside 3.4's.
#define TALLY_EIGEN_FUNCTIONS_OF_5(COUNTED, PLAIN, T)                                               \
  TALLY_EIGEN_TERNARY(COUNTED, PLAIN, pmsub, TALLY_EIGEN_MULTIPLY_SUBTRACT)                         \
  TALLY_EIGEN_TERNARY(COUNTED, PLAIN, pnmadd, TALLY_EIGEN_MULTIPLY_SUBTRACT)                        \
  TALLY_EIGEN_TERNARY(COUNTED, PLAIN, pnmsub, TALLY_EIGEN_NEGATED_MULTIPLY_SUBTRACT)                \
  TALLY_EIGEN_ROOT(COUNTED, PLAIN, T, preciprocal, spend_reciprocal)                                \
  TALLY_EIGEN_UNARY(COUNTED, PLAIN, ptrunc, ::tally::operation::round)                              \
  TALLY_EIGEN_UNARY(COUNTED, PLAIN, psignbit)                                                       \
  TALLY_EIGEN_FUNCTION(COUNTED, PLAIN, T, pexp2, HasExp, exp2)                                      \
  TALLY_EIGEN_FUNCTION(COUNTED, PLAIN, T, pcbrt, HasCbrt, cbrt)                                     \
  TALLY_EIGEN_FUNCTION(COUNTED, PLAIN, T, pasin, HasASin, asin)                                     \
  TALLY_EIGEN_FUNCTION(COUNTED, PLAIN, T, pacos, HasACos, acos)                                     \
  TALLY_EIGEN_FUNCTION(COUNTED, PLAIN, T, patan, HasATan, atan)                                     \
  TALLY_EIGEN_FUNCTION(COUNTED, PLAIN, T, patanh, HasATanh, atanh)                                  \
  TALLY_EIGEN_PROPAGATING_REDUCTION(COUNTED, PLAIN, T, predux_min, PropagateNaN)                    \
  TALLY_EIGEN_PROPAGATING_REDUCTION(COUNTED, PLAIN, T, predux_min, PropagateNumbers)                \
  TALLY_EIGEN_PROPAGATING_REDUCTION(COUNTED, PLAIN, T, predux_max, PropagateNaN)                    \
  TALLY_EIGEN_PROPAGATING_REDUCTION(COUNTED, PLAIN, T, predux_max, PropagateNumbers)                \
  template <>                                                                                       \
  struct has_packet_segment<COUNTED> : has_packet_segment<PLAIN> {};                                \
  TALLY_EIGEN_SEGMENT(COUNTED, PLAIN, T, ploadSegment, pstoreSegment)                               \
  TALLY_EIGEN_SEGMENT(COUNTED, PLAIN, T, ploaduSegment, pstoreuSegment)                             \
  template <class Exponent, bool Signed>                                                            \
  struct unary_pow_impl<COUNTED, Exponent, false, false, Signed> {                                  \
    static EIGEN_STRONG_INLINE COUNTED run(const COUNTED& x, const Exponent& exponent) {            \
      TALLY_EIGEN_SPEND(PLAIN, ::tally::operation::pow);                                            \
      const auto plain = ::tally::value(exponent);                                                  \
      return COUNTED{unary_pow_impl<PLAIN, std::remove_const_t<decltype(plain)>>::run(x.v, plain)}; \
    }                                                                                               \
  };

#else
#define TALLY_EIGEN_FUNCTIONS_OF_5(COUNTED, PLAIN, T)
#endif
