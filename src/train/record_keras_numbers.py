# SPDX-License-Identifier: Apache-2.0
# Prints the numbers of keras_training_golden.h, measured with the real Keras: python record_keras_numbers.py > keras_training_golden.h
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
import keras
import numpy as np
import tensorflow as tf


def waves(count, phase):
    return (0.5 * np.sin(np.arange(1, count + 1) * 1.7 + phase)).astype(np.float32)


def emit(name, values):
    text = ", ".join(repr(float(v)) for v in values)
    print(f"inline constexpr double {name}[] = {{{text}}};")


def optimizer_steps(name, optimizer):
    """Three variables of one number each take five steps with gradients that grow, shrink and change sign."""
    variable = keras.Variable(np.array([1.0, -2.0, 0.5], np.float32))
    optimizer.build([variable])
    seen = []
    for step in range(5):
        gradient = np.array([0.1 * (step + 1), -3.0 / (step + 1), (-1.0) ** step * 0.5], np.float32)
        optimizer.apply([keras.ops.convert_to_tensor(gradient)], [variable])
        seen += variable.numpy().tolist()
    emit(name, seen)


def lesson_training():
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(16, "relu"), keras.layers.Dense(16, "relu"),
                              keras.layers.Dense(1)])
    model.set_weights([waves(16, 0).reshape(1, 16), waves(16, 1), waves(256, 2).reshape(16, 16), waves(16, 3),
                       waves(16, 4).reshape(16, 1), waves(1, 5)])
    row = np.arange(800)
    x = (2 * np.pi * ((row * 37) % 800) / 800).astype(np.float32)
    y = np.sin(x.astype(np.float64)).astype(np.float32)
    model.compile(optimizer="adam", loss="mse", metrics=["mae"])
    history = model.fit(x[:600], y[:600], epochs=20, batch_size=64, shuffle=False, verbose=0,
                        validation_data=(x[600:], y[600:])).history
    for key in ("loss", "mae", "val_loss", "val_mae"):
        emit("lesson_" + key, history[key])
    emit("lesson_last_bias", model.get_weights()[-1])


def two_outputs_training():
    """Batch normalization, regularizers, two outputs with losses of their own that count 0.5 and 2."""
    start = keras.Input((4,))
    hidden = keras.layers.Dense(6, "relu", kernel_regularizer=keras.regularizers.L1L2(0.01, 0.02))(start)
    normal = keras.layers.BatchNormalization(momentum=0.9)(hidden)
    left = keras.layers.Dense(2, name="left")(normal)
    right = keras.layers.Dense(1, name="right", bias_regularizer=keras.regularizers.L2(0.5))(normal)
    model = keras.Model(start, [left, right])
    model.set_weights([np.abs(waves(w.size, i)).reshape(w.shape) + np.float32(0.5 if i == 5 else 0)
                       for i, w in enumerate(model.get_weights())])
    x, y_left, y_right = waves(160, 1).reshape(40, 4), waves(80, 2).reshape(40, 2), waves(40, 3).reshape(40, 1)
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss=["mse", "mae"], loss_weights=[0.5, 2.0],
                  metrics=[["mae"], ["mse"]])
    history = model.fit(x[:32], [y_left[:32], y_right[:32]], epochs=3, batch_size=8, shuffle=False, verbose=0,
                        validation_data=(x[32:], [y_left[32:], y_right[32:]])).history
    for key in ("loss", "left_loss", "right_loss", "left_mae", "right_mse"):
        emit("two_outputs_" + key, history[key])
        emit("two_outputs_val_" + key, history["val_" + key])
    emit("two_outputs_moving_mean", model.get_weights()[4])
    emit("two_outputs_moving_variance", model.get_weights()[5])


def schedule(name, rate):
    """At steps 0, 7, 14 ..."""
    emit(name, [rate(step) for step in range(0, 105, 7)])


LABELS = np.array([2, 0, 1, 1])
WEIGHTS = np.array([1.0, 0.25, 2.0, 0.5], np.float32)


def loss_values():
    """Each loss of four rows, weighted, and its derivative by each prediction: probabilities that do not add up to 1, two
    of them beyond the bounds, or logits."""
    probabilities = np.abs(waves(12, 1)).reshape(4, 3) * 1.9 + 0.02
    probabilities[1, 1], probabilities[3, 0] = 0.0, 1.0
    one_hot = np.eye(3, dtype=np.float32)[LABELS]
    yes = (np.arange(12).reshape(4, 3) % 2).astype(np.float32)
    L = keras.losses
    for name, loss, target, predicted in [
            ("binary", L.BinaryCrossentropy(), yes, probabilities),
            ("binary_smooth", L.BinaryCrossentropy(label_smoothing=0.2), yes, probabilities),
            ("binary_logits", L.BinaryCrossentropy(from_logits=True), yes, waves(12, 1).reshape(4, 3) * 30),
            ("categorical", L.CategoricalCrossentropy(), one_hot, probabilities),
            ("categorical_smooth", L.CategoricalCrossentropy(label_smoothing=0.1), one_hot, probabilities),
            ("categorical_logits", L.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1), one_hot,
             waves(12, 1).reshape(4, 3) * 30),
            ("sparse", L.SparseCategoricalCrossentropy(), LABELS, probabilities),
            ("sparse_logits", L.SparseCategoricalCrossentropy(from_logits=True), LABELS,
             waves(12, 1).reshape(4, 3) * 30)]:
        place = tf.Variable(predicted.astype(np.float32))
        with tf.GradientTape() as tape:
            value = loss(target, place, sample_weight=WEIGHTS)
        emit("loss_" + name, [value] + tape.gradient(value, place).numpy().ravel().tolist())


