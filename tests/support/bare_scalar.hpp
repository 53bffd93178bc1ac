// SPDX-License-Identifier: MIT
// A scalar with no more than the concept asks for, as test double: no max or min, no elementary function, no unary
// minus, no ==, nothing implicit; and it can be told to throw when it is copied.
#pragma once

#include <stdexcept>

namespace bare {

struct copying_failed : std::runtime_error {
  copying_failed() : std::runtime_error("this copy was to fail") {}
};

/// How many more copies succeed; negative: all of them.
inline int copies_left = -1;

class scalar {
 public:
  scalar() = default;
  explicit scalar(double value) : value_(value) {}
  scalar(const scalar& other) : value_(other.value_) { copied(); }
  scalar& operator=(const scalar& other) {
    copied();
    value_ = other.value_;
    return *this;
  }
  ~scalar() = default;

  [[nodiscard]] double plain() const { return value_; }

  friend scalar operator+(const scalar& a, const scalar& b) { return scalar(a.value_ + b.value_); }
  friend scalar operator-(const scalar& a, const scalar& b) { return scalar(a.value_ - b.value_); }
  friend scalar operator*(const scalar& a, const scalar& b) { return scalar(a.value_ * b.value_); }
  friend scalar operator/(const scalar& a, const scalar& b) { return scalar(a.value_ / b.value_); }
  scalar& operator+=(const scalar& b) { return value_ += b.value_, *this; }
  friend bool operator<(const scalar& a, const scalar& b) { return a.value_ < b.value_; }

 private:
  static void copied() {
    if (copies_left == 0) throw copying_failed();
    if (copies_left > 0) --copies_left;
  }

  double value_ = 0;
};

}  // namespace bare
