"""Makes subjects of CTs: the scan and the vertebrae that osteon finds in it, side by side as NAME.nii.gz, NAME-labels.nii.gz (where they are) and
NAME-film.json (their points, as a simulated film of the scan tells them).

python3 label_subjects.py OSTEON FOLDER NAME=CT [NAME=CT ...]

A CT is a NIfTI file or a folder of one DICOM series (DCMTK's dcmdjpls unpacks JPEG-LS). Look at what was found before training on it.
"""
import argparse
import shutil
import subprocess
import tempfile
from pathlib import Path

import nibabel
import numpy as np
import pydicom


def unpacked(path, scratch):
    """The slice, or None where the file is no image."""
    try:
        stored = pydicom.dcmread(path)
    except pydicom.errors.InvalidDicomError:
        return None
    if "PixelData" not in stored:
        return None
    if stored.file_meta.TransferSyntaxUID in (pydicom.uid.JPEGLSLossless, pydicom.uid.JPEGLSNearLossless):
        plain = Path(scratch) / path.name
        subprocess.run(["dcmdjpls", str(path), str(plain)], check=True)
        stored = pydicom.dcmread(plain)
    return stored


def series(folder):
    """Hounsfield units as columns x rows x slices, and the map from there to millimetres (left, posterior, superior negated as NIfTI wants)."""
    with tempfile.TemporaryDirectory() as scratch:
        slices = [s for s in (unpacked(p, scratch) for p in sorted(Path(folder).iterdir())) if s is not None]
        across, down = np.array(slices[0].ImageOrientationPatient, float).reshape(2, 3)
        normal = np.cross(across, down)
        slices.sort(key=lambda s: normal @ np.array(s.ImagePositionPatient, float))
        places = np.array([s.ImagePositionPatient for s in slices], float)
        planes = [s.pixel_array * float(s.RescaleSlope) + float(s.RescaleIntercept) for s in slices]
    rows, columns = (float(v) for v in slices[0].PixelSpacing)
    affine = np.eye(4)
    affine[:3, 0], affine[:3, 1] = across * columns, down * rows
    affine[:3, 2] = (places[-1] - places[0]) / (len(places) - 1)
    affine[:3, 3] = places[0]
    return np.stack(planes, -1).transpose(1, 0, 2), np.diag([-1, -1, 1, 1]) @ affine


def label(osteon, name, ct, folder):
    with tempfile.TemporaryDirectory() as out:
        subprocess.run([osteon, "analyze", ct, "-o", out], check=True)
        labels = next(Path(out).rglob("vertebrae.nii.gz"))
        shutil.copy(labels, folder / f"{name}-labels.nii.gz")
        subprocess.run([osteon, "simulate", "radiograph", ct, "-o", f"{out}/film"], check=True)
        shutil.copy(f"{out}/film/truth.json", folder / f"{name}-film.json")
    if Path(ct).is_dir():
        hounsfield, affine = series(ct)
        nibabel.save(nibabel.Nifti1Image(hounsfield.astype(np.int16), affine), folder / f"{name}.nii.gz")
    else:
        nibabel.save(nibabel.load(ct), folder / f"{name}.nii.gz")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("osteon")
    options.add_argument("folder", type=Path)
    options.add_argument("scans", nargs="+", metavar="NAME=CT")
    wanted = options.parse_args()
    wanted.folder.mkdir(parents=True, exist_ok=True)
    for scan in wanted.scans:
        label(wanted.osteon, *scan.split("=", 1), wanted.folder)


if __name__ == "__main__":
    main()
