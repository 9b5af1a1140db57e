# SPDX-License-Identifier: Apache-2.0
"""Every operator of the chip alone: int8 gives TFLM's bytes, float32 is within 4 units in the last place of TFLM's;
kvant's interpreter and its generated C++ give the same bytes."""
import itertools

import numpy as np
from operator_models import (Tensor, build, constant, generated_answers, kvant_answers, litert_answers, schema, tflm_answers,
                             ulps)

MOST_ULPS = 4
LEAKY_RELU = 98


class Tally:
    """What was compared, for the report."""

    def __init__(self):
        self.models, self.values, self.worst = 0, 0, 0

    def compare(self, content, output, rows, say, judge):
        wanted = judge(content, rows)
        generated = generated_answers(content, rows, output).reshape(wanted.shape)
        answers = kvant_answers(content, rows)
        got = generated if answers is None else answers.reshape(wanted.shape)
        assert np.array_equal(got.view(np.uint8), generated.view(np.uint8)), f"{say}: generated C++ differs"
        if output.dtype == np.float32:
            worst = ulps(got, wanted)
            assert worst <= MOST_ULPS, f"{say}: {worst} ulp"
            self.worst = max(self.worst, worst)
        else:
            different = np.mean(got != wanted)
            assert different == 0, f"{say}: {different:.2%} of the bytes differ"
        self.models += 1
        self.values += wanted.size

    def __str__(self):
        return f"{self.models} models, {self.values} numbers, worst float32 {self.worst} ulp"


def numbers_for(random, tensor, count):
    """Rows for an input: all codes in turn for int8, and floats of many sizes."""
    shape = (count, *tensor.shape)
    if tensor.dtype == np.int8:
        return random.integers(-128, 128, shape).astype(np.int8)
    return (random.normal(size=shape) * 10.0 ** random.uniform(-2, 1, (count, *[1] * len(tensor.shape)))).astype(np.float32)


def try_models(cases, count=40, feed=numbers_for, judge=tflm_answers):
    """cases: (description, code, options, inputs, output), inputs without data are fed with numbers."""
    tally, random = Tally(), np.random.default_rng(5)
    for say, code, options, inputs, output in cases:
        content = build(code, 2 if output.dtype == np.int8 and code != LEAKY_RELU else 1, options, inputs, output)
        rows = [feed(random, tensor, count) for tensor in inputs if tensor.data is None]
        tally.compare(content, output, rows, say, judge)
    return str(tally)


def options(table, **fields):
    made = getattr(schema, table + "T")()
    for name, value in fields.items():
        assert hasattr(made, name), name
        setattr(made, name, value)
    return made


def scales(random, count):
    """Quantisations of int8 tensors: scales over three decades."""
    return [{"scale": 10.0 ** random.uniform(-3, 0), "zero_point": int(random.integers(-128, 128))} for _ in range(count)]


def each_type(count=1, seed=1):
    """int8 with so many quantisations, and float32."""
    random = np.random.default_rng(seed)
    for _ in range(count):
        yield np.int8, scales(random, 1)[0]
    yield np.float32, {}


def check_reshape():
    def cases():
        for dtype, quantization in each_type():
            for shape in ([1, 24], [1, 3, 8], [-1, 24]):
                yield ("RESHAPE", 22, options("ReshapeOptions", newShape=shape),
                       [Tensor((1, 2, 3, 4), dtype, **quantization), constant(np.array(shape, np.int32))],
                       Tensor(tuple(abs(n) for n in shape), dtype, **quantization))
    return try_models(cases(), 5)


