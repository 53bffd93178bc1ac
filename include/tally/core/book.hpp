// SPDX-License-Identifier: MIT
// The counters of threads: one book a thread and one registry of them a process, whatever modules the code lies in.
#pragma once

#include "tally/core/counts.hpp"
#include "tally/core/error.hpp"
#include "tally/core/operation.hpp"
#include "tally/core/precision.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <new>
#include <pthread.h>
#include <sched.h>
#if __has_include(<link.h>)
#include <link.h>
#endif

namespace tally::detail {

class measurement;
class profiler;
struct book;

// Whom an attributed callable works for: the measurement that began at `since` on the asker's thread and, while it is
// open, those around it. Made in a pause, it works for nobody. Where nothing is measured there is no employer: neither.
struct employer {
  const book* asker = nullptr;
  std::uint64_t since = 0;
  bool nobody = false;
};

// How much a thread has done, of whatever kind. It may be counting meanwhile: what it did before it told this thread
// anything has reached memory, and sanitizers need not know of the rest.
[[gnu::noinline]] __attribute__((no_sanitize("thread"))) inline std::uint64_t total(const ledger& spent) noexcept {
  constexpr std::size_t lanes = 4;  // so that compilers add several at once
  unsigned long long sums[lanes]{};
  constexpr std::size_t size = operation_count * precision_count;
  for (std::size_t i = 0; i < size / lanes * lanes; i += lanes)
    for (std::size_t lane = 0; lane < lanes; ++lane) sums[lane] += spent.counters[i + lane];
  for (std::size_t i = size / lanes * lanes; i < size; ++i) sums[0] += spent.counters[i];
  return sums[0] + sums[1] + sums[2] + sums[3];
}

// A thread's counters, and what is under way on it. Its address never changes, and its memory outlives the thread.
struct alignas(64) book {
  ledger spent;
  const void* owner = nullptr;  // the thread
  std::uint64_t birth = 0;      // when it first counted, by the registry's clock
  std::uint64_t death = 0;
  bool measured_for_itself = false;   // its work belongs to its own measurements
  bool born_in_a_pause = false;       // some measuring thread's
  const ledger* paused_at = nullptr;  // what had been spent when the outermost pause began
  std::uint64_t paused_since = 0;
  // How many measurements and attributed callables are under way here; what is done in them is somebody's.
  unsigned inside = 0;
  std::uint64_t stray_before = 0;  // what strayed() was when the first of them began
  std::uint64_t not_stray = 0;     // all that was done in former ones
  std::uint64_t strayed_at_death = 0;
  measurement* innermost = nullptr;
  profiler* profile = nullptr;
  bool on_errand = false;  // an attributed callable is at work
  employer working_for;
  const measurement* outside = nullptr;  // the innermost when it began
  book* previous = nullptr;
  book* next = nullptr;

  // What counts so far: while paused, the counters run on, and are put back.
  [[nodiscard]] const ledger& seen() const { return paused_at != nullptr ? *paused_at : spent; }

  // With the registry locked: a number that grows with every operation that was done outside measurements, attributed
  // callables and pauses.
  [[nodiscard]] std::uint64_t strayed() const { return inside != 0 ? stray_before : total(seen()) - not_stray; }
  // Where no other thread measures, nobody compares the numbers, and they need no computing.
  void enter(bool watched) {
    if (inside == 0) stray_before = watched ? total(seen()) - not_stray : 0;
    ++inside;
  }
  void leave(bool watched) {
    --inside;
    if (inside == 0 && watched) not_stray = total(seen()) - stray_before;
  }
};

// What tells threads apart, in every module alike. The C library promises compilers that it never changes, which is not
// so in a coroutine or a fiber; behind the assembly it is looked up anew.
[[gnu::noinline]] inline const void* this_thread() noexcept {
  const void* self = &errno;
  __asm__ volatile("" : "+r"(self));
  return self;
}

// The books of all threads of the process. On the heap and never freed: modules come and go, and threads may end after
// main has. It holds no addresses of code.
struct registry {
  book* first = nullptr;  // of threads that have counted and have not ended, the youngest first
  unsigned living = 0;
  std::uint64_t clock = 0;
  // Books of ended threads, the oldest first. A coroutine that moved may still count in one, so that they are used
  // again only after a while.
  book* first_retired = nullptr;
  book* last_retired = nullptr;
  unsigned retired = 0;
  static constexpr unsigned kept_retired = 32;
  book* unused = nullptr;
  const void* holder = nullptr;  // the thread that has locked it
  unsigned held_again = 0;

