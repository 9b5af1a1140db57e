# SPDX-License-Identifier: Apache-2.0
"""From equal weights, the losses of the five networks follow Keras'; and what was trained, Keras loads."""
import csv
import json
import os
import pathlib
import subprocess
import sys

import keras
import numpy as np

from kvant_binary import kvant, run, scratch
from topologies import CLASSES, FIVE

BATCHES = 10
EPOCHS = 3
PLANS = {"kws": ("sparse_categorical_crossentropy", 100), "ic": ("categorical_crossentropy", 32),
         "vww": ("categorical_crossentropy", 50), "ad": ("mse", 512), "sww": ("categorical_crossentropy", 100)}
RECIPE = """kvant = 1
name = "net"
weights = "start.keras"
[data]
file = "data.npz"
split = {{train = 1.0, test = 0.0, validate = 0.0}}
[compile]
optimizer = "adam"
loss = "{loss}"
[fit]
epochs = {epochs}
batch_size = {batch_size}
shuffle = false
validation = false
reproducible = {reproducible}
"""


def data_for(name, model, count):
    """Samples in which there is something to learn: each class has a pattern."""
    random = np.random.default_rng(7)
    shape = model.input_shape[1:]
    if name == "ad":
        x = random.normal(0, 1, (count, 8)) @ random.normal(0, 0.4, (8, *shape))
        x = (x + random.normal(0, 0.1, x.shape)).astype("f4")
        return x, x
    labels = random.integers(0, CLASSES[name], count)
    patterns = random.normal(0, 0.5, (CLASSES[name], *shape))
    x = (patterns[labels] + random.normal(0, 0.5, (count, *shape))).astype("f4")
    if PLANS[name][0].startswith("sparse"):
        return x, labels.astype("f4").reshape(-1, 1)
    return x, np.eye(CLASSES[name], dtype="f4")[labels]


def keras_losses(folder, loss, batch_size, onednn):
    script = pathlib.Path(__file__).with_name("keras_losses.py")
    environment = {**os.environ, "TF_ENABLE_ONEDNN_OPTS": str(onednn), "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run([sys.executable, script, folder / "start.keras", folder / "data.npz", loss, str(batch_size),
                           str(EPOCHS)], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return np.array(json.loads(done.stdout.splitlines()[-1]))


def kvant_losses(folder, loss, batch_size, reproducible):
    (folder / "net.toml").write_text(RECIPE.format(loss=loss, batch_size=batch_size, epochs=EPOCHS,
                                                   reproducible=str(reproducible).lower()))
    kvant("train", folder / "net.toml", "-o", folder / "out")
    with open(folder / "out/history.csv", newline="") as file:
        return np.array([float(row["loss"]) for row in csv.DictReader(file)])


def check_losses_follow_keras():
    found = []
    for name, (loss, batch_size) in PLANS.items():
        folder = scratch()
        keras.utils.set_random_seed(2)
        model = FIVE[name](dropout=False) if name in ("kws", "sww") else FIVE[name]()
        model.save(folder / "start.keras")
        x, y = data_for(name, model, BATCHES * batch_size)
        np.savez(folder / "data.npz", x=x, y=y)
        theirs, without = (keras_losses(folder, loss, batch_size, onednn) for onednn in (1, 0))
        # TensorFlow's two ways part more and more, and meet by chance: the largest distance of all epochs counts.
        bound = max(1e-3, 3 * np.max(np.abs(theirs / without - 1)))
        far = {}
        for reproducible in (False, True):
            ours = kvant_losses(folder, loss, batch_size, reproducible)
            far[reproducible] = np.abs(ours / theirs - 1)
            assert np.all(far[reproducible] <= bound), f"{name}: {ours}, Keras {theirs}, without oneDNN {without}"
        found.append(f"{name} {far[False].max():.1e} fast {far[True].max():.1e} reproducible "
                     f"(TensorFlow against itself {np.abs(theirs / without - 1).max():.1e})")
        saved_by_us_loads_in_keras(folder, x[:16])
    return "; ".join(found)


def saved_by_us_loads_in_keras(folder, x):
    """The trained .keras file: the same layers, and the same answers as our own conversion of it."""
    start, loaded = (keras.models.load_model(folder / path) for path in ("start.keras", "out/net.keras"))
    for a, b in zip(start.layers, loaded.layers, strict=True):
        assert type(a) is type(b) and a.name == b.name, f"{a.name} {b.name}"
        assert without_build(a.get_config()) == without_build(b.get_config()), f"{a.get_config()} {b.get_config()}"
    kvant("convert", folder / "out/net.keras", "-o", folder / "net.tflite")
    answers = np.array(loaded(x))
    far = np.abs(run(folder / "net.tflite", x, folder).reshape(answers.shape) - answers)
    assert np.all(far <= 1e-5 * np.maximum(1, np.abs(answers))), far.max()


def without_build(config):
    return {key: value for key, value in config.items() if key not in ("dtype", "build_config")}
