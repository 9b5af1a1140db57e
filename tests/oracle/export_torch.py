# SPDX-License-Identifier: Apache-2.0
"""The five networks of MLPerf Tiny in PyTorch, and small ones with what its users write, as ONNX files.

python export_torch.py NAME FOLDER: by both exporters, for one sample and for any number of them, and what PyTorch
answers to random samples. Prints the files' names. A process of its own: TensorFlow and PyTorch do not share one.
"""
import pathlib
import sys

import numpy as np
import torch
from torch import nn
from torch.nn import functional


def normalized_relu(layer, channels):
    norm = nn.BatchNorm2d if isinstance(layer, nn.Conv2d) else nn.BatchNorm1d
    return nn.Sequential(layer, norm(channels), nn.ReLU())


class Same(nn.Module):
    """A convolution padded as Keras pads "same": the odd zero behind."""

    def __init__(self, size, *arguments, **options):
        super().__init__()
        self.convolution = nn.Conv2d(*arguments, **options)
        around = []
        for length, kernel, stride in zip(size, self.convolution.kernel_size, self.convolution.stride):
            total = max((-(-length // stride) - 1) * stride + kernel - length, 0)
            around = [total // 2, total - total // 2, *around]
        self.around = around

    def forward(self, x):
        return self.convolution(functional.pad(x, self.around))


def separable(before, after, stride=1):
    return nn.Sequential(
        normalized_relu(nn.Conv2d(before, before, 3, stride, padding=1, groups=before), before),
        normalized_relu(nn.Conv2d(before, after, 1), after))


def kws():
    first = nn.Sequential(Same((49, 10), 1, 64, (10, 4), 2), nn.BatchNorm2d(64), nn.ReLU(), nn.Dropout(0.2))
    blocks = [separable(64, 64) for _ in range(4)]
    return nn.Sequential(first, *blocks, nn.Dropout(0.4), nn.AvgPool2d((25, 5)), nn.Flatten(), nn.Linear(64, 12),
                         nn.Softmax(1)), (1, 49, 10)


class Residual(nn.Module):
    def __init__(self, before, after, stride):
        super().__init__()
        self.ways = nn.Sequential(normalized_relu(nn.Conv2d(before, after, 3, stride, padding=1), after),
                                  nn.Conv2d(after, after, 3, padding=1), nn.BatchNorm2d(after))
        self.shortcut = nn.Conv2d(before, after, 1, stride) if stride > 1 else nn.Identity()

    def forward(self, x):
        return functional.relu(self.ways(x) + self.shortcut(x))


def ic():
    return nn.Sequential(normalized_relu(nn.Conv2d(3, 16, 3, padding=1), 16), Residual(16, 16, 1), Residual(16, 32, 2),
                         Residual(32, 64, 2), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10),
                         nn.Softmax(-1)), (3, 32, 32)


class Vww(nn.Module):
    def __init__(self):
        super().__init__()
        blocks, before = [], 8
        for stride, after in ((1, 16), (2, 32), (1, 32), (2, 64), (1, 64), (2, 128), *[(1, 128)] * 5, (2, 256), (1, 256)):
            blocks.append(separable(before, after, stride))
            before = after
        self.features = nn.Sequential(normalized_relu(nn.Conv2d(3, 8, 3, 2, padding=1), 8), *blocks)
        self.classifier = nn.Linear(256, 2)

    def forward(self, x):
        x = self.features(x)
        x = functional.adaptive_avg_pool2d(x, (1, 1))
        return torch.softmax(self.classifier(x.view(x.size(0), -1)), dim=1)


def vww():
    return Vww(), (3, 96, 96)


def ad():
    layers, before = [], 640
    for units in (128, 128, 128, 128, 8, 128, 128, 128, 128):
        layers.append(normalized_relu(nn.Linear(before, units), units))
        before = units
    return nn.Sequential(*layers, nn.Linear(128, 640)), (640,)


def sww():
    layers, before = [], 40
    for steps, filters in ((3, 128), (5, 128), (10, 128), (15, 32)):
        layers += [nn.Conv2d(before, before, (steps, 1), groups=before, bias=False),
                   normalized_relu(nn.Conv2d(before, filters, 1, bias=False), filters), nn.Dropout(0.2)]
        before = filters
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(32, 3), nn.Softmax(1)), (40, 30, 1)


class Branches(nn.Module):
    """Ways that meet, windows over all, and shapes by arithmetic."""

    def __init__(self):
        super().__init__()
        self.left, self.right = nn.Conv2d(3, 6, 3, padding=2, dilation=2), nn.Conv2d(3, 6, 3, padding=1, groups=3)
        self.last = nn.Linear(12 * 4 * 4, 5)

    def forward(self, x):
        x = torch.cat([functional.leaky_relu(self.left(x), 0.1), torch.tanh(self.right(x))], 1)
        x = functional.max_pool2d(functional.relu6(x), 3, 2, 1) * 0.5
        return torch.sigmoid(self.last(x.reshape(x.shape[0], x.shape[1] * x.shape[2] * x.shape[3])))


def branches():
    return Branches(), (3, 8, 8)


class Steps(nn.Module):
    """In one dimension, with a clamp and a mean over time."""

    def __init__(self):
        super().__init__()
        self.first, self.norm = nn.Conv1d(3, 8, 5, stride=2, padding=2), nn.BatchNorm1d(8)
        self.second = nn.Conv1d(8, 6, 3, groups=2)
        self.last = nn.Linear(6, 2)

    def forward(self, x):
        x = functional.relu(self.norm(self.first(x)))
        x = self.second(x).clamp(min=0).mean(dim=2)
        return self.last(x.unsqueeze(2).squeeze(2)) - 0.25


def steps():
    return Steps(), (3, 40)


NETWORKS = {"kws": kws, "ic": ic, "vww": vww, "ad": ad, "sww": sww, "branches": branches, "steps": steps}


def made(name):
    """In the state of a finished training: batch norms away from the identity."""
    torch.manual_seed(1)
    model, shape = NETWORKS[name]()
    for layer in model.modules():
        if isinstance(layer, (nn.BatchNorm1d, nn.BatchNorm2d)):
            for numbers in (layer.weight.data, layer.bias.data, layer.running_mean, layer.running_var):
                numbers.uniform_(0.5, 1.5)
    return model.eval(), shape


def export(model, shape, path, dynamo, open_batch):
    options = {}
    if open_batch and dynamo:
        options["dynamic_shapes"] = ({0: torch.export.Dim("batch")},)
    elif open_batch:
        options.update(input_names=["x"], dynamic_axes={"x": {0: "batch"}})
    sample = torch.randn(2 if open_batch else 1, *shape)
    torch.onnx.export(model, (sample,), str(path), dynamo=dynamo, external_data=False, **options)


def main(name, folder):
    model, shape = made(name)
    x = np.random.default_rng(7).normal(size=(3, *shape)).astype(np.float32)
    with torch.no_grad():
        y = model(torch.from_numpy(x)).numpy()
    np.save(folder / "x.npy", np.moveaxis(x, 1, -1) if x.ndim > 2 else x)
    np.save(folder / "wanted.npy", y)
    files = []
    for dynamo in (True, False):
        for open_batch in (False, True):
            files.append(f"{name}_{'dynamo' if dynamo else 'script'}_{'any' if open_batch else 'one'}.onnx")
            export(model, shape, folder / files[-1], dynamo, open_batch)
    print("exported", *files)


if __name__ == "__main__":
    main(sys.argv[1], pathlib.Path(sys.argv[2]))
