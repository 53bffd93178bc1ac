// SPDX-License-Identifier: MIT
// flags: -O2 -ffp-contract=off -fno-tree-vectorize -fno-tree-slp-vectorize
// The reader of executed instructions, which other tests trust, against instructions that are known by hand.

#include "support/catch.hpp"
#include "support/instruction.hpp"
#include "support/instructions.hpp"
#include "tally/core/counted.hpp"
#include "tally/core/measure.hpp"

#include <initializer_list>
#include <optional>

using instructions::arithmetic;
using tally::operation;
using tally::precision;

namespace {

template <class... Bytes>
constexpr std::optional<arithmetic> of(Bytes... bytes) {
  const unsigned char instruction[16] = {static_cast<unsigned char>(bytes)...};
  return instructions::decode(instruction);
}
constexpr arithmetic f32(operation kind, unsigned lanes) { return {kind, precision::f32, lanes}; }
constexpr arithmetic f64(operation kind, unsigned lanes) { return {kind, precision::f64, lanes}; }

// SSE and SSE2; the bytes are GNU as's.
static_assert(of(0x0F, 0x58, 0xC1) == f32(operation::add, 4));                    // addps   %xmm1, %xmm0
static_assert(of(0x66, 0x0F, 0x58, 0xC1) == f64(operation::add, 2));              // addpd   %xmm1, %xmm0
static_assert(of(0xF3, 0x0F, 0x58, 0xC1) == f32(operation::add, 1));              // addss   %xmm1, %xmm0
static_assert(of(0xF2, 0x0F, 0x58, 0xC1) == f64(operation::add, 1));              // addsd   %xmm1, %xmm0
static_assert(of(0xF2, 0x44, 0x0F, 0x59, 0x04, 0xF7) == f64(operation::mul, 1));  // mulsd   (%rdi,%rsi,8), %xmm8
static_assert(of(0x66, 0x45, 0x0F, 0x5C, 0xCA) == f64(operation::sub, 2));        // subpd   %xmm10, %xmm9
static_assert(of(0xF3, 0x0F, 0x5E, 0x07) == f32(operation::div, 1));              // divss   (%rdi), %xmm0
static_assert(of(0x66, 0x0F, 0x51, 0xC0) == f64(operation::sqrt, 2));             // sqrtpd  %xmm0, %xmm0
static_assert(of(0x0F, 0x52, 0xC1) == f32(operation::rsqrt, 4));                  // rsqrtps %xmm1, %xmm0
static_assert(of(0x0F, 0x5F, 0xC1) == f32(operation::min_max, 4));                // maxps   %xmm1, %xmm0
static_assert(of(0xF2, 0x0F, 0x5D, 0xC1) == f64(operation::min_max, 1));          // minsd   %xmm1, %xmm0
static_assert(of(0x0F, 0x2E, 0xC1) == f32(operation::compare, 1));                // ucomiss %xmm1, %xmm0
static_assert(of(0x66, 0x0F, 0x2F, 0xC1) == f64(operation::compare, 1));          // comisd  %xmm1, %xmm0
static_assert(of(0xF2, 0x0F, 0x7C, 0xC1) == f32(operation::add, 4));              // haddps  %xmm1, %xmm0
static_assert(of(0x66, 0x0F, 0x7C, 0xC1) == f64(operation::add, 2));              // haddpd  %xmm1, %xmm0
// VEX, with two bytes and with three.
static_assert(of(0xC5, 0xEC, 0x58, 0xD9) == f32(operation::add, 8));        // vaddps %ymm1, %ymm2, %ymm3
static_assert(of(0xC5, 0xE9, 0x59, 0xD9) == f64(operation::mul, 2));        // vmulpd %xmm1, %xmm2, %xmm3
static_assert(of(0xC5, 0xEB, 0x5C, 0xD9) == f64(operation::sub, 1));        // vsubsd %xmm1, %xmm2, %xmm3
static_assert(of(0xC4, 0xC1, 0x6D, 0x59, 0xD8) == f64(operation::mul, 4));  // vmulpd %ymm8, %ymm2, %ymm3
// FMA3: one lane or all, floats or doubles, negated or not.
static_assert(of(0xC4, 0xE2, 0xED, 0xB8, 0xD9) == f64(operation::fma, 4));  // vfmadd231pd  %ymm1, %ymm2, %ymm3
static_assert(of(0xC4, 0xE2, 0x69, 0x98, 0xD9) == f32(operation::fma, 4));  // vfmadd132ps  %xmm1, %xmm2, %xmm3
static_assert(of(0xC4, 0xE2, 0xE9, 0xA9, 0xD9) == f64(operation::fma, 1));  // vfmadd213sd  %xmm1, %xmm2, %xmm3
static_assert(of(0xC4, 0xE2, 0x69, 0xBF, 0xD9) == f32(operation::fma, 1));  // vfnmsub231ss %xmm1, %xmm2, %xmm3
static_assert(of(0xC4, 0xE2, 0x6D, 0xBC, 0xD9) == f32(operation::fma, 8));  // vfnmadd231ps %ymm1, %ymm2, %ymm3
// EVEX.
static_assert(of(0x62, 0xF1, 0xED, 0x48, 0x58, 0xD9) == f64(operation::add, 8));   // vaddpd      %zmm1, %zmm2, %zmm3
static_assert(of(0x62, 0xF2, 0x6D, 0x48, 0xB8, 0xD9) == f32(operation::fma, 16));  // vfmadd231ps %zmm1, %zmm2, %zmm3
static_assert(of(0x62, 0xA1, 0x6C, 0x20, 0x59, 0xD9) == f32(operation::mul, 8));   // vmulps   %ymm17, %ymm18, %ymm19
// No arithmetic.
static_assert(!of(0x66, 0x0F, 0x57, 0xC0));        // xorpd   %xmm0, %xmm0
static_assert(!of(0x66, 0x0F, 0xFE, 0xC1));        // paddd   %xmm1, %xmm0
static_assert(!of(0x0F, 0x28, 0xC1));              // movaps  %xmm1, %xmm0
static_assert(!of(0xF2, 0x0F, 0x10, 0x07));        // movsd   (%rdi), %xmm0
static_assert(!of(0xC5, 0xFC, 0x10, 0x07));        // vmovups (%rdi), %ymm0
static_assert(!of(0x48, 0x01, 0xF8));              // add     %rdi, %rax
static_assert(!of(0x58));                          // pop     %rax
static_assert(!of(0xC4, 0xE2, 0x7D, 0x18, 0x07));  // vbroadcastss (%rdi), %ymm0

// Conversions.
template <class... Bytes>
constexpr std::optional<precision> to(Bytes... bytes) {
  const unsigned char instruction[16] = {static_cast<unsigned char>(bytes)...};
  return instructions::decode_conversion(instruction);
}
static_assert(to(0xF3, 0x0F, 0x5A, 0xC1) == precision::f64);        // cvtss2sd  %xmm1, %xmm0
static_assert(to(0xF2, 0x0F, 0x5A, 0xC1) == precision::f32);        // cvtsd2ss  %xmm1, %xmm0
static_assert(to(0xF2, 0x0F, 0x2A, 0xC7) == precision::f64);        // cvtsi2sd  %edi, %xmm0
static_assert(to(0xF3, 0x48, 0x0F, 0x2A, 0xC7) == precision::f32);  // cvtsi2ss  %rdi, %xmm0
static_assert(to(0xF2, 0x0F, 0x2C, 0xC0) == precision::i32);        // cvttsd2si %xmm0, %eax
static_assert(to(0xF3, 0x48, 0x0F, 0x2C, 0xC0) == precision::i64);  // cvttss2si %xmm0, %rax
static_assert(!to(0xF2, 0x0F, 0x58, 0xC1) && !to(0x0F, 0x28, 0xC1));

bool steps() {
  if (instructions::available()) return true;
  WARN("this program cannot be stopped after every instruction here: nothing was checked");
  return false;
}

tally::counts sum_of(std::initializer_list<arithmetic> all) {
  tally::counts c;
  for (const arithmetic& a : all) c.add(a.kind, a.format, a.lanes);
  return c;
}

// Neither the compiler's knowledge of its argument nor of the result lets it leave the work out.
template <class T>
[[gnu::noinline]] T sum(const T* x, int n) {
  T total(0);
  for (int i = 0; i < n; ++i) total = total + x[i];
  return total;
}

}  // namespace

