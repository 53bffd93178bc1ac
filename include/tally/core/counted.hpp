// SPDX-License-Identifier: MIT
// The scalar that counts what is done with it.
#pragma once

#include "tally/core/conversions.hpp"
#include "tally/core/measure.hpp"  // defines what a thread that counted does when it ends
#include "tally/core/no_macro.hpp"
#include "tally/core/number_traits.hpp"
#include "tally/core/operation.hpp"
#include "tally/core/precision.hpp"
#include "tally/core/recorder.hpp"

#include <compare>
#include <concepts>
#include <iosfwd>
#include <limits>
#include <string>
#include <type_traits>

namespace tally {

/// A `T` that counts every operation done with it, one by one, and has `T`'s size, alignment and results, to the bit
/// (under -ffp-contract=off, or where the compiler fuses no products and sums by itself).
///
/// It is made from any plain number and computes with plain and counted numbers as C++ computes with theirs: the usual
/// conversions hold, those of counted numbers count (one `convert`, in the format that they lead to, where the format
/// changes), and those of plain constants are free. It never converts back by itself, because an implicit way out is an
/// uncounted way out: `value(x)` reads the number, `convert_to<double>(x)` converts and counts, as `static_cast` to
/// integers does. Like `T` it is uninitialised unless initialised. `T` is float, double, long double, an integer, or a
/// type for which `precision_of_type` and `is_plain_number` are specialised.
template <class T, recorder Recorder>
class counted {
  // What T + T is computed in: int, of integers that are smaller.
  using arithmetic = detail::usual<T, T>;
  static constexpr bool promotes = !std::same_as<arithmetic, T>;
  using promoted = counted<arithmetic, Recorder>;
  template <class Operand>
  using usual = counted<detail::usual_of<Operand, T>, Recorder>;

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

  template <plain_number Number>
  constexpr counted(Number value) : value_(static_cast<T>(value)), recorder_() {}
  constexpr counted(T value, Recorder reports_to) : value_(value), recorder_(reports_to) {}

  /// Another counted number, as C++ converts plain ones: one conversion where the format changes, the comparison with
  /// zero that it is to bool.
  template <class Other>
    requires(!std::same_as<Other, T>)
  &&requires(Other other) { static_cast<T>(other); }
  constexpr counted(const counted<Other, Recorder>& other)
      : value_(detail::taken_as<T>(other, other.reports_to())), recorder_(other.reports_to()) {}

  [[nodiscard]] constexpr T value() const { return value_; }
  [[nodiscard]] constexpr Recorder reports_to() const { return recorder_; }

  /// The way out to integers, which counts: a conversion, where the format changes; to bool, the comparison with zero
  /// that it is. To floating-point numbers it does not compile, whoever asks (`double d{x}`, `emplace_back(x)`),
  /// unless TALLY_ALLOW_STATIC_CAST is defined, for templates of others that cast; it then counts a conversion, to T
  /// itself too. No other definition depends on the macro: translation units may differ in it.
  template <plain_number Number>
  constexpr explicit operator Number() const {
    if constexpr (std::same_as<Number, bool>) {
      recorder_.template record<operation::compare, format>();
      return value_ != T(0);
    } else if constexpr (detail::is_fraction<Number>()) {
#ifndef TALLY_ALLOW_STATIC_CAST
      static_assert(
          !detail::is_fraction<Number>(),
          "tally: a counted number becomes a plain floating-point number, whose arithmetic would not be counted; "
          "write value(x) to read it (to print, to plot), tally::convert_to<double>(x) to convert and count it, "
          "or keep it counted; TALLY_ALLOW_STATIC_CAST, defined, lets templates of others cast it");
#endif
      recorder_.template record<operation::convert, precision_of<Number>>();
      return static_cast<Number>(value_);
    } else {
      if constexpr (std::is_enum_v<Number>)
        return static_cast<Number>(detail::taken_as<std::underlying_type_t<Number>>(*this, recorder_));
      else
        return detail::taken_as<Number>(*this, recorder_);
    }
  }

