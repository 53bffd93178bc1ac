// SPDX-License-Identifier: MIT
// How many of each operation at each precision: the one currency.
#pragma once

#include "tally/core/convention.hpp"
#include "tally/core/natural.hpp"
#include "tally/core/operation.hpp"
#include "tally/core/precision.hpp"

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>

namespace tally {

/// The raw counters of a recorder, 64 bits each, by operation and precision.
struct ledger {
  // Not std::uint64_t, which is as good as std::ptrdiff_t to a compiler that asks whether a program's sizes and strides
  // may lie where the counters lie; this type is its own, so that counters stay in registers.
  unsigned long long counters[operation_count * precision_count]{};
  static_assert(sizeof(unsigned long long) == 8);

  [[nodiscard]] static constexpr std::size_t position(operation kind, precision format) {
    return static_cast<std::size_t>(kind) * precision_count + static_cast<std::size_t>(format);
  }
};

class cost;

/// Exact numbers of operations, by kind and precision. A regular value: it adds, subtracts, scales and compares, in
/// constant expressions too. Overflow and differences below zero throw `tally::overflow_error`.
class counts {
 public:
  constexpr counts() = default;

  constexpr explicit counts(const ledger& raw) {
    for (std::size_t i = 0; i < size; ++i)
      if (raw.counters[i] != 0) table_[i] = raw.counters[i];
  }

  /// What was recorded between two states of the same recorder.
  constexpr counts(const ledger& before, const ledger& after) {
    for (std::size_t i = 0; i < size; ++i)
      // Counters only ever wrap as a pair, so their difference is right even across a wrap.
      if (after.counters[i] != before.counters[i]) table_[i] = after.counters[i] - before.counters[i];
  }

  constexpr counts& add(operation kind, precision format, natural n) & {
    detail::accumulate(table_[ledger::position(kind, format)], n.value);
    return *this;
  }
  constexpr counts add(operation kind, precision format, natural n) && { return add(kind, format, n); }

  /// How many of one kind, in all precisions.
  [[nodiscard]] constexpr natural operator[](operation kind) const {
    natural sum = 0;
    for (std::size_t i = 0; i < precision_count; ++i) sum += get(static_cast<std::size_t>(kind) * precision_count + i);
    return sum;
  }
  [[nodiscard]] constexpr natural at(operation kind, precision format) const {
    return get(ledger::position(kind, format));
  }
  /// The part that was done in one precision.
  [[nodiscard]] constexpr counts only(precision format) const {
    counts part;
    for (std::size_t i = static_cast<std::size_t>(format); i < size; i += precision_count) part.table_[i] = table_[i];
    return part;
  }
  /// The part that is of one kind.
  [[nodiscard]] constexpr counts only(operation kind) const {
    counts part;
    for (std::size_t i = 0; i < precision_count; ++i) {
      const std::size_t at = static_cast<std::size_t>(kind) * precision_count + i;
      part.table_[at] = table_[at];
    }
    return part;
  }
  [[nodiscard]] constexpr bool empty() const { return *this == counts(); }

  /// The amount under a convention of your choice: `spent.in<tally::conventions::papi>()`.
  template <const auto& Convention>
    requires std::same_as<decltype(Convention), const convention&>
  [[nodiscard]] constexpr amount<Convention> in() const {
    natural sum = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const std::uint32_t weight =
          Convention.weight(static_cast<operation>(i / precision_count), static_cast<precision>(i % precision_count));
      if (weight != 0 && table_[i] != 0) sum += get(i) * weight;
    }
    return amount<Convention>(sum);
  }
  /// FLOPs: add, subtract, multiply, divide 1, fma 2.
  [[nodiscard]] constexpr flop_amount flops() const { return in<conventions::flops>(); }

 private:
  // Puts f(mine, other's) where the other's number is not zero. Where one result does not fit, all numbers stay what
  // they were; what fails in a constant expression leaves nothing behind. Above its users, for clang 14's sake.
  template <class F>
  constexpr counts& change(const counts& other, const F& f) {
    if (!__builtin_is_constant_evaluated())
      for (std::size_t i = 0; i < size; ++i)
        if (other.table_[i] != 0) static_cast<void>(f(get(i), other.get(i)));
    for (std::size_t i = 0; i < size; ++i)
      if (other.table_[i] != 0) set(i, f(get(i), other.get(i)));
    return *this;
  }

