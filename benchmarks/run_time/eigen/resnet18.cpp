// SPDX-License-Identifier: MIT
// A network's forward pass on Eigen's kernels.

#include "compare.hpp"
#include "tally/eigen.hpp"
#include "tally/tally.hpp"

namespace {

template <class S>
struct resnet18 {
  using network = decltype(tally::instantiate<S, tally::eigen_engine>(tally::models::resnet18(), {1, 3, 224, 224}, 1));
  network model = tally::instantiate<S, tally::eigen_engine>(tally::models::resnet18(), {1, 3, 224, 224}, 1);
  tally::tensor<S> image = tally::tensor<S>::random({1, 3, 224, 224}, 2);
  void operator()() {
    const auto scores = model(image);
    benchmark::DoNotOptimize(scores.data());
  }
};

[[maybe_unused]] const bool registered = [] {
  benchmark::RegisterBenchmark("resnet18/float", compare<resnet18<float>, resnet18<tally::counted<float>>>)
      ->UseManualTime()
      ->MinTime(0.2);
  return true;
}();

}  // namespace
