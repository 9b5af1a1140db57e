#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run_firmware_tests.sh KVANT: firmware written for TensorFlow Lite Micro, of 2021 and of today, compiles unchanged against
# micro/ with every compiler at hand, beside Arduino's macros too, and answers on the desk what the model answers.
set -uo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
# shellcheck source=tests/counted_checks.sh
source "$here/../counted_checks.sh"
micro=$(readlink -f "$here/../../micro")
kvant=$(readlink -f "${1:?"usage: run_firmware_tests.sh KVANT"}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2

warnings=(-Wall -Wextra -Wconversion -Werror)
chip=(-Os -fno-exceptions -fno-rtti -ffreestanding)
arduino=(-include "$here/arduino/Arduino.h" -DTF_LITE_USE_GLOBAL_MIN -DTF_LITE_USE_GLOBAL_MAX)
compilers=(g++)
for other in clang++-19 "arm-none-eabi-g++ -mcpu=cortex-m4 -mthumb" "arm-none-eabi-g++ -mcpu=cortex-m0 -mthumb" \
  "riscv64-unknown-elf-g++ -march=rv32imc -mabi=ilp32 -misa-spec=2.2" xtensa-lx106-elf-g++; do
  if command -v "${other%% *}" >/dev/null; then compilers+=("$other"); else echo "skipped: no ${other%% *}"; fi
done

# compiles SOURCE OPTION...: with each compiler; those of the desk in the newest dialect, too.
compiles() {
  local compiler dialect dialects
  for compiler in "${compilers[@]}"; do
    dialects=(gnu++11)
    if [[ $compiler == g++ || $compiler == clang* ]]; then dialects+=(c++20); fi
    for dialect in "${dialects[@]}"; do
      # shellcheck disable=SC2086 # a compiler and its options
      $compiler -std=$dialect "${chip[@]}" "${warnings[@]}" -I"$micro" -Isine "${@:2}" -c "$1" -o /dev/null || return 1
    done
  done
}

# answers NAME OPTION...: what the firmware prints for all 256 codes is what kvant run computes.
answers() {
  g++ -std=gnu++11 -O1 "${warnings[@]}" -I"$micro" -Isine "${@:2}" "$here/$1.cpp" "$here/sketch_main.cpp" sine/sine.cc \
    -o "$1" && "./$1" | tr -d '\r' >got && diff wanted got
}

# says SENTENCE NAME OPTION...: the firmware prints it and goes on.
says() {
  answers "${@:2}" >/dev/null
  grep -F "$1" got >/dev/null || { cat got; return 1; }
}

# needs_nothing SOURCE: neither heap nor C++ runtime nor code before main(), and only the kernels that it names.
needs_nothing() {
  g++ -std=gnu++11 "${chip[@]}" -fno-threadsafe-statics -I"$micro" -Isine -c "$1" -o firmware.o || return 1
  if nm firmware.o | grep -E 'init_array|GLOBAL__sub_I| U .*(_Zn|_Zd|malloc|free|__cxa|atexit)'; then return 1; fi
  if readelf --sections --wide firmware.o | grep -F init_array; then return 1; fi
  if [[ $1 == *today* ]] && nm -C firmware.o | grep -E 'Relu|[^I]Quantize[FIU]|Dequantize'; then return 1; fi
}

# refuses SENTENCE CODE: a program that uses what was left out does not compile, and is told why.
refuses() {
  local said
  echo "$2" >refused.cpp
  if said=$(g++ -std=gnu++11 -I"$micro" -c refused.cpp -o /dev/null 2>&1); then echo "it compiled"; return 1; fi
  grep -F "$1" <<<"$said" >/dev/null || { echo "$said"; return 1; }
}

"$kvant" new lesson -o sine.toml >/dev/null
sed -i 's/epochs = .*/epochs = 20/; /^\[expect\]/,$d' sine.toml
"$kvant" train sine.toml -o sine --quiet >train.log 2>&1 || { cat train.log; exit 1; }
{ echo x; seq -128 127; } >codes.csv
"$kvant" run sine/sine_int8.tflite --input codes.csv -o wanted.csv || exit 1
tail -n +2 wanted.csv | tr -d '\r' >wanted
cut=-DKVANT_MODEL_BYTES=$(($(stat -c %s sine/sine_int8.tflite) / 2))

for firmware in hello_2021 hello_today; do
  check "$firmware: compiles" compiles "$here/$firmware.cpp"
  check "$firmware: compiles beside Arduino's macros" compiles "$here/$firmware.cpp" "${arduino[@]}"
  check "$firmware: compiles without messages" compiles "$here/$firmware.cpp" -DTF_LITE_STRIP_ERROR_STRINGS
  check "$firmware: answers as kvant run" answers $firmware
  check "$firmware: answers beside Arduino's macros" answers $firmware "${arduino[@]}"
  check "$firmware: answers under sanitizers" answers $firmware -fsanitize=address,undefined -fno-sanitize-recover=all
  check "$firmware: answers with the model's size" answers $firmware -include sine/sine.h -DKVANT_MODEL_BYTES=sine_tflite_len
  check "$firmware: sees that a model is cut off" says "AllocateTensors(): the model" $firmware "$cut"
  check "$firmware: needs nothing" needs_nothing "$here/$firmware.cpp"
done

# Every header for itself, then all of them; of those in simd/ only what simd.h chooses.
headers=$(cd "$micro" && find . -name '*.h' -printf '%P\n' | sort)
for header in $headers; do
  if [[ $header != */simd/* ]]; then echo "#include <$header>"; fi
done >all.cpp
each() {
  local header
  for header in $headers; do
    echo "#include <$header>" >one.cpp
    g++ -std=gnu++11 "${chip[@]}" "${warnings[@]}" -Wshadow -I"$micro" "$@" -fsyntax-only one.cpp || return 1
  done
}
check "each header stands for itself" each
check "each header stands beside Arduino's macros" each "${arduino[@]}"
check "all headers compile together" compiles all.cpp
check "all headers compile beside Arduino's macros" compiles all.cpp "${arduino[@]}"

micro_header='#include <tensorflow/lite/micro'
refuses_each() {
  refuses "kvant has no MicroAllocator" "$micro_header/micro_allocator.h>
    void f(unsigned char* arena) { tflite::MicroAllocator::Create(arena, 9u); }" &&
    refuses "kvant has no resource variables" "$micro_header/micro_resource_variable.h>
      void f() { tflite::MicroResourceVariables::Create(nullptr, 4); }" &&
    refuses "kvant has no MicroProfiler" "$micro_header/micro_profiler.h>
      tflite::MicroProfiler profiler;" &&
    refuses "kvant has no RecordingMicroInterpreter" "$micro_header/recording_micro_interpreter.h>
      tflite::RecordingMicroInterpreter interpreter(1, 2);" &&
    refuses "kvant runs the operators of the .tflite format" "$micro_header/micro_mutable_op_resolver.h>
      void f(tflite::MicroMutableOpResolver<2>& all) { all.AddCustom(\"MINE\", nullptr); }" &&
    refuses "has no member named" "$micro_header/micro_mutable_op_resolver.h>
      void f(tflite::MicroMutableOpResolver<2>& all) { all.AddCircularBuffer(); }"
}
check "what was left out says so" refuses_each

close_checks
