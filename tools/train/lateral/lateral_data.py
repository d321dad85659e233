"""Where the subjects come from, and the two halves that judge each other: what is trained on one half is measured on the other, see README.md."""
from pathlib import Path

import numpy as np

from lateral_subjects import L5, SACRUM, from_ct, from_mask, resampled

HALVES = {"a": {"l2-crush-sample001", "example_ct", "lidc-idri-0001"}, "b": {"verse004", "nlst-101287", "acrin-flt-breast-013"}}
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
    for plane in (labels[:, :2], labels[:, -2:]):  # bodies that the volume cuts have no corners
        for level in np.unique(plane[plane != SACRUM]):
            labels[labels == level] = 0
    return from_ct(name, resampled(Path(folder) / f"{name}.nii.gz", 1), labels, SACRUM)


def subjects(data, labels, names=None):
    """All, or those named. Whoever belongs to no half is only ever trained on."""
    wanted = lambda name: names is None or name in names
    cast = {name: from_mask(name, Path(data) / path) for name, path in MASKS.items() if wanted(name)}
    if wanted("example_ct"):
        cast["example_ct"] = example_ct(data)
    for found in sorted(Path(labels).glob("*-labels.nii.gz")) if labels else []:
        name = found.name.removesuffix("-labels.nii.gz")
        if wanted(name):
            cast[name] = labelled(name, labels)
    return cast


def without(half):
    """Names of everybody but one half, for training; None (everybody) for no half."""
    if not half:
        return None
    extra = {"aorta"}
    return extra.union(*(names for key, names in HALVES.items() if key != half))
