# SPDX-License-Identifier: Apache-2.0
# awk -f document_figures.awk device.csv firmware.md: the document with the table of figures between its two remarks anew.
function thousands(number) {
  return number < 1000 ? number : sprintf("%d,%03d", number / 1000, number % 1000)
}
BEGIN { FS = "," }
FILENAME == ARGV[1] {
  if ($3 == "lesson" && $2 !~ /trusted/) {
    flash = thousands($8) ($9 > 0 ? " + " thousands($9) : "")
    table = table sprintf("| %s `%s` | %s | %s | %s | %s | %s | %s |\n", $1, $4, $2, thousands($7), thousands($6), flash,
                          thousands($10), $12)
  }
  next
}
/^<!-- end of the table -->/ { printf "%s", table; inside = begun = 0 }
!inside { print }
/^\|---/ && begun { inside = 1 }
/^<!-- written by / { begun = 1 }
