// SPDX-License-Identifier: MIT
// Row-major tensors of any scalar.
#pragma once

#include "tally/core/counted.hpp"
#include "tally/core/error.hpp"
#include "tally/core/vector.hpp"
#include "tally/tensor/layer_named_as_function.hpp"
#include "tally/tensor/shape.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <new>
#include <type_traits>
#include <utility>

namespace tally {

/// What the textbook loops ask of a scalar: it copies, S() is zero, it is made from numbers, has + - * / += and <, and
/// its elementary functions (sqrt, exp, …) are found by its namespace, unless it is a floating-point type. Where its
/// namespace has `max` and `min` the loops use them; where it has not, they compare with `<`. Each loop asks only for
/// what it does: a scalar without elementary functions multiplies, convolves and pools, one without `<` multiplies.
template <class S>
concept scalar = std::copyable<S> && std::default_initializable<S> && std::constructible_from<S, int> &&
                 std::constructible_from<S, double> && !std::same_as<S, bool> &&
                 requires(S & sum, const S& a, const S& b) {
  sum += b;
  { a + b } -> std::convertible_to<S>;
  { a - b } -> std::convertible_to<S>;
  { a* b } -> std::convertible_to<S>;
  { a / b } -> std::convertible_to<S>;
  { a < b } -> std::convertible_to<bool>;
};

namespace detail {

// Steele, Lea and Flood's splitmix64: the same numbers on every platform.
class random_numbers {
 public:
  constexpr explicit random_numbers(std::uint64_t seed) : state_(seed) {}
  constexpr std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
  }
  // Between -1 and 1, a multiple of 2^-23: exact in float.
  constexpr float next_signed_unit() {
    return static_cast<float>(static_cast<std::int32_t>(next() >> 40) - (1 << 23)) * (1.0F / (1 << 23));
  }

 private:
  std::uint64_t state_;
};

inline constexpr const char* no_memory =
    "tally: there is no memory for a tensor of this shape; it, and the bytes of an element, are";

// As many scalars as a shape has. Memory that is not there is an error of the library's, and says for which shape; what
// the scalars' own constructors throw passes.
template <class S, class... Value>
constexpr detail::vector<S> elements_of(const shape& extents, const Value&... value) {
  const auto count = static_cast<std::size_t>(extents.volume());
  if (__builtin_is_constant_evaluated()) {
    // clang refuses libstdc++'s way to make many scalars of a trivial type.
    if constexpr (sizeof...(Value) == 0)
      return detail::vector<S>(count, S());
    else
      return detail::vector<S>(count, value...);
  }
  detail::vector<S> elements;
  if (count > elements.max_size()) fail_on_shapes(no_memory, extents, shape{sizeof(S)});
#if defined(__cpp_exceptions)
  try {
    elements.reserve(count);
  } catch (const std::bad_alloc&) {
    fail_on_shapes(no_memory, extents, shape{sizeof(S)});
  }
#endif
  elements.resize(count, value...);
  return elements;
}

}  // namespace detail

/// A dense, owning, row-major tensor. A regular value; usable in constant expressions.
template <class S>
class tensor {
 public:
  using value_type = S;

  constexpr tensor() : tensor(tally::shape()) {}
  /// Zeros: value-initialised scalars. Here and below, `tally::shape_error` says so where there is no memory for them.
  constexpr explicit tensor(const tally::shape& extents)
      : shape_(extents), elements_(detail::elements_of<S>(extents)) {}
  constexpr tensor(const tally::shape& extents, const S& value)
      : shape_(extents), elements_(detail::elements_of<S>(extents, value)) {}
  /// Takes the elements over; throws `tally::shape_error` unless there are as many as the shape has.
  constexpr tensor(const tally::shape& extents, detail::vector<S> elements)
      : shape_(extents), elements_(std::move(elements)) {
    if (extents.volume() != static_cast<index>(elements_.size()))
      detail::fail_on_sizes("tally: a tensor is given another number of elements than its shape has",
                            static_cast<index>(elements_.size()), extents.volume());
  }

  /// Numbers between -1 and 1, the same for a seed on every platform; no operation is counted.
  [[nodiscard]] static constexpr tensor random(const tally::shape& extents, std::uint64_t seed) {
    tensor result(extents);
    detail::random_numbers numbers(seed);
    for (S& element : result.elements_) element = S(numbers.next_signed_unit());
    return result;
  }

