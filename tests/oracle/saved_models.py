# SPDX-License-Identifier: Apache-2.0
"""Models with every layer that kvant has, made by either Keras."""
import keras
import numpy as np


def layer_models(K):
    """Name and model; K: the module of keras or tf_keras."""
    L = K.layers

    def chain(shape, *layers):
        first = K.Input(shape) if K is keras else L.InputLayer(input_shape=shape)
        return K.Sequential([first, *layers])

    yield "dense", chain((5,), L.Dense(7, activation="relu"), L.Dense(4, activation="tanh"),
                         L.Dense(3, activation="softmax"))
    yield "dense without bias", chain((5,), L.Dense(7, use_bias=False), L.Dense(3, activation="sigmoid"))
    yield "conv2d", chain((9, 8, 3), L.Conv2D(4, 3, strides=2, padding="same", activation="relu"),
                          L.Conv2D(5, (2, 3), use_bias=False), L.Flatten(), L.Dense(3))
    yield "conv2d in groups", chain((9, 8, 4), L.Conv2D(6, 3, groups=2, activation="relu"))
    yield "conv2d dilated", chain((9, 9, 3), L.Conv2D(4, 3, dilation_rate=2, padding="same"),
                                  L.Conv2D(4, 3, dilation_rate=2, activation="relu"))
    yield "conv1d", chain((12, 3), L.Conv1D(4, 3, activation="relu"), L.Conv1D(4, 3, strides=2, padding="same"),
                          L.Flatten(), L.Dense(2))
    yield "conv1d dilated", chain((14, 3), L.Conv1D(4, 3, dilation_rate=2, activation="relu"),
                                  L.Conv1D(4, 3, dilation_rate=3, padding="same"))
    yield "depthwise conv1d", chain((12, 3), L.DepthwiseConv1D(3, depth_multiplier=2, activation="relu"))
    yield "depthwise conv2d", chain((9, 8, 3), L.DepthwiseConv2D(3, strides=2, padding="same", depth_multiplier=2),
                                    L.BatchNormalization(), L.ReLU(6.0))
    yield "depthwise conv2d dilated", chain((9, 8, 3), L.DepthwiseConv2D(3, dilation_rate=2, padding="same"))
    yield "pooling", chain((9, 8, 3), L.AveragePooling2D(2), L.MaxPooling2D(2, strides=1, padding="same"),
                           L.GlobalAveragePooling2D())
    yield "global average pooling", chain((9, 8, 3), L.GlobalAveragePooling2D(keepdims=True))
    yield "global max pooling", chain((9, 8, 3), L.GlobalMaxPooling2D())
    yield "batch normalization", chain((9, 8, 3), L.Conv2D(4, 3), L.BatchNormalization(), L.ReLU(),
                                       L.BatchNormalization(scale=False), L.Conv2D(2, 1))
    yield "batch normalization of rows", chain((6,), L.Dense(8), L.BatchNormalization(), L.ReLU(),
                                               L.BatchNormalization(center=False), L.Dense(3))
    yield "dropout", chain((6,), L.Dense(8), L.Dropout(0.3), L.Dense(3))
    yield "reshape", chain((6, 4), L.Reshape((3, 8)), L.Reshape((2, -1, 2)), L.Flatten(), L.Dense(2))
    yield "zero padding", chain((9, 8, 3), L.ZeroPadding2D(((0, 1), (2, 1))), L.Conv2D(2, 3, strides=2))
    yield "rescaling", chain((9, 8, 3), L.Rescaling(1 / 255.0, offset=-0.5), L.Conv2D(2, 3))
    yield "normalization", chain((4,), L.Normalization(mean=[1.0, 2, 3, 4], variance=[1.0, 2, 3, 4]), L.Dense(2))
    yield "activations", chain((4,), L.Dense(5), L.Activation("relu"), L.Dense(4), L.LeakyReLU(), L.Dense(4),
                               L.ReLU(negative_slope=0.1), L.Dense(4), L.Softmax())
    inputs = K.Input((8, 8, 3))
    x = L.Conv2D(4, 3, padding="same")(inputs)
    y = L.ReLU()(L.Add()([x, L.Conv2D(4, 1)(inputs)]))
    yield "add and concatenate", K.Model(inputs, L.GlobalAveragePooling2D()(L.Concatenate()([y, x])))
    inputs, dense = K.Input((3,)), L.Dense(3, activation="relu")
    yield "shared", K.Model(inputs, dense(dense(inputs)))
    yield "nested", chain((3,), chain((3,), L.Dense(4, activation="relu")), L.Dense(2))


def randomize(model, seed=0):
    random = np.random.default_rng(seed)
    weights = []
    for weight, value in zip(model.weights, model.get_weights()):
        variance = "variance" in getattr(weight, "path", weight.name)
        weights.append(random.uniform(0.5, 1.5, value.shape) if variance else random.normal(0, 0.4, value.shape))
    model.set_weights([weight.astype("f4") for weight in weights])


def samples_for(model, count=5):
    return np.random.default_rng(1).normal(0, 1, (count, *model.inputs[0].shape[1:])).astype("f4")


def relative(ours, theirs):
    """The largest |a - b| / max(1, |b|)."""
    theirs = np.array(theirs)
    return float(np.max(np.abs(np.array(ours).reshape(theirs.shape) - theirs) / np.maximum(1, np.abs(theirs))))
