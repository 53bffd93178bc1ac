// SPDX-License-Identifier: MIT
// Coroutines and fibers that go on on another thread, in a unit that says so; the others of this program do not.
// flags: -O2 -DTALLY_FIBERS

#include "support/catch.hpp"
#include "support/fibers.hpp"

using tally::counts;
using tally::measure;

TEST_CASE("A coroutine counts for the thread that resumes it", "[fibers]") {
  fibers::coroutine waiting = fibers::multiplying(3, 100);
  counts spent;
  std::thread([&] { spent = measure([&] { waiting.resume(); }); }).join();
  CHECK(spent == fibers::muls(100));
}

TEST_CASE("A fiber counts for the thread that resumes it, also when the one that it left has ended", "[fibers]") {
  for (const bool first_ends : {false, true}) {
    fibers::fiber waiting(3, 100);
    counts before;
    counts after;
    const auto begin = [&] { before = measure([&] { waiting.resume(); }); };
    if (first_ends)
      std::thread(begin).join();
    else
      begin();
    std::thread([&] { after = measure([&] { waiting.resume(); }); }).join();
    CHECK(before == fibers::muls(3));
    CHECK(after == fibers::muls(100));
  }
}

TEST_CASE("A measurement, a pause or a scope that moves with its coroutine is an error", "[fibers][misuse]") {
  for (const fibers::holding what : {fibers::holding::measurement, fibers::holding::pause, fibers::holding::scope}) {
    fibers::coroutine waiting = fibers::holding_one(what);
    const auto move = [&] {
      waiting.resume();
      std::thread([&] { waiting.resume(); }).join();
      if (!waiting.message().empty()) throw tally::attribution_error(waiting.message());
    };
    CHECK_THROWS_WITH(static_cast<void>(tally::profile(move)),
                      Catch::Matchers::ContainsSubstring("ended on another thread than it began on"));
    // Nothing is left behind.
    CHECK(measure([] { fibers::multiply(2); }) == fibers::muls(2));
  }
}
