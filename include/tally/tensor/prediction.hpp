// SPDX-License-Identifier: MIT
// What a prediction comes to.
#pragma once

#include "tally/core/convention.hpp"
#include "tally/core/counts.hpp"
#include "tally/core/natural.hpp"
#include "tally/tensor/category.hpp"
#include "tally/tensor/cost.hpp"
#include "tally/tensor/shape.hpp"
#include "tally/tensor/tool_convention.hpp"

#include <concepts>
#include <cstddef>
#include <iosfwd>
#include <string>
#include <type_traits>

namespace tally {

/// The totals of a network, or of a part of it, for one call. A literal, regular value.
class prediction {
 public:
  constexpr prediction() = default;

  [[nodiscard]] constexpr const tally::counts& counts() const& { return counts_; }
  [[nodiscard]] constexpr tally::counts counts() const&& { return counts_; }
  /// Add, subtract, multiply, divide 1, fma 2.
  [[nodiscard]] constexpr flop_amount flops() const { return counts_.flops(); }
  /// Multiply-accumulates of products and convolutions.
  [[nodiscard]] constexpr mac_amount macs() const {
    natural sum;
    for (const detail::raw_totals& raw : categories_) sum += natural::of(raw.macs);
    return mac_amount(sum);
  }
  /// The amount under a convention: the library's, another tool's, or your own.
  ///
  ///     cost.in<tally::conventions::fvcore>()
  template <const auto& Convention>
  [[nodiscard]] constexpr amount<Convention> in() const {
    using rule = std::remove_cvref_t<decltype(Convention)>;
    if constexpr (std::same_as<rule, conventions::primitive_convention>)
      return amount<Convention>(macs().value());
    else if constexpr (std::same_as<rule, tool_convention>)
      return amount<Convention>(detail::weighed(Convention, counts_, categories_));
    else
      return counts_.in<Convention>();
  }
  /// What the primitives of one category came to.
  [[nodiscard]] constexpr category_totals of(category kind) const {
    const detail::raw_totals& raw = categories_[static_cast<std::size_t>(kind)];
    return {natural::of(raw.macs),     natural::of(raw.padding), natural::of(raw.results),
            natural::of(raw.operands), natural::of(raw.weights), natural::of(raw.flops)};
  }
  /// Numbers that are learned; each is counted once, however often it is used.
  [[nodiscard]] constexpr natural parameters() const { return natural::of(parameters_); }
  /// Those of them that one token, or one image, uses: all but what `context.optional` reads.
  [[nodiscard]] constexpr natural active_parameters() const { return natural::of(parameters_ - passed_by_); }
  /// Numbers that are stored with the network and not learned: batch normalisation's running statistics.
  [[nodiscard]] constexpr natural buffers() const { return natural::of(buffers_); }
  /// Bytes of parameters and buffers.
  [[nodiscard]] constexpr natural parameter_bytes() const { return natural::of(parameter_bytes_); }
  /// Elements of all intermediate results, the output's included.
  [[nodiscard]] constexpr natural activations() const { return natural::of(activations_); }
  /// Bytes that the primitives read and write, each on its own, with nothing kept in a cache between them.
  [[nodiscard]] constexpr natural bytes_read() const { return natural::of(bytes_read_); }
  [[nodiscard]] constexpr natural bytes_written() const { return natural::of(bytes_written_); }

  [[nodiscard]] friend constexpr bool operator==(const prediction&, const prediction&) = default;

  /// "3 FLOP (fma = 2), 0 MAC (products and convolutions), 2 parameters: add 3 f32".
  [[nodiscard]] friend std::string to_string(const prediction& p) {
    return to_string(p.flops()) + ", " + to_string(p.macs()) + ", " + to_string(p.parameters()) +
           " parameters: " + to_string(p.counts());
  }
  template <class Traits>
  friend std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out, const prediction& p) {
    return out << to_string(p);
  }

