// SPDX-License-Identifier: MIT
// Numbers, and what is made of numbers, become arguments that count.
#pragma once

#include "tally/core/complex_number.hpp"
#include "tally/core/counted.hpp"
#include "tally/core/recorder.hpp"

#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace tally {

/// The counting twin of an argument type, `type`, where it has one: `counted<double, pointer_recorder>` of double, and
/// of an array or of a class template's instance the same with its numbers replaced. Specialise it for a class template
/// that is written in another way.
template <class T>
struct counting_argument {
  using type = T;
};
template <class T>
using counting_argument_t = typename counting_argument<T>::type;

template <plain_number Number>
  requires(!std::same_as<Number, bool> && !std::same_as<Number, char> && !std::is_enum_v<Number>)
struct counting_argument<Number> {
  using type = counted<Number, pointer_recorder>;
};
template <class T, class Recorder>
struct counting_argument<counted<T, Recorder>> {
  using type = counted<T, pointer_recorder>;
};
template <class T, std::size_t N>
struct counting_argument<T[N]> {
  using type = counting_argument_t<T>[N];
};
template <template <class...> class Template, class... Ts>
struct counting_argument<Template<Ts...>> {
  using type = Template<counting_argument_t<Ts>...>;
};
template <template <class, std::size_t> class Template, class T, std::size_t N>
struct counting_argument<Template<T, N>> {
  using type = Template<counting_argument_t<T>, N>;
};
template <template <class, int> class Template, class T, int N>
struct counting_argument<Template<T, N>> {
  using type = Template<counting_argument_t<T>, N>;
};
template <template <class, std::size_t, std::size_t> class Template, class T, std::size_t M, std::size_t N>
struct counting_argument<Template<T, M, N>> {
  using type = Template<counting_argument_t<T>, M, N>;
};
template <template <class, int, int> class Template, class T, int M, int N>
struct counting_argument<Template<T, M, N>> {
  using type = Template<counting_argument_t<T>, M, N>;
};
// As Eigen's matrices and arrays are.
template <template <class, int, int, int, int, int> class Template, class T, int A, int B, int C, int D, int E>
struct counting_argument<Template<T, A, B, C, D, E>> {
  using type = Template<counting_argument_t<T>, A, B, C, D, E>;
};

