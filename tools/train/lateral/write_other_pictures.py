"""Writes pictures that are no lateral spines, for tests/accuracy/lateral_accuracy --simulated: every one has to be refused.

python3 write_other_pictures.py DATA --labels FOLDER --out FOLDER: slices of the CTs in FOLDER across and from the front, pages of densitometers' reports
(Debian's poppler-utils draws them).
"""
import argparse
import subprocess
import tempfile
from pathlib import Path

import cv2
import nibabel
import numpy as np

WINDOWS = {"bone": (-200, 800), "soft": (-160, 240)}  # Hounsfield units
PAGE_WIDTHS = (200, 300, 430)  # mm: nobody states the scale of a page


def slices(ct):
    """Across and from the front, 1 mm pixels, at three places."""
    image = nibabel.as_closest_canonical(nibabel.load(ct))
    values, step = np.asarray(image.dataobj, np.float32), image.header.get_zooms()
    for axis, name in ((2, "axial"), (1, "coronal")):
        sides = [step[k] for k in range(3) if k != axis]
        for share in (0.3, 0.5, 0.7):
            plane = np.take(values, int(values.shape[axis] * share), axis=axis)
            size = tuple(max(1, int(n * mm)) for n, mm in zip(plane.shape, sides))
            yield f"{name}-{10 * share:.0f}", cv2.resize(np.ascontiguousarray(plane.T[::-1]), size)


def pages(pdf):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["pdftoppm", "-r", "72", "-png", str(pdf), f"{folder}/page"], check=True)
        for drawn in sorted(Path(folder).glob("*.png")):
            grey = cv2.imread(str(drawn), cv2.IMREAD_GRAYSCALE)
            for width in PAGE_WIDTHS:
                scale = width / grey.shape[1]
                yield f"{drawn.stem}-{width}", cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("data")
    options.add_argument("--labels", required=True, help="folder of CTs as label_subjects.py writes them")
    options.add_argument("--out", required=True)
    wanted = options.parse_args()
    out = Path(wanted.out)
    out.mkdir(parents=True, exist_ok=True)
    for ct in sorted(Path(wanted.labels).glob("*.nii.gz")):
        if ct.name.endswith("-labels.nii.gz"):
            continue
        for place, plane in slices(ct):
            for window, (low, high) in WINDOWS.items():
                shown = np.clip((plane - low) / (high - low) * 255, 0, 255).astype(np.uint8)
                cv2.imwrite(str(out / f"{place.split('-')[0]}_{ct.name.removesuffix('.nii.gz')}-{place}-{window}.png"), shown)
    for pdf in sorted(Path(wanted.data).glob("dxa/report-pages/*.pdf")):
        for page, shown in pages(pdf):
            cv2.imwrite(str(out / f"page_{pdf.stem}-{page}.png"), shown)


if __name__ == "__main__":
    main()
