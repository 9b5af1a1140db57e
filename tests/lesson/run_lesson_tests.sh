#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run_lesson_tests.sh LESSON SCRATCH: the lesson makes all it says, the same bytes on every instruction set and number
# of threads, and ends well when it cannot; closes with 'N passed, N failed'.
set -uo pipefail
lesson=$1 scratch=$2
rm -rf "$scratch"
mkdir -p "$scratch"
cd "$scratch" || exit 1

passed=0 failed=0
expect() {  # expect NAME COMMAND...
  local name=$1
  shift
  if "$@" >said 2>&1; then
    ((++passed))
  else
    ((++failed))
    echo "FAILED  $name"
    sed 's/^/        /' said
  fi
}
exits() {  # exits CODE TEXT COMMAND...: the command ends with this code and says this text
  local code=$1 text=$2 status=0
  shift 2
  "$@" >answer 2>&1 || status=$?
  if [[ $status == "$code" ]] && grep -qF -- "$text" answer; then return; fi
  echo "exit $status, expected $code and '$text':"
  tail -n 5 answer
  return 1
}
has_all() {
  diff <(cd lesson && printf '%s\n' *) <(printf '%s\n' history.csv model.zip report.html sine.keras \
    sine.provenance.json sine.tflite sine_int8.cc sine_int8.h sine_int8.provenance.json sine_int8.tflite \
    sine_int8_operators.h sine_int8_quantization_params.json sine_model)
}
names_no_place() { ! grep -lF -e "$PWD" -e "$HOME/" lesson/*; }

expect "reaches what it promises" exits 0 "checked: test.mse <= 0.0115" "$lesson" lesson
expect "says so of mae, too" grep -F "checked: test.mae <= 0.088" answer
expect "makes every file" has_all
expect "names no place of this machine" names_no_place
settings=(KVANT_THREADS=1 KVANT_THREADS=2 KVANT_CPU=baseline)
for set in avx2 avx512; do
  if grep -qw "$set\|${set}f" /proc/cpuinfo; then settings+=("KVANT_CPU=$set"); else echo "skipped: no $set here"; fi
done
for setting in "${settings[@]}"; do
  expect "$setting: runs" exits 0 checked env "$setting" "$lesson" other
  expect "$setting: the same bytes" diff -r lesson other
done
expect "few epochs promise nothing" exits 0 "test.mse" "$lesson" few 2
expect "no epochs" exits 2 "epochs" "$lesson" none 0
touch file
expect "a file where the folder should be" exits 1 "file" "$lesson" file/folder 2

echo "$passed passed, $failed failed"
((failed == 0))
