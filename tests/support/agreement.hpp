// SPDX-License-Identifier: MIT
// Prediction against measurement: the same code read over shapes, over counted tensors, and over a scalar from outside.
#pragma once

#include "support/tallying_scalar.hpp"
#include "tally/core/measure.hpp"
#include "tally/nn/trace.hpp"
#include "tally/tensor/primitives.hpp"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <tuple>

namespace agreement {

using tally::index;
using tally::shape;

/// What one reading of some code came to.
struct reading {
  shape output;
  tally::counts spent;

  [[nodiscard]] friend constexpr bool operator==(const reading& a, const reading& b) {
    return a.output == b.output && a.spent == b.spent;
  }
  [[nodiscard]] friend std::string to_string(const reading& r) {
    return to_string(r.output) + " for " + to_string(r.spent);
  }
};

/// By formula: `f` over shapes.
template <class F, class... Shapes>
[[nodiscard]] constexpr reading predicted(tally::precision format, const F& f, const Shapes&... inputs) {
  tally::shape_context context(format);
  const auto result = f(context.input(inputs)...);
  return {result.shape(), context.total().counts()};
}

/// Numbers between 0.5 and 2, of which every function here has a value.
template <class S>
[[nodiscard]] tally::tensor<S> numbers(const shape& extents, std::uint64_t seed) {
  tally::tensor<S> result(extents);
  tally::detail::random_numbers random(seed);
  for (S& element : result) element = S(1.25 + 0.75 * static_cast<double>(random.next_signed_unit()));
  return result;
}

struct seeds {
  std::uint64_t last = 0;
  std::uint64_t next() { return ++last; }
};

/// By the loop: `f` over counted tensors.
template <class T, class F, class... Shapes>
[[nodiscard]] reading measured(const F& f, const Shapes&... inputs) {
  seeds seed;
  const std::tuple arguments{numbers<tally::counted<T>>(inputs, seed.next())...};
  reading result;
  result.spent =
      tally::measure([&] { result.output = std::apply([&](const auto&... x) { return f(x...).shape(); }, arguments); });
  return result;
}

/// What the outside scalar has counted since its last reset.
[[nodiscard]] inline tally::counts seen_from_outside(tally::precision format) {
  using tally::operation;
  using tallying::kind;
  constexpr struct {
    kind theirs;
    operation ours;
  } same[] = {
      {kind::add, operation::add},         {kind::sub, operation::sub},           {kind::mul, operation::mul},
      {kind::div, operation::div},         {kind::negate, operation::negate},     {kind::compare, operation::compare},
      {kind::min_max, operation::min_max}, {kind::absolute, operation::absolute}, {kind::sqrt, operation::sqrt},
      {kind::exp, operation::exp},         {kind::log, operation::log},           {kind::sin, operation::sin},
      {kind::cos, operation::cos},         {kind::tanh, operation::tanh},         {kind::erf, operation::erf},
      {kind::pow, operation::pow},         {kind::round, operation::round}};
  static_assert(sizeof(same) / sizeof(same[0]) == tallying::kinds);
  tally::counts spent;
  for (const auto& [theirs, ours] : same) spent.add(ours, format, tallying::seen(theirs));
  return spent;
}

/// By the loop over a scalar that counts for itself.
template <class T, class F, class... Shapes>
[[nodiscard]] reading measured_from_outside(const F& f, const Shapes&... inputs) {
  seeds seed;
  const std::tuple arguments{numbers<tallying::number<T>>(inputs, seed.next())...};
  tallying::reset();
  const shape output = std::apply([&](const auto&... x) { return f(x...).shape(); }, arguments);
  return {output, seen_from_outside(tally::precision_of<T>)};
}

/// Empty if two readings are equal, otherwise both.
[[nodiscard]] inline std::string difference(const std::string& what, const reading& formula, const reading& loop) {
  if (formula == loop) return "";
  return what + ": the formula says " + to_string(formula) + ", the loop did " + to_string(loop) + "\n";
}

template <class... Shapes>
[[nodiscard]] std::string listed(const Shapes&... inputs) {
  std::string text;
  ((text += " " + to_string(inputs)), ...);
  return text;
}

/// Empty if the formula and the loop of `f`, generic code over tensors, agree for inputs of these shapes: in float and
/// double, and by the outside scalar's count. Otherwise what differs.
template <class F, class... Shapes>
[[nodiscard]] std::string disagreement(const F& f, const Shapes&... inputs) {
  using tally::precision;
  const reading single = predicted(precision::f32, f, inputs...);
  const reading twice = predicted(precision::f64, f, inputs...);
  const std::string text = difference("f32", single, measured<float>(f, inputs...)) +
                           difference("f64", twice, measured<double>(f, inputs...)) +
                           difference("f32 from outside", single, measured_from_outside<float>(f, inputs...));
  return text.empty() ? text : "for" + listed(inputs...) + ":\n" + text;
}

/// Whether they agree when the loop itself runs in a constant expression, on scalars that point to a ledger.
template <class F, class... Shapes>
[[nodiscard]] constexpr bool agree_in_constant_expression(const F& f, const Shapes&... inputs) {
  using scalar = tally::counted<float, tally::pointer_recorder>;
  tally::ledger spent;
  const auto numbers = [&](const shape& extents) {
    tally::tensor<scalar> result(extents);
    for (index i = 0; i < result.size(); ++i)
      result[i] = scalar(0.5F + 0.25F * static_cast<float>(i % 5), tally::pointer_recorder(spent));
    return result;
  };
  const auto output = f(numbers(inputs)...);
  return predicted(tally::precision::f32, f, inputs...) == reading{output.shape(), tally::counts(spent)};
}

/// Seeded sizes. Small ones, because loops run; 1 comes often, because it is where formulas go wrong.
class sizes {
 public:
  explicit sizes(std::uint64_t seed) : numbers_(seed) {}

  [[nodiscard]] index between(index least, index most) {
    return least + static_cast<index>(numbers_.next() % static_cast<std::uint64_t>(most - least + 1));
  }
  [[nodiscard]] bool coin() { return between(0, 1) == 1; }
  [[nodiscard]] index one_of(std::initializer_list<index> choices) {
    return choices.begin()[between(0, static_cast<index>(choices.size()) - 1)];
  }
  [[nodiscard]] index extent(index most = 7) { return between(0, 4) == 0 ? 1 : between(1, most); }
  [[nodiscard]] shape of_rank(int rank, index most = 7) {
    shape result;
    for (int i = 0; i < rank; ++i) result.push_back(extent(most));
    return result;
  }
  /// A shape that broadcasts with `to`: axes of it set to 1, or first axes left out.
  [[nodiscard]] shape broadcasting_to(const shape& to) {
    shape result;
    for (int i = static_cast<int>(between(0, to.rank())); i < to.rank(); ++i)
      result.push_back(between(0, 2) == 0 ? 1 : to[i]);
    return result;
  }

 private:
  tally::detail::random_numbers numbers_;
};

inline constexpr int random_cases = 1000;

}  // namespace agreement
