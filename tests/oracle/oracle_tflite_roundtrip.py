# SPDX-License-Identifier: Apache-2.0
"""Any .tflite file through kvant convert: the same field by field, and the same answers of LiteRT to the last bit."""
import functools

import keras
import numpy as np
import tensorflow as tf
import tf_keras
from ai_edge_litert.interpreter import Interpreter
from tensorflow.lite.tools import flatbuffer_utils

from kvant_binary import ROOT, kvant, run, schema, scratch, tflm_run

SHARED = ROOT.parent / "shared"


def plain(value):
    """Objects of the schema as lists and dictionaries; what is left out and what is empty are the same."""
    if hasattr(value, "__dict__"):
        value = {key: plain(part) for key, part in vars(value).items()}
        return {key: part for key, part in value.items() if part is not None} | {"is": True}
    if isinstance(value, bytes | str | np.ndarray | list | tuple):
        parts = [plain(part) for part in value] if not isinstance(value, bytes | str) else value
        return parts if len(parts) else None
    return value.item() if isinstance(value, np.generic) else value


def fields(content):
    """All that a file says, with numbers and operator codes in the places that refer to them."""
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(bytes(content), 0))
    data = [plain(buffer.data) for buffer in model.buffers]
    said = plain(model)
    for subgraph in said["subgraphs"]:
        for tensor in subgraph["tensors"]:
            tensor["buffer"] = data[tensor["buffer"]]
        for operator in subgraph.get("operators") or []:
            operator["opcodeIndex"] = said["operatorCodes"][operator["opcodeIndex"]]
    for entry in said.get("metadata") or []:
        entry["buffer"] = data[entry["buffer"]]
    del said["buffers"]
    return said


def first_difference(a, b, place=""):
    if isinstance(a, dict) and isinstance(b, dict):
        return next((found for key in sorted({*a, *b}, key=str)
                     if (found := first_difference(a.get(key), b.get(key), f"{place}.{key}"))), None)
    if isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        return next((found for i, (x, y) in enumerate(zip(a, b)) if (found := first_difference(x, y, f"{place}[{i}]"))),
                    None)
    same = a == b or (isinstance(a, float) and isinstance(b, float) and np.isnan(a) and np.isnan(b))
    return None if same else f"{place}: {str(a)[:200]} became {str(b)[:200]}"


def answers(content, seed=1):
    """Of every signature, or of the model: names and bytes of all results for random inputs."""
    interpreter = Interpreter(model_content=bytes(content), num_threads=1)
    random = np.random.default_rng(seed)

    def sample(detail):
        shape = [max(length, 1) for length in detail["shape"]]
        if detail["dtype"] in (np.float32, np.float64):
            return random.normal(size=shape).astype(detail["dtype"])
        return random.integers(0, 100, size=shape).astype(detail["dtype"])

    found = {}
    for key in interpreter.get_signature_list():
        runner = interpreter.get_signature_runner(key)
        results = runner(**{name: sample(detail) for name, detail in runner.get_input_details().items()})
        found |= {(key, name): result.tobytes() for name, result in results.items()}
    if found:
        return found
    interpreter.allocate_tensors()
    for detail in interpreter.get_input_details():
        interpreter.set_tensor(detail["index"], sample(detail))
    interpreter.invoke()
    return {detail["name"]: interpreter.get_tensor(detail["index"]).tobytes() for detail in interpreter.get_output_details()}


def converted(model, **options):
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    for key, value in options.items():
        if key == "supported_ops":
            converter.target_spec.supported_ops = value
        elif key == "supported_types":
            converter.target_spec.supported_types = value
        else:
            setattr(converter, key, value)
    return converter.convert()


def small_network():
    keras.utils.set_random_seed(1)
    layers = keras.layers
    return keras.Sequential([keras.Input((8, 8, 2), batch_size=1), layers.Conv2D(4, 3, activation="relu"),
                             layers.DepthwiseConv2D(3, padding="same"), layers.BatchNormalization(), layers.ReLU(6.0),
                             layers.Flatten(), layers.Dense(5, activation="softmax")])


