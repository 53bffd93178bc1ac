# What only tally's own tests, examples and benchmarks use.

find_package(Threads REQUIRED)

# Private to our programs: a warning in somebody else's project is not an error there.
add_library(tally_warnings INTERFACE)
target_compile_options(
  tally_warnings INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror
)

# How CMake scripts call the compiler by themselves: with our headers, and with those of Eigen and Catch2. (Saying
# -isystem for a directory that the compiler searches anyway would hide the standard library's C headers from it.)
set(compile "${CMAKE_CXX_COMPILER}" -std=c++20 "-I${tally_include_dir}")
foreach(foreign Eigen3::Eigen Catch2::Catch2)
  if(TARGET ${foreign})
    get_target_property(directories ${foreign} INTERFACE_INCLUDE_DIRECTORIES)
    list(REMOVE_ITEM directories ${CMAKE_CXX_IMPLICIT_INCLUDE_DIRECTORIES})
    list(TRANSFORM directories PREPEND "-isystem")
    list(APPEND compile ${directories})
  endif()
endforeach()
list(REMOVE_DUPLICATES compile)
foreach(library eigen catch2)
  set(has_${library} FALSE)
  if(TARGET tally::${library})
    set(has_${library} TRUE)
  endif()
endforeach()
set(compiler clang)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  set(compiler g++)
endif()
# In a file, because a list does not survive being an argument of a test's command.
set(tally_script_settings "${PROJECT_BINARY_DIR}/script_settings.cmake")
file(
  CONFIGURE
  OUTPUT "${tally_script_settings}"
  CONTENT [[
set(COMPILE "@compile@")
set(COMPILER @compiler@)
set(HAS_EIGEN @has_eigen@)
set(HAS_CATCH2 @has_catch2@)
]]
  @ONLY
)

# Catch2 and a main function, whichever version is installed.
if(TARGET Catch2::Catch2)
  add_library(tally_catch_main OBJECT EXCLUDE_FROM_ALL "${PROJECT_SOURCE_DIR}/tests/support/catch_main.cpp")
  target_compile_features(tally_catch_main PUBLIC cxx_std_20)
  target_link_libraries(tally_catch_main PUBLIC Catch2::Catch2)
  # Catch2 is not on trial: neither optimising nor watching it is worth what it takes compilers.
  target_compile_options(tally_catch_main PRIVATE -O0 -fno-sanitize=all)
endif()

# The models that examples/zoo lists, compiled once for that program and for the tests of them.
file(GLOB zoo_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/examples/zoo/*.cpp")
list(FILTER zoo_sources EXCLUDE REGEX "/main\\.cpp$")
add_library(zoo_models OBJECT EXCLUDE_FROM_ALL ${zoo_sources})
target_link_libraries(zoo_models PRIVATE tally::tally tally_warnings)
target_include_directories(zoo_models INTERFACE "${PROJECT_SOURCE_DIR}/examples/zoo")

# tally_link_for(TARGET NAMES...) links tally and, where one of the names (source files or folders) begins with the name
# of an optional library, that one too.
function(tally_link_for target)
  target_link_libraries(${target} PRIVATE tally::tally tally_warnings Threads::Threads)
  foreach(optional eigen catch2 fmt nlohmann_json)
    if(TARGET tally::${optional} AND "${ARGN}" MATCHES "(^|;|/)${optional}(_|/|\\.|;|$)")
      target_link_libraries(${target} PRIVATE tally::${optional})
    endif()
  endforeach()
endfunction()

# tally_available(VARIABLE NAME) says whether the optional library that a source file or folder is named after is there.
function(tally_available variable name)
  set(${variable} TRUE PARENT_SCOPE)
  foreach(optional eigen catch2 fmt nlohmann_json)
    if(NOT TARGET tally::${optional} AND "${name}" MATCHES "(^|/)${optional}(_|/|\\.|$)")
      set(${variable} FALSE PARENT_SCOPE)
    endif()
  endforeach()
endfunction()

# tally_add_rejection(NAME MESSAGE COMMAND...) registers a test that passes when the command fails with that message: a
# checker is itself checked by a case that it must reject.
function(tally_add_rejection name message)
  add_test(
    NAME "${name}"
    COMMAND "${CMAKE_COMMAND}" "-DMESSAGE=${message}" -P "${PROJECT_SOURCE_DIR}/cmake/expect_rejection.cmake" -- ${ARGN}
  )
endfunction()
