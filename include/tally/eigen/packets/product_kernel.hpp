// SPDX-License-Identifier: MIT
// The multiply-adds of Eigen's matrix product kernels, counted in registers.
#pragma once

#include "tally/core/counted.hpp"
#include "tally/core/operation.hpp"
#include "tally/eigen/packets/lanes.hpp"
#include "tally/eigen/packets/operations.hpp"

#include <Eigen/Core>

#include <cstdint>
#include <type_traits>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wignored-attributes"

namespace tally::detail::packets {

// A sum of products that knows what was done to it. The kernels separate their steps by assembly statements, across
// which a compiler cannot merge additions in memory; these it can, and where it knows how often a loop runs, they leave
// the loop.
template <class Plain>
struct running_sum {
  Plain v;
  std::uint64_t multiply_adds;  // in lanes
  std::uint64_t additions;
};

template <class Plain>
EIGEN_STRONG_INLINE running_sum<Plain> padd(const running_sum<Plain>& a, const running_sum<Plain>& b) {
  return {Eigen::internal::padd(a.v, b.v), a.multiply_adds + b.multiply_adds,
          a.additions + b.additions + static_cast<unsigned>(lanes<Plain>)};
}

// What a kernel's sums have spent when they are added to the result, on its way to the thread's counters.
template <class T>
class product_ledger {
 public:
  product_ledger() = default;
#ifdef __clang__
  // The kernels pass their traits by value, to functions that count for the original.
  product_ledger(const product_ledger& original) : original_(&original) {}
#else
  // The kernels pass their traits by value, to functions that finish no sum.
  product_ledger(const product_ledger&) {}
#endif
  product_ledger& operator=(const product_ledger&) = delete;
  [[gnu::always_inline]] ~product_ledger() {
#ifdef __clang__
    if (original_ != nullptr) {
      original_->add(multiply_adds_, additions_);
      return;
    }
#endif
    if (multiply_adds_ == 0) return;
    auto* const counters = current_book()->spent.counters;
    if constexpr (fused) {
      counters[ledger::position(operation::fma, precision_of<T>)] += multiply_adds_;
      counters[ledger::position(operation::add, precision_of<T>)] += additions_;
    } else {
      counters[ledger::position(operation::mul, precision_of<T>)] += multiply_adds_;
      counters[ledger::position(operation::add, precision_of<T>)] += multiply_adds_ + additions_;
    }
  }
  void add(std::uint64_t multiply_adds, std::uint64_t additions) const {
    multiply_adds_ += multiply_adds;
    additions_ += additions;
  }

 private:
  // Products of 16-bit numbers are rounded before they are added.
#ifdef TALLY_EIGEN_FUSED
  static constexpr bool fused = std::is_floating_point_v<T>;
#else
  static constexpr bool fused = false;
#endif

  mutable std::uint64_t multiply_adds_ = 0;
  mutable std::uint64_t additions_ = 0;
#ifdef __clang__
  const product_ledger* original_ = nullptr;
#endif
};

}  // namespace tally::detail::packets

