// SPDX-License-Identifier: MIT
// Host code of a CUDA program: nvcc's front end predicts, counts and keeps budgets in constant expressions.

#include <tally/tally.hpp>

#include <iostream>

namespace {

constexpr auto network = tally::nn::sequential{tally::nn::linear{7, 5}, tally::nn::relu{}, tally::nn::linear{5, 2}};
constexpr auto cost = tally::predict(network, {1, 7});
static_assert(cost.macs() == 7 * 5 + 5 * 2 && cost.parameters() == 7 * 5 + 5 + 5 * 2 + 2);
static_assert(tally::fits(cost.flops(), 100));

constexpr auto root = [](auto x) { return sqrt(x * 2.0 + 1.0) * x; };
static_assert(tally::count(root, 4.0)[tally::operation::mul] == 2);
static_assert(tally::count(root, 4.0).flops() == 3);

// Its builtins for overflow are no constants, so that the library checks by itself.
constexpr tally::natural two_to_the_64 = tally::natural(1ULL << 32) * tally::natural(1ULL << 32);
static_assert(two_to_the_64 - 1 == ~0ULL && (two_to_the_64 - 1) * (two_to_the_64 + 1) / two_to_the_64 == ~0ULL);
static_assert(tally::shape{1L << 31, 1L << 31, 1}.volume() == 1L << 62);

int failures = 0;
void expect(bool held, const char* claim) {
  if (held) return;
  ++failures;
  std::cout << "not so: " << claim << '\n';
}

template <class Error, class F>
bool refuses(F f) {
  try {
    f();
  } catch (const Error&) {
    return true;
  }
  return false;
}

}  // namespace

int main() {
  tally::natural most = (two_to_the_64 - 1) * (two_to_the_64 + 1);  // 2^128 - 1
  expect(refuses<tally::overflow_error>([&] { most += 1; }), "a sum of counts beyond 2^128 - 1 is refused");
  expect(refuses<tally::overflow_error>([&] { most = two_to_the_64 * two_to_the_64; }), "so is a product");
  expect(refuses<tally::shape_error>([&] { (tally::shape{1L << 32, 1L << 31}); }), "and a volume beyond 2^63 - 1");

  auto model = tally::instantiate<tally::counted<float>>(network, {1, 7}, /*seed*/ 1);
  const auto input = tally::tensor<tally::counted<float>>::random({1, 7}, /*seed*/ 2);
  expect(tally::measure([&] { model(input); }) == cost.counts(), "what was predicted is measured");
  return failures;
}
