// SPDX-License-Identifier: MIT
// The extents of a tensor.
#pragma once

#include "tally/core/error.hpp"
#include "tally/core/overflow.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <type_traits>

namespace tally {

/// Extents, positions and sizes in elements.
using index = std::int64_t;

class shape;

/// A tensor, a layer or a network is asked for something that its shapes do not allow. `where()` is the path of the
/// scope that refuses, "layer1.0.conv1".
class shape_error : public error {
 public:
  explicit shape_error(const std::string& problem) : error("tally: " + problem), problem_(problem) {}
  shape_error(const std::string& problem, const std::string& where, const std::string& layer)
      : error("tally: in " + where + " (" + layer + "): " + problem), problem_(problem), where_(where) {}

  [[nodiscard]] const std::string& problem() const& { return problem_; }
  [[nodiscard]] std::string problem() const&& { return problem_; }
  [[nodiscard]] const std::string& where() const& { return where_; }
  [[nodiscard]] std::string where() const&& { return where_; }

 private:
  std::string problem_;
  std::string where_;
};

namespace detail {

// The two sides of a disagreement and their values, as an exception at run time. In a constant expression the compiler
// prints the call, so the sentence, the shapes and the numbers are arguments.
[[noreturn]] void throw_shape_error(const char* sentence, const shape& a, const shape& b);
[[noreturn]] void throw_shape_error(const char* sentence, index a, index b);

// In a constant expression clang shows the values of a call's arguments. g++ shows what was written for them, except
// for its builtins, which it shows with values.
#if defined(__GNUC__) && !defined(__clang__)
#define TALLY_SHOW(...) \
  if (__builtin_is_constant_evaluated()) __builtin_printf(__VA_ARGS__)
#else
#define TALLY_SHOW(...) static_cast<void>(0)
#endif

constexpr void fail_on_shapes(const char* sentence, shape a, shape b);
constexpr void fail_on_sizes(const char* sentence, index a, index b) {
  TALLY_SHOW("%s: %ld and %ld", sentence, static_cast<long>(a), static_cast<long>(b));
  if (sentence != nullptr) throw_shape_error(sentence, a, b);
}

}  // namespace detail

/// Up to eight extents, each at least 1, slowest first ({batch, channels, height, width}). The empty shape is a single
/// number's. Sizes below 1, more than eight of them, or a volume above 2^63 - 1 throw `tally::shape_error`.
class shape {
 public:
  static constexpr int max_rank = 8;

  constexpr shape() = default;
  constexpr shape(std::initializer_list<index> extents) {
    if (extents.size() > max_rank)
      detail::fail_on_sizes("tally: a shape has more axes than are supported", static_cast<index>(extents.size()),
                            max_rank);
    for (const index extent : extents) {
      extents_[rank_++] = extent;
      multiply(extent, rank_ - 1);
    }
  }

  [[nodiscard]] constexpr int rank() const { return rank_; }
  /// The number of elements.
  [[nodiscard]] constexpr index volume() const { return volume_; }
  /// Extent `i`; a negative `i` counts from the end. Throws `tally::shape_error` where there is none.
  [[nodiscard]] constexpr index operator[](int i) const { return extents_[axis(i)]; }

  constexpr shape& push_back(index extent) & {
    if (rank_ == max_rank)
      detail::fail_on_sizes("tally: a shape has more axes than are supported", rank_ + 1, max_rank);
    extents_[rank_++] = extent;
    multiply(extent, rank_ - 1);
    return *this;
  }
  constexpr shape push_back(index extent) && { return push_back(extent); }
  /// The same shape with one extent replaced.
  [[nodiscard]] constexpr shape with(int i, index extent) const {
    const std::size_t changed = axis(i);
    shape result = *this;
    result.volume_ /= extents_[changed];
    result.extents_[changed] = extent;
    result.multiply(extent, static_cast<index>(changed));
    return result;
  }
  /// The extents from axis `first` up to, not including, axis `last`.
  [[nodiscard]] constexpr shape sub(int first, int last) const {
    shape result;
    for (int j = first; j < last; ++j) result.push_back((*this)[j]);
    return result;
  }

  /// The axis that `i` means: itself, or counted from the end if negative.
  [[nodiscard]] constexpr std::size_t axis(int i) const {
    const int wanted = i < 0 ? i + rank_ : i;
    if (wanted < 0 || wanted >= rank_)
      detail::fail_on_sizes("tally: a shape has no such axis; axis and rank are", i, rank_);
    return static_cast<std::size_t>(wanted);
  }

