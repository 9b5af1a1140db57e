# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2054,SC2154  # who sources this sets device and root, and uses the rest
# The emulated boards, and how to build and run an image for one. Sourced.
#
# A row: name | folder with start-up and, but for AVR, linker script | tools | machine options | options of the linker script
#        | ticks of an instruction | emulator; the image's path follows
# One instruction lasts 1024 ns with -icount shift=10; a tick lasts a clock cycle.
arm_emulator="qemu-system-arm -nographic -semihosting -icount shift=10"
mps2_timer=-DDEVICE_TIMER=0x40000000  # counts the same clock as SysTick, to 2^32
boards=(
  "cortex-m0  | cortex_m | arm-none-eabi | -mthumb -mcpu=cortex-m0
              | FLASH_ORIGIN=0 RAM_ORIGIN=0x20000000 RAM_LENGTH=0x4000  | 16.384 | $arm_emulator -M microbit -kernel"
  "cortex-m3  | cortex_m | arm-none-eabi | -mthumb -mcpu=cortex-m3 $mps2_timer
              | FLASH_ORIGIN=0 RAM_ORIGIN=0x20000000 RAM_LENGTH=0x40000 | 25.6 | $arm_emulator -M mps2-an385 -kernel"
  "cortex-m4f | cortex_m | arm-none-eabi | -mthumb -mcpu=cortex-m4 -mfpu=fpv4-sp-d16 -mfloat-abi=hard $mps2_timer
              | FLASH_ORIGIN=0 RAM_ORIGIN=0x20000000 RAM_LENGTH=0x40000 | 25.6 | $arm_emulator -M mps2-an386 -kernel"
  "cortex-m7f | cortex_m | arm-none-eabi | -mthumb -mcpu=cortex-m7 -mfpu=fpv5-d16 -mfloat-abi=hard $mps2_timer
              | FLASH_ORIGIN=0 RAM_ORIGIN=0x20000000 RAM_LENGTH=0x40000 | 25.6 | $arm_emulator -M mps2-an500 -kernel"
  "cortex-m33 | cortex_m | arm-none-eabi | -mthumb -mcpu=cortex-m33 -mfloat-abi=hard -DDEVICE_TIMER=0x50000000
              | FLASH_ORIGIN=0x10000000 RAM_ORIGIN=0x38000000 RAM_LENGTH=0x40000 | 20.48
              | $arm_emulator -M mps2-an505 -kernel"
  "cortex-m55 | cortex_m | arm-none-eabi | -mthumb -mcpu=cortex-m55 -mfloat-abi=hard -DDEVICE_COUNTER=0x58100000
              | FLASH_ORIGIN=0 RAM_ORIGIN=0x20000000 RAM_LENGTH=0x40000 | 32.768 | $arm_emulator -M mps3-an547 -kernel"
  "rv32imc    | riscv | riscv64-unknown-elf | -march=rv32imc -mabi=ilp32 -misa-spec=2.2 --specs=picolibc.specs | | 1
              | qemu-system-riscv32 -nographic -icount shift=0 -bios none -M virt -kernel"
  "lx106      | xtensa | xtensa-lx106-elf | --specs=/usr/lib/xtensa-lx106-elf/picolibc.specs | | 40.96
              | qemu-system-xtensa -display none -monitor none -semihosting -icount shift=10 -M sim -cpu lx106 -kernel"
  "atmega328p | avr | avr
              | -mmcu=atmega328p -Wl,--undefined=simavr_console,--section-start=.mmcu=0x910000 | | 1
              | simavr -m atmega328p -f 16000000"
)

# list_runs [BOARD ...]: a line 'board level' for each board and level of optimisation; by default of all boards.
list_runs() {
  local row board
  for row in "${boards[@]}"; do
    read -r board _ <<<"$row"
    if (($# > 0)) && [[ " $* " != *" $board "* ]]; then continue; fi
    echo "$board -Os"
    case $board in cortex-m4f | rv32imc) echo "$board -O2" ;; esac
  done
}

# use_board NAME: sets what the functions below need.
use_board() {
  local row name folder
  for row in "${boards[@]}"; do
    row=$(tr -s ' \n' ' ' <<<"$row")
    IFS='|' read -r name folder tools machine link_symbols ticks emulator <<<"$row"
    if [[ ${name// /} == "$1" ]]; then break; fi
  done
  read -r folder <<<"$folder"
  read -r tools <<<"$tools"
  read -r ticks <<<"$ticks"
  read -r -a machine <<<"$machine"
  read -r -a emulator <<<"$emulator"
  board_sources=("$device/$folder"/*.cpp)
  linking=("${machine[@]}" -Wl,--gc-sections)
  if [[ -e $device/$folder/link.ld ]]; then  # else the C library's own
    linking+=(-nostdlib -Wl,--no-warn-rwx-segments -T "$device/$folder/link.ld")
  fi
  local symbol
  for symbol in $link_symbols; do linking+=("-Wl,--defsym=$symbol"); done
}

# compile SOURCE OBJECT OPTION...
compile() {
  "$tools-g++" -std=gnu++11 "${machine[@]}" -ffreestanding -fno-exceptions -fno-rtti -fno-threadsafe-statics \
    -ffunction-sections -fdata-sections -Wall -Wextra -Wconversion -Werror -I "$root/micro" -I "$device" "${@:3}" \
    -c "$1" -o "$2"
}

# link IMAGE OBJECT...: with what the board has.
link() { "$tools-gcc" "${linking[@]}" board_*.o "${@:2}" -Wl,--start-group -lgcc -lc -Wl,--end-group -o "$1"; }

# run_image IMAGE: what it prints (some emulators to standard error), with instructions for ticks. One that hangs is
# ended. Ticks vary by one with the phase of the emulator's clock, instructions do not.
run_image() {
  timeout --foreground 20 "${emulator[@]}" "$1" </dev/null 2>&1 | awk -v ticks="$ticks" '
    /^Loaded / { next }  # says simavr, which also begins each line of the image with O:
    { sub(/^O:/, "") }
    sub(/_ticks /, "_instructions ") { printf "%s %.0f\n", $1, $2 / ticks; next }
    { print }'
}

# has_room BOARD FLASH RAM: whether the board has so many bytes of both.
has_room() {
  local flash=512 ram=256  # KB
  case $1 in
    cortex-m0) flash=256 ram=16 ;;
    lx106) flash=128 ram=128 ;;  # constants stand in its RAM
    atmega328p) flash=32 ram=2 ;;
  esac
  (($2 <= flash * 1024 && $3 <= ram * 1024))
}

# flash_and_ram IMAGE: its bytes in both, with .data in each.
flash_and_ram() { "$tools-size" "$1" | awk 'NR == 2 { print $1 + $2, $2 + $3 }'; }

# has_dsp: whether the primitives are other ones than plain C++.
has_dsp() { [[ $("$tools-g++" "${machine[@]}" -dM -E -x c++ /dev/null) == *__ARM_FEATURE_DSP* ]]; }
