// SPDX-License-Identifier: MIT
// Counting changes no bit of what a network computes.

#include "support/catch.hpp"
#include "support/same_bits.hpp"
#include "tally/models/models.hpp"
#include "tally/nn/instantiate.hpp"

#include <string>
#include <type_traits>

namespace {

using agreement::same_bits;
using tally::shape;
using tally::tensor;

// Networks with the same seed have the same parameters, whatever the scalar.
template <class Net>
bool same_network(const Net& net, const shape& input) {
  const auto of_float = tally::instantiate<float>(net, input, /*seed*/ 5);
  const auto of_counted = tally::instantiate<tally::counted<float>>(net, input, /*seed*/ 5);
  for (const std::string& path : of_float.parameter_paths())
    if (!same_bits(of_float.parameter(path), values(of_counted.parameter(path)))) return false;
  const auto run = [&](const auto& x) {
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(x)>, tensor<float>>)
      return of_float(x);
    else
      return of_counted(x);
  };
  const tensor<float> y = run(tensor<float>::random(input, 3));
  for (const float number : y)
    if (!(number == number)) return false;  // a network of NaNs would prove little
  return same_bits(y, values(run(tensor<tally::counted<float>>::random(input, 3))));
}

TEST_CASE("small networks of every family give the same bits") {
  CHECK(same_network(tally::models::lenet5(), {1, 1, 32, 32}));
  CHECK(same_network(tally::models::mlp{13, 11, 7}, {3, 13}));
  CHECK(same_network(tally::models::resnet{{1, 1, 1, 1}, false, 10}, {1, 3, 32, 32}));
  CHECK(same_network(tally::models::resnet{{1, 1, 1, 1}, true, 10}, {1, 3, 32, 32}));
  CHECK(same_network(tally::models::vision_transformer{.patch_size = 8,
                                                       .num_layers = 2,
                                                       .num_heads = 4,
                                                       .hidden_dim = 16,
                                                       .mlp_dim = 32,
                                                       .num_classes = 10,
                                                       .image_size = 32},
                     {2, 3, 32, 32}));
}

}  // namespace
