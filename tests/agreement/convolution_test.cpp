// SPDX-License-Identifier: MIT
// Convolutions: the formula is what the loop does.

#include "support/agreement.hpp"
#include "support/catch.hpp"

#include <cstdint>

namespace {

using agreement::disagreement;
using agreement::index;
using agreement::shape;

std::string disagreement_of(const tally::conv2d_primitive& parameters, const shape& x, const shape& weight) {
  return disagreement([&](const auto& input, const auto& filters) { return conv2d(input, filters, parameters); }, x,
                      weight);
}

index reach(index kernel, index dilation) { return dilation * (kernel - 1) + 1; }

TEST_CASE("convolutions agree on a grid of kernels, strides, paddings, dilations and groups") {
  for (const index kernel : {1, 2, 3, 5})
    for (const index stride : {1, 2, 3})
      for (const index padding : {0, 1, 2, 4})
        for (const index dilation : {1, 2, 3})
          for (const index groups : {1, 2, 6})
            for (const index size : {1, 5, 7}) {
              if (reach(kernel, dilation) > size + 2 * padding) continue;
              for (const bool exact : {false, true})
                CHECK(disagreement_of({stride, padding, dilation, groups, exact}, {1, 6, size, size},
                                      {6, 6 / groups, kernel, kernel}) == "");
            }
}

TEST_CASE("convolutions over one and three axes agree on a grid") {
  for (const index kernel : {1, 2, 3})
    for (const index stride : {1, 2})
      for (const index padding : {0, 1, 3})
        for (const index dilation : {1, 2})
          for (const index groups : {1, 2}) {
            const auto one = [&](const auto& x, const auto& w) {
              return conv1d(x, w, {stride, padding, dilation, groups, stride == 1});
            };
            const auto three = [&](const auto& x, const auto& w) {
              return conv3d(x, w, {stride, padding, dilation, groups, stride == 1});
            };
            CHECK(disagreement(one, shape{2, 2, 5}, shape{4, 2 / groups, kernel}) == "");
            CHECK(disagreement(three, shape{1, 2, 5, 7, 6}, shape{2, 2 / groups, kernel, kernel, kernel}) == "");
          }
}

TEST_CASE("convolutions agree where height and width are treated apart") {
  CHECK(disagreement_of({{1, 2}, {0, 3}, {2, 1}, 1}, {2, 3, 7, 5}, {4, 3, 3, 2}) == "");
  CHECK(disagreement_of({{3, 1}, {2, 0}, {1, 2}, 3}, {1, 3, 4, 11}, {3, 1, 1, 5}) == "");
  CHECK(disagreement_of({{5, 7}, {1, 1}, {1, 1}, 1}, {3, 1, 1, 1}, {1, 1, 3, 3}) == "");
}

TEST_CASE("convolutions agree where an image has more pixels than a block of the kernel") {
  CHECK(disagreement_of({1, 1, 1, 1}, {1, 1, 23, 29}, {2, 1, 3, 3}) == "");
  CHECK(disagreement_of({1, 0, 1, 2}, {2, 2, 16, 32}, {2, 1, 1, 1}) == "");
  CHECK(disagreement_of({1, 0, 1, 1}, {1, 1, 1, 1025}, {1, 1, 1, 1}) == "");
}

// Random convolutions over N axes of at most `most`; how many of them were grouped and strided.
template <int N>
int agree_on_random_shapes(std::uint64_t seed, index most) {
  agreement::sizes random(seed);
  const auto extents = [&](index least, index largest) {
    tally::extents<N> result;
    for (index& size : result.sizes) size = random.between(least, largest);
    return result;
  };
  int strided_groups = 0;
  for (int i = 0; i < agreement::random_cases;) {
    const tally::convolution_primitive<N> parameters{.stride = extents(1, 3),
                                                     .padding = extents(0, 3),
                                                     .dilation = extents(1, 3),
                                                     .groups = random.one_of({1, 1, 2, 3, 5}),
                                                     .padding_exact = random.coin()};
    const index per_group = random.extent(3);
    shape x{random.extent(3), per_group * parameters.groups};
    shape weight{parameters.groups * random.extent(3), per_group};
    bool fits = true;
    for (int axis = 0; axis < N; ++axis) {
      x.push_back(random.extent(most));
      weight.push_back(random.extent(4));
      fits = fits && reach(weight[-1], parameters.dilation[axis]) <= x[-1] + 2 * parameters.padding[axis];
    }
    if (!fits) continue;
    const auto convolved = [&](const auto& input, const auto& filters) { return apply(parameters, input, filters); };
    INFO("groups " << parameters.groups << ", padding-exact " << parameters.padding_exact);
    for (int axis = 0; axis < N; ++axis)
      UNSCOPED_INFO("stride " << parameters.stride[axis] << ", padding " << parameters.padding[axis] << ", dilation "
                              << parameters.dilation[axis]);
    CHECK(disagreement(convolved, x, weight) == "");
    strided_groups += parameters.groups > 1 && parameters.stride[0] > 1 ? 1 : 0;
    ++i;
  }
  return strided_groups;
}

TEST_CASE("convolutions agree on random shapes") {  // and the generator reaches the corners
  CHECK(agree_on_random_shapes<1>(30, 23) > 50);
  CHECK(agree_on_random_shapes<2>(31, 11) > 50);
  CHECK(agree_on_random_shapes<3>(32, 5) > 50);
}

}  // namespace
