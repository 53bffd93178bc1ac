// SPDX-License-Identifier: MIT
// cases: 400
// Random schedules of measure, profile, scope, pause, attributed, threads and exceptions, nested in any order. A model
// that knows the rule of docs/measuring.md and no counters says what each measurement must see.

#include "fuzz.hpp"
#include <tally/tally.hpp>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace {

using real = tally::counted<double>;

struct bill {
  unsigned adds = 0;
  unsigned muls = 0;
  bill& operator+=(const bill& more) {
    adds += more.adds;
    muls += more.muls;
    return *this;
  }
  [[nodiscard]] tally::counts as_counts() const {
    return tally::counts()
        .add(tally::operation::add, tally::precision::f64, adds)
        .add(tally::operation::mul, tally::precision::f64, muls);
  }
};

void work(const bill& asked) {
  real x = 1;
  for (unsigned i = 0; i < asked.adds; ++i) x += 1.0;
  for (unsigned i = 0; i < asked.muls; ++i) x *= 1.0;
}

// A thread that has counted before anybody measures, as a pool's have.
class older_thread {
 public:
  older_thread() {
    work({1, 1});
    run([] { work({1, 1}); });
  }
  ~older_thread() {
    run([this] { closing_ = true; });
    thread_.join();
  }
  older_thread(const older_thread&) = delete;
  older_thread& operator=(const older_thread&) = delete;

  void run(const std::function<void()>& job) {
    std::unique_lock lock(mutex_);
    job_ = &job;
    changed_.notify_all();
    changed_.wait(lock, [this] { return job_ == nullptr; });
  }

