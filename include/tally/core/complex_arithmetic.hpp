// SPDX-License-Identifier: MIT
// std::complex of counted scalars and its arithmetic, for core/complex_number.hpp, without which its functions would be
// the C++ library's general ones.
#pragma once

#include "tally/core/counted.hpp"
#include "tally/core/math.hpp"
#include "tally/core/no_macro.hpp"
#include "tally/core/operation.hpp"

#include <concepts>
#include <limits>
#include <type_traits>

namespace tally::detail {

// A quotient as libgcc's __divdc3 takes it (Baudin and Smith's method, GCC 12 and later): scaled where parts are near
// the ends of the range, then Smith's ratio. For float __divsc3 goes through double, which needs neither.
template <class T, class Recorder>
struct complex_quotient {
  using number = counted<T, Recorder>;
  number real;
  number imag;

  constexpr complex_quotient(number a, number b, number c, number d) {
    if constexpr (std::same_as<T, float>) {
      using wide = counted<double, Recorder>;
      const wide p(a), q(b), r(c), s(d);
      const wide denominator = r * r + s * s;
      real = number((p * r + q * s) / denominator);
      imag = number((q * r - p * s) / denominator);
    } else {
      constexpr T big = (std::numeric_limits<T>::max)() / 2;
      constexpr T tiny = (std::numeric_limits<T>::min)();
      constexpr T small = std::numeric_limits<T>::epsilon();
      const bool turned = abs TALLY_NO_MACRO(c) < abs TALLY_NO_MACRO(d);
      number& large = turned ? d : c;  // the larger part of the denominator, and the other
      number& other = turned ? c : d;
      const auto scale = [&](T factor) { a *= factor, b *= factor, c *= factor, d *= factor; };
      if (abs TALLY_NO_MACRO(large) >= big) scale(T(1) / 2);
      if (abs TALLY_NO_MACRO(large) < small) {
        scale(1 / small);
      } else if ((abs TALLY_NO_MACRO(a) < tiny && abs TALLY_NO_MACRO(b) < big * small &&
                  abs TALLY_NO_MACRO(large) < big * small) ||
                 (abs TALLY_NO_MACRO(b) < tiny && abs TALLY_NO_MACRO(a) < big * small &&
                  abs TALLY_NO_MACRO(large) < big * small)) {
        scale(1 / small);
      }
      const number ratio = other / large;
      const number denominator = other * ratio + large;
      const bool normal = abs TALLY_NO_MACRO(ratio) > tiny;
      if (turned) {
        real = ((normal ? a * ratio : c * (a / d)) + b) / denominator;
        imag = ((normal ? b * ratio : c * (b / d)) - a) / denominator;
      } else {
        real = (a + (normal ? b * ratio : d * (b / c))) / denominator;
        imag = (b - (normal ? a * ratio : d * (a / c))) / denominator;
      }
    }
  }
};

}  // namespace tally::detail

/// A complex number that counts the real operations done with it and equals `std::complex<T>` to the bit, where the
/// compiler contracts products and sums of neither. A product is 4 multiplications, 1 addition and 1 subtraction; a
/// quotient is what the compiler's library executes for `T`. The test for NaN that follows a product in C++ is not
/// counted, nor is the repair that it leads to when a factor is infinite. Plain numbers mix with it; it converts back
/// to a plain complex number only when asked.
///
/// A specialisation, because the standard leaves `std::complex` of other types open, and libstdc++'s general one
/// divides by another method than its `std::complex<double>` does.
template <class T, class Recorder>
class std::complex<tally::counted<T, Recorder>> {
  template <class Other>
  static constexpr bool loses_digits = std::numeric_limits<Other>::digits > std::numeric_limits<T>::digits;

 public:
  using value_type = tally::counted<T, Recorder>;

