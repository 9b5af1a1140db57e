# SPDX-License-Identifier: Apache-2.0
""".keras files both ways: Keras loads what kvant saves, kvant loads what Keras saves, and configurations survive."""
import subprocess

import keras
import numpy as np

from kvant_binary import BINARY, kvant, run, scratch

LAYERS = keras.layers

RECIPE = """kvant = 1
name = "again"
weights = "given.keras"
[data]
file = "data.npz"
split = {train = 1.0, test = 0.0, validate = 0.0}
[compile]
optimizer = {name = "sgd", learning_rate = 1e-30}
[fit]
epochs = 1
validation = false
"""


def dense(units, **settings):
    return LAYERS.Dense(units, **settings)


def models():
    """Models in every spelling of Dense, Activation and Input that applies."""
    keras.utils.set_random_seed(11)
    yield "plain", keras.Sequential([keras.Input((4,)), dense(5, activation="relu"), dense(2)])
    yield "named", keras.Sequential([keras.Input((3,), name="sensors"), dense(5, activation="relu", name="first-layer.1"),
                                     dense(2, name="answer")], name="my_model")
    yield "without bias", keras.Sequential([keras.Input((3,)), dense(5, use_bias=False, activation="relu6"),
                                            dense(2, use_bias=False)])
    yield "activation layers", keras.Sequential([keras.Input((3,)), dense(6), LAYERS.Activation("relu"), dense(6),
                                                 LAYERS.Activation("relu6"), LAYERS.Activation("linear"), dense(1)])
    yield "activation first", keras.Sequential([keras.Input((3,)), LAYERS.Activation("relu"), dense(2)])
    yield "activations as functions", keras.Sequential([keras.Input((3,)), dense(6, activation=keras.activations.relu6),
                                                        dense(2, activation=keras.ops.relu), dense(1, activation=None)])
    initializers = ["glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "lecun_uniform", "lecun_normal",
                    "random_uniform", "random_normal", "truncated_normal", "zeros", "ones"]
    yield "initialisers by name", keras.Sequential(
        [keras.Input((3,)), *[dense(4, kernel_initializer=one, bias_initializer=one) for one in initializers]])
    some = keras.initializers
    yield "initialisers as objects", keras.Sequential([
        keras.Input((3,)), dense(4, kernel_initializer=some.RandomUniform(-0.3, 0.4, seed=7)),
        dense(4, kernel_initializer=some.RandomNormal(0.1, 0.2, seed=8), bias_initializer=some.Constant(0.25)),
        dense(4, kernel_initializer=some.TruncatedNormal(0.1, 0.2)), dense(4, kernel_initializer=some.HeNormal(seed=3)),
        dense(4, kernel_initializer=some.VarianceScaling(1.5, "fan_out", "uniform", seed=4)),
        dense(4, kernel_initializer=some.VarianceScaling(2.0, "fan_avg", "untruncated_normal")),
        dense(4, kernel_initializer=some.Orthogonal(gain=1.5, seed=2)),
        dense(4, kernel_initializer=some.Identity(gain=0.5))])
    yield "frozen", keras.Sequential([keras.Input((3,)), dense(4, activation="relu", trainable=False), dense(2)])
    yield "dtype by name and policy", keras.Sequential(
        [keras.Input((3,), dtype="float32"), dense(4, dtype="float32"), dense(2, dtype=keras.DTypePolicy("float32"))])
    yield "fixed batch", keras.Sequential([keras.Input((3,), batch_size=1), dense(4, activation="relu"), dense(2)])
    built = keras.Sequential([dense(4, activation="relu"), dense(2)])
    built.build((None, 3))
    yield "built without an Input", built
    compiled = keras.Sequential([keras.Input((3,)), dense(4, activation="relu"), dense(2)])
    compiled.compile(optimizer=keras.optimizers.Adam(0.01), loss="huber", metrics=["mae", keras.metrics.MeanSquaredError()])
    compiled.fit(np.ones((8, 3)), np.ones((8, 2)), verbose=0)
    yield "compiled and trained, with its optimizer", compiled


