# SPDX-License-Identifier: Apache-2.0
"""The five networks and smaller ones: .keras files both ways, and conversion against TensorFlow's."""
import json

import keras
import numpy as np
import tensorflow as tf
from tensorflow.lite.python.optimize import calibrator as calibration

from kvant_binary import Tflite, kvant, load, run, scratch, tflm_run
from oracle_convert import full_int8, same_operand, ulps
from topologies import FIVE, SMALL, made, samples_of

ALL = (*FIVE, *SMALL)


class Folding:
    """How far constants that took in a batch normalization are from TensorFlow's, whose reciprocal square root depends
    on its machine."""

    def __init__(self):
        self.numbers = self.differing = self.worst_ulp = 0
        self.bytes = self.bytes_differing = 0
        self.biases_differing = self.worst_bias = 0

    def compare(self, ours, theirs, where):
        assert ours.type == theirs.type, where
        if ours.data is None or theirs.data is None:
            assert ours.data is None and theirs.data is None, where
        if ours.scales.size:
            assert np.all(ulps(ours.scales, theirs.scales) <= 8), f"{where}: scales"
            assert np.array_equal(ours.zero_points, theirs.zero_points), f"{where}: zero points"
        if ours.data is None:
            return
        if ours.type == 0:
            magnitude = np.max(np.abs(theirs.data))
            far = np.abs(ours.data.astype("f8") - theirs.data)
            assert np.all(far <= 8 * np.spacing(magnitude)), f"{where}: {far.max()} of {magnitude}"
            self.numbers += far.size
            self.differing += int(np.sum(far > 0))
            self.worst_ulp = max(self.worst_ulp, float(far.max() / np.spacing(magnitude)))
        else:
            far = np.abs(ours.data.astype(np.int64) - theirs.data)
            if ours.type == 9:
                assert far.max() <= 1, where
                self.bytes += far.size
                self.bytes_differing += int(np.sum(far > 0))
            else:
                bound = 4 + np.abs(theirs.data.astype("f8")) * 1e-6
                assert np.all(far <= bound), f"{where}: bias {far.max()}"
                self.biases_differing += int(np.sum(far > 0))
                self.worst_bias = max(self.worst_bias, int(far.max()))

    def model(self, ours, theirs, where):
        assert sorted(c for c, _ in ours.operators()) == sorted(c for c, _ in theirs.operators()), \
            f"{where}: operators {[c for c, _ in ours.operators()]} {[c for c, _ in theirs.operators()]}"
        operators, _ = paired(ours, theirs, where)
        assert len(operators) == len(theirs.graph.operators), where
        for mine, other in operators:
            assert options_of(mine) == options_of(other), f"{where}: {options_of(mine)}, theirs {options_of(other)}"
            for place, (i, k) in enumerate(zip([*mine.inputs, *mine.outputs], [*other.inputs, *other.outputs])):
                one, its = ours.operand(i), theirs.operand(k)
                name = f"{where}: operand {place} of {one.name if one else None}"
                if place == 1 and one is not None and one.type == 2:  # a shape or axes; for us the batch may be any
                    assert np.array_equal(np.where(one.data == -1, its.data, one.data), its.data), name
                elif self.folded and one is not None and one.data is not None and place in (1, 2):
                    self.compare(one, its, name)
                else:
                    same_operand(one, its, name)

    def __str__(self):
        return (f"float {self.differing} of {self.numbers} differ (worst {self.worst_ulp:.1f} ulp of the largest), int8 "
                f"{self.bytes_differing} of {self.bytes}, biases {self.biases_differing} (worst {self.worst_bias})")


def options_of(operator):
    """Field by field."""
    return None if operator.builtinOptions is None else vars(operator.builtinOptions)


def paired(ours, theirs, where):
    """Operators of both, from the outputs back, and their tensors by ours: TensorFlow's order depends on names."""
    def makers(file):
        return {i: operator for operator in file.graph.operators for i in operator.outputs}
    made_by, their_makers = makers(ours), makers(theirs)
    waiting = list(zip(ours.graph.outputs, theirs.graph.outputs, strict=True))
    tensors, operators = {}, []
    while waiting:
        i, k = waiting.pop()
        if i in tensors:
            assert tensors[i] == k, f"{where}: tensors {i} and {k} do not pair"
            continue
        tensors[i] = k
        if i == -1 or i not in made_by:
            assert k not in their_makers, f"{where}: tensors {i} and {k} do not pair"
            continue
        mine, other = made_by[i], their_makers[k]
        assert ours.codes[mine.opcodeIndex] == theirs.codes[other.opcodeIndex], f"{where}: {i} and {k} do not pair"
        operators.append((mine, other))
        waiting += zip([j for j in mine.inputs if j != -1], [j for j in other.inputs if j != -1], strict=True)
    return operators, tensors


