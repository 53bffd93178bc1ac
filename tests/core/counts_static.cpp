// SPDX-License-Identifier: MIT
// Counts: exact numbers of operations by kind and precision, as a value.

#include "tally/core/counts.hpp"

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <type_traits>

using tally::counts;
using tally::ledger;
using tally::natural;
using tally::operation;
using tally::precision;

namespace {

constexpr counts sample = counts()
                              .add(operation::add, precision::f32, 18)
                              .add(operation::mul, precision::f32, 27)
                              .add(operation::mul, precision::f64, 1000)
                              .add(operation::compare, precision::i32, 5);

// Layout: a value that copies like its bytes.
static_assert(std::is_trivially_copyable_v<counts>);
static_assert(std::is_nothrow_default_constructible_v<counts>);
static_assert(std::is_trivially_copyable_v<ledger>);

// A ledger has one counter per operation and precision, and no two share one.
static_assert([] {
  bool taken[tally::operation_count * tally::precision_count] = {};
  for (std::size_t kind = 0; kind < tally::operation_count; ++kind)
    for (std::size_t format = 0; format < tally::precision_count; ++format) {
      const std::size_t at = ledger::position(static_cast<operation>(kind), static_cast<precision>(format));
      if (at >= sizeof(taken) || taken[at]) return false;
      taken[at] = true;
    }
  return sizeof(ledger::counters) / sizeof(std::uint64_t) == sizeof(taken);
}());

// Nothing was done unless something was added.
static_assert(counts().empty() && counts() == counts());
static_assert(!sample.empty());
static_assert(counts().add(operation::add, precision::f32, 0).empty());

// Each number is found where it was put, and nowhere else.
static_assert(sample.at(operation::add, precision::f32) == 18);
static_assert(sample.at(operation::mul, precision::f32) == 27);
static_assert(sample.at(operation::mul, precision::f64) == 1000);
static_assert(sample.at(operation::add, precision::f64) == 0);
static_assert(sample.at(operation::sub, precision::f32) == 0);

// A kind's number is the sum over precisions.
static_assert(sample[operation::mul] == 1027 && sample[operation::add] == 18 && sample[operation::div] == 0);
static_assert(sample[operation::compare] == 5);

// Parts by precision are disjoint and sum to the whole; so are parts by kind.
static_assert(sample.only(precision::f32).at(operation::mul, precision::f32) == 27);
static_assert(sample.only(precision::f32)[operation::mul] == 27);
static_assert(sample.only(precision::f16).empty());
static_assert(sample.only(precision::f32) + sample.only(precision::f64) + sample.only(precision::i32) == sample);
static_assert(sample.only(operation::mul)[operation::mul] == 1027);
static_assert(sample.only(operation::mul)[operation::add] == 0);
static_assert(sample.only(operation::add) + sample.only(operation::mul) + sample.only(operation::compare) == sample);

// Algebra: a commutative sum with its inverse, and multiples.
static_assert(sample + counts() == sample);
static_assert(sample + counts().add(operation::div, precision::f32, 1) ==
              counts().add(operation::div, precision::f32, 1) + sample);
static_assert(sample + sample == 2 * sample && sample * 3 == sample + sample + sample);
static_assert(sample - sample == counts() && (sample + sample) - sample == sample);
static_assert((sample * 0).empty());
static_assert((1000 * sample).at(operation::mul, precision::f64) == 1'000'000);

// Equality sees a single operation, in the last place of the table too.
static_assert(sample != sample + counts().add(operation::absolute, precision::i64, 1));
static_assert(counts().add(operation::add, precision::f32, 1) != counts().add(operation::add, precision::f64, 1));
static_assert(counts().add(operation::add, precision::f32, 1) != counts().add(operation::sub, precision::f32, 1));

// Counts of a ledger are its counters; between two states, their difference, across a wrap of 64 bits too.
constexpr std::size_t multiplications = ledger::position(operation::mul, precision::f64);
static_assert([] {
  ledger book;
  book.counters[multiplications] = UINT64_MAX;
  return counts(book).at(operation::mul, precision::f64) == UINT64_MAX &&
         counts(book) == counts().add(operation::mul, precision::f64, UINT64_MAX);
}());
static_assert([] {
  ledger before;
  ledger after;
  before.counters[multiplications] = UINT64_MAX - 1;
  after.counters[multiplications] = 3;  // five later
  return counts(before, after) == counts().add(operation::mul, precision::f64, 5);
}());
static_assert([] {
  ledger same;
  same.counters[multiplications] = 7;
  return counts(same, same).empty();
}());

// Limits: sums of full ledgers go beyond 64 bits, and 10^36 is exact to the last operation.
static_assert([] {
  ledger book;
  book.counters[multiplications] = UINT64_MAX;
  const counts twice = counts(book) + counts(book);
  return twice[operation::mul] == tally::natural(UINT64_MAX) * 2 && twice - counts(book) == counts(book);
}());
static_assert([] {
  counts many = counts().add(operation::mul, precision::f16, 1).add(operation::add, precision::f16, 3);
  tally::natural four_times_power = 4;
  for (int i = 0; i < 36; ++i) many *= 10, four_times_power *= 10;
  const counts one_more = counts(many).add(operation::mul, precision::f16, 1);
  return one_more != many && one_more - many == counts().add(operation::mul, precision::f16, 1) &&
         many.flops().value() == four_times_power && one_more.flops() - many.flops() == 1;
}());

// Counts are a fact, and an amount is one reading of it: neither is a number by itself.
static_assert(!std::is_convertible_v<counts, int> && !std::is_convertible_v<counts, tally::flop_amount>);
static_assert(!std::is_convertible_v<ledger, counts>);

// The numbers that are not zero, one by one, by operation and then by precision.
constexpr auto items = [](const counts& c) {
  std::size_t n = 0;
  natural weighted = 0;
  counts again;
  for (const auto& [kind, format, times] : c) {
    again.add(kind, format, times);
    weighted += times * ++n;  // so that their order tells
  }
  return again == c ? weighted : natural(0);
};
static_assert(items(sample) == 18 * 1 + 27 * 2 + 1000 * 3 + 5 * 4 && counts().empty());
constexpr counts none;
static_assert(none.begin() == none.end());
static_assert(*sample.begin() == counts::item{operation::add, precision::f32, 18});
static_assert(std::forward_iterator<counts::iterator>);

// Of each number a fraction, rounded up; exact where numerator times number goes beyond 2^128.
static_assert(sample.scaled(21, 20) == counts()
                                           .add(operation::add, precision::f32, 19)     // 18.9
                                           .add(operation::mul, precision::f32, 29)     // 28.35
                                           .add(operation::mul, precision::f64, 1050)   // exactly
                                           .add(operation::compare, precision::i32, 6)  // 5.25
);
static_assert(sample.scaled(1, 1) == sample && sample.scaled(0, 7).empty() && sample.scaled(3, 1) == sample * 3);
static_assert(natural::of(~tally::detail::uint128{}).scaled(100, 100) == natural::of(~tally::detail::uint128{}));
static_assert(natural(1).scaled(1, 1000) == 1 && natural(0).scaled(1, 1000) == 0);
static_assert(sample.flops().scaled(11, 10) == 1150);  // 1045 · 1.1 = 1149.5

}  // namespace
