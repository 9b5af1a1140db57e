# SPDX-License-Identifier: Apache-2.0
"""Memory plans: TFLM obeys those that kvant stores, with the same answers in a smaller arena; the published networks
need no more than with TFLM."""
import json
import re
import tempfile

import keras
import numpy as np
from kvant_binary import ROOT, Tflite, kvant, run, scratch, tflm_run
from operator_models import Tensor, generated_answers
from run_oracle import kept_output

# What TFLM reports of its arena on a 32-bit processor.
TFLM_ARENA_BYTES = {"kws_int8": 22772, "ad_int8": 2260}


def residual(units, seed, tail):
    """A sum whose operands die with it; "tail" operators after it that work in place."""
    keras.utils.set_random_seed(seed)
    x = keras.Input((8,))
    a = keras.layers.Dense(units, activation="relu")(x)
    b = keras.layers.Dense(units, activation="tanh")(a)
    y = keras.layers.Add()([a, b])
    for layer in tail:
        y = layer(y)
    return keras.Model(x, keras.layers.Dense(3)(y))


def tails(units):
    return [[], [keras.layers.Activation("tanh")], [keras.layers.Activation("sigmoid")],
            [keras.layers.LeakyReLU(negative_slope=0.1)], [keras.layers.Softmax()],
            [keras.layers.Reshape((units // 4, 4)), keras.layers.Softmax(), keras.layers.Flatten()]]


def tflm_activations(content):
    """Bytes of the arena's head, where TFLM keeps the activations."""
    from tflite_micro.python.tflite_micro import runtime
    interpreter = runtime.Interpreter.from_bytes(content)
    with tempfile.TemporaryFile("w+") as said, kept_output(said):
        interpreter.print_allocations()
        said.seek(0)
        return int(re.search(r"Arena allocation head (\d+) bytes", said.read()).group(1))


def stored_plan(content):
    """Its numbers, or None."""
    entry = Tflite(content).metadata().get("OfflineMemoryAllocation")
    return None if entry is None else np.frombuffer(entry, "<i4")


def inspected(path):
    return json.loads(kvant("inspect", path, "--json"))


def check_tflm_obeys_a_plan():
    """int8 in place through every operator that may: TFLM's bytes with the plan are those without it, and kvant's."""
    folder, saved = scratch(), []
    x8 = np.random.default_rng(1).integers(-128, 128, (64, 8)).astype(np.int8)
    np.save(folder / "samples.npy", np.random.default_rng(2).normal(size=(100, 8)).astype(np.float32))
    for units in (64, 400):
        for seed, tail in enumerate(tails(units)):
            residual(units, seed, tail).save(folder / "net.keras")
            kvant("convert", folder / "net.keras", "-o", folder / "net.tflite", "--quantize", "int8",
                  "--representative", folder / "samples.npy")
            kvant("convert", folder / "net.keras", "-o", folder / "plain.tflite", "--quantize", "int8",
                  "--representative", folder / "samples.npy", "--strip")
            planned, plain = (folder / "net.tflite").read_bytes(), (folder / "plain.tflite").read_bytes()
            plan = stored_plan(planned)
            assert plan is not None and stored_plan(plain) is None
            facts = inspected(folder / "net.tflite")
            assert plan[2] == len(facts["tensors"]) == len(plan) - 3 and np.all(plan[3:][plan[3:] >= 0] % 16 == 0)
            assert [t["offset"] for t in facts["memory"]["tensors"]] == [int(n) for n in plan[3:] if n >= 0]
            answers = tflm_run(planned, x8)
            assert np.array_equal(answers, tflm_run(plain, x8)), (units, seed)
            assert np.array_equal(answers, run(folder / "net.tflite", x8, folder)), (units, seed)
            with_plan, without = tflm_activations(planned), tflm_activations(plain)
            assert with_plan == 2 * ((units + 15) // 16 * 16) < without, (units, seed, with_plan, without)
            ours = facts["arena_bytes"], inspected(folder / "plain.tflite")["arena_bytes"]
            assert ours[0] < ours[1], ours
            saved.append(f"{without} -> {with_plan} (kvant {ours[1]} -> {ours[0]})")
    return f"{len(saved)} networks; TFLM's arena {saved[-1]}"


def check_generated_code_works_in_place():
    """In an arena of two of the three tensors, with the interpreter's bytes; float32 as well."""
    folder = scratch()
    random = np.random.default_rng(1)
    np.save(folder / "samples.npy", random.normal(size=(100, 8)).astype(np.float32))
    int8 = ["--quantize", "int8", "--representative", folder / "samples.npy"]
    for options, x, bits in ((int8, random.integers(-128, 128, (64, 8)).astype(np.int8), 1),
                             ([], random.normal(size=(64, 8)).astype(np.float32), 4)):
        for seed, tail in enumerate(tails(64)):
            residual(64, seed, tail).save(folder / "net.keras")
            kvant("convert", folder / "net.keras", "-o", folder / "net.tflite", *options)
            answers = run(folder / "net.tflite", x, folder)
            got = generated_answers((folder / "net.tflite").read_bytes(), [x[:, None]], Tensor((1, 3), x.dtype.type))
            assert np.array_equal(got.reshape(answers.shape), answers), (options, seed)
            kvant("export", folder / "net.tflite", "--as", "cpp", "-o", folder / "cpp", "--name", "net")
            arena = re.search(r"ARENA_BYTES (\d+)", (folder / "cpp/net.h").read_text()).group(1)
            assert int(arena) == 2 * 64 * bits, (options, seed, arena)


def check_a_plan_is_stored_only_where_it_saves():
    folder = scratch()
    keras.utils.set_random_seed(3)
    keras.Sequential([keras.Input((5,)), keras.layers.Dense(40, activation="relu"), keras.layers.Dense(7)]).save(
        folder / "chain.keras")
    kvant("convert", folder / "chain.keras", "-o", folder / "chain.tflite")
    assert stored_plan((folder / "chain.tflite").read_bytes()) is None
    kvant("convert", folder / "chain.keras", "-o", folder / "asked.tflite", "--plan")
    assert stored_plan((folder / "asked.tflite").read_bytes()) is not None
    x = np.random.default_rng(3).normal(size=(20, 5)).astype(np.float32)
    assert np.array_equal(run(folder / "chain.tflite", x, folder), run(folder / "asked.tflite", x, folder))
    from ai_edge_litert.interpreter import Interpreter
    litert = Interpreter(model_content=(folder / "asked.tflite").read_bytes())
    litert.allocate_tensors()


def check_arena_of_the_published_networks():
    """At most what TFLM needs, and what the lower bound says is needed."""
    found = []
    for name, theirs in TFLM_ARENA_BYTES.items():
        model = ROOT.parent / f"shared/models/{name}.tflite"
        if not model.exists():
            return "skipped: no ../shared"
        facts = inspected(model)
        memory = facts["memory"]
        assert memory["bytes"] == memory["lower_bound"] == memory["best_bytes"]
        if facts["not_running"]:
            found.append(f"{name}: {facts['not_running']}")
            continue
        assert facts["arena_bytes"] <= theirs, (name, facts["arena_bytes"])
        found.append(f"{name} {facts['arena_bytes']} bytes (TFLM {theirs}), activations {memory['bytes']}")
    return "; ".join(found)
