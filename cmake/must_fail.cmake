# cmake -DSETTINGS=<script_settings.cmake> -DSOURCE=<file> -DCASE=<number> -P must_fail.cmake
# Checks one case of a program of tests/must_fail; the format is described there.

cmake_policy(VERSION 3.23)
include("${SETTINGS}")
set(ENV{LC_ALL} C) # plain quotation marks in messages
cmake_path(GET SOURCE FILENAME name)
file(READ "${SOURCE}" text)

# Unused results are errors here so that dropping an answer can be a forbidden program.
execute_process(
  COMMAND ${COMPILE} -fsyntax-only -fmessage-length=0 -fdiagnostics-color=never -Werror=unused-result
          -DTALLY_MUST_FAIL=${CASE} "${SOURCE}"
  RESULT_VARIABLE result
  OUTPUT_VARIABLE output
  ERROR_VARIABLE output
)

if(CASE EQUAL 0)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${name}: the legal program does not compile:\n${output}")
  endif()
  # A variant and its expected message come in pairs, or one of them checks nothing.
  string(REGEX MATCHALL "TALLY_MUST_FAIL == [0-9]+" programs "${text}")
  string(REGEX MATCHALL "// must_fail [0-9]+" expectations "${text}")
  list(TRANSFORM programs REPLACE ".* " "")
  list(TRANSFORM expectations REPLACE ".* " "")
  foreach(case IN LISTS programs)
    if(NOT case IN_LIST expectations)
      message(FATAL_ERROR "${name}: case ${case} has no '// must_fail ${case}: <regex>' line")
    endif()
  endforeach()
  foreach(case IN LISTS expectations)
    if(NOT case IN_LIST programs)
      message(FATAL_ERROR "${name}: there is no '#if TALLY_MUST_FAIL == ${case}'")
    endif()
  endforeach()
  return()
endif()

if(result EQUAL 0)
  message(FATAL_ERROR "${name}: case ${CASE} compiles, and must not")
endif()

# Line by line with string operations, because regular expressions break CMake's lists.
set(expectations 0)
while(text MATCHES "// must_fail ${CASE}( ([a-z+]+))?: ([^\n]*)")
  set(only_for "${CMAKE_MATCH_2}")
  set(expected "${CMAKE_MATCH_3}")
  string(FIND "${text}" "${CMAKE_MATCH_0}" position)
  string(LENGTH "${CMAKE_MATCH_0}" length)
  math(EXPR position "${position} + ${length}")
  string(SUBSTRING "${text}" ${position} -1 text)
  if(only_for STREQUAL "" OR only_for STREQUAL COMPILER)
    math(EXPR expectations "${expectations} + 1")
    if(NOT output MATCHES "${expected}")
      message(FATAL_ERROR "${name}: case ${CASE} fails, but its message does not match '${expected}':\n${output}")
    endif()
  endif()
endwhile()
if(expectations EQUAL 0)
  message(FATAL_ERROR "${name}: case ${CASE} expects no message of ${COMPILER}")
endif()
