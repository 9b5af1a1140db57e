#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# odd_net.sh KVANT: writes odd.tflite and odd_float.tflite, a net of sizes that fit no vector, into this folder.
set -euo pipefail
kvant=$1
awk 'BEGIN { print "a,b,c,y,z"; for (i = 0; i < 200; i++) {
  a = (i * 37 % 200) / 100 - 1; b = (i * 91 % 200) / 50 - 2; c = (i * 53 % 200) / 200
  printf "%.4f,%.4f,%.4f,%.4f,%.4f\n", a, b, c, a * b, b - c * 3 } }' >odd.csv
cat >odd.toml <<'T'
kvant = 1
name = "odd"
seed = 3
[data]
file = "odd.csv"
inputs = ["a", "b", "c"]
targets = ["y", "z"]
[[layers]]
type = "Dense"
units = 7
activation = "relu6"
[[layers]]
type = "Dense"
units = 21
activation = "relu"
use_bias = false
[[layers]]
type = "Dense"
units = 5
[[layers]]
type = "Activation"
activation = "relu"
[[layers]]
type = "Dense"
units = 2
[compile]
loss = "mse"
[fit]
epochs = 5
T
"$kvant" train odd.toml -o odd --quiet >/dev/null
"$kvant" convert odd/odd.keras -o odd_float.tflite >/dev/null
"$kvant" convert odd/odd.keras --quantize int8 --representative odd.csv --inputs a,b,c -o odd.tflite >/dev/null
