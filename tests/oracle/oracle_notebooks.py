# SPDX-License-Identifier: Apache-2.0
"""The lesson's notebooks run from top to bottom, in both languages, and say what the lesson says."""
import os
import pathlib
import tempfile

import kvant_binary
import nbformat
from nbclient import NotebookClient

LESSON = pathlib.Path(__file__).resolve().parents[2] / "examples/lesson"
# What a reader must find in the outputs: sizes, scales, scores, answers of model and generated code.
SAID = ("rows                          1000", "Epoch 500/500", "test.int8      0.0838182  0.0105854", "(None, 16)",
        "mae      0.0863553", "0.024573976, zero point -128", "| input | 0.024573976 | -128 | 0.0000 | 6.2664 |",
        "signal to noise     35.4 dB", "#define sine_INPUT_ZERO_POINT", "generated/sine_kernels.h", "<svg", "<iframe")


def texts(output):
    return [output.get("text", ""), *("".join(part) for part in output.get("data", {}).values())]


def run(name):
    path = LESSON / name
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert not any(cell.get("outputs") for cell in notebook.cells), f"{name} is kept without outputs"
    before = os.environ["PATH"]
    os.environ["PATH"] = f"{pathlib.Path(kvant_binary.BINARY).parent}:{before}"
    try:
        with tempfile.TemporaryDirectory() as folder:
            NotebookClient(notebook, timeout=120, resources={"metadata": {"path": folder}}).execute()
    finally:
        os.environ["PATH"] = before
    said = "\n".join(text for cell in notebook.cells for output in cell.get("outputs", []) for text in texts(output))
    missing = [text for text in SAID if text not in said]
    assert not missing, f"{name} does not say {missing}:\n{said[-3000:]}"
    assert said.count("1.0344021") >= 2, f"{name}: model and generated code give another answer than 1.0344021"
    return len(notebook.cells)


def check_notebooks():
    """Each cell runs; what they print are the lesson's own numbers."""
    return ", ".join(f"{name}: {run(name)} cells" for name in ("lesson.ipynb", "leksjon.ipynb"))
