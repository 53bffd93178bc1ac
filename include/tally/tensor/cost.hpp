// SPDX-License-Identifier: MIT
// What one application of a primitive spends: the result of its formula.
#pragma once

#include "tally/core/convention.hpp"
#include "tally/core/counts.hpp"
#include "tally/core/natural.hpp"
#include "tally/core/operation.hpp"
#include "tally/core/precision.hpp"

#include <cstdint>
#include <initializer_list>

namespace tally {

/// Operations of a few kinds in one precision, and the multiply-accumulates among them: `{{operation::mul, n}, …}`.
/// Small, because every row of a trace has one, and cheap in constant expressions. More than eight kinds throw
/// `tally::error`.
class cost {
 public:
  static constexpr int capacity = 8;
  struct item {
    operation kind = operation::add;
    natural times;
  };

  constexpr cost() = default;
  constexpr cost(std::initializer_list<item> items) {
    if (items.size() > capacity)
      detail::fail<error>("tally: a primitive's formula has more than eight kinds of operations");
    for (const item& i : items) {
      kinds_[size_] = i.kind;
      times_[size_++] = i.times.value;
    }
  }

  /// States how many of the multiplications are accumulated.
  constexpr cost& with_macs(natural macs) & {
    macs_ = macs;
    return *this;
  }
  constexpr cost with_macs(natural macs) && {
    macs_ = macs;
    return *this;
  }

  /// States how many of those multiply a zero of the padding.
  constexpr cost& with_padding(natural macs_on_zeros) & {
    padding_ = macs_on_zeros;
    return *this;
  }
  constexpr cost with_padding(natural macs_on_zeros) && {
    padding_ = macs_on_zeros;
    return *this;
  }

  [[nodiscard]] constexpr natural macs() const { return macs_; }
  [[nodiscard]] constexpr natural padding() const { return padding_; }
  /// How many items there are, and each of them.
  [[nodiscard]] constexpr int size() const { return size_; }
  [[nodiscard]] constexpr item operator[](int i) const { return {kinds_[i], natural::of(times_[i])}; }

  /// Every operation `factor` times over.
  [[nodiscard]] constexpr cost times(natural factor) const {
    cost result = *this;
    for (int i = 0; i < size_; ++i) result.times_[i] = (natural::of(times_[i]) * factor).value;
    result.macs_ *= factor;
    result.padding_ *= factor;
    return result;
  }
  /// Adds to `total`, everything in one precision.
  constexpr void charge(counts& total, precision format) const {
    detail::uint128 flops{};
    charge(total, flops, format);
  }
  /// The same, and the FLOPs among it (add, subtract, multiply, divide 1, fma 2) to `flops`.
  constexpr void charge(counts& total, detail::uint128& flops, precision format) const {
    const bool floating = is_floating_point(format);
    for (int i = 0; i < size_; ++i) {
      const std::size_t kind = static_cast<std::size_t>(kinds_[i]);
      detail::accumulate(total.table_[kind * precision_count + static_cast<std::size_t>(format)], times_[i]);
      if (const std::uint32_t weight = conventions::flops.weights[kind]; floating && weight != 0)
        detail::accumulate(flops, weight == 1 ? times_[i] : (natural::of(times_[i]) * weight).value);
    }
  }
  [[nodiscard]] constexpr tally::counts counts(precision format) const {
    tally::counts spent;
    charge(spent, format);
    return spent;
  }

 private:
  // Zeros of plain types, which constant expressions need not construct one by one.
  operation kinds_[capacity]{};
  detail::uint128 times_[capacity]{};
  int size_ = 0;
  natural macs_;
  natural padding_;
};

}  // namespace tally
