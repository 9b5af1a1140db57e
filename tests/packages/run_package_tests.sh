#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run_package_tests.sh KVANT: every kind of exported project is well-formed; what it holds compiles without warnings, and its
# example says what kvant says. On an Arduino Uno in simavr with Arduino's own core; for the others with stand-in headers.
set -uo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
# shellcheck source=tests/counted_checks.sh
source "$here/../counted_checks.sh"
root=$(readlink -f "$here/../..")
kvant=$(readlink -f "${1:?"usage: run_package_tests.sh KVANT"}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
. "$here/arduino_uno.sh"

"$kvant" new lesson -o whole.toml >/dev/null
cp whole.toml lesson.toml
sed -i 's/epochs = .*/epochs = 20/; /^\[expect\]/,$d' lesson.toml
"$kvant" train lesson.toml -o . --quiet >/dev/null 2>&1 || exit 1
"$kvant" convert sine.keras -o uint8.tflite --quantize int8 --representative sine.csv --inputs x --input-type uint8 --output-type uint8 >/dev/null
"$root/tests/generated/odd_net.sh" "$kvant" || exit 1

# The models: one number in and out, in three types; several numbers.
models=(sine_int8 uint8 sine odd odd_float)
kinds=(arduino platformio esp-idf zephyr cmake)
flags=(-std=gnu++11 -O1 -Wall -Wextra -Wconversion -Wshadow -Werror)
stand_ins=(-I"$here/stand_ins" -I"$root/examples/lesson/firmware/host/stand_ins")

# says_the_same MODEL: standard input, lines of x and y from one end of the knob to the other, is what kvant says. A model of
# several numbers only has to say something.
says_the_same() {
  local x y said
  mapfile -t said < <(tr -d '\r')
  if ((${#said[@]} != 16)); then echo "${#said[@]} lines, expected 16"; return 1; fi
  if [[ $1 == odd* ]]; then [[ ${said[3]} =~ ^[-0-9.]+$'\t'[-0-9.]+$'\t'[-0-9.]+$ ]]; return; fi
  printf '%s\n' "${said[@]}" | cut -f1 | xargs "$kvant" run "$1.tflite" --float >wanted || return 1
  printf '%s\n' "${said[@]}" | cut -f2 | paste - wanted | awk -v unit="${2:-0.0001}" '
    { difference = $1 - $2; if (difference < -unit || difference > unit) { print NR ": " $0; wrong = 1 } } END { exit wrong }'
}

run_on_arduino() {  # run_on_arduino MODEL INCLUDE SOURCE...
  local model=$1 folder=$2
  shift 2
  g++ "${flags[@]}" "${stand_ins[@]}" -DESP32 -I"$folder" -include Arduino.h -x c++ "$@" "$here/stand_ins/run_sketch.cpp" -o sketch &&
    ./sketch | says_the_same "$model"
}
test_arduino() {
  run_on_arduino "$1" "$2/src" "$2/src/$1.cpp" "$2/examples/$1/$1.ino"
}
test_platformio() {
  cp "$2/include/sensor.h" "$2/lib/$1/src" &&
    run_on_arduino "$1" "$2/lib/$1/src" "$2/lib/$1/src/$1.cc" "$2/src/main.cpp"
}
test_esp_idf() {
  local component=$2/components/$1
  g++ "${flags[@]}" "${stand_ins[@]}" -I"$here/stand_ins/esp_idf" -I"$component/include" "$component/$1.cc" "$2/main/main.cpp" \
    "$here/stand_ins/esp_idf/run_app.cpp" -o app && ./app | says_the_same "$1"
}
test_zephyr() {
  # Zephyr compiles with exceptions off; without a converter the imaginary knob turns in a hundred steps.
  local zephyr=(g++ "${flags[@]}" -fno-exceptions -fno-rtti "${stand_ins[@]}" -I"$here/stand_ins/zephyr" -I"$2/include" "$2/$1.cc" "$2/sample/src/main.cpp" -o app)
  "${zephyr[@]}" -DSTAND_IN_ADC=0 && "${zephyr[@]}" -DSTAND_IN_ADC=1 &&
    ./app | awk -F'\t' -v OFS='\t' '{ for (i = 1; i <= NF; i++) $i /= 1000; print }' | says_the_same "$1" 0.03
}
test_cmake() {
  cmake -S "$2" -B "$2/build" -DCMAKE_CXX_FLAGS="-Wall -Wextra -Wconversion -Werror" && cmake --build "$2/build" &&
    "$2/build/$1_example" >said && says_the_same "$1" <said || return 1
  mkdir -p user && printf '%s\n' "cmake_minimum_required(VERSION 3.16)" "project(user LANGUAGES CXX)" "add_subdirectory(../$2 model)" \
    "add_executable(user user.cpp)" "target_link_libraries(user PRIVATE $1::$1)" >user/CMakeLists.txt
  printf '#include <%s.h>\nint main() { return %s_INPUT_SIZE < 1; }\n' "$1" "$1" >user/user.cpp
  rm -rf user/build && cmake -S user -B user/build && cmake --build user/build && user/build/user
}

for model in "${models[@]}"; do
  for kind in "${kinds[@]}"; do
    folder=$kind/$model
    check "$folder: exports" "$kvant" export "$model.tflite" --as "$kind" -o "$folder" --name "$model"
    check "$folder: well-formed" cmake -DFOLDER="$work/$folder" -P "$here/check_forms.cmake"
    check "$folder: compiles and runs" "test_${kind//-/_}" "$model" "$folder"
  done
done

# micro/ as a package: copied elsewhere, it serves each build system, and firmware for TensorFlow Lite Micro finds it.
cp -r "$root/micro" micro
micro_forms() {
  local version
  version=$(sed -n 's/^project(kvant VERSION \([0-9.]*\).*/\1/p' "$root/CMakeLists.txt")
  mkdir -p forms && cp micro/{library.json,library.properties,idf_component.yml,zephyr/module.yml} forms &&
    cmake -DFOLDER="$work/forms" -P "$here/check_forms.cmake" &&
    grep -q "\"version\": \"$version\"" forms/library.json && grep -qx "version=$version" forms/library.properties &&
    grep -qx "version: \"$version\"" forms/idf_component.yml
}
micro_in() {
  cmake -S "$here/micro" -B "micro_in_$1" -DMICRO="$work/micro" -DAS="$1" -DMODEL="$work/array" -DFIRMWARE="$root/tests/firmware/hello_today.cpp" &&
    cmake --build "micro_in_$1"
}
"$kvant" export sine_int8.tflite -o array --name sine >/dev/null 2>&1
check "micro/: well-formed" micro_forms
for as in cmake esp-idf zephyr; do check "micro/: in $as" micro_in $as; done

# The lesson's firmware: well-formed; its display shows, frame by frame, what the picture in the documents shows.
firmware=$root/examples/lesson/firmware
test_firmware() {
  "$kvant" train whole.toml -o whole --quiet >/dev/null 2>&1 &&
    "$kvant" export whole/sine_int8.tflite --as cpp -o model --name sine >/dev/null 2>&1 &&
    cmake -S "$firmware/host" -B frames -DMODEL="$work/model" -DCMAKE_CXX_FLAGS="-Wall -Wextra -Wconversion -Werror" >/dev/null &&
    cmake --build frames && frames/draw_frames firmware.png >serial || return 1
  awk '{ difference = $2 - sin($1); if (difference < -0.25 || difference > 0.25) { print; exit 1 } } END { exit NR != 12 }' serial &&
    cmp firmware.png "$root/docs/images/firmware.png" ||
    { echo "draw the picture anew: ./run lesson; cp out/lesson/firmware.png docs/images"; return 1; }
}
mkdir -p firmware_form && cp "$firmware"/{diagram.json,platformio.ini,README.md} "$firmware/.vscode/extensions.json" firmware_form
check "the lesson's firmware: well-formed" cmake -DFOLDER="$work/firmware_form" -P "$here/check_forms.cmake"
check "the lesson's firmware: draws its picture" test_firmware

# uno_example MODEL: the library's example on an Arduino Uno, whose converter reads 0 in the simulator.
uno_example() {
  uno_build example.elf "arduino/$1/src" "arduino/$1/src/$1.cpp" "arduino/$1/examples/$1/$1.ino" || return 1
  local line
  line=$(uno_run example.elf 2 | head -n 1)
  echo "$line"
  [[ $line =~ ^[-0-9.]+([^0-9]+[-0-9.]+)+$ ]]
}
# uno_answers MODEL: all 256 codes, as kvant says.
uno_answers() {
  "$kvant" export "$1.tflite" --as cpp -o net --name net >/dev/null 2>&1
  uno_build answers.elf net net/net.cc "$here/avr_answers.cpp" || return 1
  uno_run answers.elf >said
  seq -128 127 | sed '1i x' >codes.csv
  "$kvant" run "$1.tflite" --input codes.csv -o answers.csv >/dev/null
  tail -n +2 answers.csv | awk '{ printf "%02X", ($1 + 256) % 256 }' | cmp - <(grep -E '^[0-9A-F]+$' said | tr -d '\n') || { cat said; return 1; }
  # Its constants stay in the program's memory.
  { grep -E '^cycles [0-9]+$' said && avr-size answers.elf.0.o | awk 'NR == 2 { print "flash " $1; exit $2 + $3 != 0 }'; } >figures
}
# uno_selftest MODEL: golden vectors in the program's memory.
uno_selftest() {
  "$kvant" export "$1.tflite" --as cpp -o net --name net --selftest 40 >/dev/null 2>&1
  printf '%s\n' '#include <net_selftest.h>' 'void setup() { Serial.begin(115200); Serial.print("selftest "); Serial.println(net_selftest()); }' \
    'void loop() {}' >selftest.ino
  avr-gcc "${uno_flags[@]}" -std=gnu11 -Wall -Wextra -Werror -Inet -c net/net_selftest.c -o net_selftest.o &&
    uno_build selftest.elf net net/net.cc selftest.ino net_selftest.o && avr-size net_selftest.o | awk 'NR == 2 { exit $2 + $3 != 0 }' || return 1
  uno_run selftest.elf 5 >said
  grep -qx 'selftest 0' said || { cat said; return 1; }
}
lacking=$(uno_lacks | xargs)
if [[ -n $lacking ]]; then
  echo "skipped: an Arduino Uno; install $lacking"
else
  check "uno: Arduino's core compiles" uno_build_core
  for model in sine_int8 sine odd; do check "uno: the example of $model" uno_example "$model"; done
  for model in odd sine; do check "uno: the selftest of $model" uno_selftest "$model"; done
  check "uno: all answers of sine_int8" uno_answers sine_int8
  echo "         $(xargs <figures)"
fi
close_checks
