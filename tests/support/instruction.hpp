// SPDX-License-Identifier: MIT
// What one x86-64 instruction computes, read from its bytes: just enough of the encoding to tell arithmetic on floats
// and doubles from everything else. After Intel's Software Developer's Manual, volume 2, chapter 2 and appendix A.
#pragma once

#include "tally/core/operation.hpp"
#include "tally/core/precision.hpp"

#include <optional>

namespace instructions {

struct arithmetic {
  tally::operation kind;
  tally::precision format;
  unsigned lanes;

  friend constexpr bool operator==(const arithmetic&, const arithmetic&) = default;
};

// The mandatory prefix says which of the four forms an instruction of opcode map 0F has.
enum class form : unsigned char { ps, pd, ss, sd };

// An instruction without its prefixes: map 1 is 0F, 2 is 0F38, 3 is 0F3A.
struct opcode {
  unsigned map;
  unsigned char code;
  form prefix;
  bool wide;       // REX.W, VEX.W or EVEX.W
  unsigned bytes;  // in a register of this length; 0: not a vector instruction
  bool is_vex;     // or EVEX
};

// Legacy prefixes and REX, VEX or EVEX, and what they precede.
constexpr opcode read(const unsigned char* at) {
  bool operand_size = false;
  bool repeat = false;
  bool repeat_not = false;
  for (;; ++at) {
    if (*at == 0x66)
      operand_size = true;
    else if (*at == 0xF3)
      repeat = true;
    else if (*at == 0xF2)
      repeat_not = true;
    else if (*at != 0x2E && *at != 0x36 && *at != 0x3E && *at != 0x26 && *at != 0x64 && *at != 0x65 && *at != 0x67)
      break;
  }
  if (*at == 0xC5) return {1, at[2], static_cast<form>(at[1] & 3U), false, (at[1] & 4U) != 0 ? 32U : 16U, true};
  if (*at == 0xC4)
    return {at[1] & 0x1FU, at[3], static_cast<form>(at[2] & 3U), (at[2] & 0x80U) != 0, (at[2] & 4U) != 0 ? 32U : 16U,
            true};
  if (*at == 0x62) {
    // With b = 1 on registers, the length's bits hold a rounding mode, and the length is 512.
    const bool rounded = (at[3] & 0x10U) != 0 && (at[5] & 0xC0U) == 0xC0U;
    return {at[1] & 7U,
            at[4],
            static_cast<form>(at[2] & 3U),
            (at[2] & 0x80U) != 0,
            rounded ? 64U : 16U << ((at[3] >> 5U) & 3U),
            true};
  }
  const bool wide = (*at & 0xF8U) == 0x48;
  if ((*at & 0xF0U) == 0x40) ++at;
  const form prefix = repeat_not ? form::sd : repeat ? form::ss : operand_size ? form::pd : form::ps;
  if (*at != 0x0F) return {0, *at, prefix, wide, 0, false};
  if (at[1] == 0x38) return {2, at[2], prefix, wide, 16, false};
  if (at[1] == 0x3A) return {3, at[2], prefix, wide, 16, false};
  return {1, at[1], prefix, wide, 16, false};
}

// The arithmetic that the instruction at an address does, if it does any. Each lane of the register counts. Logic,
// shuffles, loads, conversions and integers are not arithmetic here; x87's instructions are not read.
constexpr std::optional<arithmetic> decode(const unsigned char* at) {
  using enum tally::operation;
  const opcode it = read(at);
  const auto done = [&](tally::operation kind, bool is_double, bool is_scalar) {
    const tally::precision format = is_double ? tally::precision::f64 : tally::precision::f32;
    return arithmetic{kind, format, is_scalar ? 1U : it.bytes / (is_double ? 8U : 4U)};
  };
  const bool has_double = it.prefix == form::pd || it.prefix == form::sd;
  const bool is_scalar = it.prefix == form::ss || it.prefix == form::sd;
  const auto by_prefix = [&](tally::operation kind) { return done(kind, has_double, is_scalar); };

  if (it.map == 1) switch (it.code) {
    case 0x58:
      return by_prefix(add);
    case 0x5C:
      return by_prefix(sub);
    case 0x59:
      return by_prefix(mul);
    case 0x5E:
      return by_prefix(div);
    case 0x51:
      return by_prefix(sqrt);
    case 0x52:
      return by_prefix(rsqrt);
    case 0x53:
      return by_prefix(special);  // an approximate reciprocal
    case 0x5D:
    case 0x5F:
      return by_prefix(min_max);
    case 0xC2:
      return by_prefix(compare);
    case 0x2E:
    case 0x2F:
      return done(compare, it.prefix == form::pd, true);  // ucomiss, ucomisd, comiss, comisd
    // Horizontal sums, and alternate subtraction and addition, which is counted as addition: F2 is floats', 66
    // doubles'.
    case 0x7C:
    case 0xD0:
      return done(add, it.prefix == form::pd, false);
    case 0x7D:
      return done(sub, it.prefix == form::pd, false);
    default:
      return std::nullopt;
    }
  // FMA3: columns 6 to F of rows 9, A and B; the odd ones from 9 on work on one lane.
  if (it.map == 2 && it.is_vex && it.prefix == form::pd && it.code >= 0x90 && it.code < 0xC0 && (it.code & 0xFU) >= 6)
    return done(fma, it.wide, (it.code & 0xFU) >= 9 && (it.code & 1U) != 0);
  if (it.map == 3 && it.prefix == form::pd && it.code >= 0x08 && it.code <= 0x0B)
    return done(round, (it.code & 1U) != 0, it.code >= 0x0A);
  return std::nullopt;
}

// The format of one number that the instruction at an address converts another to, if it does: between floats and
// doubles, and between them and signed integers.
constexpr std::optional<tally::precision> decode_conversion(const unsigned char* at) {
  const opcode it = read(at);
  if (it.map != 1) return std::nullopt;
  const bool has_double = it.prefix == form::sd;
  if (it.prefix != form::ss && it.prefix != form::sd) return std::nullopt;
  if (it.code == 0x5A) return has_double ? tally::precision::f32 : tally::precision::f64;
  if (it.code == 0x2A) return has_double ? tally::precision::f64 : tally::precision::f32;
  if (it.code == 0x2C || it.code == 0x2D) return it.wide ? tally::precision::i64 : tally::precision::i32;
  return std::nullopt;
}

}  // namespace instructions
