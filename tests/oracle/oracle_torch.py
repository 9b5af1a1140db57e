# SPDX-License-Identifier: Apache-2.0
"""ONNX files as PyTorch exports them, by both of its exporters, answered by kvant and by PyTorch.

PyTorch comes from PyPI with all of CUDA, 5 GB: `./run oracle torch` makes an environment with it. Without it, as in
`./run oracle`, this is skipped.
"""
import os
import pathlib
import subprocess

import numpy as np
from kvant_binary import kvant, load, scratch

BOUND = 1e-5
TRANSPOSE = 39  # the builtin code
NETWORKS = ("kws", "ic", "vww", "ad", "sww", "branches", "steps")
FOLDER = scratch()
PYTHON = os.environ.get("KVANT_TORCH_PYTHON")


def exported(name):
    script = pathlib.Path(__file__).with_name("export_torch.py")
    done = subprocess.run([PYTHON, script, name, FOLDER], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.strip().splitlines()[-1].split()[1:]


def distance(file):
    tflite = FOLDER / "model.tflite"
    kvant("convert", FOLDER / file, "-o", tflite)
    assert all(code != TRANSPOSE for code, _ in load(tflite).codes), f"{file} has a TRANSPOSE"
    kvant("run", tflite, "--input", FOLDER / "x.npy", "-o", FOLDER / "y.npy")
    answers, wanted = np.load(FOLDER / "y.npy"), np.load(FOLDER / "wanted.npy")
    assert answers.shape == wanted.shape, f"{file}: {answers.shape} for {wanted.shape}"
    worst = float(np.max(np.abs(answers - wanted)) / max(1.0, float(np.max(np.abs(wanted)))))
    assert worst <= BOUND, f"{file}: {worst}"
    return worst


def check_torch():
    """Each network by each exporter, for one sample and for any number."""
    if not PYTHON:
        return "skipped: no PyTorch"
    said = []
    for name in NETWORKS:
        said.append(f"{name} {max(distance(file) for file in exported(name)):.1e}")
    return ", ".join(said)
