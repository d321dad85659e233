"""Trains the network that tells how a lateral picture is held, and writes it as ONNX: see README.md.

python3 train_lateral_pose.py DATA --labels FOLDER --start lateral_network.onnx --minutes 40 --out lateral_pose_network.onnx
"""
import math

import cv2
import numpy as np
import torch
from torch import nn

from lateral_data import subjects, without
from lateral_training import course, down_the_scales, started_from, training_options, two_convolutions, written
from train_lateral_finder import CHANNELS, Pool

STEP = 16  # mm: of its planes
BATCH = 8
TURNS = 3  # mirrored, upside down, bone dark
SPREAD = 0.2  # of the logarithm of scale, beyond that of the subjects: pictures without a pixel size are looked at too
UNSURE = 0.1, 0.3  # share of bodies in a pixel of STEP that counts for nothing


class PoseFinder(nn.Module):
    """The half of the finder of bodies that goes down the scales, and what it makes of pictures held in any way: normalised picture
    1 x H x W of 1 mm (H, W multiples of 32) to (1 + TURNS) x H/STEP x W/STEP scores before the logistic function: a body lies here; it is
    mirrored, upside down, dark."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(1, CHANNELS[0], 5, 2, 2, bias=False), nn.BatchNorm2d(CHANNELS[0]), nn.ReLU())
        self.down = nn.ModuleList([two_convolutions(CHANNELS[max(k - 1, 0)], CHANNELS[k]) for k in range(5)])
        self.told = two_convolutions(sum(CHANNELS[2:]), CHANNELS[3])
        self.last = nn.Conv2d(CHANNELS[3], 1 + TURNS, 1)

    def forward(self, x):
        kept = down_the_scales(self.down, self.stem(x))
        fine, coarse = nn.functional.max_pool2d(kept[2], 2), nn.functional.interpolate(kept[4], scale_factor=2.0, mode="nearest")
        return self.last(self.told(torch.cat([fine, kept[3], coarse], 1)))


class UprightPool(Pool):
    """Pictures as they should be held: turning is done here."""

    def lateral(self, subject, is_wrong):
        return super().lateral(subject, False)


def scaled(plane, times, shape):
    """Larger by `times`, cut or padded at the right and below to `shape`."""
    large = cv2.resize(np.ascontiguousarray(plane, np.float32), None, fx=times, fy=times, interpolation=cv2.INTER_AREA if times < 1 else cv2.INTER_LINEAR)
    padded = np.zeros(np.maximum(shape, large.shape), np.float32)
    padded[:large.shape[0], :large.shape[1]] = large
    return padded[:shape[0], :shape[1]]


def held(item, turns, rng):
    """Input, body map and what is known, of a picture held so and moved by some pixels."""
    mirrored, upside_down, dark = turns
    image, truth, known = item[0], item[1][7], item[2][7]
    image = image * rng.uniform(0.85, 1.15) + rng.choice([0, rng.uniform(0, 0.25)]) * rng.standard_normal(image.shape)
    planes = [plane[::-1 if upside_down else 1, ::-1 if mirrored else 1] for plane in (-image if dark else image, truth, known)]
    dy, dx = rng.integers(0, 30, 2)
    times, shape = math.exp(rng.normal(0, SPREAD)), np.array(item[0].shape) // 32 * 32
    picture, body, known = (scaled(np.pad(plane, [(dy, 0), (dx, 0)]), times, shape) for plane in planes)
    blocks = lambda plane: plane.reshape(shape[0] // STEP, STEP, shape[1] // STEP, STEP).mean((1, 3))
    return picture, blocks(body), blocks(known)


def batch(pool):
    for _ in range(2):
        pool.draw()
    chosen = [pool.items[-1], pool.items[-2]] + [pool.items[pool.rng.integers(len(pool.items))] for _ in range(BATCH - 2)]
    turns = pool.rng.integers(2, size=(BATCH, TURNS))
    pictures, bodies, known = (np.stack(planes) for planes in zip(*[held(item, turned, pool.rng) for item, turned in zip(chosen, turns)]))
    counted = known * ((bodies < UNSURE[0]) | (bodies > UNSURE[1]))
    return [torch.from_numpy(each.astype(np.float32)) for each in (pictures, bodies > UNSURE[1], counted, turns)]


def loss_of(scores, bodies, counted, turns):
    each = nn.functional.binary_cross_entropy_with_logits
    found = (each(scores[:, 0], bodies, reduction="none") * counted * (1 + 3 * bodies)).mean()
    where = (bodies * counted)[:, None]
    told = (each(scores[:, 1:], turns[:, :, None, None].expand_as(scores[:, 1:]), reduction="none") * where).sum() / (TURNS * where.sum().clamp_min(1))
    return found + told


def right_turns(scores, bodies, turns):
    """Shares of pictures with a body of which each turn is told, by all places together."""
    chances = scores.sigmoid()
    told = (chances[:, :1] * (chances[:, 1:] - 0.5)).sum((2, 3)) > 0
    return (told == (turns > 0.5))[bodies.flatten(1).amax(1) > 0].float().mean(0)


def train(cast, wanted):
    torch.manual_seed(wanted.seed)
    pool, model = UprightPool(cast, wanted.seed, size=300), PoseFinder()
    for _ in range(24):
        pool.draw()
    if wanted.start:
        model = started_from(wanted.start, model, torch.from_numpy(np.stack([i[0] for i in pool.items])[:, None].astype(np.float32)))
    model.train().to(memory_format=torch.channels_last)
    right = torch.zeros(TURNS)  # lately

    def next_loss():
        x, bodies, counted, turns = batch(pool)
        scores = model(x[:, None])
        if bodies.any():
            right.add_(0.02 * (right_turns(scores.detach(), bodies, turns) - right))
        return loss_of(scores, bodies, counted, turns)
    write = lambda: written(model, wanted.out, ["picture", "turns"], torch.zeros(1, 1, 128, 128), {2: "h", 3: "w"})
    course(model, wanted, 1e-3, next_loss, write, more=lambda: ", of turns are right: " + " ".join(f"{share:.3f}" for share in right))


def main():
    wanted = training_options(__doc__, 40, "lateral_pose_network.onnx")
    train(subjects(wanted.data, wanted.labels, without(wanted.without)), wanted)


if __name__ == "__main__":
    main()
