#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run_report_tests.sh LESSON CLASSIFIER SCRATCH: makes reports, tries them in Chromium, ends with 'N passed, N failed'.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
lesson=$1 classifier=$2 scratch=$3
driver=playwright-core@1.65.1

chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome) ||
  { echo "no Chromium: apt-get install chromium"; exit 1; }
command -v npm >/dev/null || { echo "no npm: apt-get install nodejs npm"; exit 1; }

mkdir -p "$scratch"
cd "$scratch"
if [[ $(cat driver 2>/dev/null) != "$driver" ]]; then
  npm install --prefix "$scratch" --no-save --no-package-lock --no-audit --no-fund --loglevel=error "$driver" >/dev/null
  echo "$driver" >driver
fi
rm -rf lesson classifier
"$lesson" lesson >lesson.log 2>&1
"$classifier" classifier
NODE_PATH=$scratch/node_modules node "$here/report_tests.js" "$chromium" "$scratch/lesson/report.html" "$scratch/classifier" \
  "$scratch"
