# SPDX-License-Identifier: Apache-2.0
"""Conversion against TensorFlow's converter, tensor by tensor, on freshly made networks; and running what comes out."""
import json

import keras
import numpy as np
import tensorflow as tf
from tensorflow.lite.python.optimize import calibrator as calibration

from kvant_binary import ROOT, Tflite, kvant, load, run, scratch, tflm_run

TYPES = {"int8": tf.int8, "uint8": tf.uint8, "float32": tf.float32}


def network(seed, features, units, activations, biases):
    """A Dense network with random weights and biases; seed also decides on dead channels, zero and huge biases."""
    keras.utils.set_random_seed(seed)
    random = np.random.default_rng(seed)
    model = keras.Sequential([keras.Input((features,))])
    for unit, activation, bias in zip(units, activations, biases):
        model.add(keras.layers.Dense(unit, activation=activation, use_bias=bias))
    for layer in model.layers:
        weights = layer.get_weights()
        if len(weights) == 2:
            weights[1] = random.normal(size=weights[1].shape).astype("f4") * 0.3
            if seed % 5 == 1:
                weights[1][:] = 0
            if seed % 5 == 2:
                weights[0][:, 0] = 0
            if seed % 5 == 3:
                weights[0][:, -1] *= 1e-9
                weights[1][-1] = 3.0
        layer.set_weights(weights)
    return model


NETWORKS = [
    (0, 1, (16, 16, 1), ("relu", "relu", "linear"), (True, True, True)),
    (1, 4, (8, 3), ("relu6", "linear"), (True, True)),
    (2, 7, (12, 5, 3), ("relu", "relu6", "relu"), (True, False, True)),
    (3, 3, (10, 4), ("relu", "linear"), (True, True)),
    (4, 2, (6, 6, 6, 2), ("relu", "linear", "relu", "linear"), (True, True, False, True)),
    (5, 20, (33,), ("linear",), (True,)),
    (6, 5, (7, 1), ("relu", "relu"), (False, False)),
]


def converter(model, samples=None, io="int8", per_tensor=False):
    result = tf.lite.TFLiteConverter.from_keras_model(model)
    if samples is not None:
        result.optimizations = [tf.lite.Optimize.DEFAULT]
        result.representative_dataset = lambda: ([row.reshape(1, -1)] for row in samples)
        result.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
        result.inference_input_type = result.inference_output_type = TYPES[io]
        result._experimental_disable_per_channel_quantization_for_dense_layers = per_tensor
    return result


def calibrated_ranges(float_model, samples):
    """The ranges TensorFlow's calibrator finds: the graph's input, then each operator's result."""
    content = calibration.add_intermediate_tensors(float_model)
    found = Tflite(calibration.Calibrator(content).calibrate(lambda: ([row.reshape(1, -1)] for row in samples)))
    tensors = found.graph.tensors
    indices = [found.graph.inputs[0]] + [operator.outputs[0] for operator in found.graph.operators]
    return [[float(tensors[i].quantization.min[0]), float(tensors[i].quantization.max[0])] for i in indices]


def same_operand(ours, theirs, where):
    assert (ours is None) == (theirs is None), f"{where}: one is left out"
    if ours is None:
        return
    assert ours.type == theirs.type, f"{where}: type {ours.type}, theirs {theirs.type}"
    assert np.array_equal(ours.scales, theirs.scales), f"{where}: scales {ours.scales[:4]}, theirs {theirs.scales[:4]}"
    assert np.array_equal(ours.zero_points, theirs.zero_points), f"{where}: zero points differ"
    assert (ours.data is None) == (theirs.data is None), f"{where}: one is constant"
    if ours.data is not None:
        assert np.array_equal(ours.data, theirs.data), f"{where}: {np.sum(ours.data != theirs.data)} values differ"


def same_model(ours, theirs, where):
    ours, theirs = list(ours.operators()), list(theirs.operators())
    assert [code for code, _ in ours] == [code for code, _ in theirs], f"{where}: operators differ"
    for number, ((_, mine), (_, other)) in enumerate(zip(ours, theirs)):
        for place, (a, b) in enumerate(zip(mine, other)):
            same_operand(a, b, f"{where}: operator {number} operand {place}")


def samples_for(seed, features):
    return np.random.default_rng(100 + seed).uniform(-2, 3, (64, features)).astype("f4")


def check_float_models_equal_tensorflows():
    folder = scratch()
    for spec in NETWORKS:
        model = network(*spec)
        model.save(folder / "net.keras")
        kvant("convert", folder / "net.keras", "-o", folder / "net.tflite")
        same_model(load(folder / "net.tflite"), Tflite(converter(model).convert()), f"network {spec[0]}")
    return f"{len(NETWORKS)} networks"


def check_int8_with_given_ranges_equals_tensorflow_value_for_value():
    folder = scratch()
    count = 0
    for spec in NETWORKS:
        model = network(*spec)
        model.save(folder / "net.keras")
        samples = samples_for(spec[0], spec[1])
        ranges = calibrated_ranges(converter(model).convert(), samples)
        (folder / "ranges.json").write_text(json.dumps({"ranges_in_order": ranges}))
        for per_tensor in (False, True):
            for io in TYPES:
                kvant("convert", folder / "net.keras", "--quantize", "int8", "--ranges", folder / "ranges.json", "-o",
                      folder / "net.tflite", "--input-type", io, "--output-type", io,
                      *(["--per-tensor-dense"] if per_tensor else []))
                theirs = Tflite(converter(model, samples, io, per_tensor).convert())
                same_model(load(folder / "net.tflite"), theirs, f"network {spec[0]}, {io}, per tensor {per_tensor}")
                count += 1
    return f"{count} files"


