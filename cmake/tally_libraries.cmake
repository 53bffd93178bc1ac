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

tally_library(tally FILES tally.hpp openmp.hpp std_math.hpp adapters/format.hpp FOLDERS core tensor nn models training analysis report)

# Libraries of others, each found here or made by whoever adds tally to a project, before or after.

# find_package is given no version because Eigen 5 calls itself incompatible with 3.4, while tally works with both.
# A target that is there already, from FetchContent for instance, has no version here.
if(NOT TARGET Eigen3::Eigen)
  find_package(Eigen3 QUIET NO_MODULE)
endif()
# Catch2 3 and 2.13 both provide this target; adapters/catch2.hpp finds out which one it has.
if(NOT TARGET Catch2::Catch2)
  find_package(Catch2 QUIET)
endif()
if(NOT TARGET fmt::fmt)
  find_package(fmt QUIET)
endif()
if(NOT TARGET nlohmann_json::nlohmann_json)
  find_package(nlohmann_json QUIET)
endif()

# tally_optional_library(NAME TARGET PACKAGE LEAST_VERSION arguments of tally_library...): tally::NAME, which needs TARGET.
function(tally_optional_library name needs package least)
  set(has_it FALSE)
  if(TARGET ${needs} AND (NOT ${package}_VERSION OR ${package}_VERSION VERSION_GREATER_EQUAL ${least}))
    set(has_it TRUE)
  elseif(PROJECT_IS_TOP_LEVEL)
    return() # our own tests and examples ask whether there is a tally::NAME
  endif()
  tally_library(${name} ${ARGN} LINKS tally::tally)
  if(has_it)
    target_link_libraries(tally_${name} INTERFACE ${needs})
    return()
  endif()
  # In a user's project the library may be made below: what is not there at the end is missed by who links tally::NAME.
  set(found "was not found")
  if(${package}_VERSION)
    set(found "was found in version ${${package}_VERSION}, and tally needs ${least} or later")
  endif()
  set_property(GLOBAL PROPERTY tally_${name}_needs ${needs})
  set_property(
    GLOBAL
    PROPERTY tally_${name}_missing
             "tally: tally::${name} needs ${package}, which ${found}. Install it, or make the target ${needs} (with find_package or FetchContent) anywhere in the project"
  )
  cmake_language(EVAL CODE "cmake_language(DEFER DIRECTORY [[${CMAKE_SOURCE_DIR}]] CALL tally_find_library ${name})")
endfunction()

# At the end of the user's project, when all its targets are there.
function(tally_find_library name)
  get_property(needs GLOBAL PROPERTY tally_${name}_needs)
  if(TARGET ${needs})
    target_link_libraries(tally_${name} INTERFACE ${needs})
    return()
  endif()
  tally_who_links(user tally::${name} "${CMAKE_SOURCE_DIR}")
  if(user)
    get_property(missing GLOBAL PROPERTY tally_${name}_missing)
    message(FATAL_ERROR "${missing}: the target ${user} links tally::${name}.")
  endif()
endfunction()

# tally_who_links(VARIABLE LIBRARY DIRECTORY): a target of the directory or those below that links the library, or nothing.
function(tally_who_links variable library directory)
  set(${variable} "" PARENT_SCOPE)
  get_property(targets DIRECTORY "${directory}" PROPERTY BUILDSYSTEM_TARGETS)
  foreach(target IN LISTS targets)
    get_target_property(linked ${target} INTERFACE_LINK_LIBRARIES)
    get_target_property(kind ${target} TYPE)
    if(NOT kind STREQUAL INTERFACE_LIBRARY)
      get_target_property(privately ${target} LINK_LIBRARIES)
      list(APPEND linked ${privately})
    endif()
    # A library of another directory is written LIBRARY::@(directory).
    if("${linked}" MATCHES "(^|;|<|:)${library}($|;|>|::@)")
      set(${variable} ${target} PARENT_SCOPE)
      return()
    endif()
  endforeach()
  get_property(folders DIRECTORY "${directory}" PROPERTY SUBDIRECTORIES)
  foreach(folder IN LISTS folders)
    tally_who_links(user ${library} "${folder}")
    if(user)
      set(${variable} ${user} PARENT_SCOPE)
      return()
    endif()
  endforeach()
endfunction()

tally_optional_library(eigen Eigen3::Eigen Eigen3 3.4 FILES eigen.hpp FOLDERS eigen)
tally_optional_library(catch2 Catch2::Catch2 Catch2 2.13 FILES adapters/catch2.hpp)
tally_optional_library(fmt fmt::fmt fmt 9 FILES adapters/fmt.hpp)
tally_optional_library(nlohmann_json nlohmann_json::nlohmann_json nlohmann_json 3.9 FILES adapters/nlohmann_json.hpp)
