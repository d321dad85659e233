"""Draws lateral pictures of subjects, bone bright, anterior on the right, head up, 1 mm pixels; the six points go through the same map."""
from dataclasses import dataclass

import cv2
import numpy as np

from lateral_subjects import L5, SLICE, T1, frame

HEIGHT, WIDTH = 256, 192
CURLED = 200  # mm: the least radius to which a straight spine is bent
TYPES = 6  # superior anterior, middle, posterior; inferior anterior, middle, posterior


@dataclass
class Picture:
    image: np.ndarray  # rows x columns
    points: dict  # level -> 6 x 2 (column, row)
    sacrum: np.ndarray  # rows x columns, 0..1
    known: np.ndarray  # where the truth is known
    known_sacrum: bool
    field: np.ndarray  # inside the collimation
    losses: dict  # level -> largest share of a height that a drawn collapse takes
    sound: dict  # level -> the points before it collapsed


@dataclass
class Variety:
    """What no subject shows: in training alone."""
    hollow: float  # share of what fills the bodies that is gone; below 0: denser
    stretch: np.ndarray  # rows x columns x 2, pixels: heights and depths that change along the spine
    blur: float  # pixels
    evened: float  # share of what is wider than some centimetres that a film's processing takes away
    around: np.ndarray | None = None  # a CT without its spine, in which a mask is seen
    turn: float = 0  # degrees
    curl: float = 0  # of the spine, 1/mm: kyphosis and lordosis beyond the subject's own
    behind: float = 0.7  # of a crushed body: how far its back sinks with it


def some_variety(rng, around=(), shape=(HEIGHT, WIDTH)):
    """`around`: CTs without their spines, for subjects that are masks."""
    sigma, amount = rng.uniform(12, 40), rng.uniform(0, 0.14)  # of a length, what it is longer or shorter
    stretch = np.stack([smooth_noise(rng, shape, sigma) for _ in range(2)], -1)
    hollow = rng.choice([0, rng.uniform(-0.5, 1)], p=[0.4, 0.6])
    blur, evened = rng.choice([0, rng.uniform(0.4, 1.6)], p=[0.7, 0.3]), rng.choice([0, rng.uniform(0.3, 1)], p=[0.4, 0.6])
    chosen = around[rng.integers(len(around))] if len(around) and rng.random() < 0.5 else None
    turn, curl = rng.choice([0, rng.uniform(-25, 25)], p=[0.5, 0.5]), rng.choice([0, rng.uniform(-1, 1)], p=[0.4, 0.6]) / CURLED
    return Variety(hollow, amount * sigma * np.clip(stretch, -2, 2), blur, evened, chosen, turn, curl, rng.uniform(0.6, 1.1))


# ---------------------------------------------------------------- fractures

def depths(u, kind, depth, behind):
    """How far an endplate moves, in heights, by place across the body (-1 back, 1 front)."""
    inside = np.clip(1.6 - np.abs(u), 0, 0.6) / 0.6  # falls off beside the body
    if kind == "wedge":
        return depth * np.clip((u + 1) / 2, 0, 1.15) * inside
    if kind == "biconcave":
        return depth * np.clip(1 - u * u, 0, 1) * inside
    return depth * (1 - (1 - behind) * (1 - u) / 2) * inside


@dataclass
class Collapse:
    """Moves one body's endplates towards each other; the discs beside it widen."""
    centre: np.ndarray
    forwards: np.ndarray
    up: np.ndarray
    half: np.ndarray  # half width, half height
    gaps: tuple  # parts of the discs above and below that widen, in half heights
    upper: tuple  # kind, depth
    lower: tuple
    behind: float  # of a crushed body: how far its back sinks with it

    def moved(self, w, u, back):
        """Heights w (1 superior endplate, -1 inferior) after the collapse, or before it for `back`."""
        top = 1 - 2 * depths(u, *self.upper, self.behind)
        bottom = -1 + 2 * depths(u, *self.lower, self.behind)
        top = np.maximum(top, bottom + 0.3)
        above, below = self.gaps
        old, new = (-1 - below, -1, 1, 1 + above), (-1 - below, bottom, top, 1 + above)
        if back:
            old, new = new, old
        result = w.copy()
        for k in range(3):
            span = (w >= old[k]) & (w < old[k + 1])
            moved = new[k] + (w - old[k]) * (new[k + 1] - new[k]) / (old[k + 1] - old[k])
            result = np.where(span, moved, result)
        return result

    def mapped(self, xy, back):
        relative = xy - self.centre
        u, w = relative @ self.forwards / self.half[0], relative @ self.up / self.half[1]
        w = self.moved(w, u, back)
        return self.centre + (u * self.half[0])[..., None] * self.forwards + (w * self.half[1])[..., None] * self.up


