// SPDX-License-Identifier: MIT
// cases: 1500

// Sizes at their limits, 0, negative and up to 2^63 - 1, in shapes and in options: a prediction ends at once, with a
// number that a second reckoning gives too, or with an error of the library's. Nothing wraps, crashes, hangs or throws
// what is not the library's. Each case runs in a process of its own.

#include "fuzz/fuzz.hpp"
#include "fuzz/layers.hpp"
#include "fuzz/usual_options.hpp"

#include <sys/resource.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <unistd.h>

namespace fuzz {
namespace {

__extension__ typedef unsigned __int128 wide;

index extreme(dice& dice) {
  constexpr index one = 1;
  constexpr index least = std::numeric_limits<index>::min();
  constexpr index most = std::numeric_limits<index>::max();
  return dice.one_of<index>({0,
                             -1,
                             -2,
                             7,
                             64,
                             one << 16,
                             46341,
                             one << 20,
                             one << 21,
                             1'000'000'007,
                             one << 28,
                             one << 29,
                             one << 30,
                             (one << 30) + 1,
                             3 * (one << 29),
                             (one << 31) - 1,
                             one << 31,
                             (one << 31) + 1,
                             3'037'000'499,
                             3'037'000'500,
                             (one << 32) - 1,
                             one << 32,
                             (one << 32) + 1,
                             one << 40,
                             one << 47,
                             one << 53,
                             (one << 53) + 1,
                             one << 61,
                             one << 62,
                             (one << 62) - 1,
                             (one << 62) + 1,
                             most - 1,
                             most,
                             least,
                             least + 1});
}

// What a prediction came to, or why there is none.
struct answer {
  enum class ending : char { number, refused, foreign, lost };
  ending how = ending::lost;
  std::string text;
};

// Runs `f` in a process of its own, with 5 seconds and 4 GiB.
template <class F>
answer guarded(const F& f) {
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("no pipe");
  const pid_t child = fork();
  if (child == 0) {
    const rlimit seconds{5, 5};
    setrlimit(RLIMIT_CPU, &seconds);
#if !defined(__SANITIZE_ADDRESS__)
    const rlimit bytes{rlim_t{4} << 30, rlim_t{4} << 30};
    setrlimit(RLIMIT_AS, &bytes);
#endif
    answer mine;
    try {
      mine = {answer::ending::number, f()};
    } catch (const tally::error& problem) {
      const std::string what = problem.what();
      mine = {what.starts_with("tally: ") ? answer::ending::refused : answer::ending::foreign, what};
    } catch (const std::exception& problem) {
      mine = {answer::ending::foreign, problem.what()};
    }
    mine.text.insert(0, 1, static_cast<char>(mine.how));
    std::size_t sent = 0;
    while (sent < mine.text.size()) {
      const ssize_t n = write(ends[1], mine.text.data() + sent, mine.text.size() - sent);
      if (n <= 0) break;
      sent += static_cast<std::size_t>(n);
    }
    _exit(0);
  }
  close(ends[1]);
  answer result;
  char buffer[4096];
  std::string text;
  for (ssize_t n = 0; (n = read(ends[0], buffer, sizeof(buffer))) > 0;)
    text.append(buffer, static_cast<std::size_t>(n));
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) return {answer::ending::lost, "ended by signal " + std::to_string(WTERMSIG(status))};
  if (WEXITSTATUS(status) != 0 || text.empty()) return {answer::ending::lost, "ended without an answer"};
  return {static_cast<answer::ending>(text[0]), text.substr(1)};
}

// Exact products and sums, or nothing where 128 bits do not hold them.
class exact {
 public:
  exact(index n) : fits_(n >= 0), value_(static_cast<wide>(n)) {}
  friend exact operator*(exact a, exact b) {
    return both(a, b, __builtin_mul_overflow(a.value_, b.value_, &a.value_), a);
  }
  friend exact operator+(exact a, exact b) {
    return both(a, b, __builtin_add_overflow(a.value_, b.value_, &a.value_), a);
  }
  friend exact operator-(exact a, exact b) {
    return both(a, b, __builtin_sub_overflow(a.value_, b.value_, &a.value_), a);
  }
  [[nodiscard]] std::string text() const { return fits_ ? to_string(tally::natural::of(value_)) : "too large"; }

