# SPDX-License-Identifier: Apache-2.0
"""Measures int8 conversion of MLPerf Tiny's keyword spotting with 100 samples, kvant and TensorFlow in turn, process to
process, and adds a row to bench/results/conversion.csv.

python measure_conversion.py KVANT [PAIRS]
"""
import pathlib
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1] / "tests/oracle")]
import recording  # noqa: E402

SAMPLES = 100
GOAL = 50
# Made by a process of its own, so that what is measured starts without TensorFlow.
MAKE_MODEL = """
import sys
import numpy as np
import topologies
model = topologies.kws()
model.save(sys.argv[1] + "/kws.keras")
np.save(sys.argv[1] + "/samples.npy", topologies.samples_of(model, int(sys.argv[2])))
"""


def main():
    kvant, pairs = str(pathlib.Path(sys.argv[1]).resolve()), int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with tempfile.TemporaryDirectory(prefix="kvant_bench_") as folder:
        subprocess.run([sys.executable, "-c", MAKE_MODEL, folder, str(SAMPLES)], check=True, capture_output=True,
                       cwd=HERE.parents[1] / "tests/oracle")
        model, samples = f"{folder}/kws.keras", f"{folder}/samples.npy"
        ours, theirs = [], []
        for _ in range(pairs):
            theirs.append(recording.seconds_of([sys.executable, str(HERE / "conversion_tensorflow.py"), model, samples,
                                                f"{folder}/theirs.tflite"]))
            for _ in range(5):
                ours.append(recording.seconds_of([kvant, "convert", model, "--quantize", "int8", "--representative",
                                                  samples, "-o", f"{folder}/ours.tflite"]))
    # The smaller of two comparisons: other work on the machine slows one side more, now and then.
    faster = min(statistics.median(theirs) / statistics.median(ours), min(theirs) / min(ours))
    row = {**recording.machine(), "instruction_set": recording.instruction_set(), "network": "kws", "samples": SAMPLES,
           "pairs": pairs, "kvant_s": f"{statistics.median(ours):.4f}", "tensorflow_s": f"{statistics.median(theirs):.2f}",
           "times_faster": f"{faster:.0f}"}
    print(", ".join(f"{key} {value}" for key, value in row.items()))
    recording.add_rows("conversion.csv", [row])
    return recording.missed("times_faster", faster, ">=", GOAL)


sys.exit(main())
