# SPDX-License-Identifier: Apache-2.0
"""Training against Keras: from the same weights, the same losses; and over many seeds, no worse an end."""
import csv

import keras
import numpy as np

from kvant_binary import kvant, scratch
from many_trainings import train_all

RECIPE = """kvant = 1
name = "net"
seed = {seed}
weights = "start.keras"
[data]
file = "data.csv"
inputs = ["x"]
targets = ["y"]
split = {{train = 0.6, test = 0.2, validate = 0.2, shuffle = false}}
[[layers]]
type = "Dense"
units = 16
activation = "relu"
[[layers]]
type = "Dense"
units = 16
activation = "relu"
[[layers]]
type = "Dense"
units = 1
[compile]
optimizer = {optimizer}
loss = "{loss}"
metrics = ["mae", "mse", "rmse"]
[fit]
epochs = {epochs}
batch_size = 64
shuffle = {shuffle}
"""


def lesson_data():
    random = np.random.RandomState(1)
    x = random.uniform(0, 2 * np.pi, 1000).astype("f4")
    random.shuffle(x)
    y = (np.sin(x) + 0.1 * random.randn(1000)).astype("f4")
    return x.reshape(-1, 1), y.reshape(-1, 1)


def lesson_model(seed):
    keras.utils.set_random_seed(seed)
    return keras.Sequential([keras.Input((1,)), keras.layers.Dense(16, activation="relu"),
                             keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)])


def write_data(folder, x, y):
    rows = "".join(f"{a:.9g},{b:.9g}\n" for a, b in zip(x.ravel(), y.ravel()))
    (folder / "data.csv").write_text("x,y\n" + rows)


def train_with_kvant(folder, optimizer, loss, epochs, shuffle=False, seed=1):
    """The columns of history.csv."""
    (folder / "net.toml").write_text(RECIPE.format(optimizer=optimizer, loss=loss, epochs=epochs, seed=seed,
                                                   shuffle=str(shuffle).lower()))
    kvant("train", folder / "net.toml", "-o", folder / "out", cwd=folder)
    with open(folder / "out/history.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    return {key: np.array([float(row[key]) for row in rows]) for key in rows[0]}


OPTIMIZERS = [
    ('"adam"', keras.optimizers.Adam, {}),
    ('{name = "adam", learning_rate = 0.003, beta_1 = 0.8, beta_2 = 0.99, epsilon = 1e-5}', keras.optimizers.Adam,
     {"learning_rate": 0.003, "beta_1": 0.8, "beta_2": 0.99, "epsilon": 1e-5}),
    ('"sgd"', keras.optimizers.SGD, {}),
    ('{name = "sgd", learning_rate = 0.01, momentum = 0.9}', keras.optimizers.SGD,
     {"learning_rate": 0.01, "momentum": 0.9}),
    ('{name = "sgd", learning_rate = 0.01, momentum = 0.8, nesterov = true}', keras.optimizers.SGD,
     {"learning_rate": 0.01, "momentum": 0.8, "nesterov": True}),
    ('"rmsprop"', keras.optimizers.RMSprop, {}),
    ('{name = "rmsprop", centered = true}', keras.optimizers.RMSprop, {"centered": True}),
    ('{name = "rmsprop", rho = 0.8, momentum = 0.5, centered = true}', keras.optimizers.RMSprop,
     {"rho": 0.8, "momentum": 0.5, "centered": True}),
]


def check_twenty_epochs_equal_keras():
    """600 samples in batches of 64: the last has 24."""
    x, y = lesson_data()
    folder = scratch()
    write_data(folder, x, y)
    worst, failed, number = 0.0, [], 0
    for text, optimizer, settings in OPTIMIZERS:
        for loss in ("mse", "mae", "huber"):
            model = lesson_model(number)
            model.save(folder / "start.keras")
            model.compile(optimizer=optimizer(**settings), loss=loss,
                          metrics=["mae", "mse", keras.metrics.RootMeanSquaredError(name="rmse")])
            history = model.fit(x[:600], y[:600], epochs=20, batch_size=64, shuffle=False, verbose=0,
                                validation_data=(x[800:], y[800:])).history
            ours = train_with_kvant(folder, text, loss, 20)
            difference = max(np.max(np.abs(ours[key] / history[key] - 1)) for key in history)
            worst = max(worst, difference)
            if not difference <= 1e-5:
                failed.append(f"{text} {loss} from seed {number}: {difference:.1e}")
            number += 1
    assert not failed, failed
    return f"{number} trainings, 8 columns each; worst relative difference {worst:.1e}"


SEEDS = range(1, 21)
EPOCHS = 500
STALLED = 0.05
ORDERS = 5  # of Keras' samples, for each seed: which of them stall is chance, how many is what we compare


def check_over_seeds_no_more_trainings_stall_than_keras_do():
    """From Keras' initial weights, shuffled on both sides, the lesson's 500 epochs."""
    x, y = lesson_data()
    models = [lesson_model(seed) for seed in SEEDS]
    theirs = train_all(models * ORDERS, x[:600], y[:600], EPOCHS, 64, keras.optimizers.Adam, seed=1)[-1]
    folder = scratch()
    write_data(folder, x, y)
    ours = []
    for seed, model in zip(SEEDS, models):
        model.save(folder / "start.keras")
        ours.append(train_with_kvant(folder, '"adam"', "mse", EPOCHS, True, seed)["loss"][-1])
    stalled = np.sum(np.array(ours) > STALLED), np.sum(theirs > STALLED) / ORDERS
    medians = np.median(ours), np.median(theirs)
    found = f"stalled {stalled[0]}, Keras {stalled[1]:.1f} of {len(SEEDS)}; medians {medians[0]:.5f}, {medians[1]:.5f}"
    assert stalled[0] <= stalled[1], found
    assert abs(medians[0] / medians[1] - 1) <= 0.05, found
    return found


def check_training_all_seeds_at_once_is_what_keras_fit_does():
    """The judge's short cut, judged by model.fit itself: without shuffling they are equal."""
    x, y = lesson_data()
    models = [lesson_model(seed) for seed in (1, 4, 9)]
    together = train_all(models, x[:600], y[:600], 10, 64, keras.optimizers.Adam, seed=None)
    worst = 0.0
    for place, seed in enumerate((1, 4, 9)):
        model = lesson_model(seed)
        model.compile(optimizer="adam", loss="mse")
        alone = model.fit(x[:600], y[:600], epochs=10, batch_size=64, shuffle=False, verbose=0).history["loss"]
        worst = max(worst, np.max(np.abs(together[:, place] / alone - 1)))
    assert worst <= 1e-5, worst
    return f"worst relative difference {worst:.1e}"


def check_lesson_data_equals_the_notebooks():
    x, y = lesson_data()
    folder = scratch()
    kvant("new", "lesson", "-o", folder / "sine.toml")
    data = np.loadtxt(folder / "sine.csv", delimiter=",", skiprows=1, dtype="f4")
    assert np.array_equal(data[:, 0], x.ravel())
    assert np.all(np.abs(data[:, 1].view(np.int32).astype(np.int64) - y.ravel().view(np.int32)) <= 1)
