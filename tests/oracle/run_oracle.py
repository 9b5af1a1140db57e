# SPDX-License-Identifier: Apache-2.0
"""Runs every check_* of the oracle_*.py files beside it, a line each, and closes with "N passed, N failed".

python run_oracle.py [WORD...]: only checks whose name holds one of the words. What the judges themselves print is
shown when a check fails.
"""
import contextlib
import importlib
import os
import pathlib
import sys
import tempfile
import time
import traceback

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
HERE = pathlib.Path(__file__).resolve().parent
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


def main():
    wanted = sys.argv[1:]
    passed, failed = 0, 0
    for path in sorted(HERE.glob("oracle_*.py")):
        loaded = {}
        worked, said = run_check(f"{path.stem}: import", lambda: loaded.update(vars(importlib.import_module(path.stem))))
        if not worked:
            print(said, flush=True)
            failed += 1
        for name in [n for n in loaded if n.startswith("check_")]:
            if wanted and not any(word in f"{path.stem}.{name}" for word in wanted):
                continue
            worked, said = run_check(f"{path.stem}.{name}", loaded[name])
            print(said, flush=True)
            passed, failed = passed + worked, failed + (not worked)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
