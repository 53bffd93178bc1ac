// SPDX-License-Identifier: MIT
// What one step of a Kalman filter spends: a thrown ball is tracked from a camera's sightings, and the filter's four
// stages are told apart.

#include <tally/eigen.hpp>

#include <cmath>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

using real = tally::counted<double>;
template <int Rows, int Columns>
using matrix = Eigen::Matrix<real, Rows, Columns>;
template <int Rows>
using vector = Eigen::Matrix<real, Rows, 1>;

constexpr double interval = 0.05;        // s
constexpr double gravity = 9.81;         // m/s^2
constexpr double sighting_error = 0.10;  // m

// The state is the position and the velocity, forward and upward.
struct kalman_filter {
  vector<4> state;
  matrix<4, 4> covariance;
  matrix<4, 4> motion = matrix<4, 4>::Identity();
  matrix<2, 4> camera = matrix<2, 4>::Zero();
  vector<4> fall = vector<4>::Zero();

  kalman_filter() {
    motion(0, 2) = motion(1, 3) = interval;
    camera(0, 0) = camera(1, 1) = 1;
    fall << 0, -gravity * interval * interval / 2, 0, -gravity * interval;
    state << 0, 1.5, 10, 10;
    covariance = vector<4>(0.01, 0.01, 25, 25).asDiagonal();
  }

  void step(const vector<2>& seen) {
    {
      const tally::scope stage("predict");
      state = motion * state + fall;
      covariance = motion * covariance * motion.transpose();
    }
    vector<2> surprise;
    matrix<2, 2> surprise_covariance;
    {
      const tally::scope stage("innovation");
      surprise = seen - camera * state;
      surprise_covariance = camera * covariance * camera.transpose();
      surprise_covariance.diagonal().array() += real(sighting_error * sighting_error);
    }
    matrix<4, 2> gain;
    {
      const tally::scope stage("gain");
      gain = covariance * camera.transpose() * surprise_covariance.inverse();
    }
    {
      const tally::scope stage("update");
      state += gain * surprise;
      covariance -= gain * camera * covariance;
    }
  }
};

struct sighting {
  vector<2> seen;
  double x, y;  // where the ball is
};

std::vector<sighting> sightings() {
  std::ifstream file(TALLY_EXAMPLE_DATA "/thrown_ball.csv");
  std::vector<sighting> all;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    for (char& c : line) c = c == ',' ? ' ' : c;
    std::istringstream cells(line);
    double t, seen_x, seen_y, x, y;
    cells >> t >> seen_x >> seen_y >> x >> y;
    all.push_back({vector<2>(seen_x, seen_y), x, y});
  }
  return all;
}

int main() {
  kalman_filter filter;
  double seen_error = 0;
  double filtered_error = 0;
  const std::vector<sighting> all = sightings();
  for (const sighting& s : all) {
    filter.step(s.seen);
    seen_error += std::pow(value(s.seen(0)) - s.x, 2) + std::pow(value(s.seen(1)) - s.y, 2);
    filtered_error += std::pow(value(filter.state(0)) - s.x, 2) + std::pow(value(filter.state(1)) - s.y, 2);
  }
  const double n = static_cast<double>(all.size());
  std::cout << std::fixed << std::setprecision(3) << all.size() << " sightings: off by " << std::sqrt(seen_error / n)
            << " m as seen, by " << std::sqrt(filtered_error / n) << " m as filtered\n\none step spends\n";

  const tally::scope_tree spent = tally::profile([&] { filter.step(all.back().seen); });
  for (const char* stage : {"predict", "innovation", "gain", "update"})
    std::cout << std::left << std::setw(12) << stage << std::right << std::setw(4) << spent.total(stage).flops().value()
              << " FLOPs: " << spent.total(stage) << "\n";
  std::cout << std::left << std::setw(12) << "in all" << std::right << std::setw(4) << spent.total().flops().value()
            << " FLOPs\n";
}
