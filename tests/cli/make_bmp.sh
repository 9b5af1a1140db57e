#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# make_bmp.sh HEIGHT WIDTH BYTE: prints a grey BMP picture of 24 bits, as make_bmp.sh 4 4 7f. The width is a multiple of 4.
set -euo pipefail
word() { printf "\\x$(printf %02x $(($1 & 255)))\\x$(printf %02x $(($1 >> 8 & 255)))\\x00\\x00"; }
bytes=$(($1 * $2 * 3))
printf BM; word $((54 + bytes)); word 0; word 54; word 40; word "$2"; word "$1"; printf '\x01\x00\x18\x00'
word 0; word "$bytes"; word 0; word 0; word 0; word 0
for ((i = 0; i < bytes; i++)); do printf "\\x$3"; done
