// SPDX-License-Identifier: MIT
// How other tools count: rules about categories of primitives, applied to what a prediction noted of them.
#pragma once

#include "tally/core/convention.hpp"
#include "tally/core/counts.hpp"
#include "tally/core/natural.hpp"
#include "tally/tensor/category.hpp"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace tally {

/// What one category weighs in a rule: the amount is the sum of weight times total, see `category_totals`.
struct category_weights {
  std::int16_t per_mac = 0;
  std::int16_t per_padding = 0;
  std::int16_t per_result = 0;
  std::int16_t per_operand = 0;
  std::int16_t per_weight = 0;
  std::int16_t per_flop = 0;
};

/// A rule that weighs categories of primitives, and besides them operations wherever they occur. Make your own as a
/// constexpr variable at namespace scope, and apply it with `cost.in<your_rule>()`:
///
///     inline constexpr tally::tool_convention mine = tally::conventions::torchvision.named("mine", "MAC", "pools too")
///         .weighing({tally::category::average_pool}, {.per_operand = 1});
struct tool_convention {
  std::string_view name;
  std::string_view unit;  ///< singular, as it is printed behind a number: "MAC"
  std::string_view rule;  ///< what a reader must know, a few words
  category_weights categories[category_count]{};
  std::uint8_t operations[operation_count]{};

  /// The same rule, except for what these categories weigh.
  [[nodiscard]] constexpr tool_convention weighing(std::initializer_list<category> kinds, category_weights w) const {
    tool_convention changed = *this;
    for (const category kind : kinds) changed.categories[static_cast<std::size_t>(kind)] = w;
    return changed;
  }
  /// The same rule, except that an operation weighs `weight`, whatever primitive it occurs in.
  [[nodiscard]] constexpr tool_convention weighing(operation kind, std::uint8_t weight) const {
    tool_convention changed = *this;
    changed.operations[static_cast<std::size_t>(kind)] = weight;
    return changed;
  }
  [[nodiscard]] constexpr tool_convention named(std::string_view new_name, std::string_view new_unit,
                                                std::string_view new_rule) const {
    tool_convention changed = *this;
    changed.name = new_name;
    changed.unit = new_unit;
    changed.rule = new_rule;
    return changed;
  }
};

namespace detail {

// Plain integers: constant expressions need not construct their zeros one by one.
struct raw_totals {
  uint128 macs{};
  uint128 padding{};
  uint128 results{};
  uint128 operands{};
  uint128 weights{};
  uint128 flops{};

  [[nodiscard]] friend constexpr bool operator==(const raw_totals&, const raw_totals&) = default;
};

// Overflow and amounts below zero are errors. What is taken away is taken from a total that contains it.
constexpr natural weighed(const tool_convention& rule, const counts& spent, const raw_totals* totals) {
  natural sum;
  natural less;
  const auto add = [&](std::int16_t weight, uint128 total) {
    if (weight > 0 && total != 0) sum += natural::of(total) * weight;
    if (weight < 0 && total != 0) less += natural::of(total) * -weight;
  };
  for (std::size_t i = 0; i < category_count; ++i) {
    const category_weights& w = rule.categories[i];
    add(w.per_mac, totals[i].macs);
    add(w.per_padding, totals[i].padding);
    add(w.per_result, totals[i].results);
    add(w.per_operand, totals[i].operands);
    add(w.per_weight, totals[i].weights);
    add(w.per_flop, totals[i].flops);
  }
  for (std::size_t i = 0; i < operation_count; ++i)
    if (rule.operations[i] != 0) sum += spent[static_cast<operation>(i)] * rule.operations[i];
  return sum - less;
}

inline constexpr auto products = {category::convolution, category::transposed_convolution,
                                  category::linear,      category::attention_projection,
                                  category::matmul,      category::attention};
inline constexpr auto biases = {category::convolution_bias, category::linear_bias, category::attention_bias};

}  // namespace detail

