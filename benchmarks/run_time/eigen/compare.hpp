// SPDX-License-Identifier: MIT
// A kernel with plain and with counted scalars, turn by turn in one run.
#pragma once

#include "tally/core/counted.hpp"

#include <Eigen/Core>
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <initializer_list>
#include <limits>
#include <string>

// The thread's own time: other programs on the machine do not count.
inline double now() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) * 1e9 + static_cast<double>(t.tv_nsec);
}

template <class Kernel>
[[gnu::noinline]] double nanoseconds(Kernel& kernel, int repeats) {
  const double begin = now();
  for (int i = 0; i < repeats; ++i) {
    benchmark::DoNotOptimize(&kernel);
    kernel();
    benchmark::ClobberMemory();
  }
  return (now() - begin) / repeats;
}

// The columns plain_ns and counted_ns are the fastest turns of either; ratio is the counted kernel's throughput
// relative to the plain one's.
template <class Plain, class Counted, class... Arguments>
void compare(benchmark::State& state, Arguments... arguments) {
  Plain plain(arguments...);
  Counted counted(arguments...);
  // A turn is long enough for the clock, and short enough that the machine's moods hit both sides.
  const double once = std::min(nanoseconds(plain, 1), nanoseconds(plain, 1));
  const int repeats = static_cast<int>(std::max(1.0, 100'000 / once));
  double fastest_plain = std::numeric_limits<double>::infinity();
  double fastest_counted = fastest_plain;
  for (auto _ : state) {
    double spent = 0;
    for (int turn = 0; turn < 5; ++turn) {
      const double a = nanoseconds(plain, repeats);
      const double b = nanoseconds(counted, repeats);
      fastest_plain = std::min(fastest_plain, a);
      fastest_counted = std::min(fastest_counted, b);
      spent += (a + b) * repeats * 1e-9;
    }
    state.SetIterationTime(spent);
  }
  state.counters["plain_ns"] = fastest_plain;
  state.counters["counted_ns"] = fastest_counted;
  state.counters["ratio"] = fastest_plain / fastest_counted;
}

// Registers Kernel<float> and Kernel<double> beside their counted twins.
template <template <class> class Kernel>
bool compare_at(const std::string& name, std::initializer_list<Eigen::Index> sizes) {
  for (const Eigen::Index n : sizes) {
    const auto named = [&](const char* scalar) {
      std::string full = name;  // appended to, because g++ 12 warns of literals before a sum of strings
      return full.append("/").append(scalar).append("/").append(std::to_string(n));
    };
    benchmark::RegisterBenchmark(named("float").c_str(),
                                 compare<Kernel<float>, Kernel<tally::counted<float>>, Eigen::Index>, n)
        ->UseManualTime()
        ->MinTime(0.2);
    benchmark::RegisterBenchmark(named("double").c_str(),
                                 compare<Kernel<double>, Kernel<tally::counted<double>>, Eigen::Index>, n)
        ->UseManualTime()
        ->MinTime(0.2);
  }
  return true;
}
