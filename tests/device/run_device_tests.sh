#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run_device_tests.sh [--record] KVANT FOLDER [BOARD ...]: models on emulated boards, built and run in FOLDER; closes with
# 'N passed, N failed'.
#
# Proofs: every byte equals TFLM's or the desk's; two runs print the same; figures are not worse than recorded in
# bench/results/device.csv, which --record writes anew.
set -uo pipefail
device=$(dirname "$(readlink -f "$0")")
root=$(readlink -f "$device/../..")
table=$root/bench/results/device.csv
record=false
if [[ ${1:-} == --record ]]; then record=true; shift; fi
kvant=${1:?"usage: run_device_tests.sh [--record] KVANT FOLDER [BOARD ...]"}
folder=${2:?"usage: run_device_tests.sh [--record] KVANT FOLDER [BOARD ...]"}
shift 2
# shellcheck source=tests/device/boards.sh
source "$device/boards.sh"
mkdir -p "$folder"
folder=$(readlink -f "$folder")

give_up() { echo "$1"; echo "0 passed, 1 failed"; exit 1; }

"$device/make_models.sh" "$kvant" "$folder/models" || give_up "the models could not be made"
if [[ ! -e $folder/models/lesson ]]; then
  echo "skipped: no ../shared, so not the lesson's model"
  if $record; then give_up "figures are recorded with the lesson's model, which is not there"; fi
fi
if $record && (($# > 0)); then give_up "figures are recorded of all boards at once"; fi
g++ -std=c++11 -O1 -DKVANT_SIMD_GENERIC -I "$root/micro" -I "$device" "$device/primitives_image.cpp" \
  "$device/desk/desk_board.cpp" -o "$folder/primitives" || give_up "the primitives do not compile on the desk"
"$folder/primitives" >"$folder/models/primitives"

# ---- every board, as many at once as there are processors -----------------------------------------------------------
log=$folder/log
mapfile -t runs < <(list_runs "$@")
printf '%s\n' "${runs[@]}" | xargs -P "$(nproc)" -L 1 "$device/test_board.sh" "$folder"
: >"$log"
head -n 1 "$table" >"$folder/device.csv"
for run in "${runs[@]}"; do
  read -r board level <<<"$run"
  cat "$folder/$board$level/log" >>"$log"
  cat "$folder/$board$level/figures.csv" >>"$folder/device.csv"
done
if $record; then
  cp "$folder/device.csv" "$table"
  document=$root/docs/firmware.md
  awk -f "$device/document_figures.awk" "$table" "$document" >"$folder/firmware.md" && cp "$folder/firmware.md" "$document"
  echo "recorded bench/results/device.csv and docs/firmware.md"
fi
awk -f "$device/compare_figures.awk" "$table" <(tail -n +2 "$folder/device.csv") >>"$log"

# ---- what they say ----------------------------------------------------------------------------------------------------
grep -v '^ok ' "$log"
passed=$(grep -c '^ok \|^better ' "$log") failed=$(grep -c '^FAILED ' "$log")
if grep -q '^better \|^new ' "$log"; then echo "./run device --record writes these figures down"; fi
echo "figures: $folder/device.csv"
echo "$passed passed, $failed failed"
((failed == 0 && passed > 0))
