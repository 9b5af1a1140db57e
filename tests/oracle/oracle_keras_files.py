# SPDX-License-Identifier: Apache-2.0
"""Model files of Keras 3 and 2 both ways: every layer with random settings, models in models, and trainings that go on."""
import contextlib
import io
import warnings

import keras
import numpy as np

from kvant_binary import kvant, scratch

with contextlib.suppress(ImportError):
    import tf_keras

NEAR = 1e-5


def activation(random):
    return str(random.choice(["linear", "relu", "relu6", "sigmoid", "tanh"]))


def window(random, same=True):
    """Settings of a convolution: strides or dilation, never both above 1."""
    strides, dilation = [(1, 1), (2, 1), (1, 2)][random.integers(3)]
    return {"kernel_size": int(random.integers(1, 4)), "strides": strides, "dilation_rate": dilation,
            "padding": str(random.choice(["same", "valid"])), "use_bias": bool(random.integers(2))}


def pooling(random):
    return {"pool_size": int(random.integers(1, 4)), "padding": str(random.choice(["same", "valid"]))}


def layers_of_all_kinds(k, random):
    """(input's shape, layer) of every kind, as this Keras (k) makes them."""
    L, r = k.layers, random
    old = k.__name__ == "tf_keras"
    slope = {"alpha" if old else "negative_slope": 0.25}
    picture, steps, row = (9, 9, 4), (9, 4), (6,)
    yield row, L.Dense(int(r.integers(1, 9)), activation=activation(r), use_bias=bool(r.integers(2)))
    yield steps, L.Conv1D(4, **window(r), activation=activation(r))
    yield picture, L.Conv2D(4, groups=int(r.choice([1, 2])), **window(r), activation=activation(r))
    yield picture, L.DepthwiseConv2D(**window(r), depth_multiplier=int(r.integers(1, 3)), activation=activation(r))
    yield steps, L.DepthwiseConv1D(**window(r), depth_multiplier=int(r.integers(1, 3)))
    yield picture, L.AveragePooling2D(**pooling(r))
    yield picture, L.MaxPooling2D(**pooling(r))
    yield picture, L.GlobalAveragePooling2D(keepdims=bool(r.integers(2)))
    yield picture, L.GlobalMaxPooling2D(keepdims=bool(r.integers(2)))
    yield picture, L.BatchNormalization(center=bool(r.integers(2)), scale=bool(r.integers(2)), epsilon=0.01)
    yield row, L.Dropout(float(r.uniform(0.1, 0.5)))
    yield picture, L.Flatten()
    yield picture, L.Reshape((81, 4))
    yield picture, L.ZeroPadding2D(((1, int(r.integers(3))), (0, 2)))
    yield picture, L.Rescaling(float(r.uniform(0.1, 2)), offset=float(r.uniform(-1, 1)))
    yield row, L.Normalization(mean=[float(v) for v in r.normal(size=6)], variance=[float(v) for v in r.uniform(1, 2, 6)])
    yield row, L.Activation(activation(r))
    yield row, L.ReLU(max_value=6.0)
    yield row, L.LeakyReLU(**slope)
    yield row, L.Softmax()


def with_random_weights(model, random):
    """Zero biases and moving means would hide those that are lost."""
    for weight in model.weights:
        if "seed" not in weight.name:
            weight.assign(random.uniform(0.2, 0.8, size=tuple(weight.shape)) if weight.shape.rank else weight)
    return model


def models(k, seed):
    random = np.random.default_rng(seed)
    k.utils.set_random_seed(seed)
    L = k.layers
    for shape, layer in layers_of_all_kinds(k, random):
        yield type(layer).__name__, with_random_weights(k.Sequential([k.Input(shape), layer]), random)
    x, z = k.Input((4,)), k.Input((3,))
    shared, two = L.Dense(4, activation="relu"), k.Input((4,))
    twice = k.Model(two, [L.Dense(4)(two), L.Dense(5, activation="tanh")(two)], name="twice")
    chain = k.Sequential([k.Input((4,)), L.Dense(4), k.Sequential([k.Input((4,)), L.Dense(4)])], name="chain")
    first, _ = twice(shared(shared(x)))
    _, second = twice(chain(first))
    merged = L.Concatenate()([second, z, L.Add()([first, x])])
    yield "shared layers and models in models", with_random_weights(k.Model([x, z], [L.Dense(2)(merged), first]), random)
    yield "a chain of chains", with_random_weights(k.Sequential([k.Input((4,)), chain, L.Dense(2)]), random)
    outer = k.Input((4,))
    yield "a model in a chain", with_random_weights(
        k.Sequential([k.Input((4,)), k.Model(outer, L.Add()([L.Dense(4)(outer), outer])), L.Dense(2)]), random)


def samples(model):
    random = np.random.default_rng(5)
    return [random.uniform(-1, 1, (6, *i.shape[1:])).astype("f4") for i in model.inputs]


def answers(model, x):
    given = model(x if len(x) > 1 else x[0], training=False)
    return [np.array(one) for one in (given if isinstance(given, (list, tuple)) else [given])]


def answers_of_kvant(path, x, folder):
    kvant("convert", path, "-o", folder / "net.tflite")
    arguments = []
    for i, one in enumerate(x):
        np.save(folder / f"x{i}.npy", one)
        arguments += ["--input", folder / f"x{i}.npy"]
    kvant("run", folder / "net.tflite", *arguments, "-o", folder / "y.npz")
    with np.load(folder / "y.npz") as file:
        return [file[name] for name in file.files]


def difference(ours, theirs):
    assert [a.shape for a in ours] == [b.shape for b in theirs]
    return max(float(np.max(np.abs(a - b) / np.maximum(1, np.abs(b)))) for a, b in zip(ours, theirs))


