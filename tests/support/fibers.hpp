// SPDX-License-Identifier: MIT
// A coroutine and a fiber that multiply, wait to be resumed by whatever thread, and multiply again.
#pragma once

#include "tally/core/counted.hpp"
#include "tally/core/measure.hpp"
#include "tally/core/scope.hpp"

#include <coroutine>
#include <optional>
#include <string>
#include <thread>
#include <ucontext.h>
#include <utility>
#include <vector>

// Of each unit its own, since units differ in TALLY_FIBERS.
namespace {
namespace fibers {

// Inlined, and with a multiplication that is always done, so that a compiler may remember where it counted.
[[gnu::always_inline]] inline void multiply(int times) {
  tally::counted<double> x = 1;
  x *= 1.0;
  for (int i = 1; i < times; ++i) x *= 1.0;
}
[[maybe_unused]] tally::counts muls(int n) {
  return tally::counts().add(tally::operation::mul, tally::precision::f64, n);
}

class coroutine {
 public:
  struct promise_type {
    std::string message;
    coroutine get_return_object() { return coroutine(std::coroutine_handle<promise_type>::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() {
      try {
        throw;
      } catch (const tally::error& error) {
        message = error.what();
      }
    }
  };

  explicit coroutine(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
  coroutine(coroutine&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  coroutine(const coroutine&) = delete;
  coroutine& operator=(const coroutine&) = delete;
  ~coroutine() {
    if (handle_) handle_.destroy();
  }
  void resume() { handle_.resume(); }
  [[nodiscard]] const std::string& message() const { return handle_.promise().message; }

 private:
  std::coroutine_handle<promise_type> handle_;
};

// As it stands when it is given back it has done `before`, on the calling thread.
[[maybe_unused]] coroutine multiplying(int before, int after) {
  const auto body = [](int first, int second) -> coroutine {
    multiply(first);
    co_await std::suspend_always();
    multiply(second);
  };
  coroutine made = body(before, after);
  made.resume();
  return made;
}

enum class holding { measurement, pause, scope };
[[maybe_unused]] coroutine holding_one(holding what) {
  std::optional<tally::pause> pause;
  std::optional<tally::scope> scope;
  std::optional<tally::detail::measurement> measurement;
  if (what == holding::pause) pause.emplace();
  if (what == holding::scope) scope.emplace("moves");
  if (what == holding::measurement) measurement.emplace();
  co_await std::suspend_always();
  if (measurement) static_cast<void>(measurement->spent());
}

class fiber {
 public:
  fiber(int before, int after) : before_(before), after_(after), stack_(std::size_t{1} << 16) {
    getcontext(&own_);
    own_.uc_stack.ss_sp = stack_.data();
    own_.uc_stack.ss_size = stack_.size();
    own_.uc_link = &resumer_;
    const auto address = reinterpret_cast<std::uintptr_t>(this);
    makecontext(&own_, reinterpret_cast<void (*)()>(&run), 2, static_cast<unsigned>(address >> 32),
                static_cast<unsigned>(address));
  }
  fiber(const fiber&) = delete;
  fiber& operator=(const fiber&) = delete;
  void resume() { swapcontext(&resumer_, &own_); }

 private:
  static void run(unsigned high, unsigned low) {
    auto& self = *reinterpret_cast<fiber*>(std::uintptr_t{high} << 32 | low);
    multiply(self.before_);
    swapcontext(&self.own_, &self.resumer_);
    multiply(self.after_);
  }

  int before_;
  int after_;
  std::vector<char> stack_;
  ucontext_t own_{};
  ucontext_t resumer_{};
};

}  // namespace fibers
}  // namespace
