// SPDX-License-Identifier: MIT
// Convolutional networks have the parameters and multiply-accumulates that are published of them.

#include "models/published.hpp"
#include "support/catch.hpp"
#include "tally/models/models.hpp"
#include "tally/nn/trace.hpp"

namespace {

namespace models = tally::models;
using tally::shape;

TEST_CASE("grouped and wide residual networks are the published ones") {
  published::check({
      {"resnext50_32x4d", [](const shape& x) { return tally::predict(models::resnext50_32x4d(), x); }},
      {"resnext101_32x8d", [](const shape& x) { return tally::predict(models::resnext101_32x8d(), x); }},
      {"resnext101_64x4d", [](const shape& x) { return tally::predict(models::resnext101_64x4d(), x); }},
      {"wide_resnet50_2", [](const shape& x) { return tally::predict(models::wide_resnet50_2(), x); }},
      {"wide_resnet101_2", [](const shape& x) { return tally::predict(models::wide_resnet101_2(), x); }},
  });
}

TEST_CASE("AlexNet, VGG, SqueezeNet, DenseNet and Inception are the published ones") {
  published::check({
      {"alexnet", [](const shape& x) { return tally::predict(models::alexnet(), x); }},
      {"vgg11", [](const shape& x) { return tally::predict(models::vgg11(), x); }},
      {"vgg11_bn", [](const shape& x) { return tally::predict(models::vgg11_bn(), x); }},
      {"vgg13", [](const shape& x) { return tally::predict(models::vgg13(), x); }},
      {"vgg13_bn", [](const shape& x) { return tally::predict(models::vgg13_bn(), x); }},
      {"vgg16", [](const shape& x) { return tally::predict(models::vgg16(), x); }},
      {"vgg16_bn", [](const shape& x) { return tally::predict(models::vgg16_bn(), x); }},
      {"vgg19", [](const shape& x) { return tally::predict(models::vgg19(), x); }},
      {"vgg19_bn", [](const shape& x) { return tally::predict(models::vgg19_bn(), x); }},
      {"squeezenet1_0", [](const shape& x) { return tally::predict(models::squeezenet1_0(), x); }},
      {"squeezenet1_1", [](const shape& x) { return tally::predict(models::squeezenet1_1(), x); }},
      {"densenet121", [](const shape& x) { return tally::predict(models::densenet121(), x); }},
      {"densenet161", [](const shape& x) { return tally::predict(models::densenet161(), x); }},
      {"densenet169", [](const shape& x) { return tally::predict(models::densenet169(), x); }},
      {"densenet201", [](const shape& x) { return tally::predict(models::densenet201(), x); }},
      {"googlenet", [](const shape& x) { return tally::predict(models::googlenet(), x); }},
      {"inception_v3", [](const shape& x) { return tally::predict(models::inception_v3(), x); }},
  });
}

TEST_CASE("Inception's auxiliary head is owned and not run") {
  const tally::trace traced(models::inception_v3(), {1, 3, 299, 299});
  // 128 · 768, 768 · 128 · 25 and their normalisations of two numbers a channel; 1000 · 769.
  CHECK(traced.at("AuxLogits").parameters() == 128 * 768 + 2 * 128 + 768 * 128 * 25 + 2 * 768 + 1000 * 769);
  CHECK(traced.at("AuxLogits").buffers() == 2 * (128 + 768));
  CHECK(traced.at("AuxLogits").counts() == tally::counts());
  CHECK(traced.at("AuxLogits").bytes_read() == 0);
  CHECK(traced.total().parameters() - traced.at("AuxLogits").parameters() == 23'834'568);
}

}  // namespace
