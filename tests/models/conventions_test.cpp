// SPDX-License-Identifier: MIT
// Other tools' conventions, applied to one prediction, give the numbers that those tools publish.

#include "support/catch.hpp"
#include "tally/models/alexnet.hpp"
#include "tally/models/llama.hpp"
#include "tally/models/resnet.hpp"
#include "tally/models/vgg.hpp"
#include "tally/models/vit.hpp"
#include "tally/nn/layers.hpp"
#include "tally/nn/trace.hpp"
#include "tally/tensor/primitives/reduction.hpp"
#include "tally/tensor/tool_convention.hpp"

#include <cstdint>
#include <string>

namespace {

using tally::index;
using tally::predict;
using tally::shape;
namespace conventions = tally::conventions;
namespace models = tally::models;
namespace nn = tally::nn;

constexpr shape image{1, 3, 224, 224};

// 1819065856 as "1.82", in units of 10^`power`, rounded to so many decimals.
std::string rounded(tally::natural n, int power, int decimals) {
  tally::natural unit = 1;
  for (int i = decimals; i < power; ++i) unit *= 10;
  std::string digits = to_string((n + unit / 2) / unit);
  while (static_cast<int>(digits.size()) <= decimals) digits.insert(digits.begin(), '0');
  return digits.insert(digits.size() - static_cast<std::size_t>(decimals), ".");
}

TEST_CASE("fvcore's own examples") {
  // A LeNet-like network on 1x32x32, its layers and its total, as fvcore counts them.
  constexpr nn::sequential net{nn::conv2d{.in_channels = 1, .out_channels = 6, .kernel = 3},
                               nn::relu{},
                               nn::max_pool2d{.kernel = 2},
                               nn::conv2d{.in_channels = 6, .out_channels = 16, .kernel = 3},
                               nn::relu{},
                               nn::max_pool2d{.kernel = 2},
                               nn::flatten{},
                               nn::linear{576, 120},
                               nn::relu{},
                               nn::linear{120, 84},
                               nn::relu{},
                               nn::linear{84, 10}};
  const tally::trace traced(net, {1, 1, 32, 32});
  CHECK(traced.at("0").in<conventions::fvcore>() == 48'600);
  CHECK(traced.at("3").in<conventions::fvcore>() == 146'016);
  CHECK(traced.at("7").in<conventions::fvcore>() == 69'120);
  CHECK(traced.total().in<conventions::fvcore>() == 274'656);

  constexpr nn::conv2d convolution{.in_channels = 3, .out_channels = 10, .kernel = 1};
  constexpr nn::linear linear{1000, 10};
  CHECK(predict(convolution, {1, 3, 10, 10}).in<conventions::fvcore>() == 3'000);
  CHECK(predict(nn::sequential{convolution, nn::flatten{}, linear}, {1, 3, 10, 10}).in<conventions::fvcore>() ==
        13'000);
}

TEST_CASE("timm's tables, made with fvcore: GMACs, and millions of activations") {
  const auto gmacs = [](const auto& net) {
    return rounded(predict(net, image).template in<conventions::fvcore>().value(), 9, 2);
  };
  const auto activations = [](const auto& net) {
    return rounded(predict(net, image).template in<conventions::fvcore_activations>().value(), 6, 2);
  };
  CHECK(gmacs(models::resnet18()) == "1.82");
  CHECK(activations(models::resnet34()) == "3.74");
  CHECK(gmacs(models::resnet50()) == "4.11");
  CHECK(activations(models::resnet50()) == "11.11");
  CHECK(gmacs(models::resnet152()) == "11.56");
  CHECK(activations(models::resnet152()) == "22.56");
  CHECK(gmacs(models::resnext50_32x4d()) == "4.26");
  CHECK(activations(models::vgg16()) == "13.56");
  // vit_tiny_patch16_224 and deit_small_patch16_224: ViT-B/16 with widths 192 and 384.
  CHECK(gmacs(models::vision_transformer{16, 12, 3, 192, 768}) == "1.26");
  CHECK(gmacs(models::vision_transformer{16, 12, 6, 384, 1536}) == "4.61");
  CHECK(activations(models::vit_b_16()) == "23.90");
}

TEST_CASE("mmpretrain's figures leave the classification head out, to the last digit") {
  const tally::trace b16(models::vit_b_16(), image);
  CHECK(b16.total().in<conventions::fvcore>() - b16.at("heads").in<conventions::fvcore>() == 17'581'972'224);
  const tally::trace b32(models::vit_b_32(1000, 384), {1, 3, 384, 384});
  CHECK(b32.total().in<conventions::fvcore>() - b32.at("heads").in<conventions::fvcore>() == 13'056'716'544);
}

TEST_CASE("PyTorch's counter, to the last digit") {
  const auto product = [](auto&, const auto& a, const auto& b) { return matmul(a, b); };
  CHECK(predict(product, {4, 5}, {5, 6}).in<conventions::torch_flop_counter>() == 240);
  CHECK(predict(product, {3, 4, 5}, {3, 5, 6}).in<conventions::torch_flop_counter>() == 720);
  const tally::trace resnet18(models::resnet18(), image);
  CHECK(resnet18.at("layer1").in<conventions::torch_flop_counter>() == 924'844'032);
  // A training step with the input's gradient is three times a forward pass.
  CHECK(resnet18.total().in<conventions::torch_flop_counter>() * 3 == 10'884'440'064);
  const auto attention = [](auto&, const auto& x) { return tally::scaled_dot_product_attention(x, x, x); };
  CHECK(predict(attention, {1, 12, 64, 64}).in<conventions::torch_flop_counter>() == 12'582'912);
}

TEST_CASE("ptflops' tests and table") {
  constexpr nn::conv2d convolution{.in_channels = 3, .out_channels = 2, .kernel = 3};
  CHECK(predict(convolution, image).in<conventions::ptflops>() == 2'759'904);
  CHECK(predict(nn::linear{3, 2}, {1, 3}).in<conventions::ptflops>() == 8);
  CHECK(predict(nn::linear{3, 2}, {4, 5, 3}).in<conventions::ptflops>() == 8 * 4 * 5);
  CHECK(rounded(predict(models::alexnet(), image).in<conventions::ptflops>().value(), 9, 2) == "0.71");
  CHECK(rounded(predict(models::resnet18(), image).in<conventions::ptflops>().value(), 9, 2) == "1.81");
  CHECK(rounded(predict(models::resnet50(), image).in<conventions::ptflops>().value(), 9, 2) == "4.09");
  CHECK(rounded(predict(models::vit_b_16(), image).in<conventions::ptflops>().value(), 9, 2) == "16.86");
}

TEST_CASE("thop: multiply-accumulates, and four per normalised element") {
  CHECK(rounded(predict(models::resnet101(), image).in<conventions::thop>().value(), 9, 2) == "7.87");
  // Adaptive average pool of 7x7: 49 additions and a division per channel.
  CHECK(predict(nn::adaptive_avg_pool2d{}, {1, 512, 7, 7}).in<conventions::thop>() == 512 * (49 + 1));
  // Softmax of n: n exponentials, n - 1 additions, n divisions.
  CHECK(predict(nn::softmax{}, {5, 11}).in<conventions::thop>() == 5 * (11 + 10 + 11));
}

TEST_CASE("a linear layer of 5 to 4 with bias in three tools: 40, 20 and 24") {
  const tally::prediction cost = predict(nn::linear{5, 4}, {1, 5});
  CHECK(cost.in<conventions::torch_flop_counter>() == 40);
  CHECK(cost.in<conventions::thop>() == 20);
  CHECK(cost.in<conventions::ptflops>() == 24);
}

TEST_CASE("calflops' table") {
  const auto resnet50 = predict(models::resnet50(), image);
  CHECK(rounded(resnet50.in<conventions::calflops>().value(), 9, 5) == "8.21111");
  CHECK(rounded(resnet50.macs().value(), 9, 5) == "4.08918");
  const auto vgg16 = predict(models::vgg16(), image);
  CHECK(rounded(vgg16.in<conventions::calflops>().value(), 9, 2) == "30.97");
  CHECK(rounded(vgg16.macs().value(), 9, 2) == "15.47");
  const auto llama = predict(models::llama_2_7b(), {1, 128});
  CHECK(llama.macs() == 850'000'871'424);
  CHECK(rounded(llama.in<conventions::calflops>().value(), 9, 2) == "1700.06");
}

TEST_CASE("torchinfo's mult-adds in its own examples") {
  // Batch 7 of 1x28x28 through two convolutions of 5x5 with pools and two linear layers.
  constexpr nn::sequential net{nn::conv2d{.in_channels = 1, .out_channels = 10, .kernel = 5},
                               nn::max_pool2d{},
                               nn::relu{},
                               nn::conv2d{.in_channels = 10, .out_channels = 20, .kernel = 5},
                               nn::max_pool2d{},
                               nn::relu{},
                               nn::flatten{},
                               nn::linear{320, 50},
                               nn::relu{},
                               nn::linear{50, 10}};
  const tally::trace traced(net, {7, 1, 28, 28});
  CHECK(traced.at("3").in<conventions::torchinfo>() == 2'248'960);
  CHECK(traced.at("7").in<conventions::torchinfo>() == 112'350);
  CHECK(traced.at("9").in<conventions::torchinfo>() == 3'570);
  // An LSTM's parameters times 100 steps; 512 wide, two layers over vectors of 300.
  const nn::lstm recurrent{.input_size = 300, .hidden_size = 512, .num_layers = 2, .batch_first = true};
  CHECK(predict(recurrent, {1, 100, 300}).in<conventions::torchinfo>() == 376'832'000);
}

TEST_CASE("padding left out, as XLA leaves it out: multiply-accumulates on no padding zero") {
  CHECK(predict(models::resnet18(), image).in<conventions::padding_exact>() == 1'680'390'912);
  CHECK(predict(models::resnet50(), image).in<conventions::padding_exact>() == 3'948'251'904);
  CHECK(predict(models::vgg16(), image).in<conventions::padding_exact>() == 14'969'824'000);
  CHECK(predict(models::alexnet(), image).in<conventions::padding_exact>() == 657'918'720);
}

TEST_CASE("XLA's reductions and products, also as flopscope counts them") {
  const auto product = [](auto&, const auto& a, const auto& b) { return matmul(a, b); };
  CHECK(predict(product, {256, 256}, {256, 256}).in<conventions::xla>() == 33'554'432);
  const auto total = [](auto&, const auto& x) { return sum(x); };
  CHECK(predict(total, {256, 256}).in<conventions::xla>() == 65'535);
  CHECK(predict(nn::relu{}, {3, 5}).in<conventions::xla>() == 15);
  // A 3x3 convolution of 1x1 with padding has one tap on its pixel.
  constexpr nn::conv2d convolution{.in_channels = 1, .out_channels = 1, .padding = 1, .bias = false};
  CHECK(predict(convolution, {1, 1, 1, 1}).in<conventions::xla>() == 2);
  CHECK(predict(convolution, {1, 1, 1, 1}).in<conventions::torch_flop_counter>() == 18);
}

TEST_CASE("the library's own conventions are asked for in the same way, and your own too") {
  static constexpr tally::tool_convention pools_too =
      conventions::torchvision.named("mine", "MAC", "pools too")
          .weighing({tally::category::adaptive_average_pool}, {.per_operand = 1})
          .weighing(tally::operation::sqrt, 7);
  const auto cost = predict(models::resnet18(), image);
  CHECK(cost.in<conventions::macs>() == cost.macs());
  CHECK(cost.in<conventions::flops>() == cost.flops());
  CHECK(cost.in<pools_too>() == 1'814'073'344 + 512 * 49 + 7 * 4'800);
  CHECK(to_string(cost.in<pools_too>()) == "1814132032 MAC (pools too)");
  CHECK(cost.of(tally::category::batch_norm).results == 2'483'712);
}

TEST_CASE("a trace's parts sum to its total under every convention, whatever they are") {
  const tally::trace traced(models::resnet18(), image);
  const auto parts_sum_up = [&]<const auto & Convention>() {
    tally::amount<Convention> sum;
    for (const char* part :
         {"conv1", "bn1", "relu", "maxpool", "layer1", "layer2", "layer3", "layer4", "avgpool", "fc"})
      sum += traced.at(part).in<Convention>();
    return sum == traced.total().in<Convention>();
  };
  CHECK(parts_sum_up.operator()<conventions::fvcore>());
  CHECK(parts_sum_up.operator()<conventions::thop>());
  CHECK(parts_sum_up.operator()<conventions::torchinfo>());
  CHECK(parts_sum_up.operator()<conventions::calflops>());
  CHECK(parts_sum_up.operator()<conventions::xla>());
}

}  // namespace
