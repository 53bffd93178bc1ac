// SPDX-License-Identifier: MIT
// Networks refuse what does not fit with the path of the layer that refuses, predicted or run, and leave the counting
// as it was.

#include "support/catch.hpp"
#include "tally/models/models.hpp"
#include "tally/nn/instantiate.hpp"
#include "tally/nn/layers.hpp"
#include "tally/nn/trace.hpp"

#include <limits>
#include <string>

namespace {

using tally::index;
using tally::shape;
namespace nn = tally::nn;
using number = tally::counted<float>;

constexpr index huge = std::numeric_limits<index>::max();

// "where | what" of the shape_error that `f()` throws.
template <class F>
std::string refusal(const F& f) {
  try {
    static_cast<void>(f());
  } catch (const tally::shape_error& problem) {
    return problem.where() + " | " + problem.what();
  }
  return "no error";
}
template <class Net, class... Shapes>
std::string predicted_refusal(const Net& net, const Shapes&... inputs) {
  const std::string by_predict = refusal([&] { return tally::predict(net, inputs...); });
  const std::string by_trace = refusal([&] { return tally::trace(net, inputs...); });
  const std::string by_instantiate = refusal([&] { return tally::instantiate<float>(net, inputs...); });
  return by_predict == by_trace && by_trace == by_instantiate ? by_predict : "predict, trace and instantiate differ";
}

TEST_CASE("a layer that refuses is named by its path, and both shapes are shown") {
  const nn::sequential net{nn::conv2d{.in_channels = 3, .out_channels = 8}, nn::relu{},
                           nn::conv2d{.in_channels = 16, .out_channels = 8}};
  const std::string sentence =
      "a convolution's input [n, c, h, w] has other channels than its weight [o, c/groups, kh, kw] expects: ";
  CHECK(predicted_refusal(net, shape{1, 3, 8, 8}) == "2 | tally: in 2 (conv2d): " + sentence + "1x8x6x6 and 8x16x3x3");
  CHECK(predicted_refusal(nn::residual{net}, shape{1, 3, 8, 8}) ==
        "branch.2 | tally: in branch.2 (conv2d): " + sentence + "1x8x6x6 and 8x16x3x3");
  // The outermost layer has no path.
  CHECK(predicted_refusal(nn::linear{3, 2}, shape{1, 4}) ==
        " | tally: a linear layer's input does not end in the features it expects: 1x4 and 3");
}

TEST_CASE("models name the layer inside them that refuses") {
  CHECK(predicted_refusal(tally::models::resnet18(), shape{1, 4, 224, 224}) ==
        "conv1 | tally: in conv1 (conv2d): a convolution's input [n, c, h, w] has other channels than its weight "
        "[o, c/groups, kh, kw] expects: 1x4x224x224 and 64x3x7x7");
  CHECK(predicted_refusal(tally::models::resnet18(), shape{3, 224, 224}).find("conv1 | tally: in conv1 (conv2d): ") ==
        0);
  CHECK(predicted_refusal(tally::models::lenet5(), shape{1, 1, 28, 28}) ==
        "fc1 | tally: in fc1 (linear): a linear layer's input does not end in the features it expects: 1x256 and 400");
  CHECK(predicted_refusal(tally::models::vit_b_16(), shape{1, 3, 225, 225}) ==
        " | tally: a vision transformer takes images [n, 3, h, w] of the size it was made for: 1x3x225x225 and "
        "1x3x224x224");
  CHECK(predicted_refusal(tally::models::vit_b_16(1000, 230), shape{1, 3, 230, 230}) ==
        " | tally: a vision transformer's patches do not tile its image; sizes are: 230 and 16");
  CHECK(predicted_refusal(tally::models::resnet{{2, 0, 2, 2}, false}, shape{1, 3, 64, 64}) ==
        "layer2 | tally: in layer2 (stage): a residual network's stage has no positive number of blocks: 0 and 1");
  CHECK(predicted_refusal(tally::models::vision_transformer{16, -1, 1, 8, 8, 10, 32}, shape{1, 3, 32, 32}) ==
        " | tally: a vision transformer's number of layers is not positive: -1 and 1");
  CHECK(predicted_refusal(tally::models::mlp{3, 0}, shape{1, 3}) ==
        "fc1 | tally: in fc1 (linear): a linear layer's number of outputs is not positive: 0 and 1");
  CHECK(refusal([] { return tally::models::mlp{3}; }) ==
        " | tally: a perceptron has two to sixteen widths; given and most are: 1 and 16");
}

TEST_CASE("convolutions over other axes, transposed ones and blocks refuse what does not fit, where it does not") {
  const shape x{1, 4, 8, 8};
  const auto refused = [](const auto& layer, const shape& input) {
    return predicted_refusal(nn::sequential{nn::identity{}, layer}, input);
  };
  CHECK(refused(nn::conv1d{.in_channels = 4, .out_channels = 2}, x) ==
        "1 | tally: in 1 (conv1d): a convolution's input [n, c, l] has other channels than its weight "
        "[o, c/groups, kl] expects: 1x4x8x8 and 2x4x3");
  CHECK(refused(nn::conv3d{.in_channels = 3, .out_channels = 2, .groups = 2}, x) ==
        "1 | tally: in 1 (conv3d): a convolution's groups do not divide its input channels; channels and groups are: 3 "
        "and 2");
  CHECK(refused(
            nn::conv2d{.in_channels = 4, .out_channels = 2, .padding = 8, .padding_mode = tally::padding_mode::reflect},
            x) ==
        "1 | tally: in 1 (conv2d): a mirrored border is wider than the image without its edge; they are: 8 and 7");
  CHECK(refused(nn::conv_transpose2d{.in_channels = 3, .out_channels = 2}, x) ==
        "1 | tally: in 1 (conv_transpose2d): a transposed convolution's input has other channels than its weight "
        "expects: 1x4x8x8 and 3x2x3x3");
  CHECK(refused(nn::conv_transpose2d{.in_channels = 4, .out_channels = 3, .groups = 2}, x) ==
        "1 | tally: in 1 (conv_transpose2d): a transposed convolution's groups do not divide its output channels; "
        "channels and groups are: 3 and 2");
  CHECK(refused(nn::conv_transpose2d{.in_channels = 4, .out_channels = 2, .kernel = {0, 1}}, x) ==
        "1 | tally: in 1 (conv_transpose2d): a transposed convolution's kernel size is not positive: 0 and 1");
  CHECK(refused(nn::squeeze_excitation{4, 0}, x) ==
        "1.fc1 | tally: in 1.fc1 (conv2d): a convolution's number of output channels is not positive: 0 and 1");
  CHECK(refused(nn::inverted_residual<>{.in_channels = 4, .out_channels = 4, .expansion = 0}, x) ==
        "1.block.0.0 | tally: in 1.block.0.0 (conv2d): a convolution's number of output channels is not positive: 0 "
        "and 1");
  CHECK(refused(nn::fold{.output_size = 8}, x) ==
        "1 | tally: in 1 (fold): fold takes an input [n, c·kh·kw, windows]: 1x4x8x8 and 1x1x1");
}

TEST_CASE("layers refuse sizes of their own that make no sense") {
  const shape x{1, 4, 8, 8};
  const auto refused = [](const auto& layer, const shape& input) {
    return predicted_refusal(nn::sequential{nn::identity{}, layer}, input);
  };
  CHECK(refused(nn::batch_norm1d{4}, x) ==
        "1 | tally: in 1 (batch_norm1d): a 1-D batch normalisation takes an input [n, c] or [n, c, l]: 1x4x8x8 and "
        "1x4x1");
  CHECK(refused(nn::batch_norm3d{4}, x) ==
        "1 | tally: in 1 (batch_norm3d): a 3-D batch normalisation takes an input [n, c, d, h, w]: 1x4x8x8 and "
        "1x4x1x1x1");
  CHECK(refused(nn::batch_norm2d{.num_features = 5, .affine = false, .training = true}, x) ==
        "1 | tally: in 1 (batch_norm2d): a batch normalisation's input has other channels than it expects: 1x4x8x8 and "
        "5");
  CHECK(refused(nn::group_norm{2, 6}, x) ==
        "1 | tally: in 1 (group_norm): a group normalisation's input has other channels than it expects: 1x4x8x8 and "
        "6");
  CHECK(refused(nn::instance_norm1d{4}, x) ==
        "1 | tally: in 1 (instance_norm1d): an instance normalisation's input has other axes or channels than it "
        "expects: 1x4x8x8 and 1x4x1");
  CHECK(refused(nn::local_response_norm{-1}, x) ==
        "1 | tally: in 1 (local_response_norm): a local response normalisation's number of channels is not positive: "
        "-1 and 1");
  CHECK(refused(nn::layer_norm{.features = {8, 0}}, x) ==
        "1 | tally: in 1 (layer_norm): a layer normalisation's number of features is not positive: 0 and 1");
  CHECK(refused(nn::prelu{0}, x) == "1 | tally: in 1 (prelu): a PReLU's number of parameters is not positive: 0 and 1");
  CHECK(refused(nn::prelu{3}, x) ==
        "1 | tally: in 1 (prelu): a PReLU has neither one weight nor one for each channel of its input: 1x4x8x8 and 3");
  CHECK(refused(nn::rms_norm{0}, x) ==
        "1 | tally: in 1 (rms_norm): an RMS normalisation's number of features is not positive: 0 and 1");
  CHECK(refused(nn::rms_norm{.features = 7, .elementwise_affine = false}, x) ==
        "1 | tally: in 1 (rms_norm): an RMS normalisation's input does not end in the features it expects: 1x4x8x8 and "
        "7");
  CHECK(refused(nn::swiglu{8, 0}, x) ==
        "1.gate_proj | tally: in 1.gate_proj (linear): a linear layer's number of outputs is not positive: 0 and 1");
  CHECK(refused(nn::conv2d{.in_channels = 4, .out_channels = 6, .groups = 3}, x) ==
        "1 | tally: in 1 (conv2d): a convolution's groups do not divide its input channels; channels and groups are: 4 "
        "and 3");
  CHECK(refused(nn::conv2d{.in_channels = 4, .out_channels = 5, .groups = 2}, x) ==
        "1 | tally: in 1 (conv2d): a convolution's groups do not divide its output channels; channels and groups are: "
        "5 and 2");
  CHECK(refused(nn::conv2d{.in_channels = 4, .out_channels = 5, .stride = 0}, x) ==
        "1 | tally: in 1 (conv2d): a window's stride is not positive: 0 and 1");
  CHECK(refused(nn::conv2d{.in_channels = 4, .out_channels = 5, .kernel = 0}, x) ==
        "1 | tally: in 1 (conv2d): a convolution's kernel size is not positive: 0 and 1");
  CHECK(refused(nn::conv2d{.in_channels = 4, .out_channels = -5}, x) ==
        "1 | tally: in 1 (conv2d): a convolution's number of output channels is not positive: -5 and 1");
  CHECK(refused(nn::conv2d{.in_channels = 4, .out_channels = 5, .kernel = 9}, x) ==
        "1 | tally: in 1 (conv2d): a kernel is larger than its padded input; their sizes are: 9 and 8");
  CHECK(refused(nn::conv2d{.in_channels = 4, .out_channels = huge}, x) ==
        "1 | tally: in 1 (conv2d): the number of elements of a shape overflows: 9223372036854775807 and 4");
  CHECK(refused(nn::max_pool2d{.kernel = 3, .padding = 2}, x) ==
        "1 | tally: in 1 (max_pool2d): a pool's padding is more than half its kernel; padding and kernel are: 2 and 3");
  CHECK(refused(nn::avg_pool2d{.kernel = 2, .stride = -1}, x) ==
        "1 | tally: in 1 (avg_pool2d): a window's stride is not positive: -1 and 1");
  CHECK(refused(nn::batch_norm2d{5}, x) ==
        "1 | tally: in 1 (batch_norm2d): a batch normalisation's input has other channels than its parameters: "
        "1x4x8x8 and 5");
  CHECK(refused(nn::batch_norm2d{4}, shape{1, 4}) ==
        "1 | tally: in 1 (batch_norm2d): a 2-D batch normalisation takes an input [n, c, h, w]: 1x4 and 1x4x1x1");
  CHECK(refused(nn::layer_norm{0}, x) ==
        "1 | tally: in 1 (layer_norm): a layer normalisation's number of features is not positive: 0 and 1");
  CHECK(refused(nn::embedding{0, 3}, x) ==
        "1 | tally: in 1 (embedding): an embedding's number of rows is not positive: 0 and 1");
  CHECK(refused(nn::multi_head_attention{8, 3}, shape{1, 2, 8}) ==
        "1 | tally: in 1 (multi_head_attention): an attention's heads do not divide its embed_dim; embed_dim and heads "
        "are: 8 and 3");
  CHECK(refused(nn::multi_head_attention{8, 2}, shape{1, 2, 6}) ==
        "1 | tally: in 1 (multi_head_attention): an attention takes [n, sequence, embed_dim]; input and expectation "
        "are: 1x2x6 and 1x1x8");
  CHECK(refused(nn::multi_head_attention{index{1} << 62, 1}, shape{1, 1, index{1} << 62}) ==
        "1 | tally: in 1 (multi_head_attention): the number of elements of a shape overflows: 3 and "
        "4611686018427387904");
  CHECK(refused(nn::repeat{-1, nn::relu{}}, x) ==
        "1 | tally: in 1 (repeat): a layer is repeated a negative number of times: -1 and 0");
}

// The same path with two shapes.
struct two_shapes {
  constexpr auto operator()(auto& context, const auto& x) const {
    return context("shared", nn::linear{2, 3}, context("shared", nn::linear{2, 2}, x));
  }
};

TEST_CASE("a parameter's path stands for one shape") {
  CHECK(predicted_refusal(two_shapes{}, shape{1, 2}) ==
        "shared | tally: in shared (linear): a parameter is used with two shapes; its path stands for one parameter: "
        "2x2 and 3x2");
}

// A network that asks for more, or for another shape, than when it was instantiated.
struct growing {
  constexpr auto operator()(auto& context, const auto& x) const {
    if (x.shape()[0] == 1) return context("first", nn::linear{2, 2}, x);
    if (x.shape()[0] == 2) return context("second", nn::linear{2, 2}, x);
    return x * context.parameter("scale", {2});
  }
};
struct reshaping {
  constexpr auto operator()(auto& context, const auto& x) const {
    return context("inner", nn::layer_norm{x.shape()[-1]}, x);
  }
};

TEST_CASE("a model that is run as another network than the one it was made for says so") {
  const auto model = tally::instantiate<float>(growing{}, {1, 2});
  CHECK(model(tally::tensor<float>({1, 2})).shape() == shape{1, 2});
  CHECK_THROWS_WITH(model(tally::tensor<float>({2, 2})),
                    Catch::Matchers::ContainsSubstring("second") &&
                        Catch::Matchers::ContainsSubstring("was not there when the model was instantiated"));
  CHECK_THROWS_WITH(model(tally::tensor<float>({3, 2})),
                    Catch::Matchers::ContainsSubstring("the parameter \"scale\"") &&
                        Catch::Matchers::ContainsSubstring("was not asked for when the model was instantiated"));
  const auto other = tally::instantiate<float>(reshaping{}, {1, 2});
  CHECK(refusal([&] {
          return other(tally::tensor<float>({1, 3}));
        }) ==
        "inner | tally: in inner (layer_norm): a parameter is used with two shapes; its path stands for one parameter: "
        "2 and 3");
}

TEST_CASE("running refuses as predicting does, with the same path and words") {
  const nn::sequential net{nn::linear{2, 3}, nn::residual{nn::sequential{nn::relu{}, nn::linear{3, 4}}}};
  const std::string expected = "1 | tally: in 1 (residual): these shapes do not broadcast; aligned from the last axis, "
                               "sizes are equal or 1: 5x3 "
                               "and 5x4";
  CHECK(predicted_refusal(net, shape{5, 2}) == expected);

  const nn::sequential fits{nn::linear{2, 3}, nn::linear{3, 4}};
  const auto model = tally::instantiate<number>(fits, {1, 2});
  CHECK(refusal([&] {
          return model(tally::tensor<number>({5, 3}));
        }) == refusal([&] {
          return tally::predict(fits, {5, 3});
        }));
  CHECK(refusal([&] {
          return model(tally::tensor<number>({5, 3}));
        }) == "0 | tally: in 0 (linear): a linear layer's input does not end in the features it expects: 5x3 and 2");
}

// For one row it fits; for more the last of its layers does not.
struct refusing {
  constexpr auto operator()(auto& context, const auto& x) const {
    auto y = context("works", nn::linear{2, 3}, x);
    return context("outer", nn::sequential{nn::relu{}, nn::layer_norm{x.shape()[0] == 1 ? 3 : 4}}, y);
  }
};

TEST_CASE("after a refusal deep inside a run, measurements and scopes are as they were before") {
  const auto model = tally::instantiate<number>(refusing{}, {1, 2});
  const auto good = tally::tensor<number>::random({1, 2}, 1);
  const auto bad = tally::tensor<number>::random({5, 2}, 1);
  const tally::counts expected = tally::predict(refusing{}, {1, 2}).counts();

  tally::counts before;
  tally::counts within;
  const tally::scope_tree tree = tally::profile([&] {
    const tally::scope around("around");
    before = tally::measure([&] { static_cast<void>(model(good)); });
    within = tally::measure(
        [&] { CHECK(refusal([&] { return model(bad); }).find("outer.1 | tally: in outer.1 (layer_norm): ") == 0); });
    const tally::scope after("after");
    static_cast<void>(model(good));
  });
  CHECK(before == expected);
  CHECK(tally::measure([&] { static_cast<void>(model(good)); }) == expected);

  // What was done before the refusal was done, and is counted: 5 rows of the linear layer, and 15 maxima.
  CHECK(within == tally::counts()
                      .add(tally::operation::mul, tally::precision::f32, 5 * 2 * 3)
                      .add(tally::operation::add, tally::precision::f32, 5 * (1 * 3 + 3))
                      .add(tally::operation::min_max, tally::precision::f32, 15));
  // Scopes closed behind the exception: "after" lies in "around", and not in "outer".
  CHECK(tree.total("around.after") == expected);
  CHECK(tree.total("around") == expected + within + expected);
  CHECK(tree.total() == tree.total("around"));
  CHECK(tree.paths().find("around.outer.1.after") == tally::path_tree::none);
}

struct forgiving {
  auto operator()(auto& context, const auto& x) const {
    try {
      return context("narrow", nn::linear{2, 2}, x);
    } catch (const tally::shape_error&) {
      return context("wide", nn::linear{3, 2}, x);
    }
  }
};

TEST_CASE("a layer may catch what a layer within it refuses, and goes on in its own scope") {
  const tally::trace traced(nn::sequential{forgiving{}, nn::relu{}}, {1, 3});
  CHECK(traced.scopes().find("0.wide") != tally::path_tree::none);
  CHECK(traced.scopes().find("0.narrow.wide") == tally::path_tree::none);
  CHECK(traced.at("0.wide").counts()[tally::operation::mul] == 6);
  CHECK(traced.at("1").counts()[tally::operation::min_max] == 2);
}

TEST_CASE("paths that are not there are refused") {
  const tally::trace traced(nn::sequential{nn::linear{2, 3}}, {1, 2});
  CHECK_THROWS_AS(traced.at("1"), tally::error);
  CHECK_THROWS_AS(traced.at("0.weight"), tally::error);
  CHECK(traced.at(0) == traced.total());
  CHECK_THROWS_WITH(traced.at(99), "tally: scope 99 is asked for, and the tree has those from 0 to 1");
  CHECK_THROWS_WITH(traced.at(-1), "tally: scope -1 is asked for, and the tree has those from 0 to 1");
  auto model = tally::instantiate<float>(nn::sequential{nn::linear{2, 3}}, {1, 2});
  CHECK(model.parameter("0.weight").shape() == shape{3, 2});
  CHECK_THROWS_WITH(model.parameter("0.weights"), "tally: the model has no parameter \"0.weights\"");
  CHECK_THROWS_WITH(model.parameter("weight"), "tally: the model has no parameter \"weight\"");
  CHECK_THROWS_WITH(model.parameter(""), "tally: the model has no parameter \"\"");
}

TEST_CASE("names of scopes that cannot be part of a path are refused") {
  const auto named = [](std::string name) {
    return [name](auto& context, const auto& x) { return context(name, nn::relu{}, x); };
  };
  CHECK_THROWS_WITH(tally::predict(named(""), {1}), "tally: a scope's name is empty");
  CHECK_THROWS_WITH(tally::predict(named("a.b"), {1}),
                    "tally: a scope's name has a dot, which separates the names in a path; context.at(path, …) takes a "
                    "path");
  CHECK_THROWS_WITH(tally::predict(named(std::string(256, 'a')), {1}),
                    "tally: a scope's name has more than 255 characters");
  CHECK_NOTHROW(tally::predict(named(std::string(255, 'a')), {1}));
  // A path is read by at, and each of its names is one.
  const auto at = [](std::string path) {
    return [path](auto& context, const auto& x) { return context.at(path, nn::relu{}, x); };
  };
  CHECK_NOTHROW(tally::predict(at("a.b"), {1}));
  for (const char* const path : {"", ".", "a.", ".a", "a..b"})
    CHECK_THROWS_WITH(tally::predict(at(path), {1}), "tally: a scope's name is empty");
}

}  // namespace
