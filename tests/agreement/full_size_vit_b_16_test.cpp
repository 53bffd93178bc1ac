// SPDX-License-Identifier: MIT
// ViT-B/16 on one 224x224 image: every scalar operation counted, the prediction met in every scope, in under 1 GiB.
// flags: -O3

#include "support/catch.hpp"
#include "support/layer_agreement.hpp"
#include "tally/models/vit.hpp"

#include <sys/resource.h>

#include <cstdint>

namespace {

constexpr tally::shape image{1, 3, 224, 224};

std::uint64_t peak_memory_in_bytes() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return static_cast<std::uint64_t>(used.ru_maxrss) * 1024;
}

TEST_CASE("ViT-B/16 at full size spends what was predicted, in total and in every scope, in less than 1 GiB") {
  using number = tally::counted<float>;
  const auto net = tally::models::vit_b_16();
  const tally::trace traced(net, image);
  const auto model = tally::instantiate<number>(net, image, /*seed*/ 1);
  const auto x = tally::tensor<number>::random(image, /*seed*/ 2);

  tally::shape output;
  const tally::scope_tree ran = tally::profile([&] { output = model(x).shape(); });

  CHECK(output == tally::shape{1, 1000});
  CHECK(agreement::difference(traced.tree(), ran) == "");
  CHECK(ran.total() == tally::predict(net, image).counts());
  CHECK(ran.total() == ran.total().only(tally::precision::f32));

  // By hand: one exponential per score, 12 layers of 12 heads of 197 x 197; one error function per hidden unit; one
  // root per row of the 25 layer normalisations.
  CHECK(ran.total()[tally::operation::exp] == 12 * 12 * 197 * 197);
  CHECK(ran.total()[tally::operation::erf] == 12 * 197 * 3072);
  CHECK(ran.total()[tally::operation::sqrt] == 25 * 197);
  CHECK(ran.total("encoder.layers.encoder_layer_0.self_attention.out_proj")[tally::operation::mul] == 197 * 768 * 768);

#if !defined(__SANITIZE_ADDRESS__)  // which needs memory of its own
  CHECK(peak_memory_in_bytes() < (std::uint64_t{1} << 30));
#endif
}

}  // namespace
