# SPDX-License-Identifier: Apache-2.0
# cmake -DSCRATCH=folder -P rules_test.cmake: the rules' own test. Each wrong tree must fail, and for its own reason.
cmake_minimum_required(VERSION 3.25)
set(licence "// SPDX-License-Identifier: Apache-2.0")
set(chip_licence "${licence} WITH LLVM-exception")

# good_tree(): a small repository that keeps every rule.
function(good_tree)
  file(REMOVE_RECURSE ${SCRATCH})
  file(WRITE ${SCRATCH}/docs/architecture.md
    "# Rooms\n\n| room | what stands in it | may include |\n|---|---|---|\n| include/kvant/types | words; [a] | |\n"
    "| micro | the chip | |\n| graph | a | micro/kvant_micro/core |\n| ops | b | graph micro |\n"
    "| kvant | front | graph ops micro |\n| cli | verbs | kvant |\n")
  file(WRITE ${SCRATCH}/include/kvant/types/shape.h "${licence}\n// A shape.\n#include <vector>\n")
  file(WRITE ${SCRATCH}/include/kvant/model.h "${licence}\n// A model.\n#include <kvant/types/shape.h>\n")
  file(WRITE ${SCRATCH}/src/kvant/model.cpp
    "${licence}\n// A model.\n#include <kvant/model.h>\n#include \"ops/relu.h\"\n")
  file(WRITE ${SCRATCH}/src/kvant/private.h "${licence}\n// A secret.\n")
  file(WRITE ${SCRATCH}/src/graph/graph.h "${licence}\n// A graph.\n#include <kvant_micro/core/status.h>\n")
  file(WRITE ${SCRATCH}/src/graph/graph_test.cpp
    "${licence}\n// A test.\n#include <kvant_micro/kernel.h>\n#include <doctest/doctest.h>\n")
  file(WRITE ${SCRATCH}/src/ops/relu.h
    "${licence}\n// A relu.\n#include \"graph/graph.h\"\n#include <kvant_micro/kernel.h>\n")
  file(WRITE ${SCRATCH}/src/ops/relu.cpp
    "${licence}\n// A relu.\n#include \"ops/relu.h\"\n#include <cmath>\n#include \"kvant_schema/a.h\"\n")
  file(WRITE ${SCRATCH}/src/cli/main.cpp
    "${licence}\n// The start.\n#include <CLI/CLI.hpp>\n#include <kvant/model.h>\n")
  file(WRITE ${SCRATCH}/micro/kvant_micro/kernel.h
    "${chip_licence}\n// A kernel.\n#include <kvant_micro/core/status.h>\n")
  file(WRITE ${SCRATCH}/micro/kvant_micro/core/status.h "${chip_licence}\n// A status.\n#include <stdint.h>\n")
  file(WRITE ${SCRATCH}/run "  build   the binary\n")
  file(WRITE ${SCRATCH}/src/cli/train_verb.cpp "${licence}\n// A verb.\n  Verb verb(app, \"train\", \"Trains\")\n")
  file(WRITE ${SCRATCH}/README.md "kvant is [here](docs/architecture.md#rooms), [far](https://kvant.dev); `./run build`,\n"
    "kvant reads; `kvant train a.toml`\n```\n./run build\nkvant train a.toml \\\n```\n![](src/cli/train_verb.cpp)\n")
endfunction()

# expect(CHECK REASON [FILE TEXT...]): the good tree with this file fails the check for this reason; with "", passes.
function(expect check reason)
  good_tree()
  if(ARGN)
    list(POP_FRONT ARGN file)
    list(JOIN ARGN "" text)
    file(WRITE ${SCRATCH}/${file} "${text}\n")
  endif()
  execute_process(COMMAND ${CMAKE_COMMAND} -DROOT=${SCRATCH} -P ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/check_${check}.cmake
    RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(reason STREQUAL "")
    if(NOT status EQUAL 0)
      message(SEND_ERROR "check_${check}: a good tree failed: ${output}")
    endif()
    return()
  endif()
  string(FIND "${output}" "${reason}" found)
  if(status EQUAL 0 OR found EQUAL -1)
    message(SEND_ERROR "check_${check} with ${file}: expected '${reason}', received '${output}'")
  endif()
endfunction()

set(head "${licence}\n// A file.\n")
set(chip_head "${chip_licence}\n// A file.\n")
expect(includes "")
expect(includes "room graph may not include ops" src/graph/wrong.h ${head} "#include \"ops/relu.h\"")
expect(includes "room graph may not include micro" src/graph/wrong.cpp ${head} "#  include <kvant_micro/kernel.h>")
expect(includes "room graph may not include ops" src/graph/wrong_test.cpp ${head} "#include \"ops/relu.h\"")
expect(includes "no such file" src/graph/wrong.cpp ${head} "#include \"graph/gone.h\"")
expect(includes "no such file" src/graph/wrong.cpp ${head} "#include <kvant/gone.h>")
expect(includes "room cli may not include ops" src/cli/wrong.cpp ${head} "#include \"ops/relu.h\"")
expect(includes "src/kvant is private" src/cli/wrong.cpp ${head} "#include \"kvant/private.h\"")
expect(includes "room examples may not include graph" examples/one/wrong.cpp ${head} "#include \"graph/graph.h\"")
expect(includes "room micro may not include include/kvant/types" micro/kvant_micro/wrong.h
  ${chip_head} "#include \"../../include/kvant/types/shape.h\"")
expect(includes "the chip has only" micro/kvant_micro/wrong.h ${chip_head} "#include <vector>")
expect(includes "no such file" micro/tensorflow/lite/wrong.h ${chip_head} "#include <tensorflow/lite/gone.h>")
expect(includes "" micro/kvant_micro/right.h ${chip_head} "#include <stdarg.h>")
expect(includes "a public header" include/kvant/wrong.h ${head} "#include \"graph/graph.h\"")
expect(includes "a public header" include/kvant/wrong.h ${head} "#include <fmt/core.h>")
expect(includes "room 'attic' is not in the table" src/attic/wrong.h ${head})
expect(includes "the table of rooms was not found" docs/architecture.md "nothing")

expect(files "")
expect(files "the first line is not" src/graph/wrong.h "// A file.\n" "#pragma once")
expect(files "the licence is" micro/kvant_micro/wrong.h ${head})
expect(files "not a sentence" src/graph/wrong.h ${licence} "\n#pragma once")
expect(files "has the name of" src/ops/graph.h ${head})
expect(files "" src/graph/stand_ins/relu.h ${head})
expect(files "'util' names nothing" src/graph/string_util.h ${head})
expect(files "'common' names nothing" src/common/wrong.h ${head})
expect(files "" src/graph/base64.h ${head})
expect(files "" micro/tensorflow/lite/c/common.h ${chip_head})
expect(files "the licence is" micro/tensorflow/lite/c/common.h ${head})

expect(documents "")
expect(documents "leads to gone.md" docs/wrong.md "a [page](gone.md)")
expect(documents "leads to images/gone.png" docs/wrong.md "![a picture](images/gone.png)")
expect(documents "leads to gone.png" wrong.md "<img src=\"gone.png\" alt=\"\">")
expect(documents "run has no verb bild" wrong.md "`./run bild`")
expect(documents "kvant has no verb tran" wrong.md "a `kvant tran` in text")
expect(documents "kvant has no verb tran" wrong.md "```\n" "$ kvant tran a.toml\n" "```")
expect(documents "kvant has no verb tran" wrong.md "```\n" "```\n" "```\n" "build/release/kvant tran a.toml\n" "```")
file(REMOVE_RECURSE ${SCRATCH})
