# kvant_embed_report(TARGET): the report's page, with the chart library D3 in it, as a constant of the target.
#
# D3 comes from Debian (node-d3-zoom and the packages it needs) or, elsewhere, from any folder of npm modules:
#   npm install d3    and    -DKVANT_NODE_MODULES=/path/to/node_modules
set(KVANT_NODE_MODULES /usr/share/nodejs CACHE PATH "where the folders d3-selection, d3-zoom ... are")

# Each after those that it needs; d3-collection is part of older releases only.
set(KVANT_D3_MODULES array collection dispatch color ease timer selection interpolate format time time-format
  drag transition scale axis zoom)

function(kvant_embed_report TARGET)
  set(folder ${PROJECT_SOURCE_DIR}/src/report)
  set(scripts "")
  foreach(module ${KVANT_D3_MODULES})
    set(script ${KVANT_NODE_MODULES}/d3-${module}/dist/d3-${module}.min.js)
    if(EXISTS ${script})
      list(APPEND scripts ${script})
    elseif(NOT module STREQUAL "collection")
      message(FATAL_ERROR "the chart library D3 is not complete: no ${script}\n"
        "Debian: apt-get install node-d3-axis node-d3-scale node-d3-zoom\n"
        "elsewhere: npm install d3, and give its folder: -DKVANT_NODE_MODULES=/path/to/node_modules")
    endif()
  endforeach()
  set(own ${folder}/page.html ${folder}/page.css ${folder}/texts.json)
  foreach(script words picture legend reading chart network layer_flow sizes memory_map tables confusion class_table gallery page)
    list(APPEND own ${folder}/${script}.js)
    list(APPEND scripts ${folder}/${script}.js)
  endforeach()
  set(output ${PROJECT_BINARY_DIR}/generated/kvant_report/page_assets.cpp)
  set(writer ${PROJECT_SOURCE_DIR}/cmake/write_page_assets.cmake)
  add_custom_command(OUTPUT ${output} DEPENDS ${own} ${scripts} ${writer} VERBATIM COMMENT "the report's page"
    COMMAND ${CMAKE_COMMAND} -DFOLDER=${folder} "-DSCRIPTS=${scripts}" -DOUTPUT=${output} -P ${writer})
  target_sources(${TARGET} PRIVATE ${output})
endfunction()
