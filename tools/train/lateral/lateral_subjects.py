"""Subjects of the simulator: a body seen from its right side, with the six points of every vertebral body.

A subject is a stack of sagittal slices of 1 mm pixels (rows downwards, columns forwards) every 3 mm from one side to the other.
"""
from dataclasses import dataclass

import cv2
import nibabel
import numpy as np
from scipy import ndimage

PIXEL, SLICE = 1.0, 3.0
BELOW = 150  # mm of empty canvas under a mask, where a sacrum can be drawn
T1, T3, T8, L4, L5, SACRUM = 8, 10, 15, 23, 24, 26  # VerSe's numbers; 28 = T13, 25 = L6 do not occur


@dataclass
class Subject:
    name: str
    layers: np.ndarray  # slices x rows x columns x channels
    is_ct: bool  # channels: bone, soft tissue; else shares of body core, body shell, other core, other shell (of 255)
    points: dict  # level -> six (column, row, slice), superior anterior, middle, posterior, inferior the same
    sacrum: np.ndarray | None  # rows x columns; None where nobody marked one

    @property
    def middle(self):
        return float(np.mean([p[:, 2].mean() for p in self.points.values()]))


def resampled(path, order, as_labels=False):
    """The volume as slices x rows x columns of SLICE, PIXEL, PIXEL mm."""
    image = nibabel.as_closest_canonical(nibabel.load(path))
    volume = np.asanyarray(image.dataobj).astype(np.float32)
    volume = volume.transpose(0, 2, 1)[:, ::-1]  # left-right, downwards, forwards
    step = np.array(image.header.get_zooms())[[0, 2, 1]]
    return fitted(volume, step, order, as_labels)


def fitted(volume, step, order, as_labels):
    zoom = step / np.array([SLICE, PIXEL, PIXEL])
    if not as_labels:
        sigma = np.where(zoom < 1, 0.5 / zoom - 0.5, 0)
        volume = ndimage.gaussian_filter(volume, sigma)
    return ndimage.zoom(volume, zoom, order=order, mode="nearest", grid_mode=True)


def frame(centre, up):
    """Axes of a body: forwards, upwards (columns, rows)."""
    up = up / np.hypot(*up)
    return np.array([-up[1], up[0]]), up


def six_points(body, axis_up):
    """Corners and middles of one body in the plane; `body` is its mask."""
    rows, columns = np.nonzero(body)
    xy = np.stack([columns, rows], 1).astype(float)
    centre = xy.mean(0)
    forwards, up = frame(centre, axis_up)
    u, w = (xy - centre) @ forwards, (xy - centre) @ up
    half_u, half_w = np.sqrt(3) * u.std(), np.sqrt(3) * w.std()
    found = []
    for vertical in (1, -1):
        corner = {}
        for side in (1, -1):
            score = side * u / half_u + vertical * w / half_w
            best = score > score.max() - 0.06
            corner[side] = np.array([u[best].mean() + 0.3 * side, w[best].mean() + 0.3 * vertical])
        near = np.abs(u - (corner[1][0] + corner[-1][0]) / 2) < 1.5
        edge = vertical * np.max(vertical * w[near]) if near.any() else corner[1][1]
        middle = np.array([(corner[1][0] + corner[-1][0]) / 2, edge + 0.4 * vertical])
        found += [corner[1], middle, corner[-1]]
    return np.array([centre + p[0] * forwards + p[1] * up for p in found])


def middle_bodies(labels):
    """Level -> (mask in the middle slices, centre, middle slice): the part in front of the canal."""
    bodies = {}
    for level in range(T1, L5 + 1):
        where = labels == level
        if where.sum() < 800:
            continue
        area = where.sum((1, 2)).astype(float)
        middle = (np.arange(len(area)) * area).sum() / area.sum()
        slab = slice(int(round(middle)) - 1, int(round(middle)) + 2)
        part, count = ndimage.label(ndimage.binary_opening(where[slab].sum(0) >= 2, iterations=2))
        if not count:
            continue
        sizes = ndimage.sum_labels(np.ones_like(part), part, range(1, count + 1))
        centres = ndimage.center_of_mass(part > 0, part, range(1, count + 1))
        best = max(range(count), key=lambda k: sizes[k] + 20 * centres[k][1])  # large, and in front
        if sizes[best] > 150:
            bodies[level] = (part == best + 1, np.array(centres[best][::-1]), middle)
    return bodies