 private:
  void serve() {
    std::unique_lock lock(mutex_);
    while (!closing_) {
      changed_.wait(lock, [this] { return job_ != nullptr; });
      (*job_)();
      job_ = nullptr;
      changed_.notify_all();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  const std::function<void()>* job_ = nullptr;
  bool closing_ = false;
  std::thread thread_{[this] { serve(); }};
};

struct thrown {};

// One thread's part of a schedule. Each function adds to `seen` what the measurement around it is to see, also when an
// exception leaves it.
class player {
 public:
  // Threads that nobody attributes are known to be this player's only if no other measures.
  player(fuzz::dice chosen, bool alone) : chosen_(chosen), alone_(alone) {}

  void play() {
    bill seen;
    try {
      const tally::counts spent = measured([&] {
        try {
          block(seen);
          block(seen);
        } catch (const thrown&) {
        }
      });
      compare("the outermost measurement", spent, seen);
      const tally::scope_tree later = tally::profile([] {
        const tally::scope named("later");
        work({2, 3});
      });
      compare("a profile afterwards", later.total("later"), {2, 3});
      if (later.size() != 2) complain("a profile afterwards has scopes of before");
    } catch (const tally::error& problem) {
      complain(problem.what());
    }
  }
  [[nodiscard]] const std::string& complaint() const { return complaint_; }

 private:
  // Where a block runs.
  struct place {
    int depth = 0;
    bool paused = false;
    bool elsewhere = false;  // on another thread than the player's
    bool on_the_older_thread = false;
  };

  void block(bill& seen) {
    for (int actions = chosen_.between(0, 4); actions > 0; --actions) act(seen);
  }
  void act(bill& seen) {
    const place here = here_;
    ++here_.depth;
    try {
      choose(seen);
    } catch (const thrown&) {
      here_ = here;
      throw;
    }
    here_ = here;
  }
  void choose(bill& seen) {
    switch (here_.depth > 5 ? 0 : chosen_.between(0, 13)) {
    case 3:
      return scoped(seen);
    case 4:
      return paused(seen);
    case 5:
    case 6:
      return nested_measurement(seen);
    case 7:
      return nested_profile(seen);
    case 8:
      return exception(seen);
    case 9:
      return attributed_here(seen);
    case 10:
    case 11:
      return attributed_elsewhere(seen);
    case 12:
      return thread(seen);
    case 13:
      return attributed_in_a_pause(seen);
    default:
      return spend(seen);
    }
  }

  void spend(bill& seen) {
    const bill asked{chosen_.between(0U, 6U), chosen_.between(0U, 6U)};
    work(asked);
    if (!here_.paused) seen += asked;
  }
  void scoped(bill& seen) {
    const tally::scope named(tally::label("s", chosen_.between(0, 2)));
    block(seen);
  }
  void paused(bill& seen) {
    const tally::pause unmeasured;
    here_.paused = true;
    block(seen);
  }
  void nested_measurement(bill& seen) {
    bill inside;
    try {
      const tally::counts spent = measured([&] { block(inside); });
      compare("a measurement", spent, inside);
    } catch (const thrown&) {
      seen += inside;
      throw;
    }
    seen += inside;
  }
  void nested_profile(bill& seen) {
    bill inside;
    try {
      const tally::scope_tree tree = tally::profile([&] { block(inside); });
      compare("a profile", tree.total(), inside);
      tally::counts parts;
      for (int i = 0; i < tree.size(); ++i) parts += tree.self(i);
      compare("the parts of a profile", parts, inside);
    } catch (const thrown&) {
      seen += inside;
      throw;
    }
    seen += inside;
  }
  void exception(bill& seen) {
    if (chosen_.coin()) throw thrown();
    try {
      block(seen);
      throw thrown();
    } catch (const thrown&) {
    }
  }
  void attributed_here(bill& seen) {
    tally::attributed([&] { block(seen); })();
  }
  // It works for the measurement around this, or for nobody.
  void attributed_elsewhere(bill& seen) {
    const std::function<void()> job = tally::attributed([&] {
      try {
        block(seen);
      } catch (const thrown&) {
      }
    });
    run_elsewhere(job);
  }
  void attributed_in_a_pause(bill& seen) {
    std::function<void()> job;
    {
      const tally::pause unmeasured;
      job = tally::attributed([&] {
        try {
          block(seen);
        } catch (const thrown&) {
        }
      });
    }
    here_.paused = true;
    if (chosen_.coin())
      job();
    else
      run_elsewhere(job);
  }
  void run_elsewhere(const std::function<void()>& job) {
    here_.elsewhere = true;
    if (!here_.on_the_older_thread && chosen_.coin()) {
      here_.on_the_older_thread = true;
      older_.run(job);
    } else {
      std::thread(job).join();
    }
  }
  // A thread that nobody attributes, started and joined by the player's own: who else starts one may be meant or not.
  void thread(bill& seen) {
    if (!alone_ || here_.elsewhere) return spend(seen);
    const bill asked{chosen_.between(0U, 6U), chosen_.between(0U, 6U)};
    std::thread([&] {
      work(asked);
      const tally::pause unmeasured;
      work({3, 3});
    }).join();
    if (!here_.paused) seen += asked;
  }

  template <class F>
  tally::counts measured(F&& f) {
    if (chosen_.coin()) return tally::measure(f);
    return tally::measure(f, tally::unrelated_threads);
  }
  void compare(const std::string& what, const tally::counts& spent, const bill& seen) {
    if (spent != seen.as_counts())
      complain(what + " saw " + to_string(spent) + " instead of " + to_string(seen.as_counts()));
  }
  void complain(const std::string& text) {
    if (complaint_.empty()) complaint_ = text;
  }

  fuzz::dice chosen_;
  bool alone_;
  place here_;
  std::string complaint_;
  older_thread older_;
};

}  // namespace

int main(int argc, char** argv) {
  return fuzz::run(argc, argv, [](fuzz::dice& chosen) {
    const int players = chosen.coin() ? 1 : chosen.between(2, 4);
    std::vector<std::unique_ptr<player>> all;
    for (int i = 0; i < players; ++i)
      all.push_back(std::make_unique<player>(fuzz::dice(chosen.any(), 0), players == 1));
    if (players == 1) {
      all.front()->play();
    } else {
      std::vector<std::thread> threads;
      for (const auto& one : all) threads.emplace_back([&one] { one->play(); });
      for (std::thread& t : threads) t.join();
    }
    for (const auto& one : all)
      if (!one->complaint().empty()) return one->complaint();
    return std::string();
  });
}
