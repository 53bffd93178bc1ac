// SPDX-License-Identifier: MIT
// Short names that live in constant expressions.
#pragma once

#include "tally/core/error.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tally {

/// The name of a scope, of at most 31 characters, or a number that stands for itself ("0", "1", … in a sequence).
/// A longer, empty or dotted name throws `tally::error`: dots separate the names in a path.
class label {
 public:
  static constexpr std::size_t capacity = 31;

  constexpr label() = default;
  constexpr label(const char* text) : label(std::string_view(text)) {}
  constexpr label(std::string_view text) {
    if (text.empty()) detail::fail<error>("tally: a scope's name is empty");
    // Not by `append`: constant expressions make thousands of these, and pay for every call.
    const char* const characters = text.data();
    const std::size_t length = text.size();
    if (length > capacity) refuse_length();
    for (std::size_t i = 0; i < length; ++i) {
      const auto c = static_cast<unsigned char>(characters[i]);
      if (c == '.') refuse_dot();
      words_[i / 8] |= static_cast<std::uint64_t>(c) << (i % 8 * 8);
      if (c < '0' || c > '9')
        number_ = -1;
      else
        extend_number(c);
    }
    size_ = length;
  }
  label(const std::string& text) : label(std::string_view(text)) {}

  /// The decimal digits of `number`, which must not be negative.
  template <std::integral I>
  constexpr explicit label(I number) {
    append_number(static_cast<std::int64_t>(number));
  }

  /// `text` followed by `number`: label("layer", 3) is "layer3".
  constexpr label(std::string_view text, std::integral auto number) : label(text) {
    append_number(static_cast<std::int64_t>(number));
  }

  [[nodiscard]] friend constexpr bool operator==(const label& a, const label& b) {
    return a.words_[0] == b.words_[0] && a.words_[1] == b.words_[1] && a.words_[2] == b.words_[2] &&
           a.words_[3] == b.words_[3];
  }

  [[nodiscard]] constexpr bool empty() const { return size_ == 0; }

  /// The number that the name ends in, or -1: names that end in different numbers differ.
  [[nodiscard]] constexpr std::int64_t number() const { return number_; }

  [[nodiscard]] std::string text() const {
    std::string characters;
    for (std::size_t i = 0; i < size_; ++i) {
      const std::uint64_t shifted = words_[i / 8] >> (i % 8 * 8);
      characters.push_back(static_cast<char>(static_cast<unsigned char>(shifted & 0xFFU)));
    }
    return characters;
  }

 private:
  // Eight characters a word: names copy and compare cheaply in constant expressions.
  constexpr void append(char c) {
    if (size_ == capacity) refuse_length();
    if (c == '.') refuse_dot();
    words_[size_ / 8] |= static_cast<std::uint64_t>(static_cast<unsigned char>(c)) << (size_ % 8 * 8);
    ++size_;
    if (c < '0' || c > '9')
      number_ = -1;
    else
      extend_number(static_cast<unsigned char>(c));
  }
  // Fifteen digits fit; a longer run of them stays at what it was, which is still the same for equal names.
  constexpr void extend_number(unsigned char digit) {
    if (number_ < 100'000'000'000'000) number_ = (number_ < 0 ? 0 : number_ * 10) + (digit - '0');
  }
  static constexpr void refuse_length() { detail::fail<error>("tally: a scope's name has more than 31 characters"); }
  static constexpr void refuse_dot() {
    detail::fail<error>("tally: a scope's name has a dot, which separates the names in a path");
  }
  constexpr void append_number(std::int64_t number) {
    if (number < 0) detail::fail<error>("tally: a scope is numbered below zero");
    if (size_ == 0 && number < 10) {  // most numbers
      words_[0] = static_cast<std::uint64_t>('0' + number);
      size_ = 1;
      number_ = number;
      return;
    }
    std::int64_t power = 1;
    while (number / power >= 10) power *= 10;
    for (; power > 0; power /= 10) append(static_cast<char>('0' + number / power % 10));
  }

  std::uint64_t words_[4]{};
  std::size_t size_ = 0;
  std::int64_t number_ = -1;
};

}  // namespace tally
