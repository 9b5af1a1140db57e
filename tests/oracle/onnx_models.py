# SPDX-License-Identifier: Apache-2.0
"""ONNX models as PyTorch exports them: channels first, explicit padding, Gemm with turned weights."""
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


class Builder:
    """Nodes one after another; constants by their numbers."""

    def __init__(self, version=17):
        self.version, self.nodes, self.constants, self.inputs = version, [], [], []

    def input(self, name, shape):
        self.inputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", *shape]))
        return name

    def constant(self, values):
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.array(values, order="C"), name))
        return name

    def node(self, kind, *operands, **attributes):
        """The node's result. Operands: names, None for one that is left out, or arrays."""
        names = ["" if o is None else o if isinstance(o, str) else self.constant(o) for o in operands]
        name = f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, names, [name], name=f"/{name}", **attributes))
        return name

    def model(self, *outputs):
        results = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs]
        graph = helper.make_graph(self.nodes, "net", self.inputs, results, self.constants)
        made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", self.version)], ir_version=8)
        made = onnx.shape_inference.infer_shapes(made, data_prop=True)
        onnx.checker.check_model(made)
        return made


def same_pads(length, kernel, stride):
    windows = -(-length // stride)
    zeros = max((windows - 1) * stride + kernel - length, 0)
    return zeros // 2, zeros - zeros // 2


def pads_of(layer, shape, kernel):
    if layer.padding == "valid":
        return [0, 0, 0, 0]
    (top, bottom), (left, right) = (same_pads(n, k, s) for n, k, s in zip(shape[1:3], kernel, layer.strides))
    return [top, left, bottom, right]


def convolution(builder, x, layer):
    kernel = layer.weights[0].numpy()
    if type(layer).__name__ == "DepthwiseConv2D":
        height, width, channels, multiplier = kernel.shape
        filters, group = kernel.reshape(height, width, channels * multiplier, 1).transpose(2, 3, 0, 1), channels
    else:
        filters, group = kernel.transpose(3, 2, 0, 1), layer.groups
    bias = layer.weights[1].numpy() if layer.use_bias else None
    return builder.node("Conv", x, filters, bias, kernel_shape=list(layer.kernel_size), strides=list(layer.strides),
                        pads=pads_of(layer, layer.input.shape, layer.kernel_size), group=group)


def dense(builder, x, layer, flattened):
    """After a Flatten of places and channels, whose features ONNX counts channels first."""
    weights = layer.kernel.numpy()
    if flattened is not None:
        height, width, channels = flattened
        weights = weights.reshape(height, width, channels, -1).transpose(2, 0, 1, 3).reshape(weights.shape)
    return builder.node("Gemm", x, weights.T, layer.bias.numpy(), transB=1)


def activation(builder, x, function):
    name = function.__name__
    if name == "linear":
        return x
    if name == "softmax":
        return builder.node("Softmax", x, axis=-1)
    return builder.node({"relu": "Relu", "sigmoid": "Sigmoid", "tanh": "Tanh"}[name], x)


def from_keras(model, version=17):
    """The same network and weights in ONNX."""
    builder = Builder(version)
    results, flattened = {}, {}
    for layer in model.layers:
        kind = type(layer).__name__
        if kind == "InputLayer":
            shape = layer.output.shape[1:]
            results[id(layer.output)] = builder.input(layer.name, [shape[-1], *shape[:-1]])
            continue
        before = layer.input if isinstance(layer.input, list) else [layer.input]
        x = results[id(before[0])]
        flat = flattened.get(id(before[0]))
        if kind in ("Conv2D", "DepthwiseConv2D"):
            y = activation(builder, convolution(builder, x, layer), layer.activation)
        elif kind == "BatchNormalization":
            y = builder.node("BatchNormalization", x, *(w.numpy() for w in layer.weights), epsilon=layer.epsilon)
        elif kind == "Activation":
            y = activation(builder, x, layer.activation)
        elif kind == "Add":
            y = builder.node("Add", x, results[id(before[1])])
        elif kind == "AveragePooling2D":
            y = builder.node("AveragePool", x, kernel_shape=list(layer.pool_size), strides=list(layer.strides))
        elif kind == "Flatten":
            y = builder.node("Flatten", x, axis=1)
            flattened[id(layer.output)] = layer.input.shape[1:]
        elif kind == "Dense":
            y = activation(builder, dense(builder, x, layer, flat), layer.activation)
        elif kind == "Dropout":
            y = builder.node("Dropout", x)
        else:
            raise ValueError(kind)
        results[id(layer.output)] = y
    return builder.model(results[id(model.output)])
