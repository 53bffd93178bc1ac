# The libraries that users link. Each is headers only, and each asks for nothing but what its own headers include.

set(tally_include_dir "${PROJECT_SOURCE_DIR}/include")

# tally_library(NAME [FILES FILE...] [FOLDERS FOLDER...] [LINKS TARGET...])
# makes tally::NAME from those headers of include/tally that exist, if there are any.
function(tally_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "FILES;FOLDERS;LINKS")
  list(TRANSFORM arg_FILES PREPEND "${tally_include_dir}/tally/")
  list(TRANSFORM arg_FOLDERS REPLACE "(.+)" "${tally_include_dir}/tally/\\1/*.hpp")
  set(headers)
  if(arg_FILES)
    file(GLOB headers CONFIGURE_DEPENDS ${arg_FILES})
  endif()
  if(arg_FOLDERS)
    # Apart from the files above, because GLOB_RECURSE would look for their names in every folder.
    file(GLOB_RECURSE in_folders CONFIGURE_DEPENDS ${arg_FOLDERS})
    list(APPEND headers ${in_folders})
  endif()
  if(NOT headers)
    return()
  endif()

  # The target is called like the name that users link: tally::tally is "tally", tally::eigen is "tally_eigen".
  set(target tally)
  if(NOT name STREQUAL tally)
    set(target tally_${name})
  endif()
  add_library(${target} INTERFACE)
  add_library(tally::${name} ALIAS ${target})
  set_target_properties(
    ${target} PROPERTIES EXPORT_NAME ${name} VERIFY_INTERFACE_HEADER_SETS ${PROJECT_IS_TOP_LEVEL}
  )
  target_compile_features(${target} INTERFACE cxx_std_20)
  target_sources(${target} INTERFACE FILE_SET HEADERS BASE_DIRS "${tally_include_dir}" FILES ${headers})
  target_link_libraries(${target} INTERFACE ${arg_LINKS})
  set_property(GLOBAL APPEND PROPERTY tally_libraries ${name})
endfunction()

tally_library(tally FILES tally.hpp FOLDERS core tensor nn models training analysis report)

# find_package is given no version because Eigen 5 calls itself incompatible with 3.4, while tally works with both.
# A target that is there already, from FetchContent for instance, has no version here.
if(NOT TARGET Eigen3::Eigen)
  find_package(Eigen3 QUIET NO_MODULE)
endif()
if(TARGET tally::tally AND TARGET Eigen3::Eigen AND (NOT Eigen3_VERSION OR Eigen3_VERSION VERSION_GREATER_EQUAL 3.4))
  tally_library(eigen FILES eigen.hpp FOLDERS eigen LINKS tally::tally Eigen3::Eigen)
endif()

# Catch2 3 and 2.13 both provide this target; adapters/catch2.hpp finds out which one it has.
if(NOT TARGET Catch2::Catch2)
  find_package(Catch2 QUIET)
endif()
if(TARGET tally::tally AND TARGET Catch2::Catch2 AND (NOT Catch2_VERSION OR Catch2_VERSION VERSION_GREATER_EQUAL 2.13))
  tally_library(catch2 FILES adapters/catch2.hpp LINKS tally::tally Catch2::Catch2)
endif()