def quietly(load, *arguments, **named):
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        return load(*arguments, **named)


def both_ways(k, endings):
    folder, worst, count = scratch(), 0.0, 0
    for seed in (1, 2):
        for name, model in models(k, seed):
            x = samples(model)
            theirs = answers(model, x)
            for ending in endings:
                given = folder / f"given{ending}"
                quietly(model.save, given)
                far = difference(answers_of_kvant(given, x, folder), theirs)
                assert far <= NEAR, f"{name}{ending} into kvant: {far}"
                for form in (".keras", ".h5", ".weights.h5"):
                    kvant("convert", given, "-o", folder / f"ours{form}")
                for form in (".keras", ".h5"):
                    loaded = quietly(keras.models.load_model, folder / f"ours{form}", compile=False)
                    back = difference(answers(loaded, x), theirs)
                    assert back <= NEAR, f"{name}{ending} to {form}: {back}"
                    worst = max(worst, far, back)
                for weight in loaded.weights:
                    weight.assign(np.zeros(weight.shape))
                loaded.load_weights(folder / "ours.weights.h5")
                assert difference(answers(loaded, x), theirs) <= NEAR, f"{name}{ending} to .weights.h5"
                count += 1
    return f"{count} files, worst difference {worst:.1e}"


def check_keras_3_files_both_ways():
    return both_ways(keras, (".keras", ".h5"))


def check_keras_2_files_both_ways():
    if "tf_keras" not in globals():
        return "skipped: tf_keras is not installed"
    return both_ways(tf_keras, (".h5", ".keras"))


def check_trainings_go_on():
    """Keras trains and saves, kvant reads and writes, Keras goes on: as if nothing had been between."""
    folder, rates = scratch(), keras.optimizers.schedules
    O = keras.optimizers
    random = np.random.default_rng(0)
    x = random.normal(size=(64, 3)).astype("f4")
    y = x @ random.normal(size=(3, 2)).astype("f4")
    fit = {"epochs": 2, "batch_size": 16, "shuffle": False, "verbose": 0}
    makers = [lambda: O.Adam(0.01), lambda: O.AdamW(0.01, clipnorm=1.0), lambda: O.SGD(0.05, momentum=0.9, nesterov=True),
              lambda: O.RMSprop(0.01, momentum=0.5, centered=True), lambda: O.SGD(rates.ExponentialDecay(0.1, 4, 0.9)),
              lambda: O.Adam(rates.CosineDecay(0.01, 20, warmup_target=0.02, warmup_steps=4)),
              lambda: O.SGD(rates.PiecewiseConstantDecay([3, 9], [0.1, 0.05, 0.01]))]
    for make in makers:
        keras.utils.set_random_seed(1)
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(5, activation="relu"),
                                  keras.layers.BatchNormalization(), keras.layers.Dense(2)])
        model.compile(make(), "huber", metrics=["mae", "accuracy", keras.metrics.RootMeanSquaredError(name="far")])
        model.fit(x, y, **fit)
        model.save(folder / "given.keras")
        kvant("convert", folder / "given.keras", "-o", folder / "ours.keras")
        loaded = keras.models.load_model(folder / "ours.keras")
        for one in (model, loaded):
            one.fit(x, y, **fit)
        for a, b in zip(model.get_weights(), loaded.get_weights()):
            assert np.array_equal(a, b), f"{model.optimizer.name}: {np.max(np.abs(a - b))}"
        scores = [one.evaluate(x, y, verbose=0, return_dict=True) for one in (model, loaded)]
        assert scores[0] == scores[1], scores
        kvant("convert", folder / "given.keras", "-o", folder / "ours.h5")
        quietly(keras.models.load_model, folder / "ours.h5").fit(x, y, **fit)
    return f"{len(makers)} optimizers, bit for bit"


def check_trainings_of_keras_2_go_on():
    """Keras 2 trains and saves, kvant reads and writes, Keras 3 goes on as Keras 2 does."""
    if "tf_keras" not in globals():
        return "skipped: tf_keras is not installed"
    folder, O = scratch(), tf_keras.optimizers
    random = np.random.default_rng(0)
    x = random.normal(size=(64, 3)).astype("f4")
    y = x @ random.normal(size=(3, 2)).astype("f4")
    fit = {"epochs": 2, "batch_size": 16, "shuffle": False, "verbose": 0}
    makers = [lambda: O.Adam(0.01), lambda: O.SGD(0.05, momentum=0.9, nesterov=True),
              lambda: O.RMSprop(0.01, momentum=0.5, centered=True), lambda: O.legacy.Adam(0.01),
              lambda: O.legacy.SGD(0.05, momentum=0.9)]
    worst = 0.0
    for make in makers:
        legacy = isinstance(make(), O.legacy.Optimizer)  # whose state Keras 2 leaves out of .keras files
        for ending in (".h5",) if legacy else (".h5", ".keras"):
            tf_keras.utils.set_random_seed(1)
            layers = tf_keras.layers
            model = tf_keras.Sequential([layers.Input((3,)), layers.Dense(5, activation="relu"), layers.Dense(2)])
            model.compile(make(), "mse", metrics=["mae"])
            model.fit(x, y, **fit)
            quietly(model.save, folder / f"given{ending}")
            kvant("convert", folder / f"given{ending}", "-o", folder / "ours.keras")
            loaded = keras.models.load_model(folder / "ours.keras")
            for one in (model, loaded):
                one.fit(x, y, **fit)
            far = max(float(np.max(np.abs(a - b))) for a, b in zip(model.get_weights(), loaded.get_weights()))
            assert far <= NEAR, f"{type(model.optimizer).__name__} {ending}: {far}"
            worst = max(worst, far)
    return f"{len(makers)} optimizers, worst difference {worst:.1e}"