  constexpr complex(const value_type& real = value_type(T(0)), const value_type& imag = value_type(T(0)))
      : real_(real), imag_(imag) {}
  template <tally::plain_number Number>
  constexpr complex(Number real, Number imag = Number(0)) : real_(real), imag_(imag) {}
  constexpr complex(const complex&) = default;
  constexpr complex(const complex<T>& other) : real_(other.real()), imag_(other.imag()) {}
  /// From another precision: two counted conversions, or none if it is a constant. Explicit where digits may be lost.
  template <class Other>
    requires(!std::same_as<Other, T>)
  constexpr explicit(loses_digits<Other>) complex(const complex<tally::counted<Other, Recorder>>& other)
      : real_(other.real()), imag_(other.imag()) {}
  template <std::floating_point Other>
    requires(!std::same_as<Other, T>)
  constexpr explicit(loses_digits<Other>) complex(const complex<Other>& other)
      : real_(static_cast<T>(other.real())), imag_(static_cast<T>(other.imag())) {}

  /// The plain number inside, uncounted if it is of `T`.
  template <class Number>
  constexpr explicit operator complex<Number>() const {
    return {static_cast<Number>(real_), static_cast<Number>(imag_)};
  }

  [[nodiscard]] constexpr value_type real() const { return real_; }
  [[nodiscard]] constexpr value_type imag() const { return imag_; }
  constexpr void real(const value_type& to) { real_ = to; }
  constexpr void imag(const value_type& to) { imag_ = to; }

  constexpr complex& operator=(const complex&) = default;
  template <std::convertible_to<value_type> Number>
  constexpr complex& operator=(const Number& to) {
    real_ = to;
    imag_ = value_type(T(0));
    return *this;
  }
  template <class Other>
    requires(!std::same_as<Other, value_type>)
  constexpr complex& operator=(const complex<Other>& z) { return *this = complex(z); }
  constexpr complex& operator+=(const value_type& x) {
    real_ += x;
    return *this;
  }
  constexpr complex& operator-=(const value_type& x) {
    real_ -= x;
    return *this;
  }
  constexpr complex& operator*=(const value_type& x) {
    real_ *= x;
    imag_ *= x;
    return *this;
  }
  constexpr complex& operator/=(const value_type& x) {
    real_ /= x;
    imag_ /= x;
    return *this;
  }
  constexpr complex& operator+=(const complex& z) {
    real_ += z.real_;
    imag_ += z.imag_;
    return *this;
  }
  constexpr complex& operator-=(const complex& z) {
    real_ -= z.real_;
    imag_ -= z.imag_;
    return *this;
  }
  constexpr complex& operator*=(const complex& z) {
    const value_type real = real_ * z.real_ - imag_ * z.imag_;
    const value_type imag = real_ * z.imag_ + imag_ * z.real_;
    if constexpr (std::is_floating_point_v<T>) {
      // C and C++ find the infinite product of an infinite factor in a second try.
      if (isnan TALLY_NO_MACRO(real) && isnan TALLY_NO_MACRO(imag))
        return *this = replaced(real, imag, plain(*this) * plain(z));
    }
    real_ = real;
    imag_ = imag;
    return *this;
  }
  constexpr complex& operator/=(const complex& z) {
    if constexpr (std::is_floating_point_v<T>) {
      const tally::detail::complex_quotient<T, Recorder> quotient(real_, imag_, z.real_, z.imag_);
      return *this = replaced(quotient.real, quotient.imag, plain(*this) / plain(z));
    } else {
      const value_type square = z.real_ * z.real_ + z.imag_ * z.imag_;
      const value_type real = real_ * z.real_ + imag_ * z.imag_;
      imag_ = (imag_ * z.real_ - real_ * z.imag_) / square;
      real_ = real / square;
      return *this;
    }
  }

