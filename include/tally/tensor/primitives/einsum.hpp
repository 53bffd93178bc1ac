// SPDX-License-Identifier: MIT
// Sums of products that are written by their indices.
#pragma once

#include "tally/tensor/primitive.hpp"

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace tally {

/// An equation such as "bhqd,bhkd->bhqk" over one to three tensors: a letter is an index, one that the result has not
/// is summed over, and one that a tensor has twice runs along its diagonal. Without an arrow the result has the letters
/// that occur once, in alphabetical order. An ellipsis stands for all axes that have no letter; aligned from the last
/// of them, they broadcast. Without an arrow they come first in the result; a result that leaves them out sums over
/// them. Spaces are ignored.
struct einsum_primitive {
  static constexpr std::string_view name = "einsum";
  static constexpr int max_operands = 3;
  static constexpr int letters = 52 + shape::max_rank;

  struct side {
    unsigned char
        letter[shape::max_rank]{};  // 0 to 51: A to Z, a to z; from 52: the axes of an ellipsis, the last one 59
    int count = 0;
    int ellipsis = -1;  // how many letters stand before it; -1 without one
  };
  side inputs[max_operands];
  int operands = 1;
  side to;  // the result's
  category kind = category::matmul;
  bool spreads = false;  // whether a tensor has an ellipsis

  /// Throws `tally::shape_error` where the equation cannot be read.
  constexpr explicit einsum_primitive(std::string_view equation) {
    const index length = static_cast<index>(equation.size());
    side* into = &inputs[0];
    for (index i = 0; i < length; ++i) {
      const char c = equation[static_cast<std::size_t>(i)];
      if (c == ' ') continue;
      const bool arrow = c == '-' && i + 1 < length && equation[static_cast<std::size_t>(i + 1)] == '>';
      const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      if (c == '.' && into->ellipsis < 0 && equation.substr(static_cast<std::size_t>(i), 3) == "...") {
        into->ellipsis = into->count;
        i += 2;
        continue;
      }
      if (into == &to ? !letter : !letter && !arrow && c != ',')
        detail::fail_on_sizes(
            "tally: an einsum's equation has letters, commas, one arrow and \"...\" once a tensor, as in "
            "\"ij,jk->ik\"; position of another character and length are",
            i, length);
      if (c == ',' && operands == max_operands)
        detail::fail_on_sizes("tally: an einsum takes at most three tensors; position of one more and length are", i,
                              length);
      if (letter && into->count == shape::max_rank)
        detail::fail_on_sizes("tally: an einsum's tensor has more than eight indices; position and length are", i,
                              length);
      if (letter)
        into->letter[into->count++] = static_cast<unsigned char>(c <= 'Z' ? c - 'A' : 26 + (c - 'a'));
      else if (c == ',')
        into = &inputs[operands++];
      else
        into = &to, ++i;
    }
    for (const side& input : inputs) spreads = spreads || input.ellipsis >= 0;
    if (into != &to) imply_result();
    if (to.ellipsis >= 0 && !spreads)
      detail::fail_on_sizes(
          "tally: an einsum's result has an ellipsis that no tensor has; its position and the number of "
          "tensors are",
          to.ellipsis, operands);
    for (int j = 0; j < to.count; ++j) {
      if (times(to, to.letter[j]) > 1)
        detail::fail_on_sizes("tally: an einsum's result has an index twice; its position and times are", j,
                              times(to, to.letter[j]));
      if (times_in_inputs(to.letter[j]) == 0)
        detail::fail_on_sizes("tally: an einsum's result has an index that no tensor has; its position and the number "
                              "of tensors are",
                              j, operands);
    }
    if (operands == 1) kind = category::reduction;
  }

  template <class... Shapes>
  constexpr shape output(const Shapes&... given) const {
    if (spreads) return spread(given...).output(given...);
    const sizes extent(*this, given...);
    shape extents;
    for (int j = 0; j < to.count; ++j) extents.push_back(extent.of[to.letter[j]]);
    return extents;
  }

  // Each of N results is a sum of as many terms as the summed indices have positions, K; a term of p tensors takes p -
  // 1 products, and K terms K - 1 additions. The last product of each term is accumulated.
  template <class... Shapes>
  constexpr cost formula(const shape& output, const Shapes&... given) const {
    if (spreads) return spread(given...).formula(output, given...);
    const sizes extent(*this, given...);
    natural terms = 1;
    for (int letter = 0; letter < letters; ++letter)
      if (times_in_inputs(letter) > 0 && times(to, letter) == 0) terms *= extent.of[letter];
    const natural n = output.volume();
    return cost{{operation::mul, n * terms * (operands - 1)}, {operation::add, n * (terms - 1)}}.with_macs(
        operands > 1 ? n * terms : natural());
  }

  template <class... Scalars>
  using result = std::remove_cvref_t<decltype((... * std::declval<const Scalars&>()))>;

  template <class S, class... Scalars>
  constexpr void loop(tensor<S>& output, const tensor<Scalars>&... given) const {
    if (spreads) return spread(given.shape()...).loop(output, given...);
    const sizes extent(*this, given.shape()...);
    const shape shapes[] = {given.shape()...};
    // The results' indices in their order, then the summed ones in the order in which the equation names them.
    axis axes[max_operands * shape::max_rank];
    int outer = 0;
    for (int j = 0; j < to.count; ++j) axes[outer++] = along(to.letter[j], extent, shapes);
    int all = outer;
    for (int o = 0; o < operands; ++o)
      for (int j = 0; j < inputs[o].count; ++j) {
        const int letter = inputs[o].letter[j];
        if (is_first(o, j) && times(to, letter) == 0) axes[all++] = along(letter, extent, shapes);
      }
    index at[max_operands]{};
    for (S& element : output) {
      element = S(term(at, std::index_sequence_for<Scalars...>(), given...));
      while (advance(axes + outer, all - outer, at))
        element += term(at, std::index_sequence_for<Scalars...>(), given...);
      advance(axes, outer, at);
    }
  }

 private:
  // The same equation with letters in place of the ellipses, as many as these tensors have axes for.
  template <class... Shapes>
  constexpr einsum_primitive spread(const Shapes&... given) const {
    einsum_primitive plain = *this;
    plain.spreads = false;
    int widest = 0;
    if (static_cast<int>(sizeof...(given)) == operands) {  // or `sizes` refuses
      const shape shapes[] = {given...};
      for (int o = 0; o < operands; ++o) {
        const int axes = shapes[o].rank() - inputs[o].count;
        if (inputs[o].ellipsis < 0 || axes < 0) continue;
        plain.inputs[o] = spread(inputs[o], axes);
        if (axes > widest) widest = axes;
      }
    }
    if (to.ellipsis >= 0) {
      if (to.count + widest > shape::max_rank)
        detail::fail_on_sizes("tally: an einsum's tensor has more than eight indices; the result has",
                              to.count + widest, shape::max_rank);
      plain.to = spread(to, widest);
    }
    return plain;
  }
  static constexpr side spread(const side& s, int axes) {
    side result;
    for (int j = 0; j < s.ellipsis; ++j) result.letter[result.count++] = s.letter[j];
    for (int axis = letters - axes; axis < letters; ++axis)
      result.letter[result.count++] = static_cast<unsigned char>(axis);
    for (int j = s.ellipsis; j < s.count; ++j) result.letter[result.count++] = s.letter[j];
    return result;
  }
  static constexpr bool broadcasts(int letter) { return letter >= letters - shape::max_rank; }

  // The extents of all letters, on which the tensors must agree.
  struct sizes {
    index of[letters]{};

    template <class... Shapes>
    constexpr sizes(const einsum_primitive& p, const Shapes&... given) {
      if (static_cast<int>(sizeof...(given)) != p.operands)
        detail::fail_on_sizes("tally: an einsum is given another number of tensors than its equation names",
                              static_cast<index>(sizeof...(given)), p.operands);
      const shape shapes[] = {given...};
      int source[letters]{};
      for (int o = 0; o < p.operands; ++o) {
        if (shapes[o].rank() != p.inputs[o].count)
          detail::fail_on_sizes("tally: an einsum's tensor has another number of axes than indices; they are",
                                shapes[o].rank(), p.inputs[o].count);
        for (int j = 0; j < shapes[o].rank(); ++j) {
          const int letter = p.inputs[o].letter[j];
          if (of[letter] > 1 && shapes[o][j] == 1 && broadcasts(letter)) continue;
          if (of[letter] == 1 && broadcasts(letter)) of[letter] = 0;
          if (of[letter] != 0 && of[letter] != shapes[o][j])
            detail::fail_on_shapes("tally: an einsum's index has two extents; the tensors are", shapes[source[letter]],
                                   shapes[o]);
          of[letter] = shapes[o][j];
          source[letter] = o;
        }
      }
    }
  };

  // One index of the loop: how far a step along it moves in each tensor.
  struct axis {
    index extent = 1;
    index at = 0;
    index step[max_operands]{};
  };
  [[nodiscard]] constexpr axis along(int letter, const sizes& extent, const shape* shapes) const {
    axis walked;
    walked.extent = extent.of[letter];
    for (int o = 0; o < operands; ++o) {
      index step = 1;
      for (int j = inputs[o].count - 1; j >= 0; step *= shapes[o][j--])
        if (inputs[o].letter[j] == letter && shapes[o][j] == walked.extent) walked.step[o] += step;  // or it broadcasts
    }
    return walked;
  }
  // To the next position, the last index first; false, and back at the first one, after the last.
  static constexpr bool advance(axis* axes, int count, index* position) {
    for (int i = count - 1; i >= 0; --i) {
      axis& a = axes[i];
      const bool inside = ++a.at < a.extent;
      const index steps = inside ? 1 : 1 - a.extent;
      for (int o = 0; o < max_operands; ++o) position[o] += steps * a.step[o];
      if (inside) return true;
      a.at = 0;
    }
    return false;
  }
  template <std::size_t... I, class... Scalars>
  static constexpr auto term(const index* position, std::index_sequence<I...>, const tensor<Scalars>&... given) {
    return (... * given.data()[position[I]]);
  }

  static constexpr int times(const side& s, int letter) {
    int count = 0;
    for (int j = 0; j < s.count; ++j) count += s.letter[j] == letter ? 1 : 0;
    return count;
  }
  [[nodiscard]] constexpr int times_in_inputs(int letter) const {
    int count = 0;
    for (int o = 0; o < operands; ++o) count += times(inputs[o], letter);
    return count;
  }
  // Where the equation names a letter for the first time.
  [[nodiscard]] constexpr bool is_first(int operand, int place) const {
    const int letter = inputs[operand].letter[place];
    for (int o = 0; o < operand; ++o)
      if (times(inputs[o], letter) > 0) return false;
    for (int j = 0; j < place; ++j)
      if (inputs[operand].letter[j] == letter) return false;
    return true;
  }
  constexpr void imply_result() {
    if (spreads) to.ellipsis = 0;
    for (int letter = 0; letter < letters; ++letter)
      if (times_in_inputs(letter) == 1) {
        if (to.count == shape::max_rank)
          detail::fail_on_sizes("tally: an einsum's tensor has more than eight indices; the result has", to.count + 1,
                                shape::max_rank);
        to.letter[to.count++] = static_cast<unsigned char>(letter);
      }
  }
};

/// The sum of products that an equation writes: `einsum("bhqd,bhkd->bhqk", q, k)` is q kᵀ per head. Every term is
/// multiplied out in one loop: three tensors take two products a term, where two einsums one after the other often take
/// fewer. `einsum("...ij,...jk->...ik", a, b)` is the product of however many matrices. Equations that cannot be read,
/// and tensors that do not fit, throw `tally::shape_error`.
template <tensor_like... Tensors>
  requires(sizeof...(Tensors) >= 1 && sizeof...(Tensors) <= einsum_primitive::max_operands)
[[nodiscard]] constexpr auto einsum(std::string_view equation, const Tensors&... tensors) {
  return apply(einsum_primitive(equation), tensors...);
}

}  // namespace tally
