// SPDX-License-Identifier: MIT
// Budgets in Catch2 tests: REQUIRE_THAT(tally::measure([&] { filter.step(); }), tally::spends_at_most(12'000));
#pragma once

// Looked for before all else: without Catch2 there is nothing to adapt to.
#if __has_include(<catch2/matchers/catch_matchers_templated.hpp>)
#include <catch2/catch_test_macros.hpp>
#include <catch2/catch_tostring.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_templated.hpp>
#elif __has_include(<catch2/catch.hpp>)
#include <catch2/catch.hpp>
#else
#error "tally: Catch2 (2.13 or 3) is not found; link the CMake target tally::catch2, which needs find_package(Catch2)"
#endif

#include "tally/analysis/budget.hpp"
#include "tally/core/convention.hpp"
#include "tally/core/counts.hpp"
#include "tally/core/natural.hpp"
#include "tally/core/operation.hpp"
#include "tally/core/precision.hpp"
#include "tally/nn/trace.hpp"

#include <concepts>
#include <cstddef>
#include <string>
#include <type_traits>

namespace tally {

namespace detail {

// A matcher of several types. Version 2 composes (&&, ||, !) only matchers of one type, which is `Subject`.
#if __has_include(<catch2/matchers/catch_matchers_templated.hpp>)
template <class Matcher, class Subject>
class matcher_of : public Catch::Matchers::MatcherGenericBase {
 public:
  [[nodiscard]] bool match(const Subject& spent) const { return static_cast<const Matcher&>(*this).compare(spent); }
};
#else
template <class Matcher, class Subject>
class matcher_of : public Catch::Matchers::Impl::MatcherBase<Subject> {
 public:
  [[nodiscard]] bool match(const Subject& spent) const override {
    return static_cast<const Matcher&>(*this).compare(spent);
  }
};
#endif

// "add 1200 f32, mul 1210 f32: 2410 FLOP (fma = 2)". Digits are not grouped: Catch2 would break lines at the commas.
inline std::string readable(const counts& spent) { return to_string(spent) + ": " + to_string(spent.flops()); }

// How two sides of a limit differ, as the end of the sentence "spends at most 10 FLOP (fma = 2), but …".
inline std::string off_by(natural spent, natural limit) {
  if (spent > limit) return to_string(spent) + ", which is " + to_string(spent - limit) + " more";
  return to_string(spent) + ", which is " + to_string(limit - spent) + " less";
}

// The limit is an amount of one convention.
template <const auto& Convention>
class amount_limit {
 public:
  // Counts cannot be asked for MACs.
  using subject = std::conditional_t<std::same_as<amount<Convention>, mac_amount>, prediction, counts>;

  explicit amount_limit(amount<Convention> limit) : limit_(limit) {}

  template <class Spent>
  [[nodiscard]] bool matches(const Spent& spent, bool exactly) const {
    const auto sum = spent_like(spent, limit_);
    return exactly ? sum == limit_ : sum <= limit_;
  }
  template <class Spent>
  [[nodiscard]] std::string difference(const Spent& spent, bool) const {
    return off_by(spent_like(spent, limit_).value(), limit_.value());
  }
  [[nodiscard]] std::string text() const { return to_string(limit_); }

 private:
  amount<Convention> limit_;
};

// The limit is a number of every operation.
class counts_limit {
 public:
  using subject = counts;

  explicit counts_limit(const counts& limit) : limit_(limit) {}

  template <class Spent>
  [[nodiscard]] bool matches(const Spent& spent, bool exactly) const {
    return exactly ? counts_of(spent) == limit_ : fits(spent, limit_);
  }
  template <class Spent>
  [[nodiscard]] std::string difference(const Spent& spent, bool exactly) const {
    std::string text;
    for (std::size_t i = 0; i < operation_count; ++i)
      for (std::size_t j = 0; j < precision_count; ++j) {
        const operation kind = static_cast<operation>(i);
        const precision format = static_cast<precision>(j);
        const natural sum = counts_of(spent).at(kind, format);
        const natural most = limit_.at(kind, format);
        // Of a limit, only what is above it is wrong; of an exact number, either side.
        if (sum == most || (sum < most && !exactly)) continue;
        text += (text.empty() ? "" : "; ") + std::string(name(kind)) + " " + std::string(name(format)) + " " +
                off_by(sum, most);
      }
    return text;
  }
  [[nodiscard]] std::string text() const { return std::string("{ ") + readable(limit_) + " }"; }

