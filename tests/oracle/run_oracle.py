# SPDX-License-Identifier: Apache-2.0
"""Runs every check_* of the oracle_*.py files beside it, a line each, and closes with "N passed, N failed"."""
import importlib
import os
import pathlib
import sys
import time
import traceback

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))


def main():
    wanted = sys.argv[1:]
    passed, failed = 0, 0
    for path in sorted(HERE.glob("oracle_*.py")):
        module = importlib.import_module(path.stem)
        for name in [n for n in vars(module) if n.startswith("check_")]:
            if wanted and not any(word in f"{path.stem}.{name}" for word in wanted):
                continue
            begin = time.time()
            try:
                detail = getattr(module, name)() or ""
                passed += 1
                print(f"ok    {path.stem}.{name} ({time.time() - begin:.1f} s) {detail}", flush=True)
            except Exception:
                failed += 1
                print(f"FAIL  {path.stem}.{name}", flush=True)
                traceback.print_exc()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
