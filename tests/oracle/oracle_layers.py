# SPDX-License-Identifier: Apache-2.0
"""Layers alone, from Keras to the chip: TensorFlow's operators, options and parameters in float and int8, and the same answers
from kvant's interpreter, its generated C++ and TensorFlow's runtimes."""
import json

import keras
import numpy as np

from kvant_binary import Tflite, kvant, load, run, scratch
from operator_models import Tensor, generated_answers, litert_answers, tflm_answers
from oracle_convert import calibrated_ranges, full_int8, same_model
from oracle_topologies import batch_one, options_of
from tensorflow.lite.python import schema_py_generated as schema

LAYERS = keras.layers
ROWS = 20


def alone(*layers, shape=(6, 5, 4)):
    return lambda: keras.Sequential([keras.Input(shape), *(layer() for layer in layers)])


def each(kind, *arguments, **named):
    return lambda: kind(*arguments, **named)


def joined(axis):
    """Two ways from one input."""
    def made():
        start = keras.Input((6, 5, 4))
        ways = [LAYERS.Conv2D(3, 1, activation=name)(start) for name in (None, "relu")]
        return keras.Model(start, LAYERS.Concatenate(axis=axis)(ways))
    return made


def cases():
    yield "Rescaling", alone(each(LAYERS.Rescaling, 1 / 3, offset=-0.25))
    yield "Rescaling without offset", alone(each(LAYERS.Rescaling, 2.5))
    yield "Rescaling before relu", alone(each(LAYERS.Rescaling, 0.5, offset=1.0), each(LAYERS.Activation, "relu"))
    yield "Normalization by channel", alone(each(LAYERS.Normalization, mean=[0.1, -0.2, 0.3, 0], variance=[0.5, 1.5, 2, 0.3]))
    yield "Normalization of a row", alone(each(LAYERS.Normalization, mean=[0.1, -0.2, 0.3], variance=[0.5, 1.5, 2]), shape=(3,))
    yield "Normalization", alone(each(LAYERS.Normalization, mean=0.5, variance=2.0))
    yield "ZeroPadding2D", alone(each(LAYERS.ZeroPadding2D, ((1, 2), (0, 3))))
    yield "ZeroPadding2D before a pool", alone(each(LAYERS.ZeroPadding2D, 2), each(LAYERS.MaxPooling2D, 3))
    yield "Concatenate by channel", joined(-1)
    yield "Concatenate by row", joined(1)
    for kind in (LAYERS.GlobalMaxPooling2D, LAYERS.GlobalAveragePooling2D):
        yield kind.__name__, alone(kind)
        yield f"{kind.__name__}, axes kept", alone(each(kind, keepdims=True))
    for name in ("relu", "relu6", "leaky_relu", "sigmoid", "tanh", "softmax"):
        yield f"{name} alone", alone(each(LAYERS.Activation, name))
        yield f"{name} after a Dense", alone(each(LAYERS.Dense, 5), each(LAYERS.Activation, name), shape=(7,))
    yield "LeakyReLU", alone(each(LAYERS.LeakyReLU, 0.05))


def converted(model, samples, folder):
    """Our file and TensorFlow's, in float and in int8 with the ranges that its calibrator finds."""
    model.save(folder / "net.keras")
    theirs = batch_one(model).convert()
    (folder / "ranges.json").write_text(json.dumps({"ranges_in_order": calibrated_ranges(theirs, samples)}))
    kvant("convert", folder / "net.keras", "-o", folder / "float.tflite")
    kvant("convert", folder / "net.keras", "--quantize", "int8", "--ranges", folder / "ranges.json", "-o",
          folder / "int8.tflite")
    return [(folder / "float.tflite", Tflite(theirs)),
            (folder / "int8.tflite", Tflite(full_int8(batch_one(model), samples).convert()))]


def all_options(file):
    return [options_of(operator) for operator in file.graph.operators]


def shapes_of(file):
    return [[list(file.graph.tensors[i].shape) if i != -1 else None for i in [*operator.inputs, *operator.outputs]]
            for operator in file.graph.operators]


def is_only_relu6(file):
    return [code for (code, _), _ in file.operators()] == [schema.BuiltinOperator.RELU6]


def check_each_layer():
    """RELU6 alone in int8 is asked of LiteRT: TFLM does not rescale there."""
    folder, count = scratch(), 0
    for say, build in cases():
        keras.utils.set_random_seed(3)
        model = build()
        random = np.random.default_rng(4)
        x = random.normal(0, 3, (ROWS, *model.input_shape[1:])).astype("f4")
        for path, theirs in converted(model, x, folder):
            ours = load(path)
            same_model(ours, theirs, f"{say}, {path.name}")
            assert all_options(ours) == all_options(theirs), f"{say}: {all_options(ours)} {all_options(theirs)}"
            assert shapes_of(ours) == shapes_of(theirs), f"{say}: {shapes_of(ours)} {shapes_of(theirs)}"
            in_float = path.name == "float.tflite"
            rows = x if in_float else random.integers(-128, 128, x.shape).astype(np.int8)
            output = Tensor((1, *model.output_shape[1:]), np.float32 if in_float else np.int8)
            got = run(path, rows, folder).reshape(ROWS, *output.shape)
            generated = generated_answers(ours.bytes, [rows[:, None]], output)
            assert np.array_equal(got.view(np.uint8), generated.view(np.uint8)), f"{say}: generated C++ differs"
            if in_float:
                answers = np.array(model(x)).reshape(got.shape)
                far = np.abs(got - answers)
                assert np.all(far <= 1e-5 * np.maximum(1, np.abs(answers))), f"{say}: {far.max()}"
            else:
                judge = litert_answers if is_only_relu6(ours) else tflm_answers
                wanted = judge(ours.bytes, [rows[:, None]])
                assert np.array_equal(got, wanted.reshape(got.shape)), f"{say}: {np.mean(got != wanted.reshape(got.shape)):.2%}"
            count += 1
    return f"{count} models"


def check_operands_that_are_needed_in_two_scales():
    """A pool keeps the input's scale and a concatenation wants its own: kvant puts a QUANTIZE between. (TensorFlow gives the
    input the concatenation's scale, and so may clip it.)"""
    folder = scratch()
    start = keras.Input((6, 5, 4))
    ways = [LAYERS.MaxPooling2D(3, 1, padding="same")(start), LAYERS.AveragePooling2D(2, 1, padding="same")(start)]
    model = keras.Model(start, LAYERS.Concatenate()(ways))
    x = np.random.default_rng(5).normal(0, 3, (ROWS, 6, 5, 4)).astype("f4")
    ours = load(converted(model, x, folder)[1][0])
    operators = [code for (code, _), _ in ours.operators()]
    assert operators.count(schema.BuiltinOperator.QUANTIZE) == 2, operators
    rows = np.random.default_rng(6).integers(-128, 128, x.shape).astype(np.int8)
    got = run(folder / "int8.tflite", rows, folder)
    assert np.array_equal(got, tflm_answers(ours.bytes, [rows[:, None]]).reshape(got.shape))
    generated = generated_answers(ours.bytes, [rows[:, None]], Tensor((1, 6, 5, 8)))
    assert np.array_equal(got, generated.reshape(got.shape))
    return f"{len(operators)} operators"
