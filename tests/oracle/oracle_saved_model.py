# SPDX-License-Identifier: Apache-2.0
"""SavedModels both ways: kvant takes what either Keras and TensorFlow write, and they take what kvant writes."""
import json
import shutil

import keras
import numpy as np
import tensorflow as tf
import tf_keras
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

from kvant_binary import ROOT, Tflite, kvant, load, run, scratch
from oracle_convert import full_int8
from oracle_topologies import Folding, has_batch_norm, paired, ranges_by_our_order
from saved_models import layer_models, randomize, relative, samples_for
from topologies import FIVE, made, samples_of


def every_layer_comes_in(module, export):
    folder, count, worst = scratch(), 0, 0.0
    for name, model in layer_models(module):
        randomize(model)
        export(model, folder / "net")
        x = samples_for(model)
        kvant("convert", folder / "net", "-o", folder / "net.tflite")
        far = relative(run(folder / "net.tflite", x, folder), model.predict(x, verbose=0))
        assert far <= 1e-5, f"{name}: {far}"
        worst, count = max(worst, far), count + 1
        shutil.rmtree(folder / "net")
    return f"{count} models, worst {worst:.1e}"


def check_exports_of_keras_3():
    return every_layer_comes_in(keras, lambda model, path: model.export(path, verbose=False))


def check_models_saved_by_keras_2():
    return every_layer_comes_in(tf_keras, lambda model, path: model.save(path, save_format="tf"))


def check_layers_of_keras_2_reach_keras_3():
    """By the layers that keras_metadata.pb describes."""
    folder, count = scratch(), 0
    for name, model in layer_models(tf_keras):
        randomize(model)
        model.save(folder / "net", save_format="tf")
        kvant("convert", folder / "net", "-o", folder / "net.keras")
        again, x = keras.models.load_model(folder / "net.keras"), samples_for(model)
        assert relative(again.predict(x, verbose=0), model.predict(x, verbose=0)) <= 1e-5, name
        shutil.rmtree(folder / "net")
        count += 1
    return f"{count} models"


def check_every_layer_goes_out():
    """TensorFlow loads and converts what kvant saves, and Keras takes it as a layer."""
    folder, count, worst, converted = scratch(), 0, 0.0, 0.0
    for name, model in layer_models(keras):
        randomize(model)
        model.save(folder / "net.keras")
        kvant("convert", folder / "net.keras", "-o", str(folder / "net") + "/")
        x = samples_for(model)
        wanted = model.predict(x, verbose=0)
        loaded = tf.saved_model.load(str(folder / "net"))
        signature = loaded.signatures["serving_default"]
        (key,) = signature.structured_input_signature[1]
        (answer,) = signature(**{key: tf.constant(x)}).values()
        far = relative(answer, wanted)
        assert far <= 1e-6, f"{name}: {far}"
        worst = max(worst, far)
        assert sorted(v.shape.as_list() for v in loaded.variables) == sorted(list(w.shape) for w in model.get_weights())
        layer = keras.layers.TFSMLayer(str(folder / "net"))
        assert relative(list(layer(x).values())[0], wanted) <= 1e-5, name
        content = tf.lite.TFLiteConverter.from_saved_model(str(folder / "net")).convert()
        interpreter = tf.lite.Interpreter(model_content=content)
        runner = interpreter.get_signature_runner("serving_default")
        rows = [list(runner(**{key: row[None]}).values())[0] for row in x]
        converted = max(converted, relative(np.concatenate(rows), wanted))
        kvant("convert", folder / "net", "-o", folder / "again.tflite")
        assert relative(run(folder / "again.tflite", x, folder), wanted) <= 1e-5, name
        count += 1
    assert converted <= 1e-5, converted
    return f"{count} models, worst {worst:.1e}, converted by TensorFlow {converted:.1e}"


def exported_for_one(model, path):
    """For a batch of one, as firmware runs it."""
    fixed = keras.models.clone_model(model, input_tensors=keras.Input(model.input_shape[1:], batch_size=1))
    fixed.set_weights(model.get_weights())
    row = tf.TensorSpec((1, *model.input_shape[1:]), tf.float32)
    fixed.export(path, verbose=False, input_signature=[row])
    return tf.lite.TFLiteConverter.from_saved_model(str(path))


