"""Where the subjects come from, and the two halves that judge each other: what is trained on one half is measured on the other, see README.md."""
from pathlib import Path

from lateral_subjects import LEVELS, T1, from_ct, from_mask, points_of_film, resampled

HALVES = {"a": {"l2-crush-sample001", "example_ct", "lidc-idri-0001"}, "b": {"verse004", "nlst-101287", "acrin-flt-breast-013"}}
MASKS = {
    "l2-crush-sample001": "masks/l2-crush-sample001/sample_dataset/derivatives/sub-sample001/sub-sample001_seg-vert_msk.nii.gz",
    "verse004": "masks/verse004/sub-verse004_seg-vert_msk.nii.gz",
}

CHECKED = {"acrin-flt-breast-013": ("T11", "L5")}  # looked at in the CT: above, what osteon finds is not where the plates are


def is_checked(name, level):
    """Whether what osteon finds of a level (by its name) in a subject's CT is truth."""
    highest, lowest = CHECKED.get(name, (LEVELS[0], LEVELS[-1]))
    return level in LEVELS and LEVELS.index(highest) <= LEVELS.index(level) <= LEVELS.index(lowest)


def labelled(name, folder):
    """A CT with what osteon found in it: NAME.nii.gz, the vertebrae as NAME-labels.nii.gz, their points as NAME-film.json."""
    scan, labels = Path(folder) / f"{name}.nii.gz", Path(folder) / f"{name}-labels.nii.gz"
    labels = resampled(labels, 0, True).round().astype(int)
    points = points_of_film(Path(folder) / f"{name}-film.json", scan)
    checked = {level: p for level, p in points.items() if is_checked(name, LEVELS[level - T1])}
    return from_ct(name, resampled(scan, 1), labels, checked)


def subjects(data, labels, names=None):
    """All, or those named. Whoever belongs to no half is only ever trained on."""
    wanted = lambda name: names is None or name in names
    cast = {name: from_mask(name, Path(data) / path) for name, path in MASKS.items() if wanted(name)}
    for found in sorted(Path(labels).glob("*-labels.nii.gz")) if labels else []:
        name = found.name.removesuffix("-labels.nii.gz")
        if wanted(name):
            cast[name] = labelled(name, labels)
    return cast


def without(left_out):
    """Names of everybody but one half, or one of its subjects, for training; None (everybody) for nobody left out."""
    everybody = set().union({"aorta"}, *HALVES.values())
    return everybody - HALVES.get(left_out, {left_out}) if left_out else None
