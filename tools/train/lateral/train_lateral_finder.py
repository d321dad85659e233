"""Trains the network that finds vertebral bodies and their six points in lateral pictures, and writes it as ONNX: see README.md.

python3 train_lateral_finder.py DATA --labels FOLDER --minutes 240 --out lateral_network.onnx
"""
import argparse
import math
import time
from itertools import takewhile

import cv2
import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn

from lateral_data import HALVES, subjects, without
from lateral_pictures import from_elsewhere, maps, normalised, picture, some_variety
from lateral_readable import readable

MAPS, BATCH = 9, 4
WRONG_WAY, ELSEWHERE = 0.15, 0.05  # shares of pictures in which nothing is to be found: the finder is shown pictures held wrongly, too
LAYERS_OF_ITS_OWN = 2  # of the network that tells how a picture is held, which may start from the finder
CHANNELS = [24, 32, 48, 64, 96]  # at 2, 4, 8, 16, 32 mm


def two_convolutions(inputs, outputs):
    layers = []
    for n in (inputs, outputs):
        layers += [nn.Conv2d(n, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]
    return nn.Sequential(*layers)


class LateralFinder(nn.Module):
    """Normalised picture 1 x H x W of 1 mm (H, W multiples of 32) to MAPS x H x W scores before the logistic function."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(1, CHANNELS[0], 5, 2, 2, bias=False), nn.BatchNorm2d(CHANNELS[0]), nn.ReLU())
        self.down = nn.ModuleList([two_convolutions(CHANNELS[max(k - 1, 0)], CHANNELS[k]) for k in range(5)])
        self.up = nn.ModuleList([two_convolutions(CHANNELS[k] + CHANNELS[k + 1], CHANNELS[k]) for k in range(4)])
        self.last = nn.ConvTranspose2d(CHANNELS[0], MAPS, 4, 2, 1)
        nn.init.constant_(self.last.bias, -3.0)

    def forward(self, x):
        x, kept = self.stem(x), []
        for k, layer in enumerate(self.down):
            x = layer(x if k == 0 else nn.functional.max_pool2d(x, 2))
            kept.append(x)
        for k in (3, 2, 1, 0):
            x = self.up[k](torch.cat([kept[k], nn.functional.interpolate(x, scale_factor=2.0, mode="nearest")], 1))
        return self.last(x)


def convolutions(model):
    """Convolution and normalisation pairs, in the order in which they run: down the scales and up again."""
    layers = [l for part in model.down for l in part] + [l for part in reversed(getattr(model, "up", [])) for l in part]
    layers = list(getattr(model, "stem", [])) + layers + list(getattr(model, "told", []))
    return [(layers[k], layers[k + 1]) for k in range(0, len(layers), 3)]


def started_from(path, model, drawn):
    """The model with the weights of a written network, of the first layers that are alike: its normalised convolutions are taken apart by the
    spread of drawn pictures."""
    graph = onnx.load(path).graph
    stored = {i.name: numpy_helper.to_array(i).copy() for i in graph.initializer}
    used = [[stored[name] for name in node.input[1:]] for node in graph.node if node.op_type in ("Conv", "ConvTranspose")]
    model.eval()
    alike = list(takewhile(lambda both: both[0][0].weight.shape == both[1][0].shape, zip(convolutions(model), used)))
    if len(alike) < len(convolutions(model)) - LAYERS_OF_ITS_OWN:
        raise ValueError(f"{path} is a network of another kind: {len(alike)} layers are alike")
    with torch.no_grad():
        for (convolution, norm), (weight, bias) in alike:
            convolution.weight.copy_(torch.from_numpy(weight))

            def taken_apart(_, __, out, norm=norm, bias=torch.from_numpy(bias)):
                mean, spread = out.mean((0, 2, 3)), out.var((0, 2, 3))
                norm.running_mean.copy_(mean)
                norm.running_var.copy_(spread)
                norm.weight.copy_((spread + norm.eps).sqrt())
                norm.bias.copy_(bias + mean)
            hook = convolution.register_forward_hook(taken_apart)
            convolution.hook = hook
        if model.last.weight.shape == used[-1][0].shape:
            model.last.weight.copy_(torch.from_numpy(used[-1][0]))
            model.last.bias.copy_(torch.from_numpy(used[-1][1]))
        model(drawn)
        for (convolution, _), _ in alike:
            convolution.hook.remove()
    return model


def wrong_way(item, rng):
    """Held otherwise than pictures are taught: mirrored, upside down, bone dark. There is nothing to be found in it."""
    mirrored, upside_down, dark = [(True, False, False), (False, True, False), (False, False, True), (True, False, True), (True, True, False)][rng.integers(5)]
    image, truth, known = (plane[..., ::-1 if upside_down else 1, ::-1 if mirrored else 1].copy() for plane in item)
    return -image if dark else image, np.zeros_like(truth), known


class Pool:
    """The latest pictures; each is used about twice."""

    def __init__(self, cast, seed, size=48):
        self.cast, self.rng, self.items, self.size = cast, np.random.default_rng(seed), [], size
        self.around = [s.around for s in cast.values() if s.is_ct]

    def draw(self):
        names = list(self.cast)
        subject = self.cast[names[self.rng.integers(len(names))]]
        kind = self.rng.random()
        self.items = self.items[-self.size + 1:] + [self.nothing(subject) if kind < ELSEWHERE else self.lateral(subject, kind < ELSEWHERE + WRONG_WAY)]

    def nothing(self, subject):
        image, field = from_elsewhere(subject, self.rng)
        return normalised(image, field), np.zeros((MAPS, *image.shape), np.float32), np.ones((MAPS, *image.shape), np.float32)

    def lateral(self, subject, is_wrong):
        for _ in range(2):  # much is drowned in soft tissue: less of that
            p = picture(subject, self.rng, variety=some_variety(self.rng, self.around))
            if readable(p):
                break
        known = np.stack([p.known] * 8 + [p.known * p.known_sacrum])
        field = p.field if self.rng.random() < 0.5 else np.ones_like(p.field)
        item = normalised(p.image, field), maps(p), known
        return wrong_way(item, self.rng) if is_wrong else item

    def batch(self):
        for _ in range(BATCH // 2):
            self.draw()
        chosen = [self.items[-1], self.items[-2 if len(self.items) > 1 else -1]]
        chosen += [self.items[self.rng.integers(len(self.items))] for _ in range(BATCH - 2)]
        shifted = [self.shifted(item) if k > 1 else item for k, item in enumerate(chosen)]
        return [torch.from_numpy(np.stack([s[k] for s in shifted]).astype(np.float32)) for k in range(3)]

    def shifted(self, item):
        """Moved by up to 30 pixels, padded, with new noise."""
        dx, dy = self.rng.integers(-30, 31, 2)
        noisy = item[0] * self.rng.uniform(0.85, 1.15) + self.rng.uniform(0, 0.25) * self.rng.standard_normal(item[0].shape)
        moved = lambda plane: np.pad(plane, [(0, 0)] * (plane.ndim - 2) + [(30, 30)] * 2)[
            ..., 30 + dy:30 + dy + plane.shape[-2], 30 + dx:30 + dx + plane.shape[-1]]
        return moved(noisy), moved(item[1]), moved(item[2])


def loss_of(scores, truth, known):
    each = nn.functional.binary_cross_entropy_with_logits(scores, truth, reduction="none") * known
    return 10 * (each[:, :7] * (1 + 15 * truth[:, :7])).mean() + 0.5 * each[:, 7:].mean() * 2


def written(model, path):
    model.eval()
    torch.onnx.export(model, torch.zeros(1, 1, 256, 192), path, input_names=["picture"], output_names=["maps"],
                      dynamic_axes={"picture": {2: "h", 3: "w"}, "maps": {2: "h", 3: "w"}}, opset_version=11)
    model.train()


def train(cast, wanted):
    torch.manual_seed(wanted.seed)
    pool = Pool(cast, wanted.seed)
    for _ in range(12):
        pool.draw()
    if wanted.start:
        model = started_from(wanted.start, LateralFinder(), torch.from_numpy(np.stack([i[0] for i in pool.items])[:, None].astype(np.float32)))
    else:
        model = LateralFinder()
    model.train().to(memory_format=torch.channels_last)
    rate, began, written_at, step, mean_loss = wanted.rate, time.time(), time.time(), 0, 0.0
    optimiser = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=1e-4)
    while (share := (time.time() - began) / (60 * wanted.minutes)) < 1:
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1, (step + 1) / 30) * (0.02 + 0.49 * (1 + math.cos(math.pi * share)))
        x, truth, known = pool.batch()
        loss = loss_of(model(x[:, None]), truth, known)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimiser.step()
        step += 1
        mean_loss = 0.97 * mean_loss + 0.03 * loss.item() if step > 1 else loss.item()
        if step % 20 == 0:
            print(step, f"{time.time() - began:.0f} s, {mean_loss:.4f}", flush=True)
        if time.time() - written_at > 60 * wanted.every:
            written(model, wanted.out)
            written_at = time.time()
    written(model, wanted.out)


def training_options(description, minutes, out):
    """What both trainings take from the command line; sets up one thread of each library."""
    options = argparse.ArgumentParser(description=description)
    options.add_argument("data")
    options.add_argument("--labels", help="folder of CTs as label_subjects.py writes them")
    options.add_argument("--without", choices=sorted(set().union(HALVES, *HALVES.values())), help="the half of the subjects, or the subject, that this network will be measured on")
    options.add_argument("--minutes", type=float, default=minutes)
    options.add_argument("--every", type=float, default=3, help="minutes between two written networks")
    options.add_argument("--rate", type=float, default=2e-3)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--start", help="a written network (.onnx) to go on from")
    options.add_argument("--out", default=out)
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    return options.parse_args()


def main():
    wanted = training_options(__doc__, 240, "lateral_network.onnx")
    train(subjects(wanted.data, wanted.labels, without(wanted.without)), wanted)


if __name__ == "__main__":
    main()
