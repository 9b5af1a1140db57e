# SPDX-License-Identifier: Apache-2.0
"""The five networks of MLPerf Tiny in Keras, small residual and branched nets, and samples for them."""
import keras
import numpy as np

LAYERS = keras.layers
L2 = keras.regularizers.L2


def normalized_relu(x):
    return LAYERS.Activation("relu")(LAYERS.BatchNormalization()(x))


def pooled_softmax(x, pool, classes):
    return LAYERS.Dense(classes, activation="softmax")(LAYERS.Flatten()(LAYERS.AveragePooling2D(pool)(x)))


def separable(x, stride, filters, start):
    x = normalized_relu(LAYERS.DepthwiseConv2D(3, strides=stride, padding="same", depthwise_initializer=start,
                                               depthwise_regularizer=L2(1e-4))(x))
    return normalized_relu(LAYERS.Conv2D(filters, 1, padding="same", kernel_initializer=start,
                                         kernel_regularizer=L2(1e-4))(x))


def residual_convolution(x, filters, kernel, stride):
    return LAYERS.Conv2D(filters, kernel, strides=stride, padding="same", kernel_initializer="he_normal",
                         kernel_regularizer=L2(1e-4))(x)


def residual_stack(x, filters, stride):
    y = normalized_relu(residual_convolution(x, filters, 3, stride))
    y = LAYERS.BatchNormalization()(residual_convolution(y, filters, 3, 1))
    shortcut = x if stride == 1 else residual_convolution(x, filters, 1, stride)
    return LAYERS.Activation("relu")(LAYERS.Add()([shortcut, y]))


def kws(dropout=True):
    inputs = keras.Input((49, 10, 1))
    x = normalized_relu(LAYERS.Conv2D(64, (10, 4), strides=2, padding="same", kernel_regularizer=L2(1e-4))(inputs))
    x = LAYERS.Dropout(0.2)(x) if dropout else x
    for _ in range(4):
        x = separable(x, 1, 64, "glorot_uniform")
    x = LAYERS.Dropout(0.4)(x) if dropout else x
    return keras.Model(inputs, pooled_softmax(x, (25, 5), 12))


def ic():
    inputs = keras.Input((32, 32, 3))
    x = normalized_relu(residual_convolution(inputs, 16, 3, 1))
    for filters, stride in ((16, 1), (32, 2), (64, 2)):
        x = residual_stack(x, filters, stride)
    return keras.Model(inputs, pooled_softmax(x, 8, 10))


def vww():
    inputs = keras.Input((96, 96, 3))
    x = normalized_relu(residual_convolution(inputs, 8, 3, 2))
    for stride, filters in ((1, 16), (2, 32), (1, 32), (2, 64), (1, 64), (2, 128), *[(1, 128)] * 5, (2, 256), (1, 256)):
        x = separable(x, stride, filters, "he_normal")
    return keras.Model(inputs, pooled_softmax(x, 3, 2))


def ad():
    inputs = x = keras.Input((640,))
    for units in (128, 128, 128, 128, 8, 128, 128, 128, 128):
        x = normalized_relu(LAYERS.Dense(units)(x))
    return keras.Model(inputs, LAYERS.Dense(640)(x))


def sww(dropout=True):
    inputs = x = keras.Input((30, 1, 40))
    for steps, filters in ((3, 128), (5, 128), (10, 128), (15, 32)):
        x = LAYERS.DepthwiseConv2D((steps, 1), use_bias=False, depthwise_regularizer=L2(1e-3))(x)
        x = normalized_relu(LAYERS.Conv2D(filters, 1, use_bias=False, kernel_regularizer=L2(1e-3))(x))
        x = LAYERS.Dropout(0.2)(x) if dropout else x
    return keras.Model(inputs, LAYERS.Dense(3, activation="softmax")(LAYERS.Flatten()(x)))


def residual():
    """As small as a residual net can be, with each kind of operator once."""
    inputs = keras.Input((12, 10, 2))
    x = LAYERS.ZeroPadding2D(((1, 2), (0, 1)))(LAYERS.Rescaling(1 / 128, -0.1)(inputs))
    x = normalized_relu(LAYERS.Conv2D(8, 3, strides=2, use_bias=False)(x))
    y = LAYERS.BatchNormalization(scale=False)(LAYERS.DepthwiseConv2D(3, padding="same")(x))
    y = LAYERS.ReLU(6.0)(LAYERS.BatchNormalization(center=False)(LAYERS.Conv2D(8, 1)(y)))
    x = LAYERS.MaxPooling2D(2)(LAYERS.Add()([x, y]))
    return keras.Model(inputs, LAYERS.Dense(4, activation="softmax")(LAYERS.GlobalAveragePooling2D()(x)))


def branches():
    """One layer used twice, ways that meet by channel, every activation."""
    inputs = keras.Input((8, 8, 3))
    shared = LAYERS.Conv2D(4, 3, padding="same", dilation_rate=2, activation="tanh")
    left = shared(inputs)
    right = shared(LAYERS.Conv2D(3, 1, activation="sigmoid")(inputs))
    x = LAYERS.Concatenate()([left, right, LAYERS.LeakyReLU(0.2)(LAYERS.Conv2D(2, 1)(inputs))])
    x = LAYERS.DepthwiseConv2D(2, depth_multiplier=2, activation="relu6")(x)
    flat = LAYERS.Dense(5, activation="relu")(LAYERS.Flatten()(LAYERS.AveragePooling2D(3, strides=2)(x)))
    pooled = LAYERS.GlobalMaxPooling2D()(x)
    return keras.Model(inputs, LAYERS.Dense(3)(LAYERS.Concatenate()([flat, pooled])))


def steps():
    """In one dimension."""
    return keras.Sequential([
        keras.Input((40, 3)), LAYERS.Conv1D(8, 5, strides=2, padding="same", activation="relu"),
        LAYERS.BatchNormalization(), LAYERS.DepthwiseConv1D(3, padding="valid"), LAYERS.Conv1D(6, 1, activation="relu6"),
        LAYERS.Reshape((9, 2, 6)), LAYERS.GlobalAveragePooling2D(), LAYERS.Dense(2, activation="sigmoid")])


FIVE = {"kws": kws, "ic": ic, "vww": vww, "ad": ad, "sww": sww}
SMALL = {"residual": residual, "branches": branches, "steps": steps}
CLASSES = {"kws": 12, "ic": 10, "vww": 2, "sww": 3}


def made(name, seed=1):
    """The network with weights from a seed, and batch normalizations as if trained."""
    keras.utils.set_random_seed(seed)
    model = {**FIVE, **SMALL}[name]()
    random = np.random.default_rng(seed)
    for layer in model.layers:
        weights = layer.get_weights()
        if isinstance(layer, LAYERS.BatchNormalization):
            fresh = [random.normal(0.1, 0.3, w.shape) for w in weights]
            fresh[-1] = random.uniform(0.2, 1.5, weights[-1].shape)
            if layer.scale:
                fresh[0] = random.uniform(0.5, 1.5, weights[0].shape)
            layer.set_weights(fresh)
        elif len(weights) == 2:
            layer.set_weights([weights[0], random.normal(0, 0.1, weights[1].shape)])
    return model


def samples_of(model, count, seed=3):
    return np.random.default_rng(seed).uniform(-1, 1, (count, *model.input_shape[1:])).astype("f4")
