// SPDX-License-Identifier: MIT
// Whose work it is when threads are about: each of measure's rules, one by one, and then many threads at once.
// flags: -O1

#include "support/catch.hpp"
#include "support/fibers.hpp"
#include "tally/core/counted.hpp"
#include "tally/core/measure.hpp"
#include "tally/core/scope.hpp"

#include <sys/wait.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <latch>
#include <mutex>
#include <thread>
#include <unistd.h>
#include <vector>

using tally::attributed;
using tally::counted;
using tally::counts;
using tally::measure;
using tally::operation;
using tally::precision;

namespace {

void multiply(int times) {
  counted<double> x = 1;
  for (int i = 0; i < times; ++i) x *= 1.0;
}
void add(int times) {
  counted<double> x = 1;
  for (int i = 0; i < times; ++i) x += 1.0;
}
counts muls(int n) { return counts().add(operation::mul, precision::f64, n); }
counts adds(int n) { return counts().add(operation::add, precision::f64, n); }

// A pool whose workers have counted before anybody measures.
class pool {
 public:
  explicit pool(int workers) {
    std::latch warm(workers);
    for (int i = 0; i < workers; ++i)
      threads_.emplace_back([this, &warm] {
        multiply(1);
        warm.count_down();
        work();
      });
    warm.wait();
  }
  ~pool() {
    {
      const std::lock_guard lock(mutex_);
      closing_ = true;
    }
    changed_.notify_all();
    for (std::thread& t : threads_) t.join();
  }
  pool(const pool&) = delete;
  pool& operator=(const pool&) = delete;

  void submit(std::function<void()> job) {
    {
      const std::lock_guard lock(mutex_);
      jobs_.push_back(std::move(job));
      ++unfinished_;
    }
    changed_.notify_all();
  }
  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return unfinished_ == 0; });
  }

 private:
  void work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return closing_ || !jobs_.empty(); });
      if (jobs_.empty()) return;
      std::function<void()> job = std::move(jobs_.front());
      jobs_.pop_front();
      lock.unlock();
      job();
      job = nullptr;
      lock.lock();
      --unfinished_;
      changed_.notify_all();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;
  int unfinished_ = 0;
  bool closing_ = false;
  std::vector<std::thread> threads_;
};

TEST_CASE("A thread started and joined inside is counted, with the caller's own work", "[threads]") {
  const counts spent = measure([] {
    add(1);
    std::thread worker([] { multiply(7); });
    worker.join();
    add(2);
  });
  CHECK(spent == muls(7) + adds(3));
}

TEST_CASE("Several threads at once are counted, and those that they start", "[threads]") {
  const counts spent = measure([] {
    std::vector<std::jthread> workers;
    for (int i = 1; i <= 4; ++i)
      workers.emplace_back([i] {
        multiply(i);
        std::jthread([i] { add(100 * i); }).join();
      });
  });
  CHECK(spent == muls(1 + 2 + 3 + 4) + adds(1000));
}

TEST_CASE("std::async is counted, on a thread of its own or deferred", "[threads]") {
  const counts eager = measure([] {
    std::future<int> a = std::async(std::launch::async, [] { return multiply(3), 1; });
    std::future<int> b = std::async(std::launch::async, [] { return add(4), 2; });
    static_cast<void>(a.get() + b.get());
  });
  CHECK(eager == muls(3) + adds(4));
  const counts deferred = measure([] { std::async(std::launch::deferred, [] { multiply(5); }).get(); });
  CHECK(deferred == muls(5));
}

TEST_CASE("Nested measurements each hold the threads that lived within them", "[threads]") {
  counts inner;
  const counts outer = measure([&] {
    std::thread([] { add(1); }).join();
    inner = measure([] { std::thread([] { multiply(2); }).join(); });
    std::thread([] { add(10); }).join();
  });
  CHECK(inner == muls(2));
  CHECK(outer == muls(2) + adds(11));
}

TEST_CASE("A thread that began to count before an inner measurement is the outer one's alone", "[threads]") {
  counts inner;
  const counts outer = measure([&] {
    std::latch counted_once(1);
    std::latch may_end(1);
    std::thread worker([&] {
      multiply(1);
      counted_once.count_down();
      may_end.wait();
      multiply(2);
    });
    counted_once.wait();
    inner = measure([&] {
      add(1);
      may_end.count_down();
      worker.join();
    });
  });
  CHECK(inner == adds(1));
  CHECK(outer == muls(3) + adds(1));
}

