# SPDX-License-Identifier: Apache-2.0
"""Measures training, kvant and Keras with TensorFlow in turn, and adds rows to bench/results/training.csv.

python measure_training.py TRAINING_BENCH [ROUNDS]: the best of the rounds counts, for both: other work on the machine
only ever slows.
"""
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import recording  # noqa: E402

# Times the peer's speed, by instruction set: with AVX-512 and without. Reproducible training may take 3 times as long.
GOALS = {"sine": (600, 600), "ad": (3, 2), "kws": (3, 2), "ic": (3, 2)}
REPRODUCIBLE_SHARE = 1 / 3


def kvant_speeds(bench, network):
    """Samples a second: fast, reproducible."""
    report = json.loads(recording.output_of([bench, f"--benchmark_filter=^{network}/", "--benchmark_format=json"]))
    speeds = {run["name"].split("/")[1]: run["items_per_second"] for run in report["benchmarks"]}
    return speeds["fast"], speeds["reproducible"]


def peer_speed(network):
    return float(recording.output_of([sys.executable, str(HERE / "training_tensorflow.py"), network, "5"]))


def main():
    bench, rounds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3
    vectors = recording.instruction_set()
    rows, missed = [], 0
    for network, goals in GOALS.items():
        theirs, fast, reproducible = 0.0, 0.0, 0.0
        for _ in range(rounds):
            theirs = max(theirs, peer_speed(network))
            speeds = kvant_speeds(bench, network)
            fast, reproducible = max(fast, speeds[0]), max(reproducible, speeds[1])
        rows.append({**recording.machine(), "instruction_set": vectors, "network": network, "rounds": rounds,
                     "kvant_samples_s": f"{fast:.0f}", "reproducible_samples_s": f"{reproducible:.0f}",
                     "tensorflow_samples_s": f"{theirs:.0f}", "times_faster": f"{fast / theirs:.2f}"})
        print(", ".join(f"{key} {value}" for key, value in rows[-1].items()))
        missed += recording.missed("times_faster", fast / theirs, ">=", goals[0] if vectors == "avx512" else goals[1])
        missed += recording.missed("reproducible / fast", reproducible / fast, ">=", REPRODUCIBLE_SHARE)
    recording.add_rows("training.csv", rows)
    return 1 if missed else 0


sys.exit(main())
