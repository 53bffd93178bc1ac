// SPDX-License-Identifier: MIT

#include "progress.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <thread>

#if __has_include(<unistd.h>) && __has_include(<sys/resource.h>)
#include <sys/resource.h>

#include <unistd.h>
#define EXAMPLE_HAS_POSIX 1
#else
#define EXAMPLE_HAS_POSIX 0
#endif

struct progress::state {
  std::mutex mutex;
  std::condition_variable wake;
  bool finished = false;
  std::thread thread;
};

progress::progress(const std::string& what, double guess) {
#if EXAMPLE_HAS_POSIX
  if (isatty(STDERR_FILENO) == 0) return;
  state_ = new state;
  state_->thread = std::thread([this, what, guess] {
    using clock = std::chrono::steady_clock;
    const clock::time_point begin = clock::now();
    std::unique_lock lock(state_->mutex);
    while (!state_->wake.wait_for(lock, std::chrono::milliseconds(100), [this] { return state_->finished; })) {
      const double seconds = std::chrono::duration<double>(clock::now() - begin).count();
      if (guess > 0)
        std::fprintf(stderr, "\r\033[K%s: %.1f of about %.0f s", what.c_str(), seconds, guess);
      else
        std::fprintf(stderr, "\r\033[K%s: %.1f s", what.c_str(), seconds);
      std::fflush(stderr);
    }
    std::fprintf(stderr, "\r\033[K");
    std::fflush(stderr);
  });
#else
  static_cast<void>(what);
  static_cast<void>(guess);
#endif
}

progress::~progress() {
  if (state_ == nullptr) return;
  {
    const std::lock_guard lock(state_->mutex);
    state_->finished = true;
  }
  state_->wake.notify_one();
  state_->thread.join();
  delete state_;
}

unsigned long long peak_memory() {
#if EXAMPLE_HAS_POSIX
  rusage used{};
  if (getrusage(RUSAGE_SELF, &used) == 0) {
#ifdef __APPLE__
    return static_cast<unsigned long long>(used.ru_maxrss);
#else
    return static_cast<unsigned long long>(used.ru_maxrss) * 1024;
#endif
  }
#endif
  return 0;
}
