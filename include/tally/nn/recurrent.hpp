// SPDX-License-Identifier: MIT
// Recurrent layers over whole sequences: RNN, LSTM, GRU, with torch.nn's parameters.
#pragma once

#include "tally/core/vector.hpp"
#include "tally/nn/context.hpp"
#include "tally/nn/recurrent_cells.hpp"
#include "tally/tensor/primitives/movement.hpp"
#include "tally/tensor/primitives/stack.hpp"
#include "tally/tensor/repeated.hpp"

#include <concepts>
#include <cstddef>
#include <string_view>
#include <tuple>

namespace tally::nn {

namespace detail {

// What the three have in common.
struct recurrent_settings {
  index input_size;
  index hidden_size;
  index num_layers;
  index proj_size;  // 0 for none
  bool bias;
  bool batch_first;
  bool bidirectional;

  [[nodiscard]] constexpr index outputs() const { return proj_size > 0 ? proj_size : hidden_size; }
  [[nodiscard]] constexpr index directions() const { return bidirectional ? 2 : 1; }
};

// One layer in one direction over the gates' inputs `[sequence, n, gates]`: the states in the order of the sequence.
template <class Cell, class Gates, class State>
constexpr auto run_direction(auto& context, const Cell& cell, const recurrent_sizes& sizes,
                             const recurrent_names& names, const Gates& gates, State state, bool reverse) {
  const index steps = gates.shape()[0];
  const shape step{gates.shape()[1], gates.shape()[2]};
  const auto parameters = bind_state(context, sizes, names);
  const auto advance = [&](index i) {
    const index at = reverse ? steps - 1 - i : i;
    state = cell.step(sizes, parameters, reshape(slice(gates, 0, at, at + 1), step), state);
    return at;
  };
  if constexpr (std::same_as<Gates, shape_only>) {
    if (!tally::detail::takes_each_time(gates)) {
      tally::detail::in_equal_rounds(gates, steps, advance);
      return tally::detail::stacked(steps, hidden_of(state));
    }
    tally::detail::require_rows(steps);
  }
  tally::detail::vector<Gates> outputs(static_cast<std::size_t>(steps), hidden_of(state));
  for (index i = 0; i < steps; ++i) {
    const index at = advance(i);
    outputs[static_cast<std::size_t>(at)] = hidden_of(state);
  }
  return stack(0, outputs);
}

// All layers. `initial` are none, or the states to start from: `[layers · directions, n, size]` each.
template <class Cell>
constexpr auto run_layers(auto& context, const Cell& cell, const recurrent_settings& set, const auto& input,
                          const auto&... initial) {
  require_recurrent_sizes(set.input_size, set.hidden_size, Cell::gates);
  tally::detail::require_positive("tally: a recurrent layer's number of layers is not positive", set.num_layers);
  // The names of a layer's parameters are compared with those of all layers before.
  tally::detail::require_layers("tally: a recurrent layer has more layers than are supported; they and most are",
                                set.num_layers, index{1} << 12);
  if (set.proj_size < 0 || set.proj_size >= set.hidden_size)
    tally::detail::fail_on_sizes(
        "tally: a recurrent layer's projection is not smaller than its hidden state; sizes are", set.proj_size,
        set.hidden_size);
  const shape& given = input.shape();
  if ((given.rank() != 2 && given.rank() != 3) || given[-1] != set.input_size)
    tally::detail::fail_on_shapes(
        "tally: a recurrent layer takes [sequence, n, input_size], with n before it if batch_first, or one sequence "
        "[sequence, input_size]; input and expectation are",
        given, shape{1, 1, set.input_size});
  const bool turned = set.batch_first && given.rank() == 3;
  const index steps = given[turned ? 1 : 0];
  const index n = given.rank() == 2 ? 1 : given[turned ? 0 : 1];
  const index states = size_product(set.num_layers, set.directions());
  const auto check = [&](const shape& state, index size) {
    const shape expected = given.rank() == 2 ? shape{states, size} : shape{states, n, size};
    if (state != expected)
      tally::detail::fail_on_shapes(
          "tally: a recurrent layer's initial state is [layers x directions, n, size]; input and expectation are",
          state, expected);
  };
  cell.check(set.outputs(), set.hidden_size, check, initial...);

  auto x = turned ? permute(input, {1, 0, 2}) : reshape(input, shape{steps, n, set.input_size});
  for (index layer = 0; layer < set.num_layers; ++layer) {
    const recurrent_sizes sizes{x.shape()[2], set.hidden_size, set.outputs(), Cell::gates, set.bias};
    const auto run = [&](bool reverse) {
      const recurrent_names names(layer, reverse);
      // The inputs' part of all steps is one product, as in torch's own kernels; a row is a step of one sequence.
      const auto rows = from_input(context, sizes, names, reshape(x, shape{steps * n, sizes.inputs}));
      const auto gates = reshape(rows, shape{steps, n, Cell::gates * sizes.hidden});
      [[maybe_unused]] const index at = layer * set.directions() + (reverse ? 1 : 0);
      [[maybe_unused]] const auto part = [&](const auto& state) {
        return reshape(slice(state, 0, at, at + 1), shape{n, state.shape()[-1]});
      };
      // Braces keep the order of the slices.
      const std::tuple given_states{part(initial)...};
      const auto start =
          std::apply([&](const auto&... state) { return cell.start(sizes, gates, n, state...); }, given_states);
      return run_direction(context, cell, sizes, names, gates, start, reverse);
    };
    auto forward = run(false);
    if (!set.bidirectional) {
      x = forward;
      continue;
    }
    auto backward = run(true);
    x = concat(2, forward, backward);
  }
  if (turned) return permute(x, {1, 0, 2});
  if (given.rank() == 2) return reshape(x, shape{steps, x.shape()[2]});
  return x;
}

}  // namespace detail

/// Elman's recurrent network: h' = tanh(x W_ihᵀ + b_ih + h W_hhᵀ + b_hh), or with max(·, 0) (torch.nn.RNN).
/// `[sequence, n, input_size]` gives the states of the last layer, `[sequence, n, directions · hidden_size]`;
/// `[n, sequence, …]` if `batch_first`; one sequence without n too. Starts from zeros, which are multiplied like other
/// numbers, or from a second input `[num_layers · directions, n, hidden_size]`. Throws `tally::shape_error`.
struct rnn {
  static constexpr std::string_view name = "rnn";
  index input_size;
  index hidden_size;
  index num_layers = 1;
  recurrent_activation nonlinearity = recurrent_activation::tanh;
  bool bias = true;
  bool batch_first = false;
  bool bidirectional = false;