 public:
  constexpr counts& operator+=(const counts& other) {
    return change(other, [](natural a, natural b) { return a + b; });
  }
  constexpr counts& operator-=(const counts& other) {
    return change(other, [](natural a, natural b) { return a - b; });
  }
  constexpr counts& operator*=(natural times) {
    return change(*this, [times](natural a, natural) { return a * times; });
  }
  /// Every number numerator/denominator times as large, rounded up: a limit of 5 % above what is spent today is
  /// `spent.scaled(21, 20)`.
  [[nodiscard]] constexpr counts scaled(natural numerator, natural denominator) const {
    counts result = *this;
    return result.change(*this, [=](natural a, natural) { return a.scaled(numerator, denominator); });
  }
  template <std::floating_point Factor>
  friend constexpr counts operator*(counts a, Factor) {
    static_assert(detail::always_false<Factor>,
                  "tally: counts are exact and take whole factors; c.scaled(21, 20) is 1.05 times as much, rounded up");
    return a;
  }
  template <std::floating_point Factor>
  friend constexpr counts operator*(Factor factor, counts a) {
    return a * factor;
  }
  [[nodiscard]] friend constexpr counts operator+(counts a, const counts& b) { return a += b; }
  [[nodiscard]] friend constexpr counts operator-(counts a, const counts& b) { return a -= b; }
  [[nodiscard]] friend constexpr counts operator*(counts a, natural times) { return a *= times; }
  [[nodiscard]] friend constexpr counts operator*(natural times, counts a) { return a *= times; }
  [[nodiscard]] friend constexpr bool operator==(const counts& a, const counts& b) {
    for (std::size_t i = 0; i < size; ++i)
      if (a.table_[i] != b.table_[i]) return false;
    return true;
  }

  /// The numbers that are not zero, by operation and then by precision:
  ///
  ///     for (const auto& [operation, precision, n] : spent) …
  struct item {
    operation kind;
    precision format;
    natural times;
    [[nodiscard]] friend constexpr bool operator==(const item&, const item&) = default;
  };
  class iterator {
   public:
    using value_type = item;
    using difference_type = std::ptrdiff_t;

    constexpr iterator() = default;
    [[nodiscard]] constexpr item operator*() const {
      return {static_cast<operation>(at_ / precision_count), static_cast<precision>(at_ % precision_count),
              of_->get(at_)};
    }
    constexpr iterator& operator++() {
      ++at_;
      skip();
      return *this;
    }
    constexpr iterator operator++(int) {
      const iterator before = *this;
      ++*this;
      return before;
    }
    [[nodiscard]] friend constexpr bool operator==(const iterator&, const iterator&) = default;

   private:
    friend class counts;
    constexpr iterator(const counts& of, std::size_t at) : of_(&of), at_(at) { skip(); }
    constexpr void skip() {
      while (at_ < size && of_->table_[at_] == 0) ++at_;
    }

    const counts* of_ = nullptr;
    std::size_t at_ = 0;
  };
  [[nodiscard]] constexpr iterator begin() const& { return iterator(*this, 0); }
  [[nodiscard]] constexpr iterator end() const& { return iterator(*this, size); }
  void begin() const&& = delete;
  void end() const&& = delete;

  /// Whether no number is above the other's.
  [[nodiscard]] constexpr bool at_most(const counts& other) const {
    for (std::size_t i = 0; i < size; ++i)
      if (table_[i] > other.table_[i]) return false;
    return true;
  }
  /// Of each number the smaller, and the larger.
  [[nodiscard]] friend constexpr counts least(counts a, const counts& b) {
    for (std::size_t i = 0; i < size; ++i)
      if (b.table_[i] < a.table_[i]) a.table_[i] = b.table_[i];
    return a;
  }
  [[nodiscard]] friend constexpr counts most(counts a, const counts& b) {
    for (std::size_t i = 0; i < size; ++i)
      if (b.table_[i] > a.table_[i]) a.table_[i] = b.table_[i];
    return a;
  }

  /// "add 18 f32, mul 27 f32", or "nothing".
  [[nodiscard]] friend std::string to_string(const counts& c) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) {
      if (c.table_[i] == 0) continue;
      if (!text.empty()) text += ", ";
      text += std::string(name(static_cast<operation>(i / precision_count))) + " " + to_string(c.get(i)) + " " +
              std::string(name(static_cast<precision>(i % precision_count)));
    }
    return text.empty() ? "nothing" : text;
  }
  template <class Traits>
  friend std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out, const counts& c) {
    return out << to_string(c);
  }

 private:
  friend class cost;

  static constexpr std::size_t size = operation_count * precision_count;
  // Plain integers: g++ 12 cannot read a constexpr object's array of classes whose zeros it left out.
  detail::uint128 table_[size]{};

  [[nodiscard]] constexpr natural get(std::size_t i) const { return natural::of(table_[i]); }
  constexpr void set(std::size_t i, natural n) { table_[i] = n.value; }
};

/// FLOPs of counts: add, subtract, multiply, divide 1, fma 2.
[[nodiscard]] constexpr flop_amount flops(const counts& spent) { return spent.flops(); }

/// MACs belong to whole primitives: ask a prediction or a trace.
template <class Counts>
  requires std::same_as<Counts, counts>
constexpr mac_amount macs(const Counts&) {
  static_assert(
      detail::always_false<Counts>,
      "tally: counts do not say which multiplications were accumulated; ask a prediction or a trace for MACs");
  return {};
}

}  // namespace tally
