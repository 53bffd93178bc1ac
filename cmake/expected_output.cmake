# cmake -DEXPECTED=<file> [-DARGUMENTS=<file>] -DACTUAL=<file> -P expected_output.cmake -- PROGRAM
# Runs the program and compares its standard output with the file, in which <any> stands for anything within a line and
# <A|B> for A or B. The arguments' file has them in its first line. What the program printed is left in the file ACTUAL.

cmake_policy(VERSION 3.23)
include("${CMAKE_CURRENT_LIST_DIR}/lines.cmake")

math(EXPR last "${CMAKE_ARGC} - 1")
set(program "${CMAKE_ARGV${last}}")
set(arguments "")
if(ARGUMENTS)
  file(STRINGS "${ARGUMENTS}" arguments LIMIT_COUNT 1)
  separate_arguments(arguments UNIX_COMMAND "${arguments}")
endif()

execute_process(COMMAND "${program}" ${arguments} RESULT_VARIABLE result OUTPUT_VARIABLE actual ERROR_VARIABLE errors)
file(WRITE "${ACTUAL}" "${actual}")
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${program} failed (${result}):\n${actual}\n${errors}")
endif()
file(READ "${EXPECTED}" expected)
compare_text("${EXPECTED}" "${expected}" "${actual}")
