# SPDX-License-Identifier: Apache-2.0
"""Models of one operator, and their answers from TFLM, from kvant's interpreter and from its generated C++."""
import dataclasses
import pathlib
import subprocess

import flatbuffers
import numpy as np
from kvant_binary import kvant, scratch
from tensorflow.lite.python import schema_py_generated as schema

TYPES = {np.dtype(np.float32): 0, np.dtype(np.int32): 2, np.dtype(np.uint8): 3, np.dtype(np.int8): 9}
FOLDER = scratch()


@dataclasses.dataclass
class Tensor:
    """data: of a constant. scale 0: not quantised; a list: one for each slice along the axis."""
    shape: tuple
    dtype: type = np.int8
    scale: float = 0.0
    axis: int = 0
    zero_point: int = 0
    data: np.ndarray = None


def constant(values, **quantization):
    values = np.asarray(values)
    return Tensor(values.shape, values.dtype.type, data=values, **quantization)


def build(code, version, options, inputs, output):
    """The bytes of a model whose one operator reads all inputs. options: a table of the schema, or None."""
    model = schema.ModelT()
    model.version = 3
    model.buffers = [schema.BufferT()]
    graph = schema.SubGraphT()
    graph.tensors, graph.inputs, graph.outputs = [], [], [len(inputs)]
    for index, tensor in enumerate([*inputs, output]):
        made = schema.TensorT()
        made.name = f"t{index}"
        made.shape = list(tensor.shape)
        made.type = TYPES[np.dtype(tensor.dtype)]
        made.buffer = 0
        if tensor.data is not None:
            buffer = schema.BufferT()
            buffer.data = list(np.ascontiguousarray(tensor.data).tobytes())
            model.buffers.append(buffer)
            made.buffer = len(model.buffers) - 1
        elif index < len(inputs):
            graph.inputs.append(index)
        if np.any(tensor.scale):
            made.quantization = schema.QuantizationParametersT()
            made.quantization.scale = [float(np.float32(scale)) for scale in np.ravel(tensor.scale)]
            made.quantization.zeroPoint = [int(tensor.zero_point)] * np.size(tensor.scale)
            made.quantization.quantizedDimension = tensor.axis
        graph.tensors.append(made)
    operator = schema.OperatorT()
    operator.inputs, operator.outputs = list(range(len(inputs))), [len(inputs)]
    if options is not None:
        operator.builtinOptionsType = getattr(schema.BuiltinOptions, type(options).__name__[:-1])
        operator.builtinOptions = options
    graph.operators = [operator]
    model.subgraphs = [graph]
    op = schema.OperatorCodeT()
    op.deprecatedBuiltinCode = op.builtinCode = code
    op.version = version
    model.operatorCodes = [op]
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def tflm_answers(content, rows):
    """rows: an array for each input, of its shape with the rows in front."""
    from tflite_micro.python.tflite_micro import runtime
    interpreter = runtime.Interpreter.from_bytes(content, arena_size=1 << 20)
    answers = []
    for row in zip(*rows):
        for index, values in enumerate(row):
            interpreter.set_input(values, index)
        interpreter.invoke()
        answers.append(interpreter.get_output(0).copy())
    return np.array(answers)


def litert_answers(content, rows):
    """The same from LiteRT's reference kernels."""
    from ai_edge_litert.interpreter import Interpreter, OpResolverType
    interpreter = Interpreter(model_content=content, experimental_op_resolver_type=OpResolverType.BUILTIN_REF)
    interpreter.allocate_tensors()
    answers = []
    for row in zip(*rows):
        for values, detail in zip(row, interpreter.get_input_details()):
            interpreter.set_tensor(detail["index"], values)
        interpreter.invoke()
        answers.append(interpreter.get_tensor(interpreter.get_output_details()[0]["index"]))
    return np.array(answers)


def kvant_answers(content, rows):
    """The interpreter's; models have a batch of one. None while kvant run takes only one input."""
    if len(rows) > 1:
        return None
    path = FOLDER / "model.tflite"
    path.write_bytes(content)
    arguments = []
    for index, values in enumerate(rows):
        np.save(FOLDER / f"in{index}.npy", values.reshape(len(values), *values.shape[2:]))
        arguments += ["--input", FOLDER / f"in{index}.npy"]
    kvant("run", path, *arguments, "-o", FOLDER / "out.npy")
    return np.load(FOLDER / "out.npy")


MAIN = """#include "model.h"
#include <cstdio>
int main() {{
  alignas(16) static unsigned char arena[model_ARENA_BYTES];
{buffers}  while ({reads}) {{
    model_invoke({names}output, arena);
    std::fwrite(output, sizeof *output, sizeof output / sizeof *output, stdout);
  }}
}}
"""
C_TYPES = {np.dtype(np.float32): "float", np.dtype(np.int8): "signed char", np.dtype(np.int32): "int"}


def generated_answers(content, rows, output):
    """Of the exported C++, compiled for this machine with all its instructions and strict warnings."""
    path = FOLDER / "model.tflite"
    path.write_bytes(content)
    kvant("export", path, "--as", "cpp", "-o", FOLDER / "cpp", "--name", "model")
    names = [f"input{i}" for i in range(len(rows))]
    buffers = "".join(f"  static {C_TYPES[r.dtype]} {n}[{r[0].size}];\n" for n, r in zip(names, rows))
    buffers += f"  static {C_TYPES[np.dtype(output.dtype)]} output[{int(np.prod(output.shape))}];\n"
    reads = " && ".join(f"std::fread({n}, sizeof *{n}, {r[0].size}, stdin) == {r[0].size}" for n, r in zip(names, rows))
    (FOLDER / "main.cpp").write_text(MAIN.format(buffers=buffers, reads=reads, names="".join(n + ", " for n in names)))
    command = ["g++", "-std=gnu++11", "-O2", "-march=native", "-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Werror",
               "-fno-exceptions", f"-I{FOLDER}/cpp", FOLDER / "main.cpp", FOLDER / "cpp/model.cc", "-o", FOLDER / "main"]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[:3000]
    fed = b"".join(values.tobytes() for row in zip(*rows) for values in row)
    answer = subprocess.run([str(FOLDER / "main")], input=fed, capture_output=True, check=True).stdout
    return np.frombuffer(answer, output.dtype).reshape(len(rows[0]), *output.shape)


def ulps(got, wanted):
    """How many float32 numbers lie between, at most; equal infinities and NaNs count as equal."""
    def ordered(values):
        bits = np.ascontiguousarray(values, np.float32).view(np.int32).astype(np.int64)
        return np.where(bits < 0, -(bits & 0x7FFFFFFF), bits)
    same = np.isnan(got) & np.isnan(wanted)
    return int(np.max(np.where(same, 0, np.abs(ordered(got) - ordered(wanted))), initial=0))
