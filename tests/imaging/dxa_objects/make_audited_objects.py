#!/usr/bin/env python3
"""Writes structured reports with one error each, and clean ones, for the auditor: audited/CASE-n[-m].dcm.

CASE is the code of the finding (without "dxa.audit-") or "clean"; the objects of a case have one stem. Numbers, T-scores
and categories are worked out here, with no code of the engine. Run it in this folder; the files are kept.
"""
import os
import random

from sr_writer import *

random.seed(20260304)
MAKERS = {  # mean and sd of L1-L4, femoral neck, total hip
    ("GE Healthcare", "Lunar Prodigy", "16"): ((1.182, 0.120), (1.038, 0.139), (1.008, 0.126)),
    ("HOLOGIC", "Horizon A", "Apex 5.6"): ((1.047, 0.110), (0.858, 0.120), (0.942, 0.122)),
}
SITE_WORDS = {"neck": "Neck of femur", "total": "Total hip", "wards": "Ward triangle"}


class Report:
    """Numbers of one examination before they are written."""

    def __init__(self):
        self.maker, references = random.choice(list(MAKERS.items()))
        self.spine, self.neck, self.total = references
        self.sex, self.age = random.choice("FFM"), random.randrange(52, 85)
        self.rows, self.said, self.changes, self.header = {}, [], {}, {}
        while True:
            t = random.uniform(-3.6, 1.0)
            self.t = {}
            levels = {"L%d" % n: t + random.uniform(-0.35, 0.35) for n in range(1, 5)}
            bmc = area = 0.0
            for n, (level, score) in enumerate(levels.items()):
                size = 12.5 + n
                self.put("spine", level, "", self.spine[0] + score * self.spine[1], size, score)
                bmc += float(self.rows["spine", level, ""]["BMC"])
                area += size
            self.put("spine", "L1-L4", "", bmc / area, area, None, self.spine)
            for side in ("Left", "Right"):
                for region, reference, size in (("neck", self.neck, 4.8), ("total", self.total, 33.0)):
                    score = t + random.uniform(-0.4, 0.4)
                    self.put("femur", region, side, reference[0] + score * reference[1], size, None, reference)
                self.put("femur", "wards", side, 0.55 + 0.1 * t / 4, 2.2, None)
            lowest = min(v for k, v in self.t.items() if k[1] in ("L1-L4", "neck", "total"))
            if min(abs(lowest + 1), abs(lowest + 2.5)) > 0.15:
                break
        self.category = "Osteoporosis" if lowest <= -2.5 else "Osteopenia" if lowest < -1 else "Normal"
        self.change("femur", "total", "Left", 0.060)

    def put(self, exam, region, side, bmd, area, score, reference=None):
        bmc = round(bmd * area, 2)
        bmd = round(bmd, 3)
        if reference:
            score = (bmd - reference[0]) / reference[1]
        row = {"BMD": "%.3f" % bmd, "BMC": "%.2f" % bmc, "Area": "%.2f" % area}
        if score is not None:
            row["T-score"] = "%.1f" % score
            self.t[exam, region, side] = round(score, 1)
        self.rows[exam, region, side] = row

    def change(self, exam, region, side, difference, **more):
        before = float(self.rows[exam, region, side]["BMD"]) + difference
        self.changes = {(exam, region, side): dict({"Previous BMD": "%.3f" % before, "Significant change": "Yes"}, **more)}

    def add_score(self, key, difference):
        row = self.rows[key]
        row["T-score"] = "%.1f" % (float(row["T-score"]) + difference)

    def container(self, key):
        exam, region, side = key
        units = {"BMD": "g/cm2", "BMC": "g", "Area": "cm2", "T-score": "{T-score}"}
        inner = [number(name, value, units[name]) for name, value in self.rows[key].items()]
        if side:
            inner = [coded("Finding Site", SITE_WORDS[region], "HAS CONCEPT MOD"),
                     coded("Laterality", side, "HAS CONCEPT MOD")] + inner
        inner += [coded("WHO classification", word) for place, word in self.said if place == key]
        if key in self.changes:
            inner.append(container("Change since previous", *[
                number(name, value, "g/cm2") if name == "Previous BMD" else text(name, value)
                for name, value in self.changes[key].items()]))
        return container(region if exam == "spine" else "Measurement group", *inner)

    def write(self, name, exams=("spine", "femur"), whole=True):
        content = [coded("Diagnosis", self.category)] if whole and self.category else []
        for exam, title in (("spine", "AP Spine"), ("femur", "Femur")):
            if exam in exams:
                content.append(container(title, *[self.container(k) for k in self.rows if k[0] == exam]))
        header = {"PatientSex": self.sex, "PatientAge": "%03dY" % self.age, "SOPInstanceUID": ROOT + "7." + str(sum(
            (n + 1) * c for n, c in enumerate(name.encode())))}
        header.update(self.header)
        save("audited/" + name, random.choice((ExplicitVRLittleEndian, ImplicitVRLittleEndian)), content, maker=self.maker,
             header=header)


