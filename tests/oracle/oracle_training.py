# SPDX-License-Identifier: Apache-2.0
"""Training against Keras: from the same weights, the same losses; and .keras files both ways."""
import csv

import keras
import numpy as np

from kvant_binary import kvant, run, scratch

RECIPE = """kvant = 1
name = "net"
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
metrics = ["mae"]
[fit]
epochs = {epochs}
batch_size = 64
shuffle = false
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


def train_with_kvant(folder, x, y, optimizer, loss, epochs):
    rows = "".join(f"{a:.9g},{b:.9g}\n" for a, b in zip(x.ravel(), y.ravel()))
    (folder / "data.csv").write_text("x,y\n" + rows)
    (folder / "net.toml").write_text(RECIPE.format(optimizer=optimizer, loss=loss, epochs=epochs))
    kvant("train", folder / "net.toml", "-o", folder / "out", cwd=folder)
    with open(folder / "out/history.csv", newline="") as file:
        return list(csv.DictReader(file))


CASES = [
    ('"adam"', keras.optimizers.Adam, {}, "mse"),
    ('{name = "sgd", learning_rate = 0.02, momentum = 0.9}', keras.optimizers.SGD,
     {"learning_rate": 0.02, "momentum": 0.9}, "mse"),
    ('{name = "sgd", learning_rate = 0.02, momentum = 0.9, nesterov = true}', keras.optimizers.SGD,
     {"learning_rate": 0.02, "momentum": 0.9, "nesterov": True}, "mae"),
    ('"rmsprop"', keras.optimizers.RMSprop, {}, "huber"),
]


def check_twenty_epochs_equal_keras():
    x, y = lesson_data()
    worst = 0.0
    for number, (text, optimizer, settings, loss) in enumerate(CASES):
        folder = scratch()
        model = lesson_model(number)
        model.save(folder / "start.keras")
        model.compile(optimizer=optimizer(**settings), loss=loss, metrics=["mae"])
        history = model.fit(x[:600], y[:600], epochs=20, batch_size=64, shuffle=False, verbose=0,
                            validation_data=(x[800:], y[800:])).history
        ours = train_with_kvant(folder, x, y, text, loss, 20)
        for key in ("loss", "mae", "val_loss", "val_mae"):
            mine = np.array([float(row[key]) for row in ours])
            difference = np.max(np.abs(mine - history[key]) / np.abs(history[key]))
            worst = max(worst, difference)
            assert difference <= 1e-5, f"{text} {loss} {key}: {difference}"
    return f"worst relative difference {worst:.1e}"


def check_keras_loads_what_kvant_trains():
    x, y = lesson_data()
    folder = scratch()
    lesson_model(7).save(folder / "start.keras")
    train_with_kvant(folder, x, y, '"adam"', "mse", 5)
    model = keras.models.load_model(folder / "out/net.keras")
    assert [layer.get_config()["units"] for layer in model.layers] == [16, 16, 1]
    theirs = model.predict(x, verbose=0)
    kvant("convert", folder / "out/net.keras", "-o", folder / "net.tflite")
    ours = run(folder / "net.tflite", x, folder)
    worst = np.max(np.abs(ours - theirs) / np.maximum(1, np.abs(theirs)))
    assert worst <= 1e-6, worst
    return f"worst difference {worst:.1e}"


def check_lesson_data_equals_the_notebooks():
    x, y = lesson_data()
    folder = scratch()
    kvant("new", "lesson", "-o", folder / "sine.toml")
    data = np.loadtxt(folder / "sine.csv", delimiter=",", skiprows=1, dtype="f4")
    assert np.array_equal(data[:, 0], x.ravel())
    assert np.all(np.abs(data[:, 1].view(np.int32).astype(np.int64) - y.ravel().view(np.int32)) <= 1)
