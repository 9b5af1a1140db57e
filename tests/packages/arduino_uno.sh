#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Functions that build sketches for an Arduino Uno with Debian's compiler and Arduino's own core, and run them in simavr.
# They work in the current folder.
uno_core=/usr/share/arduino/hardware/arduino/avr
# DECIMAL_DIG: avr-libc 2.0 keeps it from C++.
uno_flags=(-mmcu=atmega328p -DF_CPU=16000000L -DARDUINO=10819 -DARDUINO_AVR_UNO -DARDUINO_ARCH_AVR -DDECIMAL_DIG=9
           "-I$uno_core/cores/arduino" "-I$uno_core/variants/standard" -Os -ffunction-sections -fdata-sections
           -fno-exceptions)

# uno_lacks: says which Debian packages are missing, if any.
uno_lacks() {
  command -v avr-g++ >/dev/null && [[ -e /usr/lib/avr/include/avr/io.h ]] || echo "gcc-avr avr-libc"
  command -v simavr >/dev/null || echo "simavr"
  [[ -e $uno_core/cores/arduino/Arduino.h ]] || echo "arduino-core-avr"
}

# uno_build_core: core.a
uno_build_core() {
  local file
  mkdir -p core
  for file in "$uno_core"/cores/arduino/*.c; do avr-gcc "${uno_flags[@]}" -std=gnu11 -w -c "$file" -o "core/$(basename "$file").o" || return 1; done
  for file in "$uno_core"/cores/arduino/*.cpp; do avr-g++ "${uno_flags[@]}" -std=gnu++11 -fno-threadsafe-statics -w -c "$file" -o "core/$(basename "$file").o" || return 1; done
  avr-gcc-ar rcs core.a core/*.o
}

# uno_build ELF INCLUDE_FOLDER SOURCE...: with core.a. A .ino begins with Arduino.h, as the IDE has it. A .o is taken as it is.
uno_build() {
  local elf=$1 folder=$2 file objects=()
  shift 2
  for file in "$@"; do
    if [[ $file == *.o ]]; then objects+=("$file"); continue; fi
    avr-g++ "${uno_flags[@]}" -std=gnu++11 -fno-threadsafe-statics -Wall -Wextra -Werror -I"$folder" -include Arduino.h -x c++ -c "$file" -o "$elf.${#objects[@]}.o" || return 1
    objects+=("$elf.${#objects[@]}.o")
  done
  avr-g++ -mmcu=atmega328p -Os -Wl,--gc-sections "${objects[@]}" core.a -o "$elf"
}

# uno_run ELF [SECONDS]: what the sketch prints; the simulator shows control characters as dots, and each line in colour.
uno_run() {
  timeout "${2:-20}" simavr -m atmega328p -f 16000000 "$1" 2>&1 | sed -E 's/\x1b\[[0-9;]*m//g; s/\.*$//; /^(Loaded|signal|$)/d'
}
