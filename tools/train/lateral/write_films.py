"""Draws films of CTs with collapsed vertebrae, for lateral_accuracy --films: six poses of each, two collapses in every film.

python3 write_films.py OSTEON FOLDER NAME=CT=LEVEL,LEVEL,... [...]; the levels are those that may collapse, from the head down.
"""
import argparse
import json
import subprocess
from pathlib import Path

from lateral_data import is_checked

POSES = ["0", "0 5", "4 0", "-3 -8 5", "2 3 -4 10 15", "1 -4 -6"]
COLLAPSES = ["wedge:0.3", "biconcave:0.35", "crush:0.3", "wedge:0.45", "biconcave:0.5", "wedge:0.35"]


def draw(osteon, folder, name, ct, levels):
    for k, pose in enumerate(POSES):
        first, second = levels[k % len(levels)], levels[(k + len(levels) // 2) % len(levels)]
        collapses = ["--collapse", f"{first}:{COLLAPSES[k]}", "--collapse", f"{second}:{COLLAPSES[(k + 2) % len(POSES)]}"]
        film = folder / f"{name}-{k + 1}"
        subprocess.run([osteon, "simulate", "radiograph", ct, "-o", str(film), "--pose", *pose.split(), *collapses], check=True)
        truth = json.loads((film / "truth.json").read_text())
        truth["vertebrae"] = [v for v in truth["vertebrae"] if is_checked(name, v["level"])]
        (film / "truth.json").write_text(json.dumps(truth))


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("osteon")
    options.add_argument("folder", type=Path)
    options.add_argument("scans", nargs="+", metavar="NAME=CT=LEVELS")
    wanted = options.parse_args()
    for scan in wanted.scans:
        name, ct, levels = scan.split("=")
        draw(wanted.osteon, wanted.folder, name, ct, levels.split(","))


if __name__ == "__main__":
    main()