  /// Adds one application of a primitive; the elements of its result, of its first input, and of its weight times the
  /// batch; bytes read and written. Written out, because constant expressions spend their time here; elements and bytes
  /// of volumes below 2^63 do not overflow in 2^128.
  constexpr void add(category kind, const cost& spent, precision format, index results, index operands,
                     detail::uint128 weights, detail::uint128 read, detail::uint128 written) {
    detail::raw_totals& raw = categories_[static_cast<std::size_t>(kind)];
    spent.charge(counts_, raw.flops, format);
    if (spent.macs().value != 0) {
      detail::accumulate(raw.macs, spent.macs().value);
      raw.padding += spent.padding().value;  // at most the multiply-accumulates
    }
    bytes_read_ += read;
    if (written == 0) return;  // a result that only got another shape is none
    bytes_written_ += written;
    activations_ += static_cast<detail::uint128>(results);
    raw.results += static_cast<detail::uint128>(results);
    raw.operands += static_cast<detail::uint128>(operands);
    if (weights != 0) detail::accumulate(raw.weights, weights);
  }
  constexpr void add_parameter(const shape& extents, precision format, bool learned, bool active = true) {
    const auto volume = static_cast<detail::uint128>(extents.volume());
    detail::accumulate(learned ? parameters_ : buffers_, volume);
    if (learned && !active) detail::accumulate(passed_by_, volume);
    detail::accumulate(parameter_bytes_, volume * static_cast<detail::uint128>(bytes(format)));
  }
  /// Adds what another part owns, or what it spends.
  constexpr void add_owned(const prediction& part) {
    detail::accumulate(parameters_, part.parameters_);
    detail::accumulate(passed_by_, part.passed_by_);
    detail::accumulate(buffers_, part.buffers_);
    detail::accumulate(parameter_bytes_, part.parameter_bytes_);
  }
  constexpr void add_work(const prediction& part) {
    combine(part, sum);
    counts_ += part.counts_;
  }
  /// Multiplies what is spent; what is owned stays.
  constexpr void repeat_work(natural times) {
    counts_ *= times;
    for (detail::raw_totals& raw : categories_)
      for (const auto member : work_of_category)
        if (raw.*member != 0) raw.*member = (natural::of(raw.*member) * times).value;
    for (const auto member : work) this->*member = (natural::of(this->*member) * times).value;
  }
  /// Lowers, or raises, each number of what is spent to another part's.
  constexpr void lower_work(const prediction& part) {
    combine(part, smaller);
    counts_ = least(counts_, part.counts_);
  }
  constexpr void raise_work(const prediction& part) {
    combine(part, larger);
    counts_ = most(counts_, part.counts_);
  }

 private:
  static constexpr natural sum(natural a, natural b) { return a + b; }
  static constexpr natural smaller(natural a, natural b) { return b < a ? b : a; }
  static constexpr natural larger(natural a, natural b) { return a < b ? b : a; }
  constexpr void combine(const prediction& part, natural (*f)(natural, natural)) {
    for (std::size_t i = 0; i < category_count; ++i) {
      detail::raw_totals& mine = categories_[i];
      const detail::raw_totals& other = part.categories_[i];
      for (const auto member : work_of_category)
        if (mine.*member != 0 || other.*member != 0)
          mine.*member = f(natural::of(mine.*member), natural::of(other.*member)).value;
    }
    for (const auto member : work) this->*member = f(natural::of(this->*member), natural::of(part.*member)).value;
  }

  tally::counts counts_;
  detail::raw_totals categories_[category_count]{};
  // Plain integers, as the categories'.
  detail::uint128 parameters_{};
  detail::uint128 passed_by_{};  // by one token
  detail::uint128 buffers_{};
  detail::uint128 parameter_bytes_{};
  detail::uint128 activations_{};
  detail::uint128 bytes_read_{};
  detail::uint128 bytes_written_{};

  static constexpr detail::uint128 detail::raw_totals::*work_of_category[] = {
      &detail::raw_totals::macs,     &detail::raw_totals::padding, &detail::raw_totals::results,
      &detail::raw_totals::operands, &detail::raw_totals::weights, &detail::raw_totals::flops};
  static constexpr detail::uint128 prediction::*work[] = {&prediction::activations_, &prediction::bytes_read_,
                                                          &prediction::bytes_written_};
};

[[nodiscard]] constexpr flop_amount flops(const prediction& predicted) { return predicted.flops(); }
[[nodiscard]] constexpr mac_amount macs(const prediction& predicted) { return predicted.macs(); }

}  // namespace tally