  // Operands come by reference: clang then knows which type it loads, and that no counter lies there.
  [[nodiscard]] friend constexpr promoted operator+(const counted& a, const counted& b) {
    return result<operation::add>(a, b, static_cast<arithmetic>(a.value_ + b.value_));
  }
  [[nodiscard]] friend constexpr promoted operator-(const counted& a, const counted& b) {
    return result<operation::sub>(a, b, static_cast<arithmetic>(a.value_ - b.value_));
  }
  [[nodiscard]] friend constexpr promoted operator*(const counted& a, const counted& b) {
    return result<operation::mul>(a, b, static_cast<arithmetic>(a.value_ * b.value_));
  }
  [[nodiscard]] friend constexpr promoted operator/(const counted& a, const counted& b) {
    return result<operation::div>(a, b, static_cast<arithmetic>(a.value_ / b.value_));
  }
  [[nodiscard]] friend constexpr promoted operator%(const counted& a, const counted& b) requires std::integral<T> {
    return result<operation::remainder>(a, b, static_cast<arithmetic>(a.value_ % b.value_));
  }
  [[nodiscard]] friend constexpr promoted operator-(const counted& a) {
    return detail::one_operation<operation::negate, arithmetic>(a.recorder_,
                                                                -detail::taken_as<arithmetic>(a, a.recorder_));
  }
  [[nodiscard]] friend constexpr promoted operator+(const counted& a) { return a; }

  constexpr counted& operator+=(const counted& b) {
    if constexpr (promotes) return *this = *this + b;
    recorder_ = Recorder::joined(recorder_, b.recorder_);
    recorder_.template record<operation::add, format>();
    value_ = static_cast<T>(value_ + b.value_);
    return *this;
  }
  constexpr counted& operator-=(const counted& b) {
    if constexpr (promotes) return *this = *this - b;
    recorder_ = Recorder::joined(recorder_, b.recorder_);
    recorder_.template record<operation::sub, format>();
    value_ = static_cast<T>(value_ - b.value_);
    return *this;
  }
  constexpr counted& operator*=(const counted& b) {
    if constexpr (promotes) return *this = *this * b;
    recorder_ = Recorder::joined(recorder_, b.recorder_);
    recorder_.template record<operation::mul, format>();
    value_ = static_cast<T>(value_ * b.value_);
    return *this;
  }
  constexpr counted& operator/=(const counted& b) {
    if constexpr (promotes) return *this = *this / b;
    recorder_ = Recorder::joined(recorder_, b.recorder_);
    recorder_.template record<operation::div, format>();
    value_ = static_cast<T>(value_ / b.value_);
    return *this;
  }
  constexpr counted& operator%=(const counted& b) requires std::integral<T> { return *this = *this % b; }
  // As x += 1: a small integer is converted to int and back, which counts; the one is a constant, which does not.
  constexpr counted& operator++() { return *this += static_cast<T>(1); }
  constexpr counted& operator--() { return *this -= static_cast<T>(1); }
  constexpr counted operator++(int) {
    const counted before = *this;
    ++*this;
    return before;
  }
  constexpr counted operator--(int) {
    const counted before = *this;
    --*this;
    return before;
  }

  // The six comparisons one by one: by way of <=> alone, a <= b would be another question than T's.
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
  /// For what asks for it, such as a defaulted comparison of a struct: one comparison. A template, because a function
  /// with a constraint would be preferred to the six above, and a <= b be written by way of it.
  template <std::same_as<counted> Same>
    requires std::three_way_comparable<T>
  [[nodiscard]] friend constexpr auto operator<=>(const Same& a, const counted& b) {
    return compared(a, b), a.value_ <=> b.value_;
  }

