#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run_cli_tests.sh [--update] BINARY [CASE.test ...]: runs commands and compares what they print and how they exit.
#
# A case is a text file beside this one:
#   # a comment
#   needs ../shared          skipped where this path, seen from the repository, is absent
#   $ kvant run x.tflite     a command, in a folder of its own; earlier commands of the case have left their files there
#   the answer is <any>      what it prints on both outputs; <any> stands for any text,
#   %%                       a line %% for any number of lines
#   exit 0                   closes the command
# kvant is in the PATH and also ${KVANT}; ${CASES} is this folder, ${SOURCE} the repository.
# --update writes what was really printed into the cases that differ.
set -uo pipefail

CASES=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
SOURCE=$(readlink -f "$CASES/../..")
update=false
if [[ ${1:-} == --update ]]; then update=true; shift; fi
KVANT=$(readlink -f "${1:?"usage: run_cli_tests.sh [--update] BINARY [CASE.test ...]"}") || exit 2
shift
export CASES SOURCE KVANT PATH="$(dirname "$KVANT"):$PATH" LC_ALL=C.UTF-8 TERM=dumb NO_COLOR=1
if (($# == 0)); then shopt -s nullglob; set -- "$CASES"/*.test; fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

# matches EXPECTED ACTUAL: line by line, with the wildcards.
matches() {
  local pattern='' line
  while IFS= read -r line; do
    if [[ $line == %% ]]; then
      pattern+=$'([^\n]*\n)*'
    else
      line=$(sed -e 's/[][\.*^$+?(){}|]/\\&/g' -e 's/<any>/[^\n]*/g' <<<"$line")
      pattern+=$line$'\n'
    fi
  done < <(printf '%s' "$1")
  [[ $2 =~ ^$pattern$ ]]
}

# run_command: compares $command with $expected (lines, each with its newline) and $exit; appends to $rewritten.
run_command() {
  local actual status
  actual=$(cd "$folder" && bash -c "$command" 2>&1 </dev/null; echo "exit $?")
  status=${actual##*exit }
  actual=${actual%exit *}
  # A last line without a newline still ends a line of the case.
  if [[ -n $actual && $actual != *$'\n' ]]; then actual+=$'\n'; fi
  if [[ $status == "$exit" ]] && matches "$expected" "$actual"; then
    rewritten+="\$ $command"$'\n'"${expected}exit $exit"$'\n'
    return
  fi
  rewritten+="\$ $command"$'\n'"${actual}exit $status"$'\n'
  good=false
  $update && return
  echo "  \$ $command"
  diff -u --label expected --label received <(printf '%sexit %s\n' "$expected" "$exit") \
    <(printf '%sexit %s\n' "$actual" "$status") | sed 's/^/  /'
}

run_case() {
  local line command='' expected='' exit rewritten='' good=true
  while IFS= read -r line || [[ -n $line ]]; do
    if [[ -n $command ]]; then
      if [[ $line =~ ^exit\ ([0-9]+)$ ]]; then
        exit=${BASH_REMATCH[1]}
        run_command
        command='' expected=''
      else
        expected+=$line$'\n'
      fi
      continue
    fi
    case $line in
      '$ '*) command=${line:2} ;;
      '' | '#'*) rewritten+=$line$'\n' ;;
      'needs '*)
        rewritten+=$line$'\n'
        [[ -e $SOURCE/${line#needs } ]] || { echo "skipped  $name: ${line#needs } is absent"; return; }
        ;;
      *) echo "  a line that belongs to no command: $line"; good=false ;;
    esac
  done <"$file"
  if [[ -n $command ]]; then echo "  no 'exit N' after: $command"; good=false; fi

  if $good; then
    echo "ok       $name"
    ((++passed))
  elif $update && [[ -z $command ]]; then
    printf '%s' "$rewritten" >"$file"
    echo "updated  $name"
    ((++passed))
  else
    echo "FAILED   $name"
    ((++failed))
  fi
}

for file in "$@"; do
  name=$(basename "$file" .test)
  folder=$work/$name
  mkdir "$folder"
  run_case
done
if ((passed + failed == 0)); then echo "no case ran"; fi
echo "$passed passed, $failed failed"
((failed == 0))
