// SPDX-License-Identifier: MIT
// Shapes, tensors and primitives refuse what they cannot do, with the sentence and the values, over numbers and over
// shapes alike.

#include "support/catch.hpp"
#include "support/refusals.hpp"
#include "tally/nn/scaled_dot_product_attention.hpp"
#include "tally/tensor/primitives.hpp"

#include <limits>
#include <new>
#include <string>
#include <vector>

namespace {

using refusals::refusal;
using refusals::refusal_of;
using tally::index;
using tally::shape;
using tally::shape_only;
using tally::tensor;

constexpr index huge = std::numeric_limits<index>::max();

TEST_CASE("a shape has at most eight axes, each at least 1, and a volume that fits") {
  CHECK(shape{1, 1, 1, 1, 1, 1, 1, 1}.rank() == shape::max_rank);
  CHECK(refusal([] { return shape{1, 1, 1, 1, 1, 1, 1, 1, 1}; }) ==
        "tally: a shape has more axes than are supported: 9 and 8");
  CHECK(refusal([] { return shape{2, 0}; }) == "tally: every size of a shape is at least 1, this axis has: 1 and 0");
  CHECK(refusal([] { return shape{-3}; }) == "tally: every size of a shape is at least 1, this axis has: 0 and -3");
  CHECK(shape{huge}.volume() == huge);
  CHECK(refusal([] {
          return shape{huge, 2};
        }) == "tally: the number of elements of a shape overflows: 9223372036854775807 and 2");
  CHECK(refusal([] {
          return shape{index{1} << 32, index{1} << 31};
        }) == "tally: the number of elements of a shape overflows: 4294967296 and 2147483648");
  CHECK(refusal([] { return shape{2, 3}[2]; }) == "tally: a shape has no such axis; axis and rank are: 2 and 2");
  CHECK(refusal([] { return shape{2, 3}[-3]; }) == "tally: a shape has no such axis; axis and rank are: -3 and 2");
  CHECK(refusal([] { return shape()[0]; }) == "tally: a shape has no such axis; axis and rank are: 0 and 0");
  CHECK(refusal([] {
          return shape{2, 3}.with(1, 0);
        }) == "tally: every size of a shape is at least 1, this axis has: 1 and 0");
  CHECK(refusal([] {
          return shape{huge, 1}.with(1, 2);
        }) == "tally: the number of elements of a shape overflows: 9223372036854775807 and 2");
}

TEST_CASE("a tensor has as many elements as its shape, and is indexed within it") {
  const tensor<float> x({2, 3});
  CHECK(refusal([] {
          return tensor<float>({2, 3}, std::vector<float>(5));
        }) == "tally: a tensor is given another number of elements than its shape has: 5 and 6");
  CHECK(refusal([&] { return x[6]; }) == "tally: an index lies outside its tensor; index and size are: 6 and 6");
  CHECK(refusal([&] { return x[-1]; }) == "tally: an index lies outside its tensor; index and size are: -1 and 6");
  CHECK(refusal([&] { return x(1, 3); }) == "tally: an index lies outside its axis; index and extent are: 3 and 3");
  CHECK(refusal([&] { return x(1); }) ==
        "tally: a tensor is indexed with another number of indices than it has axes: 1 and 2");
}

TEST_CASE("a tensor for which there is no memory says so, with its shape and the bytes of an element") {
  const std::string sentence =
      "tally: there is no memory for a tensor of this shape; it, and the bytes of an element, are: ";
  // Not a constant: clang 14 would try to make such a tensor in the compiler, and break down.
  index large = index{1} << 45;
  CHECK(refusal([] { return tensor<float>({huge}); }) == sentence + "9223372036854775807 and 4");
  CHECK(refusal([&] { return tensor<double>({index{1} << 57, 8}, 1.0); }) == sentence + "144115188075855872x8 and 8");
#if defined(__SANITIZE_ADDRESS__)  // its allocator ends the program
  static_cast<void>(large);
#else
  CHECK(refusal([&] { return tensor<double>({large, 8}, 1.0); }) == sentence + "35184372088832x8 and 8");
#endif
  // What a scalar's own constructor throws is the scalar's.
  struct full {
    full() { throw std::bad_alloc(); }
  };
  CHECK_THROWS_AS(tensor<full>({1}), std::bad_alloc);
}

TEST_CASE("shapes that do not broadcast are refused") {
  const std::string sentence = "tally: these shapes do not broadcast; aligned from the last axis, sizes are equal or 1";
  CHECK(refusal_of([](const auto& a, const auto& b) { return a + b; }, shape{2, 3}, shape{2}) ==
        sentence + ": 2x3 and 2");
  CHECK(refusal_of([](const auto& a, const auto& b) { return maximum(a, b); }, shape{4, 1, 3}, shape{2, 2, 1}) ==
        sentence + ": 4x1x3 and 2x2x1");
  CHECK(refusal_of([](const auto& x) { return broadcast_to(x, {2, 4}); }, shape{3, 1}) == sentence + ": 3x1 and 2x4");
  CHECK(refusal_of(
            [](const auto& x) {
              return broadcast_to(x, {1, 4});
            },
            shape{3, 4}) == "tally: this shape does not broadcast to that one: 3x4 and 1x4");
  CHECK(refusal_of([](const auto& a, const auto& b) { return matmul(a, b); }, shape{2, 3, 4}, shape{3, 4, 5}) ==
        sentence + ": 2 and 3");
}

TEST_CASE("compound assignments keep the shape and the precision of their left side") {
  const auto added = [](auto x, const auto& y) { return x += y; };
  CHECK(refusal_of(added, shape{3}, shape{2, 3}) ==
        "tally: x += y (-=, *=, /=) keeps the shape of x, and y does not broadcast to it; x and y are: 3 and 2x3");
  CHECK(refusal_of(added, shape{2, 1}, shape{3}) ==
        "tally: x += y (-=, *=, /=) keeps the shape of x, and y does not broadcast to it; x and y are: 2x1 and 3");
  shape_only whole({2}, tally::precision::i32);
  CHECK_THROWS_WITH(whole += shape_only({2}), "tally: x += y (-=, *=, /=) would give x another precision; cast y, as "
                                              "in cast<float>(y)");
}

TEST_CASE("choices and bounds of shapes that do not broadcast, and bounds that cross, are refused") {
  const std::string sentence = "tally: these shapes do not broadcast; aligned from the last axis, sizes are equal or 1";
  const auto chosen = [](const auto& mask, const auto& a, const auto& b) { return where(mask, a, b); };
  CHECK(refusal_of(chosen, shape{2}, shape{3}, shape{1}) == sentence + ": 2 and 3");
  CHECK(refusal_of(chosen, shape{2, 1}, shape{3}, shape{4}) == sentence + ": 2x3 and 4");
  CHECK(refusal_of([](const auto& a, const auto& b) { return pow(a, b); }, shape{2}, shape{3}) ==
        sentence + ": 2 and 3");
  CHECK(refusal_of([](const auto& a, const auto& b) { return clamp(a, b, 1); }, shape{2}, shape{3}) ==
        sentence + ": 2 and 3");
  CHECK_THROWS_WITH(clamp(shape_only({2}), 1, 0.5), "tally: a clamp's least value is above its most");
  CHECK_THROWS_WITH(clamp(tensor<float>({2}), 0, std::numeric_limits<double>::quiet_NaN()),
                    "tally: a clamp's least value is above its most");
  const shape_only mask({2}, tally::precision::f64);  // of numbers in another precision than those it chooses from
  CHECK(where(mask, shape_only({2}), 1).format() == tally::precision::f32);
  CHECK_THROWS_AS(where(mask, shape_only({2}), mask), tally::error);
}

TEST_CASE("functions that integers have not are refused, rather than computed in another precision than predicted") {
  const std::string sentence =
      "tally: integers have no roots, powers, exponentials and the like; cast the tensor first, as in cast<float>(x)";
  const tensor<tally::counted<int>> x({2, 3}, 4);
  CHECK_THROWS_WITH(exp(x), sentence);
  CHECK_THROWS_WITH(pow(x, 2), sentence);
  CHECK_THROWS_WITH(softmax(x), sentence);
  CHECK(sqrt(cast<float>(x)) == tensor<tally::counted<float>>({2, 3}, 2.0F));
  CHECK(mean(abs(-x))[0] == 4);
}

TEST_CASE("a bias that is not one number per channel is refused") {
  CHECK(refusal_of([](const auto& x, const auto& b) { return add_bias(x, b); }, shape{2, 3}, shape{2}) ==
        "tally: a bias has another number of elements than its input has channels: 2x3 and 2");
  CHECK(refusal_of([](const auto& x, const auto& b) { return add_channel_bias(x, b); }, shape{2, 3}, shape{3, 1}) ==
        "tally: a bias has another number of elements than its input has channels: 2x3 and 3x1");
}

TEST_CASE("matrices whose sizes disagree are refused") {
  CHECK(refusal_of([](const auto& a, const auto& b) { return matmul(a, b); }, shape{2, 3}, shape{4, 5}) ==
        "tally: a matrix product's factors disagree: columns of the first, rows of the second: 2x3 and 4x5");
  CHECK(refusal_of([](const auto& a, const auto& b) { return matmul_transposed(a, b); }, shape{2, 3}, shape{3, 5}) ==
        "tally: a matrix product's factors disagree: columns of the first, columns of the second (transposed): 2x3 and "
        "3x5");
  CHECK(refusal_of([](const auto& a, const auto& b) { return matmul(a, b); }, shape{3}, shape{3, 2}) ==
        "tally: a matrix product takes tensors of at least two axes: 3 and 3x2");
}

TEST_CASE("attention whose pairs cannot be is refused") {
  namespace mask = tally::mask;
  const auto scores = [](const auto& q, const auto& k) { return masked_scores(q, k, mask::causal); };
  CHECK(refusal_of(scores, shape{2, 3}, shape{2, 4}) ==
        "tally: attention takes queries [..., queries, d] and keys [..., keys, d]: 2x3 and 2x4");
  CHECK(refusal_of(scores, shape{3, 2}, shape{2, 2}) ==
        "tally: causal attention has more queries than keys, and the first see none: 3 and 2");
  CHECK(refusal_of([](const auto& x) { return masked_fill(x, mask::causal); }, shape{3, 2}) ==
        "tally: causal attention has more queries than keys, and the first see none: 3 and 2");
  CHECK(refusal_of([](const auto& x) { return visible(x, mask::causal); }, shape{3}) ==
        "tally: a mask takes [..., queries, keys]: 3 and 1x1");
  CHECK(refusal([] { return mask::sliding_window(0); }) == "tally: a sliding window's size is not positive: 0 and 1");
  CHECK(refusal([] { return tally::attention_mask{.causal = true, .window = -1}.pairs(1, 1); }) ==
        "tally: an attention's window is negative: -1 and 0");
  CHECK(refusal_of([](const auto& x) { return masked_softmax(x, mask::causal, 2, 3); }, shape{4, 6}) ==
        "tally: scores [..., pairs] are not as many as the mask leaves: 4x6 and 5");
  CHECK(refusal_of([](const auto& w, const auto& v) { return masked_mix(w, v, mask::causal, 2); }, shape{6},
                   shape{3, 4}) ==
        "tally: weights [..., pairs] are not as many as the mask leaves of values [..., keys, d]: 6 and 3x4");
  CHECK(refusal_of([](const auto& q, const auto& k) { return grouped_attention(q, k, k); }, shape{1, 6, 2, 3},
                   shape{1, 4, 2, 3}) ==
        "tally: grouped attention's heads [n, heads, queries, d] are no multiple of its keys' [n, kv_heads, keys, d]: "
        "1x6x2x3 and 1x4x2x3");
}

TEST_CASE("a rotary embedding without pairs is refused") {
  const auto turned = [](index rotated, index offset) {
    return [=](const auto& x) { return rotary(x, {.rotated = rotated, .offset = offset}); };
  };
  const std::string sentence = "tally: a rotary embedding turns pairs; features to turn, and features that there are: ";
  CHECK(refusal_of(turned(0, 0), shape{2, 3}) == sentence + "3 and 3");
  CHECK(refusal_of(turned(6, 0), shape{2, 4}) == sentence + "6 and 4");
  CHECK(refusal_of(turned(-2, 0), shape{2, 4}) == sentence + "-2 and 4");
  CHECK(refusal_of(turned(0, -1), shape{2, 4}) == "tally: a rotary embedding begins at a negative position: -1 and 0");
  CHECK(refusal_of(turned(0, 0), shape{4}) == "tally: a rotary embedding takes [..., sequence, features]: 4 and 1x1");
}

std::string convolution_refusal(const tally::conv2d_primitive& p, const shape& x, const shape& w) {
  return refusal_of([&](const auto& input, const auto& weight) { return conv2d(input, weight, p); }, x, w);
}

TEST_CASE("convolutions that cannot be are refused") {
  const shape x{1, 4, 8, 8};
  CHECK(convolution_refusal({}, {4, 8, 8}, {1, 4, 3, 3}) ==
        "tally: a 2-D convolution takes an input [n, c, h, w] and a weight [o, c/groups, kh, kw]: 4x8x8 and 1x4x3x3");
  CHECK(refusal_of([](const auto& t, const auto& w) { return conv1d(t, w); }, x, shape{1, 4, 3}) ==
        "tally: a 1-D convolution takes an input [n, c, l] and a weight [o, c/groups, kl]: 1x4x8x8 and 1x4x3");
  CHECK(refusal_of([](const auto& t, const auto& w) { return conv3d(t, w); }, x, shape{1, 4, 3, 3, 3}) ==
        "tally: a 3-D convolution takes an input [n, c, d, h, w] and a weight [o, c/groups, kd, kh, kw]: 1x4x8x8 and "
        "1x4x3x3x3");
  CHECK(convolution_refusal({}, x, {2, 3, 3, 3}) ==
        "tally: a convolution's input has other channels than its weight expects: 1x4x8x8 and 2x3x3x3");
  CHECK(convolution_refusal({.groups = 3}, x, {3, 1, 3, 3}) ==
        "tally: a convolution's groups do not divide its input channels; channels and groups are: 4 and 3");
  CHECK(convolution_refusal({.groups = 2}, x, {3, 2, 3, 3}) ==
        "tally: a convolution's groups do not divide its output channels; channels and groups are: 3 and 2");
  CHECK(convolution_refusal({.groups = 0}, x, {3, 4, 3, 3}) ==
        "tally: a convolution's number of groups is not positive: 0 and 1");
  CHECK(convolution_refusal({.stride = 0}, x, {1, 4, 3, 3}) == "tally: a window's stride is not positive: 0 and 1");
  CHECK(convolution_refusal({.stride = {1, -2}}, x, {1, 4, 3, 3}) ==
        "tally: a window's stride is not positive: -2 and 1");
  CHECK(convolution_refusal({.dilation = 0}, x, {1, 4, 3, 3}) == "tally: a window's dilation is not positive: 0 and 1");
  CHECK(convolution_refusal({.padding = -1}, x, {1, 4, 3, 3}) == "tally: a window's padding is negative: -1 and 0");
  CHECK(convolution_refusal({}, x, {1, 4, 9, 3}) ==
        "tally: a kernel is larger than its padded input; their sizes are: 9 and 8");
  CHECK(convolution_refusal({.padding = 1, .dilation = {1, 6}}, x, {1, 4, 3, 3}) ==
        "tally: a kernel is larger than its padded input; their sizes are: 13 and 10");
  CHECK(convolution_refusal({.padding = huge}, x, {1, 4, 3, 3}) == "tally: a window's sizes exceed 2^31: 3 and 8");
  CHECK(convolution_refusal({.dilation = huge}, x, {1, 4, 3, 3}) == "tally: a window's sizes exceed 2^31: 3 and 8");
}

std::string spread_refusal(const tally::conv_transpose2d_primitive& p, const shape& x, const shape& w) {
  return refusal_of([&](const auto& input, const auto& weight) { return conv_transpose2d(input, weight, p); }, x, w);
}

TEST_CASE("transposed convolutions that cannot be are refused") {
  const shape x{1, 4, 8, 8};
  CHECK(spread_refusal({}, {4, 8, 8}, {4, 1, 3, 3}) ==
        "tally: a 2-D transposed convolution takes an input [n, c, h, w] and a weight [c, o/groups, kh, kw]: 4x8x8 and "
        "4x1x3x3");
  CHECK(spread_refusal({}, x, {3, 4, 3, 3}) ==
        "tally: a transposed convolution's input has other channels than its weight expects: 1x4x8x8 and 3x4x3x3");
  CHECK(spread_refusal({.groups = 3}, x, {4, 1, 3, 3}) ==
        "tally: a transposed convolution's groups do not divide its input channels; channels and groups are: 4 and 3");
  CHECK(spread_refusal({.groups = 0}, x, {4, 1, 3, 3}) ==
        "tally: a transposed convolution's number of groups is not positive: 0 and 1");
  CHECK(spread_refusal({.stride = 0}, x, {4, 1, 3, 3}) == "tally: a window's stride is not positive: 0 and 1");
  CHECK(spread_refusal({.output_padding = -1}, x, {4, 1, 3, 3}) ==
        "tally: a transposed convolution's output padding is negative: -1 and 0");
  CHECK(spread_refusal({.stride = 2, .output_padding = 2}, x, {4, 1, 3, 3}) ==
        "tally: a transposed convolution's output padding is smaller than neither its stride nor its dilation; it and "
        "the stride are: 2 and 2");
  CHECK(spread_refusal({.stride = 2, .output_padding = 2, .dilation = 3}, x, {4, 1, 3, 3}) == "no error");
  CHECK(spread_refusal({.padding = 5}, x, {4, 1, 3, 3}) ==
        "tally: a transposed convolution's padding cuts off all of its result; size and padding are: 10 and 5");
  CHECK(spread_refusal({.padding = huge}, x, {4, 1, 3, 3}) == "tally: a window's sizes exceed 2^31: 3 and 8");
}

TEST_CASE("windows that cannot be unfolded or folded are refused") {
  const shape columns{1, 8, 4};
  CHECK(refusal_of([](const auto& t) { return unfold(t, {}); }, columns) ==
        "tally: unfold takes an input [n, c, h, w]: 1x8x4 and 1x1x1x1");
  CHECK(refusal_of([](const auto& t) { return unfold(t, {.kernel = 4}); }, shape{1, 2, 3, 3}) ==
        "tally: a kernel is larger than its padded input; their sizes are: 4 and 3");
  CHECK(refusal_of([](const auto& t) { return fold(t, {}); }, shape{8, 4}) ==
        "tally: fold takes an input [n, c·kh·kw, windows]: 8x4 and 1x1x1");
  CHECK(refusal_of([](const auto& t) { return fold(t, {.output_size = 0}); }, columns) ==
        "tally: every size of a shape is at least 1, this axis has: 0 and 0");
  CHECK(refusal_of([](const auto& t) { return fold(t, {.output_size = 4, .kernel = 2}); }, columns) ==
        "tally: fold's input has another number of windows than its output; they are: 4 and 9");
  CHECK(refusal_of(
            [](const auto& t) {
              return fold(t, {.output_size = {2, 7}, .kernel = {1, 5}, .padding = 0});
            },
            shape{1, 8, 6}) ==
        "tally: a window's size does not divide the channels of fold's input; channels and size are: 8 and 5");
}

std::string pool_refusal(const tally::max_pool2d_primitive& p, const shape& x) {
  return refusal_of([&](const auto& input) { return max_pool2d(input, p); }, x);
}

TEST_CASE("pools that cannot be are refused") {
  const shape x{1, 1, 4, 5};
  CHECK(pool_refusal({}, {4, 5}) == "tally: a 2-D pool takes an input [n, c, h, w]: 4x5 and 1x1x1x1");
  CHECK(pool_refusal({.kernel = 0}, x) == "tally: a window's kernel size is not positive: 0 and 1");
  CHECK(pool_refusal({.kernel = -1}, x) == "tally: a window's kernel size is not positive: -1 and 1");
  CHECK(pool_refusal({.stride = 0}, x) == "tally: a window's stride is not positive: 0 and 1");
  CHECK(pool_refusal({.kernel = 5}, x) == "tally: a kernel is larger than its padded input; their sizes are: 5 and 4");
  CHECK(pool_refusal({.kernel = 3, .padding = {1, 2}}, x) ==
        "tally: a pool's padding is more than half its kernel; padding and kernel are: 2 and 3");
  CHECK(pool_refusal({.kernel = 3, .padding_after = {1, 2}}, x) ==
        "tally: a pool's padding is more than half its kernel; padding and kernel are: 2 and 3");
  CHECK(pool_refusal({.padding_after = -2}, x) == "tally: a window's padding is negative: -2 and 0");
  CHECK(pool_refusal({.kernel = 6, .padding = 1, .padding_after = 0}, x) ==
        "tally: a kernel is larger than its padded input; their sizes are: 6 and 5");
  CHECK(pool_refusal({.padding = huge}, x) == "tally: a window's sizes exceed 2^31: 2 and 4");
  // Taps at -1 and 1 of a single element: no window has a largest element, and no count is below zero.
  CHECK(pool_refusal({.kernel = 2, .stride = 1, .padding = 1, .dilation = {2, 1}}, {1, 1, 1, 3}) ==
        "tally: a pool's window lies on padding alone; input and dilation are: 1 and 2");
  CHECK(refusal_of([](const auto& t) { return avg_pool2d(t, {.kernel = 4, .padding = 3}); }, x) ==
        "tally: a pool's padding is more than half its kernel; padding and kernel are: 3 and 4");
  CHECK(refusal_of([](const auto& t) { return adaptive_avg_pool2d(t, 0); }, x) ==
        "tally: every size of a shape is at least 1, this axis has: 2 and 0");
  CHECK(refusal_of(
            [](const auto& t) {
              return adaptive_max_pool2d(t, {3, -1});
            },
            x) == "tally: every size of a shape is at least 1, this axis has: 3 and -1");
  CHECK(refusal([] {
          return adaptive_avg_pool2d(shape_only({1, 1, index{1} << 61, 1}), {index{1} << 61, 1});
        }) == "tally: an adaptive pool's input and outputs exceed 2^31: 2305843009213693952 and 2305843009213693952");
}

TEST_CASE("reductions and softmax over axes that are not there are refused") {
  const shape x{2, 3};
  CHECK(refusal_of([](const auto& t) { return sum(t, 2); }, x) ==
        "tally: a shape has no such axis; axis and rank are: 2 and 2");
  CHECK(refusal_of([](const auto& t) { return sum(t, 0); }, shape{}) ==
        "tally: a shape has no such axis; axis and rank are: 0 and 0");
  CHECK(refusal_of(
            [](const auto& t) {
              return mean(t, {0, -2});
            },
            x) == "tally: a set of axes names an axis twice; axis and times are: 0 and 2");
  CHECK(refusal_of([](const auto& t) { return variance(t, 1, false, 3); }, x) ==
        "tally: a variance of this many numbers cannot be corrected by: 3 and 3");
  CHECK(refusal_of([](const auto& t) { return softmax(t, -3); }, x) ==
        "tally: a shape has no such axis; axis and rank are: -3 and 2");
  CHECK(refusal([] { return tally::axis_set{0, 1, 2, 3, 4, 5, 6, 7, 8}; }) ==
        "tally: a set of axes has more than: 8 and 8");
}

TEST_CASE("normalisations whose parameters do not fit are refused") {
  const auto batch = [](const auto& x, const auto& a, const auto& b) { return batch_norm(x, a, a, a, b); };
  CHECK(refusal_of(batch, shape{1, 3, 2, 2}, shape{3}, shape{2}) ==
        "tally: a batch normalisation's input has other channels than its parameters: 1x3x2x2 and 2");
  CHECK(refusal_of(batch, shape{3}, shape{3}, shape{3}) ==
        "tally: batch normalisation takes an input [n, c, …]: 3 and 3");
  const auto layer = [](const auto& x, const auto& a, const auto& b) { return layer_norm(x, a, b); };
  CHECK(refusal_of(layer, shape{2, 3}, shape{2}, shape{2}) ==
        "tally: a layer normalisation's input does not end in the shape of its weight: 2x3 and 2");
  CHECK(refusal_of(layer, shape{3}, shape{2, 3}, shape{2, 3}) ==
        "tally: a layer normalisation's input does not end in the shape of its weight: 3 and 2x3");
  CHECK(refusal_of(layer, shape{2, 3}, shape{3}, shape{1, 3}) ==
        "tally: a layer normalisation's weight and bias differ: 3 and 1x3");
}

TEST_CASE("normalisations of groups, in training and across channels are refused where they cannot be") {
  const shape x{1, 4, 1};
  const auto training = [](const auto& t) { return batch_norm_training(t); };
  CHECK(refusal_of(training, x) ==
        "tally: batch normalisation in training takes more than one element of each channel; the input, and one of "
        "each, are: 1x4x1 and 1x4");
  CHECK(refusal_of(training, shape{4}) == "tally: batch normalisation takes an input [n, c, …]: 4 and []");
  CHECK(refusal_of([](const auto& t, const auto& p) { return batch_norm(t, p, p); }, x, shape{3}) ==
        "tally: a batch normalisation's input has other channels than its parameters: 1x4x1 and 3");
  CHECK(refusal_of(
            [](const auto& t) {
              return layer_norm(t, {2, 1});
            },
            x) == "tally: a layer normalisation's input does not end in the shape of its weight: 1x4x1 and 2x1");
  CHECK(refusal_of([](const auto& t) { return apply(tally::plain_layer_norm_primitive{.axes = 4}, t); }, x) ==
        "tally: a layer normalisation over so many last axes of so many: 4 and 3");
  CHECK(refusal_of([](const auto& t) { return group_norm(t, 3); }, x) ==
        "tally: a group normalisation's groups do not divide its channels; channels and groups are: 4 and 3");
  CHECK(refusal_of([](const auto& t) { return group_norm(t, 0); }, x) ==
        "tally: a group normalisation's number of groups is not positive: 0 and 1");
  CHECK(refusal_of([](const auto& t) { return group_norm(t, 2); }, shape{4}) ==
        "tally: group normalisation takes an input [n, c, …]: 4 and 2");
  CHECK(refusal_of([](const auto& t, const auto& p) { return group_norm(t, 2, p, p); }, x, shape{2}) ==
        "tally: a group normalisation's input has other channels than its parameters: 1x4x1 and 2");
  CHECK(refusal_of([](const auto& t) { return instance_norm(t); }, shape{2, 4}) ==
        "tally: instance normalisation takes an input [n, c, l, …]: 2x4 and []");
  CHECK(refusal_of([](const auto& t) { return local_response_norm(t, {.size = 0}); }, x) ==
        "tally: a local response normalisation's number of channels is not positive: 0 and 1");
  CHECK(refusal_of([](const auto& t) { return local_response_norm(t, {}); }, shape{4}) ==
        "tally: local response normalisation takes an input [n, c, …]: 4 and []");
}

TEST_CASE("losses and metrics that cannot be are refused") {
  const shape x{2, 3};
  const std::string same = "tally: a loss's input and target have different shapes: ";
  CHECK(refusal_of([](const auto& a, const auto& b) { return mse_loss(a, b); }, x, shape{3}) == same + "2x3 and 3");
  CHECK(refusal_of([](const auto& a, const auto& b) { return binary_cross_entropy(a, b); }, x, shape{2, 1}) ==
        same + "2x3 and 2x1");
  CHECK(refusal_of([](const auto& a, const auto& b) { return cosine_similarity(a, b); }, x, shape{1, 3}) ==
        same + "2x3 and 1x3");
  const std::string without = "tally: positions to pick at have another shape than their input without its axis: ";
  CHECK(refusal_of([](const auto& a, const auto& b) { return cross_entropy(a, b); }, x, shape{3}) ==
        without + "2x3 and 3");
  CHECK(refusal_of([](const auto& a, const auto& b) { return pick(a, b, 0); }, x, shape{2}) == without + "2x3 and 2");
  CHECK(refusal_of([](const auto& a, const auto& b) { return weighted_nll_loss(a, b, b); }, x, shape{2}) ==
        "tally: a loss has another number of weights than of classes: 2x3 and 2");
  CHECK(refusal_of([](const auto& a, const auto& b) { return top_k_accuracy(a, b, 4); }, x, shape{2}) ==
        "tally: an accuracy looks at more best classes than there are; k and classes are: 4 and 3");
  CHECK(refusal_of([](const auto& a, const auto& b) { return top_k_accuracy(a, b, 0); }, x, shape{2}) ==
        "tally: an accuracy's number of best classes is not positive: 0 and 1");
  const std::string outside =
      "tally: a position to pick lies outside its axis; position (-1 if not whole) and extent are: ";
  CHECK(refusal([&] { return cross_entropy(tensor<float>(x), tensor<int>({2}, {0, 3})); }) == outside + "3 and 3");
  CHECK(refusal([&] { return cross_entropy(tensor<float>(x), tensor<int>({2}, {-1, 0})); }) == outside + "-1 and 3");
  CHECK(refusal([&] {
          return cross_entropy(tensor<float>(x), tensor<float>({2}, {0, 0.5F}));
        }) == outside + "-1 and 3");
  const shape_only s(x);
  CHECK_THROWS_WITH(cross_entropy(s, shape_only({2}), {.label_smoothing = 1.5}),
                    "tally: a label smoothing is not between 0 and 1");
  CHECK_THROWS_WITH(huber_loss(s, s, 0), "tally: a Huber loss's delta is not positive");
  CHECK_THROWS_WITH(smooth_l1_loss(s, s, -1), "tally: a smooth L1 loss's beta is not positive");
}

TEST_CASE("scans along axes that are not there, and dropouts of no probability, are refused") {
  const shape x{2, 3};
  const std::string sentence = "tally: a shape has no such axis; axis and rank are: 2 and 2";
  CHECK(refusal_of([](const auto& t) { return cumsum(t, 2); }, x) == sentence);
  CHECK(refusal_of([](const auto& t) { return argmax(t, 2); }, x) == sentence);
  CHECK(refusal_of([](const auto& t) { return log_sum_exp(t, 2); }, x) == sentence);
  CHECK_THROWS_WITH(dropout(shape_only(x), -0.1), "tally: a dropout's probability is not between 0 and 1");
  CHECK_THROWS_WITH(dropout(tensor<float>(x), 1.1), "tally: a dropout's probability is not between 0 and 1");
}

TEST_CASE("activations and gates that cannot be are refused") {
  const shape x{2, 3};
  CHECK(refusal_of([](const auto& t, const auto& weight) { return prelu(t, weight); }, x, shape{2}) ==
        "tally: a PReLU has neither one weight nor one for each channel of its input: 2x3 and 2");
  CHECK(refusal_of([](const auto& t, const auto& weight) { return prelu(t, weight); }, shape{3}, shape{3}) ==
        "tally: a PReLU has neither one weight nor one for each channel of its input: 3 and 3");
  CHECK(refusal_of([](const auto& t) { return glu(t); }, x) ==
        "tally: a gated linear unit halves its axis, whose size is odd; axis and size are: -1 and 3");
  CHECK(refusal_of([](const auto& t) { return glu(t, 2); }, x) ==
        "tally: a shape has no such axis; axis and rank are: 2 and 2");
  CHECK(refusal_of([](const auto& t) { return log_softmax(t, 2); }, x) ==
        "tally: a shape has no such axis; axis and rank are: 2 and 2");
  CHECK(refusal_of([](const auto& t) { return rms_norm(t); }, shape{}) ==
        "tally: a shape has no such axis; axis and rank are: -1 and 0");
  CHECK(refusal_of([](const auto& t, const auto& weight) { return rms_norm(t, weight); }, x, shape{2}) ==
        "tally: an RMS normalisation's input does not end in the shape of its weight: 2x3 and 2");
  CHECK_THROWS_WITH(hard_tanh(shape_only(x), 1, -1), "tally: a hard tanh's least value is above its most");
  CHECK_THROWS_WITH(celu(shape_only(x), 0), "tally: a CELU divides by its alpha, which is 0");
  CHECK_THROWS_WITH(softplus(shape_only(x), 0), "tally: a softplus divides by its beta, which is 0");
}

TEST_CASE("movements that lose, invent or leave elements are refused") {
  const shape x{2, 3};
  CHECK(refusal_of([](const auto& t) { return reshape(t, {7}); }, x) ==
        "tally: a reshape changes the number of elements: 2x3 and 7");
  CHECK(refusal_of([](const auto& t) { return flatten(t, 2); }, x) ==
        "tally: a shape has no such axis; axis and rank are: 2 and 2");
  CHECK(refusal_of([](const auto& t) { return permute(t, {0}); }, x) ==
        "tally: a permutation names another number of axes than its input has: 1 and 2");
  CHECK(refusal_of(
            [](const auto& t) {
              return permute(t, {1, -1});
            },
            x) == "tally: a permutation names an axis twice; axis and rank are: -1 and 2");
  CHECK(refusal_of([](const auto& t) { return transpose(t, 0, 2); }, x) ==
        "tally: a shape has no such axis; axis and rank are: 2 and 2");
  CHECK(refusal_of([](const auto& t) { return transpose(t); }, shape{3}) ==
        "tally: a shape has no such axis; axis and rank are: -2 and 1");
  CHECK(refusal([&] { return tensor<float>(x).shape(2); }) ==
        "tally: a shape has no such axis; axis and rank are: 2 and 2");
  CHECK(refusal_of([](const auto& t) { return slice(t, 1, 2, 4); }, x) ==
        "tally: a slice [start, stop) is empty or leaves its axis; the bounds, and the shape: 2x4 and 2x3");
  CHECK(refusal_of([](const auto& t) { return slice(t, 1, 2, 2); }, x) ==
        "tally: a slice [start, stop) is empty or leaves its axis; the bounds, and the shape: 2x2 and 2x3");
  CHECK(refusal_of([](const auto& t) { return slice(t, 1, 0, 2, 0); }, x) ==
        "tally: a slice's step is not positive: 0 and 1");
  CHECK(refusal_of([](const auto& t) { return slice(t, 1, 0, 3, huge); }, x) == "no error");  // a step past the end
  CHECK(slice(shape_only(x), 1, 0, 3, huge).shape() == shape{2, 1});
  CHECK(refusal_of([](const auto& a, const auto& b) { return concat(0, a, b); }, x, shape{2, 2}) ==
        "tally: tensors to concatenate differ in another axis: 2x3 and 2x2");
  CHECK(refusal_of([](const auto& a, const auto& b) { return concat(0, a, b); }, x, shape{3}) ==
        "tally: tensors to concatenate differ in another axis: 2x3 and 3");
  CHECK(refusal([] { return concat(0, shape_only({huge}), shape_only({huge})); }) ==
        "tally: the size of concatenated tensors overflows: 9223372036854775807 and 9223372036854775807");
  CHECK(refusal_of([](const auto& t) { return pad(t, 0, 0, -1); }, x) == "tally: a pad is negative: 0 and -1");
  CHECK(refusal_of([](const auto& t) { return pad(t, 0, huge, huge); }, x) ==
        "tally: the size of a padded tensor overflows; the pads are: 9223372036854775807 and 9223372036854775807");
  CHECK(refusal_of([](const auto& t, const auto& i) { return gather(t, i); }, shape{}, shape{2}) ==
        "tally: a table to gather from has no rows: [] and 2");
}

TEST_CASE("positions along several axes that do not fit their tensor, and blocks that do not fit them, are refused") {
  const shape x{2, 3, 4};
  const auto gathered = [](const auto& t, const auto& at) { return gather_nd(t, at); };
  const auto added = [](const auto& t, const auto& at, const auto& blocks) { return scatter_nd_add(t, at, blocks); };
  const auto put = [](const auto& t, const auto& at, const auto& blocks) { return scatter_nd(t, at, blocks); };
  const std::string rows =
      "tally: positions along several axes are rows, of at most as many numbers as the tensor has axes; tensor and "
      "positions are: 2x3x4 and ";
  CHECK(refusal_of(gathered, x, shape{}) == rows + "[]");
  CHECK(refusal_of(gathered, x, shape{5, 4}) == rows + "5x4");
  CHECK(refusal_of(put, x, shape{4}, x) == rows + "4");
  const std::string blocks =
      "tally: blocks to scatter have another shape than what stands at their positions: 5x3 and 5x4";
  CHECK(refusal_of(put, x, shape{5, 2}, shape{5, 3}) == blocks);
  CHECK(refusal_of(added, x, shape{5, 2}, shape{5, 3}) == blocks);
  CHECK(refusal([&] {
          return gather_nd(tensor<float>(x), tensor<int>({1, 2}, {1, 3}));
        }) == "tally: a position lies outside its axis; position (-1 if not whole) and extent are: 3 and 3");
  CHECK(refusal([&] {
          return scatter_nd(tensor<float>(x), tensor<double>({1}, {0.5}), tensor<float>({3, 4}));
        }) == "tally: a position lies outside its axis; position (-1 if not whole) and extent are: -1 and 2");
  CHECK(refusal_of([](const auto& t, const auto& at) { return gather(t, at, 3); }, x, shape{2}) ==
        "tally: a shape has no such axis; axis and rank are: 3 and 3");
  CHECK(refusal_of([](const auto& t, const auto& at) { return take_along(t, at, 1); }, x, shape{2, 5, 3}) ==
        "tally: positions to take differ from their tensor in another axis than theirs: 2x3x4 and 2x5x3");
}

TEST_CASE("borders that the image cannot fill are refused") {
  using tally::padding_mode;
  const shape x{1, 2, 4, 3};
  const auto refused = [&](const tally::extent2& width, padding_mode mode) {
    return refusal_of([&](const auto& t) { return pad_border(t, width, mode); }, x);
  };
  CHECK(refused(-1, padding_mode::zeros) == "tally: a pad is negative: -1 and 0");
  CHECK(refused(3, padding_mode::reflect) ==
        "tally: a mirrored border is wider than the image without its edge; they are: 3 and 2");
  CHECK(refused(4, padding_mode::circular) == "tally: a circular border is wider than the image; they are: 4 and 3");
  CHECK(refused({3, 2}, padding_mode::reflect) == "no error");
  CHECK(refused({4, 3}, padding_mode::circular) == "no error");
  CHECK(refused(huge, padding_mode::zeros) ==
        "tally: the size of a padded tensor overflows; the pads are: 9223372036854775807 and 4");
  CHECK(refused(huge - 4, padding_mode::zeros) ==
        "tally: the size of a padded tensor overflows; the pads are: 9223372036854775803 and 9223372036854775803");
  CHECK(refusal_of([&](const auto& t) { return pad_border<1>(t, 1, padding_mode::zeros); }, x) ==
        "tally: a border is for an input [n, c, …] with another number of axes; there are: 4 and 3");
}

TEST_CASE("positions that are no row of the table are refused, and none is rounded to one") {
  const tensor<float> table({3, 2});
  const std::string sentence =
      "tally: a position to gather is no row of the table; position (-1 if not whole) and rows";
  CHECK(refusal([&] { return gather(table, tensor<int>({1}, {3})); }) == sentence + ": 3 and 3");
  CHECK(refusal([&] { return gather(table, tensor<int>({1}, {-7})); }) == sentence + ": -7 and 3");
  CHECK(refusal([&] { return gather(table, tensor<double>({1}, {1.5})); }) == sentence + ": -1 and 3");
  CHECK(refusal([&] { return gather(table, tensor<double>({1}, {1e300})); }) == sentence + ": -1 and 3");
  CHECK(refusal([&] { return gather(table, tensor<double>({1}, {std::numeric_limits<double>::quiet_NaN()})); }) ==
        sentence + ": -1 and 3");
  CHECK(gather(table, tensor<double>({1}, {2.0})).shape() == shape{1, 2});
}

TEST_CASE("inputs of different precisions are refused, rather than charged to one of them") {
  const shape_only single({2}, tally::precision::f32);
  const shape_only twice({2}, tally::precision::f64);
  CHECK_THROWS_AS(single + twice, tally::error);
  CHECK((single + single).format() == tally::precision::f32);
  CHECK((twice * 2).format() == tally::precision::f64);
}

}  // namespace
