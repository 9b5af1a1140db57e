#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Writes sine.keras as .tflite, and the results of sine.toml, to a disk that is too small for them; says "as it should
# be", "skipped" where no disk can be mounted, or what is wrong.
set -uo pipefail
folder=$PWD
finish() { echo "full disk: $1"; exit; }
mkdir disk
if [[ $EUID != 0 ]] || ! mount -t tmpfs -o size=16k tmpfs disk 2>/dev/null; then finish skipped; fi
trap 'cd "$folder"; umount disk' EXIT
cd disk
head -c 2000 /dev/zero >x.tflite
head -c 12000 /dev/zero >filler 2>/dev/null
before=$(sha256sum x.tflite filler)
kvant convert ../sine.keras -o x.tflite >../said 2>&1 && finish "a model was written"
grep -qx 'kvant: x.tflite: cannot be written: No space left on device' ../said || finish "$(<../said)"
kvant train ../sine.toml -o . --quiet >../said 2>&1 && finish "a recipe was run"
grep -qx 'kvant: ./sine.keras: cannot be written: No space left on device' ../said || finish "$(<../said)"
[[ $(sha256sum x.tflite filler) == "$before" ]] || finish "the older files have changed"
[[ $(echo *) == 'filler x.tflite' ]] || finish "left: $(echo *)"
finish "as it should be"