TEST_CASE("a hundred additions are a hundred additions") {
  if (!steps()) return;
  double x[100] = {};
  volatile double result = 0;
  CHECK(instructions::executed_by([&] { result = sum(x, 100); }) == sum_of({f64(operation::add, 100)}));
  float y[100] = {};
  CHECK(instructions::executed_by([&] { result = sum(y, 37); }).only(operation::add) ==
        sum_of({f32(operation::add, 37)}));
  CHECK(result == 0);
}

// Programs whose literals and operands are of other types than their numbers.
struct smooth {
  template <class T>
  [[gnu::noinline]] static T of(const T* x, int n) {
    T y = x[0];
    for (int i = 1; i < n; ++i) y = static_cast<T>(0.9 * y + 0.1 * x[i] + 0.5F);
    return y;
  }
};
struct rounded {
  template <class T>
  [[gnu::noinline]] static int of(const T* x, int n) {
    int sum = 0;
    for (int i = 0; i < n; ++i) sum += static_cast<int>(x[i] * 0.3F + 0.5);
    return sum;
  }
};
template <class T, class Program>
void executes_what_is_counted(const tally::counts& by_hand) {
  T plain[20];
  tally::counted<T> counted[20];
  for (int i = 0; i < 20; ++i) counted[i] = plain[i] = static_cast<T>(i) * static_cast<T>(0.37);
  volatile decltype(Program::of(plain, 20)) result{};
  CHECK(tally::measure([&] { static_cast<void>(tally::value(Program::of(counted, 20))); }) == by_hand);
  CHECK(instructions::executed_and_converted_by([&] { result = Program::of(plain, 20); }) == by_hand);
  CHECK(tally::value(Program::of(counted, 20)) == result);
}

