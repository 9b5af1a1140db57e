# SPDX-License-Identifier: Apache-2.0
"""Measures the whole lesson as processes, kvant and TensorFlow in turn, and adds rows to bench/results/lesson.csv.

python measure_lesson.py KVANT [PAIRS]: data to C array, 100 epochs, batches of 64. Needs GNU time for peak memory.
"""
import csv
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
RESULTS = ROOT / "bench/results/lesson.csv"
EPOCHS = "100"
GOALS = {"times_faster": (">=", 500), "peak_mb": ("<=", 32), "binary_and_libraries_mb": ("<=", 20),
         "start_up_ms": ("<=", 5)}


def run(command, folder):
    """Seconds of one run, its output thrown away."""
    begin = time.perf_counter()
    done = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    seconds = time.perf_counter() - begin
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit code {done.returncode}\n{done.stderr[-2000:]}")
    return seconds


def start_afresh(folder):
    """`kvant new` leaves files alone that are there, so its folder is made anew."""
    shutil.rmtree(folder / "again", ignore_errors=True)
    (folder / "again").mkdir()


def run_all(commands, folder):
    """Seconds of a whole lesson."""
    start_afresh(folder)
    return sum(run(command, folder) for command in commands)


def peak_mb(commands, folder):
    """The largest resident memory of any of the commands. GNU time is small, so its children start small."""
    start_afresh(folder)
    peaks = []
    for command in commands:
        report = folder / "peak.txt"
        run(["time", "--format=%M", f"--output={report}", *command], folder)
        peaks.append(int(report.read_text()) / 1024)
    return max(peaks)


def lesson_by_recipe(kvant, folder):
    """The two commands of a newcomer; the recipe of the first, with fewer epochs, is what the second runs."""
    run([kvant, "new", "lesson", "-o", "sine.toml"], folder)
    text = (folder / "sine.toml").read_text()
    text = text.replace("epochs = 500", f"epochs = {EPOCHS}")
    (folder / "short.toml").write_text(text[:text.index("[expect]")])
    return [[kvant, "new", "lesson", "-o", "again/sine.toml"], [kvant, "train", "short.toml", "-o", "out"]]


def binary_and_libraries_mb(kvant):
    listed = subprocess.run(["ldd", kvant], capture_output=True, text=True).stdout
    files = {pathlib.Path(kvant).resolve(), *(pathlib.Path(path).resolve() for path in re.findall(r"(/\S+)", listed))}
    return sum(file.stat().st_size for file in files) / 1e6


def start_up_ms(kvant, folder):
    return 1000 * statistics.median(run([kvant, "--version"], folder) for _ in range(100))


def machine():
    facts = pathlib.Path("/proc/cpuinfo").read_text()
    name = re.search(r"model name\s*:\s*(.*)", facts)
    return name.group(1).strip() if name else "unknown", facts.count("processor\t") or 1


def commit():
    done = subprocess.run(["git", "describe", "--always", "--dirty", "--exclude=*"], cwd=ROOT, capture_output=True,
                          text=True)
    return done.stdout.strip() or "unknown"


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
    cpu, cores = machine()
    rows = []
    theirs = seconds["TensorFlow"]
    for way, commands in ways.items():
        median, least = statistics.median(seconds[way]), min(seconds[way])
        of_kvant = way != "TensorFlow"
        binary = commands[0][0]
        # The smaller of two comparisons: other work on the machine slows one side more, now and then.
        faster = min(statistics.median(theirs) / median, min(theirs) / least)
        rows.append({
            "version": version, "commit": commit(), "cpu": cpu, "cores": cores, "program": way,
            "runs": len(seconds[way]), "median_s": f"{median:.4f}", "least_s": f"{least:.4f}",
            "times_faster": f"{faster:.0f}",
            "peak_mb": f"{peak_mb(commands, folder):.1f}",
            "binary_and_libraries_mb": f"{binary_and_libraries_mb(binary):.1f}" if of_kvant else "",
            "start_up_ms": f"{start_up_ms(kvant, folder):.2f}" if of_kvant else "",
        })
    shutil.rmtree(folder)
    new = not RESULTS.exists()
    RESULTS.parent.mkdir(exist_ok=True)
    with open(RESULTS, "a", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        if new:
            writer.writeheader()
        writer.writerows(rows)
    missed = 0
    for row in rows:
        print(", ".join(f"{key} {value}" for key, value in row.items() if value != ""))
        for key, (comparison, goal) in GOALS.items():
            if row["program"] == "TensorFlow" or row[key] == "":
                continue
            reached = float(row[key]) >= goal if comparison == ">=" else float(row[key]) <= goal
            missed += not reached
            print(f"  {'reached' if reached else 'MISSED'}  {key} {row[key]}, goal {comparison} {goal}")
    return 1 if missed else 0


sys.exit(main())
