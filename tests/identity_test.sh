#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# identity_test.sh BINARY: the lesson gives the same bytes with every instruction set of this machine and with one
# thread or two: training, .keras, conversion, int8 results and export.
set -euo pipefail
PATH=$(dirname "$(readlink -f "$1")"):$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
passed=0 failed=0 reference=''

kvant new lesson -o sine.toml >/dev/null
sed -i 's/epochs = 500/epochs = 30/; /^\[expect\]$/,$d' sine.toml
# A wider net as well: it is large enough for products in several parts, and its batch is not a whole number of vectors.
sed 's/units = 16/units = 300/; s/batch_size = 64/batch_size = 501/; s/epochs = 30/epochs = 3/; s/"sine"/"wide"/' \
  sine.toml >wide.toml

# make_all FOLDER: everything that must not depend on the machine. Only the name of the instruction set stands in the
# provenance.
make_all() {
  kvant train sine.toml -o "$1" --quiet >"$1.text" 2>&1
  kvant train wide.toml -o "$1" --quiet >>"$1.text" 2>&1
  kvant convert "$1/sine.keras" -o "$1/converted.tflite" --quantize int8 --representative sine.csv --inputs x >/dev/null
  kvant run "$1/wide_int8.tflite" --float --input sine.csv --inputs x -o "$1/int8.npy"
  kvant run "$1/wide.tflite" --input sine.csv --inputs x -o "$1/float.npy"
  kvant evaluate "$1/wide.keras" --data sine.csv >>"$1.text"
  grep -q "\"cpu\": \"$KVANT_CPU\"" "$1/sine.provenance.json" ||
    { echo "FAILED   KVANT_CPU=$KVANT_CPU is not used"; exit 1; }
  sed -i '/^  "cpu"/d' "$1"/*.provenance.json
  sed -i "s|^$1/||" "$1.text"
  mv "$1.text" "$1/said"
}

for cpu in baseline avx2 avx512; do
  # The best set of the machine may be this one; an instruction set that it has not is refused by name.
  if ! KVANT_CPU=$cpu kvant evaluate "${reference:-.}/sine.keras" --data sine.csv >/dev/null 2>said &&
    grep -q '^kvant: KVANT_CPU' said; then
    echo "skipped  $cpu: this machine does not have it"
    continue
  fi
  for threads in 1 2; do
    name=$cpu-$threads
    mkdir "$name"
    KVANT_CPU=$cpu KVANT_THREADS=$threads make_all "$name"
    if [[ -z $reference ]]; then reference=$name; fi
    if diff -r "$reference" "$name"; then
      echo "ok       KVANT_CPU=$cpu KVANT_THREADS=$threads"
      ((++passed))
    else
      echo "FAILED   KVANT_CPU=$cpu KVANT_THREADS=$threads differs from $reference"
      ((++failed))
    fi
  done
done
echo "$passed passed, $failed failed"
((failed == 0 && passed > 0))
