# SPDX-License-Identifier: Apache-2.0
"""The lesson in Python and TensorFlow, data to C array: what bench/lesson measures kvant against.

python lesson_tensorflow.py FOLDER EPOCHS
"""
import json
import pathlib
import sys

import numpy as np
import tensorflow as tf


def make_data():
    random = np.random.RandomState(1)
    x = random.uniform(0, 2 * np.pi, 1000).astype(np.float32)
    random.shuffle(x)
    y = (np.sin(x) + 0.1 * random.randn(1000)).astype(np.float32)
    return np.split(x, [600, 800]), np.split(y, [600, 800])


def make_model():
    tf.keras.utils.set_random_seed(6)
    model = tf.keras.Sequential([
        tf.keras.Input((1,)),
        tf.keras.layers.Dense(16, activation="relu"),
        tf.keras.layers.Dense(16, activation="relu"),
        tf.keras.layers.Dense(1),
    ])
    model.compile(optimizer="adam", loss="mse", metrics=["mae"])
    return model


def quantised(model, x):
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([value.reshape(1, 1)] for value in x[:500])
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.int8
    return converter.convert()


def int8_error(content, x, y):
    """The quantised model's mean squared error, and its parameters."""
    interpreter = tf.lite.Interpreter(model_content=content)
    interpreter.allocate_tensors()
    source, target = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    (in_scale, in_zero), (out_scale, out_zero) = source["quantization"], target["quantization"]
    answers = []
    for value in x:
        code = np.clip(np.round(value / in_scale) + in_zero, -128, 127).astype(np.int8)
        interpreter.set_tensor(source["index"], code.reshape(1, 1))
        interpreter.invoke()
        answers.append((int(interpreter.get_tensor(target["index"])[0, 0]) - out_zero) * out_scale)
    parameters = {"input_scale": in_scale, "input_zero_point": in_zero, "output_scale": out_scale,
                  "output_zero_point": out_zero}
    return float(np.mean((np.array(answers) - y) ** 2)), parameters


def c_array(content):
    lines = [", ".join(f"0x{byte:02x}" for byte in content[i:i + 12]) for i in range(0, len(content), 12)]
    return ("#include \"sine.h\"\n\nalignas(16) const unsigned char sine_tflite[] = {\n  " + ",\n  ".join(lines) +
            f"\n}};\nconst unsigned int sine_tflite_len = {len(content)};\n")


def main():
    folder, epochs = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    (x, x_test, x_validate), (y, y_test, y_validate) = make_data()
    model = make_model()
    history = model.fit(x, y, epochs=epochs, batch_size=64, validation_data=(x_validate, y_validate), verbose=2).history
    rows = zip(*history.values())
    (folder / "history.csv").write_text("\n".join([",".join(history), *(",".join(map(str, row)) for row in rows)]))
    model.save(folder / "sine.keras")
    (folder / "sine.tflite").write_bytes(tf.lite.TFLiteConverter.from_keras_model(model).convert())
    content = quantised(model, x)
    (folder / "sine_int8.tflite").write_bytes(content)
    error, parameters = int8_error(content, x_test, y_test)
    print("test", model.evaluate(x_test, y_test, verbose=0), "int8", error)
    (folder / "sine_quantization_params.json").write_text(json.dumps(parameters))
    (folder / "sine.cc").write_text(c_array(content))
    (folder / "sine.h").write_text("extern const unsigned char sine_tflite[];\nextern const unsigned int "
                                   "sine_tflite_len;\n")


main()
