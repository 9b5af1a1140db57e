# SPDX-License-Identifier: Apache-2.0
"""The last bits of multipliers: sums around a tie, which one unit of a multiplier decides."""
import numpy as np
from operator_models import Tensor, build, generated_answers, kvant_answers, tflm_answers
from oracle_operators import options


def around_a_tie(random, outputs):
    """Scales of input, weights and output, and biases whose results step from 117 to 118."""
    first, second = np.float32(random.uniform(0.001, 0.5)), np.float32(random.uniform(0.001, 0.1))
    third = np.float32(float(first) * float(second) / random.uniform(6e-8, 2e-7))
    middle = int(117.5 / (float(first) * float(second) / float(third)))
    return first, second, third, np.arange(middle - outputs // 2, middle + outputs // 2).astype(np.int32)


def try_ties(code, version, table, weights_shape, shape, per_channel, models=20):
    """Layers of one weight for each output, and an input of 0: the biases are the sums."""
    random, outputs, said = np.random.default_rng(7), max(weights_shape), 0
    for _ in range(models):
        first, second, third, biases = around_a_tie(random, outputs)
        scales = np.full(outputs, second) if per_channel else second
        bias_scales = np.full(outputs, np.float32(first * second)) if per_channel else np.float32(first * second)
        axis = weights_shape.index(outputs)
        inputs = [Tensor((*shape, 1), scale=first), Tensor(weights_shape, scale=scales, axis=axis, data=np.zeros(weights_shape, np.int8)),
                  Tensor((outputs,), np.int32, scale=bias_scales, data=biases)]
        output = Tensor((*shape, outputs), scale=third)
        content, rows = build(code, version, table, inputs, output), [np.zeros((1, *shape, 1), np.int8)]
        wanted = tflm_answers(content, rows)
        assert set(np.unique(wanted)) == {117, 118}, np.unique(wanted)
        for answers in (kvant_answers(content, rows), generated_answers(content, rows, output)):
            assert np.array_equal(answers.ravel(), wanted.ravel()), (first, second, third)
        said += wanted.size
    return f"{said} sums"


def check_fully_connected():
    return ", ".join(try_ties(9, 4, options("FullyConnectedOptions"), (400, 1), (1,), per_channel)
                     for per_channel in (False, True))


def check_conv_2d():
    table = options("Conv2DOptions", strideH=1, strideW=1)
    return ", ".join(try_ties(3, 3, table, (400, 1, 1, 1), (1, 1, 1), per_channel) for per_channel in (False, True))
