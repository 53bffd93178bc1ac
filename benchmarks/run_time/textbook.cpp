// SPDX-License-Identifier: MIT
// What counting costs the textbook loops: every kernel on float and on counted<float>, side by side in one run.

#include "tally/tally.hpp"

#include <benchmark/benchmark.h>

namespace {

template <class Tensor>
void use(const Tensor& result) {
  benchmark::DoNotOptimize(result.data());
}

template <class S>
void matmul(benchmark::State& state) {
  const tally::index n = state.range(0);
  const auto a = tally::tensor<S>::random({n, n}, 1);
  const auto b = tally::tensor<S>::random({n, n}, 2);
  for (auto _ : state) use(tally::matmul(a, b));
}

template <class S>
void conv2d(benchmark::State& state) {
  const tally::index channels = state.range(0);
  const tally::index size = state.range(1);
  const auto x = tally::tensor<S>::random({1, channels, size, size}, 1);
  const auto weight = tally::tensor<S>::random({channels, channels, 3, 3}, 2);
  for (auto _ : state) use(tally::conv2d(x, weight, {.stride = 1, .padding = 1}));
}

template <class S>
void batch_norm(benchmark::State& state) {
  const auto x = tally::tensor<S>::random({1, 64, 56, 56}, 1);
  const auto ones = tally::tensor<S>(tally::shape{64}, S(1));
  for (auto _ : state) use(tally::batch_norm(x, ones, ones, ones, ones));
}

template <class S>
void layer_norm(benchmark::State& state) {
  const auto x = tally::tensor<S>::random({197, 768}, 1);
  const auto ones = tally::tensor<S>(tally::shape{768}, S(1));
  for (auto _ : state) use(tally::layer_norm(x, ones, ones));
}

template <class S>
void relu(benchmark::State& state) {
  const auto x = tally::tensor<S>::random({64, 56, 56}, 1);
  for (auto _ : state) use(tally::relu(x));
}

template <class S>
void add(benchmark::State& state) {
  const auto x = tally::tensor<S>::random({64, 56, 56}, 1);
  for (auto _ : state) use(x + x);
}

template <class S>
void softmax(benchmark::State& state) {
  const auto x = tally::tensor<S>::random({12, 197, 197}, 1);
  for (auto _ : state) use(tally::softmax(x));
}

template <class S>
void max_pool2d(benchmark::State& state) {
  const auto x = tally::tensor<S>::random({1, 64, 112, 112}, 1);
  for (auto _ : state) use(tally::max_pool2d(x, {.kernel = 3, .stride = 2, .padding = 1}));
}

template <class S>
void resnet18(benchmark::State& state) {
  const auto model = tally::instantiate<S>(tally::models::resnet18(), {1, 3, 224, 224}, 1);
  const auto image = tally::tensor<S>::random({1, 3, 224, 224}, 2);
  for (auto _ : state) use(model(image));
}

using plain = float;
using counted = tally::counted<float>;

// Pairs run one after the other, so that a slower moment of the machine meets both.
#define TALLY_PAIR(function, ...)                  \
  BENCHMARK_TEMPLATE(function, plain) __VA_ARGS__; \
  BENCHMARK_TEMPLATE(function, counted) __VA_ARGS__
TALLY_PAIR(matmul, ->Arg(64));
TALLY_PAIR(matmul, ->Arg(256));
TALLY_PAIR(conv2d, ->Args({64, 56}));
TALLY_PAIR(conv2d, ->Args({512, 7}));
TALLY_PAIR(batch_norm);
TALLY_PAIR(layer_norm);
TALLY_PAIR(relu);
TALLY_PAIR(add);
TALLY_PAIR(softmax);
TALLY_PAIR(max_pool2d);
TALLY_PAIR(resnet18, ->Unit(benchmark::kMillisecond));

}  // namespace
