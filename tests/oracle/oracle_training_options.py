# SPDX-License-Identifier: Apache-2.0
"""Losses, metrics, optimizers, schedules and callbacks of recipes against Keras, live: from the same weights, the same
histories."""
import csv

import keras
import numpy as np

from kvant_binary import kvant, scratch

RECIPE = """kvant = 1
name = "net"
weights = "start.keras"
[data]
file = "data.csv"
inputs = ["a", "b", "c", "d"]
targets = [{targets}]
split = {{train = 0.6, test = 0.2, validate = 0.2, shuffle = false}}
[[layers]]
type = "Dense"
units = 8
activation = "relu"
[[layers]]
type = "Dense"
units = {units}
{activation}
[compile]
optimizer = {optimizer}
loss = {loss}
metrics = [{metrics}]
[fit]
epochs = {epochs}
batch_size = 64
shuffle = false
{fit}
"""
ROWS, TRAIN, VALIDATE = 1000, 600, 800
CLASSES = 3


def samples():
    """Four inputs, and a class of three that depends on them but for some noise."""
    random = np.random.default_rng(5)
    x = random.normal(size=(ROWS, 4)).astype("f4")
    scores = x @ random.normal(size=(4, CLASSES)) + 0.7 * random.normal(size=(ROWS, CLASSES))
    return x, np.argmax(scores, axis=1)


X, LABELS = samples()
ONE_HOT = np.eye(CLASSES, dtype="f4")[LABELS]
YES = (LABELS == 1).astype("f4").reshape(-1, 1)
TARGETS = {"label": LABELS.reshape(-1, 1), "one_hot": ONE_HOT, "yes": YES}


def start(units, activation, seed):
    keras.utils.set_random_seed(seed)
    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(8, activation="relu"),
                             keras.layers.Dense(units, activation=activation)])


