"""Where the subjects come from. Two are never trained on: a mask and a CT, see README.md."""
from pathlib import Path

import numpy as np

from lateral_subjects import L5, SACRUM, from_ct, from_mask, resampled

HELD_OUT = {"verse004", "nlst-101287"}
MASKS = {
    "l2-crush-sample001": "masks/l2-crush-sample001/sample_dataset/derivatives/sub-sample001/sub-sample001_seg-vert_msk.nii.gz",
    "verse004": "masks/verse004/sub-verse004_seg-vert_msk.nii.gz",
}
TOTAL_L5, TOTAL_T11, TOTAL_S1 = 27, 33, 26  # TotalSegmentator's numbers of the example


def example_ct(data):
    folder = Path(data) / "ct/totalsegmentator"
    stored = resampled(folder / "spine_report/test_result/totalseg.nii.gz", 0, True).round().astype(int)
    labels = np.zeros_like(stored)
    for k in range(TOTAL_L5, TOTAL_T11 + 1):
        labels[stored == k] = L5 - (k - TOTAL_L5)
    labels[stored == TOTAL_S1] = SACRUM
    labels[labels == L5 - 6] = 0  # T11 and T12 are cut by the top of the volume
    labels[labels == L5 - 5] = 0
    return from_ct("example_ct", resampled(folder / "example_ct.nii.gz", 1), labels, SACRUM)


def labelled(name, folder):
    """A CT with the labels that osteon found in it, both written as NIfTI: NAME.nii.gz, NAME-labels.nii.gz."""
    labels = resampled(Path(folder) / f"{name}-labels.nii.gz", 0, True).round().astype(int)
    return from_ct(name, resampled(Path(folder) / f"{name}.nii.gz", 1), labels, SACRUM)


def subjects(data, labels, training):
    wanted = lambda name: (name in HELD_OUT) != training
    cast = {name: from_mask(name, Path(data) / path) for name, path in MASKS.items() if wanted(name)}
    if wanted("example_ct"):
        cast["example_ct"] = example_ct(data)
    for found in sorted(Path(labels).glob("*-labels.nii.gz")) if labels else []:
        name = found.name.removesuffix("-labels.nii.gz")
        if wanted(name):
            cast[name] = labelled(name, labels)
    return cast