def give_biases(model):
    """Zero biases would hide one that is lost."""
    random = np.random.default_rng(5)
    for layer in model.layers:
        weights = layer.get_weights()
        if len(weights) == 2 and not np.any(weights[1]):
            layer.set_weights([weights[0], random.normal(size=weights[1].shape) * 0.3])


def difference(ours, theirs):
    return float(np.max(np.abs(ours - theirs) / np.maximum(1, np.abs(theirs))))


def run_by_kvant(path, x, folder):
    kvant("convert", path, "-o", folder / "net.tflite")
    return run(folder / "net.tflite", x, folder)


def check_kvant_loads_what_keras_saves():
    folder, worst, count = scratch(), 0.0, 0
    for name, model in models():
        give_biases(model)
        model.save(folder / "given.keras")
        x = np.random.default_rng(1).uniform(-2, 2, (50, model.input_shape[1])).astype("f4")
        theirs = np.array(model(x))
        far = difference(run_by_kvant(folder / "given.keras", x, folder), theirs)
        assert far <= 1e-6, f"{name}: {far}"
        worst, count = max(worst, far), count + 1
    return f"{count} models, worst difference {worst:.1e}"


def check_keras_loads_what_kvant_saves_with_every_setting():
    """Keras saves, kvant takes the layers and trains by a step of 1e-30, Keras loads: all is as it was."""
    folder, worst, count = scratch(), 0.0, 0
    for name, model in models():
        give_biases(model)
        model.save(folder / "given.keras")
        x = np.random.default_rng(1).uniform(-2, 2, (50, model.input_shape[1])).astype("f4")
        if any(layer.trainable and layer.weights for layer in model.layers):
            np.savez(folder / "data.npz", x=x, y=np.zeros((50, model.output_shape[1]), "f4"))
            (folder / "again.toml").write_text(RECIPE)
            kvant("train", folder / "again.toml", "-o", folder / "out")
        loaded = keras.models.load_model(folder / "out/again.keras")
        far = difference(np.array(loaded(x)), np.array(model(x)))
        assert far <= 1e-6, f"{name}: {far}"
        assert loaded.name == model.name, f"{name}: {loaded.name}"
        assert len(loaded.layers) == len(model.layers), name
        for ours, theirs in zip(loaded.layers, model.layers):
            assert type(ours) is type(theirs), f"{name}: {ours} {theirs}"
            assert ours.get_config() == theirs.get_config(), f"{name}: {ours.get_config()} {theirs.get_config()}"
            for a, b in zip(ours.get_weights(), theirs.get_weights()):
                assert np.max(np.abs(a - b)) < 1e-20, f"{name}: weights of {ours.name}"
        loaded.compile(optimizer="adam", loss="mse")
        loaded.fit(x, np.zeros((50, model.output_shape[1])), verbose=0)
        worst, count = max(worst, far), count + 1
    return f"{count} models, worst difference {worst:.1e}"


def check_keras_files_that_do_not_fit_are_refused():
    folder = scratch()
    for name, model, said in [
            ("another layer", keras.Sequential([keras.Input((8, 8, 1)), LAYERS.SeparableConv2D(2, 3)]),
             "SeparableConv2D"),
            ("another activation", keras.Sequential([keras.Input((3,)), dense(2, activation="selu")]), "selu"),
            ("another regulariser", keras.Sequential([
                keras.Input((3,)), dense(2, kernel_regularizer=keras.regularizers.OrthogonalRegularizer())]),
             "OrthogonalRegularizer"),
            ("a constraint", keras.Sequential([keras.Input((3,)), dense(2, kernel_constraint="non_neg")]),
             "kernel_constraint"),
            ("half precision", keras.Sequential([keras.Input((3,)), dense(2, dtype="mixed_float16")]), "mixed_float16"),
    ]:
        model.save(folder / "odd.keras")
        done = subprocess.run([BINARY, "convert", folder / "odd.keras", "-o", folder / "odd.tflite"],
                              capture_output=True, text=True)
        assert done.returncode in (1, 2) and said in done.stderr, f"{name}: {done.returncode} {done.stderr}"
        assert "odd.keras" in done.stderr, f"{name}: which file? {done.stderr}"
        assert not (folder / "odd.tflite").exists()
    return "5 models"
