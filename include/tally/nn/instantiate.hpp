// SPDX-License-Identifier: MIT
// Reading a network over numbers: models that own their parameters and run.
#pragma once

#include "tally/core/engine.hpp"
#include "tally/core/math.hpp"
#include "tally/core/scope.hpp"
#include "tally/core/vector.hpp"
#include "tally/nn/context.hpp"
#include "tally/nn/inputs.hpp"
#include "tally/nn/parameter.hpp"
#include "tally/nn/trace.hpp"
#include "tally/tensor/tensor.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace tally {

namespace detail {

// The parameters of one network, as numbers.
template <class S>
struct parameter_store {
  path_tree scopes;
  parameter_list list;
  tally::detail::vector<tensor<S>> numbers;
};

// A parameter's numbers follow from the seed and its path, not from the order in which parameters are asked for: two
// layers read in one expression are read in an order that compilers choose.
inline std::uint64_t seed_of(const std::string& path, std::uint64_t seed) {
  std::uint64_t hash = 0xCBF29CE484222325U;  // FNV-1a
  for (const char character : path) hash = (hash ^ static_cast<unsigned char>(character)) * 0x100000001B3U;
  return random_numbers(hash ^ seed).next();
}

template <class S>
tensor<S> initialised(const parameter_record& parameter, std::uint64_t seed) {
  tensor<S> numbers(parameter.extents);
  random_numbers random(seed);
  const initial& wanted = parameter.values;
  const double bound = wanted.fan_in > 0 ? 1 / plain::sqrt(static_cast<double>(wanted.fan_in)) : wanted.bound;
  for (S& number : numbers) number = S(wanted.centre + bound * static_cast<double>(random.next_signed_unit()));
  return numbers;
}

}  // namespace detail

/// The context over numbers: `parameter` and `buffer` give tensors, primitives run, scopes are real ones.
template <class S>
class number_context {
 public:
  explicit number_context(const detail::parameter_store<S>& store)
      : store_(store), asked_in_(store.numbers.size(), -1) {}

  const tensor<S>& parameter(const label& name, const shape& extents, const initial& = {}) {
    return owned(name, extents);
  }
  const tensor<S>& buffer(const label& name, const shape& extents, const initial& = {}) { return owned(name, extents); }

  /// Reads a layer in a scope of that name: text, a label, or a number.
  template <class Layer, tensor_like... Inputs>
  auto operator()(const auto& name, const Layer& inner, const Inputs&... inputs) {
    const label named(name);
    const int node = existing(at_.scope, named);
    const scope region(named);
    return detail::read_at(*this, at_, node, ++visits_, inner, inputs...);
  }
  /// The same in a scope that belongs to one layer; whether to one only was seen when the model was instantiated.
  template <class Layer, tensor_like... Inputs>
  auto own(const auto& name, const Layer& inner, const Inputs&... inputs) {
    return (*this)(name, inner, inputs...);
  }
  /// The same in scopes within scopes: `context.at("layer3.35.conv2", layer, x)`.
  template <class Layer, tensor_like... Inputs>
  auto at(std::string_view path, const Layer& inner, const Inputs&... inputs) {
    using result = std::remove_cvref_t<decltype(inner(*this, inputs...))>;
    return within<result>(path, at_.scope, inner, inputs...);
  }
  /// A layer that not all inputs use, as they do here.
  template <class Layer, tensor_like... Inputs>
  auto optional(const auto& name, const Layer& inner, const Inputs&... inputs) {
    return (*this)(name, inner, inputs...);
  }
  /// Work that depends on data: `run` looks at the numbers; the outcomes are for predictions.
  template <class Run, class... Outcomes>
  auto depending(const Run& run, const Outcomes&...) {
    return run();
  }
  /// Reads a layer in the present scope: the outermost one, which has no name.
  template <class Layer, class... Inputs>
  auto read(const Layer& inner, const Inputs&... inputs) {
    return detail::read_at(*this, at_, at_.scope, at_.visit == 0 ? ++visits_ : at_.visit, inner, inputs...);
  }

  [[nodiscard]] const path_tree& scopes() const { return store_.scopes; }  // the model's