  // Operands of two types, where C++ computes in another than T or both are counted. Where a plain number would become
  // a T anyway, the operators above take it. What mixes is an argument's own type: nothing is converted to a number
  // to come here.
#define TALLY_CONVERTED(x) detail::taken_as<typename common::value_type>(x, reports_to)
#define TALLY_MIXED(symbol, kind, condition)                                                         \
  template <detail::converting<T, Recorder> Other>                                                   \
  [[nodiscard]] friend constexpr usual<Other> operator symbol(const counted& a, Other b) condition { \
    using common = usual<Other>;                                                                     \
    const Recorder reports_to = Recorder::joined(a.recorder_, detail::recorder_of<Recorder>(b));     \
    return detail::one_operation<operation::kind, typename common::value_type>(                      \
        reports_to, TALLY_CONVERTED(a) symbol TALLY_CONVERTED(b));                                   \
  }                                                                                                  \
  template <detail::converting_plain<T, Recorder> Other>                                             \
  [[nodiscard]] friend constexpr usual<Other> operator symbol(Other a, const counted& b) condition { \
    using common = usual<Other>;                                                                     \
    const Recorder reports_to = b.recorder_;                                                         \
    return detail::one_operation<operation::kind, typename common::value_type>(                      \
        reports_to, TALLY_CONVERTED(a) symbol TALLY_CONVERTED(b));                                   \
  }                                                                                                  \
  template <detail::converting<T, Recorder> Other>                                                   \
  constexpr counted& operator symbol##=(Other b) condition {                                         \
    return *this = *this symbol b;                                                                   \
  }
  TALLY_MIXED(+, add, )
  TALLY_MIXED(-, sub, )
  TALLY_MIXED(*, mul, )
  TALLY_MIXED(/, div, )
  TALLY_MIXED(%, remainder, requires std::integral<typename usual<Other>::value_type>)
#undef TALLY_MIXED
#define TALLY_MIXED(symbol)                                                                      \
  template <detail::converting<T, Recorder> Other>                                               \
  [[nodiscard]] friend constexpr auto operator symbol(const counted& a, Other b) {               \
    using common = usual<Other>;                                                                 \
    const Recorder reports_to = Recorder::joined(a.recorder_, detail::recorder_of<Recorder>(b)); \
    reports_to.template record<operation::compare, common::format>();                            \
    return TALLY_CONVERTED(a) symbol TALLY_CONVERTED(b);                                         \
  }                                                                                              \
  template <detail::converting_plain<T, Recorder> Other>                                         \
  [[nodiscard]] friend constexpr auto operator symbol(Other a, const counted& b) {               \
    using common = usual<Other>;                                                                 \
    const Recorder reports_to = b.recorder_;                                                     \
    reports_to.template record<operation::compare, common::format>();                            \
    return TALLY_CONVERTED(a) symbol TALLY_CONVERTED(b);                                         \
  }
  TALLY_MIXED(==)
  TALLY_MIXED(!=)
  TALLY_MIXED(<)
  TALLY_MIXED(>)
  TALLY_MIXED(<=)
  TALLY_MIXED(>=)
  TALLY_MIXED(<=>)
#undef TALLY_MIXED
#undef TALLY_CONVERTED

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
  static constexpr promoted result(const counted& a, const counted& b, arithmetic value) {
    const Recorder joined = Recorder::joined(a.recorder_, b.recorder_);
    promote_both(joined);
    joined.template record<Kind, precision_of<arithmetic>>();
    return promoted(value, joined);
  }
  static constexpr void compared(const counted& a, const counted& b) {
    const Recorder joined = Recorder::joined(a.recorder_, b.recorder_);
    promote_both(joined);
    joined.template record<operation::compare, precision_of<arithmetic>>();
  }
  static constexpr void promote_both(const Recorder& reports_to) {
    if constexpr (precision_of<arithmetic> != format) {
      reports_to.template record<operation::convert, precision_of<arithmetic>>();
      reports_to.template record<operation::convert, precision_of<arithmetic>>();
    }
  }

  T value_;
  [[no_unique_address]] Recorder recorder_;
};

template <plain_number Number>
  requires(!std::is_enum_v<Number>)
counted(Number)
->counted<Number>;
template <detail::unscoped_enumeration Enumerator>
counted(Enumerator) -> counted<decltype(+Enumerator())>;

/// The number inside, uncounted. A plain number is its own value, so that generic code can ask.
template <class T, class Recorder>
[[nodiscard]] constexpr T value(const counted<T, Recorder>& x) {
  return x.value();
}
template <plain_number Number>
[[nodiscard]] constexpr Number value(Number x) {
  return x;
}

/// The number inside as a plain `Number`, with the conversion counted that this is where the format changes. What is
/// done with the result is not counted. Plain numbers are converted free of charge, so that generic code can ask.
template <plain_number Number, class T, class Recorder>
[[nodiscard]] constexpr Number convert_to(const counted<T, Recorder>& x) {
  return detail::taken_as<Number>(x, x.reports_to());
}
template <plain_number Number, plain_number From>
[[nodiscard]] constexpr Number convert_to(From x) {
  return static_cast<Number>(x);
}

/// As std::to_string of the number inside.
template <class T, class Recorder>
[[nodiscard]] std::string to_string(const counted<T, Recorder>& x) requires std::is_arithmetic_v<T> {
  return std::to_string(x.value());
}

template <class T, class Recorder>
struct precision_of_type<counted<T, Recorder>> {
  static constexpr precision value = precision_of<T>;
};

}  // namespace tally
