// SPDX-License-Identifier: MIT
// What a primitive is, and the one way in which all of them are applied.
#pragma once

#include "tally/core/natural.hpp"
#include "tally/core/precision.hpp"
#include "tally/tensor/category.hpp"
#include "tally/tensor/cost.hpp"
#include "tally/tensor/narrow_integer.hpp"
#include "tally/tensor/shape.hpp"
#include "tally/tensor/shape_only.hpp"
#include "tally/tensor/tensor.hpp"

#include <concepts>
#include <initializer_list>
#include <string_view>
#include <type_traits>

namespace tally {

namespace detail {

template <class>
inline constexpr bool is_tensor_like = false;
template <class S>
inline constexpr bool is_tensor_like<tensor<S>> = true;
template <>
inline constexpr bool is_tensor_like<shape_only> = true;

template <class>
using shape_of = const shape&;

}  // namespace detail

/// Something a layer passes on: a tensor, or its shape alone.
template <class T>
concept tensor_like = detail::is_tensor_like<std::remove_cvref_t<T>>;

/// The precisions in which a primitive reads its inputs, does its operations and writes its output.
struct used_precisions {
  precision read;
  precision done;
  precision written;
};

/// What a primitive has beside its loop: a name, its shape rule and its formula. `shape` stands for one input's shape.
///
///     static constexpr std::string_view name = "…";
///     constexpr shape output(const shape&... inputs) const;                     // or throws tally::shape_error
///     constexpr cost formula(const shape& output, const shape&... inputs) const;
///     constexpr void loop(tensor<S>& output, const tensor<S>&... inputs) const; // for any scalar S
///
/// The formula says what the loop does, for any scalar. Work of unknown size is never zero: without a formula a
/// primitive is not one. `loop` finds its output zeroed. Optional: `traffic(output, inputs...)`, the elements it reads
/// where that is not all of its inputs; `moves = false` where it only renames, and no byte is read or written;
/// `kind`, its category in other tools' conventions; `result<S...>`, the scalar of its output where that is not the
/// first input's; `used(formats...)`, the precisions that it reads, computes and writes in where these are not its
/// inputs' common one; and `converts = true` where its loop makes numbers of one type from those of another.
template <class P, class... Inputs>
concept primitive = requires(const P& p, const shape& output, detail::shape_of<Inputs>... inputs) {
  { P::name } -> std::convertible_to<std::string_view>;
  { p.output(inputs...) } -> std::same_as<shape>;
  { p.formula(output, inputs...) } -> std::same_as<cost>;
};

namespace detail {

// A movement that only renames reads and writes no byte.
template <class P>
inline constexpr bool moves = !requires {
  requires !P::moves;
};

// A primitive's category, which may depend on what it is used for.
template <class P>
constexpr category category_of(const P& p) {
  if constexpr (requires {
                  { p.kind } -> std::convertible_to<category>;
                })
    return p.kind;
  else
    return category::other;
}

// Elements of the weight that an application uses, times the batch: the second input's, or an embedding's first.
constexpr uint128 weights_applied(category kind, const shape& output, index first, index second) {
  const auto weight = static_cast<uint128>(kind == category::embedding ? first : second);
  return output.rank() == 0 ? weight : weight * static_cast<uint128>(output[0]);
}
constexpr index volume_of_first() { return 0; }
template <class... Rest>
constexpr index volume_of_first(const shape_only& first, const Rest&...) {
  return first.size();
}

template <class P, class... Shapes>
constexpr uint128 elements_read(const P& p, const shape& output, const Shapes&... inputs) {
  if constexpr (!moves<P>)
    return {};
  else if constexpr (requires { p.traffic(output, inputs...); })
    return p.traffic(output, inputs...).value;
  else
    return (uint128{} + ... + static_cast<uint128>(inputs.volume()));
}

// Inputs of different precisions: integers are indices and have no say, and numbers must agree.
constexpr precision common_format(std::initializer_list<precision> inputs) {
  precision common = precision::i64;
  for (const precision format : inputs) {
    if (!is_floating_point(common))
      common = format;
    else if (is_floating_point(format) && format != common)
      fail<error>("tally: a primitive's inputs have different precisions; convert one of them, as in cast<float>(x)");
  }
  return common;
}
constexpr collector* first_collector(std::initializer_list<const shape_only*> inputs) {
  for (const shape_only* input : inputs)
    if (input->charged() != nullptr) return input->charged();
  return nullptr;
}

// What a primitive does to shapes.
struct evaluated {
  shape output;
  cost spent;
  uint128 read;  // bytes; of volumes below 2^63, these do not overflow
  uint128 written;
};

template <class P, class... Shapes>
constexpr evaluated evaluate(const P& p, const used_precisions& used, const Shapes&... inputs) {
  const shape output = p.output(inputs...);
  const auto read = static_cast<uint128>(bytes(used.read));
  const auto written = used.written == used.read ? read : static_cast<uint128>(bytes(used.written));
  return {output, p.formula(output, inputs...), elements_read(p, output, inputs...) * read,
          moves<P> ? static_cast<uint128>(output.volume()) * written : uint128{}};
}

// Constant expressions spend their time here, hence the short way for inputs that agree.
template <class P, class... Rest>
constexpr used_precisions precisions_of(const P& p, const shape_only& first, const Rest&... rest) {
  if constexpr (requires { p.used(first.format(), rest.format()...); }) {
    return p.used(first.format(), rest.format()...);
  } else {
    const bool agree = (true && ... && (rest.format() == first.format()));
    const precision format = agree ? first.format() : common_format({first.format(), rest.format()...});
    return {format, format, format};
  }
}

// Over shapes: charge the formula, pass on the shape.
template <class P, class... Rest>
constexpr shape_only charge(const P& p, const shape_only& first, const Rest&... rest) {
  const used_precisions used = precisions_of(p, first, rest...);
  collector* const charged = first.charged() != nullptr ? first.charged() : first_collector({&rest...});
  const evaluated result = evaluate<P>(p, used, first.shape(), rest.shape()...);
  if (charged != nullptr) {
    const category kind = category_of(p);
    charged->charge(kind, result.spent, used.done, result.output.volume(), first.size(),
                    weights_applied(kind, result.output, first.size(), volume_of_first(rest...)), result.read,
                    result.written);
    if (charged->keeps_rows()) {
      const shape shapes[] = {first.shape(), rest.shape()...};
      charged->keep({P::name, kind, shapes, 1 + static_cast<int>(sizeof...(rest)), result.output, used.done,
                     result.spent, natural::of(result.read), natural::of(result.written)});
    }
  }
  return shape_only(result.output, used.written, charged);
}

template <class P, class First, class... Rest>
struct result_scalar {
  using type = First;
};
template <class P, class First, class... Rest>
  requires requires { typename P::template result<First, Rest...>; }
struct result_scalar<P, First, Rest...> {
  using type = typename P::template result<First, Rest...>;
};

template <class S>
inline constexpr bool counts_integers = false;
template <class T, class Recorder>
inline constexpr bool counts_integers<counted<T, Recorder>> = std::is_integral_v<T>;

// C++ takes the root of an integer in double; a prediction in the integers' precision knows of no such thing.
constexpr void require_integer_arithmetic(const cost& spent) {
  for (int i = 0; i < spent.size(); ++i) {
    const operation kind = spent[i].kind;
    const bool has = kind == operation::add || kind == operation::sub || kind == operation::mul ||
                     kind == operation::div || kind == operation::compare || kind == operation::min_max ||
                     kind == operation::convert || kind == operation::negate || kind == operation::absolute;
    if (!has && spent[i].times != 0)
      fail<error>("tally: integers have no roots, powers, exponentials and the like; cast the tensor first, as in "
                  "cast<float>(x)");
  }
}

template <class P, class... Scalars>
constexpr auto run_loop(const P& p, const tensor<Scalars>&... inputs) {
  tensor<typename result_scalar<P, Scalars...>::type> output(p.output(inputs.shape()...));
  if constexpr ((counts_integers<Scalars> && ...))
    require_integer_arithmetic(p.formula(output.shape(), inputs.shape()...));
  p.loop(output, inputs...);
  return output;
}

template <class P>
inline constexpr bool changes_scalars = requires {
  requires P::converts;
};

// Over numbers: run the loop.
template <class P, class First, class... Rest>
constexpr auto run(const P& p, const tensor<First>& first, const tensor<Rest>&... rest) {
  if constexpr (promotes<First> && (true && ... && std::same_as<First, Rest>)&&!changes_scalars<P>)
    return promoted(run_loop(p, unpromoted(first), unpromoted(rest)...));
  else
    return run_loop(p, first, rest...);
}

}  // namespace detail

/// Applies a primitive to tensors (its loop runs) or to shapes (its formula is charged). Everything that computes in
/// this library goes through here; primitives of your own do too.
template <class P, tensor_like... Inputs>
constexpr auto apply(const P& p, const Inputs&... inputs) {
  static_assert(
      primitive<P, Inputs...>,
      "tally: this primitive lacks a name, a shape rule (output) or a formula for that many inputs; without a "
      "formula its work would count as nothing");
  if constexpr ((std::same_as<Inputs, shape_only> && ...)) {
    return detail::charge(p, inputs...);
  } else {
    static_assert((is_tensor<Inputs> && ...), "tally: a primitive is given both numbers and shapes without numbers");
    return detail::run(p, inputs...);
  }
}

}  // namespace tally