def quantized(model, shape, ops=tf.lite.OpsSet.TFLITE_BUILTINS_INT8, **options):
    samples = np.random.default_rng(0).normal(size=(20, *shape)).astype(np.float32)
    return converted(model, optimizations=[tf.lite.Optimize.DEFAULT], supported_ops=[ops],
                     representative_dataset=lambda: ([row] for row in samples), **options)


class TwoFunctions(tf.Module):
    def __init__(self):
        super().__init__()
        self.scale = tf.Variable(tf.range(4, dtype=tf.float32))

    @tf.function(input_signature=[tf.TensorSpec([None, 4], tf.float32, name="x")])
    def stretch(self, x):
        return {"stretched": x * self.scale}

    @tf.function(input_signature=[tf.TensorSpec([1, 4], tf.float32, name="x"), tf.TensorSpec([4, 3], tf.float32, name="w")])
    def project(self, x, w):
        return {"projected": tf.matmul(x, w), "sign": tf.sign(x)}


def two_signatures(folder):
    module = TwoFunctions()
    tf.saved_model.save(module, str(folder), signatures={"stretch": module.stretch, "project": module.project})
    return tf.lite.TFLiteConverter.from_saved_model(str(folder), signature_keys=["stretch", "project"]).convert()


def custom_operator():
    function = tf.function(lambda x: tf.linalg.inv(x) + 1.0, input_signature=[tf.TensorSpec([2, 2], tf.float32)])
    converter = tf.lite.TFLiteConverter.from_concrete_functions([function.get_concrete_function()])
    converter.allow_custom_ops = True
    return converter.convert()


def rare_fields():
    """A float model, with what converters seldom write added by hand: it is compared, not run."""
    model = flatbuffer_utils.convert_bytearray_to_object(bytearray(converted(small_network())))
    subgraph = model.subgraphs[0]
    tensor = next(t for t in subgraph.tensors if model.buffers[t.buffer].data is not None)
    tensor.quantization = schema.QuantizationParametersT()
    tensor.quantization.min, tensor.quantization.max = [-1.5], [2.5]
    tensor.quantization.detailsType = schema.QuantizationDetails.CustomQuantization
    tensor.quantization.details = schema.CustomQuantizationT()
    tensor.quantization.details.custom = [1, 2, 3]
    sparse = schema.SparsityParametersT()
    sparse.traversalOrder, sparse.blockMap = [0, 1], [1]
    sparse.dimMetadata = [schema.DimensionMetadataT(), schema.DimensionMetadataT()]
    sparse.dimMetadata[0].denseSize = 3
    sparse.dimMetadata[1].format = schema.DimensionType.SPARSE_CSR
    sparse.dimMetadata[1].arraySegmentsType = schema.SparseIndexVector.Uint8Vector
    sparse.dimMetadata[1].arraySegments = schema.Uint8VectorT()
    sparse.dimMetadata[1].arraySegments.values = [0, 2]
    sparse.dimMetadata[1].arrayIndicesType = schema.SparseIndexVector.Int32Vector
    sparse.dimMetadata[1].arrayIndices = schema.Int32VectorT()
    sparse.dimMetadata[1].arrayIndices.values = [0, 70000]
    tensor.sparsity = sparse
    variant = schema.TensorT()
    variant.name, variant.type, variant.shape = b"list", schema.TensorType.VARIANT, []
    variant.variantTensors = [schema.VariantSubTypeT()]
    variant.variantTensors[0].shape, variant.variantTensors[0].type = [2, 3], schema.TensorType.INT32
    variant.isVariable = True
    subgraph.tensors.append(variant)
    code = schema.OperatorCodeT()
    code.builtinCode = code.deprecatedBuiltinCode = schema.BuiltinOperator.CUSTOM
    code.customCode, code.version = b"Rare", 7
    slice_code = schema.OperatorCodeT()
    slice_code.deprecatedBuiltinCode, slice_code.builtinCode = 127, schema.BuiltinOperator.STABLEHLO_SLICE
    model.operatorCodes += [code, slice_code]
    last = subgraph.outputs[0]
    result = [schema.TensorT(), schema.TensorT()]
    for number, added in enumerate(result):
        added.name, added.shape, added.quantization = b"rare%d" % number, [1, 5], schema.QuantizationParametersT()
        subgraph.tensors.append(added)
    rare = schema.OperatorT()
    rare.opcodeIndex, rare.customOptions = len(model.operatorCodes) - 2, [9, 8, 7]
    rare.inputs, rare.outputs = [last, -1, len(subgraph.tensors) - 3], [len(subgraph.tensors) - 2]
    rare.mutatingVariableInputs, rare.intermediates = [False, False, True], [len(subgraph.tensors) - 3]
    sliced = schema.OperatorT()
    sliced.opcodeIndex = len(model.operatorCodes) - 1
    sliced.inputs, sliced.outputs = [len(subgraph.tensors) - 2], [len(subgraph.tensors) - 1]
    sliced.builtinOptions2Type = schema.BuiltinOptions2.StablehloSliceOptions
    sliced.builtinOptions2 = schema.StablehloSliceOptionsT()
    sliced.builtinOptions2.startIndices, sliced.builtinOptions2.limitIndices = [0, 1], [1, 5]
    subgraph.operators += [rare, sliced]
    subgraph.outputs = [len(subgraph.tensors) - 1]
    return bytes(flatbuffer_utils.convert_object_to_bytearray(model))


