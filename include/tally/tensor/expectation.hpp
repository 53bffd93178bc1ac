// SPDX-License-Identifier: MIT
// What is spent on average, and between which bounds, where that depends on data.
#pragma once

#include "tally/core/convention.hpp"
#include "tally/core/counts.hpp"
#include "tally/core/error.hpp"
#include "tally/core/operation.hpp"
#include "tally/core/precision.hpp"
#include "tally/tensor/prediction.hpp"
#include "tally/tensor/shape.hpp"

#include <cstddef>

namespace tally {

/// A probability as it is declared: 9 of 10 is `{9, 10}`.
struct ratio {
  index numerator = 0;
  index denominator = 1;

  /// Below 0 or above 1 throws `tally::shape_error`.
  [[nodiscard]] constexpr double probability() const {
    if (denominator < 1 || numerator < 0 || numerator > denominator)
      detail::fail_on_sizes("tally: a probability is not between 0 and 1; numerator and denominator are", numerator,
                            denominator);
    return static_cast<double>(numerator) / static_cast<double>(denominator);
  }
  [[nodiscard]] friend constexpr bool operator==(const ratio&, const ratio&) = default;
};

/// An average of counts under a declared distribution. Averages are fractions: they are doubles, exact while counts
/// times probabilities are (below 2^53 and denominators that are powers of two), and correct to about 15 digits
/// otherwise.
class expectation {
 public:
  constexpr expectation() = default;

  /// How many of one kind, in all precisions, or in one.
  [[nodiscard]] constexpr double operator[](operation kind) const {
    double sum = 0;
    for (std::size_t i = 0; i < precision_count; ++i) sum += at(kind, static_cast<precision>(i));
    return sum;
  }
  [[nodiscard]] constexpr double at(operation kind, precision format) const {
    return table_[ledger::position(kind, format)];
  }
  /// Add, subtract, multiply, divide 1, fma 2.
  [[nodiscard]] constexpr double flops() const {
    double sum = 0;
    for (std::size_t i = 0; i < operation_count * precision_count; ++i)
      sum += table_[i] * conventions::flops.weight(static_cast<operation>(i / precision_count),
                                                   static_cast<precision>(i % precision_count));
    return sum;
  }
  [[nodiscard]] constexpr double macs() const { return macs_; }

  /// Adds what is spent with a probability.
  constexpr void add(const prediction& part, double probability = 1) {
    for (std::size_t i = 0; i < operation_count * precision_count; ++i) {
      const natural n =
          part.counts().at(static_cast<operation>(i / precision_count), static_cast<precision>(i % precision_count));
      if (n.value != 0) table_[i] += probability * static_cast<double>(n);
    }
    macs_ += probability * static_cast<double>(part.macs().value());
  }
  constexpr void add(const expectation& part, double probability = 1) {
    for (std::size_t i = 0; i < operation_count * precision_count; ++i)
      if (part.table_[i] != 0) table_[i] += probability * part.table_[i];
    macs_ += probability * part.macs_;
  }

 private:
  double table_[operation_count * precision_count]{};
  double macs_ = 0;
};

/// The least and the most that a network can spend on data of one shape, each number on its own, and its average under
/// the distributions that its layers declare.
struct prediction_range {
  prediction least;
  prediction most;
  expectation expected;

  /// Whether every operation at every precision lies between the bounds, as whatever is measured does.
  [[nodiscard]] constexpr bool contains(const counts& spent) const {
    return least.counts().at_most(spent) && spent.at_most(most.counts());
  }
  /// Whether the work does not depend on data after all.
  [[nodiscard]] constexpr bool is_certain() const { return least.counts() == most.counts(); }
};

/// One way that data can take: its probability, and a callable that reads what is then done.
template <class F>
struct outcome {
  double probability;
  F read;
};
template <class F>
outcome(double, F) -> outcome<F>;

namespace detail {

// What a reading over shapes makes of work that depends on data.
enum class data_dependence : unsigned char { refused, least, most };

}  // namespace detail
}  // namespace tally
