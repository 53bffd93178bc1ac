// SPDX-License-Identifier: MIT
// One network of each convolutional family, in constant expressions; convolutional_test.cpp has the others and the
// sources.

#include "tally/models/alexnet.hpp"
#include "tally/models/densenet.hpp"
#include "tally/models/googlenet.hpp"
#include "tally/models/inception.hpp"
#include "tally/models/resnet.hpp"
#include "tally/models/squeezenet.hpp"
#include "tally/models/vgg.hpp"
#include "tally/nn/trace.hpp"

namespace {

namespace models = tally::models;
constexpr tally::shape image{1, 3, 224, 224};

constexpr auto resnext = tally::predict(models::resnext50_32x4d(), image);
static_assert(resnext.parameters() == 25'028'904 && resnext.macs() == 4'230'479'872);

constexpr auto alexnet = tally::predict(models::alexnet(), image);
static_assert(alexnet.parameters() == 61'100'840 && alexnet.macs() == 714'188'480);

constexpr auto vgg = tally::predict(models::vgg11(), image);
static_assert(vgg.parameters() == 132'863'336 && vgg.macs() == 7'609'090'048);
static_assert(tally::predict(models::vgg11_bn(), image).parameters() == 132'868'840);

constexpr auto squeezenet = tally::predict(models::squeezenet1_0(), image);
static_assert(squeezenet.parameters() == 1'248'424);
static_assert(squeezenet.macs() > 818'500'000 && squeezenet.macs() < 819'500'000);

constexpr auto densenet = tally::predict(models::densenet121(), image);
static_assert(densenet.parameters() == 7'978'856);
static_assert(densenet.macs() > 2'833'500'000 && densenet.macs() < 2'834'500'000);

constexpr auto googlenet = tally::predict(models::googlenet(), image);
static_assert(googlenet.parameters() == 6'624'904);
static_assert(googlenet.macs() > 1'497'500'000 && googlenet.macs() < 1'498'500'000);

constexpr auto inception = tally::predict(models::inception_v3(), {1, 3, 299, 299});
static_assert(inception.parameters() == 27'161'264);
static_assert(inception.macs() > 5'712'500'000 && inception.macs() < 5'713'500'000);

}  // namespace