 private:
  // Enters the scopes of a path, one within the other, and reads the layer in the innermost.
  template <class Result, class Layer, class... Inputs>
  Result within(std::string_view path, int outer, const Layer& inner, const Inputs&... inputs) {
    const std::size_t dot = path.find('.');
    const label named(path.substr(0, dot));
    const int node = existing(outer, named);
    const scope region(named);
    if (dot != std::string_view::npos) return within<Result>(path.substr(dot + 1), node, inner, inputs...);
    return detail::read_at(*this, at_, node, ++visits_, inner, inputs...);
  }
  [[nodiscard]] int existing(int outer, const label& name) const {
    const int node = store_.scopes.find(outer, name);
    if (node == path_tree::none) {
      const std::string above = store_.scopes.path(outer);
      detail::raise(error("tally: the scope \"" + (above.empty() ? name.text() : above + "." + name.text()) +
                          "\" was not there when the model was instantiated; instantiate reads the same network"));
    }
    return node;
  }
  const tensor<S>& owned(const label& name, const shape& extents) {
    const int position = store_.list.find(at_.scope, name);
    if (position < 0)
      detail::raise(error("tally: the parameter \"" + name.text() + "\" of \"" + store_.scopes.path(at_.scope) +
                          "\" was not asked for when the model was instantiated"));
    std::int64_t& asked_in = asked_in_[static_cast<std::size_t>(position)];
    if (asked_in == at_.visit) detail::refuse_asked_twice(store_.scopes, at_.scope, name);
    asked_in = at_.visit;
    const tensor<S>& numbers = store_.numbers[static_cast<std::size_t>(position)];
    if (numbers.shape() != extents)
      detail::fail_on_shapes("tally: a parameter is used with two shapes; its path stands for one parameter",
                             numbers.shape(), extents);
    return numbers;
  }

  const detail::parameter_store<S>& store_;
  tally::detail::vector<std::int64_t> asked_in_;  // the visit in which each parameter was asked for last
  detail::reading_position at_;
  std::int64_t visits_ = 0;
};

/// A network with its parameters, of any scalar. Calling it runs the same definition that `predict` reads.
/// Products and convolutions are its engine's.
template <class Net, class S, class Engine = typename default_engine<S>::type>
class model {
 public:
  model(Net net, detail::parameter_store<S> store) : net_(std::move(net)), store_(std::move(store)) {}

  /// Runs the network. Input that does not fit throws `tally::shape_error` with the path of the layer that refuses it.
  template <class... Inputs>
  auto operator()(const tensor<Inputs>&... inputs) const {
    const detail::engaged<S> multiplies(Engine::template product<S>());
    number_context<S> context(store_);
    return context.read(net_, inputs...);
  }

  /// Runs another layer on the same parameters: one whose scopes and parameters are among the network's, such as
  /// `with_cache(model.network(), cache)`.
  template <class Layer, class... Inputs>
  auto read(const Layer& layer, const tensor<Inputs>&... inputs) const {
    const detail::engaged<S> multiplies(Engine::template product<S>());
    number_context<S> context(store_);
    return context.read(layer, inputs...);
  }

  [[nodiscard]] const Net& network() const& { return net_; }
  [[nodiscard]] Net network() && { return std::move(net_); }
  /// How many numbers it owns that are learned.
  [[nodiscard]] natural parameters() const {
    natural sum = 0;
    for (int i = 0; i < store_.list.size(); ++i)
      if (store_.list.at(i).learned) sum += store_.list.at(i).extents.volume();
    return sum;
  }
  /// The parameter or buffer at a dotted path, "layer1.0.conv1.weight", to read or to fill. Throws `tally::error`.
  [[nodiscard]] tensor<S>& parameter(std::string_view path) & { return store_.numbers[position(path)]; }
  [[nodiscard]] const tensor<S>& parameter(std::string_view path) const& { return store_.numbers[position(path)]; }
  [[nodiscard]] tensor<S> parameter(std::string_view path) && { return std::move(store_.numbers[position(path)]); }
  /// The dotted paths of all parameters and buffers, in the order of their use.
  [[nodiscard]] tally::detail::vector<std::string> parameter_paths() const {
    tally::detail::vector<std::string> paths;
    for (int i = 0; i < store_.list.size(); ++i) {
      const std::string scope = store_.scopes.path(store_.list.at(i).scope);
      paths.push_back(scope.empty() ? store_.list.at(i).name.text() : scope + "." + store_.list.at(i).name.text());
    }
    return paths;
  }

