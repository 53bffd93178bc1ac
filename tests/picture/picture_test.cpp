// SPDX-License-Identifier: MIT
// The pictures that the example resnet18_vs_vit reads.
#include "../../examples/resnet18_vs_vit/picture.cpp"
#include "support/catch.hpp"

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using Catch::Matchers::ContainsSubstring;

namespace {

// A file that is there for one reading.
class written {
 public:
  explicit written(const std::string& bytes)
      : path_(std::filesystem::temp_directory_path() /
              ("tally_picture_" + std::to_string(std::random_device{}()) + ".ppm")) {
    std::ofstream(path_, std::ios::binary) << bytes;
  }
  ~written() { std::filesystem::remove(path_); }
  written(const written&) = delete;
  written& operator=(const written&) = delete;
  [[nodiscard]] picture read() const { return read_picture(path_.string()); }

 private:
  std::filesystem::path path_;
};

std::string refusal(const std::string& bytes) {
  try {
    static_cast<void>(written(bytes).read());
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "(it was read)";
}

float at(const std::vector<float>& image, std::size_t channel, std::size_t y, std::size_t x) {
  return image[(channel * 224 + y) * 224 + x];
}

}  // namespace

TEST_CASE("the text and the binary format give the same samples") {
  const picture text = written("P3\n# a comment\n2 1 # another\n255\n0 51 255\n102 153 204").read();
  const picture binary = written(std::string("P6 2 1 255\n\x00\x33\xff\x66\x99\xcc", 17)).read();
  CHECK(text.width == 2);
  CHECK(text.height == 1);
  CHECK(text.samples == std::vector<float>{0.0F, 0.2F, 1.0F, 0.4F, 0.6F, 0.8F});
  CHECK(binary.samples == text.samples);
}

TEST_CASE("more than 255 levels take two bytes, the high one first") {
  const picture wide = written(std::string("P6 1 1 65535\n\xff\xff\x80\x00\x00\x00", 19)).read();
  CHECK(wide.samples == std::vector<float>{1.0F, 32768.0F / 65535.0F, 0.0F});
}

TEST_CASE("what is wrong with a file is said, with its name") {
  CHECK_THROWS_WITH(read_picture("no_such.ppm"), "no_such.ppm: cannot be opened");
  CHECK_THAT(refusal(""), ContainsSubstring(".ppm: is empty"));
  CHECK_THAT(refusal("P5 1 1 255\nx"), ContainsSubstring("is not a PPM picture"));
  CHECK_THAT(refusal("P6 2"), ContainsSubstring("ends before its height"));
  CHECK_THAT(refusal("P6 two 1 255\n"), ContainsSubstring("something else than digits where its width belongs"));
  CHECK_THAT(refusal("P6 0 1 255\n"), ContainsSubstring("gives as its width a number that is not between 1 and 32767"));
  CHECK_THAT(refusal("P6 99999999999999999999 1 255\n"), ContainsSubstring("gives as its width a number"));
  CHECK_THAT(refusal("P6 1 1 70000\nabc"), ContainsSubstring("largest sample"));
  CHECK_THAT(refusal("P6 2 2 255\nabc"), ContainsSubstring("2 x 2 pixels by its header, but 3 bytes are too few"));
  CHECK_THAT(refusal("P6 10000 10000 255\nabc"), ContainsSubstring("too few"));
  CHECK_THAT(refusal("P6 32767 32767 255\nabc"), ContainsSubstring("more than a hundred million are not read"));
  CHECK_THAT(refusal("P6 1 1 100\n\x20\x20\x7f"), ContainsSubstring("above the largest"));
  CHECK_THAT(refusal("P3 1 1 255\n1 2 256"), ContainsSubstring("gives as a sample"));
  CHECK_THAT(refusal("P3 1 1 255\n1 2 "), ContainsSubstring("ends before a sample"));
}

TEST_CASE("no more is read than a picture takes, of what never ends either") {
  if (std::filesystem::exists("/dev/zero"))
    CHECK_THROWS_WITH(read_picture("/dev/zero"), "/dev/zero: is not a PPM picture; those begin with P3 or P6");
  CHECK_THAT(refusal("P6 " + std::string(2'000'000, ' ')),
             ContainsSubstring("more than a million characters of white"));
  CHECK_THAT(refusal("P6 #" + std::string(2'000'000, 'a')), ContainsSubstring("and comments before its width"));
  CHECK_THAT(refusal("P6 " + std::string(2'000, '0')), ContainsSubstring("gives as its width a number"));
  CHECK(written("P3 1 1 255 1 2 3 and whatever follows").read().samples.size() == 3);
}

TEST_CASE("a picture of one colour stays of one colour, normalised") {
  // (0.5 - mean) / deviation of each channel.
  const float expected[] = {0.0655022F, 0.1964286F, 0.4177778F};
  for (const auto& [width, height] : {std::pair{1, 1}, {640, 480}, {100, 900}, {257, 256}}) {
    const picture grey{
        width, height,
        std::vector<float>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3, 0.5F)};
    const std::vector<float> image = prepared(grey);
    REQUIRE(image.size() == std::size_t{3} * 224 * 224);
    for (std::size_t channel = 0; channel < 3; ++channel)
      for (const std::size_t i : {0U, 112U, 223U})
        CHECK(at(image, channel, i, 223 - i) == Approx(expected[channel]).epsilon(1e-5));
  }
}

TEST_CASE("a picture of 256 pixels is only cut, in its middle") {
  picture ramp{256, 256, {}};
  for (int y = 0; y < 256; ++y)
    for (int x = 0; x < 256; ++x)
      for (const int sample : {x, y, 0}) ramp.samples.push_back(static_cast<float>(sample) / 255.0F);
  const std::vector<float> image = prepared(ramp);
  for (const std::size_t i : {0U, 100U, 223U}) {
    CHECK(at(image, 0, 5, i) == Approx((static_cast<double>(i + 16) / 255 - 0.485) / 0.229).margin(1e-5));
    CHECK(at(image, 1, i, 5) == Approx((static_cast<double>(i + 16) / 255 - 0.456) / 0.224).margin(1e-5));
    CHECK(at(image, 2, i, i) == Approx(-0.406 / 0.225));
  }
}

TEST_CASE("shrinking averages: fine stripes become grey") {
  picture stripes{1024, 1024, {}};
  for (int y = 0; y < 1024; ++y)
    for (int x = 0; x < 1024; ++x)
      for (int channel = 0; channel < 3; ++channel) stripes.samples.push_back(x % 2 == 0 ? 0.0F : 1.0F);
  CHECK(at(prepared(stripes), 0, 100, 100) == Approx((0.5 - 0.485) / 0.229).margin(1e-3));
}

TEST_CASE("growing interpolates along a straight line") {
  picture ramp{128, 128, {}};
  for (int y = 0; y < 128; ++y)
    for (int x = 0; x < 128; ++x)
      for (int channel = 0; channel < 3; ++channel) ramp.samples.push_back(static_cast<float>(x) / 128.0F);
  // Pixel 16 + i of 256 has its centre at (16 + i + 1/2) / 2 - 1/2 of the 128.
  for (const std::size_t i : {10U, 101U, 200U})
    CHECK(at(prepared(ramp), 0, 7, i) ==
          Approx((((16 + static_cast<double>(i) + 0.5) / 2 - 0.5) / 128 - 0.485) / 0.229).margin(1e-5));
}
