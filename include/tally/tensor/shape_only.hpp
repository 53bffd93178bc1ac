// SPDX-License-Identifier: MIT
// A tensor that is only its shape: what predictions are made with.
#pragma once

#include "tally/core/precision.hpp"
#include "tally/core/restored.hpp"
#include "tally/tensor/category.hpp"
#include "tally/tensor/cost.hpp"
#include "tally/tensor/layer_named_as_function.hpp"
#include "tally/tensor/prediction.hpp"
#include "tally/tensor/shape.hpp"

#include <string_view>

namespace tally {

/// What a primitive tells of itself when it is read over shapes.
struct application {
  std::string_view primitive;
  category kind = category::other;
  const shape* inputs = nullptr;  ///< the shapes of its inputs, `input_count` of them
  int input_count = 0;
  shape output;
  precision format = precision::f32;
  tally::cost cost;
  natural bytes_read;
  natural bytes_written;
};

/// Where predictions collect: the totals, and for a trace each application.
class collector {
 public:
  [[nodiscard]] constexpr const prediction& total() const& { return total_; }
  [[nodiscard]] constexpr prediction total() const&& { return total_; }
  [[nodiscard]] constexpr bool keeps_rows() const { return keeps_rows_; }

  constexpr void charge(category kind, const tally::cost& spent, precision format, index results, index operands,
                        detail::uint128 weights, detail::uint128 read, detail::uint128 written) {
    total_.add(kind, spent, format, results, operands, weights, read, written);
  }
  constexpr virtual void keep(const application& applied) = 0;

  /// Reads work that is done `times` over, each time the same on the same parameters: once, charged as often. Not for
  /// those who keep rows.
  template <class Read>
  constexpr void charge_repeatedly(index times, const Read& read) {
    prediction once;
    {
      const detail::restored<prediction> before(total_, prediction());
      read();
      once = total_;
    }
    total_.add_owned(once);
    once.repeat_work(times);
    total_.add_work(once);
  }

 protected:
  constexpr explicit collector(bool keeps_rows) : keeps_rows_(keeps_rows) {}
  constexpr ~collector() = default;

  prediction total_;

 private:
  bool keeps_rows_;
};

/// Stands for a tensor of that shape and precision in predictions: primitives charge their formula to the collector and
/// pass on a shape. Without a collector nothing is charged, and only shapes are checked.
class shape_only {
 public:
  constexpr explicit shape_only(const tally::shape& extents, precision format = precision::f32,
                                collector* charged = nullptr)
      : shape_(extents), format_(format), collector_(charged) {}

  [[nodiscard]] constexpr const tally::shape& shape() const& { return shape_; }
  [[nodiscard]] constexpr tally::shape shape() const&& { return shape_; }
  [[nodiscard]] constexpr index shape(int axis) const { return shape_[axis]; }
  [[nodiscard]] constexpr index size() const { return shape_.volume(); }
  [[nodiscard]] constexpr precision format() const { return format_; }
  [[nodiscard]] constexpr collector* charged() const { return collector_; }

  template <detail::layer_named_as_function<shape_only> Layer>
  constexpr explicit operator Layer() const;

 private:
  tally::shape shape_;
  precision format_;
  collector* collector_;
};

}  // namespace tally
