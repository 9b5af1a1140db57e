# SPDX-License-Identifier: Apache-2.0
"""Runs every check_* of the oracle_*.py files beside it, a line each, and closes with "N passed, N failed".

python run_oracle.py [WORD...]: only checks whose name holds one of the words. What the judges themselves print is
shown when a check fails.
"""
import atexit
import contextlib
import importlib
import multiprocessing
import os
import pathlib
import queue
import sys
import tempfile
import time
import traceback

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
HERE = pathlib.Path(__file__).resolve().parent
# Begun first, so that no process is left with one of them at the end.
LONGEST = {"oracle_topology_training", "oracle_topologies", "oracle_gradients", "oracle_saved_model"}
sys.path.insert(0, str(HERE))


@contextlib.contextmanager
def kept_output(file):
    """Sends what Python and C++ print into the file."""
    sys.stdout.flush()
    sys.stderr.flush()
    places = [os.dup(1), os.dup(2)]
    os.dup2(file.fileno(), 1)
    os.dup2(file.fileno(), 2)
    try:
        yield
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        for place, standard in zip(places, (1, 2)):
            os.dup2(place, standard)
            os.close(place)


def run_check(title, check):
    """Whether it passed, and what is to be said about it."""
    begin = time.time()
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        try:
            with kept_output(output):
                detail = check() or ""
            return True, f"ok    {title} ({time.time() - begin:.1f} s) {detail}"
        except Exception:
            output.seek(0)
            return False, f"FAIL  {title}\n{output.read()[-4000:]}{traceback.format_exc()}"


def run_module(stem, wanted):
    """Of each of its checks that is wanted: whether it passed, and what is to be said."""
    loaded = {}
    worked, said = run_check(f"{stem}: import", lambda: loaded.update(vars(importlib.import_module(stem))))
    if not worked:
        yield False, said
    for name in [n for n in loaded if n.startswith("check_")]:
        if not wanted or any(word in f"{stem}.{name}" for word in wanted):
            yield run_check(f"{stem}.{name}", loaded[name])


def work(stems, wanted, results):
    """One process: takes modules until none is left."""
    while (stem := stems.get()) is not None:
        for result in run_module(stem, wanted):
            results.put(result)
    results.put(None)
    atexit._run_exitfuncs()  # which a process of multiprocessing skips: temporary folders go with them


def main():
    wanted = sys.argv[1:]
    # Processes of their own, begun afresh: TensorFlow must not be forked.
    context = multiprocessing.get_context("spawn")
    count = os.cpu_count() or 1
    stems, results = context.Queue(), context.Queue()
    for path in sorted(HERE.glob("oracle_*.py"), key=lambda path: (path.stem not in LONGEST, path.stem)):
        stems.put(path.stem)
    for _ in range(count):
        stems.put(None)
    workers = [context.Process(target=work, args=(stems, wanted, results)) for _ in range(count)]
    for worker in workers:
        worker.start()
    passed, failed = 0, 0
    while count > 0:
        try:
            result = results.get(timeout=1)
        except queue.Empty:
            died = sum(not worker.is_alive() and worker.exitcode != 0 for worker in workers)
            if died == 0:
                continue
            result = False, f"FAIL  {died} of the processes ended by itself"
            count = 0
        if result is None:
            count -= 1
            continue
        worked, said = result
        print(said, flush=True)
        passed, failed = passed + worked, failed + (not worked)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
