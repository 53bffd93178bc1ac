// SPDX-License-Identifier: MIT

#include "zoo.hpp"
#include <tally/models/pycls.hpp>

namespace {

tally::shape square(tally::index size) { return {1, 3, size, size}; }

}  // namespace

// Under the names by which pycls publishes them.
std::vector<zoo_model> pycls_networks() {
  using namespace tally;
  return {
      {"EN-B0", square(224), [](const shape& x) { return trace(models::pycls::en_b0(), x); }},
      {"EN-B1", square(240), [](const shape& x) { return trace(models::pycls::en_b1(), x); }},
      {"EN-B2", square(260), [](const shape& x) { return trace(models::pycls::en_b2(), x); }},
      {"EN-B3", square(300), [](const shape& x) { return trace(models::pycls::en_b3(), x); }},
      {"EN-B4", square(380), [](const shape& x) { return trace(models::pycls::en_b4(), x); }},
      {"EN-B5", square(456), [](const shape& x) { return trace(models::pycls::en_b5(), x); }},
      {"R-50-1x64d", square(224), [](const shape& x) { return trace(models::pycls::r_50_1x64d(), x); }},
      {"R-101-1x64d", square(224), [](const shape& x) { return trace(models::pycls::r_101_1x64d(), x); }},
      {"R-152-1x64d", square(224), [](const shape& x) { return trace(models::pycls::r_152_1x64d(), x); }},
      {"X-50-32x4d", square(224), [](const shape& x) { return trace(models::pycls::x_50_32x4d(), x); }},
      {"X-101-32x4d", square(224), [](const shape& x) { return trace(models::pycls::x_101_32x4d(), x); }},
      {"X-152-32x4d", square(224), [](const shape& x) { return trace(models::pycls::x_152_32x4d(), x); }},
      {"RegNetX-200MF", square(224), [](const shape& x) { return trace(models::pycls::regnet_x_200mf(), x); }},
      {"RegNetX-400MF", square(224), [](const shape& x) { return trace(models::pycls::regnet_x_400mf(), x); }},
      {"RegNetX-600MF", square(224), [](const shape& x) { return trace(models::pycls::regnet_x_600mf(), x); }},
      {"RegNetX-800MF", square(224), [](const shape& x) { return trace(models::pycls::regnet_x_800mf(), x); }},
      {"RegNetX-1.6GF", square(224), [](const shape& x) { return trace(models::pycls::regnet_x_1_6gf(), x); }},
      {"RegNetX-3.2GF", square(224), [](const shape& x) { return trace(models::pycls::regnet_x_3_2gf(), x); }},
      {"RegNetX-4.0GF", square(224), [](const shape& x) { return trace(models::pycls::regnet_x_4_0gf(), x); }},
      {"RegNetX-6.4GF", square(224), [](const shape& x) { return trace(models::pycls::regnet_x_6_4gf(), x); }},
      {"RegNetX-8.0GF", square(224), [](const shape& x) { return trace(models::pycls::regnet_x_8_0gf(), x); }},
      {"RegNetX-12GF", square(224), [](const shape& x) { return trace(models::pycls::regnet_x_12gf(), x); }},
      {"RegNetX-16GF", square(224), [](const shape& x) { return trace(models::pycls::regnet_x_16gf(), x); }},
      {"RegNetX-32GF", square(224), [](const shape& x) { return trace(models::pycls::regnet_x_32gf(), x); }},
      {"RegNetY-200MF", square(224), [](const shape& x) { return trace(models::pycls::regnet_y_200mf(), x); }},
      {"RegNetY-400MF", square(224), [](const shape& x) { return trace(models::pycls::regnet_y_400mf(), x); }},
      {"RegNetY-600MF", square(224), [](const shape& x) { return trace(models::pycls::regnet_y_600mf(), x); }},
      {"RegNetY-800MF", square(224), [](const shape& x) { return trace(models::pycls::regnet_y_800mf(), x); }},
      {"RegNetY-1.6GF", square(224), [](const shape& x) { return trace(models::pycls::regnet_y_1_6gf(), x); }},
      {"RegNetY-3.2GF", square(224), [](const shape& x) { return trace(models::pycls::regnet_y_3_2gf(), x); }},
      {"RegNetY-4.0GF", square(224), [](const shape& x) { return trace(models::pycls::regnet_y_4_0gf(), x); }},
      {"RegNetY-6.4GF", square(224), [](const shape& x) { return trace(models::pycls::regnet_y_6_4gf(), x); }},
      {"RegNetY-8.0GF", square(224), [](const shape& x) { return trace(models::pycls::regnet_y_8_0gf(), x); }},
      {"RegNetY-12GF", square(224), [](const shape& x) { return trace(models::pycls::regnet_y_12gf(), x); }},
      {"RegNetY-16GF", square(224), [](const shape& x) { return trace(models::pycls::regnet_y_16gf(), x); }},
      {"RegNetY-32GF", square(224), [](const shape& x) { return trace(models::pycls::regnet_y_32gf(), x); }},
      {"cifar-R-56", square(32), [](const shape& x) { return trace(models::pycls::cifar_r_56(), x); }},
      {"cifar-R-110", square(32), [](const shape& x) { return trace(models::pycls::cifar_r_110(), x); }},
      {"cifar-V-56", square(32), [](const shape& x) { return trace(models::pycls::cifar_v_56(), x); }},
      {"cifar-V-110", square(32), [](const shape& x) { return trace(models::pycls::cifar_v_110(), x); }},
  };
}
