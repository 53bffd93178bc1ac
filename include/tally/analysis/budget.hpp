// SPDX-License-Identifier: MIT
// Limits on what is spent: at compile time with the numbers in the compiler's message, at run time with an exception.
#pragma once

#include "tally/core/convention.hpp"
#include "tally/core/counts.hpp"
#include "tally/core/error.hpp"
#include "tally/core/natural.hpp"
#include "tally/core/operation.hpp"
#include "tally/core/precision.hpp"
#include "tally/nn/trace.hpp"

#include <concepts>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>

namespace tally {

/// More is spent than a budget allows; `what()` says what, the limit and the excess.
class budget_error : public error {
 public:
  budget_error(const std::string& message, natural spent, natural limit)
      : error(message), spent_(spent), limit_(limit) {}

  [[nodiscard]] natural spent() const { return spent_; }
  [[nodiscard]] natural limit() const { return limit_; }
  [[nodiscard]] natural excess() const { return spent_ - limit_; }

 private:
  natural spent_;
  natural limit_;
};

/// A budget was asked about a measurement that counted nothing.
class nothing_counted_error : public error {
 public:
  using error::error;
};

/// What has counts: `counts` themselves, a prediction, a trace.
template <class T>
concept expenditure = std::same_as<T, counts> || std::same_as<T, prediction> || std::same_as<T, trace>;

/// The numbers in the compiler's message when `within` fails. Below 2^64 each is one number; a larger one is written in
/// groups of 18 decimal digits, the highest first, each without its leading zeros.
template <unsigned long long... Number>
struct spent;
template <unsigned long long... Number>
struct limit;
template <unsigned long long... Number>
struct excess;

namespace detail {

inline constexpr natural one_group = 1'000'000'000'000'000'000;

template <template <unsigned long long...> class Tag, natural N>
constexpr auto tagged() {
  using number = unsigned long long;
  if constexpr (N <= (std::numeric_limits<number>::max)())
    return std::type_identity<Tag<static_cast<number>(N)>>();
  else if constexpr (N / one_group < one_group)
    return std::type_identity<Tag<static_cast<number>(N / one_group), static_cast<number>(N % one_group)>>();
  else
    return std::type_identity<
        Tag<static_cast<number>(N / one_group / one_group), static_cast<number>(N / one_group % one_group),
            static_cast<number>(N % one_group)>>();
}
template <template <unsigned long long...> class Tag, natural N>
using tag = typename decltype(tagged<Tag, N>())::type;

// Two sides of one budget are numbers of the same thing; a plain integer takes the other side's meaning.
template <class Spent, class Limit>
inline constexpr bool same_convention = std::same_as<Spent, Limit>;
template <class Spent, std::integral Limit>
inline constexpr bool same_convention<Spent, Limit> = true;
template <std::integral Spent>
inline constexpr bool same_convention<Spent, natural> = true;

template <const auto& Convention>
constexpr natural number_of(amount<Convention> a) {
  return a.value();
}
constexpr natural number_of(natural n) { return n; }

}  // namespace detail

/// What the compiler shows when `within` fails.
template <class Spent, class Limit, class Excess>
struct budget_exceeded {
  static_assert(detail::always_false<Spent>,
                "tally: a budget is exceeded; what is spent, the limit and the excess stand in budget_exceeded<...>");
  static constexpr bool value = false;
};

/// Whether `Spent` is at most `Limit`; if it is not, the compiler's message shows both numbers and the excess:
///
///     static_assert(tally::within<tally::predict(net, {1, 784}).flops(), 500_kFLOP>);
///     static_assert(tally::within<cost.parameters(), 250'000>);                       // constexpr auto cost =
///     predict(…) static_assert(tally::within<cost.counts()[tally::operation::mul], 220'000>);
///
///     constexpr tally::prediction gate = tally::trace(net, {1, 784}).at("gate");    // clang wants a part of a trace
///     static_assert(tally::within<gate.macs(), 110_kMAC>);                            // to have a name
///
/// `Spent` is an amount or a natural number; `Limit` is the same, or an integer. Two amounts of different conventions
/// do not compile.
template <auto Spent, auto Limit>
inline constexpr bool within = [] {
  using spent_type = std::remove_const_t<decltype(Spent)>;
  using limit_type = std::remove_const_t<decltype(Limit)>;
  static_assert(detail::same_convention<spent_type, limit_type>,
                "tally: what is spent and its limit are amounts of different conventions");
  if constexpr (detail::same_convention<spent_type, limit_type>) {
    constexpr natural sum = detail::number_of(Spent);
    constexpr natural most = detail::number_of(Limit);
    if constexpr (sum > most)
      return budget_exceeded<detail::tag<spent, sum>, detail::tag<limit, most>, detail::tag<excess, sum - most>>::value;
  }
  return true;
}();

namespace detail {

constexpr const counts& counts_of(const counts& c) { return c; }
constexpr const counts& counts_of(const prediction& p) { return p.counts(); }
constexpr const counts& counts_of(const trace& t) { return t.total().counts(); }

// A measurement of code that runs on plain numbers counts nothing and would fit for ever. What a prediction spends is
// known without running anything, and a constant expression cannot have measured: there, nothing is an answer.
constexpr void refuse_nothing(const prediction&) {}
constexpr void refuse_nothing(const trace&) {}
constexpr void refuse_nothing(const counts& c) {
  if (!__builtin_is_constant_evaluated() && c.empty())
    fail<nothing_counted_error>(
        "tally: a budget is asked about work in which nothing was counted; does the code run on float or double "
        "instead of tally::counted, or leave an expression unevaluated? Where nothing is what it should spend, say "
        "spends_nothing");
}

// What is spent, as an amount under the limit's convention.
template <expenditure Spent, const auto& Convention>
constexpr amount<Convention> spent_like(const Spent& spent, amount<Convention>) {
  if constexpr (std::same_as<amount<Convention>, mac_amount>)
    return macs(spent);  // refuses counts, which do not say
  else
    return counts_of(spent).template in<Convention>();
}
template <const auto& Convention>
constexpr amount<Convention> spent_like(amount<Convention> spent, amount<Convention>) {
  return spent;
}

template <const auto& Convention>
constexpr std::string_view unit_of(amount<Convention>) {
  return Convention.unit;
}
template <const auto& Convention>
constexpr std::string_view rule_of(amount<Convention>) {
  return Convention.rule;
}

// "the budget of layer1 is exceeded: 20 mul in f32 are spent, the limit is 10, the excess is 10"
inline std::string budget_message(std::string_view of, const std::string& facts) {
  std::string message = "tally: the budget";
  if (!of.empty()) message.append(" of ").append(of);
  return message.append(" is exceeded: ").append(facts);
}
inline std::string budget_facts(natural spent, natural limit, const std::string& unit) {
  return to_string(spent) + (unit.empty() ? "" : " " + unit) + " spent, the limit is " + to_string(limit) +
         ", the excess is " + to_string(spent - limit);
}
[[noreturn]] inline void throw_budget_error(std::string_view of, natural spent, natural limit, std::string_view unit,
                                            std::string_view rule) {
  std::string counted(unit);
  if (!rule.empty()) counted.append(" (").append(rule).append(")");
  detail::raise(budget_error(budget_message(of, budget_facts(spent, limit, counted)), spent, limit));
}

// Each kind of operation of which there are too many; the error's numbers are the first one's.
inline void require_within_each(const counts& spent, const counts& limit, std::string_view of) {
  std::string facts;
  natural first_spent;
  natural first_limit;
  for (std::size_t i = 0; i < operation_count * precision_count; ++i) {
    const operation kind = static_cast<operation>(i / precision_count);
    const precision format = static_cast<precision>(i % precision_count);
    const natural sum = spent.at(kind, format);
    const natural most = limit.at(kind, format);
    if (sum <= most) continue;
    if (facts.empty()) {
      first_spent = sum;
      first_limit = most;
    }
    facts += (facts.empty() ? "" : "; ") +
             budget_facts(sum, most, std::string(name(kind)) + " " + std::string(name(format)));
  }
  if (!facts.empty()) detail::raise(budget_error(budget_message(of, facts), first_spent, first_limit));
}

}  // namespace detail

/// Whether nothing at all was spent: the name of a zero that is meant.
[[nodiscard]] constexpr bool spends_nothing(const expenditure auto& spent) { return detail::counts_of(spent).empty(); }

/// Whether `spent` is at most `limit`. A limit is an amount, an integer (FLOPs, where counts, a prediction or a trace
/// is compared with it) or counts, which limit every kind of operation in every precision by itself.
///
/// Counts in which nothing was counted are refused at run time with `tally::nothing_counted_error`, because code that
/// runs on plain numbers would fit every budget; `spends_nothing` asks for a zero that is meant. An amount no longer
/// knows where it is from: give the counts, not their FLOPs. Predictions and traces of nothing fit.
template <const auto& Convention>
[[nodiscard]] constexpr bool fits(amount<Convention> spent, amount<Convention> limit) {
  return spent <= limit;
}
template <const auto& Convention>
[[nodiscard]] constexpr bool fits(amount<Convention> spent, std::integral auto limit) {
  return spent <= limit;
}
[[nodiscard]] constexpr bool fits(natural spent, natural limit) { return spent <= limit; }
template <expenditure Spent, const auto& Convention>
[[nodiscard]] constexpr bool fits(const Spent& spent, amount<Convention> limit) {
  detail::refuse_nothing(spent);
  return detail::spent_like(spent, limit) <= limit;
}
template <expenditure Spent>
[[nodiscard]] constexpr bool fits(const Spent& spent, std::integral auto limit) {
  detail::refuse_nothing(spent);
  return detail::counts_of(spent).flops() <= limit;
}
template <expenditure Spent>
[[nodiscard]] constexpr bool fits(const Spent& spent, const counts& limit) {
  detail::refuse_nothing(spent);
  const counts& sum = detail::counts_of(spent);
  for (std::size_t i = 0; i < operation_count; ++i)
    for (std::size_t j = 0; j < precision_count; ++j)
      if (sum.at(static_cast<operation>(i), static_cast<precision>(j)) >
          limit.at(static_cast<operation>(i), static_cast<precision>(j)))
        return false;
  return true;
}

/// Does nothing if `spent` fits `limit`, as `fits` says, and otherwise throws `tally::budget_error` with both numbers
/// and the excess; `of` is the name that the message gives the budget:
///
///     tally::require_within(tally::measure([&] { filter.step(); }), 12'000, "one filter step");
///
/// As `fits`, it refuses counts in which nothing was counted.
/// A plain number of anything else, such as parameters, goes with a natural limit.
template <const auto& Convention>
constexpr void require_within(amount<Convention> spent, amount<Convention> limit, std::string_view of = {}) {
  if (spent > limit) detail::throw_budget_error(of, spent.value(), limit.value(), Convention.unit, Convention.rule);
}
template <const auto& Convention>
constexpr void require_within(amount<Convention> spent, std::integral auto limit, std::string_view of = {}) {
  require_within(spent, amount<Convention>(limit), of);
}
constexpr void require_within(natural spent, natural limit, std::string_view of = {}) {
  if (spent > limit) detail::throw_budget_error(of, spent, limit, "", "");
}
template <expenditure Spent, const auto& Convention>
constexpr void require_within(const Spent& spent, amount<Convention> limit, std::string_view of = {}) {
  detail::refuse_nothing(spent);
  require_within(detail::spent_like(spent, limit), limit, of);
}
template <expenditure Spent>
constexpr void require_within(const Spent& spent, std::integral auto limit, std::string_view of = {}) {
  detail::refuse_nothing(spent);
  require_within(detail::counts_of(spent).flops(), flop_amount(limit), of);
}
template <expenditure Spent>
constexpr void require_within(const Spent& spent, const counts& limit, std::string_view of = {}) {
  if (!fits(spent, limit)) detail::require_within_each(detail::counts_of(spent), limit, of);
}

}  // namespace tally