  constexpr auto operator()(auto& context, const auto& x, const auto&... initial) const {
    return detail::run_layers(context, detail::rnn_steps{nonlinearity},
                              {input_size, hidden_size, num_layers, 0, bias, batch_first, bidirectional}, x,
                              initial...);
  }
};

/// Long short-term memory (Hochreiter and Schmidhuber 1997, with forget gates; torch.nn.LSTM). Shapes as `rnn`'s; with
/// `proj_size` the states that are passed on have that size (Sak et al. 2014). Starts from zeros, or from h
/// `[num_layers · directions, n, proj_size or hidden_size]` and c `[num_layers · directions, n, hidden_size]`.
struct lstm {
  static constexpr std::string_view name = "lstm";
  index input_size;
  index hidden_size;
  index num_layers = 1;
  bool bias = true;
  bool batch_first = false;
  bool bidirectional = false;
  index proj_size = 0;

  constexpr auto operator()(auto& context, const auto& x, const auto&... initial) const {
    return detail::run_layers(context, detail::lstm_steps{},
                              {input_size, hidden_size, num_layers, proj_size, bias, batch_first, bidirectional}, x,
                              initial...);
  }
};

/// Gated recurrent unit (Cho et al. 2014, with the reset gate behind the product, as torch.nn.GRU). Shapes as `rnn`'s.
struct gru {
  static constexpr std::string_view name = "gru";
  index input_size;
  index hidden_size;
  index num_layers = 1;
  bool bias = true;
  bool batch_first = false;
  bool bidirectional = false;

  constexpr auto operator()(auto& context, const auto& x, const auto&... initial) const {
    return detail::run_layers(context, detail::gru_steps{},
                              {input_size, hidden_size, num_layers, 0, bias, batch_first, bidirectional}, x,
                              initial...);
  }
};

}  // namespace tally::nn
