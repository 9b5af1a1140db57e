#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# check_weak_symbols_test.sh COMPILER: a shared template is found, a renamed one is not.
set -euo pipefail
[[ $(uname -m) == x86_64 ]] || exit 0
compiler=${1:?"usage: check_weak_symbols_test.sh COMPILER"}
check=$(dirname "$(readlink -f "$0")")/check_weak_symbols.sh
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# object NAME NAMESPACE FLAG...
object() {
  echo "namespace $2 { template <class T> __attribute__((noinline)) T twice(T x) { return x + x; } }
        float $1(float x) { return $2::twice(x); }" >"$1.cpp"
  "$compiler" -O1 -c "${@:3}" "$1.cpp" -o "$1.cpp.o"
}
object product_baseline shared
object product_avx2 shared -mavx2
if "$check" . >output; then echo "a shared symbol was not found"; exit 1; fi
grep -q 'shared::twice<float>' output || { echo "not named:"; cat output; exit 1; }
object product_avx2 only_avx2 -mavx2
"$check" .
