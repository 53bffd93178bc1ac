#pragma once
// SPDX-License-Identifier: MIT
// A toy for script/mutations to work on.

namespace toy {

constexpr int additions_of_dot_product(int k) { return k - 1; }
constexpr int multiplications_of_dot_product(int k) { return k; }

}  // namespace toy
