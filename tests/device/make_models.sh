#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# make_models.sh KVANT FOLDER: the models that the boards run, each in FOLDER/NAME with its inputs and right answers.
#
#   model.tflite, model.cpp   the file, and the same as C++
#   cases.cpp                 the inputs
#   answers                   the bytes of all outputs in hexadecimal: of TFLM for the lesson's model, else of the desk
#   kernels                   what its operator list names
#   arena                     the bytes of arena that the desk says a chip needs
#   net.h, net.cc             the model as generated C++, where kvant writes that
set -euo pipefail
device=$(dirname "$(readlink -f "$0")")
root=$(readlink -f "$device/../..")
kvant=$(readlink -f "$1")
mkdir -p "$2"
cd "$2"

# Rows of whole numbers of [-128, 127], the same everywhere; the first rows are the extremes.
random_codes() {  # random_codes ROWS COLUMNS
  awk -v rows="$1" -v columns="$2" 'BEGIN {
    state = 1
    for (row = 0; row < rows; row++)
      for (column = 0; column < columns; column++) {
        state = (state * 16807) % 2147483647
        code = row < 2 ? 255 * row : int(state / 8388608)
        printf "%d%s", code - 128, column + 1 < columns ? "," : "\n"
      }
  }'
}
hexadecimal() { awk -F, '{ for (i = 1; i <= NF; i++) printf "%02x", ($i + 256) % 256 }'; }
c_list() { awk -F, '{ for (i = 1; i <= NF; i++) printf "%d,", $i } NR % 16 == 0 { print "" }'; }

# finish NAME KERNEL...: NAME/model.tflite and NAME/codes.csv are there; adds the rest.
finish() {
  cd "$1"
  printf 'kvant_micro::fully_connected_%s(),' "${@:2}" >kernels
  { echo '#include "model_bytes.h"'
    echo 'alignas(16) const unsigned char model[] = {'
    od -An -v -tu1 model.tflite | sed -E 's/ +/,/g; s/^,//; s/$/,/'
    echo '};'
    echo 'const unsigned model_size = sizeof model;'; } >model.cpp
  "$kvant" run model.tflite --input codes.csv -o answers.csv
  if [[ ! -e answers ]]; then tail -n +2 answers.csv | hexadecimal >answers; fi
  { echo '#include "subject.h"'
    echo 'const int8_t cases[] = {'
    c_list <codes.csv
    echo '};'
    echo "const uint32_t case_count = $(wc -l <codes.csv);"
    echo "const uint32_t case_input_bytes = $(head -n 1 codes.csv | awk -F, '{ print NF }');"
    echo "const uint32_t case_output_bytes = $(head -n 1 answers.csv | awk -F, '{ print NF }');"; } >cases.cpp
  "$kvant" inspect model.tflite --json | sed -n 's/.*"arena_bytes": *\([0-9]*\).*/\1/p' >arena
  if "$kvant" export --help | grep -q 'this version: .*cpp'; then
    "$kvant" export model.tflite --as cpp -o . --name net >/dev/null 2>&1
  fi
  cd ..
}

rm -rf lesson sine odd
if [[ -e $root/../shared/lesson/sin_model.tflite ]]; then
  mkdir lesson
  cp "$root/../shared/lesson/sin_model.tflite" lesson/model.tflite
  seq -128 127 >lesson/codes.csv
  grep -v '^#' "$root/tests/golden/lesson_answers.txt" | tr -s ' ' '\n' | sed '/^$/d' | hexadecimal >lesson/answers
  finish lesson FullyConnectedInt8
fi

# The lesson as kvant makes it today: Dense weights with a scale for each output (the last layer has one).
mkdir sine
(cd sine && "$kvant" new lesson -o sine.toml && "$kvant" train sine.toml -o made) >sine/said 2>&1
cp sine/made/sine_int8.tflite sine/model.tflite
seq -128 127 >sine/codes.csv
finish sine FullyConnectedInt8PerChannel FullyConnectedInt8

# Odd sizes: loops by twos and fours have rests.
mkdir odd
cp "$device/odd_sizes.toml" odd/
{ echo a,b,c,sum,product
  random_codes 200 3 | awk -F, '{ a = $1 / 128; b = $2 / 128; c = $3 / 128
    printf "%.6f,%.6f,%.6f,%.6f,%.6f\n", a, b, c, a + b + c, 2 * a * b }'
} >odd/odd.csv
(cd odd && "$kvant" train odd_sizes.toml -o made) >odd/said 2>&1
cp odd/made/odd_int8.tflite odd/model.tflite
random_codes 128 3 >odd/codes.csv
finish odd FullyConnectedInt8PerChannel
