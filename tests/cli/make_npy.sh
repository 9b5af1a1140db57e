#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# make_npy.sh TYPE SHAPE [HEX]: prints a .npy file, as make_npy.sh '<f4' '(2, 1)' '0000803f 0000c07f' for 1 and NaN.
set -euo pipefail
header="{'descr': '$1', 'fortran_order': False, 'shape': $2, }"
hex=${3:-}
hex=${hex// /}
printf '\x93NUMPY\x01\x00'
printf "\\x$(printf %02x "${#header}")\\x00%s" "$header"
while [[ -n $hex ]]; do printf "\\x${hex:0:2}"; hex=${hex:2}; done
