#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# compare_figures_test.sh: the comparison with recorded figures says what is worse, better, new, and not comparable.
set -uo pipefail
here=$(dirname "$(readlink -f "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
cat >"$work/recorded" <<'T'
board,form,model,level,compiler,setup_instructions,instructions
m4,generated,lesson,-Os,12.2.1,0,1000
T
says() {  # says ROW TEXT: about this measured row
  local said
  said=$(awk -f "$here/compare_figures.awk" "$work/recorded" - <<<"$1")
  if [[ $said == "$2"* ]]; then ((++passed)); else ((++failed)); echo "FAILED  $1: $said, expected $2"; fi
}
says m4,generated,lesson,-Os,12.2.1,0,1000 "ok "
says m4,generated,lesson,-Os,12.2.1,0,1020 "ok "
says m4,generated,lesson,-Os,12.2.1,0,1021 "FAILED  m4 -Os, generated, lesson: instructions 1021, recorded 1000"
says m4,generated,lesson,-Os,12.2.1,0,999 "better "
says m4,generated,lesson,-Os,12.2.1,1,999 "FAILED  m4 -Os, generated, lesson: setup_instructions 1"
says m4,generated,lesson,-O2,12.2.1,0,5 "new "
says m4,generated,lesson,-Os,13.1,0,5000 "skipped "
echo "$passed passed, $failed failed"
((failed == 0))
