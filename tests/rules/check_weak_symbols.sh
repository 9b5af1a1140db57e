#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# check_weak_symbols.sh BUILD_FOLDER: no unit for an instruction set defines a weak symbol that another object defines.
#
# The linker keeps one copy of a weak symbol (a template or inline function). If that is the copy compiled for AVX-512,
# a processor without it dies of an illegal instruction, and results change with the link order.
set -euo pipefail
build=${1:?"usage: check_weak_symbols.sh BUILD_FOLDER"}
unit='_(avx2|avx512|sse42|neon|sve)\.(cpp\.)?o$'

objects=$(find "$build" -name '*.o' ! -name '*_test.cpp.o' ! -name 'test_main.cpp.o' | sort)
units=$(grep -E "$unit" <<<"$objects" || true)
if [[ -z $units && $(uname -m) == x86_64 ]]; then
  echo "no unit for an instruction set in $build: nothing was checked" >&2
  exit 1
fi

# nm -A prints 'object:value type symbol'; W, V and u are defined weak symbols.
shared=$(tr '\n' '\0' <<<"$objects" | xargs -0 nm -A --defined-only 2>/dev/null | c++filt | awk -v unit="$unit" '
  {
    colon = index($0, ":"); object = substr($0, 1, colon - 1); $0 = substr($0, colon + 1)
    if ($2 !~ /^[WVu]$/) next
    symbol = $0; sub(/^ *[0-9a-f]* *[A-Za-z] /, "", symbol)
    if (object ~ unit) in_unit[symbol] = object
    objects_of[symbol]++; example[symbol] = example[symbol] "\n    " object
  }
  END { for (symbol in in_unit) if (objects_of[symbol] > 1) print symbol ":" example[symbol] }')
if [[ -n $shared ]]; then
  echo "weak symbols that a unit for an instruction set shares with another object:"
  echo "$shared"
  exit 1
fi
echo "$(wc -l <<<"$units") units for instruction sets share no weak symbol with $(wc -l <<<"$objects") objects"
