# SPDX-License-Identifier: Apache-2.0
"""ONNX models, channels first, answered by kvant and by onnxruntime."""
import numpy as np
import onnx
import onnxruntime
import topologies
from kvant_binary import kvant, load, scratch
from onnx_models import Builder, from_keras

BOUND = 1e-5
FOLDER = scratch()
TRANSPOSE = 39  # the builtin code


# A model without any of these has no places: its axes stay as they are.
PLACES = {"Conv", "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool", "BatchNormalization"}


def channels_last(x):
    return np.moveaxis(x, 1, -1) if x.ndim > 2 else x


def distance(model, name, channels_first=False):
    """The largest relative difference from onnxruntime over random inputs; the .tflite that was compared."""
    channels_first = channels_first or not any(node.op_type in PLACES for node in model.graph.node)
    path, tflite = FOLDER / f"{name}.onnx", FOLDER / f"{name}.tflite"
    onnx.save(model, path)
    kvant("convert", path, "-o", tflite)
    assert all(code != TRANSPOSE for code, _ in load(tflite).codes), f"{name} has a TRANSPOSE"
    random = np.random.default_rng(7)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    inputs = {i.name: random.normal(size=(3, *i.shape[1:])).astype(np.float32) for i in session.get_inputs()}
    wanted = session.run(None, inputs)[0]
    arguments = []
    for i, (key, x) in enumerate(inputs.items()):
        np.save(FOLDER / f"x{i}.npy", x if channels_first else channels_last(x))
        arguments += ["--input", FOLDER / f"x{i}.npy"]
    kvant("run", tflite, *arguments, "-o", FOLDER / "y.npy")
    answers, wanted = np.load(FOLDER / "y.npy"), wanted if channels_first else channels_last(wanted)
    assert answers.shape == wanted.shape, f"{name}: {answers.shape} for {wanted.shape}"
    worst = float(np.max(np.abs(answers - wanted)) / max(1.0, float(np.max(np.abs(wanted)))))
    assert worst <= BOUND, f"{name}: {worst}"
    return worst, tflite


def spread_weights(model):
    """Batch norms away from the identity, so that a wrong order of channels is seen."""
    random = np.random.default_rng(3)
    for layer in model.layers:
        if type(layer).__name__ == "BatchNormalization":
            layer.set_weights([random.uniform(0.5, 1.5, w.shape).astype(np.float32) for w in layer.get_weights()])
    return model


def check_topologies():
    """MLPerf Tiny's five networks: the operators that the Keras model gives, and onnxruntime's answers."""
    said = []
    for name in ("kws", "ic", "vww", "ad", "sww"):
        model = spread_weights(getattr(topologies, name)())
        worst, tflite = distance(from_keras(model), name)
        model.save(FOLDER / f"{name}.keras")
        kvant("convert", FOLDER / f"{name}.keras", "-o", FOLDER / "keras.tflite")
        ours, theirs = ([code for (code, _), _ in load(path).operators()] for path in (tflite, FOLDER / "keras.tflite"))
        assert ours == theirs, f"{name}: operators {ours} for Keras' {theirs}"
        said.append(f"{name} {worst:.1e}")
    return ", ".join(said)


def random_numbers(*shape):
    return np.random.default_rng(11).normal(size=shape).astype(np.float32)


def whole(*numbers):
    return np.array(numbers, np.int64)


def lengths(b, x, *axes):
    return [b.node("Gather", b.node("Shape", x), np.array(axis, np.int64), axis=0) for axis in axes]


def view_by_products(b, x):
    """x.view(x.size(0), x.size(1) * x.size(2) * x.size(3)) in PyTorch's older exporter."""
    batch, channels, height, width = lengths(b, x, 0, 1, 2, 3)
    count = b.node("Mul", b.node("Mul", channels, height), width)
    parts = [b.node("Unsqueeze", part, whole(0)) for part in (batch, count)]
    return b.node("Reshape", x, b.node("Concat", *parts, axis=0))


