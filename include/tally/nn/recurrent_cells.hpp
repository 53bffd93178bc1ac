// SPDX-License-Identifier: MIT
// One step of a recurrent network: RNN, LSTM and GRU cells, with torch.nn's parameters.
#pragma once

#include "tally/nn/context.hpp"
#include "tally/tensor/primitives/arithmetic.hpp"
#include "tally/tensor/primitives/bias.hpp"
#include "tally/tensor/primitives/matmul.hpp"
#include "tally/tensor/primitives/movement.hpp"
#include "tally/tensor/primitives/unary.hpp"
#include "tally/tensor/zeros.hpp"

#include <cstddef>
#include <string_view>

namespace tally::nn {

/// What a plain recurrent network puts its sums through.
enum class recurrent_activation : unsigned char { tanh, relu };

/// What a long short-term memory passes from step to step. Its shape is the hidden state's.
template <class X>
struct lstm_state {
  X hidden;
  X cell;
  [[nodiscard]] constexpr const tally::shape& shape() const& { return hidden.shape(); }
  [[nodiscard]] constexpr tally::shape shape() const&& { return hidden.shape(); }
};

namespace detail {

struct recurrent_sizes {
  index inputs;
  index hidden;
  index outputs;  // the size of the state that is passed on: the hidden state's, or its projection's
  index gates;
  bool bias;
};

// The names of a cell's parameters: "weight_ih" in a cell, "weight_ih_l0" and "weight_ih_l0_reverse" in a sequence.
struct recurrent_names {
  label weight_ih = "weight_ih";
  label weight_hh = "weight_hh";
  label bias_ih = "bias_ih";
  label bias_hh = "bias_hh";
  label weight_hr = "weight_hr";

  constexpr recurrent_names() = default;
  constexpr recurrent_names(index layer, bool reverse)
      : weight_ih(named("weight_ih_l", layer, reverse)),
        weight_hh(named("weight_hh_l", layer, reverse)),
        bias_ih(named("bias_ih_l", layer, reverse)),
        bias_hh(named("bias_hh_l", layer, reverse)),
        weight_hr(named("weight_hr_l", layer, reverse)) {}

