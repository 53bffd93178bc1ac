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

namespace detail {

// Long names that are made at run time, each kept once and for good: labels point at them and stay values without a
// heap of their own. Another thread may add the same name at the same time; then it is kept twice.
inline const char* kept_name(std::string_view text) {
  struct entry {
    const entry* next;
    std::string name;
  };
  constexpr std::size_t chains = 256;
  static const entry* first[chains]{};
  std::size_t hash = 0;
  for (const char c : text) hash = hash * 31 + static_cast<unsigned char>(c);
  const entry*& chain = first[hash % chains];
  const entry* head = __atomic_load_n(&chain, __ATOMIC_ACQUIRE);
  for (const entry* known = head; known != nullptr; known = known->next)
    if (known->name == text) return known->name.data();
  entry* const added = new entry{head, std::string(text)};
  while (!__atomic_compare_exchange_n(&chain, &added->next, added, false, __ATOMIC_RELEASE, __ATOMIC_ACQUIRE)) {
  }
  return added->name.data();
}

}  // namespace detail

/// The name of a scope, of 1 to 255 characters, or a number that stands for itself ("0", "1", … in a sequence). A
/// longer, empty or dotted name throws `tally::error`: dots separate the names in a path. A value without a heap behind
/// it. In a constant expression a name of more than 31 characters points at its text, which must outlive it as a
/// literal does.
class label {
 public:
  static constexpr std::size_t capacity = 255;

  constexpr label() = default;
  constexpr label(const char* text) : label(text != nullptr ? std::string_view(text) : refuse_null()) {}
  constexpr label(std::string_view text) {
    if (text.empty()) detail::fail<error>("tally: a scope's name is empty");
    // Not by `append`: constant expressions make thousands of these, and pay for every call.
    const char* const characters = text.data();
    const std::size_t length = text.size();
    if (length > inline_capacity) {
      point_at(text, true);
      return;
    }
    for (std::size_t i = 0; i < length; ++i) {
      const auto c = static_cast<unsigned char>(characters[i]);
      if (c == '.') refuse_dot();
      words_[i / 8] |= static_cast<std::uint64_t>(c) << (i % 8 * 8);
      if (c < '0' || c > '9')
        number_ = -1;
      else
        extend_number(c);
    }
    size_ = static_cast<std::uint32_t>(length);
  }
  label(const std::string& text) : label(std::string_view(text)) {}

  /// The decimal digits of `number`, which must not be negative.
  template <std::integral I>
  constexpr explicit label(I number) {
    append_number(magnitude(number));
  }

  /// `text` followed by `number`: label("layer", 3) is "layer3".
  template <std::integral I>
  constexpr label(std::string_view text, I number)
      : label(text, magnitude(number), text.size() + digits(magnitude(number)) > inline_capacity) {}

  /// A label to look for, which must not outlive its text, however long.
  [[nodiscard]] static constexpr label viewing(std::string_view text) {
    if (text.size() <= inline_capacity) return label(text);
    label result;
    result.point_at(text, false);
    return result;
  }

  [[nodiscard]] friend constexpr bool operator==(const label& a, const label& b) {
    if (a.size_ != b.size_) return false;
    if (a.size_ > inline_capacity) return same_characters(a, b);
    return a.words_[0] == b.words_[0] && a.words_[1] == b.words_[1] && a.words_[2] == b.words_[2] &&
           a.words_[3] == b.words_[3];
  }

  [[nodiscard]] constexpr bool empty() const { return size_ == 0; }

  /// The number that the name ends in, or -1: names that end in different numbers differ.
  [[nodiscard]] constexpr std::int64_t number() const { return number_; }

  [[nodiscard]] std::string text() const {
    std::string characters;
    for (std::uint32_t i = 0; i < size_; ++i) characters.push_back(character(i));
    return characters;
  }

 private:
  static constexpr std::size_t inline_capacity = 31;

  constexpr label(std::string_view text, std::uint64_t number, bool long_name) {
    if (long_name && !text.empty())
      point_at(text, true);  // the digits stand behind it
    else
      *this = label(text);
    append_number(number);
    if (size_ > capacity) refuse_length();
  }

  constexpr void point_at(std::string_view text, bool keep) {
    if (text.size() > capacity) refuse_length();
    for (const char c : text) {
      if (c == '.') refuse_dot();
      if (c < '0' || c > '9')
        number_ = -1;
      else
        extend_number(static_cast<unsigned char>(c));
    }
    start_ = !keep || __builtin_is_constant_evaluated() ? text.data() : detail::kept_name(text);
    start_size_ = size_ = static_cast<std::uint32_t>(text.size());
  }
  [[nodiscard]] constexpr char character(std::uint32_t i) const {
    if (i < start_size_) return start_[i];
    const std::uint32_t at = i - start_size_;
    return static_cast<char>(static_cast<unsigned char>((words_[at / 8] >> (at % 8 * 8)) & 0xFFU));
  }
  static constexpr bool same_characters(const label& a, const label& b) {
    for (std::uint32_t i = 0; i < a.size_; ++i)
      if (a.character(i) != b.character(i)) return false;
    return true;
  }
  // Digits only, of which there are at most twenty.
  constexpr void append(unsigned char digit) {
    const std::uint32_t at = size_ - start_size_;
    words_[at / 8] |= static_cast<std::uint64_t>(digit) << (at % 8 * 8);
    ++size_;
    extend_number(digit);
  }
  // Fifteen digits fit; a longer run of them stays at what it was, which is still the same for equal names.
  constexpr void extend_number(unsigned char digit) {
    if (number_ < 100'000'000'000'000) number_ = (number_ < 0 ? 0 : number_ * 10) + (digit - '0');
  }
  static constexpr std::string_view refuse_null() {
    detail::fail<error>("tally: a scope's name is a null pointer");
    return {};
  }
  static constexpr void refuse_length() { detail::fail<error>("tally: a scope's name has more than 255 characters"); }
  static constexpr void refuse_dot() {
    detail::fail<error>(
        "tally: a scope's name has a dot, which separates the names in a path; context.at(path, …) takes "
        "a path");
  }
  template <class I>
  static constexpr std::uint64_t magnitude(I number) {
    if constexpr (std::signed_integral<I>) {
      if (number < 0) detail::fail<error>("tally: a scope is numbered below zero");
    }
    if constexpr (sizeof(I) > sizeof(std::uint64_t)) {
      if (static_cast<I>(static_cast<std::uint64_t>(number)) != number)
        detail::fail<error>("tally: a scope is numbered above 2^64 - 1");
    }
    return static_cast<std::uint64_t>(number);
  }
  static constexpr std::size_t digits(std::uint64_t number) {
    std::size_t count = 1;
    for (; number >= 10; number /= 10) ++count;
    return count;
  }
  constexpr void append_number(std::uint64_t number) {
    if (size_ == 0 && number < 10) {  // most numbers
      words_[0] = '0' + number;
      size_ = 1;
      number_ = static_cast<std::int64_t>(number);
      return;
    }
    std::uint64_t power = 1;
    while (number / power >= 10) power *= 10;
    for (; power > 0; power /= 10) append(static_cast<unsigned char>('0' + number / power % 10));
  }

  // Eight characters a word: names copy and compare cheaply in constant expressions. A long name begins with text that
  // lies elsewhere, and the words hold the digits behind it.
  std::uint64_t words_[4]{};
  const char* start_ = nullptr;
  std::uint32_t start_size_ = 0;
  std::uint32_t size_ = 0;
  std::int64_t number_ = -1;
};

}  // namespace tally
