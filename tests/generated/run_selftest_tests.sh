#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run_selftest_tests.sh KVANT: an exported selftest compiles without warnings, passes in its CTest with and without Unity,
# and names the first wrong answer.
set -uo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
# shellcheck source=tests/counted_checks.sh
source "$here/../counted_checks.sh"
kvant=$(readlink -f "${1:?"usage: run_selftest_tests.sh KVANT"}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2

compiles() {
  local dialect
  for dialect in c99 c11 gnu17; do
    gcc -std=$dialect -O2 -Wall -Wextra -Wconversion -Wshadow -Werror -I"$1" -c "$1/net_selftest.c" -o /dev/null || return 1
  done
  if command -v clang-tidy-19 >/dev/null; then
    clang-tidy-19 --quiet '--checks=-*,bugprone-*,cert-*' '--warnings-as-errors=*' "$1/net_selftest.c" "$1/test/test_net.c" \
      -- -std=c99 -I"$1" -I"$here/stand_ins" || return 1
  fi
  command -v cppcheck >/dev/null || return 0
  cppcheck --quiet --error-exitcode=1 --enable=warning,performance,portability --std=c99 "$1/net_selftest.c"
}
passes() {  # passes FOLDER BUILD [CMAKE OPTION]
  cmake -S "$1/test" -B "$2" "${@:3}" && cmake --build "$2" && ctest --test-dir "$2" --output-on-failure
}
# finds FOLDER INDEX: with a changed answer INDEX.
finds() {
  awk -v index_="$2" '/^static .* answers\[/ { start = NR } start && NR == start + index_ { sub(/\{[^,}]*/, "&+1") } { print }' \
    "$1/net_selftest.c" >"$1/wrong.c"
  printf '#include "net_selftest.h"\nint main(void) { return net_selftest(); }\n' >main.c
  gcc -std=c99 -w -I"$1" -c main.c "$1/wrong.c" && g++ main.o wrong.o "$1/net.cc" -o wrong || return 1
  ./wrong
  (($? == $2))
}

"$kvant" new lesson -o lesson.toml >/dev/null
sed -i 's/epochs = .*/epochs = 20/; /^\[expect\]/,$d' lesson.toml
"$kvant" train lesson.toml -o . --quiet >/dev/null 2>&1 || exit 1
"$kvant" convert sine.keras -o mixed.tflite --quantize int8 --representative sine.csv --inputs x --input-type float32 --output-type float32 >/dev/null
"$here/odd_net.sh" "$kvant" || exit 1
for model in sine_int8 sine mixed odd odd_float; do
  check "$model: exports" "$kvant" export "$model.tflite" --as cpp -o "$model" --name net --selftest 25
  check "$model: compiles" compiles "$model"
  check "$model: passes" passes "$model" "build_$model"
  check "$model: passes with Unity" passes "$model" "unity_$model" -DUNITY="$here/stand_ins"
  for index in 1 13 25; do check "$model: finds answer $index wrong" finds "$model" $index; done
done
check "its record can be repeated" "$kvant" verify --provenance odd/net.provenance.json
check "one vector will do" bash -c "'$kvant' export odd.tflite --as cpp -o one --name net --selftest 1 >/dev/null 2>&1 && cmake -S one/test -B one/b && cmake --build one/b && one/b/test_net"
check "not with c-array" bash -c "! '$kvant' export odd.tflite -o none --selftest && [[ ! -e none ]]"
check "not with half a vector" bash -c "! '$kvant' export odd.tflite --as cpp -o none --selftest 1.5 && [[ ! -e none ]]"
close_checks
