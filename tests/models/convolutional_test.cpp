// SPDX-License-Identifier: MIT
// Convolutional networks: what follows from their definitions, beside the published totals.

#include "support/catch.hpp"
#include "tally/models/densenet.hpp"
#include "tally/models/inception.hpp"
#include "tally/models/resnet.hpp"
#include "tally/models/vgg.hpp"
#include "tally/nn/trace.hpp"

namespace {

namespace models = tally::models;
using tally::shape;

TEST_CASE("Inception's auxiliary head is owned and not run") {
  const tally::trace traced(models::inception_v3(), {1, 3, 299, 299});
  const tally::prediction head = traced.at("AuxLogits");
  // 128 · 768, 768 · 128 · 25 and their normalisations of two numbers a channel; 1000 · 769.
  CHECK(head.parameters() == 128 * 768 + 2 * 128 + 768 * 128 * 25 + 2 * 768 + 1000 * 769);
  CHECK(head.buffers() == 2 * (128 + 768));
  CHECK(head.counts() == tally::counts());
  CHECK(head.bytes_read() == 0);
  // As published of the network without its head.
  CHECK(traced.total().parameters() - head.parameters() == 23'834'568);
}

TEST_CASE("batch normalisation adds two parameters a channel to VGG, and no product") {
  const auto plain = tally::predict(models::vgg16(), {1, 3, 224, 224});
  const auto normalised = tally::predict(models::vgg16_bn(), {1, 3, 224, 224});
  CHECK(normalised.parameters() - plain.parameters() == 2 * (2 * 64 + 2 * 128 + 3 * 256 + 6 * 512));
  CHECK(normalised.macs() == plain.macs());
}

TEST_CASE("DenseNet-121's classifier reads 1024 maps of 7x7") {
  const tally::trace traced(models::densenet121(), {1, 3, 224, 224});
  CHECK(traced.at("classifier").parameters() == 1000 * (1024 + 1));
  CHECK(traced.at("features.norm5").activations() == 1024 * 7 * 7);
  CHECK(traced.at("features.denseblock4.denselayer16.conv1").parameters() == (512 + 15 * 32) * 128);
}

TEST_CASE("ResNeXt's 3x3 has a group's channels for each of its filters") {
  const tally::trace traced(models::resnext50_32x4d(), {1, 3, 224, 224});
  CHECK(traced.at("layer1.0.conv2").parameters() == 128 * 4 * 9);
  CHECK(traced.at("layer4.2.conv2").parameters() == 1024 * 32 * 9);
}

TEST_CASE("the number of classes is a parameter") {
  CHECK(tally::trace(models::vgg11(7), {2, 3, 64, 32}).output() == shape{2, 7});
  CHECK(tally::trace(models::densenet121(7), {2, 3, 64, 32}).output() == shape{2, 7});
  CHECK(tally::trace(models::inception_v3(7), {2, 3, 75, 80}).output() == shape{2, 7});
}

}  // namespace
