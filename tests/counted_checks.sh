# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Checks that are counted. Sourced; who sources it ends with close_checks.
passed=0 failed=0

# check NAME COMMAND...: counts it, and shows what it said when it fails.
check() {
  local name=$1 said
  shift
  if said=$("$@" 2>&1); then
    echo "ok       $name"
    ((++passed))
  else
    echo "FAILED   $name"
    sed 's/^/  /' <<<"$said"
    ((++failed))
  fi
}

# The last line, and whether all went well.
close_checks() {
  echo "$passed passed, $failed failed"
  ((failed == 0))
}
