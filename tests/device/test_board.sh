#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# test_board.sh FOLDER BOARD LEVEL: builds and runs every image for one board; FOLDER/models is there.
#
# FOLDER/BOARD-LEVEL/log gets a line 'ok ...' or 'FAILED ...' for each proof, figures.csv beside it the figures.
set -uo pipefail
device=$(dirname "$(readlink -f "$0")")
root=$(readlink -f "$device/../..")
models=$(readlink -f "$1")/models
board=$2 level=$3
rm -rf "${1:?}/$board$level"
mkdir -p "$1/$board$level"
cd "$1/$board$level" || exit 1
exec >log 2>&1
: >figures.csv
# shellcheck source=tests/device/boards.sh
source "$device/boards.sh"
use_board "$board"
compiler=$("$tools-g++" -dumpversion)

# expect NAME COMMAND...
expect() {
  local name="$board $level: $1"
  shift
  if "$@" >said 2>&1; then
    echo "ok      $name"
  else
    echo "FAILED  $name"
    cut -c 1-160 said | head -n 8 | sed 's/^/        /'
    return 1
  fi
}
prints() {  # prints FILE IMAGE: the image prints what stands in the file, twice
  run_image "$2" >first
  run_image "$2" >second
  cmp first second && diff "$1" first
}
outputs_are() {  # outputs_are FILE IMAGE: both runs print the same, its outputs are those of the file
  run_image "$2" >"$2.facts"
  run_image "$2" >second
  cmp "$2.facts" second && diff "$1" <(sed -n 's/^outputs //p' "$2.facts" | tr -d '\n')
}

# build IMAGE OBJECT...
build() { expect "$1 links" link "$@"; }

# weigh FORM MODEL IMAGE MODEL_BYTES: a row of figures
weigh() {
  local flash ram empty_flash empty_ram
  read -r flash ram < <(flash_and_ram "$3")
  read -r empty_flash empty_ram < <(flash_and_ram "empty-$2")
  awk -v start="$board,$1,$2,$level,$compiler" -v flash=$((flash - empty_flash - $4)) \
    -v model="$4" -v ram=$((ram - empty_ram)) '
    { fact[$1] = $2 }
    END { printf "%s,%d,%d,%d,%d,%d,%d,%d\n", start, fact["setup_instructions"], fact["infer_instructions"],
                 flash, model, ram + fact["operator_bytes"], fact["setup_stack"], fact["infer_stack"] }' \
    "$3.facts" >>figures.csv
}

test_form() {  # test_form FORM MODEL OBJECT...: all bytes right; its figures, when it is one that is recorded
  local form=$1 model=$2 image=$1-$2 bytes=0
  shift 2
  case $form in interpreter*) bytes=$(wc -c <"$models/$model/model.tflite") ;; esac
  build "$image" measure_subject.o "cases-$model.o" "$@" || return
  expect "$form, $model: all bytes" outputs_are "$models/$model/answers" "$image" || return
  case $form in *generic) ;; *) weigh "$form" "$model" "$image" "$bytes" ;; esac
}

test_interpreter() {  # test_interpreter FORM MODEL OPTION...
  local object=$1-$2.o
  expect "$object" compile "$device/interpreter_subject.cpp" "$object" "$level" "${@:3}" \
    "-DDEVICE_ARENA_BYTES=$(<"$models/$2/arena")" "-DDEVICE_KERNELS=$(<"$models/$2/kernels")" && test_form "$1" "$2" "$object" "model-$2.o"
}

test_generated() {  # test_generated FORM MODEL OPTION...
  local folder=$models/$2 form=$1 model=$2
  shift 2
  expect "net-$form-$model.o" compile "$folder/net.cc" "net-$form-$model.o" "$level" -I "$folder" "$@" &&
    expect "$form-$model.o" compile "$device/generated_subject.cpp" "$form-$model.o" "$level" -I "$folder" "$@" &&
    test_form "$form" "$model" "$form-$model.o" "net-$form-$model.o"
}

test_offsets() {
  expect offsets.o compile "$device/offsets_image.cpp" offsets.o "$level" "-DDEVICE_ARENA_BYTES=$(<"$models/$1/arena")" \
    "-DDEVICE_KERNELS=$(<"$models/$1/kernels")" "-DDEVICE_MODEL_BYTES=$(wc -c <"$models/$1/model.tflite")" && build offsets offsets.o "cases-$1.o" "model-$1.o" &&
    expect "$1 at 16 addresses" works_or_refuses offsets
}
works_or_refuses() {
  run_image "$1" >addresses
  cat addresses
  [[ $(wc -l <addresses) == 16 ]] && ! grep -qvx 'equal\|misaligned' addresses &&
    [[ $(awk '(NR - 1) % 4 == 0' addresses | sort -u) == equal ]]
}

test_unaligned() {
  echo fault >fault
  expect unaligned.o compile "$device/unaligned_image.cpp" unaligned.o "$level" && build unaligned unaligned.o &&
    expect "an unaligned load faults" prints fault unaligned
}

test_primitives() {  # test_primitives FORM OPTION...
  expect "$1.o" compile "$device/primitives_image.cpp" "$1.o" "$level" "${@:2}" && build "$1" "$1.o" &&
    expect "$1 as on the desk" prints "$models/primitives" "$1"
}

for file in "${board_sources[@]}"; do compile "$file" "board_$(basename "$file" .cpp).o" "$level"; done
compile "$device/measure_subject.cpp" measure_subject.o "$level"
compile "$device/empty_subject.cpp" empty_subject.o "$level"
for model in lesson sine planned odd residual ends float kws ad; do
  [[ -e $models/$model ]] || continue
  # Beside the lesson's size: with 16 KB for code, and 4 KB for the stack.
  if [[ $model == residual || $model == kws || $model == ad ]]; then
    has_room "$board" $((16384 + $(wc -c <"$models/$model/model.tflite"))) $((4096 + $(<"$models/$model/arena"))) || continue
  fi
  # Debian's compiler library for the LX106 cannot add or multiply floating-point numbers.
  if [[ $board == lx106 && ($model == ends || $model == float) ]]; then continue; fi
  compile "$models/$model/cases.cpp" "cases-$model.o" "$level"
  compile "$models/$model/model.cpp" "model-$model.o" "$level"
  link "empty-$model" measure_subject.o empty_subject.o "cases-$model.o"
  test_generated generated $model
  if [[ $board == atmega328p ]]; then continue; fi  # 2 KB of RAM: no interpreter
  test_interpreter interpreter $model
  test_interpreter interpreter-trusted $model -DKVANT_TRUST_MODEL
  if has_dsp; then
    test_generated generated-generic $model -DKVANT_SIMD_GENERIC
    test_interpreter interpreter-generic $model -DKVANT_SIMD_GENERIC
  fi
done
test_primitives primitives
if has_dsp; then test_primitives primitives-generic -DKVANT_SIMD_GENERIC; fi
if [[ $board != atmega328p ]]; then test_offsets sine; fi
case $board in cortex-m0 | lx106) test_unaligned ;; esac
