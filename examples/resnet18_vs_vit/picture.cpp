// SPDX-License-Identifier: MIT

#include "picture.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <ios>
#include <stdexcept>
#include <string>

namespace {

// A PPM file: numbers between white space and comments, read no further than they are asked for. What is given as a
// file may be endless (/dev/zero, a pipe).
class reader {
 public:
  explicit reader(const std::string& path) : path_(path), file_(path, std::ios::binary) {
    if (!file_) fail("cannot be opened");
    if (file_.peek() == end) fail(file_.bad() ? "cannot be read" : "is empty");  // a folder cannot, for instance
  }

  [[noreturn]] void fail(const std::string& problem) const { throw std::runtime_error(path_ + ": " + problem); }

  char format() {
    const int first = take();
    const int second = take();
    if (first != 'P' || (second != '3' && second != '6')) fail("is not a PPM picture; those begin with P3 or P6");
    return static_cast<char>(second);
  }
  int number(const std::string& what, int least, int most) {
    for (int skipped = 0; is_space(peek()) || peek() == '#'; ++skipped) {
      if (take() == '#')
        for (; peek() != end && peek() != '\n'; ++skipped) {
          if (skipped > most_skipped) fail_on_space(what);
          take();
        }
      if (skipped > most_skipped) fail_on_space(what);
    }
    if (peek() == end) fail("ends before " + what);
    int value = 0;
    int digits = 0;
    for (; peek() >= '0' && peek() <= '9' && digits < most_digits; ++digits)
      value = std::min(value * 10 + (take() - '0'), 1'000'000);
    if (digits == 0) fail("has something else than digits where " + what + " belongs");
    if (value < least || value > most || digits == most_digits)
      fail("gives as " + what + " a number that is not between " + std::to_string(least) + " and " +
           std::to_string(most));
    return value;
  }
  // The samples of P6 follow after one white space.
  void skip_one_space() {
    if (!is_space(take())) fail("has no white space between its header and its pixels");
  }
  // The next byte, or `end`.
  static constexpr int end = std::char_traits<char>::eof();
  int take() { return file_.rdbuf()->sbumpc(); }

 private:
  static constexpr int most_skipped = 1 << 20;
  static constexpr int most_digits = 1000;

  int peek() { return file_.rdbuf()->sgetc(); }
  [[noreturn]] void fail_on_space(const std::string& what) const {
    fail("has more than a million characters of white space and comments before " + what);
  }
  static bool is_space(int c) { return c != end && std::isspace(c) != 0; }

  std::string path_;
  std::ifstream file_;
};

// The weights of a triangle over the samples that one resized sample covers; where the picture shrinks the triangle
// is as much wider, so that every sample has its part.
struct filter {
  int first = 0;
  std::vector<double> weights;
};

filter filter_at(int position, int size, int resized) {
  const double scale = static_cast<double>(size) / resized;
  const double reach = std::max(scale, 1.0);
  const double centre = (position + 0.5) * scale;
  filter result{std::max(0, static_cast<int>(centre - reach + 0.5)), {}};
  const int end = std::min(size, static_cast<int>(centre + reach + 0.5));
  double sum = 0;
  for (int i = result.first; i < end; ++i) {
    const double weight = std::max(0.0, 1 - std::abs((i + 0.5 - centre) / reach));
    result.weights.push_back(weight);
    sum += weight;
  }
  for (double& weight : result.weights) weight /= sum;
  return result;
}

}  // namespace

picture read_picture(const std::string& path) {
  constexpr std::size_t most_pixels = 100'000'000;
  reader file(path);
  const char format = file.format();
  picture result;
  result.width = file.number("its width", 1, 32767);
  result.height = file.number("its height", 1, 32767);
  const int levels = file.number("its largest sample", 1, 65535);
  const std::size_t pixels = static_cast<std::size_t>(result.width) * static_cast<std::size_t>(result.height);
  const std::string size =
      "is " + std::to_string(result.width) + " x " + std::to_string(result.height) + " pixels by its header, ";
  if (pixels > most_pixels) file.fail(size + "and more than a hundred million are not read");
  const int bytes_each = levels < 256 ? 1 : 2;

  // Room grows with what is there: a header alone does not make us reserve any.
  if (format == '6') file.skip_one_space();
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < 3 * pixels; ++i) {
    int sample = 0;
    if (format == '3') {
      sample = file.number("a sample", 0, levels);
    } else {
      for (int j = 0; j < bytes_each; ++j, ++bytes) {
        const int byte = file.take();
        if (byte == reader::end) file.fail(size + "but " + std::to_string(bytes) + " bytes are too few for them");
        sample = sample * 256 + byte;
      }
      if (sample > levels) file.fail("has a sample above the largest that it names, " + std::to_string(levels));
    }
    result.samples.push_back(static_cast<float>(sample) / static_cast<float>(levels));
  }
  return result;
}

std::vector<float> prepared(const picture& original) {
  constexpr int short_side = 256;
  constexpr int cut = 224;
  constexpr double mean[] = {0.485, 0.456, 0.406};
  constexpr double deviation[] = {0.229, 0.224, 0.225};

  const int shorter = std::min(original.width, original.height);
  const auto resized = [&](int side) { return static_cast<int>(std::int64_t{short_side} * side / shorter); };
  const int width = resized(original.width);
  const int height = resized(original.height);
  // Halves round to even, as in Python.
  const int left = static_cast<int>(std::nearbyint((width - cut) / 2.0));
  const int top = static_cast<int>(std::nearbyint((height - cut) / 2.0));

  // Only the columns that are cut out, in all rows; then the rows.
  std::vector<float> columns;
  columns.reserve(static_cast<std::size_t>(original.height) * cut * 3);
  std::vector<filter> across;
  for (int x = 0; x < cut; ++x) across.push_back(filter_at(left + x, original.width, width));
  for (int y = 0; y < original.height; ++y)
    for (const filter& f : across)
      for (std::size_t channel = 0; channel < 3; ++channel) {
        double sum = 0;
        const std::size_t row = static_cast<std::size_t>(y) * static_cast<std::size_t>(original.width);
        for (std::size_t i = 0; i < f.weights.size(); ++i)
          sum += f.weights[i] * original.samples[(row + static_cast<std::size_t>(f.first) + i) * 3 + channel];
        columns.push_back(static_cast<float>(sum));
      }

  std::vector<float> result;
  result.reserve(std::size_t{3} * cut * cut);
  for (std::size_t channel = 0; channel < 3; ++channel)
    for (int y = 0; y < cut; ++y) {
      const filter f = filter_at(top + y, original.height, height);
      for (std::size_t x = 0; x < cut; ++x) {
        double sum = 0;
        for (std::size_t i = 0; i < f.weights.size(); ++i)
          sum += f.weights[i] * columns[((static_cast<std::size_t>(f.first) + i) * cut + x) * 3 + channel];
        result.push_back(static_cast<float>((sum - mean[channel]) / deviation[channel]));
      }
    }
  return result;
}