 private:
  static exact both(const exact& a, const exact& b, bool overflow, exact result) {
    result.fits_ = a.fits_ && b.fits_ && !overflow;
    return result;
  }
  bool fits_;
  wide value_;
};

// Taps of all windows that lie on the input, tap by tap or window by window, whichever are fewer.
std::optional<exact> taps(index input, index kernel, index stride, index padding, index dilation, index windows) {
  const bool by_window = windows < kernel;
  const index rows = by_window ? windows : kernel;
  if (rows > 200'000) return std::nullopt;
  exact sum = 0;
  for (index i = 0; i < rows; ++i) {
    const index start = i * (by_window ? stride : dilation) - padding;
    const index step = by_window ? dilation : stride;
    const index many = by_window ? kernel : windows;
    const index first = start < 0 ? (-start + step - 1) / step : 0;
    const index last = start < input ? (input - 1 - start) / step + 1 : 0;
    const index end = last < many ? last : many;
    if (end > first) sum = sum + exact(end - first);
  }
  return sum;
}

// The multiplications, or for layers that have none another operation, of some kinds of layers.
struct expected {
  tally::operation kind;
  exact times;
};
std::optional<expected> reckoned(const layer& l, const shape& x) {
  using tally::operation;
  const auto& o = l.o;
  const exact volume = x.volume();
  const auto per_channel = [&](int axes, bool pool) -> std::optional<exact> {
    exact count = x[0];
    for (int a = 0; a < axes; ++a) {
      const bool second = axes == 2 && a == 1;
      const index kernel = second || (!pool && axes == 3 && a == 1) ? o[10] : o[2];
      const index stride = second ? o[11] : o[3];
      const bool is_average = l.what >= kind::avg_pool1d;
      const index dilation = pool ? (is_average ? 1 : o[5]) : o[5];
      const index step = pool && o[3] == 0 && (axes != 2 || o[11] == 0) ? kernel : stride;
      const index behind = pool && o[6] != 0 ? o[6] - 1 : o[4];
      const index room = x[a + 2] + o[4] + behind - dilation * (kernel - 1) - 1;
      index windows = room / step + 1;
      if (pool && o[7] != 0) {
        windows = (room + step - 1) / step + 1;
        if ((windows - 1) * step >= x[a + 2] + o[4]) --windows;
      }
      const bool all = !pool && o[8] == 0;  // zeros of the padding are multiplied
      const auto inside = all ? exact(windows) * exact(kernel) : taps(x[a + 2], kernel, step, o[4], dilation, windows);
      if (!inside) return std::nullopt;
      count = count * *inside;
    }
    return count;
  };
  switch (l.what) {
  case kind::linear:
  case kind::matmul:
    return expected{operation::mul, volume * o[1]};
  case kind::conv1d:
  case kind::conv2d:
  case kind::conv3d: {
    if (o[9] != 0) return std::nullopt;
    const auto inside = per_channel(x.rank() - 2, false);
    if (!inside) return std::nullopt;
    return expected{operation::mul, *inside * o[1] * exact(x[1] / o[6])};
  }
  case kind::max_pool1d:
  case kind::max_pool2d:
  case kind::max_pool3d: {
    // T taps and N results take T - N comparisons; N follows from the same windows.
    const auto inside = per_channel(x.rank() - 2, true);
    if (!inside) return std::nullopt;
    exact results = exact(x[0]) * x[1];
    const shape y = tally::trace(network{{l}}, x).output();
    for (int a = 2; a < y.rank(); ++a) results = results * y[a];
    return expected{operation::min_max, *inside * x[1] - results};
  }
  case kind::relu:
    return expected{operation::min_max, volume};
  case kind::relu6:
    return expected{operation::min_max, volume * 2};
  case kind::sigmoid:
    return expected{operation::exp, volume};
  case kind::softmax:
  case kind::log_softmax:
    return expected{operation::exp, volume};
  case kind::cumsum:
    return expected{operation::add,
                    exact(x.volume() / x[static_cast<int>(o[0])]) * exact(x[static_cast<int>(o[0])] - 1)};
  case kind::multi_head_attention:
    // Four projections, scores and mixture; and the queries' scale.
    return expected{operation::mul, volume * x[2] * 4 + volume * x[1] * 2 + volume};
  case kind::repeat:
    return expected{operation::mul, exact(o[0]) * volume * x[-1]};
  case kind::gru: {
    // x W and h W for three gates, and three products of vectors a step.
    const index batch = x.rank() == 2 ? 1 : x[o[5] != 0 ? 0 : 1];
    const index steps = x.rank() == 2 ? x[0] : x[o[5] != 0 ? 1 : 0];
    const exact directions = o[6] != 0 ? 2 : 1;
    const exact of_states = exact(o[1]) * o[1] * 3 + exact(o[1]) * 3;
    const exact first = exact(o[1]) * o[0] * 3 + of_states;
    const exact others = exact(o[1]) * o[1] * directions * 3 + of_states;
    return expected{operation::mul, exact(batch) * steps * directions * (first + others * exact(o[2] - 1))};
  }
  default:
    return std::nullopt;
  }
}

std::string examine(dice& dice) {
  layer l;
  l.what = static_cast<kind>(dice.between(0, kinds - 1));
  shape x;
  try {
    const int rank = dice.between(0, 5);
    for (int i = 0; i < rank; ++i) x.push_back(dice.once_in(4) ? extreme(dice) : dice.between<index>(1, 9));
    l.o = usual_options(dice, l.what, x);
  } catch (const tally::error&) {
    return "";  // no shape at all
  }
  const int changes = dice.between(0, 3);
  for (int i = 0; i < changes; ++i) l.o[dice.between<std::size_t>(0, l.o.size() - 1)] = extreme(dice);

  std::optional<expected> second;
  const answer got = guarded([&] {
    const tally::prediction spent = tally::predict(network{{l}}, x);
    // The second reckoning is made in the guarded process, of what the first has accepted.
    second = reckoned(l, x);
    const std::string number = to_string(spent.counts());
    if (!second) return number;
    const std::string first = to_string(spent.counts()[second->kind]);
    return first == second->times.text() ? number : "WRONG " + second->times.text() + " expected of " + number;
  });
  const std::string about = " (" + to_string(l) + " on " + to_string(x) + ")";
  if (got.how == answer::ending::refused) return "";
  if (got.how == answer::ending::number) return got.text.starts_with("WRONG") ? got.text + about : "";
  return (got.how == answer::ending::foreign ? "not the library's error: " : "") + got.text + about;
}

}  // namespace
}  // namespace fuzz

int main(int argc, char** argv) { return fuzz::run(argc, argv, fuzz::examine); }