TEST_CASE("A thread that counted before, works and ends meanwhile is an error, unless it is said to be unrelated",
          "[threads][misuse]") {
  for (const bool unrelated : {false, true}) {
    std::latch counted_once(1);
    std::latch go(1);
    std::thread before([&] {
      multiply(1);
      counted_once.count_down();
      go.wait();
      multiply(1000);
    });
    counted_once.wait();
    const auto work = [&] {
      add(1);
      go.count_down();
      before.join();
    };
    if (unrelated)
      CHECK(measure(work, tally::unrelated_threads) == adds(1));
    else
      CHECK_THROWS_WITH(measure(work),
                        Catch::Matchers::ContainsSubstring("tally: while this measurement was open, 1000") &&
                            Catch::Matchers::ContainsSubstring("tally::attributed(f)") &&
                            Catch::Matchers::ContainsSubstring("tally::unrelated_threads"));
  }
}

TEST_CASE("A thread that still runs afterwards is an error, unless it is said to be unrelated", "[threads][misuse]") {
  for (const bool unrelated : {false, true}) {
    std::latch worked(1);
    std::latch go(1);
    std::thread after;
    const auto work = [&] {
      after = std::thread([&] {
        multiply(1000);
        worked.count_down();
        go.wait();
      });
      worked.wait();
      add(1);
    };
    if (unrelated)
      CHECK(measure(work, tally::unrelated_threads) == adds(1));
    else
      CHECK_THROWS_AS(measure(work), tally::attribution_error);
    // It does not turn up in the next measurement, in which it neither began nor counted.
    const counts next = measure([&] {
      go.count_down();
      after.join();
    });
    CHECK(next.empty());
  }
}

TEST_CASE("A profile says so too, and has the same option", "[threads][scope][misuse]") {
  pool workers(1);
  const auto work = [&] {
    const tally::scope named("here");
    add(2);
    workers.submit([] { multiply(9); });
    workers.wait();
  };
  CHECK_THROWS_AS(tally::profile(work), tally::attribution_error);
  CHECK(tally::profile(work, tally::unrelated_threads).total("here") == adds(2));
}

TEST_CASE("A detached thread's work is never a lower number", "[threads][misuse]") {
  // It may have ended in time or not: then all of it is there, or the measurement throws.
  for (int i = 0; i < 200; ++i) {
    std::promise<void> worked;
    try {
      const counts spent = measure([&] {
        std::thread([&] {
          multiply(100);
          worked.set_value();
        }).detach();
        worked.get_future().wait();
      });
      REQUIRE(spent == muls(100));
    } catch (const tally::attribution_error&) {
    }
  }
}

TEST_CASE("A thread that measures for itself is its own measurement's, and what it does besides is nobody's",
          "[threads]") {
  counts own;
  const auto with_besides = [&](int besides) {
    return [&own, besides] {
      std::thread worker([&] {
        multiply(besides);
        own = measure([] { multiply(7); });
        multiply(besides);
      });
      worker.join();
      add(1);
    };
  };
  CHECK(measure(with_besides(0)) == adds(1));
  CHECK(own == muls(7));
  CHECK_THROWS_WITH(measure(with_besides(2)), Catch::Matchers::ContainsSubstring(" 4 operations"));
  CHECK(own == muls(7));
  CHECK(measure(with_besides(2), tally::unrelated_threads) == adds(1));
}

TEST_CASE("What another thread did before or after a measurement is none of its business", "[threads]") {
  std::latch counted(1);
  std::latch go(1);
  std::thread other([&] {
    multiply(5);
    static_cast<void>(measure([] { multiply(7); }));
    multiply(5);
    counted.count_down();
    go.wait();
    multiply(11);
  });
  counted.wait();
  CHECK(measure([] { add(1); }) == adds(1));
  go.count_down();
  other.join();
  CHECK(measure([] { add(1); }) == adds(1));
}

TEST_CASE("What another thread measures, attributes or pauses meanwhile disturbs nobody", "[threads]") {
  std::latch counted_once(1);
  std::latch begun(1);
  std::latch worked(1);
  counts others;
  std::thread other([&] {
    multiply(1);
    counted_once.count_down();
    begun.wait();
    others = measure([] {
      multiply(2);
      {
        const tally::pause unmeasured;
        multiply(4);
      }
      std::thread(attributed([] { multiply(8); })).join();
    });
    {
      const tally::pause unmeasured;
      multiply(16);
    }
    worked.count_down();
  });
  counted_once.wait();
  const counts spent = measure([&] {
    begun.count_down();
    worked.wait();
    add(1);
  });
  other.join();
  CHECK(spent == adds(1));
  CHECK(others == muls(10));
}

