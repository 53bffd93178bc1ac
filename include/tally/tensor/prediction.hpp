// SPDX-License-Identifier: MIT
// What a prediction comes to.
#pragma once

#include "tally/core/convention.hpp"
#include "tally/core/counts.hpp"
#include "tally/core/natural.hpp"
#include "tally/tensor/cost.hpp"
#include "tally/tensor/shape.hpp"

namespace tally {

/// The totals of a network, or of a part of it, for one call. A literal, regular value.
class prediction {
 public:
  constexpr prediction() = default;

  [[nodiscard]] constexpr const tally::counts& counts() const { return counts_; }
  /// Add, subtract, multiply, divide 1, fma 2.
  [[nodiscard]] constexpr flop_amount flops() const { return counts_.flops(); }
  /// Multiply-accumulates of products and convolutions.
  [[nodiscard]] constexpr mac_amount macs() const { return mac_amount(macs_); }
  template <const auto& Convention>
  [[nodiscard]] constexpr auto in() const {
    return counts_.in<Convention>();
  }
  /// Numbers that are learned; each is counted once, however often it is used.
  [[nodiscard]] constexpr natural parameters() const { return parameters_; }
  /// Numbers that are stored with the network and not learned: batch normalisation's running statistics.
  [[nodiscard]] constexpr natural buffers() const { return buffers_; }
  /// Bytes of parameters and buffers.
  [[nodiscard]] constexpr natural parameter_bytes() const { return parameter_bytes_; }
  /// Elements of all intermediate results, the output's included.
  [[nodiscard]] constexpr natural activations() const { return activations_; }
  /// Bytes that the primitives read and write, each on its own, with nothing kept in a cache between them.
  [[nodiscard]] constexpr natural bytes_read() const { return bytes_read_; }
  [[nodiscard]] constexpr natural bytes_written() const { return bytes_written_; }

  [[nodiscard]] friend constexpr bool operator==(const prediction&, const prediction&) = default;

  /// Adds one application of a primitive.
  constexpr void add(const cost& spent, precision format, index elements, natural read, natural written) {
    spent.charge(counts_, format);
    macs_ += spent.macs();
    if (written.value != 0) activations_ += elements;
    bytes_read_ += read;
    bytes_written_ += written;
  }
  constexpr void add_parameter(const shape& extents, precision format, bool learned) {
    (learned ? parameters_ : buffers_) += extents.volume();
    parameter_bytes_ += natural(extents.volume()) * bytes(format);
  }

 private:
  tally::counts counts_;
  natural macs_;
  natural parameters_;
  natural buffers_;
  natural parameter_bytes_;
  natural activations_;
  natural bytes_read_;
  natural bytes_written_;
};

[[nodiscard]] constexpr flop_amount flops(const prediction& predicted) { return predicted.flops(); }
[[nodiscard]] constexpr mac_amount macs(const prediction& predicted) { return predicted.macs(); }

}  // namespace tally
