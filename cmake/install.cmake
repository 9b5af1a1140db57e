# What `cmake --install` puts where: the binary, one static library with its headers, the chip's headers, the manual.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# kvant_link_closure(TARGET): what a target links: rooms in kvant_rooms, libraries from outside in kvant_externals.
function(kvant_link_closure target)
  set(todo ${target})
  set(rooms "")
  set(externals "")
  while(todo)
    list(POP_FRONT todo item)
    string(REGEX REPLACE "^\\$<LINK_ONLY:(.*)>$" "\\1" item "${item}")
    if(NOT TARGET ${item})
      # /usr/lib/.../libz.a is known to other machines as z.
      string(REGEX REPLACE "^.*/lib([^/]+)\\.(a|so)$" "\\1" item "${item}")
      list(APPEND externals ${item})
      continue()
    endif()
    get_target_property(alias ${item} ALIASED_TARGET)
    if(alias)
      set(item ${alias})
    endif()
    get_target_property(imported ${item} IMPORTED)
    if(imported)
      list(APPEND externals ${item})
      continue()
    endif()
    if(item IN_LIST rooms)
      continue()
    endif()
    list(APPEND rooms ${item})
    get_target_property(links ${item} INTERFACE_LINK_LIBRARIES)
    if(links)
      list(APPEND todo ${links})
    endif()
  endwhile()
  list(FILTER rooms EXCLUDE REGEX "^kvant_(options|schema)")
  list(REMOVE_DUPLICATES externals)
  set(kvant_rooms ${rooms} PARENT_SCOPE)
  set(kvant_externals ${externals} PARENT_SCOPE)
endfunction()

# The rooms as users see them: one libkvant.a.
kvant_link_closure(kvant_kvant)
set(objects "")
foreach(room ${kvant_rooms})
  get_target_property(type ${room} TYPE)
  if(type STREQUAL "STATIC_LIBRARY")
    list(APPEND objects $<TARGET_OBJECTS:${room}>)
  endif()
endforeach()
add_library(kvant_installed STATIC ${objects})
set_target_properties(kvant_installed PROPERTIES OUTPUT_NAME kvant EXPORT_NAME kvant LINKER_LANGUAGE CXX)
target_include_directories(kvant_installed INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_compile_features(kvant_installed INTERFACE cxx_std_20)
target_link_libraries(kvant_installed INTERFACE ${kvant_externals})
install(TARGETS kvant_installed EXPORT kvantTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})

set(config_folder ${CMAKE_INSTALL_LIBDIR}/cmake/kvant)
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/kvantConfig.cmake.in ${PROJECT_BINARY_DIR}/kvantConfig.cmake
  INSTALL_DESTINATION ${config_folder} NO_SET_AND_CHECK_MACRO)
# Any architecture: the program serves builds for every chip. The library's own is checked by kvantConfig.cmake.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/kvantConfigVersion.cmake COMPATIBILITY SameMinorVersion
  ARCH_INDEPENDENT)
install(EXPORT kvantTargets NAMESPACE kvant:: DESTINATION ${config_folder})
install(FILES ${PROJECT_BINARY_DIR}/kvantConfig.cmake ${PROJECT_BINARY_DIR}/kvantConfigVersion.cmake
    ${PROJECT_SOURCE_DIR}/cmake/kvant_add_model.cmake
  DESTINATION ${config_folder})

install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/kvant DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  FILES_MATCHING PATTERN *.h)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/micro/ DESTINATION ${CMAKE_INSTALL_DATADIR}/kvant/micro
  PATTERN tests EXCLUDE PATTERN *_test.cpp EXCLUDE PATTERN .clang-tidy EXCLUDE)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

# The manual page and the shells' completions come from the verbs' own descriptions.
if(TARGET kvant)
  install(TARGETS kvant RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  if(NOT CMAKE_CROSSCOMPILING OR CMAKE_CROSSCOMPILING_EMULATOR)
    set(generated ${PROJECT_BINARY_DIR}/generated)
    foreach(page "man kvant.1" "bash-completion kvant.bash" "zsh-completion _kvant")
      separate_arguments(page)
      list(GET page 0 what)
      list(GET page 1 file)
      add_custom_command(OUTPUT ${generated}/${file} DEPENDS kvant VERBATIM COMMENT "kvant --generate ${what}"
        COMMAND kvant --generate ${what} > ${generated}/${file})
      list(APPEND manual_files ${generated}/${file})
    endforeach()
    add_custom_target(kvant_manual ALL DEPENDS ${manual_files})
    install(FILES ${generated}/kvant.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
    install(FILES ${generated}/kvant.bash RENAME kvant DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
    install(FILES ${generated}/_kvant DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
  endif()
endif()
