# SPDX-License-Identifier: Apache-2.0
"""Conversion against TensorFlow's converter, tensor by tensor, on freshly made networks; and running what comes out."""
import copy
import json

import keras
import numpy as np
import tensorflow as tf
from tensorflow.lite.python.optimize import calibrator as calibration
from tensorflow.lite.tools import flatbuffer_utils

from kvant_binary import ROOT, Tflite, kvant, load, run, schema, scratch, tflm_run

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


def full_int8(result, samples, io="int8", per_tensor=False):
    result.optimizations = [tf.lite.Optimize.DEFAULT]
    result.representative_dataset = lambda: ([row[None]] for row in samples)
    result.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    result.inference_input_type = result.inference_output_type = TYPES[io]
    result._experimental_disable_per_channel_quantization_for_dense_layers = per_tensor
    return result


def converter(model, samples=None, io="int8", per_tensor=False):
    result = tf.lite.TFLiteConverter.from_keras_model(model)
    return result if samples is None else full_int8(result, samples, io, per_tensor)


def edge(kind):
    """A network and samples at an edge of the rules."""
    model = network(0, 2, (6, 3), ("relu", "linear"), (True, True))
    kernel, bias, last_kernel, last_bias = model.get_weights()
    samples = np.random.default_rng(9).uniform(-1, 1, (40, 2)).astype("f4")
    if kind == "zero inputs":
        samples[:] = 0
    if kind == "constant inputs":
        samples[:] = 0.7
    if kind == "negative inputs":
        samples = -1 - np.abs(samples)
    if kind == "tiny inputs":
        samples *= 1e-8
    if kind == "huge inputs":
        samples *= 1e8
    if kind == "dead layer":
        bias[:] = -100
    if kind == "zero weights":
        kernel[:], last_kernel[:] = 0, 0
    if kind == "one zero channel with a bias":
        last_kernel[:, 1], last_bias[1] = 0, 4
    if kind == "huge biases":
        kernel[:, 2], bias[2], last_bias[:] = 1e-7, 1e3, [1e5, -1e6, 1e7]
    if kind == "negative results":
        last_bias[:] = -50
    if kind == "tiny weights":
        kernel *= 1e-8
    model.set_weights([kernel, bias, last_kernel, last_bias])
    return model, samples


EDGES = ("zero inputs", "constant inputs", "negative inputs", "tiny inputs", "huge inputs", "dead layer", "zero weights",
         "one zero channel with a bias", "huge biases", "negative results", "tiny weights")


def calibrated_ranges(float_model, samples):
    """The ranges TensorFlow's calibrator finds: the graph's input, then each operator's result."""
    content = calibration.add_intermediate_tensors(float_model)
    found = Tflite(calibration.Calibrator(content).calibrate(lambda: ([row[None]] for row in samples)))
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


def check_int8_at_the_edges_equals_tensorflow_value_for_value():
    folder = scratch()
    for kind in EDGES:
        model, samples = edge(kind)
        model.save(folder / "net.keras")
        np.save(folder / "samples.npy", samples)
        ranges = calibrated_ranges(converter(model).convert(), samples)
        (folder / "ranges.json").write_text(json.dumps({"ranges_in_order": ranges}))
        for per_tensor in (False, True):
            kvant("convert", folder / "net.keras", "--quantize", "int8", "--ranges", folder / "ranges.json", "-o",
                  folder / "net.tflite", *(["--per-tensor-dense"] if per_tensor else []))
            same_model(load(folder / "net.tflite"), Tflite(converter(model, samples, "int8", per_tensor).convert()),
                       f"{kind}, per tensor {per_tensor}")
            content = (folder / "net.tflite").read_bytes()
            x8 = np.random.default_rng(3).integers(-128, 128, (100, 2)).astype(np.int8)
            assert np.array_equal(run(folder / "net.tflite", x8, folder), tflm_run(content, x8)), kind
    return f"{2 * len(EDGES)} files"


def check_a_saved_model_gives_the_same():
    """TensorFlow's other road: from the SavedModel that Keras exports."""
    folder = scratch()
    for spec in NETWORKS[:4]:
        model = network(*spec)
        model.save(folder / "net.keras")
        model.export(folder / "saved", verbose=False)
        samples = samples_for(spec[0], spec[1])
        ranges = calibrated_ranges(converter(model).convert(), samples)
        (folder / "ranges.json").write_text(json.dumps({"ranges_in_order": ranges}))
        kvant("convert", folder / "net.keras", "-o", folder / "net.tflite")
        theirs = tf.lite.TFLiteConverter.from_saved_model(str(folder / "saved"))
        same_model(load(folder / "net.tflite"), Tflite(theirs.convert()), f"network {spec[0]}")
        kvant("convert", folder / "net.keras", "--quantize", "int8", "--ranges", folder / "ranges.json", "-o",
              folder / "net.tflite")
        theirs = full_int8(tf.lite.TFLiteConverter.from_saved_model(str(folder / "saved")), samples)
        same_model(load(folder / "net.tflite"), Tflite(theirs.convert()), f"network {spec[0]}, int8")
    return "4 networks, float and int8"


def ulps(a, b):
    return np.abs(a.view(np.int32).astype(np.int64) - b.view(np.int32).astype(np.int64))


def check_int8_calibrated_freely_is_within_the_bounds():
    folder = scratch()
    worst = 0
    cases = [(network(*spec), samples_for(spec[0], spec[1])) for spec in NETWORKS] + [edge(kind) for kind in EDGES]
    for model, samples in cases:
        model.save(folder / "net.keras")
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
    return f"{len(cases)} networks, worst scale {worst} ulp"


