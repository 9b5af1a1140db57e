#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run_report_tests.sh LESSON CLASSIFIER SCRATCH: makes reports, tries them in Chromium, ends with 'N passed, N failed'.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
lesson=$1 classifier=$2 scratch=$3

chromium=$("$here/install_driver.sh" "$scratch")
cd "$scratch"
rm -rf lesson classifier
"$lesson" lesson >lesson.log 2>&1
"$classifier" classifier
NODE_PATH=$scratch/node_modules node "$here/report_tests.js" "$chromium" "$scratch/lesson/report.html" "$scratch/classifier" \
  "$scratch"
