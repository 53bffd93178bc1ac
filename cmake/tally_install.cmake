# Installing tally, and what find_package(tally) reads. Every library has an export of its own, so that a user who wants
# the core alone is not asked for Eigen or Catch2.

include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(tally_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/tally")

get_property(libraries GLOBAL PROPERTY tally_libraries)
foreach(library IN LISTS libraries)
  set(target tally)
  if(NOT library STREQUAL tally)
    set(target tally_${library})
  endif()
  install(TARGETS ${target} EXPORT tally_${library} FILE_SET HEADERS)
  install(
    EXPORT tally_${library}
    NAMESPACE tally::
    FILE tally_${library}.cmake
    DESTINATION "${tally_package_dir}"
  )
endforeach()

configure_package_config_file(
  "${PROJECT_SOURCE_DIR}/cmake/tallyConfig.cmake.in" "${PROJECT_BINARY_DIR}/tallyConfig.cmake"
  INSTALL_DESTINATION "${tally_package_dir}"
)
write_basic_package_version_file(
  "${PROJECT_BINARY_DIR}/tallyConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion # below 1.0 a minor version may change names
  ARCH_INDEPENDENT
)
install(
  FILES "${PROJECT_BINARY_DIR}/tallyConfig.cmake" "${PROJECT_BINARY_DIR}/tallyConfigVersion.cmake"
  DESTINATION "${tally_package_dir}"
)
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DATADIR}/licenses/tally")
