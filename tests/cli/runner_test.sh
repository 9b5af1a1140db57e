#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The runner's own test: what must match matches, what must differ differs, and --update mends it.
set -euo pipefail
runner=$(dirname "$(readlink -f "$0")")/run_cli_tests.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/kvant" <<'SH'
#!/usr/bin/env bash
for word in "$@"; do [[ $word == oops ]] && { echo "bad word" >&2; exit 2; }; echo "[$word] costs 1.5 (a+b)*"; done
SH
chmod +x "$work/kvant"

# verdict ok|FAILED: what the runner must say of the case on standard input.
verdict() {
  cat >"$work/case.test"
  "$runner" "$work/kvant" "$work/case.test" >"$work/output" 2>&1 || true
  grep -q "^$1 *case" "$work/output" || { echo "expected $1 of:"; cat "$work/case.test" "$work/output"; exit 1; }
}

verdict ok <<'T'
# exact, wildcards, standard error, exit code, a file from one command to the next, nothing printed
$ kvant a b
[a] costs 1.5 (a+b)*
[b] costs 1.5 (a+b)*
exit 0
$ ${KVANT} a b c; kvant oops
[a] costs <any>
%%
bad word
exit 2
$ printf x > file; true
exit 0
$ cat file
x
exit 0
$ true
%%
exit 0
T
verdict FAILED <<'T'
$ kvant a
[a] costs 1x5 (a+b)*
exit 0
T
verdict FAILED <<'T'
$ kvant a b
[a] costs <any>
exit 0
T
verdict ok <<'T'
$ echo 'a\n[b]'
a\n[b]
exit 0
T
verdict FAILED <<'T'
$ kvant oops
bad word
exit 0
T
verdict FAILED <<'T'
$ kvant a
%%
T
verdict FAILED <<'T'
stray
$ true
exit 0
T
verdict skipped <<'T'
needs no/such/folder
$ false
exit 0
T
verdict FAILED <<'T'
# kept
$ kvant a b
%%
exit 0
$ kvant c
wrong
exit 3
T
"$runner" --update "$work/kvant" "$work/case.test" >/dev/null
diff "$work/case.test" - <<'T'
# kept
$ kvant a b
%%
exit 0
$ kvant c
[c] costs 1.5 (a+b)*
exit 0
T