 private:
  [[nodiscard]] std::size_t position(std::string_view path) const {
    const std::size_t dot = path.rfind('.');
    const std::string_view name = dot == std::string_view::npos ? path : path.substr(dot + 1);
    const int scope = dot == std::string_view::npos ? path_tree::root : store_.scopes.find(path.substr(0, dot));
    const bool plausible = scope != path_tree::none && !name.empty() && name.size() <= label::capacity;
    const int found = plausible ? store_.list.find(scope, label::viewing(name)) : path_tree::none;
    if (found < 0) detail::raise(error("tally: the model has no parameter \"" + std::string(path) + "\""));
    return static_cast<std::size_t>(found);
  }

  Net net_;
  detail::parameter_store<S> store_;
};

namespace detail {

// The precision in which a network of such numbers is read: a class that says none of itself stands for f32.
template <class S>
inline constexpr precision reading_precision = precision::f32;
template <class S>
  requires requires { precision_of_type<S>::value; }
inline constexpr precision reading_precision<S> = precision_of<S>;

template <class S, class Engine, class Net, class... Shapes>
model<Net, S, Engine> instantiate_for(const Net& net, std::uint64_t seed, const Shapes&... inputs) {
  shape_context reading(reading_precision<S>, data_dependence::most);  // all that can run has its parameters
  static_cast<void>(reading.read(net, reading.input(inputs)...));
  parameter_store<S> store{reading.scopes(), reading.parameters(), {}};
  for (int i = 0; i < store.list.size(); ++i) {
    const std::string path = store.scopes.path(store.list.at(i).scope) + "." + store.list.at(i).name.text();
    store.numbers.push_back(initialised<S>(store.list.at(i), seed_of(path, seed)));
  }
  return model<Net, S, Engine>(net, std::move(store));
}

}  // namespace detail

/// A model of `net` whose parameters are scalars of type `S`, made from `seed`: the same numbers on every platform and
/// for every scalar. The network is read over the input's shape to learn which parameters there are; it runs on other
/// shapes as far as its layers do. `Engine` multiplies its matrices: `instantiate<float, textbook_engine>(net, {1,
/// 784})`.
template <class S, class Engine = typename default_engine<S>::type, class Net>
[[nodiscard]] model<Net, S, Engine> instantiate(const Net& net, const shape& input, std::uint64_t seed = 0) {
  return detail::instantiate_for<S, Engine>(net, seed, input);
}
template <class S, class Engine = typename default_engine<S>::type, class Net>
[[nodiscard]] model<Net, S, Engine> instantiate(const Net& net, const shape& first, const shape& second,
                                                std::uint64_t seed = 0) {
  return detail::instantiate_for<S, Engine>(net, seed, first, second);
}
template <class S, class Engine = typename default_engine<S>::type, class Net>
[[nodiscard]] model<Net, S, Engine> instantiate(const Net& net, const shape& first, const shape& second,
                                                const shape& third, std::uint64_t seed = 0) {
  return detail::instantiate_for<S, Engine>(net, seed, first, second, third);
}
/// As many inputs as the network takes: `tally::instantiate<float>(net, {{1, 2}, {3, 4}}, seed)`.
template <class S, class Engine = typename default_engine<S>::type, class Net, std::size_t N>
  requires(N > 1)
[[nodiscard]] model<Net, S, Engine> instantiate(const Net& net, const shape (&inputs)[N], std::uint64_t seed = 0) {
  return detail::with_each_shape(
      inputs, [&](const auto&... each) { return detail::instantiate_for<S, Engine>(net, seed, each...); });
}
template <class S, class Engine = typename default_engine<S>::type, class Net, std::size_t N, std::size_t Rank>
[[nodiscard]] model<Net, S, Engine> instantiate(const Net& net, const index (&inputs)[N][Rank],
                                                std::uint64_t seed = 0) {
  return detail::with_each_shape(
      inputs, [&](const auto&... each) { return detail::instantiate_for<S, Engine>(net, seed, each...); });
}
template <class S, class Engine = typename default_engine<S>::type, class Net, fixed_shapes Shapes>
[[nodiscard]] model<Net, S, Engine> instantiate(const Net& net, const Shapes& inputs, std::uint64_t seed = 0) {
  return detail::with_each_shape(
      inputs, [&](const auto&... each) { return detail::instantiate_for<S, Engine>(net, seed, each...); });
}

}  // namespace tally