  // Plain numbers, and complex ones of another precision: they become T's first, as std::complex<T> has it.
#define TALLY_COMPLEX(op)                          \
  template <tally::plain_number Number>            \
  constexpr complex& operator op(Number x) {       \
    return *this op value_type(static_cast<T>(x)); \
  }                                                \
  template <class Other>                           \
    requires(!std::same_as<Other, value_type>)     \
  constexpr complex& operator op(const complex<Other>& z) { return *this op complex(z); }
  TALLY_COMPLEX(+=)
  TALLY_COMPLEX(-=)
  TALLY_COMPLEX(*=)
  TALLY_COMPLEX(/=)
#undef TALLY_COMPLEX

#if defined(__GLIBCXX__)
  // What libstdc++'s functions on complex numbers ask of one that the compiler does not know.
  constexpr complex __rep() const { return *this; }
#endif

 private:
  static constexpr complex<T> plain(const complex& z) { return {z.real_.value(), z.imag_.value()}; }
  static constexpr complex replaced(const value_type& real, const value_type& imag, const complex<T>& value) {
    return {value_type(value.real(), real.reports_to()), value_type(value.imag(), imag.reports_to())};
  }

  value_type real_;
  value_type imag_;
};

namespace tally {

template <class T, class Recorder>
[[nodiscard]] constexpr std::complex<T> value(const std::complex<counted<T, Recorder>>& z) {
  return {z.real().value(), z.imag().value()};
}
template <class T>
[[nodiscard]] constexpr std::complex<T> value(const std::complex<T>& z) {
  return z;
}

namespace detail {
// The other side of an operation on a complex<counted<T>>, where std's own operators do not find their common type.
template <class Operand, class T>
concept plain_operand = plain_number<Operand> || std::same_as<Operand, std::complex<T>>;
}  // namespace detail

// With plain real and complex numbers on one side, and a plain complex number beside a counted real one.
#define TALLY_COMPLEX(op)                                                                                             \
  template <class T, class Recorder, detail::plain_operand<T> Plain>                                                  \
  [[nodiscard]] constexpr std::complex<counted<T, Recorder>> operator op(const std::complex<counted<T, Recorder>>& a, \
                                                                         const Plain& b) {                            \
    if constexpr (plain_number<Plain>)                                                                                \
      return a op counted<T, Recorder>(b);                                                                            \
    else                                                                                                              \
      return a op std::complex<counted<T, Recorder>>(b);                                                              \
  }                                                                                                                   \
  template <class T, class Recorder, detail::plain_operand<T> Plain>                                                  \
  [[nodiscard]] constexpr std::complex<counted<T, Recorder>> operator op(                                             \
      const Plain& a, const std::complex<counted<T, Recorder>>& b) {                                                  \
    if constexpr (plain_number<Plain>)                                                                                \
      return counted<T, Recorder>(a) op b;                                                                            \
    else                                                                                                              \
      return std::complex<counted<T, Recorder>>(a) op b;                                                              \
  }                                                                                                                   \
  template <class T, class Recorder>                                                                                  \
  [[nodiscard]] constexpr std::complex<counted<T, Recorder>> operator op(const std::complex<T>& a,                    \
                                                                         const counted<T, Recorder>& b) {             \
    return std::complex<counted<T, Recorder>>(a) op b;                                                                \
  }                                                                                                                   \
  template <class T, class Recorder>                                                                                  \
  [[nodiscard]] constexpr std::complex<counted<T, Recorder>> operator op(const counted<T, Recorder>& a,               \
                                                                         const std::complex<T>& b) {                  \
    return a op std::complex<counted<T, Recorder>>(b);                                                                \
  }
TALLY_COMPLEX(+)
TALLY_COMPLEX(-)
TALLY_COMPLEX(*)
TALLY_COMPLEX(/)
#undef TALLY_COMPLEX

// Equality asks for the real parts, and if they agree for the imaginary ones: one comparison or two.
template <class T, class Recorder, detail::plain_operand<T> Plain>
[[nodiscard]] constexpr bool operator==(const std::complex<counted<T, Recorder>>& a, const Plain& b) {
  const std::complex<counted<T, Recorder>> other(b);
  return a.real() == other.real() && a.imag() == other.imag();
}

}  // namespace tally
