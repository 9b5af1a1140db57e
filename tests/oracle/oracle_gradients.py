# SPDX-License-Identifier: Apache-2.0
"""Gradients against TensorFlow's tape: each layer with a trained layer before it, from equal weights, of one batch.

One step of SGD with a learning rate of 1024 leaves the gradient in what was saved: (before - after) / 1024. The rate is a
power of two, so large that what the weights themselves round away does not matter."""
import keras
import numpy as np
import tensorflow as tf

from kvant_binary import kvant, scratch

LAYERS = keras.layers
RATE = 1024
BATCH = 6
BOUND = 1e-5  # of the largest gradient of each tensor; of a bias, which may have none, also of its kernel
RECIPE = """kvant = 1
name = "net"
weights = "start.keras"
[data]
file = "data.npz"
split = {{train = 1.0, test = 0.0, validate = 0.0}}
[compile]
optimizer = {{name = "sgd", learning_rate = {rate}}}
loss = "mse"
[fit]
epochs = 1
batch_size = {batch}
shuffle = false
validation = false
reproducible = {reproducible}
"""


def image(*layers):
    """Behind a convolution, whose results are of both signs and some beyond 6; and before a Dense, flat."""
    def made():
        start = keras.Input((8, 7, 3))
        x = LAYERS.Rescaling(8.0)(start)
        x = LAYERS.Conv2D(4, 2, padding="same")(x)
        for layer in layers:
            x = layer()(x)
        return keras.Model(start, LAYERS.Dense(3)(LAYERS.Flatten()(x)))
    return made


def row(*layers):
    """Behind a Dense."""
    def made():
        return keras.Sequential([keras.Input((5,)), LAYERS.Dense(6), *(layer() for layer in layers), LAYERS.Dense(3)])
    return made


def steps(layer):
    def made():
        return keras.Sequential([keras.Input((9, 3)), LAYERS.Conv1D(4, 2), layer(), LAYERS.Flatten(), LAYERS.Dense(3)])
    return made


def join(layer):
    """Two ways from one convolution that meet, and one more from the input."""
    def made():
        start = keras.Input((6, 5, 2))
        x = LAYERS.Conv2D(3, 2, padding="same")(start)
        ways = [LAYERS.Conv2D(3, 1, activation="tanh")(x), x, LAYERS.DepthwiseConv2D(3, padding="same")(x)]
        return keras.Model(start, LAYERS.Dense(3)(LAYERS.Flatten()(layer()(ways))))
    return made


def shared():
    start = keras.Input((6, 5, 3))
    layer = LAYERS.Conv2D(3, 3, padding="same", activation="sigmoid")
    return keras.Model(start, LAYERS.Dense(3)(LAYERS.Flatten()(layer(layer(start)))))


def each(kind, *arguments, **named):
    return lambda: kind(*arguments, **named)


def activations():
    for name in ("relu", "relu6", "leaky_relu", "sigmoid", "tanh", "softmax"):
        yield f"{name} of a Dense", row(each(LAYERS.Activation, name))
        yield f"{name} of an image", image(each(LAYERS.Activation, name))
    yield "LeakyReLU 0.05", image(each(LAYERS.LeakyReLU, 0.05))
    yield "ReLU to 6", image(each(LAYERS.ReLU, 6.0))


def convolutions():
    conv, depth = LAYERS.Conv2D, LAYERS.DepthwiseConv2D
    for padding in ("valid", "same"):
        yield f"Conv2D {padding}", image(each(conv, 5, 3, padding=padding))
        yield f"Conv2D {padding}, strides", image(each(conv, 5, (3, 2), strides=(2, 3), padding=padding))
        yield f"Conv2D {padding}, dilated", image(each(conv, 5, (2, 3), dilation_rate=2, padding=padding))
        yield f"Conv2D {padding}, groups", image(each(conv, 6, 3, groups=2, padding=padding))
        yield f"DepthwiseConv2D {padding}", image(each(depth, 3, padding=padding))
        yield f"DepthwiseConv2D {padding}, strides", image(each(depth, (3, 2), strides=2, padding=padding))
        yield f"DepthwiseConv2D {padding}, dilated", image(each(depth, 2, dilation_rate=2, padding=padding))
        yield f"DepthwiseConv2D {padding}, multiplied", image(each(depth, 3, depth_multiplier=3, padding=padding))
        yield f"Conv1D {padding}", steps(each(LAYERS.Conv1D, 5, 3, strides=2, padding=padding))
        yield f"DepthwiseConv1D {padding}", steps(each(LAYERS.DepthwiseConv1D, 3, padding=padding))
    yield "Conv2D 1x1", image(each(conv, 7, 1))
    yield "Conv2D without bias", image(each(conv, 3, 3, use_bias=False))


