// SPDX-License-Identifier: MIT
// A line on the terminal while something long runs.
#pragma once

#include <string>

// Says on the terminal, ten times a second until it is destroyed, what runs and for how long, and of how much that is
// if a guess in seconds is given. Where standard error is no terminal it does nothing.
class progress {
 public:
  explicit progress(const std::string& what, double guess = 0);
  ~progress();
  progress(const progress&) = delete;
  progress& operator=(const progress&) = delete;

 private:
  struct state;
  state* state_ = nullptr;
};

// The most memory that this process has had so far, in bytes; 0 where the system does not say.
unsigned long long peak_memory();
