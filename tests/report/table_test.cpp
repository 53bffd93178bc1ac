// SPDX-License-Identifier: MIT
#include "support/catch.hpp"
#include "tally/report/table.hpp"

namespace report = tally::report;

TEST_CASE("columns are as wide as their widest cell and aligned as asked") {
  report::table table({{"fruit"}, {"number", report::alignment::right}});
  table.row({"fig", "12,000"}).row({"pomegranate", "7"}).rule().row({"total", "12,007"});
  CHECK(table.text() == "fruit        number\n"
                        "-----------  ------\n"
                        "fig          12,000\n"
                        "pomegranate       7\n"
                        "-----------  ------\n"
                        "total        12,007\n");
  CHECK(table.markdown() == "| fruit       | number |\n"
                            "|-------------|-------:|\n"
                            "| fig         | 12,000 |\n"
                            "| pomegranate |      7 |\n"
                            "| total       | 12,007 |\n");
}

TEST_CASE("a character of several bytes is as wide as any other") {
  report::table table({{"a"}, {"b"}});
  table.row({"\xC3\xA9t\xC3\xA9", "x"}).row({"hot", "y"});
  CHECK(table.text() == "a    b\n---  -\n\xC3\xA9t\xC3\xA9  x\nhot  y\n");
}

TEST_CASE("lines of text have no spaces at their ends") {
  report::table table({{"a"}, {"long heading"}});
  table.row({"1", ""});
  CHECK(table.text() == "a  long heading\n-  ------------\n1\n");
}

TEST_CASE("Markdown keeps indentation and shows what it would read as its own") {
  report::table table({{"a"}});
  table.row({"  x"}).row({"p|q"}).row({"<b>"}).row({"a*b\\c"}).row({"snake_case x"});
  CHECK(table.markdown() == "| a             |\n"
                            "|---------------|\n"
                            "| &nbsp;&nbsp;x |\n"
                            "| p\\|q          |\n"
                            "| &lt;b>        |\n"
                            "| a\\*b\\\\c       |\n"
                            "| snake_case x  |\n");
}

TEST_CASE("a table without rows has its headings") { CHECK(report::table({{"a"}, {"b"}}).text() == "a  b\n-  -\n"); }

TEST_CASE("a row of another length is refused") {
  report::table table({{"a"}, {"b"}});
  CHECK_THROWS_WITH(table.row({"1"}), "tally: a row has 1 cells, its table has 2 columns");
}
