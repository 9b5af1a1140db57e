#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# install_driver.sh FOLDER: what drives Chromium, into FOLDER/node_modules, unless it is there; prints where Chromium is.
set -euo pipefail
folder=$1
driver=playwright-core@1.65.1

chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome) ||
  { echo "no Chromium: apt-get install chromium" >&2; exit 1; }
command -v npm >/dev/null || { echo "no npm: apt-get install nodejs npm" >&2; exit 1; }
mkdir -p "$folder"
if [[ $(cat "$folder/driver" 2>/dev/null) != "$driver" ]]; then
  npm install --prefix "$folder" --no-save --no-package-lock --no-audit --no-fund --loglevel=error "$driver" >/dev/null
  echo "$driver" >"$folder/driver"
fi
echo "$chromium"