def train_both(seed, targets, units, activation, loss, keras_loss, metrics="", keras_metrics=(), optimizer='"adam"',
               keras_optimizer=None, epochs=5, fit="", callbacks=(), **options):
    """Both histories."""
    folder = scratch()
    y = TARGETS[targets]
    names = [f"y{i}" for i in range(y.shape[1])]
    with open(folder / "data.csv", "w") as file:
        file.write(",".join(["a", "b", "c", "d", *names]) + "\n")
        for row, target in zip(X, y):
            file.write(",".join(f"{v:.9g}" for v in [*row, *target]) + "\n")
    model = start(units, activation, seed)
    model.save(folder / "start.keras")
    (folder / "net.toml").write_text(RECIPE.format(
        targets=", ".join(f'"{name}"' for name in names), units=units,
        activation=f'activation = "{activation}"' if activation else "", optimizer=optimizer, loss=loss,
        metrics=metrics, epochs=epochs, fit=fit))
    kvant("train", folder / "net.toml", "-o", folder / "out", "--quiet", cwd=folder)
    with open(folder / "out/history.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    ours = {key: np.array([float(row[key]) for row in rows]) for key in rows[0] if key != "epoch"}
    model.compile(optimizer=keras_optimizer or keras.optimizers.Adam(), loss=keras_loss, metrics=list(keras_metrics))
    history = model.fit(X[:TRAIN], y[:TRAIN], epochs=epochs, batch_size=64, shuffle=False, verbose=0,
                        validation_data=(X[VALIDATE:], y[VALIDATE:]), callbacks=list(callbacks), **options).history
    return folder, ours, {key: np.array(values) for key, values in history.items()}


COUNTED = ("accuracy", "precision", "recall", "auc", "top")


def compare(what, ours, theirs, failed):
    """Losses within 1e-5; what is counted within two samples of 200."""
    if set(ours) != set(theirs):
        failed.append(f"{what}: columns {sorted(ours)} and {sorted(theirs)}")
        return 0.0
    worst = 0.0
    for key, values in theirs.items():
        if len(values) != len(ours[key]):
            failed.append(f"{what}: {key} of {len(ours[key])} epochs, Keras {len(values)}")
            continue
        if any(word in key for word in COUNTED):
            if not np.max(np.abs(ours[key] - values)) <= 0.01:
                failed.append(f"{what}: {key} differs by {np.max(np.abs(ours[key] - values)):.1e}")
            continue
        difference = np.max(np.abs(ours[key] / values - 1))
        worst = max(worst, difference)
        if not difference <= 1e-5:
            failed.append(f"{what}: {key} differs by {difference:.1e}")
    return worst


def check_losses_and_metrics_are_keras():
    L, M = keras.losses, keras.metrics
    cases = [
        ("label", 3, "softmax", '"sparse_categorical_crossentropy"', L.SparseCategoricalCrossentropy(),
         '"accuracy", {name = "sparse_top_k_categorical_accuracy", k = 2}',
         ["accuracy", M.SparseTopKCategoricalAccuracy(k=2)]),
        ("label", 3, None, '{name = "sparse_categorical_crossentropy", from_logits = true}',
         L.SparseCategoricalCrossentropy(from_logits=True), '"sparse_categorical_accuracy"',
         ["sparse_categorical_accuracy"]),
        ("label", 3, "sigmoid", '"sparse_categorical_crossentropy"', L.SparseCategoricalCrossentropy(), "", []),
        ("one_hot", 3, "softmax", '{name = "categorical_crossentropy", label_smoothing = 0.1}',
         L.CategoricalCrossentropy(label_smoothing=0.1),
         '"accuracy", "precision", "recall", "auc", {name = "auc", curve = "PR", as = "auc_pr"}, '
         '{name = "precision", class_id = 1, threshold = 0.3, as = "precision_of_1"}, '
         '{name = "top_k_categorical_accuracy", k = 2}',
         ["accuracy", M.Precision(name="precision"), M.Recall(name="recall"), M.AUC(name="auc"),
          M.AUC(curve="PR", name="auc_pr"), M.Precision(class_id=1, thresholds=0.3, name="precision_of_1"),
          M.TopKCategoricalAccuracy(k=2)]),
        ("one_hot", 3, None, '{name = "categorical_crossentropy", from_logits = true}',
         L.CategoricalCrossentropy(from_logits=True), '"categorical_accuracy"', ["categorical_accuracy"]),
        ("one_hot", 3, "sigmoid", '"categorical_crossentropy"', L.CategoricalCrossentropy(), "", []),
        ("one_hot", 3, "sigmoid", '"binary_crossentropy"', L.BinaryCrossentropy(),
         '{name = "binary_accuracy", threshold = 0.3}', [M.BinaryAccuracy(threshold=0.3)]),
        ("yes", 1, "sigmoid", '{name = "binary_crossentropy", label_smoothing = 0.2}',
         L.BinaryCrossentropy(label_smoothing=0.2), '"accuracy", "auc"', ["accuracy", M.AUC(name="auc")]),
        ("yes", 1, None, '{name = "binary_crossentropy", from_logits = true}', L.BinaryCrossentropy(from_logits=True),
         '{name = "auc", from_logits = true}', [M.AUC(from_logits=True, name="auc")]),
    ]
    failed, worst = [], 0.0
    for seed, (targets, units, activation, loss, keras_loss, metrics, keras_metrics) in enumerate(cases):
        _, ours, theirs = train_both(seed, targets, units, activation, loss, keras_loss, metrics, keras_metrics)
        worst = max(worst, compare(f"{loss} behind {activation}", ours, theirs, failed))
    assert not failed, failed
    return f"{len(cases)} trainings; worst relative difference of a loss {worst:.1e}"


def check_optimizers_and_schedules_are_keras():
    O, S = keras.optimizers, keras.optimizers.schedules
    cases = [
        ('"adamw"', O.AdamW()),
        ('{name = "adamw", learning_rate = 0.01, weight_decay = 0.1}', O.AdamW(0.01, weight_decay=0.1)),
        ('{name = "sgd", learning_rate = 0.1, weight_decay = 0.01}', O.SGD(0.1, weight_decay=0.01)),
        ('{name = "sgd", learning_rate = 0.5, clipnorm = 0.1}', O.SGD(0.5, clipnorm=0.1)),
        ('{name = "sgd", learning_rate = 0.5, clipvalue = 0.02}', O.SGD(0.5, clipvalue=0.02)),
        ('{name = "adam", global_clipnorm = 0.1}', O.Adam(global_clipnorm=0.1)),
        ('{name = "adam", learning_rate = {schedule = "exponential_decay", initial_learning_rate = 0.02, '
         'decay_steps = 10, decay_rate = 0.7}}', O.Adam(S.ExponentialDecay(0.02, 10, 0.7))),
        ('{name = "sgd", learning_rate = {schedule = "exponential_decay", initial_learning_rate = 0.2, '
         'decay_steps = 10, decay_rate = 0.5, staircase = true}}', O.SGD(S.ExponentialDecay(0.2, 10, 0.5, staircase=True))),
        ('{name = "adam", learning_rate = {schedule = "cosine_decay", initial_learning_rate = 0.02, decay_steps = 30, '
         'alpha = 0.1}}', O.Adam(S.CosineDecay(0.02, 30, 0.1))),
        ('{name = "adam", learning_rate = {schedule = "cosine_decay", initial_learning_rate = 0.0, decay_steps = 30, '
         'warmup_target = 0.02, warmup_steps = 15}}', O.Adam(S.CosineDecay(0.0, 30, warmup_target=0.02, warmup_steps=15))),
        ('{name = "rmsprop", learning_rate = {schedule = "piecewise_constant_decay", boundaries = [9, 31], '
         'values = [0.01, 0.003, 0.001]}}', O.RMSprop(S.PiecewiseConstantDecay([9, 31], [0.01, 0.003, 0.001]))),
    ]
    failed, worst = [], 0.0
    for seed, (text, optimizer) in enumerate(cases):
        _, ours, theirs = train_both(seed, "label", 3, "softmax", '"sparse_categorical_crossentropy"',
                                     "sparse_categorical_crossentropy", optimizer=text, keras_optimizer=optimizer)
        worst = max(worst, compare(text, ours, theirs, failed))
    assert not failed, failed
    return f"{len(cases)} trainings; worst relative difference {worst:.1e}"


def check_callbacks_and_class_weights_are_keras():
    C = keras.callbacks
    fast = ('{name = "adam", learning_rate = 0.05}', lambda: keras.optimizers.Adam(0.05))
    cases = [
        ("early_stopping = {patience = 2}", [C.EarlyStopping(patience=2)], {}),
        ('early_stopping = {monitor = "val_accuracy", patience = 1, min_delta = 0.001, restore_best_weights = true}',
         [C.EarlyStopping(monitor="val_accuracy", patience=1, min_delta=0.001, restore_best_weights=True)], {}),
        ("reduce_lr_on_plateau = {patience = 1, factor = 0.3, cooldown = 1}",
         [C.ReduceLROnPlateau(patience=1, factor=0.3, cooldown=1)], {}),
        ("class_weight = {0 = 3.0, 2 = 0.25}", [], {"class_weight": {0: 3.0, 1: 1.0, 2: 0.25}}),
    ]
    failed, worst, epochs = [], 0.0, []
    for seed, (text, callbacks, options) in enumerate(cases):
        folder, ours, theirs = train_both(seed, "label", 3, "softmax", '"sparse_categorical_crossentropy"',
                                          "sparse_categorical_crossentropy", '"accuracy"', ["accuracy"], fast[0],
                                          fast[1](), 25, text + '\ncsv_logger = "log.csv"', callbacks, **options)
        worst = max(worst, compare(text, ours, theirs, failed))
        epochs.append(len(ours["loss"]))
        with open(folder / "out/log.csv", newline="") as file:
            logged = list(csv.DictReader(file))
        if [*logged[0]] != ["epoch", *sorted(ours)] or len(logged) != len(ours["loss"]):
            failed.append(f"{text}: log.csv has columns {[*logged[0]]}")
    assert not failed, failed
    return f"{len(cases)} trainings of {epochs} epochs; worst relative difference {worst:.1e}"
