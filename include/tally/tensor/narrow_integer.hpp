// SPDX-License-Identifier: MIT
// Integers narrower than int, as tensors compute with them.
#pragma once

#include "tally/core/counted.hpp"
#include "tally/core/math.hpp"
#include "tally/core/no_macro.hpp"
#include "tally/core/operation.hpp"
#include "tally/tensor/tensor.hpp"

#include <concepts>
#include <type_traits>
#include <utility>

namespace tally::detail {

template <class S>
inline constexpr bool promotes = std::is_integral_v<S> && !std::same_as<S, bool> && sizeof(S) < sizeof(int);
template <class T, class Recorder>
inline constexpr bool promotes<counted<T, Recorder>> = promotes<T>;

// A number of a tensor of such integers while a loop works on it. A tensor's arithmetic is done in the precision of the
// tensor, as predictions have it; C++ would make an int of every single number, and an i8 of every result.
template <class S>
class narrow_integer {
  using plain = decltype(value(std::declval<S>()));

 public:
  constexpr narrow_integer() = default;
  constexpr explicit narrow_integer(const S& number) : number_(number) {}
  template <plain_number Number>
    requires(!std::same_as<Number, S>)
  constexpr explicit narrow_integer(Number number) : number_(S(static_cast<plain>(number))) {}

  [[nodiscard]] constexpr const S& number() const { return number_; }
  [[nodiscard]] friend constexpr plain value(const narrow_integer& a) { return value(a.number_); }

  friend constexpr narrow_integer operator+(const narrow_integer& a, const narrow_integer& b) {
    return gave<operation::add>(a, b, value(a) + value(b));
  }
  friend constexpr narrow_integer operator-(const narrow_integer& a, const narrow_integer& b) {
    return gave<operation::sub>(a, b, value(a) - value(b));
  }
  friend constexpr narrow_integer operator*(const narrow_integer& a, const narrow_integer& b) {
    return gave<operation::mul>(a, b, value(a) * value(b));
  }
  friend constexpr narrow_integer operator/(const narrow_integer& a, const narrow_integer& b) {
    return gave<operation::div>(a, b, value(a) / value(b));
  }
  friend constexpr narrow_integer operator-(const narrow_integer& a) {
    return gave<operation::negate>(a, a, -value(a));
  }
  constexpr narrow_integer& operator+=(const narrow_integer& b) { return *this = *this + b; }

  friend constexpr bool operator<(const narrow_integer& a, const narrow_integer& b) {
    static_cast<void>(gave<operation::compare>(a, b, value(a)));
    return value(a) < value(b);
  }
  friend constexpr bool operator==(const narrow_integer& a, const narrow_integer& b) {
    static_cast<void>(gave<operation::compare>(a, b, value(a)));
    return value(a) == value(b);
  }
  friend constexpr narrow_integer max TALLY_NO_MACRO(const narrow_integer& a, const narrow_integer& b) {
    return gave<operation::min_max>(a, b, value(a) < value(b) ? value(b) : value(a));
  }
  friend constexpr narrow_integer min TALLY_NO_MACRO(const narrow_integer& a, const narrow_integer& b) {
    return gave<operation::min_max>(a, b, value(b) < value(a) ? value(b) : value(a));
  }
  friend constexpr narrow_integer abs TALLY_NO_MACRO(const narrow_integer& a) {
    return gave<operation::absolute>(a, a, value(a) < 0 ? -value(a) : value(a));
  }

 private:
  template <operation Kind>
  static constexpr narrow_integer gave(const narrow_integer& a, const narrow_integer& b, int result) {
    if constexpr (is_counted<S>)
      return narrow_integer(performed<Kind>(a.number_, b.number_, static_cast<plain>(result)));
    else
      return narrow_integer(static_cast<S>(result));
  }

  S number_{};
};

// The same tensors for a loop, and back.
template <class S>
constexpr tensor<narrow_integer<S>> unpromoted(const tensor<S>& x) {
  tensor<narrow_integer<S>> result(x.shape());
  for (index i = 0; i < x.size(); ++i) result.data()[i] = narrow_integer<S>(x.data()[i]);
  return result;
}
template <class S>
constexpr tensor<S> promoted(const tensor<narrow_integer<S>>& x) {
  tensor<S> result(x.shape());
  for (index i = 0; i < x.size(); ++i) result.data()[i] = x.data()[i].number();
  return result;
}
template <class S>
constexpr tensor<S> promoted(tensor<S> x) {
  return x;
}

}  // namespace tally::detail
