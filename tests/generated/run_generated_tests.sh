#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run_generated_tests.sh KVANT: generated C++ of several models compiles without warnings in every dialect and compiler at
# hand, and answers what the interpreter answers, byte for byte.
set -uo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
# shellcheck source=tests/counted_checks.sh
source "$here/../counted_checks.sh"
kvant=$(readlink -f "${1:?"usage: run_generated_tests.sh KVANT"}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2

warnings=(-Wall -Wextra -Wconversion -Wshadow -Werror)
firmware=(-fno-exceptions -fno-rtti -ffreestanding)
compilers=(g++)
for checker in clang-tidy-19 cppcheck; do command -v $checker >/dev/null || echo "skipped: no $checker"; done
for other in clang++-19 arm-none-eabi-g++ riscv64-unknown-elf-g++ xtensa-lx106-elf-g++; do
  if command -v "$other" >/dev/null; then compilers+=("$other"); else echo "skipped: no $other"; fi
done

# compiles FOLDER NAME: with each compiler in each dialect it has.
compiles() {
  local compiler dialect flags
  for compiler in "${compilers[@]}"; do
    flags=()
    if [[ $compiler == riscv64* ]]; then flags=(-march=rv32imc -mabi=ilp32 -misa-spec=2.2); fi
    for dialect in gnu++11 c++14 c++17 c++20; do
      "$compiler" -std=$dialect -Os "${flags[@]}" "${warnings[@]}" "${firmware[@]}" -c "$1/$2.cc" -o /dev/null || return 1
    done
  done
  for dialect in mcpu=cortex-m0 mcpu=cortex-m4 mcpu=cortex-m55; do
    command -v arm-none-eabi-g++ >/dev/null || break
    arm-none-eabi-g++ -std=gnu++11 -O2 -$dialect -mthumb "${warnings[@]}" "${firmware[@]}" -c "$1/$2.cc" -o /dev/null || return 1
  done
  echo "#include \"$1/$2.h\"" >header.c
  gcc -std=c99 -pedantic "${warnings[@]}" -c header.c -o /dev/null
}

# needs_nothing FOLDER NAME: no symbol from outside but memory functions, no data that changes, and C can link it.
needs_nothing() {
  g++ -std=gnu++11 -Os "${firmware[@]}" -c "$1/$2.cc" -o model.o || return 1
  local outside
  outside=$(nm --undefined-only model.o | awk '{ print $2 }' | grep -v -E '^(memcpy|memset|_GLOBAL_OFFSET_TABLE_)$')
  if [[ -n $outside ]]; then echo "needs $outside"; return 1; fi
  if nm model.o | grep -E ' [bBdD] '; then echo "keeps data"; return 1; fi
  printf '#include "%s/%s.h"\nint main(void) { %s; return 0; }\n' "$1" "$2" "(void)&$2_invoke" >main.c
  gcc -std=c99 main.c model.o -o /dev/null
}

# answers FOLDER NAME MODEL TYPE FEATURES: as the interpreter does.
answers() {
  g++ -std=gnu++11 -O2 "${warnings[@]}" -I"$1" -DMODEL="$2" -DMODEL_HEADER="\"$2.h\"" -DTYPE="$4" \
    "$here/answers.cpp" "$1/$2.cc" -o answers || return 1
  ./answers input >in.npy && "$kvant" run "$3" --input in.npy -o wanted.npy && ./answers output >got.npy || return 1
  cmp wanted.npy got.npy
}

# is_clean FOLDER NAME: clang-tidy and cppcheck say nothing, nor of C++ and C that use the header. cppcheck does not see
# that the constants of a layer are used, by the templates it is given to.
is_clean() {
  printf '#include "%s/%s.h"\nnamespace {\n%s\n}  // namespace\nint main() { return ask(); }\n' "$1" "$2" "$3" >user.cpp
  printf '#include "%s/%s.h"\nint main(void) { return %s_ARENA_BYTES < 1; }\n' "$1" "$2" "$2" >user.c
  local checks=(--quiet '--checks=-*,bugprone-*,cert-*' '--header-filter=.*' '--warnings-as-errors=*')
  if command -v clang-tidy-19 >/dev/null; then
    clang-tidy-19 "${checks[@]}" "$1/$2.cc" user.cpp -- -std=c++11 || return 1
    clang-tidy-19 "${checks[@]}" user.c -- -std=c99 || return 1
  fi
  command -v cppcheck >/dev/null || return 0
  cppcheck --quiet --error-exitcode=1 --enable=warning,style,performance,portability --suppress=unusedStructMember \
    --std=c++11 --language=c++ "$1/$2.cc" user.cpp && cppcheck --quiet --error-exitcode=1 --enable=warning,portability --std=c99 user.c
}

# user_of NAME TYPE: a function ask() that calls what the C++ face has.
user_of() {
  echo "int ask() {"
  echo "  $2 input[$1_INPUT_SIZE] = {};"
  echo "  $2 output[$1_OUTPUT_SIZE] = {};"
  echo "  uint32_t arena[($1_ARENA_BYTES + 3) / 4];"
  echo "  $1::invoke(input, output, arena);"
  echo "  return output[0] > 0 ? 1 : 0;"
  echo "}"
}

# generated MODEL TYPE NAME: all of it.
generated() {
  check "$3: exports" "$kvant" export "$1" --as cpp -o "out_$3" --name "$3"
  check "$3: compiles" compiles "out_$3" "$3"
  check "$3: needs nothing" needs_nothing "out_$3" "$3"
  check "$3: clang-tidy and cppcheck are content" is_clean "out_$3" "$3" "$(user_of "$3" "$2")"
  check "$3: answers as the interpreter" answers "out_$3" "$3" "$1" "$2"
}

"$kvant" new lesson -o lesson.toml
sed -i 's/epochs = .*/epochs = 20/; /^\[expect\]/,$d' lesson.toml
"$kvant" train lesson.toml -o lesson --quiet >/dev/null 2>&1 || exit 1
convert() { "$kvant" convert lesson/sine.keras --quantize int8 --representative sine.csv --inputs x "${@:2}" -o "$1" >/dev/null; }
convert per_channel.tflite
convert per_tensor.tflite --per-tensor-dense
convert uint8.tflite --input-type uint8 --output-type uint8
convert mixed.tflite --input-type float32 --output-type float32
generated per_channel.tflite int8_t per_channel
generated per_tensor.tflite int8_t per_tensor
generated uint8.tflite uint8_t unsigned_io
generated mixed.tflite float mixed
generated lesson/sine.tflite float float_model

"$here/odd_net.sh" "$kvant" || exit 1
generated odd.tflite int8_t odd
generated odd_float.tflite float odd_float
"$here/residual_net.sh" "$kvant" || exit 1
generated residual.tflite int8_t residual
generated residual_float.tflite float residual_float

# What may take a model's place: not half a file, other operators, one that needs a larger arena, or other scales.
accepts() {
  "$kvant" export per_channel.tflite --as c-array -o own --name own || return 1
  head -c 2000 per_channel.tflite >half.tflite
  convert narrow.tflite --first 3 || return 1
  g++ -std=c++11 -O1 "${warnings[@]}" -Iown -I"$here/../../micro" "$here/accepts.cpp" own/own.cc -o accepts_own || return 1
  diff <(./accepts_own per_channel.tflite half.tflite uint8.tflite odd.tflite narrow.tflite) - <<'T'
own 1
per_channel.tflite 0
half.tflite 1
uint8.tflite 8
odd.tflite 6
narrow.tflite 13
T
}
check "accepts what fits" accepts

check "a keyword is refused" bash -c "! '$kvant' export per_tensor.tflite --as cpp -o refused --name sin && [[ ! -e refused ]]"
close_checks