 private:
  static constexpr label named(std::string_view text, index layer, bool reverse) {
    if (!reverse) return label(text, layer);
    char characters[64]{};
    std::size_t size = 0;
    for (const char c : text) characters[size++] = c;
    index power = 1;
    while (layer / power >= 10) power *= 10;
    for (; power > 0; power /= 10) characters[size++] = static_cast<char>('0' + layer / power % 10);
    for (const char c : std::string_view("_reverse")) characters[size++] = c;
    return label(std::string_view(characters, size));
  }
};

constexpr void require_recurrent_sizes(index inputs, index hidden, index gates) {
  tally::detail::require_positive("tally: a recurrent layer's input size is not positive", inputs);
  tally::detail::require_positive("tally: a recurrent layer's hidden size is not positive", hidden);
  static_cast<void>(shape{gates, hidden, hidden});  // the weights: no product of sizes below overflows
}

template <class X>
constexpr const X& hidden_of(const X& state) {
  return state;
}
template <class X>
constexpr const X& hidden_of(const lstm_state<X>& state) {
  return state.hidden;
}

// The weights and offsets of all gates side by side, as a context gives them: a reference to numbers, or a shape. Where
// there is no bias, the weights stand in its place and are not added.
template <class Parameter>
struct gate_parameters {
  Parameter weight;
  Parameter bias;
};
constexpr auto bind_gates(auto& context, const recurrent_sizes& sizes, index columns, const label& weight_name,
                          const label& bias_name) {
  const initial values{.fan_in = sizes.hidden};
  const index rows = sizes.gates * sizes.hidden;
  using parameter = decltype(context.parameter(weight_name, {rows, columns}, values));
  parameter weight = context.parameter(weight_name, {rows, columns}, values);
  if (!sizes.bias) return gate_parameters<parameter>{weight, weight};
  return gate_parameters<parameter>{weight, context.parameter(bias_name, {rows}, values)};
}
// What every step of one layer uses: asked for once, since a scope that asks twice would share without saying so.
template <class Parameter>
struct state_parameters {
  gate_parameters<Parameter> gates;
  Parameter projection;
};
constexpr auto bind_state(auto& context, const recurrent_sizes& sizes, const recurrent_names& names) {
  const auto gates = bind_gates(context, sizes, sizes.outputs, names.weight_hh, names.bias_hh);
  using parameter = decltype(context.parameter(names.weight_hr, {sizes.outputs, sizes.hidden}, initial{}));
  if (sizes.outputs == sizes.hidden) return state_parameters<parameter>{gates, gates.weight};
  return state_parameters<parameter>{
      gates, context.parameter(names.weight_hr, {sizes.outputs, sizes.hidden}, initial{.fan_in = sizes.hidden})};
}

constexpr auto gate_product(const recurrent_sizes& sizes, const auto& x, const auto& parameters) {
  auto y = matmul_transposed(x, parameters.weight, category::linear);
  if (!sizes.bias) return y;
  return add_bias(y, parameters.bias);
}
// x W_ihᵀ + b_ih, all gates side by side; h W_hhᵀ + b_hh is the states' part. Both biases are added, as torch does.
constexpr auto from_input(auto& context, const recurrent_sizes& sizes, const recurrent_names& names, const auto& x) {
  return gate_product(sizes, x, bind_gates(context, sizes, sizes.inputs, names.weight_ih, names.bias_ih));
}
constexpr auto gate(const recurrent_sizes& sizes, const auto& gates, index i) {
  return slice(gates, 1, i * sizes.hidden, (i + 1) * sizes.hidden);
}

// The states of networks that pass on one tensor.
struct single_state {
  static constexpr auto start(const recurrent_sizes& sizes, const auto& gates, index n) {
    return tally::detail::zeros_beside(gates, shape{n, sizes.outputs});
  }
  template <class X>
  static constexpr X start(const recurrent_sizes&, const auto&, index, const X& given) {
    return given;
  }
  static constexpr void check(index, index, const auto&) {}
  static constexpr void check(index outputs, index, const auto& require, const auto& h) { require(h.shape(), outputs); }
};

struct rnn_steps : single_state {
  static constexpr index gates = 1;
  recurrent_activation nonlinearity = recurrent_activation::tanh;

  constexpr explicit rnn_steps(recurrent_activation f) : nonlinearity(f) {}
  constexpr auto step(const recurrent_sizes& sizes, const auto& parameters, const auto& inputs, const auto& h) const {
    auto sum = inputs + gate_product(sizes, h, parameters.gates);
    return nonlinearity == recurrent_activation::tanh ? tally::tanh(sum) : tally::relu(sum);
  }
};

struct gru_steps : single_state {
  static constexpr index gates = 3;

  constexpr auto step(const recurrent_sizes& sizes, const auto& parameters, const auto& inputs, const auto& h) const {
    const auto states = gate_product(sizes, h, parameters.gates);
    // One after the other, here and elsewhere: compilers choose the order of operands, and a trace shows it.
    const auto both = [&](index i) {
      const auto of_inputs = gate(sizes, inputs, i);
      return of_inputs + gate(sizes, states, i);
    };
    const auto reset = tally::sigmoid(both(0));
    const auto update = tally::sigmoid(both(1));
    const auto of_inputs = gate(sizes, inputs, 2);
    const auto candidate = tally::tanh(of_inputs + reset * gate(sizes, states, 2));
    const auto renewed = (1 - update) * candidate;
    return renewed + update * h;
  }
};

struct lstm_steps {
  static constexpr index gates = 4;

  static constexpr auto start(const recurrent_sizes& sizes, const auto& given_gates, index n) {
    auto hidden = tally::detail::zeros_beside(given_gates, shape{n, sizes.outputs});
    return lstm_state<decltype(hidden)>{hidden, tally::detail::zeros_beside(given_gates, shape{n, sizes.hidden})};
  }
  template <class X>
  static constexpr lstm_state<X> start(const recurrent_sizes&, const auto&, index, const X& h, const X& c) {
    return {h, c};
  }
  static constexpr void check(index, index, const auto&) {}
  static constexpr void check(index outputs, index hidden, const auto& require, const auto& h, const auto& c) {
    require(h.shape(), outputs);
    require(c.shape(), hidden);
  }