 private:
  counts limit_;
};

template <class Limit>
class spending_matcher final : public matcher_of<spending_matcher<Limit>, typename Limit::subject> {
  using subject = typename Limit::subject;

 public:
  spending_matcher(const Limit& limit, bool exactly) : limit_(limit), exactly_(exactly) {}

  using matcher_of<spending_matcher, subject>::match;
  template <expenditure Spent>
    requires(!std::same_as<Spent, subject>)
  [[nodiscard]] bool match(const Spent& spent) const { return compare(spent); }

  // What was spent is known here, and only here; the description, which is asked for later, tells of it.
  template <class Spent>
  [[nodiscard]] bool compare(const Spent& spent) const {
    refuse_nothing(spent);
    const bool matched = limit_.matches(spent, exactly_);
    difference_ = matched ? std::string() : std::string(", but spends ") + limit_.difference(spent, exactly_);
    return matched;
  }

 protected:
  [[nodiscard]] std::string describe() const override {
    return (exactly_ ? "spends exactly " : "spends at most ") + limit_.text() + difference_;
  }

 private:
  Limit limit_;
  bool exactly_;
  mutable std::string difference_;
};

class nothing_matcher final : public matcher_of<nothing_matcher, counts> {
 public:
  using matcher_of<nothing_matcher, counts>::match;
  template <expenditure Spent>
    requires(!std::same_as<Spent, counts>)
  [[nodiscard]] bool match(const Spent& spent) const { return compare(spent); }

  template <class Spent>
  [[nodiscard]] bool compare(const Spent& spent) const {
    return counts_of(spent).empty();
  }

 protected:
  [[nodiscard]] std::string describe() const override { return "spends nothing"; }
};

}  // namespace detail

/// A matcher of `counts`, predictions and traces: at most that much is spent. The limit is a number of FLOPs, an amount
/// of any convention, or counts, each of which limits its operation in its precision. A failure shows what was spent,
/// operation by operation, and by how much the limit is exceeded. Counts do not know MACs: a limit in MACs goes with
/// predictions and traces. Counts in which nothing was counted are refused with `tally::nothing_counted_error`,
/// whatever the limit, in a negation too; `spends_nothing()` expects them.
[[nodiscard]] inline auto spends_at_most(std::integral auto flops) {
  return detail::spending_matcher(detail::amount_limit(flop_amount(flops)), false);
}
template <const auto& Convention>
[[nodiscard]] auto spends_at_most(amount<Convention> limit) {
  return detail::spending_matcher(detail::amount_limit(limit), false);
}
[[nodiscard]] inline auto spends_at_most(const counts& limit) {
  return detail::spending_matcher(detail::counts_limit(limit), false);
}

/// The same, but exactly: that many FLOPs, that amount, or those counts in every operation and precision.
[[nodiscard]] inline auto spends(std::integral auto flops) {
  return detail::spending_matcher(detail::amount_limit(flop_amount(flops)), true);
}
template <const auto& Convention>
[[nodiscard]] auto spends(amount<Convention> expected) {
  return detail::spending_matcher(detail::amount_limit(expected), true);
}
[[nodiscard]] inline auto spends(const counts& expected) {
  return detail::spending_matcher(detail::counts_limit(expected), true);
}

/// The zero that is meant: nothing is spent, not even a comparison.
[[nodiscard]] inline auto spends_nothing() { return detail::nothing_matcher(); }

}  // namespace tally

// How Catch2 shows what it compares.
namespace Catch {

template <>
struct StringMaker<tally::natural> {
  static std::string convert(tally::natural n) { return to_string(n); }
};
template <const auto& Convention>
struct StringMaker<tally::amount<Convention>> {
  static std::string convert(tally::amount<Convention> a) { return to_string(a); }
};
template <>
struct StringMaker<tally::counts> {
  static std::string convert(const tally::counts& spent) {
    return std::string("{ ") + tally::detail::readable(spent) + " }";
  }
};
template <>
struct StringMaker<tally::prediction> {
  static std::string convert(const tally::prediction& predicted) {
    return std::string("{ ") + tally::detail::readable(predicted.counts()) + ", " + to_string(predicted.macs()) + ", " +
           to_string(predicted.parameters()) + " parameters }";
  }
};
template <>
struct StringMaker<tally::trace> {
  static std::string convert(const tally::trace& traced) {
    return StringMaker<tally::prediction>::convert(traced.total());
  }
};
template <>
struct StringMaker<tally::shape> {
  static std::string convert(const tally::shape& extents) { return to_string(extents); }
};

}  // namespace Catch
