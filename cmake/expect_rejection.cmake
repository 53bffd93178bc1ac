# cmake -DMESSAGE=<regex> -P expect_rejection.cmake -- COMMAND...
# Succeeds when the command fails and what it prints matches. WILL_FAIL alone would also accept a checker that crashes.

set(command)
set(past_separator FALSE)
math(EXPR last "${CMAKE_ARGC} - 1")
foreach(i RANGE ${last})
  if(past_separator)
    list(APPEND command "${CMAKE_ARGV${i}}")
  elseif(CMAKE_ARGV${i} STREQUAL "--")
    set(past_separator TRUE)
  endif()
endforeach()

execute_process(COMMAND ${command} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(result EQUAL 0)
  message(FATAL_ERROR "should have been rejected, but was accepted:\n${output}")
endif()
# CMake breaks the lines of a message as it pleases.
string(REGEX REPLACE "[ \n]+" " " unbroken "${output}")
if(NOT unbroken MATCHES "${MESSAGE}")
  message(FATAL_ERROR "was rejected, but not with '${MESSAGE}':\n${output}")
endif()