def lstm(library):
    library.utils.set_random_seed(1)
    return library.Sequential([library.Input((5, 3), batch_size=1), library.layers.LSTM(4), library.layers.Dense(2)])


def check_shared_files():
    paths = [SHARED / "lesson/sin_model.tflite", *sorted((SHARED / "models").glob("*.tflite"))]
    if not paths[0].exists():
        return "skipped: no ../shared"
    for path in paths:
        unchanged(path.read_bytes(), path.name)
    return f"{len(paths)} files"


def unchanged(content, what, runs=True):
    folder = scratch()
    (folder / "before.tflite").write_bytes(content)
    kvant("convert", folder / "before.tflite", "-o", folder / "after.tflite")
    after = (folder / "after.tflite").read_bytes()
    difference = first_difference(fields(content), fields(after))
    assert difference is None, f"{what}: {difference}"
    if runs:
        assert answers(content) == answers(after), f"{what}: LiteRT answers otherwise"


def check_files_of_tensorflow():
    network = small_network()
    shape = (1, 8, 8, 2)
    made = {
        "float": converted(network),
        "dynamic range": converted(network, optimizations=[tf.lite.Optimize.DEFAULT]),
        "float16": converted(network, optimizations=[tf.lite.Optimize.DEFAULT], supported_types=[tf.float16]),
        "int8": quantized(network, shape, inference_input_type=tf.int8, inference_output_type=tf.uint8),
        "int16x8": quantized(network, shape, tf.lite.OpsSet.EXPERIMENTAL_TFLITE_BUILTINS_ACTIVATIONS_INT16_WEIGHTS_INT8),
        "WHILE of an LSTM": converted(lstm(keras)),
        "fused LSTM": converted(lstm(tf_keras)),
        "fused LSTM, int8": quantized(lstm(tf_keras), (1, 5, 3)),
        "two signatures": two_signatures(scratch()),
    }
    for what, content in made.items():
        unchanged(content, what)
    unchanged(custom_operator(), "a custom operator", runs=False)
    unchanged(rare_fields(), "rare fields", runs=False)
    return f"{len(made) + 2} files"


