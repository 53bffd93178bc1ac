// SPDX-License-Identifier: MIT
// What Eigen writes for float, double or complex numbers of them by name: each is in a list that says what becomes of
// it for counted scalars. A version of Eigen that brings another fails here.

#include "support/catch.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace {

// Identifiers and single characters. Comments, literals and directives are left out.
std::vector<std::string> tokens_of(const std::string& text) {
  std::vector<std::string> tokens;
  bool begins_a_line = true;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    const std::string_view rest = std::string_view(text).substr(i);
    if (rest.starts_with("//") || (c == '#' && begins_a_line)) {
      while (i < text.size() && (text[i] != '\n' || text[i - 1] == '\\')) ++i;
    } else if (rest.starts_with("/*")) {
      i = std::min(text.find("*/", i + 2), text.size() - 2) + 2;
    } else if (c == '"') {
      for (++i; i < text.size() && text[i] != '"'; ++i) i += text[i] == '\\' ? 1U : 0U;
      ++i;
    } else if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_') {
      std::size_t end = i;
      while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '_')) ++end;
      tokens.push_back(text.substr(i, end - i));
      i = end;
    } else {
      if (std::isspace(static_cast<unsigned char>(c)) == 0) tokens.emplace_back(1, c);
      ++i;
    }
    if (c == '\n')
      begins_a_line = true;
    else if (std::isspace(static_cast<unsigned char>(c)) == 0)
      begins_a_line = false;
  }
  return tokens;
}

using position = std::vector<std::string>::const_iterator;

bool names_a_number(position begin, position end) {
  return std::any_of(begin, end, [](const std::string& t) { return t == "float" || t == "double"; });
}

// Behind the bracket that closes the one at `at`; `end` where a declaration ends before that.
position behind_brackets(position at, position end, const std::string& open, const std::string& close) {
  int depth = 0;
  for (; at != end; ++at) {
    if (*at == open) ++depth;
    if (*at == close && --depth == 0) return std::next(at);
    if (*at == ";" || *at == "{") return end;
  }
  return end;
}

// "class name", "function name" and "is_same file".
std::set<std::string> specialisations(const std::string& text, const std::string& file) {
  std::set<std::string> found;
  const std::vector<std::string> tokens = tokens_of(text);
  const position end = tokens.end();
  for (position at = tokens.begin(); at != end; ++at) {
    if (*at == "is_same") {
      const position behind = behind_brackets(at + 1, end, "<", ">");
      if (behind != end && names_a_number(at, behind)) found.insert("is_same " + file);
    } else if (*at == "struct" || *at == "class") {
      position name = at;
      while (std::distance(name, end) > 2 && *(name + 1) != "<" && *(name + 1) != ";" && *(name + 1) != "{" &&
             *(name + 1) != ">" && *(name + 1) != ",")
        ++name;
      if (name == at || std::distance(name, end) <= 2 || *(name + 1) != "<") continue;
      const position behind = behind_brackets(name + 1, end, "<", ">");
      if (behind != end && (*behind == "{" || *behind == ":" || *behind == "final") && names_a_number(name, behind))
        found.insert("class " + *name);
    } else if (*at == "template" && std::distance(at, end) > 3 && *(at + 1) == "<" && *(at + 2) == ">") {
      position open = at + 3;
      while (open != end && *open != "(" && *open != ";" && *open != "{" && *open != "struct" && *open != "class")
        ++open;
      if (open == end || *open != "(") continue;
      position name = open - 1;
      if (*name == ">") {
        int depth = 0;
        for (; name != at; --name) {
          if (*name == ">") ++depth;
          if (*name == "<" && --depth == 0) break;
        }
        --name;
      }
      const position behind = behind_brackets(open, end, "(", ")");
      if (behind != end && names_a_number(name, behind)) found.insert("function " + *name);
    }
  }
  return found;
}

// Processors and libraries that counted scalars have nothing to do with.
bool is_foreign(const std::string& file) {
  for (const char* part :
       {"/arch/AltiVec", "/arch/GPU", "/arch/HIP",  "/arch/HVX",     "/arch/LSX",   "/arch/MSA", "/arch/RVV10",
        "/arch/SME",     "/arch/SVE", "/arch/SYCL", "/arch/ZVector", "/arch/clang", "Support",   "_BLAS",
        "_LAPACKE",      "_MKL",      "/misc/",     "MarketI",       "arpack",      "Arpack",    "fftw",
        "mklfft",        "pocketfft", "Gpu",        "Sycl"})
    if (file.find(part) != std::string::npos) return true;
  return false;
}

std::map<std::string, std::string> listed() {
  std::map<std::string, std::string> result;
  std::ifstream list(TALLY_TEST_DATA "/eigen_specialisations.txt");
  for (std::string line; std::getline(list, line);) {
    if (line.empty() || line.front() == '#') continue;
    const std::size_t bar = line.find(" | ");
    CHECK(bar != std::string::npos);
    result[line.substr(0, bar)] = line.substr(bar + 3);
  }
  return result;
}

std::string eigen_directory() {
  std::string all = TALLY_TEST_EIGEN;
  for (std::size_t begin = 0; begin < all.size();) {
    const std::size_t end = std::min(all.find(',', begin), all.size());
    const std::string directory = all.substr(begin, end - begin);
    if (std::filesystem::exists(directory + "/Eigen/Core")) return directory;
    begin = end + 1;
  }
  return {};
}

}  // namespace

TEST_CASE("specialisations are found") {
  CHECK(specialisations("template <class A> struct f<A, std::complex<float>, 3> : g<A> { };", "") ==
        std::set<std::string>{"class f"});
  CHECK(specialisations("template <> inline T f<double>(const T& x) { return x; }", "") ==
        std::set<std::string>{"function f"});
  CHECK(specialisations("template <> EIGEN_INLINE bool f(const float& x) {", "") ==
        std::set<std::string>{"function f"});
  CHECK(specialisations("enum { v = is_same<Scalar, float>::value };", "h") == std::set<std::string>{"is_same h"});
  CHECK(specialisations("template <class T> struct f { float x; }; // struct g<float> {\n#define h struct h<float> {\n",
                        "")
            .empty());
}

TEST_CASE("whatever Eigen writes for float or double by name is known") {
  const std::string root = eigen_directory();
  REQUIRE_FALSE(root.empty());
  const std::map<std::string, std::string> known = listed();
  std::size_t found = 0;
  for (const char* folder : {"/Eigen", "/unsupported/Eigen"})
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root + folder)) {
      const std::string file = entry.path().string().substr(root.size() + 1);
      if (!entry.is_regular_file() || is_foreign(file)) continue;
      std::ifstream in(entry.path());
      const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
      for (const std::string& one : specialisations(text, file)) {
        ++found;
        INFO(file << ": " << one
                  << "\nwrite into tests/data/eigen_specialisations.txt what becomes of it for counted scalars");
        CHECK(known.count(one) == 1);
      }
    }
  CHECK(found > 100);
}
