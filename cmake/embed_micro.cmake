# kvant_embed_micro(TARGET): the chip's kernels as constants of the target, for generated code to take along.
function(kvant_embed_micro TARGET)
  file(GLOB headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/micro/kvant_micro/core/*.h
    ${PROJECT_SOURCE_DIR}/micro/kvant_micro/kernels/*.h ${PROJECT_SOURCE_DIR}/micro/kvant_micro/simd/*.h)
  set(output ${PROJECT_BINARY_DIR}/generated/kvant_export/micro_sources.cpp)
  set(writer ${PROJECT_SOURCE_DIR}/cmake/write_micro_sources.cmake)
  add_custom_command(OUTPUT ${output} DEPENDS ${headers} ${writer} VERBATIM COMMENT "the chip's kernels"
    COMMAND ${CMAKE_COMMAND} -DFOLDER=${PROJECT_SOURCE_DIR}/micro "-DHEADERS=${headers}" -DOUTPUT=${output} -P ${writer})
  target_sources(${TARGET} PRIVATE ${output})
endfunction()
