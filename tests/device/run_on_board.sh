#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run_on_board.sh KVANT FOLDER BOARD NAME: the generated C++ of FOLDER/NAME/model.tflite on an emulated board, with the
# int8 inputs of FOLDER/NAME/inputs.csv; says what it costs there. Fails unless every byte is the desk's.
set -euo pipefail
device=$(dirname "$(readlink -f "$0")")
root=$(readlink -f "$device/../..")
kvant=$(readlink -f "${1:?"usage: run_on_board.sh KVANT FOLDER BOARD NAME"}") board=$3 name=$4
cd "$2"
# shellcheck source=tests/device/model_case.sh
source "$device/model_case.sh"
# shellcheck source=tests/device/boards.sh
source "$device/boards.sh"
rm -f "$name/answers"
finish "$name" int8
use_board "$board"

mkdir -p "$board"
cd "$board"
model=../$name level=-O2
for file in "${board_sources[@]}"; do compile "$file" "board_$(basename "$file" .cpp).o" $level; done
compile "$device/measure_subject.cpp" measure.o $level
compile "$device/empty_subject.cpp" empty.o $level
compile "$device/generated_subject.cpp" generated.o $level -I "$model"
compile "$model/cases.cpp" cases.o $level
compile "$model/net.cc" net.o $level -I "$model"
link image measure.o generated.o net.o cases.o
link empty measure.o empty.o cases.o
run_image image >facts

read -r flash ram < <(flash_and_ram image)
read -r empty_flash empty_ram < <(flash_and_ram empty)
awk -v board="$board" -v flash=$((flash - empty_flash)) -v ram=$((ram - empty_ram)) '
  { fact[$1] = $2 }
  END { printf "%s: %d instructions, %d bytes of flash, %d of RAM\n", board, fact["infer_instructions"], flash, ram }' facts
if ! diff -q "$model/answers" <(sed -n 's/^outputs //p' facts | tr -d '\n') >/dev/null; then
  echo "$board: not the desk's bytes" >&2
  exit 1
fi
echo "$board: $(wc -l <"$model/inputs.csv") inputs, every byte as on the desk"