TEST_CASE("conversions that are counted are those that the plain program executes") {
  if (!steps()) return;
  const auto of = [](operation kind, precision format, int n) { return tally::counts().add(kind, format, n); };
  // Nineteen rounds. Two floats become doubles, the sum a float again; of doubles only the work is left.
  const tally::counts work = of(operation::mul, precision::f64, 38) + of(operation::add, precision::f64, 38);
  executes_what_is_counted<float, smooth>(work + of(operation::convert, precision::f64, 38) +
                                          of(operation::convert, precision::f32, 19));
  executes_what_is_counted<double, smooth>(work);
  // Twenty products of floats, each a double then, and in the end an int.
  executes_what_is_counted<float, rounded>(
      of(operation::mul, precision::f32, 20) + of(operation::convert, precision::f64, 20) +
      of(operation::add, precision::f64, 20) + of(operation::convert, precision::i32, 20));
}

#ifdef TALLY_TEST_INSTRUCTIONS
TEST_CASE("every lane of a packet counts, nothing before and nothing after") {
  if (!steps()) return;
  float y[4] = {1, 2, 3, 4};
  double before = 1;
  asm volatile("addsd %0, %0" : "+x"(before));
  const tally::counts spent = instructions::executed_by([&] {
    asm volatile(
        "movups (%0), %%xmm0\n mulps %%xmm0, %%xmm0\n subps %%xmm0, %%xmm0\n sqrtss %%xmm0, %%xmm0\n xorps %%xmm0, "
        "%%xmm0\n"
        :
        : "r"(y)
        : "xmm0", "memory");
  });
  asm volatile("divsd %0, %0" : "+x"(before));
  CHECK(spent == sum_of({f32(operation::mul, 4), f32(operation::sub, 4), f32(operation::sqrt, 1)}));
}

TEST_CASE("a fused multiply-add is one per lane") {
  if (!steps() || !__builtin_cpu_supports("fma")) return;
  const tally::counts spent = instructions::executed_by([&] {
    asm volatile("vxorps %%ymm0, %%ymm0, %%ymm0\n vfmadd231pd %%ymm0, %%ymm0, %%ymm0\n vfnmadd213ss %%xmm0, %%xmm0, "
                 "%%xmm0\n vzeroupper\n" ::
                     : "xmm0");
  });
  CHECK(spent == sum_of({f64(operation::fma, 4), f32(operation::fma, 1)}));
}

#endif

TEST_CASE("a count that is one too high or too low is found") {
  if (!steps()) return;
  double x[101] = {};
  tally::counted<double> y[101] = {};
  volatile double result = 0;
  const tally::counts executed = instructions::executed_by([&] { result = sum(x, 100); });
  CHECK(tally::measure([&] { static_cast<void>(sum(y, 100)); }) == executed);
  CHECK_FALSE(tally::measure([&] { static_cast<void>(sum(y, 99)); }) == executed);
  CHECK_FALSE(tally::measure([&] { static_cast<void>(sum(y, 101)); }) == executed);
  CHECK(result == 0);
}