def disc_beside(all_points, level, side):
    """Height of the disc above (-1) or below (1) a body; a thin one where the neighbour is not known."""
    if level + side not in all_points:
        return 3.0
    upper, lower = (level - 1, level) if side < 0 else (level, level + 1)
    return max(np.hypot(*(all_points[upper][3:, :2] - all_points[lower][:3, :2]).mean(0)), 1.5)


def collapse_of(all_points, level, rng, behind):
    xy = all_points[level][:, :2]
    up = frame(None, xy[:3].mean(0) - xy[3:].mean(0))[1]
    across = (xy[[0, 3]] - xy[[2, 5]]).mean(0)
    up = up - across * (up @ across) / (across @ across)
    forwards, up = frame(None, up)
    half = np.array([np.abs(across @ forwards) / 2, np.abs((xy[:3] - xy[3:]).mean(0) @ up) / 2])
    kind = rng.choice(["wedge", "biconcave", "crush"], p=[0.4, 0.4, 0.2])
    total, share = rng.uniform(0.1, 0.6), rng.choice([1.0, 0.0, rng.uniform(0.3, 0.7)], p=[0.5, 0.15, 0.35])
    widens = rng.uniform(0.4, 0.7)  # of a disc: what follows is the neighbour's plate
    gaps = tuple(widens * disc_beside(all_points, level, side) / half[1] for side in (-1, 1))
    return Collapse(xy.mean(0), forwards, up, half, gaps, (kind, total * share), (kind, total * (1 - share)), behind)


def losses(before, after):
    """Level -> largest share of a height that is gone."""
    heights = lambda p: np.hypot(*(p[:3, :2] - p[3:, :2]).T)
    return {level: float((1 - heights(after[level]) / heights(p)).max()) for level, p in before.items()}


def collapsed(subject, rng, count, behind):
    """Layers and points after so many collapses."""
    layers, points = subject.layers.copy(), {level: p.copy() for level, p in subject.points.items()}
    for level in rng.choice(sorted(points), min(count, len(points)), replace=False):
        bent = collapse_of(points, level, rng, behind)
        reach = int(2.2 * bent.half.max() + 4)
        left, top = np.maximum((bent.centre - reach).astype(int), 0)
        right, bottom = np.minimum((bent.centre + reach).astype(int), [layers.shape[2], layers.shape[1]])
        grid = np.stack(np.meshgrid(np.arange(left, right), np.arange(top, bottom)), -1).astype(float)
        source = (bent.mapped(grid, True) - [left, top]).astype(np.float32)
        middle, side = points[level][0, 2], 27 / SLICE
        for k in range(max(int(middle - side), 0), min(int(middle + side) + 1, len(layers))):
            part = layers[k, top:bottom, left:right]
            layers[k, top:bottom, left:right] = cv2.remap(part, source[..., 0], source[..., 1], cv2.INTER_LINEAR)
        points[level][:, :2] = bent.mapped(points[level][:, :2], False)
    return layers, points


# ---------------------------------------------------------------- where every pixel comes from

