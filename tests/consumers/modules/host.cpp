// SPDX-License-Identifier: MIT
// host PLUGIN...: whatever way plugins are opened, and whatever they are built like, their work is counted.
#include <tally/core/counted.hpp>

#include <cstdio>
#include <dlfcn.h>
#include <thread>

namespace {

using real = tally::counted<double>;

bool counts_all(const char* plugin, int mode) {
  void* const module = dlopen(plugin, RTLD_NOW | mode);
  if (module == nullptr) {
    std::puts(dlerror());
    return false;
  }
  auto* const work = reinterpret_cast<void (*)(real*)>(dlsym(module, "work"));
  real x = 1;
  const tally::counts spent = tally::measure([&] {
    work(&x);
    std::thread([&] { work(&x); }).join();
    const tally::pause unmeasured;
    work(&x);
  });
  dlclose(module);
  std::printf("%s, %s: %s\n", plugin, mode == RTLD_LOCAL ? "local" : "global", to_string(spent).c_str());
  return spent == tally::counts().add(tally::operation::mul, tally::precision::f64, 200);
}

}  // namespace

int main(int count, char** plugins) {
  bool right = count > 1;
  for (const int mode : {RTLD_LOCAL, RTLD_GLOBAL})
    for (int i = 1; i < count; ++i) right = counts_all(plugins[i], mode) && right;
  return right ? 0 : 1;
}
