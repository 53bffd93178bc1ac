// SPDX-License-Identifier: MIT
// Pools: the formula is what the loop does.

#include "support/agreement.hpp"
#include "support/catch.hpp"

namespace {

using agreement::disagreement;
using agreement::index;
using agreement::shape;
using tally::extent2;

std::string disagreement_of(const tally::max_pool2d_primitive& parameters, const shape& x) {
  return disagreement([&](const auto& input) { return max_pool2d(input, parameters); }, x);
}
std::string disagreement_of(const tally::avg_pool2d_primitive& parameters, const shape& x) {
  return disagreement([&](const auto& input) { return avg_pool2d(input, parameters); }, x);
}
std::string adaptive_disagreement(extent2 outputs, const shape& x) {
  return disagreement([&](const auto& input) { return adaptive_avg_pool2d(input, outputs); }, x) +
         disagreement([&](const auto& input) { return adaptive_max_pool2d(input, outputs); }, x);
}

index reach(index kernel, index dilation) { return dilation * (kernel - 1) + 1; }

TEST_CASE("sliding pools agree on a grid of kernels, strides, paddings, dilations and both roundings") {
  for (const index kernel : {1, 2, 3, 5})
    for (const index stride : {1, 2, 3, 7})
      for (index padding = 0; padding <= kernel / 2; ++padding)
        for (const bool ceil_mode : {false, true})
          for (const index size : {1, 2, 5, 11}) {
            for (const index dilation : {1, 2}) {
              // A window of which no tap meets the input has no largest element.
              if (reach(kernel, dilation) > size + 2 * padding || (size < dilation && padding > 0)) continue;
              CHECK(disagreement_of(tally::max_pool2d_primitive{kernel, stride, padding, dilation, ceil_mode},
                                    {1, 2, size, size}) == "");
            }
            if (kernel > size + 2 * padding) continue;
            for (const bool include : {false, true})
              CHECK(disagreement_of(tally::avg_pool2d_primitive{kernel, stride, padding, ceil_mode, include},
                                    {2, 1, size, size}) == "");
          }
}

TEST_CASE("adaptive pools agree for every pair of sizes up to 13, windows apart, touching, overlapping and repeated") {
  for (index size = 1; size <= 13; ++size)
    for (index outputs = 1; outputs <= 13; ++outputs)
      CHECK(adaptive_disagreement({outputs, 1 + outputs % 4}, {1, 1, size, 5}) == "");
}

TEST_CASE("pools agree on random shapes") {
  agreement::sizes random(41);
  for (int i = 0; i < agreement::random_cases;) {
    const extent2 kernel{random.between(1, 5), random.between(1, 5)};
    const extent2 stride{random.between(1, 4), random.between(1, 4)};
    const extent2 padding{random.between(0, kernel[0] / 2), random.between(0, kernel[1] / 2)};
    const extent2 dilation{random.between(1, 3), random.between(1, 3)};
    const bool ceil_mode = random.coin();
    const shape x{random.extent(3), random.extent(3), random.extent(13), random.extent(13)};
    if (reach(kernel[0], dilation[0]) > x[2] + 2 * padding[0] || x[2] < dilation[0]) continue;
    if (reach(kernel[1], dilation[1]) > x[3] + 2 * padding[1] || x[3] < dilation[1]) continue;
    INFO("kernel " << kernel[0] << " " << kernel[1] << ", stride " << stride[0] << " " << stride[1] << ", padding "
                   << padding[0] << " " << padding[1] << ", dilation " << dilation[0] << " " << dilation[1] << ", ceil "
                   << ceil_mode);
    CHECK(disagreement_of(tally::max_pool2d_primitive{kernel, stride, padding, dilation, ceil_mode}, x) == "");
    CHECK(disagreement_of(tally::avg_pool2d_primitive{kernel, stride, padding, ceil_mode, random.coin()}, x) == "");
    const extent2 behind{random.between(-1, kernel[0] / 2), random.between(-1, kernel[1] / 2)};
    const tally::max_pool2d_primitive unequal{kernel, stride, padding, dilation, ceil_mode, behind};
    if (reach(kernel[0], dilation[0]) <= x[2] + padding[0] + (behind[0] < 0 ? padding[0] : behind[0]) &&
        reach(kernel[1], dilation[1]) <= x[3] + padding[1] + (behind[1] < 0 ? padding[1] : behind[1])) {
      CHECK(disagreement_of(unequal, x) == "");
      CHECK(disagreement_of(tally::avg_pool2d_primitive{kernel, stride, padding, ceil_mode, random.coin(), behind},
                            x) == "");
    }
    CHECK(adaptive_disagreement({random.extent(13), random.extent(13)}, x) == "");
    ++i;
  }
}

template <int N>
std::string disagreement_over(agreement::sizes& random) {
  tally::extents<N> kernel;
  tally::extents<N> stride;
  tally::extents<N> padding;
  tally::extents<N> outputs;
  shape x{random.extent(2), random.extent(2)};
  for (int axis = 0; axis < N; ++axis) {
    kernel.sizes[axis] = random.between(1, 3);
    stride.sizes[axis] = random.between(1, 3);
    padding.sizes[axis] = random.between(0, kernel[axis] / 2);
    outputs.sizes[axis] = random.extent(5);
    x.push_back(random.between(kernel[axis], 6));
  }
  const bool ceil_mode = random.coin();
  const bool include = random.coin();
  const double norm = static_cast<double>(random.between(2, 6)) / 2;
  return disagreement(
             [&](const auto& t) {
               return apply(tally::max_pool_primitive<N>{kernel, stride, padding, 1, ceil_mode}, t);
             },
             x) +
         disagreement(
             [&](const auto& t) {
               return apply(tally::avg_pool_primitive<N>{kernel, stride, padding, ceil_mode, include}, t);
             },
             x) +
         disagreement([&](const auto& t) { return apply(tally::adaptive_avg_pool_primitive<N>{outputs}, t); }, x) +
         disagreement([&](const auto& t) { return apply(tally::adaptive_max_pool_primitive<N>{outputs}, t); }, x) +
         disagreement(
             [&](const auto& t) {
               return apply(tally::lp_pool_primitive<N>{norm, kernel, stride, ceil_mode}, t);
             },
             x);
}

TEST_CASE("pools over one, two and three axes, of norms too, agree on random shapes") {
  agreement::sizes random(42);
  for (int i = 0; i < agreement::random_cases; ++i) {
    CHECK(disagreement_over<1>(random) == "");
    CHECK(disagreement_over<2>(random) == "");
    CHECK(disagreement_over<3>(random) == "");
  }
}

}  // namespace
