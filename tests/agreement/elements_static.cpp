// SPDX-License-Identifier: MIT
// Elementwise functions and movements: the loop runs in a constant expression, and spends what its formula says.

#include "support/agreement.hpp"
#include "tally/tensor/constant.hpp"

namespace {

using agreement::agree_in_constant_expression;
using agreement::shape;

// What is checked can be false: this adds one and charges nothing.
struct uncharged {
  static constexpr std::string_view name = "uncharged";
  constexpr shape output(const shape& x) const { return x; }
  constexpr tally::cost formula(const shape&, const shape&) const { return {}; }
  template <class S>
  constexpr void loop(tally::tensor<S>& output, const tally::tensor<S>& x) const {
    for (tally::index i = 0; i < x.size(); ++i) output[i] = x[i] + S(1);
  }
};
static_assert(!agree_in_constant_expression([](const auto& x) { return tally::apply(uncharged{}, x); }, shape{2}));

// Two tensors, broadcast both ways.
template <class F>
constexpr bool agree_for_two(const F& f) {
  return agree_in_constant_expression(f, shape{}, shape{}) && agree_in_constant_expression(f, shape{1}, shape{3}) &&
         agree_in_constant_expression(f, shape{2, 3}, shape{2, 3}) &&
         agree_in_constant_expression(f, shape{2, 1}, shape{1, 3}) &&
         agree_in_constant_expression(f, shape{5}, shape{2, 1, 5}) &&
         agree_in_constant_expression(f, shape{2, 1, 3}, shape{5, 1});
}
static_assert(agree_for_two([](const auto& a, const auto& b) { return a + b; }));
static_assert(agree_for_two([](const auto& a, const auto& b) { return a - b; }));
static_assert(agree_for_two([](const auto& a, const auto& b) { return a * b; }));
static_assert(agree_for_two([](const auto& a, const auto& b) { return a / b; }));
static_assert(agree_for_two([](const auto& a, const auto& b) { return maximum(a, b); }));
static_assert(agree_for_two([](const auto& a, const auto& b) { return minimum(a, b); }));
static_assert(agree_for_two([](const auto& a, const auto& b) { return less(a, b); }));
static_assert(agree_for_two([](const auto& a, const auto& b) { return greater(a, b); }));
static_assert(agree_for_two([](const auto& a, const auto& b) { return equal(a, b); }));
static_assert(agree_for_two([](const auto& a, const auto& b) { return pow(a, b); }));
static_assert(agree_for_two([](const auto& a, const auto& b) { return where(less(a, 1), b, a); }));
static_assert(agree_for_two([](const auto& a, const auto& b) { return clamp(a, b, 1.5); }));

// One tensor.
template <class F>
constexpr bool agree_for_one(const F& f) {
  return agree_in_constant_expression(f, shape{}) && agree_in_constant_expression(f, shape{1}) &&
         agree_in_constant_expression(f, shape{2, 3});
}
static_assert(agree_for_one([](const auto& x) { return x * 2; }));
static_assert(agree_for_one([](const auto& x) { return 2.5 - x; }));
static_assert(agree_for_one([](const auto& x) { return exp(x); }));
static_assert(agree_for_one([](const auto& x) { return log(x); }));
static_assert(agree_for_one([](const auto& x) { return sqrt(x); }));
static_assert(agree_for_one([](const auto& x) { return sin(x); }));
static_assert(agree_for_one([](const auto& x) { return cos(x); }));
static_assert(agree_for_one([](const auto& x) { return tanh(x); }));
static_assert(agree_for_one([](const auto& x) { return erf(x); }));
static_assert(agree_for_one([](const auto& x) { return abs(x); }));
static_assert(agree_for_one([](const auto& x) { return -x; }));
static_assert(agree_for_one([](const auto& x) { return floor(x) + ceil(x) + trunc(x) + round(x) + nearbyint(x); }));
static_assert(agree_for_one([](const auto& x) { return clamp(x, 1, 2); }));
static_assert(agree_for_one([](const auto& x) { return cast<double>(cast<int>(x)) + x.shape().rank(); }));
static_assert(agree_for_one([](auto x) {
  x += 1;
  x *= x;
  x -= 0.5;
  return x /= 2;
}));
static_assert(agree_for_one([](const auto& x) { return relu(x); }));
static_assert(agree_for_one([](const auto& x) { return sigmoid(x); }));
static_assert(agree_for_one([](const auto& x) { return gelu(x); }));

// Biases.
static_assert(agree_in_constant_expression([](const auto& x, const auto& b) { return add_bias(x, b); }, shape{2, 3},
                                           shape{3}));
static_assert(agree_in_constant_expression([](const auto& x, const auto& b) { return add_channel_bias(x, b); },
                                           shape{2, 3, 2}, shape{3}));

// Movements.
constexpr shape cube{2, 3, 5};
static_assert(agree_in_constant_expression([](const auto& x) { return reshape(x, {5, 6}); }, cube));
static_assert(agree_in_constant_expression([](const auto& x) { return flatten(x, 0, 1); }, cube));
static_assert(agree_in_constant_expression([](const auto& x) { return permute(x, {2, 0, -2}); }, cube));
static_assert(agree_in_constant_expression([](const auto& x) { return transpose(x, 0, -1); }, cube));
static_assert(agree_in_constant_expression([](const auto& x) { return broadcast_to(x, {2, 3, 5}); }, shape{3, 1}));
static_assert(agree_in_constant_expression([](const auto& x) { return slice(x, 2, 1, 5, 2); }, cube));
static_assert(agree_in_constant_expression([](const auto& a, const auto& b) { return concat(1, a, b); }, cube,
                                           shape{2, 1, 5}));
static_assert(agree_in_constant_expression([](const auto& x) { return pad(x, 1, 2, 1, 0.5); }, cube));
constexpr auto corners = [](const auto& x) {
  return positions_like(x, {3, 2}, [](tally::index i) { return i % 2 + i / 4; });  // (0, 1), (0, 1), (1, 2)
};
static_assert(agree_in_constant_expression([](const auto& x) { return gather_nd(x, corners(x)); }, cube));
static_assert(agree_in_constant_expression([](const auto& x) { return gather(x, corners(x), 1); }, cube));
static_assert(agree_in_constant_expression([](const auto& x,
                                              const auto& blocks) { return scatter_nd(x, corners(x), blocks); },
                                           cube, shape{3, 5}));
static_assert(agree_in_constant_expression([](const auto& x,
                                              const auto& blocks) { return scatter_nd_add(x, corners(x), blocks); },
                                           cube, shape{3, 5}));

// Positions are integers beside a table of counted numbers.
constexpr bool gather_agrees() {
  using scalar = tally::counted<float, tally::pointer_recorder>;
  tally::ledger spent;
  const tally::tensor<scalar> table({3, 2}, scalar(1.0F, tally::pointer_recorder(spent)));
  const auto rows = gather(table, tally::tensor<int>({2, 1}, {2, 0}));
  const auto formula = [](const auto& t, const auto& at) { return gather(t, at); };
  return agreement::predicted(tally::precision::f32, formula, shape{3, 2}, shape{2, 1}) ==
         agreement::reading{rows.shape(), tally::counts(spent)};
}
static_assert(gather_agrees());

}  // namespace