def ranges_by_our_order(ours, content, tensors, samples):
    """What TensorFlow's calibrator finds in its own float model, for our tensors."""
    found = Tflite(calibration.Calibrator(calibration.add_intermediate_tensors(content)).calibrate(
        lambda: ([row[None]] for row in samples)))
    wanted = [ours.graph.inputs[0], *(o.outputs[0] for o in ours.graph.operators)]
    quantized = [found.graph.tensors[tensors[i]].quantization for i in wanted]
    return [[float(q.min[0]), float(q.max[0])] for q in quantized]


def has_batch_norm(model):
    return any(isinstance(layer, keras.layers.BatchNormalization) for layer in model.layers)


def batch_one(model):
    """TensorFlow's converter of the same model for a batch of one, as firmware runs it."""
    fixed = keras.models.clone_model(model, input_tensors=keras.Input(model.input_shape[1:], batch_size=1))
    fixed.set_weights(model.get_weights())
    return tf.lite.TFLiteConverter.from_keras_model(fixed)


def check_float_conversion():
    folder, folding = scratch(), Folding()
    for name in ALL:
        model = made(name)
        model.save(folder / "net.keras")
        kvant("convert", folder / "net.keras", "-o", folder / "net.tflite")
        folding.folded = has_batch_norm(model)
        folding.model(load(folder / "net.tflite"), Tflite(batch_one(model).convert()), name)
        x = samples_of(model, 5)
        answers = np.array(model(x))
        far = np.abs(run(folder / "net.tflite", x, folder).reshape(answers.shape) - answers)
        assert np.all(far <= 1e-5 * np.maximum(1, np.abs(answers))), f"{name}: {far.max()}"
    return f"{len(ALL)} networks; {folding}"


def check_int8_conversion_with_given_ranges():
    folder, folding = scratch(), Folding()
    for name in ALL:
        model = made(name)
        model.save(folder / "net.keras")
        samples = samples_of(model, 8)
        kvant("convert", folder / "net.keras", "-o", folder / "net.tflite")
        ours, content = load(folder / "net.tflite"), batch_one(model).convert()
        ranges = ranges_by_our_order(ours, content, paired(ours, Tflite(content), name)[1], samples)
        (folder / "ranges.json").write_text(json.dumps({"ranges_in_order": ranges}))
        kvant("convert", folder / "net.keras", "--quantize", "int8", "--ranges", folder / "ranges.json", "-o",
              folder / "net.tflite")
        folding.folded = has_batch_norm(model)
        folding.model(load(folder / "net.tflite"), Tflite(full_int8(batch_one(model), samples).convert()), name)
        content = (folder / "net.tflite").read_bytes()
        x8 = np.random.default_rng(3).integers(-128, 128, samples.shape).astype(np.int8)
        theirs = np.array(tflm_run(content, x8))
        assert np.array_equal(run(folder / "net.tflite", x8, folder).reshape(theirs.shape), theirs), name
    return f"{len(ALL)} networks; {folding}"


def check_several_inputs_and_outputs():
    """Arrays find their inputs by name, and results are called as the signature calls them."""
    folder = scratch()
    keras.utils.set_random_seed(5)
    left, right = keras.Input((6,), name="left"), keras.Input((4,), name="right")
    x = keras.layers.Dense(4, activation="relu", name="hidden")(left)
    total = keras.layers.Add(name="total")([x, right])
    model = keras.Model([left, right], [total, keras.layers.Dense(3, name="answer")(total)])
    model.save(folder / "net.keras")
    random = np.random.default_rng(1)
    samples = {"left": random.normal(size=(9, 6)).astype("f4"), "right": random.normal(size=(9, 4)).astype("f4")}
    np.savez(folder / "in.npz", **samples)
    kvant("convert", folder / "net.keras", "-o", folder / "net.tflite")
    kvant("run", folder / "net.tflite", "--input", folder / "in.npz", "-o", folder / "out.npz")
    answers = np.load(folder / "out.npz")
    interpreter = tf.lite.Interpreter(model_path=str(folder / "net.tflite"))
    assert set(answers.keys()) == set(interpreter.get_signature_list()["serving_default"]["outputs"])
    for theirs in model([samples["left"], samples["right"]]):
        theirs = np.array(theirs)
        ours = [a for a in answers.values() if a.shape == theirs.shape]
        assert len(ours) == 1 and np.all(np.abs(ours[0] - theirs) <= 1e-5 * np.maximum(1, np.abs(theirs)))
    kvant("verify", folder / "net.keras", folder / "net.tflite", "--data", folder / "in.npz", "--tolerance", "0")
    return "2 inputs, 2 outputs"
