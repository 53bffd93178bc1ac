// SPDX-License-Identifier: MIT
// The scalar that counts what is done with it.
#pragma once

#include "tally/core/measure.hpp"  // defines what a thread that counted does when it ends
#include "tally/core/operation.hpp"
#include "tally/core/precision.hpp"
#include "tally/core/recorder.hpp"

#include <concepts>
#include <iosfwd>
#include <limits>
#include <type_traits>

namespace tally {

template <class T, recorder Recorder = thread_recorder>
class counted;

template <class>
inline constexpr bool is_counted = false;
template <class T, class Recorder>
inline constexpr bool is_counted<counted<T, Recorder>> = true;

/// A plain number: what mixes with counted scalars as a constant does. Specialise for a number type of your own that
/// `counted` wraps (a half type, say).
template <class T>
inline constexpr bool is_plain_number = std::is_arithmetic_v<T>;

template <class T>
concept plain_number = is_plain_number<T>;

/// A `T` that counts every operation done with it, one by one, and has `T`'s size, alignment and results, to the bit.
///
/// It is made from any plain number (of integers, an integer), mixes with them, and never converts back by itself,
/// because an implicit way out is an uncounted way out: `value(x)` reads the number, `static_cast<int>(x)` converts and
/// counts the conversion. Like `T` it is uninitialised unless initialised. `T` is float, double, long double, an
/// integer, or a type for which `precision_of_type` and `is_plain_number` are specialised.
template <class T, recorder Recorder>
class counted {
 public:
  using value_type = T;
  using recorder_type = Recorder;
  static constexpr precision format = precision_of<T>;

  counted() = default;
#ifdef __clang__
  // clang copies a trivial class of two members as bytes, which might be a counter's; counters then leave no loop, and
  // loops are not vectorised. These copy the number as the number that it is. Being templates they are no copy
  // constructor and no copy assignment: the class stays trivial to copy.
  counted(const counted&) = default;
  counted& operator=(const counted&) = default;
  template <std::same_as<counted> Same>
  constexpr counted(Same& other) : value_(other.value_), recorder_(other.recorder_) {}
  template <std::same_as<counted> Same>
  constexpr counted& operator=(Same&& other) {
    value_ = other.value_;
    recorder_ = other.recorder_;
    return *this;
  }
#endif

  // An integer takes a fraction only when told to, since it cuts it off.
  template <plain_number Number>
  constexpr explicit(std::integral<T> && !std::integral<Number>) counted(Number value)
      : value_(static_cast<T>(value)) {}
  constexpr counted(T value, Recorder reports_to) : value_(value), recorder_(reports_to) {}

  /// Another precision: one counted conversion.
  template <class Other>
    requires(!std::same_as<Other, T>)
  constexpr explicit counted(const counted<Other, Recorder>& other)
      : value_(static_cast<T>(other.value())), recorder_(other.reports_to()) {
    recorder_.template record<operation::convert, format>();
  }

  [[nodiscard]] constexpr T value() const { return value_; }
  [[nodiscard]] constexpr Recorder reports_to() const { return recorder_; }

  /// The way out that counts: a conversion, unless to `T` itself; to bool, the comparison with zero that it is.
  template <plain_number Number>
  constexpr explicit operator Number() const {
    if constexpr (std::same_as<Number, bool>) {
      recorder_.template record<operation::compare, format>();
      return value_ != T(0);
    } else {
      if constexpr (!std::same_as<Number, T>) recorder_.template record<operation::convert, format>();
      return static_cast<Number>(value_);
    }
  }

  // Operands come by reference: clang then knows which type it loads, and that no counter lies there.
  [[nodiscard]] friend constexpr counted operator+(const counted& a, const counted& b) {
    return result<operation::add>(a, b, static_cast<T>(a.value_ + b.value_));
  }
  [[nodiscard]] friend constexpr counted operator-(const counted& a, const counted& b) {
    return result<operation::sub>(a, b, static_cast<T>(a.value_ - b.value_));
  }
  [[nodiscard]] friend constexpr counted operator*(const counted& a, const counted& b) {
    return result<operation::mul>(a, b, static_cast<T>(a.value_ * b.value_));
  }
  [[nodiscard]] friend constexpr counted operator/(const counted& a, const counted& b) {
    return result<operation::div>(a, b, static_cast<T>(a.value_ / b.value_));
  }
  [[nodiscard]] friend constexpr counted operator%(const counted& a, const counted& b) requires std::integral<T> {
    return result<operation::remainder>(a, b, static_cast<T>(a.value_ % b.value_));
  }
  [[nodiscard]] friend constexpr counted operator-(const counted& a) {
    return result<operation::negate>(a, a, static_cast<T>(-a.value_));
  }
  [[nodiscard]] friend constexpr counted operator+(const counted& a) { return a; }