namespace detail {

// Converts to whatever initialises a member, to find out how many there are.
struct any_member {
  template <class T>
  constexpr operator T() const;
};
template <std::size_t>
constexpr any_member member() {
  return {};
}

// Whether an aggregate can be initialised by so many values; and by some, some more in braces of their own, and others.
template <class T, std::size_t... I>
constexpr bool initialised_by(std::index_sequence<I...>) {
  return requires { T{member<I>()...}; };
}
template <class T, std::size_t... Before, std::size_t... Braced, std::size_t... After>
constexpr bool initialised_by(std::index_sequence<Before...>, std::index_sequence<Braced...>,
                              std::index_sequence<After...>) {
  return requires { T{member<Before>()..., {member<Braced>()...}, member<After>()...}; };
}
template <class T, std::size_t... N>
inline constexpr bool is_initialised_by = initialised_by<T>(std::make_index_sequence<N>()...);

// How many values initialise an aggregate; each element of an array in it is one.
template <class T, std::size_t N = 0>
constexpr std::size_t values_of() {
  if constexpr (N < 64 && is_initialised_by<T, N + 1>)
    return values_of<T, N + 1>();
  else
    return N;
}
// How many of them the member takes that begins with value `At`: one, unless it is an array, which empty braces would
// stand for whole, so that too many would follow.
template <class T, std::size_t All, std::size_t At, std::size_t N>
constexpr std::size_t values_of_member() {
  if constexpr (N == 1 || is_initialised_by<T, At, 0, All - At - 1>)
    return 1;
  else if constexpr (is_initialised_by<T, At, N, All - At - N>)
    return N;
  else
    return values_of_member<T, All, At, N - 1>();
}
template <class T, std::size_t All = values_of<T>(), std::size_t At = 0>
constexpr std::size_t members_of() {
  if constexpr (requires { std::tuple_size<T>::value; })
    return std::tuple_size<T>::value;
  else if constexpr (At == All)
    return 0;
  else
    return 1 + members_of<T, All, At + values_of_member<T, All, At, All - At>()>();
}

// Calls `f` with all members of `x`, of which there are `N`.
template <std::size_t N, class T, class F>
constexpr void with_members(T& x, F f) {
#define TALLY_MEMBERS(n, ...) \
  if constexpr (N == n) {     \
    auto& [__VA_ARGS__] = x;  \
    f(__VA_ARGS__);           \
  }
  TALLY_MEMBERS(1, a)
  TALLY_MEMBERS(2, a, b)
  TALLY_MEMBERS(3, a, b, c)
  TALLY_MEMBERS(4, a, b, c, d)
  TALLY_MEMBERS(5, a, b, c, d, e)
  TALLY_MEMBERS(6, a, b, c, d, e, g)
  TALLY_MEMBERS(7, a, b, c, d, e, g, h)
  TALLY_MEMBERS(8, a, b, c, d, e, g, h, i)
  TALLY_MEMBERS(9, a, b, c, d, e, g, h, i, j)
  TALLY_MEMBERS(10, a, b, c, d, e, g, h, i, j, k)
  TALLY_MEMBERS(11, a, b, c, d, e, g, h, i, j, k, l)
  TALLY_MEMBERS(12, a, b, c, d, e, g, h, i, j, k, l, m)
#undef TALLY_MEMBERS
  static_assert(N <= 12, "tally: count takes structs of at most twelve members; group them in structs of their own");
}

template <class T>
concept sized_sequence = requires(const T& x) {
  x.begin() != x.end();
  x.size();
};
template <class T>
concept indexed_by_two = requires(const T& x) {
  x.rows();
  x.cols();
  x(x.rows(), x.cols());
};
template <class T>
concept of_two_parts = requires(const T& x) {
  x.real();
  x.imag();
};

// The type whose numbers a class template's instance holds, by its first parameter.
template <class T>
struct number_type {
  using type = void;
};
template <template <class...> class Template, plain_number Number, class... Rest>
struct number_type<Template<Number, Rest...>> {
  using type = Number;
};
template <template <class, std::size_t> class Template, plain_number Number, std::size_t N>
struct number_type<Template<Number, N>> {
  using type = Number;
};
template <template <class, int> class Template, plain_number Number, int N>
struct number_type<Template<Number, N>> {
  using type = Number;
};

// A class that is nothing but numbers of one type, one after another, whatever its constructors: every byte of it grows
// as a number does that becomes a counted one.
template <class To, class From, class Number = typename number_type<From>::type>
constexpr bool only_numbers() {
  if constexpr (std::is_void_v<Number> || !std::is_trivially_copyable_v<From>)
    return false;
  else
    return sizeof(From) % sizeof(Number) == 0 &&
           sizeof(To) == sizeof(From) / sizeof(Number) * sizeof(counted<Number, pointer_recorder>);
}

template <class T>
inline constexpr bool can_become_a_counting_argument = false;  // asserted, so that the compiler names T

// The values of `from`, in a number or something of numbers that counts in `spent`. In a class memberwise; what is no
// number of the class's number type is copied.
template <class To, class From>
constexpr void become(To& to, const From& from, ledger& spent) {
  if constexpr (is_counted<To>) {
    to = To(static_cast<typename To::value_type>(value(from)), pointer_recorder(spent));
  } else if constexpr (std::same_as<To, From>) {
    to = from;
  } else if constexpr (std::is_array_v<To>) {
    for (std::size_t i = 0; i < std::extent_v<To>; ++i) become(to[i], from[i], spent);
  } else if constexpr (indexed_by_two<From>) {
    if constexpr (requires { to.resize(from.rows(), from.cols()); }) to.resize(from.rows(), from.cols());
    for (auto j = from.cols() - from.cols(); j < from.cols(); ++j)
      for (auto i = from.rows() - from.rows(); i < from.rows(); ++i) become(to(i, j), from(i, j), spent);
  } else if constexpr (of_two_parts<From>) {
    typename To::value_type real{};
    typename To::value_type imag{};
    become(real, from.real(), spent);
    become(imag, from.imag(), spent);
    to = To(real, imag);
  } else if constexpr (sized_sequence<From>) {
    if constexpr (requires { to.resize(from.size()); }) to.resize(from.size());
    auto next = to.begin();
    for (const auto& element : from) become(*next++, element, spent);
  } else if constexpr (std::is_aggregate_v<From> || requires { std::tuple_size<From>::value; }) {
    constexpr std::size_t members = members_of<From>();
    with_members<members>(to, [&](auto&... into) {
      with_members<members>(from, [&](const auto&... out_of) { (become(into, out_of, spent), ...); });
    });
  } else if constexpr (only_numbers<To, From>()) {
    using number = typename number_type<From>::type;
    if (__builtin_is_constant_evaluated())
      fail<error>("tally: in a constant expression, count takes no class that has constructors or private members");
    constexpr std::size_t count = sizeof(From) / sizeof(number);
    number plain[count];
    counted<number, pointer_recorder> counting[count];
    __builtin_memcpy(plain, &from, sizeof(From));
    for (std::size_t i = 0; i < count; ++i) counting[i] = {plain[i], pointer_recorder(spent)};
    __builtin_memcpy(static_cast<void*>(&to), counting, sizeof(To));
  } else if constexpr (std::is_constructible_v<To, const From&>) {
    to = To(from);  // as constants, which count at run time all the same
  } else {
    static_assert(can_become_a_counting_argument<From>,
                  "tally: count does not know how this class holds its numbers; pass it the numbers themselves");
  }
}

// An argument while `count` runs. Numbers are passed by value, so that `decltype(x)` of an `auto&& x` is a number's;
// what is made of numbers by reference, so that `f` may change it.
template <class From>
class counting_copy {
  using type = counting_argument_t<From>;

 public:
  using passed = std::conditional_t<is_counted<type>, type, type&>;
  constexpr counting_copy(const From& from, ledger& spent) { become(made_, from, spent); }
  constexpr passed pass() { return made_; }

 private:
  type made_{};
};

// Whether any number in it counts.
template <class T>
inline constexpr bool counts_as_argument = is_counted<T> || !std::same_as<counting_argument_t<T>, T>;

}  // namespace detail
}  // namespace tally