def classifier_training():
    """Three classes behind a softmax whose weights are so large that probabilities alone would be clipped."""
    for kind, loss, units, activation in [("sparse", "sparse_categorical_crossentropy", 3, "softmax"),
                                          ("binary", "binary_crossentropy", 1, "sigmoid")]:
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(units, activation=activation)])
        model.set_weights([waves(4 * units, 0).reshape(4, units) * 40, waves(units, 1)])
        x, y = waves(192, 2).reshape(48, 4), np.arange(48) * 7 % max(units, 2)
        model.compile(optimizer=keras.optimizers.SGD(0.5), loss=loss, metrics=["accuracy"])
        history = model.fit(x, y, epochs=3, batch_size=16, shuffle=False, verbose=0).history
        emit(f"classifier_{kind}_loss", history["loss"])
        emit(f"classifier_{kind}_accuracy", history["accuracy"])


def weighted_training():
    """Samples and classes that count more or less than others."""
    x, y = waves(192, 2).reshape(48, 4), np.arange(48) * 7 % 3
    for name, options in [("sample", {"sample_weight": (np.arange(48) % 5 / 2).astype(np.float32)}),
                          ("class", {"class_weight": {0: 3.0, 1: 1.0, 2: 0.25}})]:
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="softmax")])
        model.set_weights([waves(12, 0).reshape(4, 3), waves(3, 1)])
        model.compile(optimizer=keras.optimizers.SGD(0.5), loss="sparse_categorical_crossentropy")
        emit(name + "_weight_loss",
             model.fit(x, y, epochs=3, batch_size=16, shuffle=False, verbose=0, **options).history["loss"])


def metric_values():
    """Each metric of two batches of unequal size."""
    rows = 50
    scores = np.abs(waves(rows * 6, 2)).reshape(rows, 6) * 2
    labels = (np.arange(rows) * 7) % 6
    one_hot = np.eye(6, dtype=np.float32)[labels]
    M = keras.metrics
    for name, metric, target in [
            ("binary_accuracy", M.BinaryAccuracy(threshold=0.4), one_hot),
            ("categorical_accuracy", M.CategoricalAccuracy(), one_hot),
            ("sparse_categorical_accuracy", M.SparseCategoricalAccuracy(), labels),
            ("top_k", M.TopKCategoricalAccuracy(k=3), one_hot),
            ("sparse_top_k", M.SparseTopKCategoricalAccuracy(k=2), labels),
            ("precision", M.Precision(), one_hot),
            ("precision_of_class", M.Precision(thresholds=0.3, class_id=2), one_hot),
            ("recall", M.Recall(), one_hot),
            ("recall_of_class", M.Recall(thresholds=0.8, class_id=1), one_hot),
            ("auc", M.AUC(), one_hot),
            ("auc_few", M.AUC(num_thresholds=11), one_hot),
            ("auc_logits", M.AUC(from_logits=True), one_hot),
            ("auc_pr", M.AUC(curve="PR"), one_hot),
            ("crossentropy", M.SparseCategoricalCrossentropy(), labels)]:
        for begin, end in ((0, 32), (32, 50)):
            metric.update_state(target[begin:end], scores[begin:end])
        emit("metric_" + name, [metric.result()])


print("// SPDX-License-Identifier: Apache-2.0")
print("// What Keras", keras.__version__, "computed: recorded by record_keras_numbers.py, which says what each number is.")
print("#pragma once\n")
print("namespace kvant::train::golden {\n")
optimizer_steps("adam", keras.optimizers.Adam())
optimizer_steps("adam_fast", keras.optimizers.Adam(learning_rate=0.1, beta_1=0.8, beta_2=0.95, epsilon=1e-3))
optimizer_steps("sgd", keras.optimizers.SGD())
optimizer_steps("sgd_momentum", keras.optimizers.SGD(learning_rate=0.1, momentum=0.9))
optimizer_steps("sgd_nesterov", keras.optimizers.SGD(learning_rate=0.1, momentum=0.9, nesterov=True))
optimizer_steps("rmsprop", keras.optimizers.RMSprop())
optimizer_steps("rmsprop_centered", keras.optimizers.RMSprop(learning_rate=0.01, rho=0.8, momentum=0.5, centered=True))
optimizer_steps("adamw", keras.optimizers.AdamW(learning_rate=0.05, weight_decay=0.1))
optimizer_steps("sgd_clipvalue", keras.optimizers.SGD(learning_rate=0.1, clipvalue=0.25))
optimizer_steps("sgd_clipnorm", keras.optimizers.SGD(learning_rate=0.1, clipnorm=0.6))
optimizer_steps("adam_global_clipnorm", keras.optimizers.Adam(learning_rate=0.1, global_clipnorm=0.5))
schedules = keras.optimizers.schedules
optimizer_steps("sgd_decay", keras.optimizers.SGD(learning_rate=schedules.ExponentialDecay(0.1, 2, 0.5)))
schedule("exponential_decay", schedules.ExponentialDecay(0.1, 20, 0.9))
schedule("exponential_decay_staircase", schedules.ExponentialDecay(0.1, 20, 0.9, staircase=True))
schedule("cosine_decay", schedules.CosineDecay(0.1, 50))
schedule("cosine_decay_warmup", schedules.CosineDecay(0.01, 50, 0.05, warmup_target=0.2, warmup_steps=30))
schedule("piecewise_constant_decay", schedules.PiecewiseConstantDecay([14, 40], [0.1, 0.05, 0.01]))
lesson_training()
two_outputs_training()
loss_values()
classifier_training()
weighted_training()
metric_values()
print("\n}  // namespace kvant::train::golden")
