// SPDX-License-Identifier: MIT
// Counts the floating-point instructions that a function executes, by letting the processor stop after each of them.
// Nothing of the library's counting takes part: the function works on plain numbers.
#pragma once

#include "support/instruction.hpp"
#include "tally/core/counts.hpp"

#include <cstdint>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(undefined_behavior_sanitizer)
#define TALLY_TEST_SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define TALLY_TEST_SANITIZED 1
#endif

// Sanitizers put instructions of their own between the program's.
#if defined(__linux__) && defined(__x86_64__) && defined(__LP64__) && !defined(TALLY_TEST_SANITIZED)
#define TALLY_TEST_INSTRUCTIONS 1
#include <csignal>
#include <ucontext.h>
#endif
#undef TALLY_TEST_SANITIZED

namespace instructions {

#ifdef TALLY_TEST_INSTRUCTIONS

// What the signal's handler knows. One thread at a time.
struct trace {
  static constexpr std::size_t kinds = tally::operation_count;
  std::uint64_t lanes[kinds][2];  // of floats, of doubles
  std::uint64_t conversions[tally::precision_count];
  std::uint64_t steps;

  void execute(const unsigned char* instruction) {
    ++steps;
    if (const auto a = decode(instruction))
      lanes[static_cast<std::size_t>(a->kind)][a->format == tally::precision::f64 ? 1 : 0] += a->lanes;
    if (const auto to = decode_conversion(instruction)) ++conversions[static_cast<std::size_t>(*to)];
  }
};

inline trace stepped;

// While the trap flag is set, the processor raises SIGTRAP after every instruction; the handler reads the next one.
// int3, which raises it too, begins and ends.
inline void on_trap(int, siginfo_t* info, void* context) {
  auto& registers = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
  constexpr greg_t trap_flag = 0x100;
  if (info->si_code != TRAP_TRACE) registers[REG_EFL] ^= trap_flag;
  if ((registers[REG_EFL] & trap_flag) != 0)
    stepped.execute(reinterpret_cast<const unsigned char*>(registers[REG_RIP]));
}

// The floating-point arithmetic that f() executes on this thread, all lanes counted. Some 10 microseconds an
// instruction in a virtual machine.
template <class F>
tally::counts executed_by(F&& f) {
  stepped = {};
  struct sigaction action = {};
  struct sigaction before = {};
  action.sa_sigaction = on_trap;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGTRAP, &action, &before);
  asm volatile("int3" ::: "memory");
  f();
  asm volatile("int3" ::: "memory");
  sigaction(SIGTRAP, &before, nullptr);

  tally::counts all;
  for (std::size_t i = 0; i < trace::kinds; ++i) {
    all.add(static_cast<tally::operation>(i), tally::precision::f32, stepped.lanes[i][0]);
    all.add(static_cast<tally::operation>(i), tally::precision::f64, stepped.lanes[i][1]);
  }
  return all;
}

// ... and its conversions of single numbers.
template <class F>
tally::counts executed_and_converted_by(F&& f) {
  tally::counts all = executed_by(f);
  for (std::size_t i = 0; i < tally::precision_count; ++i)
    all.add(tally::operation::convert, static_cast<tally::precision>(i), stepped.conversions[i]);
  return all;
}

// Emulators and some sandboxes do not stop after each instruction.
inline bool available() {
  double x = 1;
  return executed_by([&] { asm volatile("addsd %0, %0" : "+x"(x)); })[tally::operation::add] == 1;
}

#else

inline bool available() { return false; }
template <class F>
tally::counts executed_by(F&&) {
  return {};
}
template <class F>
tally::counts executed_and_converted_by(F&&) {
  return {};
}

#endif

}  // namespace instructions
