# SPDX-License-Identifier: Apache-2.0
"""Netron opens each kind of model file that kvant writes, and shows its layers or operators."""
import json
import os
import pathlib
import subprocess

import netron
from kvant_binary import kvant, scratch

FOLDER = scratch()
HERE = pathlib.Path(__file__).resolve().parent
RECIPE = """kvant = 1
name = "net"
[data]
file = "movement.csv"
classes = ["rest", "wave", "shake"]
split = {shuffle = true}
[[layers]]
type = "Reshape"
target_shape = [2, 1]
[[layers]]
type = "Conv1D"
filters = 4
kernel_size = 2
[[layers]]
type = "BatchNormalization"
[[layers]]
type = "ReLU"
[[layers]]
type = "Flatten"
[[layers]]
type = "Dense"
units = 3
activation = "softmax"
[compile]
loss = "sparse_categorical_crossentropy"
[convert]
quantize = ["none", "int8"]
"""
OPERATORS = {"Conv2D", "FullyConnected", "Softmax"}
LAYERS = {"Reshape", "Conv1D", "BatchNormalization", "ReLU", "Flatten", "Dense"}
FILES = {"net.tflite": OPERATORS, "net_int8.tflite": OPERATORS, "net.keras": LAYERS, "net.h5": LAYERS,
         "saved/saved_model.pb": {"VarHandleOp", "Placeholder", "NoOp"}}


def make_files():
    kvant("new", "classifier", "-o", FOLDER / "movement.toml")
    (FOLDER / "net.toml").write_text(RECIPE)
    kvant("train", FOLDER / "net.toml", "-o", FOLDER, "--quiet")
    kvant("convert", FOLDER / "net.keras", "-o", FOLDER / "net.h5")
    kvant("convert", FOLDER / "net.keras", "-o", f"{FOLDER / 'saved'}/")


def shown_nodes(file, chromium):
    """What is written on the nodes of Netron's picture."""
    address = netron.start(str(FOLDER / file), address=("127.0.0.1", None), browse=False)
    try:
        done = subprocess.run(
            ["node", HERE / "open_in_netron.js", chromium, "http://{}:{}".format(*address), FOLDER / "shown.png"],
            env={**os.environ, "NODE_PATH": str(FOLDER / "node_modules")}, capture_output=True, text=True)
    finally:
        netron.stop(address)
    assert done.returncode == 0, done.stderr
    shown = json.loads(done.stdout)
    assert not "".join(shown["message"]), f"{file}: {shown['message']}"
    return shown["nodes"]


def check_files():
    make_files()
    driver = subprocess.run([HERE.parent / "report/install_driver.sh", FOLDER], capture_output=True, text=True)
    assert driver.returncode == 0, driver.stderr
    for file, wanted in FILES.items():
        nodes = shown_nodes(file, driver.stdout.strip())
        missing = [name for name in wanted if not any(node.startswith(name) for node in nodes)]
        assert not missing, f"{file}: no {missing} among {nodes}"
    return f"{len(FILES)} files"