  // Held for a few instructions: when a thread counts for the first time, ends, or begins or ends a measurement; and
  // while the process forks, when its holder may ask for it again.
  void lock() noexcept {
    const void* const self = this_thread();
    if (__atomic_load_n(&holder, __ATOMIC_RELAXED) == self) {
      ++held_again;
      return;
    }
    const void* nobody = nullptr;
    while (!__atomic_compare_exchange_n(&holder, &nobody, self, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
      nobody = nullptr;
      sched_yield();  // its holder may want the core
    }
  }
  void unlock() noexcept {
    if (held_again != 0)
      --held_again;
    else
      __atomic_store_n(&holder, nullptr, __ATOMIC_RELEASE);
  }

  // With the registry locked.
  void insert(book& mine) noexcept {
    mine.birth = ++clock;
    mine.next = first;
    if (first != nullptr) first->previous = &mine;
    first = &mine;
    ++living;
    for (const book* b = first; b != nullptr; b = b->next)
      if (b->paused_at != nullptr && b->innermost != nullptr) mine.born_in_a_pause = true;
  }
  [[nodiscard]] bool watched(const book& mine) const noexcept {
    for (const book* b = first; b != nullptr; b = b->next)
      if (b != &mine && b->innermost != nullptr) return true;
    return false;
  }
  // Destructors of static and thread-local objects run on threads that have ended, and may measure.
  void revive(book& ended) noexcept {
    book* before = nullptr;
    for (book* b = first_retired; b != nullptr && b != &ended; b = b->next) before = b;
    if (before == nullptr ? first_retired != &ended : before->next != &ended) return;  // too many ended since
    (before != nullptr ? before->next : first_retired) = ended.next;
    if (last_retired == &ended) last_retired = before;
    --retired;
    ended.death = 0;
    ended.previous = nullptr;
    insert(ended);
  }
  void remove(book& ended) noexcept {
    (ended.previous != nullptr ? ended.previous->next : first) = ended.next;
    if (ended.next != nullptr) ended.next->previous = ended.previous;
    ended.death = ++clock;
    ended.owner = nullptr;
    ended.paused_at = nullptr;
    ended.innermost = nullptr;
    ended.strayed_at_death = ended.strayed();
    ended.next = nullptr;
    --living;
    (last_retired != nullptr ? last_retired->next : first_retired) = &ended;
    last_retired = &ended;
    if (++retired <= kept_retired) return;
    book* const oldest = first_retired;
    first_retired = oldest->next;
    --retired;
    oldest->next = unused;
    unused = oldest;
  }
};

// Modules that share books agree on what a book is, and on all that it points to.
inline constexpr std::uint64_t books_layout = ((1 * 1000 + operation_count) * 1000 + precision_count) * 8 +
#if defined(_GLIBCXX_DEBUG)
                                              1 +
#endif
#if defined(_LIBCPP_VERSION)
                                              2 +
#endif
#if defined(_GLIBCXX_USE_CXX11_ABI) && !_GLIBCXX_USE_CXX11_ABI
                                              4 +
#endif
                                              0;

// What each module that counts carries in its data: where the registry is. Modules whose names the linker joins share
// it.
struct alignas(64) registry_mark {
  static constexpr std::uint64_t first_word = 0x5bd1e995a2f49c17U;
  static constexpr std::uint64_t second_word = 0xc6a4a7935e1f03b9U;

  std::uint64_t words[2] = {first_word, second_word};
  std::uint64_t layout = books_layout;
  registry* known = nullptr;
};
template <std::uint64_t Layout>
struct [[gnu::visibility("default")]] registry_place {
  static inline constinit registry_mark mark{};
};

#if __has_include(<link.h>)
// Modules whose names the linker does not join (of hidden visibility, or opened by a program that exports none) find
// each other's marks: the loader lists what it has loaded, the program first.
struct mark_search {
  registry* found = nullptr;
  bool of_another_layout = false;