def pools():
    for padding in ("valid", "same"):
        for kind in (LAYERS.AveragePooling2D, LAYERS.MaxPooling2D):
            yield f"{kind.__name__} {padding}", image(each(kind, 2, padding=padding))
            yield f"{kind.__name__} {padding}, overlapping", image(each(kind, (3, 2), strides=(2, 1), padding=padding))
    for kind in (LAYERS.GlobalAveragePooling2D, LAYERS.GlobalMaxPooling2D):
        yield kind.__name__, image(kind)
        yield f"{kind.__name__}, axes kept", image(each(kind, keepdims=True))


def others():
    normal = LAYERS.BatchNormalization
    yield "Dense", row(each(LAYERS.Dense, 4))
    yield "Dense without bias", row(each(LAYERS.Dense, 4, use_bias=False))
    yield "BatchNormalization of a Dense", row(normal)
    yield "BatchNormalization of an image", image(normal)
    yield "BatchNormalization without gamma", image(each(normal, scale=False))
    yield "BatchNormalization without beta", image(each(normal, center=False))
    yield "BatchNormalization, frozen", image(each(normal, trainable=False))
    yield "BatchNormalization before relu", image(normal, each(LAYERS.Activation, "relu"))
    yield "ZeroPadding2D", image(each(LAYERS.ZeroPadding2D, ((1, 2), (0, 3))))
    yield "Reshape", image(each(LAYERS.Reshape, (7, 4, 8)), each(LAYERS.Conv2D, 2, 2))
    yield "Rescaling", image(each(LAYERS.Rescaling, 0.25, offset=-0.5))
    yield "Normalization", image(each(LAYERS.Normalization, mean=0.5, variance=2.0))
    yield "Normalization by channel", image(each(LAYERS.Normalization, mean=[0.1, -0.2, 0.3, 0], variance=[0.5, 1.5, 2, 0.3]))
    yield "Add", join(LAYERS.Add)
    yield "Concatenate by channel", join(LAYERS.Concatenate)
    yield "Concatenate by row", join(each(LAYERS.Concatenate, axis=1))
    yield "one layer used twice", shared


def with_weights(build, seed):
    """Biases and averages other than zero and one."""
    keras.utils.set_random_seed(seed)
    model = build()
    random = np.random.default_rng(seed)
    for layer in model.layers:
        weights = layer.get_weights()
        if isinstance(layer, LAYERS.BatchNormalization):
            layer.set_weights([random.uniform(0.4, 1.6, w.shape) for w in weights])
        elif len(weights) == 2:
            layer.set_weights([weights[0], random.normal(0, 0.2, weights[1].shape)])
    return model


def tape(model, x, y):
    """Gradients by variable, and the weights that are not trained after the step."""
    with tf.GradientTape() as recorder:
        loss = tf.reduce_mean(tf.square(model(x, training=True) - y))
    variables = model.trainable_variables
    return dict(zip([v.path for v in variables], [g.numpy() for g in recorder.gradient(loss, variables)]))


def weights_of(model):
    return {v.path: v.numpy() for v in model.weights}


def compare(say, build, seed, reproducible):
    """The largest difference as a share of its tensor's largest gradient."""
    folder, random = scratch(), np.random.default_rng(seed)
    model = with_weights(build, seed)
    model.save(folder / "start.keras")
    x = random.normal(0, 1, (BATCH, *model.input_shape[1:])).astype("f4")
    y = random.normal(0, 1, (BATCH, 3)).astype("f4")
    np.savez(folder / "data.npz", x=x, y=y)
    (folder / "net.toml").write_text(RECIPE.format(rate=RATE, batch=BATCH, reproducible=str(reproducible).lower()))
    kvant("train", folder / "net.toml", "-o", folder / "out")
    before = weights_of(model)
    after = [v.numpy() for v in keras.models.load_model(folder / "out/net.keras").weights]
    gradients = tape(model, x, y)
    moved = weights_of(model)  # averages, by the forward run
    beside = {name.rsplit("/", 1)[0]: np.max(np.abs(g)) for name, g in gradients.items() if not name.endswith("bias")}
    worst = 0.0
    for name, ours in zip(before, after, strict=True):
        if name in gradients:
            theirs = gradients[name].astype("f8")
            ours = (before[name].astype("f8") - ours) / RATE
        else:
            theirs = moved[name].astype("f8")
        largest = max(np.max(np.abs(theirs)), beside.get(name.rsplit("/", 1)[0], 0.0))
        far = float(np.max(np.abs(ours - theirs)) / largest)
        assert far <= BOUND, f"{say}: {name} is {far:.2e} of {largest:.2e} away"
        worst = max(worst, far)
    return worst


def compare_all(cases):
    worst, count = (0.0, ""), 0
    for say, build in cases:
        for reproducible in (False, True):
            worst = max(worst, (compare(say, build, 11 + count, reproducible), say))
        count += 1
    return f"{count} models, worst {worst[0]:.1e} ({worst[1]})"


def check_activations():
    return compare_all(activations())


def check_convolutions():
    return compare_all(convolutions())


def check_pools():
    return compare_all(pools())


def check_other_layers():
    return compare_all(others())