def axes_up(bodies):
    levels = sorted(bodies)
    ups = {}
    for k, level in enumerate(levels):
        above, below = levels[max(k - 1, 0)], levels[min(k + 1, len(levels) - 1)]
        ups[level] = bodies[above][1] - bodies[below][1]
    return ups


def refined_up(mask, up):
    """The axis across the endplates: the line through the middles of top and bottom edges is too short to trust, so both edges' slopes."""
    forwards, up = frame(None, up)
    rows, columns = np.nonzero(mask)
    xy = np.stack([columns, rows], 1) - np.array([columns.mean(), rows.mean()])
    u, w = xy @ forwards, xy @ up
    inner = np.abs(u) < 0.8 * np.sqrt(3) * u.std()
    slopes = []
    for side in (1, -1):
        steps = np.round(u[inner] / 2).astype(int)
        edge = [(s * 2, side * np.max(side * w[inner][steps == s])) for s in np.unique(steps)]
        slopes.append(np.polyfit(*np.array(edge).T, 1)[0])
    turn = np.arctan(np.mean(slopes))
    return up * np.cos(turn) - forwards * np.sin(turn)


def points_of(labels):
    bodies = middle_bodies(labels)
    ups = axes_up(bodies)
    found = {}
    for level, (mask, _, middle) in bodies.items():
        xy = six_points(mask, refined_up(mask, ups[level]))
        found[level] = np.column_stack([xy, np.full(6, middle)])
    return found, bodies


def from_mask(name, path):
    labels = resampled(path, 0, True).round().astype(np.uint8)
    labels = np.pad(labels, ((0, 0), (30, BELOW), (40, 60)))
    points, _ = points_of(labels)
    is_body = np.zeros(labels.shape, bool)
    grid = np.stack(np.meshgrid(np.arange(labels.shape[2]), np.arange(labels.shape[1])), -1)
    for level, p in points.items():
        back_top, back_bottom = p[2, :2], p[5, :2]
        along = back_bottom - back_top
        forwards = np.array([along[1], -along[0]]) / np.hypot(*along)
        in_front = (grid - back_top) @ forwards > -1
        is_body |= (labels == level) & in_front[None]
    bone = labels > 0
    cross = np.ones((3, 3), np.uint8)
    core = np.stack([cv2.erode(s.astype(np.uint8), cross) for s in bone]).astype(bool)
    body_core = np.stack([cv2.erode((s * is_body[k]).astype(np.uint8), cross) for k, s in enumerate(labels)]).astype(bool)
    edge_between = np.zeros_like(bone)
    edge_between[:, 1:] = (labels[:, 1:] != labels[:, :-1]) & bone[:, 1:]
    body_core &= ~edge_between
    layers = np.stack([is_body & body_core, is_body & ~body_core, bone & ~is_body & core, bone & ~is_body & ~core], -1)
    return Subject(name, layers.astype(np.uint8) * 255, False, points, None)


def from_ct(name, hounsfield, labels, sacrum_label=None):
    """`labels` in VerSe's numbers, on the grid of `hounsfield`; both already slices x rows x columns."""
    points, _ = points_of(labels)
    all_points = np.concatenate([p for p in points.values()])
    left = max(int(all_points[:, 0].min()) - 110, 0)
    right = min(int(all_points[:, 0].max()) + 120, labels.shape[2])
    hounsfield, labels = hounsfield[:, :, left:right], labels[:, :, left:right]
    points = {level: p - [left, 0, 0] for level, p in points.items()}
    bone = np.clip(hounsfield - 130, 0, 1500) / 1000
    soft = (np.clip(hounsfield, -1000, 130) + 1000) / 1000
    soft[soft < 0.05] = 0
    sacrum = None
    if sacrum_label is not None and (labels == sacrum_label).any():
        middle = np.mean([p[:, 2].mean() for p in points.values()])
        slab = labels[max(int(middle) - 3, 0):int(middle) + 4]
        sacrum = ndimage.binary_closing((slab == sacrum_label).any(0), iterations=2)
    return Subject(name, np.stack([bone, soft], -1).astype(np.float32), True, points, sacrum)
