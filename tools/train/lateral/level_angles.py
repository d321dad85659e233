"""Prints, as Markdown, how far each body leans forwards against the third above it in every subject: by that find_lateral_spine names
bodies, with a sacrum and without.

python3 level_angles.py DATA --labels FOLDER
"""
import argparse

import numpy as np

from lateral_data import subjects
from lateral_subjects import LEVELS, T1

ABOVE = 3


def lean(points):
    """Degrees by which the plates fall towards the front."""
    forwards = (points[0] + points[3] - points[2] - points[5])[:2]
    return np.degrees(np.arctan2(forwards[1], forwards[0]))


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("data")
    options.add_argument("--labels", help="folder of CTs as label_subjects.py writes them")
    wanted = options.parse_args()
    cast = subjects(wanted.data, wanted.labels)
    print("| level |", " | ".join(cast), "|")
    print("|---" * (len(cast) + 1) + "|")
    for level in range(T1 + ABOVE, T1 + len(LEVELS)):
        cells = [f"{lean(s.points[level]) - lean(s.points[level - ABOVE]):+.0f}" if {level, level - ABOVE} <= set(s.points) else "" for s in cast.values()]
        print(f"| {LEVELS[level - T1]} |", " | ".join(cells), "|")


if __name__ == "__main__":
    main()