def data_places(content):
    """Where in the file each buffer's bytes begin."""
    model = schema.Model.GetRootAs(content, 0)
    buffers = [model.Buffers(i) for i in range(model.BuffersLength())]
    return [buffer._tab.Vector(buffer._tab.Offset(4)) for buffer in buffers if buffer.DataLength() > 0]


def with_our_names(theirs, ours):
    """TensorFlow's file as it would be with our names and without CONVERSION_METADATA, packed by its own packer."""
    model = copy.deepcopy(theirs.model)
    roles = {}
    for (_, mine), (_, other) in zip(indexed(ours), indexed(theirs)):
        roles.update(zip(other, mine))
    for index, tensor in enumerate(model.subgraphs[0].tensors):
        tensor.name = ours.graph.tensors[roles[index]].name
    model.description = ours.model.description
    for side, names in ((model.signatureDefs[0].inputs, ours.model.signatureDefs[0].inputs),
                        (model.signatureDefs[0].outputs, ours.model.signatureDefs[0].outputs)):
        for one, name in zip(side, names):
            one.name = name.name
    dropped = [m for m in model.metadata if m.name == b"CONVERSION_METADATA"]
    model.metadata = [m for m in model.metadata if m.name != b"CONVERSION_METADATA"]
    assert [m.buffer for m in dropped] == [len(model.buffers) - 1]
    model.buffers = model.buffers[:-1]
    return bytes(flatbuffer_utils.convert_object_to_bytearray(model))


def indexed(file):
    for operator in file.graph.operators:
        yield file.codes[operator.opcodeIndex], [*operator.inputs, *operator.outputs]


def check_sizes_of_the_lessons_net():
    """Below TensorFlow's from its SavedModel, as it is and with our shorter names; all kept and all aligned."""
    folder = scratch()
    model = network(*NETWORKS[0])
    model.save(folder / "net.keras")
    model.export(folder / "saved", verbose=False)
    samples = samples_for(0, 1)
    np.save(folder / "samples.npy", samples)
    found = []
    for name, limit, options in (("float", 3248, []),
                                 ("int8", 3456, ["--quantize", "int8", "--representative", folder / "samples.npy"]),
                                 ("int8 per tensor", 2736, ["--quantize", "int8", "--per-tensor-dense",
                                                            "--representative", folder / "samples.npy"])):
        kvant("convert", folder / "net.keras", "-o", folder / "net.tflite", *options)
        theirs = tf.lite.TFLiteConverter.from_saved_model(str(folder / "saved"))
        if options:
            full_int8(theirs, samples, "int8", "--per-tensor-dense" in options)
        theirs, ours = Tflite(theirs.convert()), load(folder / "net.tflite")
        same_content = len(with_our_names(theirs, ours))
        assert len(ours.bytes) < min(limit, len(theirs.bytes), same_content), name
        assert all(place % 16 == 0 for place in data_places(ours.bytes)), name
        assert ours.model.description and ours.graph.name == b"main"
        assert all(tensor.name and tensor.hasRank for tensor in ours.graph.tensors)
        assert len({tensor.name for tensor in ours.graph.tensors}) == len(ours.graph.tensors)
        assert ours.metadata()["min_runtime_version"] == theirs.metadata()["min_runtime_version"]
        kvant("convert", folder / "net.keras", "-o", folder / "small.tflite", "--strip", *options)
        stripped = load(folder / "small.tflite")
        same_model(stripped, ours, f"{name}, stripped")
        assert all(place % 16 == 0 for place in data_places(stripped.bytes)), name
        assert len(stripped.bytes) < len(ours.bytes)
        found.append(f"{name} {len(ours.bytes)} (TensorFlow {len(theirs.bytes)}, with our names {same_content}), "
                     f"stripped {len(stripped.bytes)}")
    return "; ".join(found)


def check_names_and_signature_are_tensorflows():
    folder = scratch()
    keras.utils.set_random_seed(4)
    model = keras.Sequential([keras.Input((3,), name="sensors"), keras.layers.Dense(4, activation="relu"),
                              keras.layers.Dense(2)])
    model.save(folder / "net.keras")
    samples = samples_for(0, 3)
    np.save(folder / "samples.npy", samples)
    for io in (None, *TYPES):
        options = [] if io is None else ["--quantize", "int8", "--representative", folder / "samples.npy",
                                         "--input-type", io, "--output-type", io]
        kvant("convert", folder / "net.keras", "-o", folder / "net.tflite", *options)
        ours, theirs = load(folder / "net.tflite"), Tflite(converter(model, io and samples, io or "int8").convert())
        assert facts(ours) == facts(theirs), f"{io}: {facts(ours)} {facts(theirs)}"
    return "float, and int8 with three interfaces"


def facts(file):
    """What a user addresses a model by."""
    signature, graph = file.model.signatureDefs[0], file.graph
    ends = [*graph.inputs, *graph.outputs]
    return (signature.signatureKey, [(m.name, m.tensorIndex in graph.inputs) for m in signature.inputs],
            [(m.name, m.tensorIndex in graph.outputs) for m in signature.outputs],
            [graph.tensors[i].name for i in ends], [graph.tensors[i].type for i in ends],
            [list(graph.tensors[i].shape) for i in ends], [list(graph.tensors[i].shapeSignature) for i in ends],
            graph.name, file.model.version, [code for code, _ in file.operators()],
            file.metadata()["min_runtime_version"])


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
