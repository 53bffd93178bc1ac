// SPDX-License-Identifier: MIT
// Parallel regions of OpenMP: whose work they are, and reductions over counted scalars.
#pragma once

#include "tally/core/counted.hpp"
#include "tally/core/math.hpp"
#include "tally/core/measure.hpp"

#include <cstdint>
#include <limits>

namespace tally {

/// The threads of a parallel region, working for the measurements that are open where the team is made. Give it to the
/// region as firstprivate, so that each thread has a copy of its own, which lives while the thread is at work:
///
///     tally::team team;
///     #pragma omp parallel for firstprivate(team)
///     for (int i = 0; i < n; ++i) y[i] += a * x[i];
///
/// What the threads spend is moved to the measurements as by `tally::attributed`. A copy of a copy, in a nested region,
/// works for the same. A copy lives on one thread, so a task makes its own in its body: `const tally::team mine =
/// team;`.
class team {
 public:
  team() : for_whom_(detail::errand::employer_here()), working_(detail::employer()) {}
  team(const team& asking) : for_whom_(asking.for_whom_), working_(for_whom_) {}
  team& operator=(const team&) = delete;

 private:
  detail::employer for_whom_;
  detail::errand working_;
};

}  // namespace tally

#if defined(_OPENMP)

namespace tally::detail {

// What a minimum and a maximum begin with.
template <class T>
constexpr T highest() {
  using limits = std::numeric_limits<T>;
  return limits::has_infinity ? limits::infinity() : limits::max();
}
template <class T>
constexpr T lowest() {
  using limits = std::numeric_limits<T>;
  return limits::has_infinity ? T(-limits::infinity()) : limits::lowest();
}

}  // namespace tally::detail

// Each thread's part begins with the number that changes nothing and is combined once: one operation a thread, which is
// executed and counted.
#define TALLY_OPENMP(DIRECTIVE) _Pragma(#DIRECTIVE)
// clang-format off
#define TALLY_REDUCTIONS(T)                                                                                \
  TALLY_OPENMP(omp declare reduction(+ : tally::counted<T> : omp_out += omp_in) initializer(omp_priv = 0)) \
  TALLY_OPENMP(omp declare reduction(- : tally::counted<T> : omp_out += omp_in) initializer(omp_priv = 0)) \
  TALLY_OPENMP(omp declare reduction(* : tally::counted<T> : omp_out *= omp_in) initializer(omp_priv = 1)) \
  TALLY_OPENMP(omp declare reduction(min : tally::counted<T> : omp_out = min(omp_out, omp_in))             \
                   initializer(omp_priv = tally::detail::highest<T>()))                                    \
  TALLY_OPENMP(omp declare reduction(max : tally::counted<T> : omp_out = max(omp_out, omp_in))             \
                   initializer(omp_priv = tally::detail::lowest<T>()))
// clang-format on
TALLY_REDUCTIONS(float)
TALLY_REDUCTIONS(double)
TALLY_REDUCTIONS(long double)
TALLY_REDUCTIONS(std::int8_t)
TALLY_REDUCTIONS(std::int16_t)
TALLY_REDUCTIONS(std::int32_t)
TALLY_REDUCTIONS(std::int64_t)
TALLY_REDUCTIONS(long long)
#undef TALLY_REDUCTIONS
#undef TALLY_OPENMP

#endif