namespace Eigen::internal {

template <class Plain>
struct unpacket_traits<::tally::detail::packets::running_sum<Plain>> : unpacket_traits<Plain> {
  using half = ::tally::detail::packets::running_sum<typename unpacket_traits<Plain>::half>;
};

// The factors stay plain packets: the assembly statements name them, and send anything but a plain vector to memory.
template <class T, bool ConjugateLhs, bool ConjugateRhs, int Size>
  requires(bool(packet_traits<::tally::counted<T>>::Vectorizable))
class gebp_traits<::tally::counted<T>, ::tally::counted<T>, ConjugateLhs, ConjugateRhs, Architecture::Target, Size>
    : public gebp_traits<::tally::counted<T>, ::tally::counted<T>, ConjugateLhs, ConjugateRhs, Architecture::Generic,
                         Size> {
  using generic =
      gebp_traits<::tally::counted<T>, ::tally::counted<T>, ConjugateLhs, ConjugateRhs, Architecture::Generic, Size>;
  using number = ::tally::counted<T>;

 public:
  using LhsPacket = typename unpacket_traits<typename generic::LhsPacket>::tally_plain;
  using RhsPacket = LhsPacket;
  using RhsPacketx4 = QuadPacket<RhsPacket>;
  using AccPacket = ::tally::detail::packets::running_sum<LhsPacket>;

  // Inlined, so that the traits are never in memory.
  gebp_traits() = default;
  gebp_traits(const gebp_traits&) = default;
  gebp_traits& operator=(const gebp_traits&) = delete;
  [[gnu::always_inline]] ~gebp_traits() {}

  EIGEN_STRONG_INLINE void initAcc(AccPacket& sum) { sum = {pset1<LhsPacket>(T(0)), 0, 0}; }

  template <class Packet>
  EIGEN_STRONG_INLINE void loadLhs(const number* a, Packet& to) const {
    to = pload<Packet>(reinterpret_cast<const T*>(a));
  }
  template <class Packet>
  EIGEN_STRONG_INLINE void loadLhsUnaligned(const number* a, Packet& to) const {
    to = ploadu<Packet>(reinterpret_cast<const T*>(a));
  }
  template <class Packet>
  EIGEN_STRONG_INLINE void loadRhs(const number* b, Packet& to) const {
    to = pset1<Packet>(b->value());
  }
  EIGEN_STRONG_INLINE void loadRhs(const number* b, RhsPacketx4& to) const {
    pbroadcast4(reinterpret_cast<const T*>(b), to.B_0, to.B1, to.B2, to.B3);
  }
  template <class Packet>
  EIGEN_STRONG_INLINE void updateRhs(const number* b, Packet& to) const {
    loadRhs(b, to);
  }
  EIGEN_STRONG_INLINE void updateRhs(const number*, RhsPacketx4&) const {}
  EIGEN_STRONG_INLINE void loadRhsQuad(const number* b, RhsPacket& to) const {
    to = ploadquad<RhsPacket>(reinterpret_cast<const T*>(b));
  }

  template <class Factor, class Lane>
  EIGEN_STRONG_INLINE void madd(const Factor& a, const Factor& b, ::tally::detail::packets::running_sum<Factor>& c,
                                Factor& product, const Lane&) const {
#ifdef __clang__
    // clang keeps one counter in a register and the twelve sums' where its own spilling gets worse.
    spent_.add(static_cast<unsigned>(unpacket_traits<Factor>::size), 0);
#else
    c.multiply_adds += static_cast<unsigned>(unpacket_traits<Factor>::size);
#endif
#ifdef EIGEN_HAS_SINGLE_INSTRUCTION_MADD
    EIGEN_UNUSED_VARIABLE(product);
    c.v = pmadd(a, b, c.v);
#else
    product = b;
    product = pmul(a, product);
    c.v = padd(c.v, product);
#endif
  }
  template <class Factor, class Lane>
  EIGEN_STRONG_INLINE void madd(const Factor& a, const RhsPacketx4& b, ::tally::detail::packets::running_sum<Factor>& c,
                                RhsPacket& product, const Lane& lane) const {
    madd(a, b.get(lane), c, product, lane);
  }

  template <class Factor, class Result>
  EIGEN_STRONG_INLINE void acc(const ::tally::detail::packets::running_sum<Factor>& c, const Result& alpha,
                               Result& result) const {
    spent_.add(c.multiply_adds + static_cast<unsigned>(unpacket_traits<Factor>::size), c.additions);
    result.v = pmadd(c.v, alpha.v, result.v);
  }

 private:
  ::tally::detail::packets::product_ledger<T> spent_;
};

}  // namespace Eigen::internal

namespace tally::detail::packets {

// The upper half of a wide sum's lanes is added to the lower; the smaller ones stay as they are.
template <class Plain>
EIGEN_STRONG_INLINE auto predux_half_dowto4(const running_sum<Plain>& a) {
  if constexpr (lanes<Plain> % 8 == 0 && !std::is_same_v<typename Eigen::internal::unpacket_traits<Plain>::half, Plain>)
    return running_sum<typename Eigen::internal::unpacket_traits<Plain>::half>{
        Eigen::internal::predux_half_dowto4(a.v), a.multiply_adds,
        a.additions + static_cast<unsigned>(lanes<Plain> / 2)};
  else
    return a;
}

}  // namespace tally::detail::packets

#pragma GCC diagnostic pop
