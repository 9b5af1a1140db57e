#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# residual_net.sh KVANT: writes residual.tflite and residual_float.tflite, convolutions of all kinds with a connection
# around them, into this folder. Samples have 70 numbers: 7 rows, 5 columns, 2 channels.
set -euo pipefail
kvant=$1
awk 'BEGIN {
  for (c = 0; c < 70; c++) printf "x%d,", c
  print "a,b"
  for (i = 0; i < 60; i++) {
    sum = 0
    for (c = 0; c < 70; c++) { x = ((i * 37 + c * 91 + i * c * 13) % 200) / 100 - 1; sum += x * (c % 3 - 1); printf "%.2f,", x }
    printf "%d,%d\n", (sum > 0), (sum <= 0)
  } }' >residual.csv
inputs=$(seq -s , -f 'x%g' 0 69)
cat >residual.toml <<T
kvant = 1
name = "residual"
seed = 5
[data]
file = "residual.csv"
inputs = ["${inputs//,/\", \"}"]
targets = ["a", "b"]
[[layers]]
type = "Reshape"
target_shape = [7, 5, 2]
[[layers]]
type = "Conv2D"
filters = 9
kernel_size = [3, 2]
padding = "same"
use_bias = false
[[layers]]
type = "BatchNormalization"
[[layers]]
type = "ReLU"
name = "start"
[[layers]]
type = "DepthwiseConv2D"
kernel_size = 3
padding = "same"
activation = "relu6"
[[layers]]
type = "Conv2D"
name = "main"
filters = 9
kernel_size = [2, 3]
dilation_rate = 2
padding = "same"
groups = 3
[[layers]]
type = "Add"
inputs = ["start", "main"]
[[layers]]
type = "DepthwiseConv2D"
kernel_size = 2
strides = 2
depth_multiplier = 2
[[layers]]
type = "Conv2D"
filters = 7
kernel_size = 1
activation = "relu"
[[layers]]
type = "GlobalAveragePooling2D"
[[layers]]
type = "Dense"
units = 2
activation = "softmax"
[compile]
loss = "mse"
[fit]
epochs = 3
T
"$kvant" train residual.toml -o residual --quiet >/dev/null
"$kvant" convert residual/residual.keras -o residual_float.tflite >/dev/null
"$kvant" convert residual/residual.keras --quantize int8 --representative residual.csv --inputs "$inputs" -o residual.tflite >/dev/null
