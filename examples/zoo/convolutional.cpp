// SPDX-License-Identifier: MIT

#include "zoo.hpp"
#include <tally/models/alexnet.hpp>
#include <tally/models/densenet.hpp>
#include <tally/models/googlenet.hpp>
#include <tally/models/inception.hpp>
#include <tally/models/squeezenet.hpp>
#include <tally/models/vgg.hpp>

std::vector<zoo_model> convolutional_networks() {
  using namespace tally;
  const shape image{1, 3, 224, 224};
  return {
      {"alexnet", image, [](const shape& x) { return trace(models::alexnet(), x); }},
      {"vgg11", image, [](const shape& x) { return trace(models::vgg11(), x); }},
      {"vgg11_bn", image, [](const shape& x) { return trace(models::vgg11_bn(), x); }},
      {"vgg13", image, [](const shape& x) { return trace(models::vgg13(), x); }},
      {"vgg13_bn", image, [](const shape& x) { return trace(models::vgg13_bn(), x); }},
      {"vgg16", image, [](const shape& x) { return trace(models::vgg16(), x); }},
      {"vgg16_bn", image, [](const shape& x) { return trace(models::vgg16_bn(), x); }},
      {"vgg19", image, [](const shape& x) { return trace(models::vgg19(), x); }},
      {"vgg19_bn", image, [](const shape& x) { return trace(models::vgg19_bn(), x); }},
      {"squeezenet1_0", image, [](const shape& x) { return trace(models::squeezenet1_0(), x); }},
      {"squeezenet1_1", image, [](const shape& x) { return trace(models::squeezenet1_1(), x); }},
      {"densenet121", image, [](const shape& x) { return trace(models::densenet121(), x); }},
      {"densenet161", image, [](const shape& x) { return trace(models::densenet161(), x); }},
      {"densenet169", image, [](const shape& x) { return trace(models::densenet169(), x); }},
      {"densenet201", image, [](const shape& x) { return trace(models::densenet201(), x); }},
      {"googlenet", image, [](const shape& x) { return trace(models::googlenet(), x); }},
      {"inception_v3", {1, 3, 299, 299}, [](const shape& x) { return trace(models::inception_v3(), x); }},
  };
}
