// SPDX-License-Identifier: MIT
// flags: -DEIGEN_DONT_VECTORIZE
// The same figures where Eigen is told not to vectorise, and blocks its products otherwise.

#include "agreement/eigen_executed_test.cpp"
