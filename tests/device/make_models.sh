#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# make_models.sh KVANT FOLDER: the models that the boards run, each in FOLDER/NAME as model_case.sh says.
set -euo pipefail
device=$(dirname "$(readlink -f "$0")")
root=$(readlink -f "$device/../..")
kvant=$(readlink -f "$1")
mkdir -p "$2"
cd "$2"

# Rows of whole numbers of [-128, 127], the same everywhere; the first rows are the extremes.
random_codes() {  # random_codes ROWS COLUMNS
  awk -v rows="$1" -v columns="$2" 'BEGIN {
    state = 1
    for (row = 0; row < rows; row++)
      for (column = 0; column < columns; column++) {
        state = (state * 16807) % 2147483647
        code = row < 2 ? 255 * row : int(state / 8388608)
        printf "%d%s", code - 128, column + 1 < columns ? "," : "\n"
      }
  }'
}
# shellcheck source=tests/device/model_case.sh
source "$device/model_case.sh"

rm -rf lesson sine planned odd residual ends float kws ad
per_tensor=fully_connected_FullyConnectedInt8
per_channel=fully_connected_FullyConnectedInt8PerChannel

if [[ -e $root/../shared/lesson/sin_model.tflite ]]; then
  mkdir lesson
  cp "$root/../shared/lesson/sin_model.tflite" lesson/model.tflite
  seq -128 127 >lesson/inputs.csv
  grep -v '^#' "$root/tests/golden/lesson_answers.txt" | tr -s ' ' '\n' | sed '/^$/d' | int8_bytes | hexadecimal >lesson/answers
  finish lesson int8 $per_tensor
fi

# The lesson as kvant makes it today: Dense weights with a scale for each output (the last layer has one). Also in
# float32, and with float32 only at its ends; and with one scale, as in 2021, and its memory plan in the file.
mkdir sine ends float planned
(cd sine
 "$kvant" new lesson -o sine.toml
 "$kvant" train sine.toml -o made
 "$kvant" convert made/sine.keras -o ends.tflite --quantize int8 --representative sine.csv --inputs x \
   --input-type float32 --output-type float32
 "$kvant" convert made/sine.keras -o planned.tflite --quantize int8 --representative sine.csv --inputs x \
   --per-tensor-dense --plan) >sine/said 2>&1
cp sine/made/sine_int8.tflite sine/model.tflite
cp sine/made/sine.tflite float/model.tflite
cp sine/ends.tflite ends/model.tflite
cp sine/planned.tflite planned/model.tflite
seq -128 127 | tee planned/inputs.csv >sine/inputs.csv
awk 'BEGIN { for (i = -64; i <= 448; i += 4) printf "%.6f\n", i / 64 }' | tee float/inputs.csv >ends/inputs.csv
finish sine int8 $per_channel $per_tensor
finish planned int8 $per_tensor
finish ends float32 quantize_QuantizeFloat32ToInt8 $per_channel $per_tensor dequantize_DequantizeInt8ToFloat32
finish float float32 fully_connected_FullyConnectedFloat32

# Odd sizes: loops by twos and fours have rests.
mkdir odd
cp "$device/odd_sizes.toml" odd/
{ echo a,b,c,sum,product
  random_codes 200 3 | awk -F, '{ a = $1 / 128; b = $2 / 128; c = $3 / 128
    printf "%.6f,%.6f,%.6f,%.6f,%.6f\n", a, b, c, a + b + c, 2 * a * b }'
} >odd/odd.csv
(cd odd && "$kvant" train odd_sizes.toml -o made) >odd/said 2>&1
cp odd/made/odd_int8.tflite odd/model.tflite
random_codes 128 3 >odd/inputs.csv
finish odd int8 $per_channel

# Convolutions of odd sizes, in groups, dilated and with multipliers, and a connection around them.
mkdir residual
(cd residual && "$root/tests/generated/residual_net.sh" "$kvant") >residual/said 2>&1
mv residual/residual.tflite residual/model.tflite
random_codes 8 70 >residual/inputs.csv
convolutions="conv_2d_Conv2DInt8 depthwise_conv_2d_DepthwiseConv2DInt8"
# shellcheck disable=SC2086  # two words
finish residual int8 reshape_ReshapeBytes $convolutions add_AddInt8 mean_MeanInt8 $per_channel softmax_SoftmaxInt8

# Published networks: convolutions that hear a word, and a Dense network that notices a failing machine. That the desk
# gives TFLM's bytes for them is proved by tests/oracle.
publish() {  # publish NAME INPUTS KERNEL...
  [[ -e $root/../shared/models/$1_int8.tflite ]] || return 0
  mkdir "$1"
  cp "$root/../shared/models/$1_int8.tflite" "$1/model.tflite"
  random_codes 3 "$2" >"$1/inputs.csv"
  finish "$1" int8 "${@:3}"
}
# shellcheck disable=SC2086  # two words
publish kws 490 $convolutions average_pool_2d_AveragePool2DInt8 reshape_ReshapeBytes $per_tensor softmax_SoftmaxInt8
publish ad 640 $per_tensor
