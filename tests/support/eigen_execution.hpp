// SPDX-License-Identifier: MIT
// Compares what counted scalars count inside Eigen with the instructions that plain scalars execute.
#pragma once

#include "support/catch.hpp"
#include "support/eigen_packets.hpp"
#include "support/instructions.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

namespace packets {

// The most that a compiler leaves out of the plain kernel because it knows a value, and the counted kernel counts.
struct foldings {
  std::uint64_t mul = 0;  // by an alpha or a diagonal that is 1, or into a subtraction by one that is -1
  std::uint64_t add = 0;  // of zeros
  std::uint64_t div = 0;  // of constants
  bool decides = false;   // a kernel that branches: the compiler asks a question twice, as branch and as min or max
  bool turns = false;     // subtracts and adds in turns, by one instruction that is decoded as addition
};

// Those of Eigen 3.4.0 under g++ are known one by one. Elsewhere FLOPs agree but for an eighth: for the foldings of
// the smallest matrices, and for sums of a packet's lanes, of which clang computes now all, now those it needs.
#if defined(__GNUC__) && !defined(__clang__) && !EIGEN_VERSION_AT_LEAST(3, 4, 90)
inline constexpr bool exactly = true;
#else
inline constexpr bool exactly = false;
#endif

// Empty where the counts are those of the instructions. Signs are bits, not arithmetic, and are not compared.
inline std::string disagreement(const tally::counts& executed, const tally::counts& counted, const foldings& folded) {
  const auto wrong = [&](const std::string& what, tally::natural all_run, tally::natural all_said, std::uint64_t most) {
    const auto ran = static_cast<std::uint64_t>(all_run.value);
    const auto said = static_cast<std::uint64_t>(all_said.value);
    if (ran <= said && said <= ran + most) return std::string();
    return what + ": " + std::to_string(ran) + " executed, " + std::to_string(said) + " counted; ";
  };
  if (!exactly) {
    const auto flops = [](const tally::counts& c) {
      return tally::natural(c[operation::add] + c[operation::sub] + c[operation::mul] + c[operation::div] +
                            c[operation::fma] * 2);
    };
    const tally::natural least = std::min(flops(executed), flops(counted));
    return wrong("FLOPs", least, std::max(flops(executed), flops(counted)),
                 static_cast<std::uint64_t>(least.value) / 8 + 2);
  }
  std::string all;
  for (const tally::precision format : {tally::precision::f32, tally::precision::f64}) {
    const auto check = [&](operation kind, std::uint64_t most) {
      all += wrong(std::string(tally::name(kind)), executed.at(kind, format), counted.at(kind, format), most);
    };
    if (folded.decides || folded.turns) {  // where a kernel decides, x + (-1) y may be x - y
      const auto sums = [&](const tally::counts& c) {
        return c.at(operation::add, format) + c.at(operation::sub, format);
      };
      all += wrong("add + sub", sums(executed), sums(counted), folded.add);
    } else {
      check(operation::add, folded.add);
      check(operation::sub, 0);
    }
    if (!folded.decides) {
      check(operation::compare, 0);
      check(operation::min_max, 0);
    }
    check(operation::mul, folded.mul);
    check(operation::div, folded.div);
    for (const operation kind : {operation::fma, operation::sqrt, operation::rsqrt, operation::special}) check(kind, 0);
  }
  return all;
}

// A compiler leaves out what nobody asks for, such as the norm that a decomposition remembers.
template <class T>
void keep(const T& x) {
  asm volatile("" : : "g"(&x) : "memory");
}

// Not inlined, so that the compiler knows as little of plain numbers as of counted ones.
template <class S, class F>
[[gnu::noinline]] void run(const F& f, const matrix<S>& a, const matrix<S>& b, matrix<S>& c) {
  f(a, b, c);
}

// f(a, b, c) on plain numbers, stopped after every instruction, and on counted ones: the same bits, and the same
// work. c is b when f begins.
template <class S, class F>
void executes(const char* what, const matrix<S>& a, const matrix<S>& b, F f, const foldings& folded = {}) {
  matrix<S> plain = b;
  run(f, a, b, plain);  // what is done once in a program is done now
  plain = b;
  const tally::counts executed = instructions::executed_by([&] { run(f, a, b, plain); });
  const matrix<counting<S>> counted_a = counted(a);
  const matrix<counting<S>> counted_b = counted(b);
  matrix<counting<S>> result = counted_b;
  const tally::counts spent = tally::measure([&] { run(f, counted_a, counted_b, result); });
  INFO(what << ", n = " << a.rows() << ", " << sizeof(S) << " bytes\nexecuted " << executed << "\ncounted  " << spent);
  CHECK(same_bits(plain, result));
  CHECK(disagreement(executed, spent, folded) == "");
  CHECK_FALSE(executed.empty());
}

inline bool steps() {
  if (!can_run()) return false;
  if (instructions::available()) return true;
  WARN("this program cannot be stopped after every instruction here: nothing was checked");
  return false;
}

}  // namespace packets
