"""Writes pictures of one half of the subjects, with their truth, for tests/accuracy/lateral_accuracy.

python3 write_lateral_pictures.py DATA --labels FOLDER --half b --out FOLDER
"""
import argparse
from pathlib import Path

import cv2
import numpy as np

from lateral_data import HALVES, subjects
from lateral_pictures import picture
from lateral_readable import is_seen, shows
from lateral_subjects import L4, LEVELS, POINTS, T1, T8

SHAPE = (384, 224)


def write(subject, seed, folder):
    rng = np.random.default_rng(seed)
    levels = sorted(level for level in subject.points if T8 <= level <= L4) or sorted(subject.points)
    at = subject.points[levels[len(levels) // 2]][:, :2].mean(0)
    made = picture(subject, rng, SHAPE, at, collapses=2 * (seed % 3))
    stem = Path(folder) / f"{subject.name}_{seed}"
    cv2.imwrite(f"{stem}.png", np.round(made.image * 255).astype(np.uint8))
    rows = [f"{LEVELS[level - T1]},{name.replace('_', '-')},{x:.2f},{y:.2f}\n" for level, points in sorted(made.points.items())
            if is_seen(points, made.field) for name, (x, y) in zip(POINTS, points)]
    Path(f"{stem}.csv").write_text("level,point,column,row\n" + "".join(rows))
    rows = [f"{LEVELS[level - T1]},{loss:.3f},{shows(made.image, made.points[level]):d}\n" for level, loss in sorted(made.losses.items())]
    Path(f"{stem}.bodies").write_text("level,loss,shows\n" + "".join(rows))


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("data")
    options.add_argument("--labels", help="folder of CTs as label_subjects.py writes them")
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