TEST_CASE("Two threads that measure at once each see exactly their own", "[threads]") {
  constexpr int rounds = 200;
  std::latch both(2);
  int wrong[2] = {0, 0};
  const auto measuring = [&](int which, int times) {
    both.arrive_and_wait();
    for (int i = 0; i < rounds; ++i)
      if (measure([&] { multiply(times + i); }) != muls(times + i)) ++wrong[which];
  };
  std::thread one(measuring, 0, 100);
  std::thread two(measuring, 1, 3000);
  one.join();
  two.join();
  CHECK(wrong[0] == 0);
  CHECK(wrong[1] == 0);
}

TEST_CASE("A thread that either of two measurements may have started makes both say so", "[threads][misuse]") {
  std::latch both_measure(2);
  std::latch ended(1);
  std::string messages[2];
  const auto measuring = [&](int which) {
    try {
      static_cast<void>(measure([&] {
        multiply(1);
        both_measure.arrive_and_wait();
        if (which == 0) {
          std::thread([] { multiply(5); }).join();
          ended.count_down();
        } else {
          ended.wait();
        }
      }));
    } catch (const tally::attribution_error& error) {
      messages[which] = error.what();
    }
  };
  std::thread one(measuring, 0);
  std::thread two(measuring, 1);
  one.join();
  two.join();
  using Catch::Matchers::ContainsSubstring;
  for (const std::string& message : messages) {
    CHECK_THAT(message, ContainsSubstring("tally: a thread ended while several threads were measuring"));
    CHECK_THAT(message, ContainsSubstring("tally::attributed(f)"));
  }
  // And the next measurement is right again.
  CHECK(measure([] { std::thread([] { multiply(5); }).join(); }) == muls(5));
}

TEST_CASE("A thread that did nothing confuses nobody", "[threads]") {
  std::latch both_measure(2);
  std::latch ended(1);
  counts spent[2];
  const auto measuring = [&](int which) {
    spent[which] = measure([&] {
      multiply(1 + which);
      both_measure.arrive_and_wait();
      if (which == 0) {
        std::thread([] {}).join();
        ended.count_down();
      } else {
        ended.wait();
      }
    });
  };
  std::thread one(measuring, 0);
  std::thread two(measuring, 1);
  one.join();
  two.join();
  CHECK(spent[0] == muls(1));
  CHECK(spent[1] == muls(2));
}

TEST_CASE("attributed tells whose work it is where two measurements start threads at once", "[threads][attributed]") {
  std::latch both_measure(2);
  std::latch both_done(2);
  counts spent[2];
  const auto measuring = [&](int which, int times) {
    spent[which] = measure([&] {
      add(1);
      both_measure.arrive_and_wait();
      std::thread(attributed([times] { multiply(times); })).join();
      both_done.arrive_and_wait();
    });
  };
  std::thread one(measuring, 0, 5);
  std::thread two(measuring, 1, 70);
  one.join();
  two.join();
  CHECK(spent[0] == adds(1) + muls(5));
  CHECK(spent[1] == adds(1) + muls(70));
}

TEST_CASE("A pool of older workers is counted exactly for what is attributed, and an error without",
          "[threads][attributed][misuse]") {
  pool workers(3);
  CHECK_THROWS_WITH(measure([&] {
                      for (int i = 0; i < 50; ++i) workers.submit([] { multiply(9); });
                      workers.wait();
                    }),
                    Catch::Matchers::ContainsSubstring(" 450 operations"));

  const counts spent = measure(
      [&] {
        for (int i = 0; i < 50; ++i) {
          workers.submit(attributed([i] { multiply(i); }));
          workers.submit([] { add(1000); });
        }
        workers.wait();
      },
      tally::unrelated_threads);
  CHECK(spent == muls(49 * 50 / 2));
}