def check_stripped_and_batched_files():
    """--strip and --batch change no answer; --batch reaches operators that kvant does not know."""
    folder = scratch()
    keras.utils.set_random_seed(2)
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(4, activation="gelu"), keras.layers.Dense(2)])
    for what, content in {"int8": quantized(small_network(), (1, 8, 8, 2)), "gelu": converted(model),
                          "WHILE": converted(lstm(keras))}.items():
        (folder / "in.tflite").write_bytes(content)
        kvant("convert", folder / "in.tflite", "-o", folder / "strip.tflite", "--strip")
        stripped = (folder / "strip.tflite").read_bytes()
        assert len(stripped) < len(content), what
        before, after = answers(content), answers(stripped)
        assert list(before.values()) == list(after.values()), what
    (folder / "in.tflite").write_bytes(converted(model))
    kvant("convert", folder / "in.tflite", "-o", folder / "three.tflite", "--batch", "3")
    interpreter = Interpreter(str(folder / "three.tflite"))
    assert [list(d["shape"]) for d in interpreter.get_input_details()] == [[3, 6]]
    assert [list(d["shape"]) for d in interpreter.get_output_details()] == [[3, 2]]
    x = np.random.default_rng(3).normal(size=(3, 6)).astype(np.float32)
    interpreter.allocate_tensors()
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], x)
    interpreter.invoke()
    answer = interpreter.get_tensor(interpreter.get_output_details()[0]["index"])
    assert np.abs(answer - model.predict(x, verbose=0)).max() < 1e-5


def litert_run(content, x):
    interpreter = Interpreter(model_content=bytes(content), num_threads=1)
    interpreter.allocate_tensors()
    entry, result = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    found = []
    for row in x:
        if entry["dtype"] != np.float32:
            scale, zero = entry["quantization"]
            limits = np.iinfo(entry["dtype"])
            row = np.clip(np.round(row / np.float32(scale)) + zero, limits.min, limits.max).astype(entry["dtype"])
        interpreter.set_tensor(entry["index"], row[None])
        interpreter.invoke()
        answer = interpreter.get_tensor(result["index"])[0]
        if result["dtype"] != np.float32:
            answer = (answer.astype(np.float32) - result["quantization"][1]) * np.float32(result["quantization"][0])
        found.append(answer)
    return np.array(found)


def check_types_outside():
    """int8, uint8 and float32 inputs and outputs, whatever the file had: the numbers inside stay the same."""
    folder = scratch()
    x = np.random.default_rng(5).normal(size=(20, 8, 8, 2)).astype(np.float32)
    network = small_network()
    before = {}
    for made in (tf.int8, tf.uint8, tf.float32):
        content = quantized(network, (1, 8, 8, 2), inference_input_type=made, inference_output_type=made)
        (folder / "in.tflite").write_bytes(content)
        before[made.name] = litert_run(content, x)
        for wanted in ("int8", "uint8", "float32"):
            kvant("convert", folder / "in.tflite", "-o", folder / "out.tflite", "--input-type", wanted, "--output-type",
                  wanted)
            after = (folder / "out.tflite").read_bytes()
            interpreter = Interpreter(model_content=after)
            assert interpreter.get_input_details()[0]["dtype"] == getattr(np, wanted)
            assert interpreter.get_output_details()[0]["dtype"] == getattr(np, wanted)
            assert interpreter.get_signature_list() == Interpreter(model_content=content).get_signature_list()
            runner = interpreter.get_signature_runner("serving_default")
            assert next(iter(runner.get_input_details().values()))["dtype"] == getattr(np, wanted)
            step = 1.01 / 256  # roundings of ties at the edge may differ
            assert np.abs(litert_run(after, x) - before[made.name]).max() <= step, (made.name, wanted)


