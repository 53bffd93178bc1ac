// SPDX-License-Identifier: MIT
// What a layer is handed while it is read: parameters, and named scopes for the layers within it.
#pragma once

#include "tally/core/label.hpp"
#include "tally/core/paths.hpp"
#include "tally/core/scope.hpp"
#include "tally/nn/parameter.hpp"
#include "tally/tensor/primitive.hpp"

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace tally {

/// A layer is any callable of this form, whatever the context:
///
///     struct gated_linear {                       // y = sigmoid(x W) * (x V)
///       tally::index in, out;
///       constexpr auto operator()(auto& context, const auto& x) const {
///         auto gate = sigmoid(context("gate", tally::nn::linear{in, out}, x));
///         return gate * context("value", tally::nn::linear{in, out}, x);
///       }
///     };
///
/// `context(name, layer, x…)` reads another layer in a scope of that name, `context.at("stem.0", layer, x…)` in scopes
/// within scopes; `context.parameter(name, shape, initial)`
/// and `context.buffer(…)` give the numbers that the layer owns (bind them with `const auto&`). Sharing is said: a
/// scope that is entered again under its name has the same parameters, counted once, and a parameter that is bound once
/// may be used twice. To ask for one name twice in one visit of a scope throws `tally::error`: two layers without names
/// would be one. A layer may have a `static constexpr std::string_view name`, for reports.
template <class Layer, class Context, class... Inputs>
concept layer = std::invocable<const Layer&, Context&, const Inputs&...>;

namespace detail {

template <class Layer>
constexpr std::string_view layer_name() {
  if constexpr (requires {
                  { Layer::name } -> std::convertible_to<std::string_view>;
                })
    return Layer::name;
  else
    return "layer";
}

// Where in the network a reading is. Each time that a scope is entered is a visit of its own.
struct reading_position {
  int scope = path_tree::root;
  std::int64_t visit = 0;
  std::string_view layer = "layer";
};

// Two layers that are called without scopes of their own would silently be one, if their shapes agree.
[[noreturn]] inline void throw_asked_twice(const path_tree& scopes, int scope, const label& name) {
  const std::string where = scope == path_tree::root ? "the network" : "the scope \"" + scopes.path(scope) + "\"";
  detail::raise(
      error("tally: " + where + " asks twice for its parameter \"" + name.text() +
            "\", so that two layers without names would be one; give each a scope, context(\"name\", layer, x). To "
            "share, enter the scope of that name again, or bind the parameter once and use it twice"));
}
constexpr void fail_on_asked_twice(const char* sentence, const path_tree& scopes, int scope, const label& name) {
  if (sentence != nullptr) throw_asked_twice(scopes, scope, name);
}
[[noreturn]] inline void throw_entered_twice(const path_tree& scopes, int scope, const label& name) {
  const std::string where = scope == path_tree::root ? "the network" : "the scope \"" + scopes.path(scope) + "\"";
  raise(error("tally: " + where + " calls two layers without names, which both have a scope \"" + name.text() +
              "\" and would be one; give each a scope, context(\"name\", layer, x). To share, enter the scope of that "
              "name again"));
}
constexpr void fail_on_entered_twice(const char* sentence, const path_tree& scopes, int scope, const label& name) {
  if (sentence != nullptr) throw_entered_twice(scopes, scope, name);
}
constexpr void refuse_entered_twice(const path_tree& scopes, int scope, const label& name) {
  fail_on_entered_twice("tally: two layers without names have a scope of one name and would be one; give each a scope, "
                        "context(\"name\", layer, x). To share, enter the scope of that name again",
                        scopes, scope, name);
}
constexpr void refuse_asked_twice(const path_tree& scopes, int scope, const label& name) {
  fail_on_asked_twice(
      "tally: a scope asks twice for a parameter of one name, so that two layers without names would be "
      "one; give each a scope, context(\"name\", layer, x). To share, enter the scope of that name "
      "again, or bind the parameter once and use it twice",
      scopes, scope, name);
}

// Reads a layer at a node of the scopes' tree, and returns to where the context was. The contexts call this with
// themselves rather than inherit it: g++ takes twice as long over every access in a constant expression to an object
// that was reached by way of its base.
template <class Context, class Layer, class... Inputs>
constexpr auto read_at(Context& context, reading_position& at, int node, std::int64_t visit, const Layer& inner,
                       const Inputs&... inputs) {
  static_assert(layer<Layer, Context, Inputs...>,
                "tally: this is not a layer for these inputs; a layer is called as layer(context, x…), and is const");
  const reading_position outer = at;
  at = {node, visit, layer_name<Layer>()};
#if defined(__cpp_exceptions)
  try {
    auto result = inner(context, inputs...);
    at = outer;
    return result;
  } catch (const shape_error& problem) {
    const reading_position refusing = std::exchange(at, outer);  // a context may be read again
    if (!problem.where().empty() || node == path_tree::root) throw;
    detail::raise(shape_error(problem.problem(), context.scopes().path(node), std::string(refusing.layer)));
  }
#else
  auto result = inner(context, inputs...);
  at = outer;
  return result;
#endif
}

}  // namespace detail
}  // namespace tally
