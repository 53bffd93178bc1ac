// SPDX-License-Identifier: MIT
// Convolutions: the formula is what the loop does.

#include "support/agreement.hpp"
#include "support/catch.hpp"

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
              CHECK(disagreement_of({stride, padding, dilation, groups}, {1, 6, size, size},
                                    {6, 6 / groups, kernel, kernel}) == "");
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

TEST_CASE("convolutions agree on random shapes") {
  agreement::sizes random(31);
  int strided_groups = 0;
  for (int i = 0; i < agreement::random_cases;) {
    const tally::conv2d_primitive parameters{.stride = {random.between(1, 3), random.between(1, 3)},
                                             .padding = {random.between(0, 3), random.between(0, 3)},
                                             .dilation = {random.between(1, 3), random.between(1, 3)},
                                             .groups = random.one_of({1, 1, 2, 3, 5})};
    const index per_group = random.extent(3);
    const shape x{random.extent(3), per_group * parameters.groups, random.extent(11), random.extent(11)};
    const shape weight{parameters.groups * random.extent(3), per_group, random.extent(4), random.extent(4)};
    if (reach(weight[2], parameters.dilation.height) > x[2] + 2 * parameters.padding.height) continue;
    if (reach(weight[3], parameters.dilation.width) > x[3] + 2 * parameters.padding.width) continue;
    INFO("stride " << parameters.stride.height << " " << parameters.stride.width << ", padding "
                   << parameters.padding.height << " " << parameters.padding.width << ", dilation "
                   << parameters.dilation.height << " " << parameters.dilation.width << ", groups "
                   << parameters.groups);
    CHECK(disagreement_of(parameters, x, weight) == "");
    strided_groups += parameters.groups > 1 && parameters.stride.height > 1 ? 1 : 0;
    ++i;
  }
  CHECK(strided_groups > 50);  // the generator reaches the corners
}

}  // namespace
