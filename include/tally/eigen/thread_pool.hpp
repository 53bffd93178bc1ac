// SPDX-License-Identifier: MIT
// Eigen's thread pools: what their threads spend belongs to the thread that asked for the work.
#pragma once

#include "tally/core/measure.hpp"
#include "tally/eigen/scalar.hpp"

#if __has_include(<Eigen/ThreadPool>)
#include <Eigen/ThreadPool>
#else
#include <unsupported/Eigen/CXX11/ThreadPool>
#endif

#include <functional>
#include <utility>

namespace tally {

/// A thread pool for Eigen's `ThreadPoolDevice` that passes tasks on to another pool, and what they spend back to the
/// measurements of the thread that scheduled them. A measurement waits for the tasks that have begun on its behalf.
///
///     Eigen::ThreadPool threads(4);
///     tally::attributed_pool pool(threads);
///     Eigen::ThreadPoolDevice device(&pool, 4);
///     tally::counts spent = tally::measure([&] { c.device(device) = a.contract(b, dimensions); });
class attributed_pool final : public Eigen::ThreadPoolInterface {
 public:
  /// Refers to `threads`, which outlives it.
  explicit attributed_pool(Eigen::ThreadPoolInterface& threads) : threads_(threads) {}

  void Schedule(std::function<void()> task) override { threads_.Schedule(for_the_asker(std::move(task))); }
  void ScheduleWithHint(std::function<void()> task, int start, int end) override {
    threads_.ScheduleWithHint(for_the_asker(std::move(task)), start, end);
  }
  void Cancel() override { threads_.Cancel(); }
  int NumThreads() const override { return threads_.NumThreads(); }
  int CurrentThreadId() const override { return threads_.CurrentThreadId(); }

 private:
  static std::function<void()> for_the_asker(std::function<void()> task) {
    return [task = std::move(task), for_whom = detail::errand::employer_here()] {
      const detail::errand running(for_whom, true);
      task();
    };
  }

  Eigen::ThreadPoolInterface& threads_;
};

}  // namespace tally
