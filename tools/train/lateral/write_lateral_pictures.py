"""Writes pictures of one half of the subjects, with their truth, for tests/accuracy/lateral_accuracy.

python3 write_lateral_pictures.py DATA --labels FOLDER --half b --out FOLDER
"""
import argparse
from pathlib import Path

import cv2
import numpy as np

from lateral_data import HALVES, subjects
from lateral_pictures import picture
from lateral_subjects import L4, T8

SHAPE = (384, 224)
NAMES = [f"T{n}" for n in range(1, 13)] + [f"L{n}" for n in range(1, 6)]
POINTS = [f"{plate}-{place}" for plate in ("superior", "inferior") for place in ("anterior", "middle", "posterior")]


def is_seen(points, field):
    x, y = points.round().astype(int).T
    inside = (x >= 3) & (y >= 3) & (x < field.shape[1] - 3) & (y < field.shape[0] - 3)
    return inside.all() and field[y, x].all()


def plate_shows(image, plate, inwards):
    """Whether the picture is brighter within a plate than beyond it, along most of it, within 1.5 mm of where it is said to lie: of eight pieces
    the mean is three times its own error."""
    steps = np.linspace(0.08, 0.92, 8)[:, None]
    at = np.where(steps < 0.5, plate[0] + 2 * steps * (plate[1] - plate[0]), plate[1] + (2 * steps - 1) * (plate[2] - plate[1]))
    profile = np.array([at_places(image, at + d * inwards) for d in np.arange(-4, 4.1, 0.5)])  # depths x pieces
    for centre in range(5, 12):
        step = profile[centre + 1:centre + 5].mean(0) - profile[centre - 4:centre].mean(0)
        if step.mean() > 3 * max(step.std(ddof=1), 1e-6) / np.sqrt(len(step)):
            return True
    return False


def at_places(image, xy):
    return cv2.remap(image, xy[None, :, 0].astype(np.float32), xy[None, :, 1].astype(np.float32), cv2.INTER_LINEAR)[0]


def shows(image, points):
    """Both plates do: what is saturated, or drowned in noise or in what lies before it, has no truth that anybody could read."""
    down = (points[3:] - points[:3]).mean(0)
    down = down / np.hypot(*down)
    return plate_shows(image, points[:3], down) and plate_shows(image, points[3:], -down)


def write(subject, seed, folder):
    rng = np.random.default_rng(seed)
    levels = sorted(level for level in subject.points if T8 <= level <= L4) or sorted(subject.points)
    at = subject.points[levels[len(levels) // 2]][:, :2].mean(0)
    made = picture(subject, rng, SHAPE, at, collapses=2 * (seed % 3))
    stem = Path(folder) / f"{subject.name}_{seed}"
    cv2.imwrite(f"{stem}.png", np.round(made.image * 255).astype(np.uint8))
    rows = [f"{NAMES[level - 8]},{name},{x:.2f},{y:.2f}\n" for level, points in sorted(made.points.items())
            if is_seen(points, made.field) for name, (x, y) in zip(POINTS, points)]
    Path(f"{stem}.csv").write_text("level,point,column,row\n" + "".join(rows))
    rows = [f"{NAMES[level - 8]},{loss:.3f},{shows(made.image, made.points[level]):d}\n" for level, loss in sorted(made.losses.items())]
    Path(f"{stem}.bodies").write_text("level,loss,shows\n" + "".join(rows))


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("data")
    options.add_argument("--labels", help="folder of CT label maps that osteon wrote")
    options.add_argument("--half", choices=["a", "b"], required=True, help="the half of the subjects that is drawn")
    options.add_argument("--count", type=int, default=12, help="pictures of each subject")
    options.add_argument("--out", required=True)
    wanted = options.parse_args()
    Path(wanted.out).mkdir(parents=True, exist_ok=True)
    cv2.setNumThreads(1)
    for subject in subjects(wanted.data, wanted.labels, HALVES[wanted.half]).values():
        for seed in range(1, wanted.count + 1):
            write(subject, seed, wanted.out)


if __name__ == "__main__":
    main()
