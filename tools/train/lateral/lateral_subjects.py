"""Subjects of the simulator: a body seen from its right side, with the six points of every vertebral body.

A subject is a stack of sagittal slices of 1 mm pixels (rows downwards, columns forwards) every 3 mm from one side to the other.
"""
import json
from dataclasses import dataclass
from pathlib import Path

import cv2
import nibabel
import numpy as np
from scipy import ndimage

PIXEL, SLICE = 1.0, 3.0
FINE = 4  # of a pixel: where a mask's edge lies
BELOW = 150  # mm of empty canvas under a mask, where a sacrum can be drawn
MARROW = 1.0  # of water: what is left of a body's inside without mineral
T1, T3, T8, L4, L5, SACRUM = 8, 10, 15, 23, 24, 26  # VerSe's numbers; 28 = T13, 25 = L6 do not occur
LEVELS = [f"T{n}" for n in range(1, 13)] + [f"L{n}" for n in range(1, 6)]
POINTS = [f"{plate}_{place}" for plate in ("superior", "inferior") for place in ("anterior", "middle", "posterior")]


@dataclass
class Subject:
    name: str
    layers: np.ndarray  # slices x rows x columns x channels
    is_ct: bool  # channels: bone, soft tissue, what of both fills the bodies; else shares of body core, body shell, other core, other shell (of 255)
    points: dict  # level -> six (column, row, slice), superior anterior, middle, posterior, inferior the same
    sacrum: np.ndarray | None  # rows x columns; None where nobody marked one
    around: np.ndarray | None = None  # of a CT, rows x columns x 2: mm of bone and of soft tissue in every ray, without the spine

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


def contour_places(body):
    """Places of a mask's inside on a grid of a quarter of a pixel, steps of its edge evened."""
    fine = cv2.resize(body.astype(np.float32), None, fx=FINE, fy=FINE, interpolation=cv2.INTER_LINEAR)
    rows, columns = np.nonzero(fine > 0.5)
    return (np.stack([columns, rows], 1) + 0.5) / FINE - 0.5


def six_points(body, axis_up):
    """Corners and middles of one body in the plane; `body` is its mask. A corner is where it reaches farthest towards both of its sides."""
    xy = contour_places(body)
    centre = xy.mean(0)
    forwards, up = frame(centre, axis_up)
    u, w = (xy - centre) @ forwards, (xy - centre) @ up
    half_u, half_w = np.sqrt(3) * u.std(), np.sqrt(3) * w.std()
    found = []
    for vertical in (1, -1):
        corner = {}
        for side in (1, -1):
            score = side * u / half_u + vertical * w / half_w
            best = score > score.max() - 0.02
            corner[side] = np.array([u[best].mean() + side / (2 * FINE), w[best].mean() + vertical / (2 * FINE)])
        near = np.abs(u - (corner[1][0] + corner[-1][0]) / 2) < 1.5
        steps = np.round(FINE * u[near]).astype(int)
        edge = np.mean([vertical * np.max(vertical * w[near][steps == s]) for s in np.unique(steps)]) if near.any() else corner[1][1]
        middle = np.array([(corner[1][0] + corner[-1][0]) / 2, edge + vertical / (2 * FINE)])
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
        seen = where[slab].sum(0) >= 2
        part, count = ndimage.label(ndimage.binary_opening(seen, iterations=2))
        if not count:
            continue
        sizes = ndimage.sum_labels(np.ones_like(part), part, range(1, count + 1))
        centres = ndimage.center_of_mass(part > 0, part, range(1, count + 1))
        best = max(range(count), key=lambda k: sizes[k] + 20 * centres[k][1])  # large, and in front
        if sizes[best] > 150:
            whole = seen & ndimage.binary_dilation(part == best + 1, iterations=3)  # its corners again, which the opening takes
            bodies[level] = (whole, np.array(centres[best][::-1]), middle)
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
    return found


def bodies_of(labels, points):
    """Where vertebral bodies lie: what of a vertebra is in front of its posterior edge."""
    is_body = np.zeros(labels.shape, bool)
    grid = np.stack(np.meshgrid(np.arange(labels.shape[2]), np.arange(labels.shape[1])), -1)
    for level, p in points.items():
        back_top, back_bottom = p[2, :2], p[5, :2]
        along = back_bottom - back_top
        forwards = np.array([along[1], -along[0]]) / np.hypot(*along)
        in_front = (grid - back_top) @ forwards > -1
        is_body |= (labels == level) & in_front[None]
    return is_body


def filling(labels, points):
    """The inside of the bodies, 2 mm and more from their surface."""
    is_body = bodies_of(labels, points)
    inside = np.stack([cv2.erode(s.astype(np.uint8), np.ones((5, 5), np.uint8)) for s in is_body]).astype(bool)
    inside[1:-1] &= is_body[:-2] & is_body[2:]
    return inside


