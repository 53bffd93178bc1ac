// SPDX-License-Identifier: MIT
// Pictures in the PPM format, and what networks are given of them.
#pragma once

#include <string>
#include <vector>

struct picture {
  int width = 0;
  int height = 0;
  std::vector<float> samples;  // red, green and blue of each pixel, from above, 0 to 1
};

// Reads a PPM file, P3 or P6, of up to 32767 pixels a side and 1 to 65535 levels. What is wrong with a file that is
// not one is thrown as std::runtime_error, with its name.
picture read_picture(const std::string& path);

// As torchvision prepares a picture for its classifiers: the shorter side becomes 256 by an antialiased bilinear
// filter, the middle 224 x 224 are cut out, and each channel is normalised with ImageNet's mean and standard deviation.
// The result is 3 x 224 x 224, channel by channel. (Pillow rounds to bytes after each pass of the filter; this does
// not.)
std::vector<float> prepared(const picture& original);
