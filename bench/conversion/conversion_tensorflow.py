# SPDX-License-Identifier: Apache-2.0
"""int8 conversion with TensorFlow: what bench/conversion measures kvant against.

python conversion_tensorflow.py MODEL.keras SAMPLES.npy OUTPUT.tflite
"""
import pathlib
import sys

import numpy as np
import tensorflow as tf


def main():
    model, samples, output = sys.argv[1:]
    x = np.load(samples)
    converter = tf.lite.TFLiteConverter.from_keras_model(tf.keras.models.load_model(model))
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([sample[np.newaxis]] for sample in x)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.int8
    pathlib.Path(output).write_bytes(converter.convert())


main()