def check_the_five_networks():
    """From the same folder, with the same ranges, what TensorFlow's converter makes of it."""
    folder, folding = scratch(), Folding()
    for name in FIVE:
        model = made(name)
        converter, samples = exported_for_one(model, folder / "net"), samples_of(model, 6)
        content = converter.convert()
        kvant("convert", folder / "net", "-o", folder / "net.tflite")
        ours = load(folder / "net.tflite")
        folding.folded = has_batch_norm(model)
        folding.model(ours, Tflite(content), name)
        assert relative(run(folder / "net.tflite", samples, folder), model.predict(samples, verbose=0)) <= 1e-5, name
        ranges = ranges_by_our_order(ours, content, paired(ours, Tflite(content), name)[1], samples)
        (folder / "ranges.json").write_text(json.dumps({"ranges_in_order": ranges}))
        kvant("convert", folder / "net", "--quantize", "int8", "--ranges", folder / "ranges.json", "-o",
              folder / "net.tflite")
        converter = tf.lite.TFLiteConverter.from_saved_model(str(folder / "net"))
        folding.model(load(folder / "net.tflite"), Tflite(full_int8(converter, samples).convert()), name)
        shutil.rmtree(folder / "net")
    return f"{len(FIVE)} networks; {folding}"


class Plain(tf.Module):
    """Functions that no Keras made."""

    def __init__(self):
        random = np.random.default_rng(2)
        self.weights = tf.Variable(random.normal(size=(4, 3)).astype("f4"))
        self.offset = tf.Variable(random.normal(size=3).astype("f4"))

    @tf.function(input_signature=[tf.TensorSpec([None, 4], tf.float32, name="x")])
    def product(self, x):
        return {"y": tf.nn.relu(tf.matmul(x, self.weights) + self.offset)}

    @tf.function(input_signature=[tf.TensorSpec([None, 4], tf.float32, name="x")])
    def twice(self, x):
        return {"y": tf.tanh(self.product(x)["y"] - 1.0), "z": x * 2.0}


def check_modules_and_their_signatures():
    folder, module = scratch(), Plain()
    tf.saved_model.save(module, str(folder / "net"), signatures={"one": module.product, "other": module.twice})
    x = np.random.default_rng(3).normal(size=(6, 4)).astype("f4")
    kvant("convert", folder / "net", "--signature", "one", "-o", folder / "net.tflite")
    assert relative(run(folder / "net.tflite", x, folder), module.product(tf.constant(x))["y"]) <= 1e-5
    kvant("convert", folder / "net", "--signature", "other", "-o", folder / "net.tflite")
    np.save(folder / "x.npy", x)
    kvant("run", folder / "net.tflite", "--input", folder / "x.npy", "-o", folder / "y.npz")
    answers, wanted = np.load(folder / "y.npz"), module.twice(tf.constant(x))
    assert relative(answers["y"], wanted["y"]) <= 1e-5 and relative(answers["z"], wanted["z"]) <= 1e-5
    return "2 signatures"


def check_frozen_graphs():
    folder, module = scratch(), Plain()
    frozen = convert_variables_to_constants_v2(module.product.get_concrete_function())
    (folder / "net.pb").write_bytes(frozen.graph.as_graph_def().SerializeToString())
    x = np.random.default_rng(3).normal(size=(6, 4)).astype("f4")
    kvant("convert", folder / "net.pb", "-o", folder / "net.tflite")
    assert relative(run(folder / "net.tflite", x, folder), module.product(tf.constant(x))["y"]) <= 1e-5
    return "1 graph"


def check_the_lesson():
    """Every scale, zero point, weight and bias of the file that TensorFlow 2.6 made of it in 2021."""
    lesson = ROOT.parent / "shared/lesson"
    if not lesson.exists():
        return "skipped: no ../shared"
    folder = scratch()
    kvant("convert", lesson / "sin_model", "--quantize", "int8", "--representative", lesson / "x_representative.npy",
          "--per-tensor-dense", "-o", folder / "out.tflite")
    ours, theirs, same = load(folder / "out.tflite"), load(lesson / "sin_model.tflite"), 0
    for (code, mine), (their_code, other) in zip(ours.operators(), theirs.operators(), strict=True):
        assert code == their_code
        for one, its in zip(mine, other, strict=True):
            assert np.array_equal(one.scales, its.scales) and np.array_equal(one.zero_points, its.zero_points), its.name
            assert (one.data is None) == (its.data is None)
            if one.data is not None:
                assert np.array_equal(one.data, its.data), its.name
                same += one.data.size
    codes = np.arange(-128, 128, dtype=np.int8)[:, None]
    assert np.array_equal(run(folder / "out.tflite", codes, folder), run(lesson / "sin_model.tflite", codes, folder))
    return f"{same} weights and biases, 256 answers"
