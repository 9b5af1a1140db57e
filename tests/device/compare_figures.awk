# SPDX-License-Identifier: Apache-2.0
# awk -f compare_figures.awk RECORDED MEASURED: a line for each measured row. More than 2 % above what is recorded fails.
BEGIN { FS = "," }
FNR == 1 && FILENAME == ARGV[1] { for (i = 6; i <= NF; i++) name[i] = $i; next }
{ key = $1 " " $4 ", " $2 ", " $3 }
FILENAME == ARGV[1] { recorded[key] = $0; next }
!(key in recorded) { print "new     " key ": not recorded"; next }
{
  split(recorded[key], old, ",")
  if (old[5] != $5) {
    print "skipped " key ": compiler " $5 ", recorded with " old[5]
    next
  }
  worse = better = ""
  for (i = 6; i <= NF; i++) {
    said = " " name[i] " " $i ", recorded " old[i] ";"
    if ($i > old[i] * 1.02) worse = worse said
    else if ($i < old[i]) better = better said
  }
  if (worse != "") print "FAILED  " key ":" worse
  else print (better == "" ? "ok      " : "better  ") key ":" (better == "" ? " as recorded" : better)
}
