// SPDX-License-Identifier: MIT
// Counting changes no bit of any result: tensors of counted numbers give what tensors of plain numbers give.
// flags: -O1

#include "support/catch.hpp"
#include "support/same_bits.hpp"
#include "tally/core/counted.hpp"
#include "tally/tensor/primitives.hpp"

namespace {

using agreement::same_bits;
using tally::shape;
using tally::tensor;

template <class T>
tensor<T> plain(const tensor<T>& x) {
  return x;
}
template <class T, class Recorder>
tensor<T> plain(const tensor<tally::counted<T, Recorder>>& x) {
  return values(x);
}

// Between -1 and 1: roots and logarithms of negative numbers are compared too.
template <class T, class F, class... Shapes>
bool same_in(const F& f, const Shapes&... inputs) {
  return same_bits(f(tensor<T>::random(inputs, 7)...), plain(f(tensor<tally::counted<T>>::random(inputs, 7)...)));
}
template <class F, class... Shapes>
bool same(const F& f, const Shapes&... inputs) {
  return same_in<float>(f, inputs...) && same_in<double>(f, inputs...);
}

TEST_CASE("the comparison of bits tells apart what compares equal") {
  CHECK_FALSE(same_bits(tensor<float>({1}, {0.0F}), tensor<float>({1}, {-0.0F})));
  CHECK_FALSE(same_bits(tensor<float>({1}, {1.0F}), tensor<float>({1}, {1.0F + 1.2e-7F})));
  CHECK_FALSE(same_bits(tensor<float>({1}, 0.0F), tensor<float>({2}, 0.0F)));
  CHECK(same_bits(tensor<float>({2}, 0.5F), tensor<float>({2}, 0.5F)));
}

TEST_CASE("every primitive gives the same bits") {
  const shape x{3, 5, 7};
  const shape row{5, 1};
  CHECK(same([](const auto& a, const auto& b) { return a + b; }, x, row));
  CHECK(same([](const auto& a, const auto& b) { return a - b; }, x, row));
  CHECK(same([](const auto& a, const auto& b) { return a * b; }, row, x));
  CHECK(same([](const auto& a, const auto& b) { return a / b; }, x, row));
  CHECK(same([](const auto& a, const auto& b) { return maximum(a, b); }, x, row));
  CHECK(same([](const auto& a, const auto& b) { return minimum(a, b); }, x, row));
  CHECK(same([](const auto& a, const auto& b) { return less(a, b); }, x, row));
  CHECK(same([](const auto& a, const auto& b) { return greater(a, b); }, x, row));
  CHECK(same([](const auto& a, const auto& b) { return equal(a, b); }, x, x));
  CHECK(same([](const auto& a) { return 0.1 * a + 0.3; }, x));
  CHECK(same([](const auto& a) { return exp(a); }, x));
  CHECK(same([](const auto& a) { return log(abs(a)); }, x));
  CHECK(same([](const auto& a) { return sqrt(abs(a)); }, x));
  CHECK(same([](const auto& a) { return sin(a); }, x));
  CHECK(same([](const auto& a) { return cos(a); }, x));
  CHECK(same([](const auto& a) { return tanh(a); }, x));
  CHECK(same([](const auto& a) { return erf(a); }, x));
  CHECK(same([](const auto& a) { return -a; }, x));
  CHECK(same([](const auto& a) { return relu(a); }, x));
  CHECK(same([](const auto& a) { return sigmoid(a); }, x));
  CHECK(same([](const auto& a) { return gelu(a); }, x));
  CHECK(same([](const auto& a, const auto& b) { return pow(a, b) + pow(a, 3) + pow(0.1, b); }, x, row));
  CHECK(same([](const auto& a) { return floor(a * 9) + ceil(a * 9) + trunc(a * 9) + round(a * 9) + nearbyint(a); }, x));
  CHECK(same([](const auto& a, const auto& b) { return where(less(a, b), clamp(b, -0.1, a), 0.1); }, x, x));
  CHECK(same([](const auto& a) { return cast<float>(cast<double>(a) * 0.1 + cast<double>(cast<int>(a * 9))); }, x));
  CHECK(same([](const auto& a, auto b) { return b += a, b -= 0.1, b /= a, transpose(b *= b, 0, 2); }, x, x));
  CHECK(same([](const auto& a, const auto& b) { return einsum("...ij,jk...->ki...", a, b); }, x, shape{7, 2, 3}));
  CHECK(same([](const auto& a, const auto& b) { return matmul(a, b); }, shape{3, 5, 7}, shape{7, 600}));
  CHECK(same([](const auto& a, const auto& b) { return matmul_transposed(a, b); }, shape{5, 97}, shape{3, 11, 97}));
  CHECK(same([](const auto& a, const auto& b) { return conv2d(a, b, {.stride = 2, .padding = 1, .groups = 2}); },
             shape{2, 4, 31, 37}, shape{6, 2, 3, 3}));
  CHECK(same([](const auto& a, const auto& b) { return conv2d(a, b, {.padding = 2, .padding_exact = true}); },
             shape{2, 4, 31, 37}, shape{6, 4, 3, 3}));
  CHECK(same([](const auto& a, const auto& b) { return conv_transpose2d(a, b, {.stride = 2, .padding = 1}); },
             shape{2, 4, 11, 13}, shape{4, 6, 3, 3}));
  for (const tally::axis_set& axes : {tally::axis_set{}, tally::axis_set{1}, tally::axis_set{0, 2}}) {
    CHECK(same([&](const auto& a) { return sum(a, axes); }, x));
    CHECK(same([&](const auto& a) { return mean(a, axes); }, x));
    CHECK(same([&](const auto& a) { return variance(a, axes); }, x));
    CHECK(same([&](const auto& a) { return max(a, axes); }, x));
    CHECK(same([&](const auto& a) { return min(a, axes); }, x));
  }
  CHECK(same([](const auto& a) { return softmax(a, 1); }, x));
  CHECK(same([](const auto& a, const auto& p, const auto& v) { return batch_norm(a, p, p, p, abs(v)); }, x, shape{5},
             shape{5}));
  CHECK(same([](const auto& a, const auto& p) { return layer_norm(a, p, p); }, x, shape{7}));
  CHECK(same([](const auto& a) { return max_pool2d(a, {.kernel = 3, .padding = 1}); }, shape{2, 3, 9, 8}));
  CHECK(same([](const auto& a) { return avg_pool2d(a, {.kernel = 3, .padding = 1}); }, shape{2, 3, 9, 8}));
  CHECK(same([](const auto& a) { return avg_pool2d(a, {.kernel = 3, .padding_after = {0, 1}}); }, shape{2, 3, 9, 8}));
  CHECK(same([](const auto& a) { return adaptive_avg_pool2d(a, {4, 5}); }, shape{2, 3, 9, 8}));
  CHECK(same([](const auto& a) { return adaptive_max_pool2d(a, {4, 5}); }, shape{2, 3, 9, 8}));
  CHECK(same(
      [](const auto& a) {
        return pad(slice(concat(0, permute(a, {2, 1, 0}), a), 0, 1, 9, 2), 1, 1, 1, 0.1);
      },
      shape{7, 5, 7}));
}

TEST_CASE("activations, normalisations, losses and scans give the same bits") {
  const shape x{3, 6, 7};
  CHECK(same([](const auto& a) { return hard_swish(relu6(a * 9)) + hard_sigmoid(a * 9) + hard_tanh(a * 2); }, x));
  CHECK(same([](const auto& a) { return leaky_relu(a) + elu(a, 0.7) + celu(a, 0.7) + selu(a); }, x));
  CHECK(same([](const auto& a, const auto& weight) { return prelu(a, weight); }, x, shape{6}));
  CHECK(same([](const auto& a) { return gelu_tanh(a) + quick_gelu(a) + silu(a) + mish(a) + softsign(a); }, x));
  CHECK(same([](const auto& a) { return softplus(a) + softplus(a, 0.3) + log_sigmoid(a); }, x));
  CHECK(same([](const auto& a) { return glu(log_softmax(a, 0), 1); }, x));
  CHECK(same([](const auto& a, const auto& p) { return rms_norm(rms_norm(a), p); }, x, shape{6, 7}));
  CHECK(same([](const auto& a, const auto& p) { return layer_norm(layer_norm(a, {6, 7}), p); }, x, shape{7}));
  CHECK(same([](const auto& a, const auto& p) { return batch_norm(a, p, abs(p)) + batch_norm_training(a); }, x,
             shape{6}));
  CHECK(same([](const auto& a, const auto& p) { return batch_norm_training(a, p, p); }, x, shape{6}));
  CHECK(same([](const auto& a, const auto& p) { return group_norm(group_norm(a, 2), 3, p, p); }, x, shape{6}));
  CHECK(same([](const auto& a, const auto& p) { return instance_norm(instance_norm(a), p, p); }, x, shape{6}));
  CHECK(same([](const auto& a) { return local_response_norm(a, {}); }, x));
  CHECK(same([](const auto& a, const auto& b) { return huber_loss(a, b, 0.3) + smooth_l1_loss(a, b); }, x, x));
  CHECK(same([](const auto& a, const auto& b) { return binary_cross_entropy(sigmoid(a), b); }, x, x));
  CHECK(same([](const auto& a, const auto& b) { return kl_divergence(a, abs(b)) + soft_cross_entropy(a, b); }, x, x));
  CHECK(same([](const auto& a, const auto& b) { return cosine_similarity(a, b); }, x, x));
  CHECK(same([](const auto& a) { return cross_entropy(a, tensor<int>({3, 7}, 2), {.label_smoothing = 0.1}); }, x));
  CHECK(same([](const auto& a) { return cumsum(a, 1) + cumprod(a) + dropout(a, 0.3, 5); }, x));
  CHECK(same([](const auto& a) { return log_sum_exp(a, 1) * product(a, 1) * standard_deviation(a, 1); }, x));
}

TEST_CASE("attention over pairs and rotary embeddings give the same bits") {
  const shape x{2, 3, 5, 8};
  CHECK(same([](const auto& a) { return rotary(rotary(a), {.rotated = 4, .offset = 3, .interleaved = true}); }, x));
  for (const auto& m : {tally::mask::causal, tally::mask::sliding_window(2)}) {
    CHECK(same([&](const auto& q, const auto& k) { return masked_softmax(masked_scores(q, k, m), m, 5, 7); }, x,
               x.with(2, 7)));
    CHECK(same([&](const auto& w, const auto& v) { return masked_mix(visible(w, m), v, m, 5); }, shape{3, 5, 7},
               shape{2, 3, 7, 4}));
    CHECK(same([&](const auto& a) { return softmax(masked_fill(a, m)); }, x));
  }
}

}  // namespace