  template <class X>
  constexpr lstm_state<X> step(const recurrent_sizes& sizes, const auto& parameters, const auto& inputs,
                               const lstm_state<X>& state) const {
    const auto sums = inputs + gate_product(sizes, state.hidden, parameters.gates);
    const auto in = tally::sigmoid(gate(sizes, sums, 0));
    const auto forget = tally::sigmoid(gate(sizes, sums, 1));
    const auto candidate = tally::tanh(gate(sizes, sums, 2));
    const auto out = tally::sigmoid(gate(sizes, sums, 3));
    const auto kept = forget * state.cell;
    auto cell = kept + in * candidate;
    auto hidden = out * tally::tanh(cell);
    if (sizes.outputs == sizes.hidden) return {hidden, cell};
    return {matmul_transposed(hidden, parameters.projection, category::linear), cell};
  }
};

// One step from `[n, inputs]` and states `[n, hidden]`, or from zeros.
template <class Cell>
constexpr auto run_cell(auto& context, const Cell& cell, index inputs, index hidden, bool bias, const auto& x,
                        const auto&... states) {
  require_recurrent_sizes(inputs, hidden, Cell::gates);
  if (x.shape().rank() != 2 || x.shape()[1] != inputs)
    tally::detail::fail_on_shapes("tally: a recurrent cell takes [n, input_size]; input and expectation are", x.shape(),
                                  shape{1, inputs});
  const index n = x.shape()[0];
  cell.check(
      hidden, hidden,
      [&](const shape& state, index size) {
        if (state != shape{n, size})
          tally::detail::fail_on_shapes(
              "tally: a recurrent cell's state is [n, hidden_size]; input and expectation are", state, shape{n, size});
      },
      states...);
  const recurrent_sizes sizes{inputs, hidden, hidden, Cell::gates, bias};
  const recurrent_names names;
  const auto gates = from_input(context, sizes, names, x);
  return cell.step(sizes, bind_state(context, sizes, names), gates, cell.start(sizes, gates, n, states...));
}

}  // namespace detail

/// One step of `rnn` (torch.nn.RNNCell): `[n, input_size]` and a state `[n, hidden_size]`, zeros if left out, give the
/// next state. Zeros are multiplied like other numbers.
struct rnn_cell {
  static constexpr std::string_view name = "rnn_cell";
  index input_size;
  index hidden_size;
  bool bias = true;
  recurrent_activation nonlinearity = recurrent_activation::tanh;

  constexpr auto operator()(auto& context, const auto& x, const auto&... state) const {
    return detail::run_cell(context, detail::rnn_steps{nonlinearity}, input_size, hidden_size, bias, x, state...);
  }
};

/// One step of `lstm` (torch.nn.LSTMCell): `[n, input_size]` and the states h and c, `[n, hidden_size]` each, zeros if
/// left out, give the next two as an `lstm_state`.
struct lstm_cell {
  static constexpr std::string_view name = "lstm_cell";
  index input_size;
  index hidden_size;
  bool bias = true;

  constexpr auto operator()(auto& context, const auto& x, const auto&... states) const {
    return detail::run_cell(context, detail::lstm_steps{}, input_size, hidden_size, bias, x, states...);
  }
};

/// One step of `gru` (torch.nn.GRUCell); shapes as `rnn_cell`'s.
struct gru_cell {
  static constexpr std::string_view name = "gru_cell";
  index input_size;
  index hidden_size;
  bool bias = true;

  constexpr auto operator()(auto& context, const auto& x, const auto&... state) const {
    return detail::run_cell(context, detail::gru_steps{}, input_size, hidden_size, bias, x, state...);
  }
};

}  // namespace tally::nn
