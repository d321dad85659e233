"""Trains the network that places the six points of one body, and writes it as ONNX: see README.md.

python3 train_lateral_points.py DATA --labels FOLDER --minutes 120 --out lateral_points_network.onnx
"""
import math

import cv2
import numpy as np
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel

from lateral_data import subjects, without
from lateral_pictures import TYPES, normalised, picture, some_variety
from lateral_training import course, down_the_scales, started_from, training_options, two_convolutions, up_the_scales, written

SIDE = 64  # pixels of a crop
REACH = 1.6  # half widths of the body from its middle to the crop's edge
BATCH = 48
CHANNELS = [16, 32, 48, 64]
TARGET_SD = 0.8  # pixels of a crop
KEPT = 0.995  # of the averaged weights, from step to step: the average is what is written


class PointsFinder(nn.Module):
    """Crops 1 x SIDE x SIDE to TYPES x SIDE x SIDE scores; the softmax over a plane tells where that point may lie."""

    def __init__(self):
        super().__init__()
        self.down = nn.ModuleList([two_convolutions(CHANNELS[k - 1] if k else 1, CHANNELS[k]) for k in range(4)])
        self.up = nn.ModuleList([two_convolutions(CHANNELS[k] + CHANNELS[k + 1], CHANNELS[k]) for k in range(3)])
        self.last = nn.Conv2d(CHANNELS[0], TYPES, 1)

    def forward(self, x):
        return self.last(up_the_scales(self.up, down_the_scales(self.down, x)))


def frame_of(points):
    """Middle, forwards and half width of a body by its corners: where its crop lies."""
    corners = points[[0, 2, 3, 5]]
    across = (points[0] + points[3] - points[2] - points[5]) / 2
    width = np.hypot(*across)
    return corners.mean(0), across / width, width / 2


def to_crop(middle, forwards, half, other_form=np.eye(2)):
    """2 x 3, from the picture's pixels to the crop's: forwards to the right, up above."""
    scale = SIDE / (2 * REACH * half)
    turned = scale * other_form @ np.array([forwards, [-forwards[1], forwards[0]]])
    return np.hstack([turned, (SIDE / 2 - 0.5 - turned @ middle)[:, None]])


def crop_of(image, through):
    return cv2.warpAffine(image, through, (SIDE, SIDE), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=0)


def missed(points, sound, rng):
    """A frame as the finder of bodies might give it: off by some millimetres, and as if a collapsed body were nearly as `sound` as before."""
    taken_for = points + rng.choice([0, rng.uniform(0, 1), 1], p=[0.3, 0.4, 0.3]) * (sound - points)
    middle, forwards, half = frame_of(taken_for)
    up = np.array([forwards[1], -forwards[0]])
    far = rng.choice([1.0, 2.0], p=[0.65, 0.35])
    middle = middle + half * far * (rng.normal(0, 0.09) * forwards + rng.normal(0, 0.13) * up)
    turn = np.radians(rng.normal(0, 5 * far))
    forwards = np.cos(turn) * forwards + np.sin(turn) * up
    return middle, forwards, half * math.exp(rng.normal(0, 0.07 * far))


def other_form(rng):
    """Higher, flatter, leaning: bodies that no subject has."""
    return np.array([[1, rng.normal(0, 0.06)], [rng.normal(0, 0.04), math.exp(rng.normal(0, 0.1))]])


class Pool:
    """The latest pictures, from which crops are cut."""

    def __init__(self, cast, seed, size=300):
        self.cast, self.rng, self.items, self.size = cast, np.random.default_rng(seed), [], size
        self.around = [s.around for s in cast.values() if s.is_ct]

    def draw(self):
        names = list(self.cast)
        subject = self.cast[names[self.rng.integers(len(names))]]
        share = self.rng.choice([0, 0.1, 0.35], p=[0.35, 0.35, 0.3])
        p = picture(subject, self.rng, collapses=self.rng.binomial(len(subject.points), share), variety=some_variety(self.rng, self.around))
        seen = [(points, p.sound[level]) for level, points in p.points.items() if in_view(points, p.field)]
        if seen:
            field = p.field if self.rng.random() < 0.5 else np.ones_like(p.field)
            self.items = self.items[-self.size + 1:] + [(normalised(p.image, field), seen)]

    def crop(self):
        image, seen = self.items[self.rng.integers(len(self.items))]
        points, sound = seen[self.rng.integers(len(seen))]
        through = to_crop(*missed(points, sound, self.rng), other_form(self.rng))
        cut = crop_of(image, through)
        cut = cut * self.rng.uniform(0.8, 1.2) + self.rng.normal(0, 0.2)
        if self.rng.random() < 0.5:
            cut = cut + self.rng.uniform(0, 0.25) * cv2.GaussianBlur(self.rng.standard_normal(cut.shape), (0, 0), self.rng.uniform(0.4, 1))
        return cut, points @ through[:, :2].T + through[:, 2]

    def batch(self):
        for _ in range(2):
            self.draw()
        crops = [self.crop() for _ in range(BATCH)]
        return [torch.from_numpy(np.stack([c[k] for c in crops]).astype(np.float32)) for k in range(2)]


def in_view(points, field):
    """Whether most of a body lies in the field."""
    x, y = points.round().astype(int).T
    inside = (x >= 0) & (y >= 0) & (x < field.shape[1]) & (y < field.shape[0])
    inside[inside] = field[y[inside], x[inside]]
    return inside.sum() >= 4


def loss_of(scores, points):
    """Cross entropy against a narrow normal about the truth; points beyond the crop do not count."""
    places = torch.arange(SIDE, dtype=torch.float32)
    along = lambda at: torch.exp(-(places - at[..., None]) ** 2 / (2 * TARGET_SD ** 2))
    truth = along(points[..., 1])[..., :, None] * along(points[..., 0])[..., None, :]
    known = ((points > 0) & (points < SIDE - 1)).all(-1).float()
    truth = truth / truth.sum((-1, -2), keepdim=True).clamp_min(1e-6)
    each = -(truth * scores.flatten(2).log_softmax(-1).view_as(scores)).sum((-1, -2))
    return (each * known).sum() / known.sum()


def train(cast, wanted):
    torch.manual_seed(wanted.seed)
    pool, model = Pool(cast, wanted.seed), PointsFinder()
    for _ in range(60):
        pool.draw()
    if wanted.start:
        model = started_from(wanted.start, model, torch.cat([pool.batch()[0][:, None] for _ in range(8)]))
    model.train().to(memory_format=torch.channels_last)
    averaged = AveragedModel(model, avg_fn=lambda old, new, _: KEPT * old + (1 - KEPT) * new, use_buffers=True)

    def next_loss():
        crops, points = pool.batch()
        return loss_of(model(crops[:, None]), points)
    write = lambda: written(averaged.module, wanted.out, ["crops", "scores"], torch.zeros(1, 1, SIDE, SIDE), {0: "n"})
    course(model, wanted, 1e-3, next_loss, write, after_step=lambda: averaged.update_parameters(model))


def main():
    wanted = training_options(__doc__, 120, "lateral_points_network.onnx")
    train(subjects(wanted.data, wanted.labels, without(wanted.without)), wanted)


if __name__ == "__main__":
    main()
