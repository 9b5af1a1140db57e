# SPDX-License-Identifier: Apache-2.0
"""CONV_2D and DEPTHWISE_CONV_2D of all kinds against TFLM, alone and in whole networks."""
import numpy as np
from kvant_binary import ROOT
from operator_models import Tensor, constant
from operator_models import build, generated_answers, kvant_answers, tflm_answers
from oracle_operators import Tally, numbers_for, options

PUBLISHED = ROOT.parent / "shared/models"


def output_length(length, reach, stride, same):
    return -(-length // stride) if same else (length - reach) // stride + 1


def draw_windows(random):
    """Sizes, steps and padding that fit each other; small, and with every kind of edge."""
    while True:
        kernel, input_size = random.integers(1, 5, 2), random.integers(1, 10, 2)
        strides, dilations = random.integers(1, 4, 2), np.where(random.random(2) < 0.7, 1, random.integers(1, 4, 2))
        same = bool(random.integers(0, 2))
        reach = (kernel - 1) * dilations + 1
        if same or np.all(reach <= input_size):
            size = [output_length(n, r, s, same) for n, r, s in zip(input_size, reach, strides)]
            return map(int, [*kernel, *input_size, *strides, *dilations, not same, *size])


def case(random, depthwise, dtype):
    """(description, code, version, options, inputs, output)"""
    kh, kw, h, w, sh, sw, dh, dw, padding, oh, ow = draw_windows(random)
    activation = int(random.integers(0, 4))
    table = dict(padding=padding, strideH=sh, strideW=sw, dilationHFactor=dh, dilationWFactor=dw,
                 fusedActivationFunction=activation)
    if depthwise:
        channels, multiplier = int(random.integers(1, 11)), int(random.choice([1, 1, 1, 2, 3, 4]))
        outputs, filter_shape, axis = channels * multiplier, (1, kh, kw, channels * multiplier), 3
        table = options("DepthwiseConv2DOptions", depthMultiplier=multiplier, **table)
    else:
        groups, in_group, out_group = int(random.choice([1, 1, 1, 2, 3])), *map(int, random.integers(1, 8, 2))
        in_group *= 10 if random.random() < 0.3 else 1  # filters of some hundred numbers have another loop
        channels, outputs, axis = groups * in_group, groups * out_group, 0
        filter_shape = (outputs, kh, kw, in_group)
        table = options("Conv2DOptions", **table)
    say = f"{dtype.__name__} {kh}x{kw} over {h}x{w}x{channels} to {outputs}, {filter_shape}, {vars(table)}"
    version = 6 if not depthwise and filter_shape[3] != channels else 3
    if dtype == np.float32:
        inputs = [Tensor((1, h, w, channels), dtype), constant(random.normal(size=filter_shape).astype(dtype)),
                  constant(random.normal(size=outputs).astype(dtype))]
        return say, 3 + depthwise, version, table, inputs, Tensor((1, oh, ow, outputs), dtype)
    input_scale, per_channel = 10.0 ** random.uniform(-3, 0), random.random() < 0.8
    scales = np.float32(10.0 ** random.uniform(-3, -1, outputs if per_channel else 1))
    # Outputs that fill int8 and clip a little; now and then scales far off, so that shifts go left.
    size = np.sqrt(np.prod(filter_shape) / outputs)
    output_scale = input_scale * scales.mean() * size * 10.0 ** random.uniform(2, 3) * (1e-4 if random.random() < 0.1 else 1)
    weights = Tensor(filter_shape, scale=scales, axis=axis, data=random.integers(-127, 128, filter_shape).astype(np.int8))
    bias = Tensor((outputs,), np.int32, scale=np.float32(input_scale) * scales,
                  data=random.integers(-20000, 20000, outputs).astype(np.int32))
    zero_points = random.choice([-128, 127, 0, int(random.integers(-128, 128))], 2)
    return (say, 3 + depthwise, version, table,
            [Tensor((1, h, w, channels), scale=input_scale, zero_point=int(zero_points[0])), weights, bias],
            Tensor((1, oh, ow, outputs), scale=output_scale, zero_point=int(zero_points[1])))


def try_convolutions(depthwise, seed, models=60, rows=20):
    tally, random = Tally(), np.random.default_rng(seed)
    for number in range(models):
        say, code, version, table, inputs, output = case(random, depthwise, np.int8 if number % 3 else np.float32)
        content = build(code, version, table, inputs, output)
        tally.compare(content, output, [numbers_for(random, inputs[0], rows)], say, tflm_answers)
    return str(tally)


def check_conv_2d():
    return try_convolutions(False, 11)


def check_depthwise_conv_2d():
    return try_convolutions(True, 12)


def compare_network(content, shape, output, rows=40, seed=13):
    """int8: the same bytes; float32: within 1e-5 of the largest output of a row."""
    int8 = output.dtype == np.int8
    random = np.random.default_rng(seed)
    fed = random.integers(-128, 128, (rows, *shape)).astype(np.int8) if int8 else random.normal(size=(rows, *shape)).astype("f4")
    wanted = tflm_answers(content, [fed])
    got = kvant_answers(content, [fed]).reshape(wanted.shape)
    generated = generated_answers(content, [fed], output).reshape(wanted.shape)
    assert np.array_equal(got.view(np.uint8), generated.view(np.uint8)), "generated C++ differs"
    if int8:
        assert np.array_equal(got, wanted), f"{np.mean(got != wanted):.2%} of the bytes differ"
        assert len(np.unique(wanted, axis=0)) > 1
        return f"{wanted.size} bytes"
    far = np.max(np.abs(got - wanted)) / np.max(np.abs(wanted))
    assert far < 1e-5, far
    return f"{wanted.size} numbers, at most {far:.1e} apart"


def published(name, shape, outputs, dtype):
    return compare_network((PUBLISHED / name).read_bytes(), shape, Tensor((1, outputs), dtype))


def check_published_keyword_spotting():
    return ", ".join(published(f"kws_{kind}.tflite", (1, 49, 10, 1), 12, dtype)
                     for kind, dtype in (("int8", np.int8), ("float32", np.float32)))


def check_published_anomaly_detection():
    return ", ".join(published(f"ad_{kind}.tflite", (1, 640), 640, dtype)
                     for kind, dtype in (("int8", np.int8), ("float32", np.float32)))


def small_network():
    """Convolutions of all kinds, a residual connection and a mean, with random weights."""
    import keras
    keras.utils.set_random_seed(17)
    layers = keras.layers
    inputs = x = keras.Input((13, 11, 3), batch_size=1)
    x = layers.Conv2D(8, 3, strides=2, padding="same", use_bias=False)(x)
    x = layers.ReLU()(layers.BatchNormalization()(x))
    y = layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2, activation="relu")(x)
    y = layers.Conv2D(8, (1, 3), padding="same", groups=2)(y)
    x = layers.ReLU()(layers.Add()([x, y]))
    x = layers.Conv2D(6, 2, dilation_rate=2, activation="relu")(x)
    x = layers.AveragePooling2D(2)(x)
    x = layers.Dense(5, activation="softmax")(layers.Flatten()(x))
    model = keras.Model(inputs, x)
    random = np.random.default_rng(17)
    model.set_weights([np.abs(w) + random.random(w.shape) if "variance" in v.path else w + random.normal(size=w.shape) * 0.2
                       for w, v in zip(model.get_weights(), model.weights)])
    return model


def check_networks_of_the_converter():
    """A network that stands in no file, made by TensorFlow's converter as float32 and as int8."""
    import tensorflow as tf
    model = small_network()
    said = []
    for dtype in (np.float32, np.int8):
        converter = tf.lite.TFLiteConverter.from_keras_model(model)
        if dtype == np.int8:
            random = np.random.default_rng(18)
            converter.optimizations = [tf.lite.Optimize.DEFAULT]
            converter.representative_dataset = lambda: ([random.normal(size=(1, 13, 11, 3)).astype("f4")] for _ in range(50))
            converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
            converter.inference_input_type = converter.inference_output_type = tf.int8
        said.append(compare_network(converter.convert(), (1, 13, 11, 3), Tensor((1, 5), dtype)))
    return ", ".join(said)
