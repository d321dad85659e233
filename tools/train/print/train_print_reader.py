"""Trains the network that reads print and writes it as ONNX: see README.md.

python3 train_print_reader.py --steps 15000 --samples 500000 --out ../../../imaging/src/page/print_network.onnx
"""
import argparse
import math
import random

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn

from print_samples import CHARACTERS, HEIGHT, Samples

WIDTHS = [32, 48, 64, 96, 128, 192]  # strips of one batch are padded to one of these
BATCH = 48


def block(inputs, outputs, kernel, padding):
    return [nn.Conv2d(inputs, outputs, kernel, padding=padding, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]


class PrintReader(nn.Module):
    """Ink of 1 x HEIGHT x W to scores of (1 + characters) x 1 x W/2; the first class is "nothing here"."""

    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            *block(1, 16, 3, 1), *block(16, 24, 3, 1), nn.MaxPool2d(2, 2),
            *block(24, 40, 3, 1), *block(40, 40, 3, 1), nn.MaxPool2d((2, 1), (2, 1)),
            *block(40, 72, 3, 1), *block(72, 112, (5, 1), 0), *block(112, 112, (1, 3), (0, 1)),
            nn.Dropout2d(0.05), nn.Conv2d(112, 1 + len(CHARACTERS), 1))

    def forward(self, ink):
        return self.net(ink)


def started_from(path):
    """A reader with the weights of a written one: its normalised convolutions are taken apart by the spread of drawn samples."""
    stored = [numpy_helper.to_array(i).copy() for i in onnx.load(path).graph.initializer]
    kernels = [torch.from_numpy(w) for w in stored if w.ndim == 4]
    biases = [torch.from_numpy(b) for b in stored if b.ndim == 1]
    kernels, biases = kernels[1:] + kernels[:1], biases[1:] + biases[:1]  # the last layer, not normalised, is stored first
    model = PrintReader().eval()
    ink = batch(draw(2000, 0), random.Random(0))[0]
    with torch.no_grad():
        for layer in model.net:
            if isinstance(layer, nn.Conv2d):
                layer.weight.copy_(kernels.pop(0))
                shift = biases.pop(0)
                if layer.bias is not None:
                    layer.bias.copy_(shift)
            elif isinstance(layer, nn.BatchNorm2d):
                mean, spread = ink.mean((0, 2, 3)), ink.var((0, 2, 3))
                layer.running_mean.copy_(mean)
                layer.running_var.copy_(spread)
                layer.weight.copy_((spread + layer.eps).sqrt())
                layer.bias.copy_(shift + mean)
            ink = layer(ink)
    return model


def draw(count, seed):
    """Samples by the width that they are padded to."""
    samples, pool = Samples(seed), {width: [] for width in WIDTHS}
    for _ in range(count):
        text, strip = samples.sample()
        width = next((w for w in WIDTHS if strip.shape[1] <= w), None)
        if width and text.strip():
            pool[width].append((text, strip))
    return {width: drawn for width, drawn in pool.items() if drawn}


def batch(pool, rng):
    width = rng.choices(list(pool), [len(drawn) for drawn in pool.values()])[0]
    chosen = rng.choices(pool[width], k=BATCH)
    ink = np.zeros((BATCH, 1, HEIGHT, width), np.float32)
    for n, (_, strip) in enumerate(chosen):
        ink[n, 0, :, :strip.shape[1]] = strip / 200.0
    ink = np.roll(ink, rng.randint(-1, 1), 2) * np.float32(rng.uniform(0.85, 1.1))
    classes = [CHARACTERS.index(c) + 1 for text, _ in chosen for c in text]
    return torch.from_numpy(ink), torch.tensor(classes), torch.tensor([len(text) for text, _ in chosen])


def train(pool, steps, seed, start):
    torch.manual_seed(seed)
    rng, model = random.Random(seed), started_from(start) if start else PrintReader()
    model.train()
    rate = 1e-3 if start else 3e-3
    optimiser, loss_of = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=1e-4), nn.CTCLoss(zero_infinity=True)
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1, (step + 1) / 100) * (0.02 + 0.49 * (1 + math.cos(math.pi * step / steps)))
        ink, classes, lengths = batch(pool, rng)
        scores = model(ink).log_softmax(1)[:, :, 0].permute(2, 0, 1)
        loss = loss_of(scores, classes, torch.full((BATCH,), scores.shape[0]), lengths)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimiser.step()
        mean_loss = 0.99 * mean_loss + 0.01 * loss.item() if step else loss.item()
        if step % 500 == 0:
            print(step, f"{mean_loss:.4f}", flush=True)
    return model.eval()


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--steps", type=int, default=15000)
    options.add_argument("--samples", type=int, default=500000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--start", help="a written reader (.onnx) to go on from")
    options.add_argument("--out", default="print_network.onnx")
    wanted = options.parse_args()
    model = train(draw(wanted.samples, wanted.seed), wanted.steps, wanted.seed, wanted.start)
    torch.onnx.export(model, torch.zeros(1, 1, HEIGHT, 96), wanted.out, input_names=["ink"], output_names=["characters"],
                      dynamic_axes={"ink": {3: "w"}, "characters": {3: "w"}}, opset_version=11)


main()
