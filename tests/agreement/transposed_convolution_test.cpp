// SPDX-License-Identifier: MIT
// Transposed convolutions, and windows folded to images: the formula is what the loop does.

#include "support/catch.hpp"
#include "support/layer_agreement.hpp"

#include <cstdint>

namespace {

using agreement::disagreement;
using agreement::index;
using agreement::shape;
namespace nn = tally::nn;

TEST_CASE("transposed convolutions agree on a grid of kernels, strides, paddings, dilations and groups") {
  for (const index kernel : {1, 2, 3, 5})
    for (const index stride : {1, 2, 3, 4})
      for (const index padding : {0, 1, 2})
        for (const index dilation : {1, 2, 3})
          for (const index groups : {1, 2})
            for (const index size : {1, 2, 5}) {
              const index extra = (stride > dilation ? stride : dilation) - 1;
              if ((size - 1) * stride + dilation * (kernel - 1) + extra + 1 <= 2 * padding) continue;
              const auto spread = [&](const auto& x, const auto& w) {
                return conv_transpose2d(x, w, {stride, padding, {0, extra}, dilation, groups});
              };
              if ((size - 1) * stride + dilation * (kernel - 1) + 1 <= 2 * padding) continue;
              INFO("stride " << stride << ", padding " << padding << ", dilation " << dilation);
              CHECK(disagreement(spread, shape{1, 4, size, size}, shape{4, 3, kernel, kernel}) == "");
            }
}

// Random transposed convolutions over N axes of at most `most`; how many left positions without a product.
template <int N>
int agree_on_random_shapes(std::uint64_t seed, index most) {
  agreement::sizes random(seed);
  int with_holes = 0;
  for (int i = 0; i < agreement::random_cases;) {
    tally::transposed_convolution_primitive<N> parameters{.groups = random.one_of({1, 1, 2, 3})};
    shape x{random.extent(3), parameters.groups * random.extent(3)};
    shape weight{x[1], random.extent(3)};
    bool fits = true;
    for (int axis = 0; axis < N; ++axis) {
      x.push_back(random.extent(most));
      weight.push_back(random.extent(4));
      const index stride = parameters.stride.sizes[axis] = random.between(1, 4);
      const index dilation = parameters.dilation.sizes[axis] = random.between(1, 4);
      const index extra = parameters.output_padding.sizes[axis] =
          random.between(0, (stride > dilation ? stride : dilation) - 1);
      parameters.padding.sizes[axis] = random.between(0, 3);
      fits = fits && (x[-1] - 1) * stride + dilation * (weight[-1] - 1) + extra + 1 > 2 * parameters.padding[axis];
    }
    if (!fits) continue;
    const auto spread = [&](const auto& input, const auto& filters) { return apply(parameters, input, filters); };
    INFO("groups " << parameters.groups);
    for (int axis = 0; axis < N; ++axis)
      UNSCOPED_INFO("stride " << parameters.stride[axis] << ", padding " << parameters.padding[axis] << " and "
                              << parameters.output_padding[axis] << ", dilation " << parameters.dilation[axis]);
    CHECK(disagreement(spread, x, weight) == "");
    with_holes += weight[-1] < parameters.stride[N - 1] ? 1 : 0;
    ++i;
  }
  return with_holes;
}

TEST_CASE("transposed convolutions agree on random shapes") {
  CHECK(agree_on_random_shapes<1>(33, 13) > 50);
  CHECK(agree_on_random_shapes<2>(34, 6) > 50);
  CHECK(agree_on_random_shapes<3>(35, 3) > 50);
}

TEST_CASE("unfolding and folding agree on random windows") {
  agreement::sizes random(36);
  int overlapping = 0;
  for (int i = 0; i < agreement::random_cases;) {
    const tally::unfold_primitive windows{.kernel = {random.extent(4), random.extent(4)},
                                          .dilation = {random.between(1, 4), random.between(1, 3)},
                                          .padding = {random.between(0, 3), random.between(0, 2)},
                                          .stride = {random.between(1, 4), random.between(1, 4)}};
    const shape image{random.extent(2), random.extent(3), random.extent(11), random.extent(11)};
    bool fits = true;
    for (int a = 0; a < 2; ++a)
      fits = fits && windows.dilation[a] * (windows.kernel[a] - 1) + 1 <= image[a + 2] + 2 * windows.padding[a];
    if (!fits) continue;
    const tally::fold_primitive back{
        {image[2], image[3]}, windows.kernel, windows.dilation, windows.padding, windows.stride};
    const shape columns = windows.output(image);
    CHECK(disagreement([&](const auto& x) { return unfold(x, windows); }, image) == "");
    CHECK(disagreement([&](const auto& x) { return fold(x, back); }, columns) == "");
    overlapping += back.formula(image, columns).size() > 0 && windows.stride[0] < windows.kernel[0] ? 1 : 0;
    ++i;
  }
  CHECK(overlapping > 50);
}

TEST_CASE("transposed convolutional layers, and layers that fold, agree") {
  agreement::sizes random(37);
  for (int i = 0; i < agreement::random_cases / 5; ++i) {
    const index groups = random.one_of({1, 1, 2});
    const nn::conv_transpose2d layer{.in_channels = groups * random.extent(3),
                                     .out_channels = groups * random.extent(3),
                                     .kernel = {random.between(2, 3), random.between(2, 4)},
                                     .stride = {2, random.between(1, 3)},
                                     .padding = {random.between(0, 1), 0},
                                     .output_padding = {random.between(0, 1), 0},
                                     .groups = groups,
                                     .bias = random.coin()};
    CHECK(agreement::layer_disagreement(
              layer, shape{random.extent(2), layer.in_channels, random.between(2, 5), random.extent(5)}) == "");
  }
  CHECK(agreement::layer_disagreement(nn::conv_transpose1d{.in_channels = 2, .out_channels = 3}, shape{2, 2, 5}) == "");
  CHECK(agreement::layer_disagreement(nn::conv_transpose3d{.in_channels = 2, .out_channels = 3, .kernel = 2},
                                      shape{1, 2, 3, 1, 2}) == "");
  CHECK(agreement::layer_disagreement(nn::reflection_pad2d{.padding = 1, .after = {0, 2}}, shape{2, 1, 2, 3}) == "");
  const nn::sequential there_and_back{nn::unfold{.kernel = 3, .padding = 1, .stride = 2},
                                      nn::fold{.output_size = {5, 7}, .kernel = 3, .padding = 1, .stride = 2}};
  CHECK(agreement::layer_disagreement(there_and_back, shape{2, 3, 5, 7}) == "");
}

}  // namespace
