// SPDX-License-Identifier: MIT
// Whole numbers of any size, by the methods of school: the second reckoning of exact counts.
#pragma once

#include <algorithm>
#include <cmath>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace fuzz {

class big_integer {
 public:
  big_integer() = default;
  big_integer(std::uint64_t n) : digits_{static_cast<std::uint32_t>(n), static_cast<std::uint32_t>(n >> 32)} { trim(); }

  [[nodiscard]] static big_integer power_of_two(unsigned exponent) {
    big_integer result;
    result.digits_.assign(exponent / 32 + 1, 0);
    result.digits_.back() = std::uint32_t{1} << exponent % 32;
    return result;
  }

  [[nodiscard]] std::size_t bits() const {
    if (digits_.empty()) return 0;
    std::size_t top = 0;
    while (top < 32 && digits_.back() >> top != 0) ++top;
    return (digits_.size() - 1) * 32 + top;
  }
  [[nodiscard]] bool bit(std::size_t i) const {
    return i < digits_.size() * 32 && (digits_[i / 32] >> i % 32 & 1) != 0;
  }

  friend big_integer operator+(const big_integer& a, const big_integer& b) {
    big_integer sum;
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < std::max(a.digits_.size(), b.digits_.size()) || carry != 0; ++i, carry >>= 32) {
      carry += std::uint64_t{a.digit(i)} + b.digit(i);
      sum.digits_.push_back(static_cast<std::uint32_t>(carry));
    }
    return sum;
  }
  // Of numbers that are not smaller than what is taken away.
  friend big_integer operator-(const big_integer& a, const big_integer& b) {
    big_integer rest;
    std::int64_t borrow = 0;
    for (std::size_t i = 0; i < a.digits_.size(); ++i) {
      borrow += std::int64_t{a.digit(i)} - std::int64_t{b.digit(i)};
      rest.digits_.push_back(static_cast<std::uint32_t>(borrow));
      borrow >>= 32;
    }
    rest.trim();
    return rest;
  }
  friend big_integer operator*(const big_integer& a, const big_integer& b) {
    big_integer product;
    product.digits_.assign(a.digits_.size() + b.digits_.size(), 0);
    for (std::size_t i = 0; i < a.digits_.size(); ++i) {
      std::uint64_t carry = 0;
      for (std::size_t j = 0; j < b.digits_.size() || carry != 0; ++j, carry >>= 32) {
        carry += std::uint64_t{a.digits_[i]} * b.digit(j) + product.digits_[i + j];
        product.digits_[i + j] = static_cast<std::uint32_t>(carry);
      }
    }
    product.trim();
    return product;
  }
  // The quotient and the rest, bit by bit.
  [[nodiscard]] static std::pair<big_integer, big_integer> divided(const big_integer& a, const big_integer& b) {
    big_integer quotient;
    big_integer rest;
    for (std::size_t i = a.bits(); i-- > 0;) {
      quotient = quotient + quotient;
      rest = rest + rest + big_integer(a.bit(i) ? 1 : 0);
      if (rest < b) continue;
      rest = rest - b;
      quotient = quotient + big_integer(1);
    }
    return {quotient, rest};
  }

  friend bool operator==(const big_integer&, const big_integer&) = default;
  friend std::strong_ordering operator<=>(const big_integer& a, const big_integer& b) {
    if (a.digits_.size() != b.digits_.size()) return a.digits_.size() <=> b.digits_.size();
    for (std::size_t i = a.digits_.size(); i-- > 0;)
      if (a.digits_[i] != b.digits_[i]) return a.digits_[i] <=> b.digits_[i];
    return std::strong_ordering::equal;
  }

  /// The nearest double; halfway between two, the even one.
  [[nodiscard]] double rounded() const {
    const std::size_t n = bits();
    const std::size_t dropped = n > 53 ? n - 53 : 0;
    std::uint64_t kept = 0;
    for (std::size_t i = n; i-- > dropped;) kept = kept * 2 + (bit(i) ? 1 : 0);
    bool more = false;
    for (std::size_t i = 0; i + 1 < dropped; ++i) more = more || bit(i);
    if (dropped > 0 && bit(dropped - 1) && (more || kept % 2 == 1)) ++kept;
    return std::ldexp(static_cast<double>(kept), static_cast<int>(dropped));
  }
  [[nodiscard]] friend std::string to_string(big_integer n) {
    std::string text;
    do {
      std::uint64_t rest = 0;
      for (std::size_t i = n.digits_.size(); i-- > 0;) {
        rest = rest << 32 | n.digits_[i];
        n.digits_[i] = static_cast<std::uint32_t>(rest / 10);
        rest %= 10;
      }
      n.trim();
      text.insert(text.begin(), static_cast<char>('0' + static_cast<char>(rest)));
    } while (!n.digits_.empty());
    return text;
  }

 private:
  [[nodiscard]] std::uint32_t digit(std::size_t i) const { return i < digits_.size() ? digits_[i] : 0; }
  void trim() {
    while (!digits_.empty() && digits_.back() == 0) digits_.pop_back();
  }

  std::vector<std::uint32_t> digits_;  // the lowest first, and none of them a leading zero
};

}  // namespace fuzz