TEST_CASE("Attributed work is moved: the worker's own measurement loses what the asker's gains",
          "[threads][attributed]") {
  std::function<void()> job;
  counts workers_own;
  std::latch made(1);
  std::latch done(1);
  std::thread worker([&] {
    workers_own = measure([&] {
      add(3);
      made.wait();
      job();
      add(4);
      done.count_down();
    });
  });
  const counts spent = measure([&] {
    job = attributed([] { multiply(5); });
    made.count_down();
    done.wait();
  });
  worker.join();
  CHECK(spent == muls(5));
  CHECK(workers_own == adds(7));
}

TEST_CASE("Attributed work reaches all the measurements that were open, and none begun later",
          "[threads][attributed]") {
  pool workers(1);
  counts inner;
  counts unrelated;
  const counts outer = measure([&] {
    inner = measure([&] {
      std::function<void()> job = attributed([] { multiply(5); });
      unrelated = measure([&] {
        workers.submit(job);
        workers.wait();
      });
    });
  });
  CHECK(unrelated.empty());
  CHECK(inner == muls(5));
  CHECK(outer == muls(5));
}

TEST_CASE("An attributed callable works as the plain one on the asker's thread and without a measurement",
          "[threads][attributed]") {
  CHECK(measure([] { attributed([] { multiply(5); })(); }) == muls(5));
  auto outside = attributed([](int n) { return multiply(n), n + 1; });
  CHECK(outside(2) == 3);
  CHECK(measure([&] { outside(3); }) == muls(3));
  // It keeps references as references.
  int kept = 0;
  auto reference = attributed([&kept]() -> int& { return kept; });
  reference() = 4;
  CHECK(kept == 4);
}

TEST_CASE("An attributed callable that throws has still worked for whoever asked", "[threads][attributed]") {
  pool workers(1);
  const counts spent = measure([&] {
    workers.submit([job = attributed([] {
                      multiply(5);
                      throw 1;
                    })]() mutable {
      try {
        job();
      } catch (int) {
      }
    });
    workers.wait();
  });
  CHECK(spent == muls(5));
}

TEST_CASE("One that is called after its measurement has ended is the plain callable", "[threads][attributed][misuse]") {
  pool workers(1);
  std::function<void()> late;
  CHECK(measure([&] { late = attributed([] { multiply(5); }); }).empty());
  const auto on_a_pool = [&] {
    workers.submit(late);
    workers.wait();
  };
  CHECK_THROWS_AS(measure(on_a_pool), tally::attribution_error);
  CHECK(measure(on_a_pool, tally::unrelated_threads).empty());
  CHECK(measure([&] { std::thread(late).join(); }) == muls(5));
  CHECK(measure([&] { late(); }) == muls(5));
}

TEST_CASE("One that has not returned when its measurement ends is an error there, and changes no other",
          "[threads][attributed][misuse]") {
  pool workers(1);
  std::latch works(1);
  std::latch go(1);
  CHECK_THROWS_WITH(measure([&] {
                      workers.submit(attributed([&] {
                        multiply(5);
                        works.count_down();
                        go.wait();
                        multiply(5);
                      }));
                      works.wait();
                    }),
                    Catch::Matchers::ContainsSubstring("had not returned when its measurement ended"));
  const counts next = measure([&] {
    go.count_down();
    workers.wait();
    add(1);
  });
  CHECK(next == adds(1));
}

TEST_CASE("A measurement around one that was left too early says so as well", "[threads][attributed][misuse]") {
  pool workers(1);
  std::latch go(1);
  CHECK_THROWS_AS(measure([&] {
                    std::latch works(1);
                    try {
                      static_cast<void>(measure([&] {
                        workers.submit(attributed([&] {
                          multiply(5);
                          works.count_down();
                          go.wait();
                        }));
                        works.wait();
                        throw 1;
                      }));
                    } catch (int) {
                    }
                    go.count_down();
                    workers.wait();
                  }),
                  tally::attribution_error);
}

TEST_CASE("A measurement in an attributed callable holds what is attributed in it, and passes it on",
          "[threads][attributed]") {
  counts inner;
  const counts outer = measure([&] {
    std::thread(attributed([&] {
      inner = measure([] {
        multiply(10);
        std::thread(attributed([] { multiply(5); })).join();
      });
      multiply(1);
    })).join();
  });
  CHECK(inner == muls(15));
  CHECK(outer == muls(16));
}

