# SPDX-License-Identifier: Apache-2.0
"""The binary under test, and reading .tflite files field by field."""
import atexit
import os
import pathlib
import shutil
import subprocess
import tempfile

import numpy as np
from tensorflow.lite.python import schema_py_generated as schema

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("KVANT_BINARY", str(ROOT / "build/release/kvant"))
DTYPES = {0: np.float32, 2: np.int32, 3: np.uint8, 9: np.int8}


def scratch():
    """A folder that lasts as long as the process."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="kvant_oracle_"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def kvant(*arguments, cwd=None):
    done = subprocess.run([BINARY, *map(str, arguments)], cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, f"kvant {' '.join(map(str, arguments))}: {done.returncode} {done.stderr}"
    return done.stdout


def run(model, x, folder):
    np.save(folder / "in.npy", x)
    kvant("run", model, "--input", folder / "in.npy", "-o", folder / "out.npy")
    return np.load(folder / "out.npy")


class Operand:
    """One tensor as an operator sees it."""

    def __init__(self, model, tensor):
        quantization = tensor.quantization
        present = quantization is not None and quantization.scale is not None
        self.name = tensor.name.decode() if tensor.name else ""
        self.type = tensor.type
        self.scales = np.array(quantization.scale, np.float32) if present else np.zeros(0, np.float32)
        self.zero_points = np.array(quantization.zeroPoint, np.int64) if present else np.zeros(0, np.int64)
        data = model.buffers[tensor.buffer].data
        self.data = None if data is None or len(data) == 0 else np.frombuffer(bytes(data), DTYPES[tensor.type])


class Tflite:
    def __init__(self, content):
        self.bytes = content
        self.model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(content, 0))
        self.graph = self.model.subgraphs[0]
        self.codes = [(c.builtinCode, c.version) for c in self.model.operatorCodes]

    def operand(self, index):
        return None if index == -1 else Operand(self.model, self.graph.tensors[index])

    def operators(self):
        """Of each operator: its code and version, and all operands, inputs then outputs."""
        for operator in self.graph.operators:
            yield self.codes[operator.opcodeIndex], [self.operand(i) for i in [*operator.inputs, *operator.outputs]]

    def metadata(self):
        return {m.name.decode(): bytes(self.model.buffers[m.buffer].data) for m in self.model.metadata or []}


def load(path):
    return Tflite(pathlib.Path(path).read_bytes())


def tflm_run(content, x):
    """Each row of x through TFLM's interpreter."""
    from tflite_micro.python.tflite_micro import runtime
    interpreter = runtime.Interpreter.from_bytes(content)
    answers = []
    for row in x:
        interpreter.set_input(row[None], 0)
        interpreter.invoke()
        answers.append(interpreter.get_output(0).ravel().copy())
    return np.array(answers)
