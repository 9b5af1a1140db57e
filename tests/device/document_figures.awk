# SPDX-License-Identifier: Apache-2.0
# awk -f document_figures.awk device.csv firmware.md: the document with its tables of figures anew. A table stands between
# two remarks; the first one ends with the model's name: "written by ./run device --record: lesson".
function thousands(number) {
  return number < 1000 ? number : number < 1000000 ? sprintf("%d,%03d", number / 1000, number % 1000) \
    : sprintf("%d,%03d,%03d", number / 1000000, number / 1000 % 1000, number % 1000)
}
BEGIN { FS = "," }
FILENAME == ARGV[1] {
  if ($2 !~ /trusted/) {
    flash = thousands($8) ($9 > 0 ? " + " thousands($9) : "")
    table[$3] = table[$3] sprintf("| %s `%s` | %s | %s | %s | %s | %s | %s |\n", $1, $4, $2, thousands($7), thousands($6),
                                  flash, thousands($10), thousands($12))
  }
  next
}
/^<!-- end of the table -->/ { printf "%s", table[model]; inside = begun = 0 }
!inside { print }
/^\|---/ && begun { inside = 1 }
/^<!-- written by / { begun = 1; model = $0; sub(/^.*: /, "", model); sub(/ -->$/, "", model) }
