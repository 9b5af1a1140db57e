# SPDX-License-Identifier: Apache-2.0
"""Training with Keras and TensorFlow: what bench/training measures kvant against. Prints samples a second.

python training_tensorflow.py sine|ad|kws|ic SECONDS
"""
import pathlib
import sys
import time

import keras
import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests/oracle"))
import topologies  # noqa: E402


def sine():
    return keras.Sequential([keras.Input((1,)), keras.layers.Dense(16, activation="relu"),
                             keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)])


def classes(name, rows):
    labels = np.arange(rows) * 7 % topologies.CLASSES[name]
    return labels if name == "kws" else keras.utils.to_categorical(labels, topologies.CLASSES[name])


# name: the network, its loss, batch and batches of an epoch
TRAININGS = {
    "sine": (sine, "mse", 64, 10),
    "ad": (topologies.ad, "mse", 512, 8),
    "kws": (topologies.kws, "sparse_categorical_crossentropy", 100, 10),
    "ic": (topologies.ic, "categorical_crossentropy", 32, 20),
}


def main():
    name, seconds = sys.argv[1], float(sys.argv[2])
    build, loss, batch, batches = TRAININGS[name]
    keras.utils.set_random_seed(1)
    model = build()
    model.compile(optimizer="adam", loss=loss)
    x = topologies.samples_of(model, batch * batches)
    y = x if name == "ad" else np.sin(x) if name == "sine" else classes(name, len(x))
    model.fit(x, y, epochs=2, batch_size=batch, verbose=0)  # traces the step
    done, begin = 0, time.perf_counter()
    while time.perf_counter() - begin < seconds:
        model.fit(x, y, epochs=5, batch_size=batch, verbose=0)
        done += 5 * len(x)
    print(done / (time.perf_counter() - begin))


main()
