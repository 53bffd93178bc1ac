// SPDX-License-Identifier: MIT
// The shapes of what a network gives: a tensor, or several in a pair, tuple, array, vector, optional or struct.
#pragma once

#include "tally/tensor/primitive.hpp"
#include "tally/tensor/shape.hpp"

#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace tally::detail {

// Converts to whatever a member of T is, in expressions that are never evaluated.
template <class T>
struct any_member_of {
  template <class Member>
    requires(!std::is_base_of_v<Member, T>)
  constexpr operator Member() const;
};
template <class T, std::size_t>
using member_placeholder = any_member_of<T>;

template <class T, std::size_t... I>
constexpr bool is_made_of(std::index_sequence<I...>) {
  return requires { T{member_placeholder<T, I>()...}; };
}

inline constexpr std::size_t most_members = 12;

// How many members a struct has: as many as its braces take.
template <class T, std::size_t N = most_members + 1>
constexpr std::size_t member_count() {
  if constexpr (N == 0 || std::is_empty_v<T>)
    return 0;
  else if constexpr (is_made_of<T>(std::make_index_sequence<N>()))
    return N;
  else
    return member_count<T, N - 1>();
}

// Calls f with each member.
template <class T, class F>
constexpr void for_each_member(const T& whole, const F& f) {
  constexpr std::size_t count = member_count<T>();
  static_assert(count <= most_members,
                "tally: a struct of results has more than 12 members; return a std::tuple of them");
  const auto each = [&](const auto&... members) { (f(members), ...); };
  if constexpr (count == 1) {
    const auto& [a] = whole;
    each(a);
  } else if constexpr (count == 2) {
    const auto& [a, b] = whole;
    each(a, b);
  } else if constexpr (count == 3) {
    const auto& [a, b, c] = whole;
    each(a, b, c);
  } else if constexpr (count == 4) {
    const auto& [a, b, c, d] = whole;
    each(a, b, c, d);
  } else if constexpr (count == 5) {
    const auto& [a, b, c, d, e] = whole;
    each(a, b, c, d, e);
  } else if constexpr (count == 6) {
    const auto& [a, b, c, d, e, g] = whole;
    each(a, b, c, d, e, g);
  } else if constexpr (count == 7) {
    const auto& [a, b, c, d, e, g, h] = whole;
    each(a, b, c, d, e, g, h);
  } else if constexpr (count == 8) {
    const auto& [a, b, c, d, e, g, h, i] = whole;
    each(a, b, c, d, e, g, h, i);
  } else if constexpr (count == 9) {
    const auto& [a, b, c, d, e, g, h, i, j] = whole;
    each(a, b, c, d, e, g, h, i, j);
  } else if constexpr (count == 10) {
    const auto& [a, b, c, d, e, g, h, i, j, k] = whole;
    each(a, b, c, d, e, g, h, i, j, k);
  } else if constexpr (count == 11) {
    const auto& [a, b, c, d, e, g, h, i, j, k, l] = whole;
    each(a, b, c, d, e, g, h, i, j, k, l);
  } else if constexpr (count == 12) {
    const auto& [a, b, c, d, e, g, h, i, j, k, l, m] = whole;
    each(a, b, c, d, e, g, h, i, j, k, l, m);
  }
}

template <class Result>
concept holds_one_or_none = requires(const Result& r) {
  { r.has_value() } -> std::same_as<bool>;
  *r;
};
template <class Result>
concept has_parts = requires {
  std::tuple_size<Result>::value;
};
template <class Result>
concept is_series = requires(const Result& r) {
  r.begin();
  r.end();
};

// Calls f with the shape of every tensor in a result, in order. What is no tensor has no shape and is left out.
template <class Result, class F>
constexpr void for_each_shape(const Result& result, const F& f) {
  const auto within = [&](const auto& part) { for_each_shape(part, f); };
  if constexpr (tensor_like<Result>) {
    f(result.shape());
  } else if constexpr (holds_one_or_none<Result>) {
    if (result.has_value()) within(*result);
  } else if constexpr (has_parts<Result>) {
    [&]<std::size_t... I>(std::index_sequence<I...>) { (within(get<I>(result)), ...); }
    (std::make_index_sequence<std::tuple_size<Result>::value>());
  } else if constexpr (is_series<Result>) {
    for (const auto& part : result) within(part);
  } else if constexpr (std::is_class_v<Result> && std::is_aggregate_v<Result>) {
    for_each_member(result, within);
  } else if constexpr (requires { f(result.shape()); }) {
    f(result.shape());
  }
}

}  // namespace tally::detail
