// SPDX-License-Identifier: MIT
// U-Net and MLP-Mixer against what follows from their papers' figures, in constant expressions.

#include "tally/models/mlp_mixer.hpp"
#include "tally/models/unet.hpp"
#include "tally/nn/trace.hpp"

#include <cstdint>

namespace {

namespace models = tally::models;
using tally::index;
using tally::predict;
using tally::shape;

// Down and up the "U" of the paper's figure 1, with its sizes: 572, 570, 568, 284, …, 32, 30, 28, 56, 54, …, 388.
constexpr std::int64_t products_of_unet(std::int64_t size, std::int64_t loss) {
  std::int64_t products = 0;
  const auto convolve = [&](std::int64_t in, std::int64_t out) {
    size -= loss;
    products += size * size * 9 * in * out;
  };
  for (std::int64_t in = 1, out = 64; out <= 512; in = out, out *= 2) {
    convolve(in, out);
    convolve(out, out);
    size /= 2;
  }
  convolve(512, 1024);
  convolve(1024, 1024);
  for (std::int64_t out = 512; out >= 64; out /= 2) {
    products += size * size * 4 * (2 * out) * out;  // each input pixel becomes 2x2
    size *= 2;
    convolve(2 * out, out);
    convolve(out, out);
  }
  return products + size * size * 64 * 2;
}

constexpr auto unet = predict(models::unet(), {1, 1, 572, 572});
static_assert(unet.parameters() == 31'030'658);  // as implementations of the paper have it
static_assert(unet.macs() == products_of_unet(572, 2));
static_assert(tally::trace(models::unet(), {1, 1, 572, 572}).output() == shape{1, 2, 388, 388});

constexpr auto padded = predict(models::unet_padded(), {1, 1, 512, 512});
static_assert(padded.parameters() == unet.parameters());
static_assert(padded.macs() == products_of_unet(512, 0));
static_assert(tally::trace(models::unet_padded(21, 3), {2, 3, 64, 48}).output() == shape{2, 21, 64, 48});

// The U-Net of PyTorch's hub: padded, normalised, half as wide.
static_assert(predict(models::unet_network{3, 1, 32, true, true}, {1, 3, 256, 256}).parameters() == 7'763'041);

// Table 1 of the Mixer's paper counts millions of parameters without the head.
constexpr tally::natural millions(const models::mlp_mixer& net) {
  const tally::natural head = tally::natural(net.hidden_dim) * net.num_classes + net.num_classes;
  return (predict(net, {1, 3, 224, 224}).parameters() - head + 500'000) / 1'000'000;
}
static_assert(millions(models::mlp_mixer_s32()) == 19);
static_assert(millions(models::mlp_mixer_s16()) == 18);
static_assert(millions(models::mlp_mixer_b32()) == 60);
static_assert(millions(models::mlp_mixer_b16()) == 59);
static_assert(millions(models::mlp_mixer_l32()) == 206);
static_assert(millions(models::mlp_mixer_l16()) == 207);
static_assert(millions(models::mlp_mixer_h14()) == 431);

// timm's count of B/16, in ten thousands.
constexpr auto mixer = predict(models::mlp_mixer_b16(), {1, 3, 224, 224});
static_assert((mixer.parameters() + 5'000) / 10'000 == 59'88);
// Patches; in each of 12 layers two products across 196 positions, two across 768 channels; the head.
static_assert(mixer.macs() ==
              196 * 768 * 3 * 256 + 12 * (2 * 768 * 196 * 384 + 2 * 196 * 768 * index{3072}) + 768 * 1000);

}  // namespace