TEST_CASE("One that comes back to the asker while that works for somebody else is still the asker's",
          "[threads][attributed]") {
  counts askers;
  std::function<void()> askers_job;
  std::function<void()> others_job;
  std::latch made(1);
  std::latch done(1);
  std::thread asker([&] {
    askers = measure([&] {
      askers_job = attributed([] { multiply(3); });
      made.wait();
      others_job();
      done.count_down();
    });
  });
  const counts others = measure([&] {
    others_job = attributed([&] {
      multiply(100);
      askers_job();
    });
    made.count_down();
    done.wait();
  });
  asker.join();
  CHECK(askers == muls(3));
  CHECK(others == muls(100));
}

TEST_CASE("A task that an attributed task makes works for the same measurement", "[threads][attributed]") {
  pool workers(2);
  const counts spent = measure([&] {
    std::latch done(1);
    workers.submit(attributed([&] {
      multiply(1);
      workers.submit(attributed([&] {
        multiply(10);
        // A run on the same thread is not moved twice.
        attributed([] { multiply(100); })();
        done.count_down();
      }));
    }));
    done.wait();
    workers.wait();
  });
  CHECK(spent == muls(111));
}

TEST_CASE("What is attributed in a pause is not counted", "[threads][attributed][pause]") {
  pool workers(1);
  const counts spent = measure([&] {
    const tally::pause unmeasured;
    workers.submit(attributed([] { multiply(5); }));
    workers.wait();
    std::thread([] { multiply(7); }).join();
  });
  CHECK(spent.empty());
}

TEST_CASE("What is attributed in a pause is nobody's, whoever else measures and whoever runs it",
          "[threads][attributed][pause]") {
  std::latch both_measure(2);
  std::latch both_done(2);
  counts paused;
  counts other;
  std::thread one([&] {
    paused = measure([&] {
      both_measure.arrive_and_wait();
      std::function<void()> job;
      {
        const tally::pause unmeasured;
        job = attributed([] {
          multiply(1000);
          CHECK(measure([] { multiply(1); }).empty());
          std::thread(attributed([] { multiply(100); })).join();
        });
        std::thread(job).join();
      }
      job();
      multiply(1);
      both_done.arrive_and_wait();
    });
  });
  std::thread two([&] {
    other = measure([&] {
      both_measure.arrive_and_wait();
      multiply(2);
      both_done.arrive_and_wait();
    });
  });
  one.join();
  two.join();
  CHECK(paused == muls(1));
  CHECK(other == muls(2));
}

TEST_CASE("Pauses do not make a started thread's count depend on when it ends", "[threads][pause]") {
  // Begun before the pause, ended in it: counted.
  CHECK(measure([] {
          std::latch counted_once(1);
          std::latch go(1);
          std::thread worker([&] {
            multiply(1);
            counted_once.count_down();
            go.wait();
            multiply(4);
          });
          counted_once.wait();
          const tally::pause unmeasured;
          go.count_down();
          worker.join();
        }) == muls(5));
  // First counted in the pause, ended after it: whether it was started in it is not known.
  CHECK_THROWS_AS(measure([] {
                    std::latch counted_once(1);
                    std::latch go(1);
                    std::thread worker([&] {
                      multiply(1);
                      counted_once.count_down();
                      go.wait();
                    });
                    {
                      const tally::pause unmeasured;
                      counted_once.wait();
                    }
                    go.count_down();
                    worker.join();
                  }),
                  tally::attribution_error);
}

TEST_CASE("A pause holds on its own thread only", "[threads][pause]") {
  const counts spent = measure([] {
    std::latch paused(1);
    std::latch worked(1);
    std::thread worker([&] {
      const tally::pause unmeasured;
      multiply(1000);
      paused.count_down();
      worked.wait();
    });
    paused.wait();
    add(3);
    worked.count_down();
    worker.join();
  });
  CHECK(spent == adds(3));
}

TEST_CASE("A worker's profile does not hold what it did for somebody else", "[threads][attributed][scope]") {
  std::function<void()> job;
  std::latch made(1);
  std::latch done(1);
  tally::scope_tree workers_tree;
  std::thread worker([&] {
    workers_tree = tally::profile([&] {
      const tally::scope own("own");
      add(3);
      made.wait();
      job();
      done.count_down();
    });
  });
  const counts spent = measure([&] {
    job = attributed([] {
      const tally::scope foreign("foreign");
      multiply(5);
    });
    made.count_down();
    done.wait();
  });
  worker.join();
  CHECK(spent == muls(5));
  CHECK(workers_tree.total() == adds(3));
  CHECK(workers_tree.total("own") == adds(3));
  CHECK(workers_tree.self("own") == adds(3));
}

