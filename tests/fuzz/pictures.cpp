// SPDX-License-Identifier: MIT
// cases: 1500

// The example's PPM files, whole and damaged: a whole one gives the numbers that were written; a damaged one gives a
// picture of the size that it claims, or a sentence with the file's name.

#include "../../examples/resnet18_vs_vit/picture.cpp"
#include "fuzz/fuzz.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>
#include <vector>

namespace fuzz {
namespace {

struct written {
  std::string bytes;
  int width = 1;
  int height = 1;
  std::vector<float> samples;
};

std::string space(dice& dice) {
  std::string text;
  const int many = dice.between(1, 3);
  for (int i = 0; i < many; ++i) text += dice.one_of({" ", "\n", "\t", "\r", " # a comment 7\n"});
  return text;
}

written draw(dice& dice) {
  written file;
  file.width = dice.between(1, 12);
  file.height = dice.between(1, 12);
  const int levels = dice.one_of({1, 2, 100, 254, 255, 256, 1000, 65534, 65535});
  const bool text = dice.coin();
  file.bytes = (text ? "P3" : "P6") + space(dice) + std::to_string(file.width) + space(dice) +
               std::to_string(file.height) + space(dice) + std::to_string(levels) + (text ? space(dice) : "\n");
  for (int i = 0; i < file.width * file.height * 3; ++i) {
    const int sample = dice.between(0, levels);
    file.samples.push_back(static_cast<float>(sample) / static_cast<float>(levels));
    if (text) {
      file.bytes += std::to_string(sample) + space(dice);
    } else {
      if (levels > 255) file.bytes += static_cast<char>(sample / 256);
      file.bytes += static_cast<char>(sample % 256);
    }
  }
  return file;
}

void damage(dice& dice, std::string& bytes) {
  const auto place = [&] { return dice.between<std::size_t>(0, bytes.size() - 1); };
  switch (dice.between(0, 4)) {
  case 0:
    bytes.resize(place());
    break;
  case 1:
    bytes[place()] = static_cast<char>(dice.between(0, 255));
    break;
  case 2:
    bytes.insert(place(), dice.one_of<std::string>({"9", "-", "0", "999999999999", "#", "P6", " ", "\x01"}));
    break;
  case 3:  // claims to be large
    bytes = (dice.coin() ? "P6 " : "P3 ") + std::to_string(dice.one_of({0, 1, 32767, 32768, 2147483647})) + " " +
            std::to_string(dice.one_of({1, 32767, 99999})) + " 255\n" + bytes;
    break;
  default:
    bytes.erase(place(), dice.between<std::size_t>(1, 4));
  }
}

std::string examine(dice& dice) {
  written file = draw(dice);
  const bool whole = dice.coin();
  if (!whole) damage(dice, file.bytes);
  const std::string path =
      (std::filesystem::temp_directory_path() / ("tally_fuzz_" + std::to_string(getpid()) + ".ppm")).string();
  std::ofstream(path, std::ios::binary) << file.bytes;
  std::string wrong;
  try {
    const picture read = read_picture(path);
    if (read.samples.size() != static_cast<std::size_t>(read.width) * static_cast<std::size_t>(read.height) * 3)
      wrong = "has another number of samples than its size";
    else if (whole && (read.width != file.width || read.height != file.height || read.samples != file.samples))
      wrong = "is read as another picture";
    else if (dice.once_in(20))
      for (const float sample : prepared(read))  // of means and deviations of ImageNet
        if (!(sample > -3 && sample < 3)) wrong = "is prepared as " + std::to_string(sample);
  } catch (const std::runtime_error& problem) {
    if (whole) wrong = problem.what();
    if (!std::string(problem.what()).starts_with(path + ": ")) wrong = "no name: " + std::string(problem.what());
  }
  std::remove(path.c_str());
  if (wrong.empty()) return "";
  return wrong + ": " + file.bytes.substr(0, 100);
}

}  // namespace
}  // namespace fuzz

int main(int argc, char** argv) { return fuzz::run(argc, argv, fuzz::examine); }
