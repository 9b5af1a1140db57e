# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# shellcheck disable=SC2154  # who sources this sets kvant
# A model as the boards run it, with inputs and right answers, in a folder of its own. Sourced.
#
#   model.tflite, model.cpp   the file, and the same as C++
#   cases.cpp                 the inputs
#   answers                   the bytes of all outputs in hexadecimal: of TFLM for the lesson's model, else of the desk
#   kernels                   what its operator list names
#   arena                     the bytes of arena that the desk says a chip needs
#   net.h, net.cc ...         the model as generated C++

# The numbers of an array file as bytes.
npy_bytes() { tail -c "+$((11 + $(od -An -tu2 -j 8 -N 2 "$1")))" "$1"; }
hexadecimal() { od -An -v -tx1 | tr -d ' \n'; }
int8_bytes() { tr , '\n' | perl -ne 'print pack("c", $_)'; }
float32_bytes() { perl -ne 'print pack("f<", $_)'; }

# finish NAME TYPE KERNEL...: NAME/model.tflite and NAME/inputs.csv are there; adds the rest. TYPE is the input's.
finish() {
  cd "$1"
  local input=int8_bytes
  if [[ $2 == float32 ]]; then input=float32_bytes; fi
  printf 'kvant_micro::%s(),' "${@:3}" >kernels
  { echo '#include "model_bytes.h"'
    echo 'alignas(16) const unsigned char model[] = {'
    od -An -v -tu1 model.tflite | sed -E 's/ +/,/g; s/^,//; s/$/,/'
    echo '};'
    echo 'const unsigned model_size = sizeof model;'; } >model.cpp
  "$kvant" run model.tflite --input inputs.csv -o answers.npy
  if [[ ! -e answers ]]; then npy_bytes answers.npy | hexadecimal >answers; fi
  local cases
  cases=$(wc -l <inputs.csv)
  { echo '#include "subject.h"'
    echo 'const int8_t cases[] = {'
    $input <inputs.csv | od -An -v -td1 | sed -E 's/ +/,/g; s/^,//; s/$/,/'
    echo '};'
    echo "const uint32_t case_count = $cases;"
    echo "const uint32_t case_input_bytes = $(($($input <inputs.csv | wc -c) / cases));"
    echo "const uint32_t case_output_bytes = $(($(npy_bytes answers.npy | wc -c) / cases));"; } >cases.cpp
  "$kvant" inspect model.tflite --json | sed -n 's/.*"arena_bytes": *\([0-9]*\).*/\1/p' >arena
  "$kvant" export model.tflite --as cpp -o . --name net >/dev/null 2>&1
  cd ..
}
