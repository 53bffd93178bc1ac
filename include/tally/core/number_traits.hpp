// SPDX-License-Identifier: MIT
// What is asked about number types: counted ones answer as the plain ones that they are made of.
#pragma once

#include "tally/core/precision.hpp"
#include "tally/core/recorder.hpp"

#include <concepts>
#include <cstddef>
#include <limits>
#include <string_view>  // declares std::hash
#include <type_traits>

namespace tally {

template <class T, recorder Recorder = thread_recorder>
class counted;

template <class>
inline constexpr bool is_counted = false;
template <class T, class Recorder>
inline constexpr bool is_counted<counted<T, Recorder>> = true;

/// A floating-point number, plain or counted. Templates that are constrained by std::floating_point (or that ask for
/// std::is_floating_point or std::is_arithmetic, which programs may not specialise) refuse counted scalars; constrained
/// by this they take both.
template <class T>
concept floating_point = std::floating_point<T> ||(is_counted<T>&& is_floating_point(precision_of<T>));

}  // namespace tally

// As T's, with the constants counted. Inheriting keeps every member that is not a value right by itself.
template <class T, class Recorder>
class std::numeric_limits<tally::counted<T, Recorder>> : public std::numeric_limits<T> {
  using plain = std::numeric_limits<T>;
  using number = tally::counted<T, Recorder>;

 public:
  static constexpr number(min)() noexcept { return (plain::min)(); }
  static constexpr number(max)() noexcept { return (plain::max)(); }
  static constexpr number lowest() noexcept { return plain::lowest(); }
  static constexpr number epsilon() noexcept { return plain::epsilon(); }
  static constexpr number round_error() noexcept { return plain::round_error(); }
  static constexpr number infinity() noexcept { return plain::infinity(); }
  static constexpr number quiet_NaN() noexcept { return plain::quiet_NaN(); }
  static constexpr number signaling_NaN() noexcept { return plain::signaling_NaN(); }
  static constexpr number denorm_min() noexcept { return plain::denorm_min(); }
};

// As T's: equal numbers have equal hashes. Reading them is no arithmetic.
template <class T, class Recorder>
  requires std::default_initializable<std::hash<T>>
struct std::hash<tally::counted<T, Recorder>> {
  std::size_t operator()(const tally::counted<T, Recorder>& x) const noexcept { return std::hash<T>()(x.value()); }
};

// Without the definition in core/complex.hpp, complex counted numbers would be the C++ library's general ones, which
// divide, count and round otherwise than its std::complex<double>. So until that is included they are incomplete.
// (<complex> declares the template too, but costs more than all of the core.)
#if defined(__GLIBCXX__) && !_GLIBCXX_INLINE_VERSION
namespace std {
template <class>
class complex;
}
#else
#include <complex>
#endif
template <class T, class Recorder>
class std::complex<tally::counted<T, Recorder>>;
