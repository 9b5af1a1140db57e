# SPDX-License-Identifier: Apache-2.0
"""Measures training, kvant and Keras with TensorFlow in turn, and adds rows to bench/results/training.csv.

python measure_training.py TRAINING_BENCH [ROUNDS]: the best of the rounds counts, for both: other work on the machine
only ever slows.
"""
import csv
import json
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
RESULTS = ROOT / "bench/results/training.csv"
# Times the peer's speed, by instruction set: with AVX-512 and without. Reproducible training may take 3 times as long.
GOALS = {"sine": (600, 600), "ad": (3, 2), "kws": (3, 2), "ic": (3, 2)}
REPRODUCIBLE_SHARE = 1 / 3


def output_of(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit code {done.returncode}\n{done.stderr[-2000:]}")
    return done.stdout


def kvant_speeds(bench, network):
    """Samples a second: fast, reproducible."""
    report = json.loads(output_of([bench, f"--benchmark_filter=^{network}/", "--benchmark_format=json"]))
    speeds = {run["name"].split("/")[1]: run["items_per_second"] for run in report["benchmarks"]}
    return speeds["fast"], speeds["reproducible"]


def peer_speed(network):
    return float(output_of([sys.executable, str(HERE / "training_tensorflow.py"), network, "5"]))


def machine():
    facts = pathlib.Path("/proc/cpuinfo").read_text()
    name = re.search(r"model name\s*:\s*(.*)", facts)
    flags = set(facts.split())
    vectors = "avx512" if "avx512f" in flags else "avx2" if "avx2" in flags else "baseline"
    return name.group(1).strip() if name else "unknown", facts.count("processor\t") or 1, vectors


def commit():
    done = subprocess.run(["git", "describe", "--always", "--dirty", "--exclude=*"], cwd=ROOT, capture_output=True,
                          text=True)
    return done.stdout.strip() or "unknown"


def main():
    bench, rounds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3
    cpu, cores, vectors = machine()
    rows, missed = [], 0
    for network, goals in GOALS.items():
        theirs, fast, reproducible = 0.0, 0.0, 0.0
        for _ in range(rounds):
            theirs = max(theirs, peer_speed(network))
            speeds = kvant_speeds(bench, network)
            fast, reproducible = max(fast, speeds[0]), max(reproducible, speeds[1])
        rows.append({"commit": commit(), "cpu": cpu, "cores": cores, "instruction_set": vectors, "network": network,
                     "rounds": rounds, "kvant_samples_s": f"{fast:.0f}", "reproducible_samples_s": f"{reproducible:.0f}",
                     "tensorflow_samples_s": f"{theirs:.0f}", "times_faster": f"{fast / theirs:.2f}"})
        print(", ".join(f"{key} {value}" for key, value in rows[-1].items()))
        goal = goals[0] if vectors == "avx512" else goals[1]
        for what, value, least in (("times_faster", fast / theirs, goal),
                                   ("reproducible / fast", reproducible / fast, REPRODUCIBLE_SHARE)):
            missed += value < least
            print(f"  {'reached' if value >= least else 'MISSED'}  {what} {value:.2f}, goal >= {least:.2f}")
    new = not RESULTS.exists()
    RESULTS.parent.mkdir(exist_ok=True)
    with open(RESULTS, "a", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        if new:
            writer.writeheader()
        writer.writerows(rows)
    return 1 if missed else 0


sys.exit(main())
