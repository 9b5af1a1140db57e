# SPDX-License-Identifier: Apache-2.0
"""keras_losses.py MODEL DATA LOSS BATCH EPOCHS: trains as Keras does and prints the loss of each epoch.

A process of its own, because oneDNN is chosen by the environment before TensorFlow starts."""
import json
import sys

import keras
import numpy as np


def main():
    model_path, data_path, loss, batch_size, epochs = sys.argv[1:]
    model = keras.models.load_model(model_path)
    model.compile(optimizer="adam", loss=loss)
    data = np.load(data_path)
    history = model.fit(data["x"], data["y"], batch_size=int(batch_size), epochs=int(epochs), shuffle=False, verbose=0)
    print(json.dumps(history.history["loss"]))


main()
