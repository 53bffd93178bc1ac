// SPDX-License-Identifier: MIT
// Shapes that cannot be, and primitives and layers that are none, do not compile, and the message says what is wrong.

#include "tally/tally.hpp"

#include <string_view>

constexpr tally::shape_only of(std::initializer_list<tally::index> extents) {
  return tally::shape_only(tally::shape(extents));
}
constexpr bool fits(const tally::shape_only& x) { return x.size() > 0; }
static_assert(fits(of({2, 3}) + of({3})));

#if TALLY_MUST_FAIL == 1
constexpr tally::shape empty{3, 0};
// must_fail 1: tally: every size of a shape is at least 1, this axis has
// must_fail 1 g++: , 1, 0
// must_fail 1 clang: , 1, 0
#endif

#if TALLY_MUST_FAIL == 2
constexpr tally::shape vast{4'294'967'296, 4'294'967'296};
// must_fail 2: tally: the number of elements of a shape overflows
// must_fail 2 g++: , 4294967296, 4294967296
// must_fail 2 clang: , 4294967296, 4294967296
#endif

#if TALLY_MUST_FAIL == 3
constexpr tally::shape deep{1, 1, 1, 1, 1, 1, 1, 1, 1};
// must_fail 3: tally: a shape has more axes than are supported
// must_fail 3 g++: , 9, 8
// must_fail 3 clang: , 9, 8
#endif

#if TALLY_MUST_FAIL == 4
static_assert(fits(matmul(of({2, 3}), of({4, 5}))));
// must_fail 4: tally: a matrix product.*s factors disagree: columns of the first, rows of the second
// must_fail 4 g++: 2, 3, 4, 5
// must_fail 4 clang: {{2, 3, 0, 0, 0, 0, 0, 0}, 2, 6}, {{4, 5, 0, 0, 0, 0, 0, 0}, 2, 20}
#endif

#if TALLY_MUST_FAIL == 5
static_assert(fits(reshape(of({2, 3}), {7})));
// must_fail 5: tally: a reshape changes the number of elements
// must_fail 5 g++: 2, 3, 7, 0
// must_fail 5 clang: {{2, 3, 0, 0, 0, 0, 0, 0}, 2, 6}, {{7, 0, 0, 0, 0, 0, 0, 0}, 1, 7}
#endif

#if TALLY_MUST_FAIL == 6
static_assert(fits(sum(of({2, 3}), 2)));
// must_fail 6: tally: a shape has no such axis; axis and rank are
// must_fail 6 g++: , 2, 2
// must_fail 6 clang: , 2, 2
#endif

#if TALLY_MUST_FAIL == 7
static_assert(fits(concat(0, of({2, 3, 5, 7, 11}), of({2, 3, 5, 7, 12}))));
// must_fail 7: tally: tensors to concatenate differ in another axis
// must_fail 7 g++: 2, 3, 5, 7, 11, 0, 0, 0, 2, 3, 5, 7, 12, 0, 0, 0
// must_fail 7 clang: {{2, 3, 5, 7, 11, 0, 0, 0}, 5, 2310}, {{2, 3, 5, 7, 12, 0, 0, 0}, 5, 2520}
#endif

// Without a formula it is no primitive: its work would count as nothing.
struct without_formula {
  static constexpr std::string_view name = "without_formula";
  constexpr tally::shape output(const tally::shape& x) const { return x; }
  template <class S>
  constexpr void loop(tally::tensor<S>& output, const tally::tensor<S>& x) const {
    output = x;
  }
};
#if TALLY_MUST_FAIL == 8
static_assert(fits(tally::apply(without_formula{}, of({2}))));
// must_fail 8: tally: this primitive lacks a name, a shape rule .output. or a formula for that many inputs
#endif

#if TALLY_MUST_FAIL == 9
const auto mixed = tally::tensor<float>({2}) + of({2});
// must_fail 9: tally: a primitive is given both numbers and shapes without numbers
#endif

// A layer is called on a const object.
struct not_const {
  constexpr auto operator()(auto&, const auto& x) { return x; }
};
#if TALLY_MUST_FAIL == 10
constexpr auto cost = tally::predict(not_const{}, {1});
// must_fail 10: tally: this is not a layer for these inputs; a layer is called as layer.context, x
#endif

// A layer of tally::nn and the function of its name: the using-directive puts the layer in front.
namespace all_layers {
using namespace tally::nn;
struct gate {
  constexpr auto operator()(auto& context, const auto& x) const {
#if TALLY_MUST_FAIL == 11
    return x * sigmoid(x) * sigmoid{}(context, x);
// must_fail 11: tally: this name is a layer.s, which hides the function of the same name: write tally::sigmoid.x.
// rather
#else
    return x * tally::sigmoid(x) * sigmoid{}(context, x);
#endif
  }
};
// A layer that is made from a tensor still is.
struct fixed_scale {
  static constexpr std::string_view name = "fixed_scale";
  tally::tensor<float> scale;
};
inline auto made(const tally::tensor<float>& x) { return fixed_scale{x}; }
}  // namespace all_layers
static_assert(tally::predict(all_layers::gate{}, {2}).flops() == 2 * (2 + 2 * 2));  // add, div; mul

inline void compound(tally::tensor<float>& x, const tally::tensor<double>& y) {
#if TALLY_MUST_FAIL == 12
  x += y;
// must_fail 12: tally: x .= y .-=, .=, /=. would give x another scalar type; cast y, or write x . y into a new tensor
#else
  x += cast<float>(y);
#endif
}

inline auto chosen(const tally::tensor<int>& mask, const tally::tensor<float>& x, const tally::tensor<double>& y) {
#if TALLY_MUST_FAIL == 13
  return where(mask, x, y);
// must_fail 13: tally: where and clamp take tensors of one scalar type; cast the others, as in cast<float>.x.
#else
  return where(mask, cast<double>(x), y);
#endif
}

inline auto narrowed(const tally::tensor<float>& x) {
#if TALLY_MUST_FAIL == 14
  return cast<tally::precision::f16>(x);
// must_fail 14: tally: numbers of this precision have no type that is known; name yours, as in cast<Eigen::half>.x.
#else
  return cast<tally::precision::i8>(x);
#endif
}