def check_per_tensor_dense():
    """Within half a step of the new scale, and answers as near as that makes them."""
    folder = scratch()
    keras.utils.set_random_seed(4)
    model = keras.Sequential([keras.Input((12,)), keras.layers.Dense(9, activation="relu"), keras.layers.Dense(3)])
    for layer in model.layers:
        layer.bias.assign(np.random.default_rng(1).normal(size=layer.bias.shape))
    content = quantized(model, (1, 12), inference_input_type=tf.int8, inference_output_type=tf.int8)
    (folder / "in.tflite").write_bytes(content)
    kvant("convert", folder / "in.tflite", "-o", folder / "out.tflite", "--per-tensor-dense")
    after = (folder / "out.tflite").read_bytes()

    def weights(content):
        model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(bytes(content), 0))
        subgraph, found = model.subgraphs[0], []
        for operator in subgraph.operators:
            for index, dtype in ((1, np.int8), (2, np.int32)):
                tensor = subgraph.tensors[operator.inputs[index]]
                scales = np.array(tensor.quantization.scale, np.float64)
                numbers = np.frombuffer(bytes(model.buffers[tensor.buffer].data), dtype).reshape(tensor.shape)
                found.append((scales, numbers * (scales.reshape(-1, *[1] * (numbers.ndim - 1)))))
        return found

    pairs = list(zip(weights(content), weights(after)))
    assert len(pairs) == 4
    for (old, was), (new, now) in pairs:
        assert len(old) > 1 and len(new) == 1
        assert np.abs(was - now).max() <= new[0] * 0.500001
    x = np.random.default_rng(5).normal(size=(50, 12)).astype(np.float32)
    y, z = litert_run(content, x), litert_run(after, x)
    assert np.abs(y - z).max() <= 0.05 * np.abs(y).max()


@functools.cache
def float_files():
    return [SHARED / "models" / name for name in ("kws_float32.tflite", "ad_float32.tflite")]


def check_float_files_are_models():
    """Predictions as LiteRT's, and int8 models made of float ones whose answers LiteRT, TFLM and kvant agree on."""
    if not float_files()[0].exists():
        return "skipped: no ../shared"
    folder, worst = scratch(), []
    for path in float_files():
        shape = Interpreter(str(path)).get_input_details()[0]["shape"][1:]
        x = np.random.default_rng(6).normal(size=(40, *shape)).astype(np.float32)
        np.save(folder / "x.npy", x)
        expected = litert_run(path.read_bytes(), x)
        answer = run(path, x, folder)  # as load_model(path).predict: a unit test compares these
        assert np.abs(answer - expected).max() <= 1e-5 * np.abs(expected).max(), path.name
        kvant("convert", path, "-o", folder / "int8.tflite", "--quantize", "int8", "--representative", folder / "x.npy")
        content = (folder / "int8.tflite").read_bytes()
        interpreter = Interpreter(model_content=content)
        assert interpreter.get_input_details()[0]["dtype"] == np.int8
        assert interpreter.get_input_details()[0]["name"] == Interpreter(str(path)).get_input_details()[0]["name"]
        quantised = litert_run(content, x)
        scale = interpreter.get_input_details()[0]["quantization"]
        q = np.clip(np.round(x / np.float32(scale[0])) + scale[1], -128, 127).astype(np.int8)
        np.save(folder / "q.npy", q)
        kvant("run", folder / "int8.tflite", "--input", folder / "q.npy", "-o", folder / "y.npy")
        result = interpreter.get_output_details()[0]["quantization"]
        answer = np.load(folder / "y.npy")
        assert np.array_equal(answer.reshape(len(q), -1), tflm_run(content, q)), f"{path.name}: TFLM answers otherwise"
        own = (answer.astype(np.float32) - result[1]) * np.float32(result[0])
        steps = np.round(np.abs(own.reshape(quantised.shape) - quantised).max() / result[0])
        assert steps <= 4, f"{path.name}: LiteRT, which rounds FULLY_CONNECTED otherwise, is {steps} steps away"
        error = np.abs(quantised - expected).max() / np.abs(expected).max()
        assert error < 0.15, f"{path.name}: int8 is {error} away from float"
        worst.append(f"{path.stem}: int8 within {error:.3f}, kvant within {steps:.0f} steps of LiteRT")
    return "; ".join(worst)
