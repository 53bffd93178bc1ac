// SPDX-License-Identifier: MIT
// Complex numbers of counted scalars, equal to std::complex<T>'s to the bit: core/complex.hpp without <complex>.
//
// <complex> costs as much as all of the core. So it is left to the program that uses complex numbers, before or after
// this: what the C++ library does is asked for by argument-dependent lookup, which finds it where it is used.
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

/// A complex number that counts the real operations done with it and equals `std::complex<T>` to the bit. A product is
/// 4 multiplications, 1 addition and 1 subtraction; a quotient is what the compiler's library executes for `T`. The
/// test for NaN that follows a product in C++ is not counted, nor is the repair that it leads to when a factor is
/// infinite. Plain numbers mix with it; it converts back to a plain complex number only when asked.
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
  constexpr complex& operator=(const value_type& to) {
    real_ = to;
    imag_ = value_type(T(0));
    return *this;
  }
  template <tally::plain_number Number>
  constexpr complex& operator=(Number to) {
    return *this = value_type(static_cast<T>(to));
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

/// The length: one operation hypot, as the C library computes it.
template <class T, class Recorder>
[[nodiscard]] counted<T, Recorder> abs TALLY_NO_MACRO(const std::complex<counted<T, Recorder>>& z) {
  return hypot(z.real(), z.imag());
}
template <class T, class Recorder>
[[nodiscard]] counted<T, Recorder> arg(const std::complex<counted<T, Recorder>>& z) {
  return atan2(z.imag(), z.real());
}

namespace detail {

// A number of `like`'s recorder with another value: the C library's, where it differs from the formula's last bits.
template <class T, class Recorder>
std::complex<counted<T, Recorder>> with_value(const std::complex<counted<T, Recorder>>& like,
                                              const std::complex<T>& value) {
  return {counted<T, Recorder>(value.real(), like.real().reports_to()),
          counted<T, Recorder>(value.imag(), like.imag().reports_to())};
}

}  // namespace detail

// The C library's functions do not show what they execute. So each counts as the formula that the C++ library's general
// version follows (exp is one exp, one sin, one cos and two products), which runs on counted numbers; the value is the
// C library's. With the scalar as template argument, only the general version in std is meant.
#define TALLY_COMPLEX(function)                                                                            \
  template <class T, class Recorder>                                                                       \
  [[nodiscard]] std::complex<counted<T, Recorder>> function(const std::complex<counted<T, Recorder>>& z) { \
    const std::complex<counted<T, Recorder>> result = function<counted<T, Recorder>>(z);                   \
    if constexpr (std::is_floating_point_v<T>)                                                             \
      return detail::with_value(result, std::complex<T>(function(value(z))));                              \
    else                                                                                                   \
      return result;                                                                                       \
  }
TALLY_COMPLEX(exp)
TALLY_COMPLEX(log)
TALLY_COMPLEX(log10)
TALLY_COMPLEX(sqrt)
TALLY_COMPLEX(sin)
TALLY_COMPLEX(cos)
TALLY_COMPLEX(tan)
TALLY_COMPLEX(sinh)
TALLY_COMPLEX(cosh)
TALLY_COMPLEX(tanh)
TALLY_COMPLEX(asin)
TALLY_COMPLEX(acos)
TALLY_COMPLEX(atan)
TALLY_COMPLEX(asinh)
TALLY_COMPLEX(acosh)
TALLY_COMPLEX(atanh)
#undef TALLY_COMPLEX

namespace detail {
template <class Number, class Base, class Exponent>
auto complex_power(const Base& base, const Exponent& exponent) {
  const std::complex<Number> result = pow<Number>(base, exponent);
  using T = typename Number::value_type;
  if constexpr (std::is_floating_point_v<T>)
    return with_value(result, std::complex<T>(pow(value(base), value(exponent))));
  else
    return result;
}
}  // namespace detail

template <class T, class Recorder>
[[nodiscard]] std::complex<counted<T, Recorder>> pow(const std::complex<counted<T, Recorder>>& z,
                                                     const std::complex<counted<T, Recorder>>& exponent) {
  return detail::complex_power<counted<T, Recorder>>(z, exponent);
}
template <class T, class Recorder>
[[nodiscard]] std::complex<counted<T, Recorder>> pow(const std::complex<counted<T, Recorder>>& z,
                                                     const counted<T, Recorder>& exponent) {
  return detail::complex_power<counted<T, Recorder>>(z, exponent);
}
template <class T, class Recorder>
[[nodiscard]] std::complex<counted<T, Recorder>> pow(const counted<T, Recorder>& x,
                                                     const std::complex<counted<T, Recorder>>& exponent) {
  return detail::complex_power<counted<T, Recorder>>(x, exponent);
}

namespace detail {

// What pow of numbers of types T and Plain is done in: as <complex> has it, an integer counts as a double.
template <class T, class Plain>
using power_of = decltype(T() + std::conditional_t<std::is_integral_v<Plain>, double, Plain>());

// These are members of std too. There std::pow(z, 2.5) would else find a power of z to an int, and cut 2.5 off to 2.
namespace with_plain_numbers {

/// To an int's power: the products of repeated squaring, as the C++ library does it.
template <class T, class Recorder>
[[nodiscard]] std::complex<counted<T, Recorder>> pow(const std::complex<counted<T, Recorder>>& z, int exponent) {
  return complex_power<counted<T, Recorder>>(z, exponent);
}
template <class T, class Recorder, plain_number Plain>
  requires(!std::same_as<Plain, int>)
[[nodiscard]] std::complex<counted<power_of<T, Plain>, Recorder>> pow(const std::complex<counted<T, Recorder>>& z,
                                                                      const Plain& exponent) {
  using number = counted<power_of<T, Plain>, Recorder>;
  return complex_power<number>(std::complex<number>(z), number(exponent));
}
template <class T, class Recorder, plain_number Plain>
[[nodiscard]] std::complex<counted<power_of<T, Plain>, Recorder>>
pow(const Plain& x, const std::complex<counted<T, Recorder>>& exponent) {
  using number = counted<power_of<T, Plain>, Recorder>;
  return complex_power<number>(number(x), std::complex<number>(exponent));
}
template <class T, class Recorder>
[[nodiscard]] std::complex<counted<T, Recorder>> pow(const std::complex<counted<T, Recorder>>& z,
                                                     const std::complex<T>& exponent) {
  using number = counted<T, Recorder>;
  return complex_power<number>(z, std::complex<number>(exponent));
}
template <class T, class Recorder>
[[nodiscard]] std::complex<counted<T, Recorder>> pow(const std::complex<T>& z,
                                                     const std::complex<counted<T, Recorder>>& exponent) {
  using number = counted<T, Recorder>;
  return complex_power<number>(std::complex<number>(z), exponent);
}

}  // namespace with_plain_numbers
}  // namespace detail

using detail::with_plain_numbers::pow;

template <class T, class Recorder>
[[nodiscard]] constexpr bool isfinite TALLY_NO_MACRO(const std::complex<counted<T, Recorder>>& z) {
  return isfinite TALLY_NO_MACRO(z.real()) && isfinite TALLY_NO_MACRO(z.imag());
}

}  // namespace tally

namespace std {
using tally::detail::with_plain_numbers::pow;
}