  // What points into a tensor is not had of a temporary one.
  [[nodiscard]] constexpr const tally::shape& shape() const& { return shape_; }
  [[nodiscard]] constexpr tally::shape shape() const&& { return shape_; }
  /// The extent of one axis; a negative one counts from the end. Throws `tally::shape_error` where there is none.
  [[nodiscard]] constexpr index shape(int axis) const { return shape_[axis]; }
  [[nodiscard]] constexpr index size() const { return shape_.volume(); }
  [[nodiscard]] constexpr S* data() & { return elements_.data(); }
  [[nodiscard]] constexpr const S* data() const& { return elements_.data(); }
  void data() const&& = delete;
  [[nodiscard]] constexpr auto begin() & { return elements_.begin(); }
  [[nodiscard]] constexpr auto begin() const& { return elements_.begin(); }
  void begin() const&& = delete;
  [[nodiscard]] constexpr auto end() & { return elements_.end(); }
  [[nodiscard]] constexpr auto end() const& { return elements_.end(); }
  void end() const&& = delete;

  /// The element at a position in memory, or at one index per axis. Out of range throws `tally::shape_error`.
  [[nodiscard]] constexpr S& operator[](index i) & { return elements_[checked(i)]; }
  [[nodiscard]] constexpr const S& operator[](index i) const& { return elements_[checked(i)]; }
  [[nodiscard]] constexpr S operator[](index i) const&& { return elements_[checked(i)]; }
  template <std::integral... Indices>
  [[nodiscard]] constexpr S& operator()(Indices... indices) & {
    return elements_[position({static_cast<index>(indices)...})];
  }
  template <std::integral... Indices>
  [[nodiscard]] constexpr const S& operator()(Indices... indices) const& {
    return elements_[position({static_cast<index>(indices)...})];
  }
  template <std::integral... Indices>
  [[nodiscard]] constexpr S operator()(Indices... indices) const&& {
    return elements_[position({static_cast<index>(indices)...})];
  }

  /// Not to be used: it tells who wrote a layer's name for a function's.
  template <detail::layer_named_as_function<tensor> Layer>
  constexpr explicit operator Layer() const;

  [[nodiscard]] friend constexpr bool operator==(const tensor& a, const tensor& b) {
    return a.shape_ == b.shape_ && a.elements_ == b.elements_;
  }

 private:
  [[nodiscard]] constexpr std::size_t checked(index i) const {
    if (i < 0 || i >= size())
      detail::fail_on_sizes("tally: an index lies outside its tensor; index and size are", i, size());
    return static_cast<std::size_t>(i);
  }
  [[nodiscard]] constexpr std::size_t position(std::initializer_list<index> indices) const {
    if (static_cast<int>(indices.size()) != shape_.rank())
      detail::fail_on_sizes("tally: a tensor is indexed with another number of indices than it has axes",
                            static_cast<index>(indices.size()), shape_.rank());
    index flat = 0;
    int axis = 0;
    for (const index i : indices) {
      if (i < 0 || i >= shape_[axis])
        detail::fail_on_sizes("tally: an index lies outside its axis; index and extent are", i, shape_[axis]);
      flat = flat * shape_[axis++] + i;
    }
    return static_cast<std::size_t>(flat);
  }

  tally::shape shape_;
  detail::vector<S> elements_;
};

template <class>
inline constexpr bool is_tensor = false;
template <class S>
inline constexpr bool is_tensor<tensor<S>> = true;

/// The plain numbers inside a tensor of counted scalars, uncounted.
template <class T, class Recorder>
[[nodiscard]] constexpr tensor<T> values(const tensor<counted<T, Recorder>>& x) {
  tensor<T> plain(x.shape());
  for (index i = 0; i < x.size(); ++i) plain.data()[i] = x.data()[i].value();
  return plain;
}

/// The same numbers in another scalar type. Making a counted number from a plain one counts nothing.
template <class To, class From>
[[nodiscard]] constexpr tensor<To> converted(const tensor<From>& x) {
  tensor<To> result(x.shape());
  for (index i = 0; i < x.size(); ++i) result.data()[i] = static_cast<To>(x.data()[i]);
  return result;
}

}  // namespace tally
