// SPDX-License-Identifier: MIT
// Renders examples/data/landscape.ppm, the picture that resnet18_vs_vit looks at: a low sun, clouds, hills in haze and
// a meadow. All in integers, so that every machine renders the same bytes.
//
//   landscape FILE     writes the picture
//   landscape          compares it with the one in examples/data

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

namespace {

constexpr int width = 288;
constexpr int height = 216;

using colour = std::array<int, 3>;  // 0 to 255

// A number between 0 and 65535 for each point of a lattice: the finaliser of splitmix64.
int lattice(std::int64_t x, std::int64_t y, std::int64_t layer) {
  std::uint64_t z = static_cast<std::uint64_t>(x * 73856093 + y * 19349663 + layer * 83492791);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return static_cast<int>((z ^ (z >> 31)) >> 48);
}

int mix(int a, int b, int t) { return a + static_cast<int>(std::int64_t{b - a} * t / 65536); }  // t: 0 to 65536

colour mix(const colour& a, const colour& b, int t) {
  return {mix(a[0], b[0], t), mix(a[1], b[1], t), mix(a[2], b[2], t)};
}

// Value noise with a period of `size` pixels and four octaves; 0 to 65535.
int noise(std::int64_t x, std::int64_t y, std::int64_t size, std::int64_t layer) {
  std::int64_t sum = 0;
  for (int octave = 0; octave < 4; ++octave, size = std::max<std::int64_t>(1, size / 2)) {
    const auto smooth = [](std::int64_t t) { return static_cast<int>(t * t / 65536 * (3 * 65536 - 2 * t) / 65536); };
    const std::int64_t i = x / size, j = y / size;
    const int u = smooth(x % size * 65536 / size), v = smooth(y % size * 65536 / size);
    const std::int64_t of = layer * 8 + octave;
    const int above = mix(lattice(i, j, of), lattice(i + 1, j, of), u);
    const int below = mix(lattice(i, j + 1, of), lattice(i + 1, j + 1, of), u);
    sum += mix(above, below, v) >> octave;
  }
  return static_cast<int>(sum * 8 / 15);  // 1 + 1/2 + 1/4 + 1/8
}

int clamp(std::int64_t t) { return static_cast<int>(std::clamp<std::int64_t>(t, 0, 65536)); }

colour sky(int x, int y) {
  colour c = mix({66, 118, 186}, {244, 206, 160}, clamp(std::int64_t{y} * 65536 / 132));
  // Clouds, long and thin, brighter at their upper edge.
  const int cloud = clamp((std::int64_t{noise(x, y * 3, 88, 1)} - 31000) * 4);
  const int edge = clamp((std::int64_t{noise(x, y * 3 + 9, 88, 1)} - 31000) * 4);
  c = mix(c, mix({246, 236, 224}, {196, 176, 180}, edge), cloud * 3 / 4);
  // The sun and its glow.
  const std::int64_t dx = x - 204, dy = y - 78;
  const std::int64_t squared = dx * dx + dy * dy;
  c = mix(c, {255, 226, 160}, clamp(65536 * 700 / (700 + squared) * 4 / 5));
  return mix(c, {255, 250, 226}, clamp((169 - squared) * 1600));
}

// Where a range of hills begins, in pixels from above.
int ridge(int x, int base, int rise, int size, int layer) {
  return base - static_cast<int>(std::int64_t{noise(x, 0, size, layer)} * rise / 65536);
}

colour pixel(int x, int y) {
  colour c = sky(x, y);
  struct hills {
    int base, rise, size;
    colour lit, shaded;
  };
  constexpr hills ranges[] = {{136, 46, 120, {158, 160, 182}, {140, 146, 172}},
                              {156, 50, 90, {112, 128, 126}, {88, 106, 116}},
                              {176, 44, 64, {82, 104, 66}, {52, 74, 56}}};
  int layer = 10;
  for (const hills& range : ranges) {
    ++layer;
    const int top = ridge(x, range.base, range.rise, range.size, layer);
    if (y < top) continue;
    // Slopes that face the sun are lit; woods are a finer noise.
    const int slope = ridge(x + 6, range.base, range.rise, range.size, layer) - top;
    const int light = clamp(32768 + std::int64_t{slope} * 9000 + (noise(x, y, 10, layer + 20) - 32768) / 2);
    c = mix(range.shaded, range.lit, light);
    c = mix(c, {206, 196, 188}, clamp(std::int64_t{y - top} * 500));  // haze gathers in the valleys
  }
  const int meadow = ridge(x, 184, 16, 150, 40);
  if (y >= meadow) {
    const int near = clamp(std::int64_t{y - meadow} * 65536 / (height - meadow));
    const int blades = noise(x * 4, y, 6 + near / 8192, 41);
    c = mix(mix({142, 148, 74}, {58, 88, 36}, near), {196, 186, 98}, clamp((std::int64_t{blades} - 30000) * 3) / 2);
    if (lattice(x / 2, y / 2, 50) > 65000) c = mix({232, 92, 72}, {246, 226, 120}, lattice(x / 2, y / 2, 51));
  }
  const int grain = lattice(x, y, 60) / 8192 - 4;  // a camera's noise
  for (int& channel : c) channel = std::clamp(channel + grain, 0, 255);
  return c;
}

std::string render() {
  std::string file = "P6\n" + std::to_string(width) + " " + std::to_string(height) + "\n255\n";
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      for (const int channel : pixel(x, y)) file.push_back(static_cast<char>(static_cast<unsigned char>(channel)));
  return file;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string picture = render();
  if (argc > 1) {
    std::ofstream file(argv[1], std::ios::binary);
    if (!(file << picture).flush()) {
      std::cerr << argv[1] << ": cannot be written\n";
      return 2;
    }
    return 0;
  }
  std::ifstream file(TALLY_EXAMPLE_DATA "/landscape.ppm", std::ios::binary);
  const bool same = std::string(std::istreambuf_iterator<char>(file), {}) == picture;
  std::cout << "examples/data/landscape.ppm, " << width << "x" << height << ", "
            << (same ? "is what this program renders" : "differs from what this program renders") << "\n";
  return same ? 0 : 1;
}