def person(r):
    r.header = random.choice(({"PatientSex": ""}, {"PatientAge": ""}))


def reference(r):
    for side in ("Left", "Right"):
        r.add_score(("femur", "neck", side), 0.4)


def mixed(r):
    rows = r.rows
    higher = float(rows["femur", "neck", "Right"]["BMD"]) > float(rows["femur", "neck", "Left"]["BMD"])
    r.add_score(("femur", "neck", "Right"), -4 if higher else 4)


def young(r):
    r.age, r.category = random.randrange(25, 49), None


def apart(r):
    r.add_score(("spine", random.choice(("L1", "L2", "L3", "L4")), ""), 2.5)


def wrong_sum(r):
    row, share = r.rows["spine", "L1-L4", ""], random.uniform(0.8, 0.95)
    area = round(float(row["Area"]) * share, 2)
    row["Area"], row["BMC"] = "%.2f" % area, "%.2f" % (float(row["BMD"]) * area)


def side(r):
    r.header = {"SeriesDescription": "Left Femur"}


def wards(r):
    r.said, r.category = [(("femur", "wards", "Left"), r.category)], None


def one_level(r):
    r.said, r.category = [(("spine", random.choice(("L1", "L2", "L3", "L4")), ""), r.category)], None


def category(r):
    r.category = "Osteopenia" if r.category == "Normal" else "Normal"



SEEDS = {"person": person, "reference": reference, "mixed-reference": mixed, "t-below-fifty": young, "level-apart": apart,
         "sum": wrong_sum, "side": side, "region": wards, "single-level": one_level, "category": category,
         "change-device": lambda r: r.change("femur", "total", "Left", 0.06, **{"Previous scanner": "Another"}),
         "change-region": lambda r: r.change("femur", "total", "Left", 0.06, **{"Previous region": "Neck of femur"}),
         "change-side": lambda r: r.change("femur", "total", "Left", 0.06, **{"Previous side": "Right"}),
         "change-small": lambda r: r.change("femur", "total", "Left", random.uniform(0.005, 0.025)),
         "change-no-limit": lambda r: r.change("femur", "neck", "Left", 0.06)}  # the site has no study of the neck

os.makedirs("audited", exist_ok=True)
for n in range(1, 11):
    Report().write("clean-%d" % n)
for case, put_in in SEEDS.items():
    for n in (1, 2):
        report = Report()
        put_in(report)
        report.write("%s-%d" % (case, n))

# The day that the content names is not that of the header.
for n in (1, 2):
    report = Report()
    original = report.container
    report.container = lambda key, first=next(iter(report.rows)), original=original: container(
        "Examination", text("Examination date", "2025-03-04"), original(key)) if key == first else original(key)
    report.write("date-%d" % n)

# Two objects of one study: another sex; one picture under two identifiers.
for n in (1, 2):
    report = Report()
    report.write("identity-%d-1" % n)
    report.sex = "M" if report.sex == "F" else "F"
    report.write("identity-%d-2" % n)
columns = ["Region", "Area[cm<sup>2</sup>]", "BMC[g]", "BMD[g/cm<sup>2</sup>]"]
for n in (1, 2):
    lines = ['ScanType = "Left Hip"'] + ['ResultsTable[%2d][%2d] = "%s"' % (r, c, cell) for r, row in enumerate(
        [columns, ["Neck", "4.80", "3.63", "0.756"], ["Total", "31.02", "25.16", "0.811"]]) for c, cell in enumerate(row)]
    for copy in (1, 2):
        save("audited/duplicate-%d-%d" % (n, copy), ExplicitVRLittleEndian, sop_class=SECONDARY_CAPTURE,
             maker=("HOLOGIC", "Horizon A", "Apex 5.6"), private="\r\n".join(lines), pixels=bytes(range(n, n + 4)) * 64,
             header={"SOPInstanceUID": ROOT + "8.%d.%d" % (n, copy)})