def ulps(a, b):
    return np.abs(a.view(np.int32).astype(np.int64) - b.view(np.int32).astype(np.int64))


def check_int8_calibrated_freely_is_within_the_bounds():
    folder = scratch()
    worst = 0
    for spec in NETWORKS:
        model = network(*spec)
        model.save(folder / "net.keras")
        samples = samples_for(spec[0], spec[1])
        np.save(folder / "samples.npy", samples)
        kvant("convert", folder / "net.keras", "--quantize", "int8", "--representative", folder / "samples.npy",
              "--calibration", "tensorflow", "-o", folder / "net.tflite")
        ours, theirs = load(folder / "net.tflite"), Tflite(converter(model, samples).convert())
        for (_, mine), (_, other) in zip(ours.operators(), theirs.operators()):
            for a, b in zip(mine, other):
                if a is None:
                    assert b is None
                elif a.data is None:
                    worst = max(worst, int(ulps(a.scales, b.scales).max()))
                    assert np.abs(a.zero_points - b.zero_points).max() <= 1
                elif a.type == 9:
                    assert np.array_equal(a.data, b.data)
                else:
                    assert np.abs(a.data.astype(np.int64) - b.data).max() <= 1
    assert worst <= 2, worst
    return f"worst scale {worst} ulp"


def check_sizes_of_the_lessons_net():
    folder = scratch()
    model = network(*NETWORKS[0])
    model.save(folder / "net.keras")
    np.save(folder / "samples.npy", samples_for(0, 1))
    sizes = {}
    for name, limit, options in (("float", 3248, []),
                                 ("int8", 3456, ["--quantize", "int8", "--representative", folder / "samples.npy"]),
                                 ("int8 per tensor", 2736, ["--quantize", "int8", "--per-tensor-dense",
                                                            "--representative", folder / "samples.npy"])):
        kvant("convert", folder / "net.keras", "-o", folder / "net.tflite", *options)
        sizes[name] = (folder / "net.tflite").stat().st_size
        assert sizes[name] < limit, (name, sizes[name])
        ours = load(folder / "net.tflite")
        assert ours.model.description and ours.model.signatureDefs and "min_runtime_version" in ours.metadata()
        assert all(tensor.name for tensor in ours.graph.tensors)
    return str(sizes)


def check_tflm_and_litert_run_our_files():
    from ai_edge_litert.interpreter import Interpreter
    folder = scratch()
    for spec in NETWORKS:
        model = network(*spec)
        model.save(folder / "net.keras")
        samples = samples_for(spec[0], spec[1])
        np.save(folder / "samples.npy", samples)
        x8 = np.random.default_rng(spec[0]).integers(-128, 128, (256, spec[1])).astype(np.int8)
        if spec[1] == 1:
            x8 = np.arange(-128, 128, dtype=np.int8).reshape(-1, 1)
        for per_tensor in (False, True):
            kvant("convert", folder / "net.keras", "--quantize", "int8", "--representative", folder / "samples.npy",
                  "-o", folder / "net.tflite", *(["--per-tensor-dense"] if per_tensor else []))
            content = (folder / "net.tflite").read_bytes()
            assert np.array_equal(run(folder / "net.tflite", x8, folder), tflm_run(content, x8)), spec[0]
            litert = Interpreter(model_content=content)
            litert.allocate_tensors()
            assert litert.get_signature_list()["serving_default"]["outputs"] == ["output_0"]
        for io, x in (("float32", samples), ("uint8", (x8.astype(int) + 128).astype(np.uint8))):
            kvant("convert", folder / "net.keras", "--quantize", "int8", "--representative", folder / "samples.npy",
                  "-o", folder / "net.tflite", "--input-type", io, "--output-type", io)
            content = (folder / "net.tflite").read_bytes()
            assert np.array_equal(run(folder / "net.tflite", x, folder), tflm_run(content, x)), (spec[0], io)
        kvant("convert", folder / "net.keras", "-o", folder / "net.tflite")
        litert = Interpreter(model_content=(folder / "net.tflite").read_bytes())
        signature = litert.get_signature_runner("serving_default")
        name = list(signature.get_input_details())[0]
        theirs = np.array([signature(**{name: row.reshape(1, -1)})["output_0"].ravel() for row in samples])
        ours = run(folder / "net.tflite", samples, folder)
        assert np.all(np.abs(ours - theirs) <= 1e-5 * np.maximum(1, np.abs(theirs)))
    return f"{len(NETWORKS)} networks, 5 files each"


def check_the_lessons_own_model():
    model = ROOT.parent / "shared/lesson/sin_model.tflite"
    if not model.exists():
        return "skipped: no ../shared"
    x = np.arange(-128, 128, dtype=np.int8).reshape(-1, 1)
    assert np.array_equal(run(model, x, scratch()), tflm_run(model.read_bytes(), x))
