// SPDX-License-Identifier: MIT
// Who multiplies the matrices of a network that runs: the textbook's loops, or a library.
#pragma once

#include "tally/core/cxx20.hpp"

#include <cstdint>
#include <utility>

namespace tally {

namespace detail {

// c = a b for row-major a `[rows, depth]`, b `[depth, columns]` (`[columns, depth]` if `second_transposed`) and c
// `[rows, columns]`, whose rows begin `c_stride` apart.
template <class S>
using product_kernel = void (*)(const S* a, const S* b, S* c, std::int64_t rows, std::int64_t depth,
                                std::int64_t columns, std::int64_t c_stride, bool second_transposed);

// What the primitives multiply with on this thread; null stands for their own loops. A model sets it while it runs, so
// that the choice stands in the model's type and no primitive means two things.
template <class S>
inline thread_local constinit product_kernel<S> chosen_product = nullptr;

template <class S>
class engaged {
 public:
  explicit engaged(product_kernel<S> kernel) : before_(std::exchange(chosen_product<S>, kernel)) {}
  ~engaged() { chosen_product<S> = before_; }
  engaged(const engaged&) = delete;
  engaged& operator=(const engaged&) = delete;

 private:
  product_kernel<S> before_;
};

}  // namespace detail

/// Products and convolutions as plain loops: what is counted is what is predicted.
struct textbook_engine {
  template <class S>
  static constexpr detail::product_kernel<S> product() {
    return nullptr;
  }
};

/// The engine of a model whose scalars are `S`, if none is named. tally/eigen.hpp makes it `eigen_engine` for float and
/// double. Include that before the first model of them, and in all translation units that pass one on.
template <class S>
struct default_engine {
  using type = textbook_engine;
};

}  // namespace tally
