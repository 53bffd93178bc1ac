// SPDX-License-Identifier: MIT
// A scalar from outside: it counts for itself, in counters of its own, and knows nothing of the library. What it counts
// in the library's loops is a second opinion on what they do.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace tallying {

enum class kind {
  add,
  sub,
  mul,
  div,
  negate,
  compare,
  min_max,
  absolute,
  sqrt,
  exp,
  log,
  sin,
  cos,
  tanh,
  erf,
  pow,
  round
};
inline constexpr std::size_t kinds = 17;

inline std::array<std::uint64_t, kinds> counters{};

inline void reset() { counters.fill(0); }
[[nodiscard]] inline std::uint64_t seen(kind what) { return counters[static_cast<std::size_t>(what)]; }

template <class T>
class number {
 public:
  number() = default;
  explicit number(double value) : value_(static_cast<T>(value)) {}

  [[nodiscard]] T plain() const { return value_; }
  friend T value(const number& a) { return a.value_; }

  friend number operator+(const number& a, const number& b) { return noted(kind::add, a.value_ + b.value_); }
  friend number operator-(const number& a, const number& b) { return noted(kind::sub, a.value_ - b.value_); }
  friend number operator*(const number& a, const number& b) { return noted(kind::mul, a.value_ * b.value_); }
  friend number operator/(const number& a, const number& b) { return noted(kind::div, a.value_ / b.value_); }
  friend number operator-(const number& a) { return noted(kind::negate, -a.value_); }
  number& operator+=(const number& b) { return *this = *this + b; }

  friend bool operator<(const number& a, const number& b) { return noted(kind::compare, a), a.value_ < b.value_; }
  friend bool operator==(const number& a, const number& b) { return noted(kind::compare, a), a.value_ == b.value_; }

  friend number max(const number& a, const number& b) { return noted(kind::min_max, a.value_ < b.value_ ? b : a); }
  friend number min(const number& a, const number& b) { return noted(kind::min_max, b.value_ < a.value_ ? b : a); }
  friend number abs(const number& a) { return noted(kind::absolute, std::abs(a.value_)); }
  friend number sqrt(const number& a) { return noted(kind::sqrt, std::sqrt(a.value_)); }
  friend number exp(const number& a) { return noted(kind::exp, std::exp(a.value_)); }
  friend number log(const number& a) { return noted(kind::log, std::log(a.value_)); }
  friend number sin(const number& a) { return noted(kind::sin, std::sin(a.value_)); }
  friend number cos(const number& a) { return noted(kind::cos, std::cos(a.value_)); }
  friend number tanh(const number& a) { return noted(kind::tanh, std::tanh(a.value_)); }
  friend number pow(const number& a, const number& b) { return noted(kind::pow, std::pow(a.value_, b.value_)); }
  friend number floor(const number& a) { return noted(kind::round, std::floor(a.value_)); }
  friend number ceil(const number& a) { return noted(kind::round, std::ceil(a.value_)); }
  friend number trunc(const number& a) { return noted(kind::round, std::trunc(a.value_)); }
  friend number round(const number& a) { return noted(kind::round, std::round(a.value_)); }
  friend number nearbyint(const number& a) { return noted(kind::round, std::nearbyint(a.value_)); }
  friend number erf(const number& a) { return noted(kind::erf, std::erf(a.value_)); }

 private:
  static number noted(kind what, T value) {
    number result;
    result.value_ = value;
    return noted(what, result);
  }
  static number noted(kind what, const number& result) {
    ++counters[static_cast<std::size_t>(what)];
    return result;
  }

  T value_{};
};

}  // namespace tallying