  [[nodiscard]] friend constexpr bool operator==(const shape& a, const shape& b) {
    if (a.rank_ != b.rank_) return false;
    for (int i = 0; i < a.rank_; ++i)
      if (a.extents_[i] != b.extents_[i]) return false;
    return true;
  }

  /// "1x3x224x224", "[]" for a single number.
  [[nodiscard]] friend std::string to_string(const shape& s) {
    std::string text;
    for (int i = 0; i < s.rank_; ++i) {
      if (i > 0) text += 'x';
      text += std::to_string(s.extents_[i]);
    }
    return text.empty() ? "[]" : text;
  }

 private:
  constexpr void multiply(index extent, index axis) {
    if (extent < 1) detail::fail_on_sizes("tally: every size of a shape is at least 1, this axis has", axis, extent);
    const index before = volume_;
    if (detail::product_overflows(volume_, extent, &volume_))
      detail::fail_on_sizes("tally: the number of elements of a shape overflows", before, extent);
  }

  index extents_[max_rank]{};
  int rank_ = 0;
  index volume_ = 1;
};

namespace detail {

// The sentence begins with "tally: " for the compilers' sake; shape_error says that itself.
[[noreturn]] inline void throw_shape_error(const char* sentence, const shape& a, const shape& b) {
  detail::raise(shape_error(std::string(sentence).substr(7) + ": " + to_string(a) + " and " + to_string(b)));
}
[[noreturn]] inline void throw_shape_error(const char* sentence, index a, index b) {
  detail::raise(shape_error(std::string(sentence).substr(7) + ": " + std::to_string(a) + " and " + std::to_string(b)));
}
constexpr void fail_on_shapes(const char* sentence, shape a, shape b) {
  // 0 stands for axes that are not there.
  [[maybe_unused]] const auto extent = [](const shape& s, int i) { return i < s.rank() ? static_cast<long>(s[i]) : 0; };
  if (a.rank() <= 2 && b.rank() <= 2) {
    TALLY_SHOW("%s: %ldx%ld and %ldx%ld", sentence, extent(a, 0), extent(a, 1), extent(b, 0), extent(b, 1));
  } else if (a.rank() <= 4 && b.rank() <= 4) {
    TALLY_SHOW("%s: %ldx%ldx%ldx%ld and %ldx%ldx%ldx%ld", sentence, extent(a, 0), extent(a, 1), extent(a, 2),
               extent(a, 3), extent(b, 0), extent(b, 1), extent(b, 2), extent(b, 3));
  } else {
    TALLY_SHOW("%s: %ldx%ldx%ldx%ldx%ldx%ldx%ldx%ld and %ldx%ldx%ldx%ldx%ldx%ldx%ldx%ld", sentence, extent(a, 0),
               extent(a, 1), extent(a, 2), extent(a, 3), extent(a, 4), extent(a, 5), extent(a, 6), extent(a, 7),
               extent(b, 0), extent(b, 1), extent(b, 2), extent(b, 3), extent(b, 4), extent(b, 5), extent(b, 6),
               extent(b, 7));
  }
  if (sentence != nullptr) throw_shape_error(sentence, a, b);
}
#undef TALLY_SHOW

// Sizes that users give: strides, kernels, channels.
__extension__ typedef __int128 int128;
constexpr bool is_index(int128 n) {
  return n >= (std::numeric_limits<index>::min)() && n <= (std::numeric_limits<index>::max)();
}
constexpr void require_positive(const char* sentence, index value) {
  if (value < 1) fail_on_sizes(sentence, value, 1);
}

}  // namespace detail

/// Products and sums of sizes that users give: layers make theirs with these. What leaves 64 bits throws
/// `tally::shape_error` with both numbers; it never wraps into a size that nobody asked for.
[[nodiscard]] constexpr index size_product(index a, index b) {
  const auto product = static_cast<detail::int128>(a) * b;
  if (!detail::is_index(product))
    detail::fail_on_sizes("tally: a product of sizes does not fit 64 bits; the sizes are", a, b);
  return static_cast<index>(product);
}
[[nodiscard]] constexpr index size_sum(index a, index b) {
  const auto sum = static_cast<detail::int128>(a) + b;
  if (!detail::is_index(sum)) detail::fail_on_sizes("tally: a sum of sizes does not fit 64 bits; the sizes are", a, b);
  return static_cast<index>(sum);
}

}  // namespace tally