/// Each gives, of a prediction, the number that the tool prints for the network; docs/conventions.md says what each was
/// checked on.
namespace conventions {

/// The column "GFLOPS" of torchvision's tables: a multiply-accumulate of a convolution or a matrix product is 1, all
/// else 0.
inline constexpr tool_convention torchvision =
    tool_convention{.name = "torchvision", .unit = "MAC", .rule = "convolutions and matrix products"}.weighing(
        detail::products, {.per_mac = 1});

/// fvcore, and timm's tables made with it: as torchvision, and per element of the result 2 for batch normalisation, 5
/// for the other normalisations, 4 for bilinear interpolation and sampling, 1 for nearest; adaptive average pools 1 per
/// element of their input.
inline constexpr tool_convention fvcore =
    torchvision.named("fvcore", "flop", "MAC = 1, no bias, norms 2 or 5 per element")
        .weighing({category::batch_norm}, {.per_result = 2})
        .weighing({category::layer_norm, category::group_norm, category::instance_norm}, {.per_result = 5})
        .weighing({category::bilinear, category::grid_sample}, {.per_result = 4})
        .weighing({category::nearest}, {.per_result = 1})
        .weighing({category::adaptive_average_pool}, {.per_operand = 1});

/// pycls (Radosavovic et al. 2020): a multiply-accumulate is 1, and so is a bias's addition.
inline constexpr tool_convention pycls =
    torchvision.named("pycls", "flop", "MAC = 1, bias = 1").weighing(detail::biases, {.per_result = 1});

/// pycls's activations: elements of the outputs of convolutions, linear layers and pools, global ones left out.
inline constexpr tool_convention pycls_activations =
    tool_convention{.name = "pycls_activations", .unit = "activation", .rule = "convolutions, linear layers, pools"}
        .weighing({category::convolution, category::transposed_convolution, category::linear,
                   category::attention_projection, category::max_pool, category::average_pool},
                  {.per_result = 1});

/// timm's and fvcore's activations: elements of the outputs of convolutions and matrix products.
inline constexpr tool_convention fvcore_activations =
    tool_convention{.name = "fvcore_activations", .unit = "activation", .rule = "convolutions and matrix products"}
        .weighing(detail::products, {.per_result = 1});

/// PyTorch's FlopCounterMode: 2 per multiply-accumulate, all else 0.
inline constexpr tool_convention torch_flop_counter =
    tool_convention{.name = "torch_flop_counter", .unit = "FLOP", .rule = "MAC = 2, all else 0"}.weighing(
        detail::products, {.per_mac = 2});

/// ultralytics-thop: multiply-accumulates without bias; normalisations with weight and bias 4 per element; average
/// pools an addition per element of a window and a division; softmax n exponentials, n - 1 additions, n divisions.
inline constexpr tool_convention thop =
    torchvision.named("thop", "MAC", "MAC = 1, no bias, norms 4 per element")
        .weighing({category::batch_norm, category::layer_norm, category::group_norm, category::instance_norm},
                  {.per_result = 4})
        // A pool's FLOPs are its additions, one fewer than elements, and its division; a softmax's are n subtractions,
        // n - 1 additions and n divisions, as many as thop's.
        .weighing({category::average_pool, category::adaptive_average_pool}, {.per_result = 1, .per_flop = 1})
        .weighing({category::softmax}, {.per_flop = 1})
        .weighing({category::bilinear}, {.per_result = 11})
        .weighing({category::bicubic}, {.per_result = 259});

/// ptflops with its aten backend: multiply-accumulates and biases; scaled-dot-product attention is missing.
inline constexpr tool_convention ptflops =
    pycls.named("ptflops", "MAC", "MAC = 1, bias = 1, no attention products").weighing({category::attention}, {});

/// torchinfo's mult-adds: a layer's parameters times the images, and times the positions of a convolution. Products of
/// two activations have no parameters, and torch's multi-head attention calls no layer for its projections.
inline constexpr tool_convention torchinfo =
    tool_convention{.name = "torchinfo", .unit = "mult-add", .rule = "parameters times uses; attention is missing"}
        .weighing({category::convolution, category::transposed_convolution}, {.per_mac = 1})
        .weighing({category::convolution_bias}, {.per_result = 1})
        .weighing({category::linear, category::linear_bias, category::embedding, category::rms_norm}, {.per_weight = 1})
        .weighing({category::batch_norm, category::layer_norm, category::group_norm, category::instance_norm},
                  {.per_weight = 2});

/// calflops, and DeepSpeed's profiler on which it is built: 2 per multiply-accumulate, a convolution's bias 1, and per
/// element batch normalisation 2, the other normalisations 5, activations, softmax and pools 1 (pools: of the input).
inline constexpr tool_convention calflops =
    torch_flop_counter.named("calflops", "FLOP", "MAC = 2, and listed functions per element")
        .weighing({category::convolution_bias}, {.per_result = 1})
        .weighing({category::batch_norm}, {.per_result = 2})
        .weighing({category::layer_norm, category::group_norm, category::instance_norm}, {.per_result = 5})
        .weighing({category::relu, category::gelu, category::silu, category::activation, category::softmax},
                  {.per_result = 1})
        .weighing(
            {category::max_pool, category::average_pool, category::adaptive_max_pool, category::adaptive_average_pool},
            {.per_operand = 1});

/// Multiply-accumulates of which no factor is a zero of the padding.
inline constexpr tool_convention padding_exact =
    torchvision.named("padding_exact", "MAC", "products and convolutions, padding left out")
        .weighing({category::convolution, category::transposed_convolution}, {.per_mac = 1, .per_padding = -1});

/// As XLA's cost analysis: 2 per multiply-accumulate that is not of padding; additions, subtractions, multiplications,
/// divisions, comparisons, minima and maxima of everything else 1; a reduction of n numbers n - 1.
inline constexpr tool_convention xla = [] {
  tool_convention rule{.name = "xla", .unit = "FLOP", .rule = "MAC = 2, padding left out, element-wise = 1"};
  for (category_weights& w : rule.categories) w.per_flop = 1;
  return rule.weighing(detail::products, {.per_mac = 2, .per_padding = -2})
      .weighing(operation::compare, 1)
      .weighing(operation::min_max, 1);
}();

}  // namespace conventions
}  // namespace tally
