# The .tflite format's tables: flatc turns schema/*.fbs into generated/kvant_schema/*_generated.h.
find_program(FLATC flatc REQUIRED)
set(KVANT_SCHEMA_DIR ${PROJECT_BINARY_DIR}/generated/kvant_schema)
set(KVANT_SCHEMAS ${PROJECT_SOURCE_DIR}/schema/tflite_options.fbs ${PROJECT_SOURCE_DIR}/schema/tflite.fbs)
set(KVANT_SCHEMA_HEADERS ${KVANT_SCHEMA_DIR}/tflite_options_generated.h ${KVANT_SCHEMA_DIR}/tflite_generated.h)
add_custom_command(OUTPUT ${KVANT_SCHEMA_HEADERS}
  COMMAND ${FLATC} --cpp --gen-object-api --reflect-types --cpp-std c++17 -o ${KVANT_SCHEMA_DIR} ${KVANT_SCHEMAS}
  DEPENDS ${KVANT_SCHEMAS} COMMENT "flatc: the .tflite format")
add_custom_target(kvant_schema_headers DEPENDS ${KVANT_SCHEMA_HEADERS})

# The generated headers include flatbuffers/ and need its few non-inline functions.
find_library(FLATBUFFERS_LIBRARY flatbuffers REQUIRED)
add_library(kvant_schema INTERFACE)
add_dependencies(kvant_schema kvant_schema_headers)
target_include_directories(kvant_schema SYSTEM INTERFACE $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/generated>)
target_link_libraries(kvant_schema INTERFACE kvant_options)