def smooth_noise(rng, shape, sigma):
    scale = max(int(sigma / 2), 1)
    small = rng.standard_normal((shape[0] // scale + 8, shape[1] // scale + 8)).astype(np.float32)
    small = cv2.GaussianBlur(small, (0, 0), sigma / scale)
    small /= small.std() + 1e-6
    return cv2.resize(small, None, fx=scale, fy=scale, interpolation=cv2.INTER_LINEAR)[4:4 + shape[0], 4:4 + shape[1]]


class Geometry:
    """From picture to the subject's plane, and the shift of every slice."""

    def __init__(self, rng, at, shape, is_film, variety):
        turn = np.radians(rng.uniform(-14, 14) + variety.turn)
        scale, aspect = rng.uniform(0.82, 1.15), rng.uniform(0.93, 1.07)
        turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        self.linear = turned @ np.diag([1 / (scale * aspect), aspect / scale])
        self.at, self.middle = np.asarray(at, float), np.array([shape[1] / 2 - 0.5, shape[0] / 2 - 0.5])
        period, phase, amount = rng.uniform(200, 400), rng.uniform(0, 2 * np.pi), rng.normal(0, 12)
        rows = np.arange(shape[0])
        wave = amount * np.sin(2 * np.pi * rows / period + phase)
        self.offset = np.zeros((*shape, 2), np.float32)
        self.offset[..., 0] = (wave - wave[shape[0] // 2])[:, None]
        sigma, elastic = rng.uniform(10, 25), rng.uniform(0, 1.0)
        for k in range(2):
            self.offset[..., k] += np.clip(elastic * smooth_noise(rng, shape, sigma), -2 * elastic, 2 * elastic)
        self.offset += np.float32(variety.stretch)
        self.curl = variety.curl
        self.turn = np.tan(np.radians(rng.normal(0, 5)))
        tilt = rng.normal(0, 4) + rng.normal(0, 4) * np.sin(2 * np.pi * rows / rng.uniform(250, 700) + rng.uniform(0, 6.3))
        self.tilt = np.tan(np.radians(np.clip(tilt, -11, 11))).astype(np.float32)
        self.divergence = 1 / rng.uniform(900, 1500) if is_film else 0.0
        grid = np.stack(np.meshgrid(np.arange(shape[1]), np.arange(shape[0])), -1).astype(np.float32)
        self.source = ((self.straightened(grid) + self.offset - self.middle) @ self.linear.T + self.at).astype(np.float32)
        self.grid = grid

    def straightened(self, xy):
        """Places beside a spine that is bent along a circle about the middle of the picture, as if it were straight."""
        if not self.curl:
            return xy
        radius, side = 1 / self.curl, np.sign(self.curl)
        x, y = side * (radius - xy[..., 0] + self.middle[0]), side * (xy[..., 1] - self.middle[1])
        return (np.stack([radius - side * np.hypot(x, y), radius * np.arctan2(y, x)], -1) + self.middle).astype(np.float32)

    def bent(self, xy):
        """The way back."""
        if not self.curl:
            return xy
        radius = 1 / self.curl
        angle, from_centre = (xy[..., 1] - self.middle[1]) / radius, radius - xy[..., 0] + self.middle[0]
        return np.stack([radius - from_centre * np.cos(angle), from_centre * np.sin(angle)], -1) + self.middle

    def slice_source(self, z):
        """Where the pixels lie in a slice z mm beside the middle one."""
        shift = np.empty_like(self.grid)
        shift[..., 0] = z * self.turn
        shift[..., 1] = (z * self.tilt)[:, None]
        if self.divergence:
            shift += (self.grid - self.middle) * np.float32(z * self.divergence)
        return self.source - (shift @ self.linear.T.astype(np.float32))

    def in_picture(self, xy, z):
        """Points of a slice in the picture."""
        back = np.linalg.inv(self.linear)
        flat = (xy - self.at) @ back.T + self.middle
        found = self.bent(flat)
        for _ in range(12):
            off = cv2.remap(self.offset, found[None, :, 0].astype(np.float32), found[None, :, 1].astype(np.float32),
                            cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)[0]
            row = np.clip(found[:, 1], 0, len(self.tilt) - 1)
            tilt = np.interp(row, np.arange(len(self.tilt)), self.tilt)
            shift = np.stack([z * self.turn, z * tilt], 1) + (found - self.middle) * (z * self.divergence)[:, None]
            found = self.bent(flat - off + shift)
        return found


# ---------------------------------------------------------------- what lies around the bones

def outline(canvas, polygon, inside, rim, width):
    cv2.fillPoly(canvas, [np.round(polygon * 8).astype(np.int32)], float(inside), cv2.LINE_8, 3)
    cv2.polylines(canvas, [np.round(polygon * 8).astype(np.int32)], True, float(rim), width, cv2.LINE_8, 3)


def drawn_sacrum(rng, points, shape):
    """A sacrum under L5 (rows x columns, brightness) and where it is."""
    p = points[L5][:, :2]
    across = p[3] - p[5]
    width = np.hypot(*across)
    back = p[5] - p[2]
    along = back / np.hypot(*back)
    turn = np.radians(rng.uniform(8, 32))
    down = np.array([along[0] * np.cos(turn) - along[1] * np.sin(turn), along[0] * np.sin(turn) + along[1] * np.cos(turn)])
    forwards = np.array([down[1], -down[0]])
    start = (p[3] + p[5]) / 2 + along * rng.uniform(7, 14)
    front, rear, length = [], [], rng.uniform(70, 120)
    at, half, bend = start.copy(), width * rng.uniform(0.46, 0.55), rng.uniform(0, 0.6)
    for k in range(9):
        share = k / 8
        angle = bend * share
        d = down * np.cos(angle) + forwards * np.sin(angle) * (1 if share > 0.5 else -0.5)
        f = np.array([d[1], -d[0]])
        front.append(at + f * half * (1 - 0.65 * share))
        rear.append(at - f * half * (1 - 0.6 * share))
        at = at + d * length / 8
    polygon = np.array(front + rear[::-1])
    bright = np.zeros(shape, np.float32)
    outline(bright, polygon, rng.uniform(0.3, 0.8), rng.uniform(0.7, 1.5), 1)
    for k in range(2, 8, 2):
        if rng.random() < 0.6:
            ends = np.array([front[k], rear[k]])
            cv2.polylines(bright, [np.round(ends * 8).astype(np.int32)], False, rng.uniform(0.6, 1.4), 1, cv2.LINE_8, 3)
    where = np.zeros(shape, np.float32)
    cv2.fillPoly(where, [np.round(polygon * 8).astype(np.int32)], 1.0, cv2.LINE_8, 3)
    return cv2.GaussianBlur(bright, (0, 0), rng.uniform(0.5, 1.5)), where


def iliac_crests(rng, shape, at):
    crest = np.zeros(shape, np.float32)
    for _ in range(2):
        part = np.zeros(shape, np.float32)
        middle = (np.array(at) + [rng.uniform(-15, 25), rng.uniform(40, 75)])
        axes = np.array([rng.uniform(45, 75), rng.uniform(55, 85)])
        args = (tuple(int(v * 8) for v in middle), tuple(int(v * 8) for v in axes), rng.uniform(-30, 30), 0, 360)
        cv2.ellipse(part, *args, rng.uniform(0.1, 0.5), -1, cv2.LINE_8, 3)
        cv2.ellipse(part, *args, rng.uniform(0.4, 1.3), int(rng.integers(1, 4)), cv2.LINE_8, 3)
        crest += cv2.GaussianBlur(part, (0, 0), rng.uniform(0.6, 2))
    return crest


def ribs(rng, shape, count):
    drawn = np.zeros(shape, np.float32)
    for _ in range(count):
        part = np.zeros(shape, np.float32)
        start = np.array([rng.uniform(-20, shape[1] * 0.6), rng.uniform(-20, shape[0])])
        angle, bend = np.radians(rng.uniform(5, 65)), rng.uniform(-0.006, 0.006)
        path = [start]
        for k in range(60):
            a = angle + bend * k * 3
            path.append(path[-1] + 3 * np.array([np.cos(a), np.sin(a)]))
        path = np.round(np.array(path) * 8).astype(np.int32)
        width = int(rng.integers(5, 12))
        rim = rng.uniform(0.3, 1.0)
        cv2.polylines(part, [path], False, rim, width, cv2.LINE_8, 3)
        cv2.polylines(part, [path], False, rim * rng.uniform(0.3, 0.8), max(width - 3, 1), cv2.LINE_8, 3)
        drawn += cv2.GaussianBlur(part, (0, 0), rng.uniform(0.5, 1.2)) * rng.uniform(0.2, 0.8)
    return drawn


def soft_surroundings(rng, shape):
    field = rng.uniform(0.05, 0.6) * smooth_noise(rng, shape, rng.uniform(25, 70)) + rng.uniform(0, 0.15) * smooth_noise(rng, shape, rng.uniform(6, 20))
    rows, columns = np.mgrid[:shape[0], :shape[1]].astype(np.float32)
    if rng.random() < 0.6:  # lung above, belly below
        slope, at, soft = rng.normal(0, 0.6), rng.uniform(0, shape[0]), rng.uniform(1, 8)
        field += rng.uniform(0.2, 1.2) / (1 + np.exp(-np.clip((rows - at - slope * (columns - shape[1] / 2)) / soft, -30, 30)))
    if rng.random() < 0.5:  # the skin of the back
        at, soft = rng.uniform(-20, shape[1] * 0.25), rng.uniform(3, 20)
        field += rng.uniform(0.3, 1.5) * (1 / (1 + np.exp(-np.clip((columns - at) / soft, -30, 30))) - 1)
    for _ in range(rng.integers(0, 4)):  # gas
        blob = np.zeros(shape, np.float32)
        middle = (int(rng.uniform(0.4, 1.1) * shape[1]), int(rng.uniform(0, shape[0])))
        cv2.ellipse(blob, middle, (int(rng.uniform(4, 18)), int(rng.uniform(4, 14))), rng.uniform(0, 180), 0, 360, 1.0, -1)
        field -= rng.uniform(0.05, 0.5) * cv2.GaussianBlur(blob, (0, 0), rng.uniform(1, 4))
    return field


def bars(rng, shape):
    """An arm, a shoulder blade, a rod: long, smooth, anywhere."""
    part = np.zeros(shape, np.float32)
    a, b = rng.uniform(-0.2, 1.2, 2) * shape[::-1], rng.uniform(-0.2, 1.2, 2) * shape[::-1]
    cv2.line(part, tuple(int(v) for v in a), tuple(int(v) for v in b), 1.0, int(rng.integers(3, 26)))
    return rng.uniform(0.2, 1.2) * cv2.GaussianBlur(part, (0, 0), rng.uniform(0.7, 3))


# ---------------------------------------------------------------- one picture

def projected(layers, weights, geometry, middle):
    total = np.zeros(geometry.grid.shape[:2], np.float32)
    for k in range(len(layers)):
        source = geometry.slice_source(np.float32((k - middle) * SLICE))
        if layers[k].any():
            total += cv2.remap(layers[k] @ weights, source[..., 0], source[..., 1], cv2.INTER_LINEAR, borderValue=0)
    return total


def local_spread(image, field):
    """How much the picture varies within 2 cm."""
    fine = image - cv2.GaussianBlur(image, (0, 0), 20.0)
    return float(fine[field].std()) + 1e-6


def detected(image, rng, field):
    """What a detector and its display make of it."""
    if rng.random() < 0.5:
        image = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.3, 1.0))
    spread = local_spread(image, field)
    image = image + spread * rng.uniform(0.01, 0.25) * rng.standard_normal(image.shape).astype(np.float32)
    image = image + spread * rng.uniform(0, 0.25) * smooth_noise(rng, image.shape, 1.0)
    if rng.random() < 0.4:
        shift = rng.uniform(0, 1) * rng.uniform(-1, 1, image.shape[0])
        rows, columns = np.mgrid[:image.shape[0], :image.shape[1]].astype(np.float32)
        image = cv2.remap(image, columns + shift[:, None].astype(np.float32), rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    low, high = np.quantile(image[field], [rng.uniform(0, 0.3) * (rng.random() < 0.6), 1 - rng.uniform(0.001, 0.15) * (rng.random() < 0.7)])
    image = np.clip((image - low) / max(high - low, 1e-6), 0, 1)
    image = image ** np.float32(rng.uniform(0.6, 1.6))
    return np.round(image * 255) / 255


def film(path_length, rng):
    """The logarithm of what passes, with scatter."""
    around = cv2.GaussianBlur(path_length, (0, 0), rng.uniform(25, 60))
    return around - np.log(np.exp(np.clip(around - path_length, -8, 4)) + rng.uniform(0.0, 1.2))


def bone_weights(rng, hollow):
    w = np.array([(1 - hollow) * rng.uniform(0.15, 0.5), rng.uniform(0.5, 1.6), rng.uniform(0.3, 1.0), rng.uniform(0.5, 1.6)])
    return (w * SLICE / 255 / 30).astype(np.float32)


def within(around, bones, rng):
    """Bones of a mask in rays through somebody else's body; what lies beyond its ends is like them."""
    shape = bones.shape
    turn, scale = rng.normal(0, 8), rng.uniform(0.85, 1.2)
    at = np.array([around.shape[1] / 2 + rng.normal(0, 12), rng.uniform(0.15, 0.85) * around.shape[0]])
    through = cv2.getRotationMatrix2D(tuple(at), turn, scale)
    through[:, 2] += np.array(shape[::-1]) / 2 - at
    rays = cv2.warpAffine(around, through, shape[::-1], borderMode=cv2.BORDER_REPLICATE)
    if rng.random() < 0.3:
        rays = rays[:, ::-1]
    is_film = rng.random() < 0.6
    bone, soft = rng.uniform(0.3, 1.4), rng.uniform(0.5, 1.0) if is_film else rng.uniform(0, 0.25)
    length = rays @ np.array([bone * 0.045, soft * 0.02], np.float32) + rng.uniform(0.25, 1.2) * bones
    image = film(length, rng) if is_film else length
    return image / (3 * local_spread(image, image < np.inf))


def of_mask(subject, layers, points, rng, geometry, hollow, around=None):
    image = projected(layers, bone_weights(rng, hollow), geometry, subject.middle)
    grain = 1 + rng.uniform(0, 0.25) * smooth_noise(rng, image.shape, rng.uniform(1, 4))
    image = image * np.maximum(grain, 0.3)
    bright, where = drawn_sacrum(rng, points, layers.shape[1:3])
    if rng.random() < 0.7:
        bright = bright + rng.uniform(0.2, 1) * iliac_crests(rng, bright.shape, points[L5][3:, :2].mean(0))
    through = lambda plane: cv2.remap(plane, geometry.source[..., 0], geometry.source[..., 1], cv2.INTER_LINEAR)
    image = image / max(np.quantile(image[image > 0.02], 0.9) if (image > 0.02).any() else 1, 1e-3)
    image = image + rng.uniform(0.4, 1.0) * through(bright)
    if around is not None:
        return within(around, image, rng), through(where)
    image += soft_surroundings(rng, image.shape) + ribs(rng, image.shape, rng.integers(0, 9))
    return image, through(where)


def of_ct(subject, layers, rng, geometry, hollow):
    is_film = rng.random() < 0.6
    bone, soft = rng.uniform(0.6, 1.4), rng.uniform(0.5, 1.0) if is_film else rng.uniform(0, 0.25)
    both = np.array([bone * 0.045, soft * 0.02]) * SLICE
    weights = np.concatenate([both, -hollow * both]).astype(np.float32)
    length = projected(layers, weights, geometry, subject.middle)
    image = film(length, rng) if is_film else length
    image = image / (3 * local_spread(image, image < np.inf))
    if rng.random() < 0.4:
        image = image + 0.5 * soft_surroundings(rng, image.shape)
    if rng.random() < 0.4:
        image = image + rng.uniform(0.3, 1) * ribs(rng, image.shape, rng.integers(0, 5))
    where = np.zeros(image.shape, np.float32)
    if subject.sacrum is not None:
        where = cv2.remap(subject.sacrum.astype(np.float32), geometry.source[..., 0], geometry.source[..., 1], cv2.INTER_LINEAR)
    return image, where


def collimated(rng, shape):
    field = np.ones(shape, bool)
    for edge in (field, field[::-1], field.T, field.T[::-1]):
        if rng.random() < 0.15:
            edge[:int(rng.uniform(2, 30))] = False
    return field


def looked_at(subject, points, rng):
    """Where the middle of the picture lies: on a body, roughly."""
    level = rng.choice(sorted(points))
    return points[level][:, :2].mean(0) + rng.normal(0, 1, 2) * [22, 15] + [0, rng.uniform(-20, 60) * (level == L5)]


def picture(subject, rng, shape=(HEIGHT, WIDTH), at=None, collapses=None, variety=Variety(0, 0, 0, 0)):
    if collapses is None:
        collapses = rng.binomial(len(subject.points), rng.choice([0, 0.12, 0.35], p=[0.25, 0.4, 0.35]))
    layers, points = collapsed(subject, rng, collapses, variety.behind) if collapses else (subject.layers, subject.points)
    geometry = Geometry(rng, looked_at(subject, points, rng) if at is None else at, shape, rng.random() < 0.5, variety)
    if subject.is_ct:
        image, sacrum = of_ct(subject, layers, rng, geometry, variety.hollow)
    else:
        image, sacrum = of_mask(subject, layers, points, rng, geometry, variety.hollow, variety.around)
    if variety.blur:
        image = cv2.GaussianBlur(image, (0, 0), variety.blur)
    if variety.evened:
        image = image - variety.evened * cv2.GaussianBlur(image, (0, 0), 25.0)
    if rng.random() < 0.25:
        image = image + bars(rng, shape)
    top, bottom = points[min(points)], points[max(points)]
    row = geometry.source[..., 1]
    known_sacrum = subject.sacrum is not None or not subject.is_ct
    known = row > top[:3, 1].min() - 3
    if not (known_sacrum and max(points) == L5):
        known &= row < bottom[3:, 1].max() + 3
    field = collimated(rng, shape) & (row >= 0) & (row <= subject.layers.shape[1] - 1)
    if not subject.is_ct:  # nothing is drawn above the highest vertebra: the field ends there
        field &= row > top[:3, 1].max() + 2
        image = np.where(field, image, image[field].min() if field.any() else 0)
    if field.sum() < 2000:
        return picture(subject, rng, shape, at, collapses, variety)
    image = detected(image.astype(np.float32), rng, field)
    image[~field] = 0 if rng.random() < 0.7 else 1
    seen, sound = ({level: geometry.in_picture(p[:, :2], (p[:, 2] - subject.middle) * SLICE) for level, p in each.items()}
                   for each in (points, subject.points))
    return Picture(image.astype(np.float32), seen, sacrum * known, known.astype(np.float32), known_sacrum, field,
                   losses(subject.points, points), sound)


def from_elsewhere(subject, rng, shape=(HEIGHT, WIDTH)):
    """The subject seen from the front or from the head instead: nothing in it is a lateral body."""
    axis = rng.choice([1, 2])  # along the rows: from the head; along the columns: from the front
    total = subject.layers.astype(np.float32).sum(axis) @ rng.uniform(0.3, 1, subject.layers.shape[-1]).astype(np.float32)
    image = cv2.resize(total if axis == 1 else total.T, None, fx=1.0 if axis == 1 else SLICE, fy=SLICE if axis == 1 else 1.0)
    turn, scale = rng.normal(0, 10) + rng.choice([0, 0, 90, 180]), rng.uniform(0.7, 1.6)
    middle = np.array(image.shape[::-1]) * rng.uniform(0.3, 0.7, 2)
    through = cv2.getRotationMatrix2D(tuple(middle), turn, scale)
    through[:, 2] += np.array(shape[::-1]) / 2 - middle
    image = cv2.warpAffine(image, through, shape[::-1], borderMode=cv2.BORDER_REPLICATE)
    field = np.ones(shape, bool)
    image = image / (3 * local_spread(image, field))
    if rng.random() < 0.4:
        image = image + 0.5 * soft_surroundings(rng, shape)
    return detected(image.astype(np.float32), rng, field), field


def normalised(image, field):
    """The network's input: each pixel against its surroundings of 2 cm."""
    inside = field.astype(np.float32)
    blur = lambda plane: cv2.GaussianBlur(plane, (0, 0), 20.0, borderType=cv2.BORDER_CONSTANT)
    share = np.maximum(blur(inside), 1e-3)
    mean = blur(image * inside) / share
    variance = np.maximum(blur(image * image * inside) / share - mean * mean, 0)
    spread = np.sqrt(variance)
    result = (image - mean) / np.maximum(spread, max(0.5 * float(np.median(spread[field])), 1e-6))
    return np.clip(result, -4, 4) * inside


def maps(picture):
    """Truth of the network: six heatmaps, centre, bodies, sacrum."""
    shape = picture.image.shape
    rows, columns = np.mgrid[:shape[0], :shape[1]].astype(np.float32)
    truth = np.zeros((TYPES + 3, *shape), np.float32)

    def heat(plane, xy, sigma):
        if -8 < xy[0] < shape[1] + 8 and -8 < xy[1] < shape[0] + 8:
            np.maximum(plane, np.exp(-((columns - xy[0]) ** 2 + (rows - xy[1]) ** 2) / (2 * sigma ** 2)), out=plane)

    for p in picture.points.values():
        for k in range(TYPES):
            heat(truth[k], p[k], 1.7)
        heat(truth[6], p[[0, 2, 3, 5]].mean(0), 3.5)
        ring = np.round(p[[0, 1, 2, 5, 4, 3]] * 8).astype(np.int32)
        cv2.fillPoly(truth[7], [ring], 1.0, cv2.LINE_8, 3)
    truth[8] = picture.sacrum
    return truth
