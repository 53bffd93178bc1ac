// SPDX-License-Identifier: MIT
// ResNet-18 on one 224x224 image: every scalar operation counted, and the prediction met in every scope.
// flags: -O3

#include "support/catch.hpp"
#include "support/layer_agreement.hpp"
#include "tally/models/resnet.hpp"

namespace {

constexpr tally::shape image{1, 3, 224, 224};

TEST_CASE("ResNet-18 at full size spends what was predicted, in total and in every scope") {
  using number = tally::counted<float>;
  const auto net = tally::models::resnet18();
  const tally::trace traced(net, image);
  const auto model = tally::instantiate<number>(net, image, /*seed*/ 1);
  const auto x = tally::tensor<number>::random(image, /*seed*/ 2);

  tally::shape output;
  const tally::scope_tree ran = tally::profile([&] { output = model(x).shape(); });

  CHECK(output == tally::shape{1, 1000});
  CHECK(agreement::difference(traced.tree(), ran) == "");
  CHECK(ran.total() == tally::predict(net, image).counts());
  CHECK(ran.total() == ran.total().only(tally::precision::f32));

  // By hand, from torchvision's definition: every convolution has no bias, so all but one of the additions are
  // products' and batch normalisation's. Convolutions and the linear layer multiply 1,814,073,344 times; batch
  // normalisation once per element and once per channel: 2,483,712 elements in 4,800 channels.
  CHECK(ran.total()[tally::operation::mul] == 1'814'073'344 + 2'483'712 + 4'800);
  CHECK(ran.total()[tally::operation::sqrt] == 4'800);
  CHECK(ran.total("conv1")[tally::operation::mul] == 64 * 112 * 112 * (3 * 7 * 7));
  CHECK(ran.total("conv1")[tally::operation::add] == 64 * 112 * 112 * (3 * 7 * 7 - 1));
  CHECK(ran.total("fc")[tally::operation::mul] == 512 * 1000);
  CHECK(ran.total("fc")[tally::operation::add] == 511 * 1000 + 1000);
}

}  // namespace
