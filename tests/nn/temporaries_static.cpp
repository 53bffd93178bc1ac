// SPDX-License-Identifier: MIT
// Nothing points into a temporary: of one, members that otherwise return references to members give values, or nothing.

#include "tally/analysis/reconcile.hpp"
#include "tally/nn/generation.hpp"
#include "tally/nn/instantiate.hpp"
#include "tally/nn/kv_cache.hpp"
#include "tally/nn/layers.hpp"
#include "tally/nn/state_cache.hpp"
#include "tally/nn/trace.hpp"
#include "tally/report/report.hpp"

#include <type_traits>
#include <utility>

namespace {

namespace nn = tally::nn;
using numbers = tally::tensor<double>;
using model = tally::model<nn::relu, double>;

// What a call returns of an object that stays, and of one that goes.
template <class T, class Call>
constexpr bool by_value_of_temporaries(Call call) {
  using stays = decltype(call(std::declval<const T&>()));
  using goes = decltype(call(std::declval<T>()));
  return std::is_lvalue_reference_v<stays> && !std::is_reference_v<goes> && std::is_same_v<std::decay_t<stays>, goes>;
}
#define GIVES_VALUES(type, call) \
  static_assert(                 \
      by_value_of_temporaries<type>([](auto&& x) -> decltype(auto) { return std::forward<decltype(x)>(x) call; }))

GIVES_VALUES(tally::trace, .rows());
GIVES_VALUES(tally::trace, .scopes());
GIVES_VALUES(tally::trace, .parameters());
GIVES_VALUES(tally::trace, .output());
GIVES_VALUES(tally::trace, .total());
GIVES_VALUES(tally::prediction, .counts());
GIVES_VALUES(tally::generation_cost, .counts());
GIVES_VALUES(tally::shape_context, .total());
GIVES_VALUES(tally::shape_context, .scopes());
GIVES_VALUES(tally::shape_context, .parameters());
GIVES_VALUES(tally::detail::parameter_list, .at(0));
GIVES_VALUES(tally::path_tree, .name(0));
GIVES_VALUES(tally::scope_tree, .paths());
GIVES_VALUES(tally::scope_tree, [0]);
GIVES_VALUES(tally::scope_tree, .total());
GIVES_VALUES(tally::scope_tree, .total("a"));
GIVES_VALUES(tally::shape_error, .problem());
GIVES_VALUES(tally::shape_error, .where());
GIVES_VALUES(tally::shape_only, .shape());
GIVES_VALUES(numbers, .shape());
GIVES_VALUES(numbers, [0]);
GIVES_VALUES(numbers, (0, 0));
GIVES_VALUES(nn::lstm_state<numbers>, .shape());
GIVES_VALUES(tally::kv_cache<numbers>, [0]);
GIVES_VALUES(model, .network());
GIVES_VALUES(model, .parameter("weight"));
GIVES_VALUES(tally::report::table, .columns());
GIVES_VALUES(tally::report::table, .rows());
GIVES_VALUES(tally::reconciliation, .rows());

// What is built up in one expression is handed on whole.
template <class T, class Call>
constexpr bool builds(Call call) {
  return std::is_same_v<decltype(call(std::declval<T&>())), T&> && std::is_same_v<decltype(call(std::declval<T>())), T>;
}
#define BUILDS(type, call) \
  static_assert(builds<type>([](auto&& x) -> decltype(auto) { return std::forward<decltype(x)>(x) call; }))

BUILDS(tally::counts, .add(tally::operation::add, tally::precision::f32, 1));
BUILDS(tally::cost, .with_macs(1));
BUILDS(tally::cost, .with_padding(1));
BUILDS(tally::shape, .push_back(1));
BUILDS(tally::report::table, .row({}));
BUILDS(tally::report::table, .rule());
BUILDS(tally::reconciliation, .add("", tally::counts(), tally::counts()));
BUILDS(tally::reconciliation, .product("", 1, 1, 1, tally::counts(), tally::precision::f32));

// Pointers and iterators into a tensor, a cache's layer, what charges a context: only of what stays.
template <class T>
concept points_into = requires(T&& x) {
  std::forward<T>(x).data();
}
|| requires(T&& x) { std::forward<T>(x).begin(); }
|| requires(T&& x) { std::forward<T>(x).end(); };
static_assert(points_into<numbers&> && points_into<const numbers&>);
static_assert(!points_into<numbers> && !points_into<const numbers>);
template <class T>
concept gives_a_layer = requires(T&& x) {
  std::forward<T>(x).at(0);
};
static_assert(gives_a_layer<tally::state_cache<numbers>&> && !gives_a_layer<tally::state_cache<numbers>>);
template <class T>
concept gives_an_input = requires(T&& x) {
  std::forward<T>(x).input({1});
};
static_assert(gives_an_input<tally::shape_context&> && !gives_an_input<tally::shape_context>);

// So loops over parts of a temporary are over what is theirs.
constexpr tally::index rows_of_a_temporary() {
  tally::index rows = 0;
  for (const tally::trace_row& row : tally::trace(nn::sequential{nn::linear{2, 2}, nn::relu{}}, {1, 2}).rows())
    rows += row.output.volume() / 2;
  return rows;
}
static_assert(rows_of_a_temporary() == 3);

}  // namespace
