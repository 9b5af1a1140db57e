# kvant_commit(TARGET): gives a target one generated source that holds the commit it is built from.
# At every build, `cmake -DSOURCE=... -DOUTPUT=... -P commit.cmake` writes that file, and only when its text changes: a
# commit recompiles one line and links again.
if(CMAKE_SCRIPT_MODE_FILE)
  cmake_minimum_required(VERSION 3.25)
  set(commit "")
  find_program(GIT git)
  # A folder that only lies within somebody else's repository has no commit of its own.
  if(GIT AND EXISTS ${SOURCE}/.git)
    execute_process(COMMAND ${GIT} describe --always --dirty --abbrev=12 --exclude=* WORKING_DIRECTORY ${SOURCE}
      OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  endif()
  file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT "// The commit this binary was built from.
namespace kvant::cli {
extern const char* const commit;
const char* const commit = \"@commit@\";
}  // namespace kvant::cli
")
  return()
endif()

set(kvant_commit_script ${CMAKE_CURRENT_LIST_FILE})
function(kvant_commit target)
  set(file ${PROJECT_BINARY_DIR}/generated/kvant_commit.cpp)
  add_custom_target(${target}_commit BYPRODUCTS ${file} COMMENT ""
    COMMAND ${CMAKE_COMMAND} -DSOURCE=${PROJECT_SOURCE_DIR} -DOUTPUT=${file} -P ${kvant_commit_script})
  target_sources(${target} PRIVATE ${file})
  add_dependencies(${target} ${target}_commit)
endfunction()