def torch_pads(b, left, right, top, bottom):
    """PyTorch counts paddings from the last axis on; its older exporter turns them around with operators."""
    rest = b.node("ConstantOfShape", whole(4), value=onnx.numpy_helper.from_array(whole(0)))
    pairs = b.node("Reshape", b.node("Concat", whole(left, right, top, bottom), rest, axis=0), whole(-1, 2))
    turned = b.node("Slice", pairs, whole(-1), whole(-2**63 + 1), whole(0), whole(-1))
    flat = b.node("Reshape", b.node("Transpose", turned, perm=[1, 0]), whole(-1))
    return b.node("Cast", flat, to=onnx.TensorProto.INT64)


def single_models():
    """A name, the model, and whether inputs and outputs stay as ONNX counts their axes."""
    def net(shape, build, version=17):
        builder = Builder(version)
        return builder.model(build(builder, builder.input("x", shape)))

    picture, signal = (4, 9, 7), (4, 21)
    filters = random_numbers(6, 4, 3, 3)
    for activation in ("Relu", "Sigmoid", "Tanh"):
        yield activation.lower(), net(picture, lambda b, x, kind=activation: b.node(kind, x))
    yield "leaky_relu", net(picture, lambda b, x: b.node("LeakyRelu", x, alpha=0.2))
    yield "relu6", net(picture, lambda b, x: b.node("Clip", x, np.float32(0), np.float32(6)))
    yield "max_with_0", net(picture, lambda b, x: b.node("Max", np.float32(0), x))
    yield "clip_above_0", net(picture, lambda b, x: b.node("Clip", x, np.float32(0)))
    yield "softmax", net((10,), lambda b, x: b.node("Softmax", x, axis=1))
    yield "channel_softmax", net(picture, lambda b, x: b.node("Softmax", b.node("Conv", x, filters), axis=1))
    for version in (13, 18, 21):
        yield f"conv_{version}", net(picture, lambda b, x: b.node("Conv", x, filters, random_numbers(6)), version)
    yield "conv_padded", net(picture, lambda b, x: b.node("Conv", x, filters, pads=[1, 1, 1, 1], strides=[2, 2]))
    yield "conv_uneven", net(picture, lambda b, x: b.node("Conv", x, filters, pads=[0, 2, 1, 0]))
    yield "conv_dilated", net(picture, lambda b, x: b.node("Conv", x, filters, dilations=[2, 2], pads=[2, 2, 2, 2]))
    yield "conv_same", net(picture, lambda b, x: b.node("Conv", x, filters, auto_pad="SAME_UPPER", strides=[2, 2]))
    yield "conv_groups", net(picture, lambda b, x: b.node("Conv", x, random_numbers(6, 2, 3, 3), group=2))
    yield "depthwise", net(picture, lambda b, x: b.node("Conv", x, random_numbers(8, 1, 3, 3), group=4))
    yield "conv_1d", net(signal, lambda b, x: b.node("Conv", x, random_numbers(5, 4, 3), pads=[1, 1], strides=[2]))
    yield "depthwise_1d", net(signal, lambda b, x: b.node("Conv", x, random_numbers(4, 1, 5), group=4))
    yield "max_pool", net(picture, lambda b, x: b.node("MaxPool", x, kernel_shape=[2, 2], strides=[2, 2]))
    yield "max_pool_padded", net(picture, lambda b, x: b.node("MaxPool", b.node("Relu", x), kernel_shape=[3, 3],
                                                              strides=[2, 2], pads=[1, 1, 0, 0]))
    yield "max_pool_1d", net(signal, lambda b, x: b.node("MaxPool", x, kernel_shape=[3], strides=[3]))
    yield "average_pool", net(picture, lambda b, x: b.node("AveragePool", x, kernel_shape=[3, 2], strides=[1, 1]))
    yield "average_pool_same", net(picture, lambda b, x: b.node("AveragePool", x, kernel_shape=[3, 3], pads=[1] * 4))
    yield "average_pool_zeros", net(picture, lambda b, x: b.node("AveragePool", x, kernel_shape=[3, 3], pads=[1] * 4,
                                                                 count_include_pad=1))
    yield "global_average", net(picture, lambda b, x: b.node("GlobalAveragePool", x))
    yield "global_max_flat", net(picture, lambda b, x: b.node("Flatten", b.node("GlobalMaxPool", x)))
    yield "reduce_mean_13", net(picture, lambda b, x: b.node("ReduceMean", b.node("Conv", x, filters), axes=[2, 3],
                                                             keepdims=0), 13)
    yield "reduce_mean_18", net(picture, lambda b, x: b.node("ReduceMean", b.node("Conv", x, filters), whole(-1, -2)), 18)
    statistics = [np.abs(random_numbers(4)) + 0.5 for _ in range(4)]
    yield "batch_norm", net(picture, lambda b, x: b.node("BatchNormalization", x, *statistics))
    yield "batch_norm_flat", net((4,), lambda b, x: b.node("BatchNormalization", x, *statistics))
    yield "arithmetic", net(picture, lambda b, x: b.node("Sub", b.node("Mul", b.node("Add", b.node("Conv", x, filters),
                            random_numbers(6, 1, 1)), random_numbers(1, 6, 7, 5)), np.float32(0.5)))
    yield "gates", net(picture, lambda b, x: b.node("Mul", x, b.node("Sigmoid", b.node("Conv", b.node(
        "GlobalAveragePool", x), random_numbers(4, 4, 1, 1)))))
    yield "concat", net(picture, lambda b, x: b.node("Concat", b.node("Conv", x, filters), b.node(
        "MaxPool", x, kernel_shape=[3, 3]), axis=1))
    yield "pad", net(picture, lambda b, x: b.node("Conv", b.node("Pad", x, whole(0, 0, 1, 2, 0, 0, 3, 0)), filters))
    yield "gemm", net((10,), lambda b, x: b.node("Gemm", x, random_numbers(10, 3), random_numbers(3), alpha=0.5, beta=2.0))
    yield "matmul", net((10,), lambda b, x: b.node("Add", b.node("MatMul", x, random_numbers(10, 3)), random_numbers(3)))
    yield "flatten", net(picture, lambda b, x: b.node("Gemm", b.node("Relu", b.node("Flatten", b.node(
        "Conv", x, filters))), random_numbers(3, 210), random_numbers(3), transB=1))
    yield "flatten_bias", net(picture, lambda b, x: b.node("MatMul", b.node("Add", b.node("Flatten", b.node(
        "Conv", x, filters)), random_numbers(210)), random_numbers(210, 3)))
    yield "view", net(picture, lambda b, x: b.node("Gemm", b.node("Reshape", b.node("Conv", x, filters), whole(-1, 210)),
                                                   random_numbers(210, 3)))
    yield "view_of_shape", net(picture, lambda b, x: b.node("MatMul", b.node("Reshape", x, b.node("Concat", b.node(
        "Gather", b.node("Shape", x), whole(0)), whole(-1), axis=0)), random_numbers(252, 2)))
    yield "view_by_products", net(picture, lambda b, x: b.node("MatMul", view_by_products(b, x), random_numbers(252, 2)))
    yield "pad_by_parts", net(picture, lambda b, x: b.node("Conv", b.node("Pad", x, torch_pads(b, 1, 2, 0, 3)), filters))
    yield "squeeze", net(picture, lambda b, x: b.node("Squeeze", b.node("GlobalAveragePool", x), whole(2, 3)))
    yield "unsqueeze", net((12,), lambda b, x: b.node("Flatten", b.node("Conv", b.node("Unsqueeze", x, whole(1)),
                                                                       random_numbers(1, 1, 3))))
    yield "identity", net((5,), lambda b, x: b.node("Relu", b.node("Identity", x)))


def check_operators():
    """Each operator in small models."""
    worst, count = 0.0, 0
    for name, model in single_models():
        worst, count = max(worst, distance(model, name)[0]), count + 1
    return f"{count} models, worst {worst:.1e}"


def check_channels_last_exports():
    """Models of TensorFlow's: a Transpose in front and one behind, which cost nothing."""
    builder = Builder()
    x = builder.node("Transpose", builder.input("x", (9, 7, 4)), perm=[0, 3, 1, 2])
    y = builder.node("Relu", builder.node("Conv", x, random_numbers(6, 4, 3, 3)))
    model = builder.model(builder.node("Transpose", y, perm=[0, 2, 3, 1]))
    worst, tflite = distance(model, "turned", channels_first=True)
    assert len(load(tflite).graph.operators) == 1
    return f"{worst:.1e}"
