# SPDX-License-Identifier: Apache-2.0
"""What every comparison with a peer writes beside its figures, and how rows and goals are written down."""
import csv
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]


def seconds_of(command, folder=None):
    """Seconds of one run of a process, its output thrown away."""
    begin = time.perf_counter()
    done = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    seconds = time.perf_counter() - begin
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit code {done.returncode}\n{done.stderr[-2000:]}")
    return seconds


def output_of(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit code {done.returncode}\n{done.stderr[-2000:]}")
    return done.stdout


def instruction_set():
    flags = set(pathlib.Path("/proc/cpuinfo").read_text().split())
    return "avx512" if "avx512f" in flags else "avx2" if "avx2" in flags else "baseline"


def machine():
    """The first columns of a row: commit, processor, cores."""
    facts = pathlib.Path("/proc/cpuinfo").read_text()
    name = re.search(r"model name\s*:\s*(.*)", facts)
    described = subprocess.run(["git", "describe", "--always", "--dirty", "--exclude=*"], cwd=ROOT,
                               capture_output=True, text=True).stdout.strip()
    return {"commit": described or "unknown", "cpu": name.group(1).strip() if name else "unknown",
            "cores": facts.count("processor\t") or 1}


def add_rows(file, rows):
    """Adds rows to bench/results/FILE, which gets the rows' names as its first line."""
    path = ROOT / "bench/results" / file
    path.parent.mkdir(exist_ok=True)
    new = not path.exists()
    with open(path, "a", newline="") as table:
        writer = csv.DictWriter(table, rows[0].keys(), lineterminator="\n")
        if new:
            writer.writeheader()
        writer.writerows(rows)


def missed(what, value, comparison, goal):
    """Prints a figure beside its goal; 1 when it falls short."""
    reached = value >= goal if comparison == ">=" else value <= goal
    print(f"  {'reached' if reached else 'MISSED'}  {what} {value:.4g}, goal {comparison} {goal:.4g}")
    return 0 if reached else 1