def pool_cases(code):
    shapes = [(1, 5, 6, 3, 2, 3, 2, 2, 0), (1, 25, 5, 4, 25, 5, 25, 5, 1), (1, 4, 4, 2, 3, 3, 1, 1, 0), (1, 7, 3, 1, 2, 2, 2, 1, 1)]
    for dtype, quantization in each_type(2):
        for (b, h, w, c, fh, fw, sh, sw, padding), activation in itertools.product(shapes, (0, 1, 3)):
            out = [-(-h // sh), -(-w // sw)] if padding == 0 else [(h - fh) // sh + 1, (w - fw) // sw + 1]
            yield (f"pool {h}x{w} by {fh}x{fw}, stride {sh}x{sw}, padding {padding}, activation {activation}", code,
                   options("Pool2DOptions", padding=padding, strideW=sw, strideH=sh, filterWidth=fw, filterHeight=fh,
                           fusedActivationFunction=activation),
                   [Tensor((b, h, w, c), dtype, **quantization)], Tensor((b, *out, c), dtype, **quantization))


def check_average_pool_2d():
    return try_models(pool_cases(1))


def check_max_pool_2d():
    return try_models(pool_cases(17))


def check_softmax():
    def cases():
        random = np.random.default_rng(2)
        for beta, depth in itertools.product((1.0, 0.3), (1, 2, 12, 300)):
            for quantization in scales(random, 3):
                yield (f"SOFTMAX of {depth}, beta {beta}, {quantization}", 25, options("SoftmaxOptions", beta=beta),
                       [Tensor((1, depth), **quantization)], Tensor((1, depth), scale=1 / 256, zero_point=-128))
            yield (f"SOFTMAX of {depth} floats, beta {beta}", 25, options("SoftmaxOptions", beta=beta),
                   [Tensor((1, 3, depth), np.float32)], Tensor((1, 3, depth), np.float32))
    return try_models(cases(), 256)


BROADCASTS = [((1, 4, 3, 5), (1, 4, 3, 5)), ((1, 4, 3, 5), (5,)), ((1, 4, 3, 5), (1, 1, 1, 5)), ((1, 4, 3, 5), ()),
              ((1, 1, 1, 5), (1, 4, 3, 5)), ((1, 4, 3, 5), (1, 1, 3, 1)), ((1, 4, 1, 5), (1, 1, 3, 1))]


def pair_cases(name, code):
    """Two operands that are both fed, and with each in turn a constant."""
    random = np.random.default_rng(3)
    for (first, second), activation in itertools.product(BROADCASTS, (0, 1, 3)):
        output = np.broadcast_shapes(first, second)
        for dtype in (np.int8, np.float32):
            q = scales(random, 3) if dtype == np.int8 else [{}] * 3
            operands = [Tensor(first, dtype, **q[0]), Tensor(second, dtype, **q[1])]
            which = int(random.integers(0, 3))  # 2: none
            if len(second) < 2 and which == 0:
                which = 1  # kvant run feeds rows
            if second == ():
                which = 1
            if which < 2:
                shape = operands[which].shape
                values = random.integers(-128, 128, shape) if dtype == np.int8 else random.normal(size=shape)
                operands[which] = constant(np.asarray(values, dtype), **q[which])
            yield (f"{name} {first} {second}, activation {activation}, constant {which}, {q}", code,
                   options(name.capitalize() + "Options", fusedActivationFunction=activation), operands,
                   Tensor(output, dtype, **q[2]))


def check_add():
    return try_models(pair_cases("ADD", 0))


def check_sub():
    return try_models(pair_cases("SUB", 41))


def check_mul():
    return try_models(pair_cases("MUL", 18))


def reduction_cases(code, same):
    random = np.random.default_rng(4)
    shapes = [((1, 4, 3, 5), [1, 2], (1, 5), False), ((1, 4, 3, 5), [2, 1], (1, 1, 1, 5), True),
              ((1, 4, 3, 5), [-1], (1, 4, 3), False), ((1, 7, 9), [1], (1, 9), False), ((1, 6, 6, 2), [1], (1, 6, 2), False)]
    for shape, axes, output, keep in shapes:
        for dtype in (np.int8, np.int8, np.int8, np.float32):
            q = scales(random, 2) if dtype == np.int8 else [{}] * 2
            q[1] = q[0] if same else q[1]
            yield (f"{shape} along {axes}, keep {keep}, {q}", code, options("ReducerOptions", keepDims=keep),
                   [Tensor(shape, dtype, **q[0]), constant(np.array(axes, np.int32))], Tensor(output, dtype, **q[1]))


def check_mean():
    return try_models(reduction_cases(40, False), 200)


def check_reduce_max():
    return try_models(reduction_cases(82, True), 50)


def all_codes(random, tensor, count):
    """Each of the 256 codes, or floats of many sizes with both ends of their range."""
    if tensor.dtype == np.int8:
        return np.arange(-128, 128).astype(np.int8).reshape(1, *tensor.shape)
    values = numbers_for(random, tensor, count)
    values.flat[:8] = [0.0, -0.0, 1e-30, -1e-30, 80.0, -80.0, 1e30, -1e30]
    return values


def curve_cases(name, code, scale, zero_point):
    """Input scales over five decades, so that a code can be the whole curve or a small part of it."""
    random = np.random.default_rng(6)
    for power in np.arange(-4, 1.3, 0.1):
        q = {"scale": 10.0 ** power, "zero_point": int(random.integers(-128, 128))}
        yield f"{name}, {q}", code, None, [Tensor((1, 256), **q)], Tensor((1, 256), scale=scale, zero_point=zero_point)
    yield f"{name} of floats", code, None, [Tensor((1, 3, 50), np.float32)], Tensor((1, 3, 50), np.float32)


def check_logistic():
    return try_models(curve_cases("LOGISTIC", 14, 1 / 256, -128), feed=all_codes)


def check_tanh():
    return try_models(curve_cases("TANH", 28, 1 / 128, 0), feed=all_codes)


def check_leaky_relu():
    def cases():
        random = np.random.default_rng(7)
        for alpha in (0.0, 0.01, 0.2, np.float32(0.3), 1.5):
            made = options("LeakyReluOptions", alpha=float(alpha))
            for _ in range(8):
                q = scales(random, 2)
                yield (f"LEAKY_RELU {alpha}, {q}", 98, made, [Tensor((1, 256), **q[0])], Tensor((1, 256), **q[1]))
            yield f"LEAKY_RELU {alpha} of floats", 98, made, [Tensor((1, 70), np.float32)], Tensor((1, 70), np.float32)
    return try_models(cases(), feed=all_codes)


def relu6_cases(same):
    random = np.random.default_rng(8)
    for _ in range(12):
        q = scales(random, 2)
        yield f"RELU6, {q}", 21, None, [Tensor((1, 256), **q[0])], Tensor((1, 256), **q[0 if same else 1])
    if same:
        yield "RELU6 of floats", 21, None, [Tensor((1, 70), np.float32)], Tensor((1, 70), np.float32)


def check_relu6():
    """TFLM's clamps the codes without rescaling them: right for equal scales. For others LiteRT's reference is asked."""
    return (try_models(relu6_cases(True), feed=all_codes) + "; LiteRT: " +
            try_models(relu6_cases(False), feed=all_codes, judge=litert_answers))


PADDINGS = [((1, 4, 3, 5), [[0, 0], [1, 1], [2, 0], [0, 0]]), ((1, 4, 3, 5), [[0, 0], [0, 0], [0, 0], [0, 0]]),
            ((1, 4, 3, 5), [[0, 0], [3, 1], [0, 0], [1, 2]]), ((1, 2, 3, 2), [[1, 0], [0, 2], [1, 1], [2, 1]]),
            ((1, 7, 3), [[0, 0], [2, 3], [0, 0]]), ((1, 9), [[0, 0], [1, 4]]), ((1, 1, 1, 1), [[0, 0], [1, 0], [0, 1], [0, 0]])]


def check_pad():
    def cases():
        for dtype, q in each_type(3):
            for shape, paddings in PADDINGS:
                output = tuple(n + sum(p) for n, p in zip(shape, paddings))
                yield (f"PAD of {shape} by {paddings}, {q}", 34, options("PadOptions"),
                       [Tensor(shape, dtype, **q), constant(np.array(paddings, np.int32))], Tensor(output, dtype, **q))
    return try_models(cases(), 10)


def check_concatenation():
    def cases():
        random = np.random.default_rng(9)
        for dtype, q in each_type(2):
            for axis, lengths in itertools.product((3, -1, 1, -2), ((2,), (3, 1), (1, 4, 2), (2, 2, 5, 1, 1, 3))):
                operands = [Tensor(tuple(n if i == axis % 4 else size for i, size in enumerate((1, 4, 3, 5))), dtype, **q)
                            for n in lengths]
                if len(operands) > 2:
                    values = random.integers(-128, 128, operands[1].shape)
                    operands[1] = constant(values.astype(dtype), **q)
                output = np.concatenate([np.zeros(o.shape) for o in operands], axis).shape
                yield (f"CONCATENATION of {lengths} along {axis}", 2, options("ConcatenationOptions", axis=axis), operands,
                       Tensor(output, dtype, **q))
    return try_models(cases(), 10)
