// SPDX-License-Identifier: MIT
// Pooling layers, over N = 1, 2 or 3 axes of `[n, c, …]`.
#pragma once

#include "tally/nn/context.hpp"
#include "tally/tensor/primitives/lp_pooling.hpp"
#include "tally/tensor/primitives/pooling.hpp"

#include <string_view>

namespace tally::nn {

namespace detail {

// A stride of 0 means the kernel's size, as torch.nn's default does.
template <int N>
constexpr extents<N> stride_or_kernel(const extents<N>& stride, const extents<N>& kernel) {
  return stride == extents<N>(0) ? kernel : stride;
}

}  // namespace detail

/// The largest under each window. A stride of 0 means the kernel's size, as in torch.nn.
template <int N>
struct max_pooling {
  static constexpr std::string_view name = max_pool_primitive<N>::name;
  extents<N> kernel = 2;
  extents<N> stride = 0;
  extents<N> padding = 0;
  extents<N> dilation = 1;
  bool ceil_mode = false;
  extents<N> padding_after = -1;  ///< behind the input; -1: as much as before it
  constexpr auto operator()(auto&, const auto& x) const {
    return apply(max_pool_primitive<N>{kernel, detail::stride_or_kernel(stride, kernel), padding, dilation, ceil_mode,
                                       padding_after},
                 x);
  }
};
using max_pool1d = max_pooling<1>;
using max_pool2d = max_pooling<2>;
using max_pool3d = max_pooling<3>;

/// The mean under each window. A stride of 0 means the kernel's size, as in torch.nn.
template <int N>
struct avg_pooling {
  static constexpr std::string_view name = avg_pool_primitive<N>::name;
  extents<N> kernel = 2;
  extents<N> stride = 0;
  extents<N> padding = 0;
  bool ceil_mode = false;
  bool count_include_pad = true;
  extents<N> padding_after = -1;  ///< behind the input; -1: as much as before it
  constexpr auto operator()(auto&, const auto& x) const {
    return apply(avg_pool_primitive<N>{kernel, detail::stride_or_kernel(stride, kernel), padding, ceil_mode,
                                       count_include_pad, padding_after},
                 x);
  }
};
using avg_pool1d = avg_pooling<1>;
using avg_pool2d = avg_pooling<2>;
using avg_pool3d = avg_pooling<3>;

/// The p-norm under each window, p being `norm_type`. A stride of 0 means the kernel's size, as in torch.nn.
template <int N>
struct lp_pooling {
  static constexpr std::string_view name = lp_pool_primitive<N>::name;
  double norm_type = 2;
  extents<N> kernel = 2;
  extents<N> stride = 0;
  bool ceil_mode = false;
  constexpr auto operator()(auto&, const auto& x) const {
    return apply(lp_pool_primitive<N>{norm_type, kernel, detail::stride_or_kernel(stride, kernel), ceil_mode}, x);
  }
};
using lp_pool1d = lp_pooling<1>;
using lp_pool2d = lp_pooling<2>;
using lp_pool3d = lp_pooling<3>;

/// The mean under as many windows as asked for; one is global average pooling.
template <int N>
struct adaptive_avg_pooling {
  static constexpr std::string_view name = adaptive_avg_pool_primitive<N>::name;
  extents<N> output_size = 1;
  constexpr auto operator()(auto&, const auto& x) const {
    return apply(adaptive_avg_pool_primitive<N>{output_size}, x);
  }
};
using adaptive_avg_pool1d = adaptive_avg_pooling<1>;
using adaptive_avg_pool2d = adaptive_avg_pooling<2>;
using adaptive_avg_pool3d = adaptive_avg_pooling<3>;

/// The largest under as many windows as asked for; one is global maximum pooling.
template <int N>
struct adaptive_max_pooling {
  static constexpr std::string_view name = adaptive_max_pool_primitive<N>::name;
  extents<N> output_size = 1;
  constexpr auto operator()(auto&, const auto& x) const {
    return apply(adaptive_max_pool_primitive<N>{output_size}, x);
  }
};
using adaptive_max_pool1d = adaptive_max_pooling<1>;
using adaptive_max_pool2d = adaptive_max_pooling<2>;
using adaptive_max_pool3d = adaptive_max_pooling<3>;

}  // namespace tally::nn