TEST_CASE("A coroutine or fiber that changes threads is counted or an error, also without TALLY_FIBERS",
          "[threads][fibers][misuse]") {
  const auto right_or_refused = [](auto& waiting) {
    std::thread([&] {
      try {
        const counts spent = measure([&] { waiting.resume(); });
        CHECK(spent == muls(100));
      } catch (const tally::attribution_error& error) {
        CHECK_THAT(error.what(), Catch::Matchers::ContainsSubstring(" 100 operations") &&
                                     Catch::Matchers::ContainsSubstring("TALLY_FIBERS"));
      }
    }).join();
  };
  fibers::coroutine coroutine = fibers::multiplying(3, 100);
  right_or_refused(coroutine);
  for (const bool first_ends : {false, true}) {
    fibers::fiber fiber(3, 100);
    if (first_ends)
      std::thread([&] { fiber.resume(); }).join();
    else
      fiber.resume();
    right_or_refused(fiber);
  }
}

TEST_CASE("A thread-local object that is destroyed after its thread's last count may measure", "[threads]") {
  static counts spent;
  struct measuring_at_exit {
    bool armed = false;
    ~measuring_at_exit() {
      if (!armed) return;
      spent = measure([] {
        multiply(4);
        std::thread(attributed([] { multiply(5); })).join();
      });
    }
  };
  std::thread([] {
    static thread_local measuring_at_exit last;  // made before the thread counts, so destroyed after its counters are
    last.armed = true;
    multiply(1);
  }).join();
  CHECK(spent == muls(9));
}

TEST_CASE("A child of fork measures, whatever its parent's threads were doing", "[threads][fork]") {
  std::atomic<bool> stop = false;
  std::vector<std::thread> busy;
  for (int i = 0; i < 2; ++i)
    busy.emplace_back([&] {
      while (!stop) static_cast<void>(measure([] { multiply(1); }));
    });
  int wrong = 0;
  const auto child_is_right = [&wrong](auto&& check) {
    const pid_t child = fork();
    if (child == 0) {
      alarm(20);  // a hanging one ends
      _exit(check() ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    wrong += status == 0 ? 0 : 1;
  };
  for (int i = 0; i < 100; ++i)
    child_is_right([] {
      return measure([] {
               multiply(3);
               std::thread([] { multiply(4); }).join();
             }) == muls(7);
    });
  // One that was open in the parent goes on in the child.
  const counts spent = measure([&] {
    multiply(1);
    counts inner;
    child_is_right([&] {
      inner = measure([] { multiply(2); });
      return inner == muls(2);
    });
  });
  stop = true;
  for (std::thread& t : busy) t.join();
  CHECK(wrong == 0);
  CHECK(spent == muls(1));
}

TEST_CASE("Many threads, pools and measurements at once lose and invent nothing", "[threads][stress]") {
  // Four measuring threads; each starts attributed threads, feeds the one pool, works itself and pauses, all at once.
  pool workers(2);
  constexpr int measurers = 4;
  constexpr int rounds = 60;
  std::atomic<int> wrong = 0;
  std::vector<std::thread> measuring;
  for (int m = 0; m < measurers; ++m)
    measuring.emplace_back([&, m] {
      for (int round = 0; round < rounds; ++round) {
        const int times = 10 * (m + 1) + round;
        counts inner;
        const counts spent = measure([&] {
          std::latch done(3);
          for (int i = 0; i < 3; ++i)
            workers.submit([&done, job = attributed([times] { multiply(times); })]() mutable {
              job();
              done.count_down();
            });
          std::thread started(attributed([times] { add(times); }));
          inner = measure([&] { add(2); });
          {
            const tally::pause unmeasured;
            add(5000);
          }
          started.join();
          done.wait();
        });
        if (spent != muls(3 * times) + adds(times + 2) || inner != adds(2)) ++wrong;
      }
    });
  for (std::thread& t : measuring) t.join();
  workers.wait();
  CHECK(wrong == 0);
}

TEST_CASE("Thousands of short threads under one measurement are all there", "[threads][stress]") {
  const counts spent = measure([] {
    for (int i = 0; i < 250; ++i) {
      std::vector<std::jthread> eight;
      for (int j = 0; j < 8; ++j) eight.emplace_back([] { multiply(3); });
    }
  });
  CHECK(spent == muls(250 * 8 * 3));
}

}  // namespace
