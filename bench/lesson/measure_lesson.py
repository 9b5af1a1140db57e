# SPDX-License-Identifier: Apache-2.0
"""Measures the whole lesson as processes, kvant and TensorFlow in turn, and adds rows to bench/results/lesson.csv.

python measure_lesson.py KVANT [PAIRS]: data to C array, 100 epochs, batches of 64. Needs GNU time for peak memory.
"""
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import recording  # noqa: E402

EPOCHS = "100"
GOALS = {"times_faster": (">=", 500), "peak_mb": ("<=", 32), "binary_and_libraries_mb": ("<=", 20),
         "start_up_ms": ("<=", 5)}


def start_afresh(folder):
    """`kvant new` leaves files alone that are there, so its folder is made anew."""
    shutil.rmtree(folder / "again", ignore_errors=True)
    (folder / "again").mkdir()


def run_all(commands, folder):
    """Seconds of a whole lesson."""
    start_afresh(folder)
    return sum(recording.seconds_of(command, folder) for command in commands)


def peak_mb(commands, folder):
    """The largest resident memory of any of the commands. GNU time is small, so its children start small."""
    start_afresh(folder)
    peaks = []
    for command in commands:
        report = folder / "peak.txt"
        recording.seconds_of(["time", "--format=%M", f"--output={report}", *command], folder)
        peaks.append(int(report.read_text()) / 1024)
    return max(peaks)


def lesson_by_recipe(kvant, folder):
    """The two commands of a newcomer; the recipe of the first, with fewer epochs, is what the second runs."""
    recording.seconds_of([kvant, "new", "lesson", "-o", "sine.toml"], folder)
    text = (folder / "sine.toml").read_text()
    text = text.replace("epochs = 500", f"epochs = {EPOCHS}")
    (folder / "short.toml").write_text(text[:text.index("[expect]")])
    return [[kvant, "new", "lesson", "-o", "again/sine.toml"], [kvant, "train", "short.toml", "-o", "out"]]


def binary_and_libraries_mb(kvant):
    listed = subprocess.run(["ldd", kvant], capture_output=True, text=True).stdout
    files = {pathlib.Path(kvant).resolve(), *(pathlib.Path(path).resolve() for path in re.findall(r"(/\S+)", listed))}
    return sum(file.stat().st_size for file in files) / 1e6


def start_up_ms(kvant, folder):
    return 1000 * statistics.median(recording.seconds_of([kvant, "--version"], folder) for _ in range(100))


def main():
    kvant, pairs = str(pathlib.Path(sys.argv[1]).resolve()), int(sys.argv[2]) if len(sys.argv) > 2 else 3
    folder = pathlib.Path(tempfile.mkdtemp(prefix="kvant_bench_"))
    ways = {"kvant, recipe": lesson_by_recipe(kvant, folder)}
    program = pathlib.Path(kvant).parent / "examples/lesson/kvant_lesson"
    if program.exists():
        ways["kvant, C++"] = [[str(program), str(folder / "cpp"), EPOCHS]]
    peer = [[sys.executable, str(HERE / "lesson_tensorflow.py"), str(folder / "tensorflow"), EPOCHS]]
    seconds = {way: [] for way in [*ways, "TensorFlow"]}
    for _ in range(pairs):
        seconds["TensorFlow"].append(run_all(peer, folder))
        for way, commands in ways.items():
            for _ in range(5):
                seconds[way].append(run_all(commands, folder))
    ways["TensorFlow"] = peer
    version = subprocess.run([kvant, "--version"], capture_output=True, text=True).stdout.split()[1]
    rows = []
    theirs = seconds["TensorFlow"]
    for way, commands in ways.items():
        median, least = statistics.median(seconds[way]), min(seconds[way])
        of_kvant = way != "TensorFlow"
        binary = commands[0][0]
        # The smaller of two comparisons: other work on the machine slows one side more, now and then.
        faster = min(statistics.median(theirs) / median, min(theirs) / least)
        rows.append({
            "version": version, **recording.machine(), "program": way,
            "runs": len(seconds[way]), "median_s": f"{median:.4f}", "least_s": f"{least:.4f}",
            "times_faster": f"{faster:.0f}",
            "peak_mb": f"{peak_mb(commands, folder):.1f}",
            "binary_and_libraries_mb": f"{binary_and_libraries_mb(binary):.1f}" if of_kvant else "",
            "start_up_ms": f"{start_up_ms(kvant, folder):.2f}" if of_kvant else "",
        })
    shutil.rmtree(folder)
    recording.add_rows("lesson.csv", rows)
    missed = 0
    for row in rows:
        print(", ".join(f"{key} {value}" for key, value in row.items() if value != ""))
        for key, (comparison, goal) in GOALS.items():
            if row["program"] == "TensorFlow" or row[key] == "":
                continue
            missed += recording.missed(key, float(row[key]), comparison, goal)
    return 1 if missed else 0


sys.exit(main())
