// SPDX-License-Identifier: MIT
// What programs of random cases have in common: their arguments, their dice, and how they say what is wrong.
#pragma once

#include <cstdint>
#include <exception>
#include <initializer_list>
#include <iostream>
#include <limits>
#include <random>
#include <string>

namespace fuzz {

/// The random choices of one case: the same on every platform, and of no other case.
class dice {
 public:
  dice(std::uint64_t seed, std::uint64_t number) : numbers_(seed * 1000003 + number) {}

  [[nodiscard]] std::uint64_t any() { return numbers_(); }
  /// A whole number, lowest and highest included.
  template <class I>
  [[nodiscard]] I between(I lowest, I highest) {
    const auto span = static_cast<std::uint64_t>(highest) - static_cast<std::uint64_t>(lowest);
    const std::uint64_t n = any();  // the distributions of the standard library differ from one to the other
    return static_cast<I>(static_cast<std::uint64_t>(lowest) +
                          (span == std::numeric_limits<std::uint64_t>::max() ? n : n % (span + 1)));
  }
  [[nodiscard]] bool coin() { return between(0, 1) == 1; }
  /// Whether something happens that does so once in `times`.
  [[nodiscard]] bool once_in(int times) { return between(1, times) == 1; }
  template <class T>
  [[nodiscard]] T one_of(std::initializer_list<T> list) {
    return list.begin()[between<std::size_t>(0, list.size() - 1)];
  }

 private:
  std::mt19937_64 numbers_;
};

/// The main function of such a program: `examine(dice&)` tries one case and returns what is wrong with it, or nothing.
/// An exception that it lets through is wrong.
template <class Examine>
int run(int argc, char** argv, const Examine& examine) {
  if (argc < 3 || argc > 4) {
    std::cerr << "usage: " << argv[0] << " SEED CASES [FIRST]\n";
    return 2;
  }
  const std::uint64_t seed = std::stoull(argv[1]);
  const std::uint64_t cases = std::stoull(argv[2]);
  const std::uint64_t first = argc > 3 ? std::stoull(argv[3]) : 0;
  std::uint64_t wrong = 0;
  for (std::uint64_t number = first; number < first + cases; ++number) {
    dice chosen(seed, number);
    std::string complaint;
    try {
      complaint = examine(chosen);
    } catch (const std::exception& problem) {
      complaint = std::string("an exception: ") + problem.what();
    }
    if (complaint.empty()) continue;
    ++wrong;
    std::cout << "seed " << seed << ", case " << number << ": " << complaint << std::endl;
  }
  std::cout << cases << " cases, " << wrong << " wrong\n";
  return wrong == 0 ? 0 : 1;
}

}  // namespace fuzz