  constexpr counted& operator+=(const counted& b) {
    recorder_ = Recorder::joined(recorder_, b.recorder_);
    recorder_.template record<operation::add, format>();
    value_ = static_cast<T>(value_ + b.value_);
    return *this;
  }
  constexpr counted& operator-=(const counted& b) {
    recorder_ = Recorder::joined(recorder_, b.recorder_);
    recorder_.template record<operation::sub, format>();
    value_ = static_cast<T>(value_ - b.value_);
    return *this;
  }
  constexpr counted& operator*=(const counted& b) {
    recorder_ = Recorder::joined(recorder_, b.recorder_);
    recorder_.template record<operation::mul, format>();
    value_ = static_cast<T>(value_ * b.value_);
    return *this;
  }
  constexpr counted& operator/=(const counted& b) {
    recorder_ = Recorder::joined(recorder_, b.recorder_);
    recorder_.template record<operation::div, format>();
    value_ = static_cast<T>(value_ / b.value_);
    return *this;
  }
  constexpr counted& operator%=(const counted& b) requires std::integral<T> { return *this = *this % b; }
  constexpr counted& operator++() { return *this += counted(1); }
  constexpr counted& operator--() { return *this -= counted(1); }
  constexpr counted operator++(int) {
    const counted before = *this;
    *this += counted(1);
    return before;
  }
  constexpr counted operator--(int) {
    const counted before = *this;
    *this -= counted(1);
    return before;
  }

  // The six comparisons one by one: <=> would make a <= b cost what two questions cost.
  [[nodiscard]] friend constexpr bool operator==(const counted& a, const counted& b) {
    return compared(a, b), a.value_ == b.value_;
  }
  [[nodiscard]] friend constexpr bool operator!=(const counted& a, const counted& b) {
    return compared(a, b), a.value_ != b.value_;
  }
  [[nodiscard]] friend constexpr bool operator<(const counted& a, const counted& b) {
    return compared(a, b), a.value_ < b.value_;
  }
  [[nodiscard]] friend constexpr bool operator>(const counted& a, const counted& b) {
    return compared(a, b), a.value_ > b.value_;
  }
  [[nodiscard]] friend constexpr bool operator<=(const counted& a, const counted& b) {
    return compared(a, b), a.value_ <= b.value_;
  }
  [[nodiscard]] friend constexpr bool operator>=(const counted& a, const counted& b) {
    return compared(a, b), a.value_ >= b.value_;
  }

  /// Writes and reads as `T` does.
  template <class Character, class Traits>
  friend std::basic_ostream<Character, Traits>& operator<<(std::basic_ostream<Character, Traits>& out,
                                                           const counted& a) {
    return out << a.value_;
  }
  template <class Character, class Traits>
  friend std::basic_istream<Character, Traits>& operator>>(std::basic_istream<Character, Traits>& in, counted& a) {
    return in >> a.value_;
  }

 private:
  template <operation Kind>
  static constexpr counted result(const counted& a, const counted& b, T value) {
    const Recorder joined = Recorder::joined(a.recorder_, b.recorder_);
    joined.template record<Kind, format>();
    return counted(value, joined);
  }
  static constexpr void compared(const counted& a, const counted& b) {
    Recorder::joined(a.recorder_, b.recorder_).template record<operation::compare, format>();
  }

  T value_;
  [[no_unique_address]] Recorder recorder_;
};

/// The number inside, uncounted. A plain number is its own value, so that generic code can ask.
template <class T, class Recorder>
[[nodiscard]] constexpr T value(const counted<T, Recorder>& x) {
  return x.value();
}
template <plain_number Number>
[[nodiscard]] constexpr Number value(Number x) {
  return x;
}

template <class T, class Recorder>
struct precision_of_type<counted<T, Recorder>> {
  static constexpr precision value = precision_of<T>;
};

}  // namespace tally

// As T's, with the constants counted. Inheriting keeps every member that is not a value right by itself.
template <class T, class Recorder>
class std::numeric_limits<tally::counted<T, Recorder>> : public std::numeric_limits<T> {
  using plain = std::numeric_limits<T>;
  using number = tally::counted<T, Recorder>;

 public:
  static constexpr number min() noexcept { return plain::min(); }
  static constexpr number max() noexcept { return plain::max(); }
  static constexpr number lowest() noexcept { return plain::lowest(); }
  static constexpr number epsilon() noexcept { return plain::epsilon(); }
  static constexpr number round_error() noexcept { return plain::round_error(); }
  static constexpr number infinity() noexcept { return plain::infinity(); }
  static constexpr number quiet_NaN() noexcept { return plain::quiet_NaN(); }
  static constexpr number signaling_NaN() noexcept { return plain::signaling_NaN(); }
  static constexpr number denorm_min() noexcept { return plain::denorm_min(); }
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