  // Reads the modules' variables as words, which sanitizers that guard variables need not judge.
  __attribute__((no_sanitize("address"))) __attribute__((no_sanitize("thread"))) static int
  look_in(dl_phdr_info* module, std::size_t, void* search) {
    auto& result = *static_cast<mark_search*>(search);
    for (int i = 0; i < module->dlpi_phnum; ++i) {
      const auto& segment = module->dlpi_phdr[i];
      if (segment.p_type != PT_LOAD || (segment.p_flags & (PF_R | PF_W)) != (PF_R | PF_W)) continue;
      const std::uintptr_t begin = module->dlpi_addr + segment.p_vaddr;
      const std::uintptr_t end = begin + segment.p_filesz;
      constexpr std::uintptr_t step = alignof(registry_mark);
      for (std::uintptr_t at = (begin + step - 1) / step * step; at + sizeof(registry_mark) <= end; at += step) {
        const auto& mark = *reinterpret_cast<const registry_mark*>(at);
        if (mark.words[0] != registry_mark::first_word || mark.words[1] != registry_mark::second_word) continue;
        if (mark.known == nullptr) continue;
        result.of_another_layout = mark.layout != books_layout;
        result.found = mark.known;
        return 1;
      }
    }
    return 0;
  }
};
#endif

[[gnu::noinline]] inline registry& meet_registry() {
  registry** const known = &registry_place<books_layout>::mark.known;
  registry* met = __atomic_load_n(known, __ATOMIC_ACQUIRE);
  if (met != nullptr) return *met;
#if __has_include(<link.h>)
  mark_search search;
  dl_iterate_phdr(mark_search::look_in, &search);
  if (search.of_another_layout)
    fail<error>("tally: a shared library or a plugin of this program was built with another version of tally or of the "
                "standard library than what it counts for; build them alike");
  met = search.found;
#endif
  registry* const mine = met != nullptr ? met : new registry;
  registry* faster = nullptr;  // another thread's
  const bool first = __atomic_compare_exchange_n(known, &faster, mine, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
  return first ? *mine : *faster;
}
inline registry& all_books() {
  registry* const known = __atomic_load_n(&registry_place<books_layout>::mark.known, __ATOMIC_ACQUIRE);
  return known != nullptr ? *known : meet_registry();
}

class registry_lock {
 public:
  registry_lock() noexcept : all_(all_books()) { all_.lock(); }
  ~registry_lock() { all_.unlock(); }
  registry_lock(const registry_lock&) = delete;
  registry_lock& operator=(const registry_lock&) = delete;

 private:
  registry& all_;
};

void retire(book& ending) noexcept;  // defined with measure, which knows who is to be told
void orphan(book& forking) noexcept;

// A child of fork has the thread that forked and no other. The registry is locked meanwhile, so that it is whole there.
inline void before_fork() noexcept { all_books().lock(); }
inline void after_fork() noexcept { all_books().unlock(); }
inline void after_fork_in_child() noexcept {
  registry& all = all_books();
  const void* const self = this_thread();
  for (book* b = all.first; b != nullptr;) {
    book* const next = b->next;
    if (b->owner != self)
      all.remove(*b);
    else
      orphan(*b);
    b = next;
  }
  all.unlock();
}

// A module meets the registry when it is loaded, which the loader does one after the other.
template <class>
struct [[gnu::visibility("hidden")]] loaded_module {
  static inline const int heeds_forks =
      (static_cast<void>(meet_registry()), pthread_atfork(before_fork, after_fork, after_fork_in_child));
};

struct retirement {
  retirement() = default;
  retirement(const retirement&) = delete;
  retirement& operator=(const retirement&) = delete;
  ~retirement() {
    if (ending != nullptr) retire(*ending);
  }
  book* ending = nullptr;
};

// The calling thread's book, which another module may have made.
[[gnu::noinline, gnu::visibility("hidden")]] inline book* enlist() noexcept {
  static_cast<void>(&loaded_module<book>::heeds_forks);
  registry& all = all_books();
  const void* const self = this_thread();
  book* mine = nullptr;
  {
    const registry_lock lock;
    for (book* b = all.first; b != nullptr; b = b->next)
      if (b->owner == self) return b;
    mine = all.unused;
    if (mine != nullptr) all.unused = mine->next;
  }
  if (mine != nullptr) mine->~book();
  mine = new (mine != nullptr ? mine : ::operator new(sizeof(book), std::align_val_t(alignof(book)))) book();
  mine->owner = self;
  static thread_local retirement at_thread_exit;
  at_thread_exit.ending = mine;
  const registry_lock lock;
  all.insert(*mine);
  return mine;
}

// What this module remembers of it, so that each module has its own.
[[gnu::visibility("hidden")]] inline thread_local constinit book* my_book = nullptr;

// Asked anew each time: for what begins and ends, and may end on another thread.
[[gnu::noinline]] inline book* this_threads_book() noexcept {
  __asm__ volatile("");
  if (my_book == nullptr) my_book = enlist();
  return my_book;
}

// Coroutines and fibers that go on on another thread make the promise below untrue. In units that are compiled with
// TALLY_FIBERS the book is asked for at every count; what differs for that has another name for the linker.
#if defined(TALLY_FIBERS)
#define TALLY_FIBERS_TAG [[gnu::abi_tag("fibers")]]
TALLY_FIBERS_TAG inline book* current_book() noexcept { return this_threads_book(); }
#else
#define TALLY_FIBERS_TAG
// The address of a thread's book never changes while the thread lives, which is what the attribute promises: the
// compiler calls once, keeps the address in a register, and hoists the counters out of loops (as with errno's location
// in the C library). A visible body would be inlined and lose the promise, so it is not.
[[gnu::const, gnu::noinline]] inline book* current_book() noexcept {
  if (my_book == nullptr) my_book = enlist();
  return my_book;
}
#endif

}  // namespace tally::detail
