"""Trains the network that finds vertebral bodies and their six points in lateral pictures, and writes it as ONNX: see README.md.

python3 train_lateral_finder.py DATA --labels FOLDER --minutes 240 --out lateral_network.onnx
"""
import numpy as np
import torch
from torch import nn

from lateral_data import subjects, without
from lateral_pictures import from_elsewhere, maps, normalised, picture, some_variety
from lateral_readable import readable
from lateral_training import course, down_the_scales, started_from, training_options, two_convolutions, up_the_scales, written

MAPS, BATCH = 9, 4
WRONG_WAY, ELSEWHERE = 0.15, 0.05  # shares of pictures in which nothing is to be found: the finder is shown pictures held wrongly, too
CHANNELS = [24, 32, 48, 64, 96]  # at 2, 4, 8, 16, 32 mm


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
        return self.last(up_the_scales(self.up, down_the_scales(self.down, self.stem(x))))


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

    def next_loss():
        x, truth, known = pool.batch()
        return loss_of(model(x[:, None]), truth, known)
    course(model, wanted, 1e-4, next_loss, lambda: written(model, wanted.out, ["picture", "maps"], torch.zeros(1, 1, 256, 192), {2: "h", 3: "w"}))


def main():
    wanted = training_options(__doc__, 240, "lateral_network.onnx")
    train(subjects(wanted.data, wanted.labels, without(wanted.without)), wanted)


if __name__ == "__main__":
    main()