def from_mask(name, path):
    labels = resampled(path, 0, True).round().astype(np.uint8)
    labels = np.pad(labels, ((0, 0), (30, BELOW), (40, 60)))
    points = points_of(labels)
    is_body = bodies_of(labels, points)
    bone = labels > 0
    cross = np.ones((3, 3), np.uint8)
    core = np.stack([cv2.erode(s.astype(np.uint8), cross) for s in bone]).astype(bool)
    body_core = np.stack([cv2.erode((s * is_body[k]).astype(np.uint8), cross) for k, s in enumerate(labels)]).astype(bool)
    edge_between = np.zeros_like(bone)
    edge_between[:, 1:] = (labels[:, 1:] != labels[:, :-1]) & bone[:, 1:]
    body_core &= ~edge_between
    layers = np.stack([is_body & body_core, is_body & ~body_core, bone & ~is_body & core, bone & ~is_body & ~core], -1)
    return Subject(name, layers.astype(np.uint8) * 255, False, points, None)


def points_of_film(truth, scan):
    """Points of the vertebrae that are whole in a CT (a NIfTI file), as `osteon simulate radiograph` tells them of a film of it from the side:
    corners where the plates end, middles of the plates; as deep in the body as the vertebra."""
    told = json.loads(Path(truth).read_text())
    geometry = {key: np.array(value) for key, value in told["geometry"].items() if isinstance(value, list)}
    image = nibabel.as_closest_canonical(nibabel.load(scan))
    size, step = np.array(image.shape), np.array(image.header.get_zooms())
    zoom = np.round((size * step)[[0, 2, 1]] / [SLICE, PIXEL, PIXEL]) / size[[0, 2, 1]]
    found = {}
    for v in told["vertebrae"]:
        if v["level"] not in LEVELS or not v["whole_in_ct"] or None in (v["corners"], v["points"]):
            continue
        flat = np.array([v["points" if "middle" in point else "corners"][point]["mm"] for point in POINTS])
        seen = geometry["detector_origin_patient_mm"] + flat @ np.array([geometry["across"], geometry["down"]])
        source = geometry["source_patient_mm"]
        place = (source + (seen - source) / v["magnification"]) * [-1, -1, 1]
        voxel = nibabel.affines.apply_affine(np.linalg.inv(image.affine), place)
        voxel = np.stack([voxel[:, 0], size[2] - 1 - voxel[:, 2], voxel[:, 1]], 1)
        found[LEVELS.index(v["level"]) + T1] = ((voxel + 0.5) * zoom - 0.5)[:, ::-1]
    return found


def without_spine(bone, soft, points):
    """What rays from the side meet between the highest and the lowest vertebra when the spine is soft tissue; the spine's middle is in the middle column."""
    BEFORE, BEHIND, BESIDE, WATER = 8, 75, 36, 1.05  # mm about the bodies
    middles = np.array([p.mean(0) for _, p in sorted(points.items())])
    top, bottom = (int(points[level][:, 1].mean()) for level in (min(points), max(points)))
    front = max((p[[0, 3], 0].max() - p[:, 0].mean()) for p in points.values()) + BEFORE
    wide = bone.shape[2]
    result = np.zeros((bottom - top, 2 * wide, 2), np.float32)
    for row in range(top, bottom):
        column, middle = (np.interp(row, middles[:, 1], middles[:, k]) for k in (0, 2))
        across = slice(max(int(middle - BESIDE / SLICE), 0), int(middle + BESIDE / SLICE) + 1)
        along = slice(max(int(column - BEHIND), 0), int(column + front))
        planes = [bone[:, row].copy(), soft[:, row].copy()]
        planes[0][across, along] = 0
        planes[1][across, along] = np.minimum(planes[1][across, along], WATER)
        rays = np.stack([plane.sum(0) for plane in planes], -1) * SLICE
        start = wide - int(round(column))
        result[row - top, start:start + wide] = rays
        result[row - top, :start], result[row - top, start + wide:] = rays[0], rays[-1]
    return result


def from_ct(name, hounsfield, labels, points):
    """`labels` in VerSe's numbers, on the grid of `hounsfield`; both already slices x rows x columns."""
    all_points = np.concatenate([p for p in points.values()])
    left = max(int(all_points[:, 0].min()) - 110, 0)
    right = min(int(all_points[:, 0].max()) + 120, labels.shape[2])
    hounsfield, labels = hounsfield[:, :, left:right], labels[:, :, left:right]
    points = {level: p - [left, 0, 0] for level, p in points.items()}
    bone = np.clip(hounsfield - 130, 0, 1500) / 1000
    soft = (np.clip(hounsfield, -1000, 130) + 1000) / 1000
    soft[soft < 0.05] = 0
    sacrum = None
    if (labels == SACRUM).any():
        middle = np.mean([p[:, 2].mean() for p in points.values()])
        slab = labels[max(int(middle) - 3, 0):int(middle) + 4]
        sacrum = ndimage.binary_closing((slab == SACRUM).any(0), iterations=2)
    inside = filling(labels, points)
    fills = [bone * inside, np.maximum(soft - MARROW, 0) * inside]
    return Subject(name, np.stack([bone, soft, *fills], -1).astype(np.float32), True, points, sacrum,
                   without_spine(bone, soft, points))
