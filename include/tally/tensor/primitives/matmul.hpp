// SPDX-License-Identifier: MIT
// Matrix products, batched.
#pragma once

#include "tally/core/engine.hpp"
#include "tally/core/vector.hpp"
#include "tally/tensor/primitive.hpp"
#include "tally/tensor/primitives/broadcast.hpp"

#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace tally {

namespace detail {

// The engine's product, if a model runs that has one and all numbers are of its type.
template <class S, class A, class B>
constexpr product_kernel<S> product_of_engine() {
  if constexpr (std::same_as<S, A> && std::same_as<S, B>)
    if (!__builtin_is_constant_evaluated()) return chosen_product<S>;
  return nullptr;
}

// c[i][j] = sum over p of a[i][p] * b[p][j], p ascending, for `rows` x `columns` results. The innermost loop runs over
// contiguous results, so that it vectorises without reordering a sum; the columns go by blocks that stay in cache.
template <class S, class A, class B>
constexpr void multiply(const A* a, const B* b, S* c, index rows, index depth, index columns, index c_stride) {
  if (const product_kernel<S> product = product_of_engine<S, A, B>(); product != nullptr)
    return product(a, b, c, rows, depth, columns, c_stride, false);
  constexpr index block = 512;
  for (index from = 0; from < columns; from += block) {
    const index width = columns - from < block ? columns - from : block;
    for (index i = 0; i < rows; ++i) {
      S* __restrict to = c + i * c_stride + from;
      const A first = a[i * depth];
      const B* __restrict row = b + from;
      for (index j = 0; j < width; ++j) to[j] = first * row[j];
      for (index p = 1; p < depth; ++p) {
        const A factor = a[i * depth + p];
        row = b + p * columns + from;
        for (index j = 0; j < width; ++j) to[j] += factor * row[j];
      }
    }
  }
}

}  // namespace detail

/// The matrix product of the last two axes, `[…, m, k]` by `[…, k, n]`, or by `[…, n, k]` if `second_transposed`. The
/// axes before them are a batch and broadcast.
struct matmul_primitive {
  static constexpr std::string_view name = "matmul";
  bool second_transposed = false;
  category kind = category::matmul;  // what the product is for

  constexpr shape output(const shape& a, const shape& b) const {
    if (a.rank() < 2 || b.rank() < 2)
      detail::fail_on_shapes("tally: a matrix product takes tensors of at least two axes", a, b);
    if (a[-1] != b[second_transposed ? -1 : -2])
      detail::fail_on_shapes(
          second_transposed ? "tally: a matrix product's factors disagree: columns of the first, columns of the "
                              "second (transposed)"
                            : "tally: a matrix product's factors disagree: columns of the first, rows of the second",
          a, b);
    const index columns = b[second_transposed ? -2 : -1];
    if (b.rank() == 2) return a.with(-1, columns);
    shape extents = detail::broadcast(a.sub(0, a.rank() - 2), b.sub(0, b.rank() - 2));
    return extents.push_back(a[-2]).push_back(columns);
  }

  // Each element of the result is a dot product of length k: k products, k - 1 additions.
  constexpr cost formula(const shape& output, const shape& a, const shape&) const {
    const natural elements = output.volume();
    const natural k = a[-1];
    return cost{{operation::mul, elements * k}, {operation::add, elements * (k - 1)}}.with_macs(elements * k);
  }

  template <class A, class B>
  using result = decltype(std::declval<A>() * std::declval<B>());

  template <class S, class A, class B>
  constexpr void loop(tensor<S>& output, const tensor<A>& a, const tensor<B>& b) const {
    const index m = a.shape()[-2];
    const index k = a.shape()[-1];
    const index n = output.shape()[-1];
    const shape batch = output.shape().sub(0, output.shape().rank() - 2);
    const detail::strides a_batch(a.shape().sub(0, a.shape().rank() - 2), batch);
    const detail::strides b_batch(b.shape().sub(0, b.shape().rank() - 2), batch);
    detail::vector<B> straightened;
    const B* last_matrix = nullptr;
    for (index i = 0; i < batch.volume(); ++i) {
      const A* first = a.data() + a_batch.offset(batch, i) * m * k;
      const B* second = b.data() + b_batch.offset(batch, i) * k * n;
      S* to = output.data() + i * m * n;
      if (second_transposed) {
        if (const auto product = detail::product_of_engine<S, A, B>(); product != nullptr) {
          product(first, second, to, m, k, n, n, true);
          continue;
        }

        if (second != last_matrix) {
          if (straightened.empty()) straightened = detail::elements_of<B>(shape{k, n});
          for (index j = 0; j < n; ++j)
            for (index p = 0; p < k; ++p) straightened[static_cast<std::size_t>(p * n + j)] = second[j * k + p];
        }
        last_matrix = second;
        second = straightened.data();
      }
      detail::multiply(first, second, to, m, k, n, n);
    }
  }
};

/// `a b` over the last two axes: `[…, m, k]` by `[…, k, n]` gives `[…, m, n]`; the batch axes broadcast. Spends
/// m·n·k multiplications and m·n·(k-1) additions a matrix. Throws `tally::shape_error` where the factors disagree.
template <tensor_like A, tensor_like B>
[[nodiscard]] constexpr auto matmul(const A& a, const B& b, category kind = category::matmul) {
  return apply(matmul_primitive{.kind = kind}, a, b);
}

/// `a bᵀ`: `[…, m, k]` by `[…, n, k]` gives `[…, m, n]`, at the same count.
template <tensor_like A, tensor_like B>
[[nodiscard]] constexpr auto matmul_transposed(const A& a, const B& b, category kind = category::matmul) {
  return apply(matmul_primitive{.second_transposed = true, .kind = kind}, a, b);
}

}  // namespace tally
