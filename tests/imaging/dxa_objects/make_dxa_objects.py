#!/usr/bin/env python3
"""Writes the structured reports and private texts that dxa_objects_test reads, and expected.csv beside them.

Written with pydicom, which shares no code with the reader. Built after what the makers' conformance statements say of
their Enhanced SR objects (GE enCORE, Hologic APEX: containers of regions, BMD, BMC, area, scores, UCUM units), whose
templates are not public, and after TID 1500. All persons are made up. Run it in this folder; the files are kept.
"""
import csv

from sr_writer import *

SPINE = {  # area, BMC, BMD, T, young %, Z, age %
    "L1": ("12.41", "11.04", "0.890", "-2.0", "79", "-0.6", "92"),
    "L2": ("13.52", "12.74", "0.942", "-2.2", "79", "-0.8", "91"),
    "L3": ("14.90", "15.29", "1.026", "-1.5", "86", "-0.1", "99"),
    "L4": ("16.20", "16.09", "0.993", "-1.7", "83", "-0.4", "96"),
    "L1-L4": ("57.03", "55.16", "0.967", "-1.8", "82", "-0.5", "95"),
}
HIP = {
    ("neck", "left"): ("4.80", "3.63", "0.756", "-2.0", "73", "-0.4", "94"),
    ("total", "left"): ("31.02", "25.16", "0.811", "-1.6", "81", "-0.3", "96"),
    ("trochanter", "left"): ("11.90", "7.80", "0.655", "-1.7", "77", "-0.6", "90"),
    ("neck", "right"): ("4.71", "3.48", "0.739", "-2.2", "71", "-0.6", "92"),
    ("total", "right"): ("31.40", "25.02", "0.797", "-1.7", "79", "-0.4", "95"),
    ("trochanter", "right"): ("12.10", "7.77", "0.642", "-1.8", "76", "-0.7", "89"),
}
expected = []


def expect(name, exam, region, side, values, mean=0):
    area, bmc, bmd, t, young, z, age = values
    expected.append([name, exam, region, side, mean, bmd, bmc, area, t, z, young, age])


def results(values, units=("cm2", "g", "g/cm2"), scale=lambda quantity, value: value, order=None):
    area, bmc, bmd, t, young, z, age = values
    numbers = [number("Area", scale("area", area), units[0]), number("BMC", scale("bmc", bmc), units[1]),
               number("BMD", scale("bmd", bmd), units[2]), number("Young-Adult T-Score", t, "{T-score}"),
               number("Young-Adult %", young, "%"), number("Age-Matched Z-Score", z, "{Z-score}"), number("Age-Matched %", age, "%")]
    return numbers if order is None else [numbers[n] for n in order]


# GE-like spine: a container for each region, and an earlier examination whose numbers are not today's.
earlier = tuple("9.999" if n == 2 else v for n, v in enumerate(SPINE["L1"]))
for name, syntax in (("ge_spine_explicit", ExplicitVRLittleEndian), ("ge_spine_implicit", ImplicitVRLittleEndian)):
    save(name, syntax, [container("AP Spine", text("Reference Population", "USA (ages 20-40)"),
                                  *[container(region, *results(values)) for region, values in SPINE.items()]),
                        container("Previous Results", container("AP Spine", container("L1", *results(earlier))))])
    for region, values in SPINE.items():
        expect(name, "ap-spine", region, "", values)

# Both hips: containers and numbers in another order, units of other powers of ten, the right side's scores missing.
shift = {"area": 2, "bmc": 3, "bmd": 3}


def in_small_units(quantity, value):
    whole, decimals = value.split(".")
    digits = (whole + decimals.ljust(shift[quantity], "0")).lstrip("0")
    return digits[:len(digits) - max(0, len(decimals) - shift[quantity])] if len(decimals) > shift[quantity] else digits


def hip_container(side):
    regions = [(region, values) for (region, s), values in HIP.items() if s == side]
    inner = []
    for region, values in reversed(regions):
        numbers = results(values, ("mm2", "mg", "mg/cm2"), in_small_units, [5, 2, 4, 0, 1, 3, 6])
        if side == "right":
            numbers = [n for n in numbers if "Score" not in n.ConceptNameCodeSequence[0].CodeMeaning]
        inner.append(container(region.capitalize(), *numbers))
    return container(side.capitalize() + " Femur", *inner)


save("ge_femur_reordered", ImplicitVRLittleEndian, [hip_container("right"), hip_container("left")])
for (region, side), values in HIP.items():
    kept = values if side == "left" else values[:3] + ("", values[4], "", values[6])
    expect("ge_femur_reordered", "femur", region, side, kept)

# Hologic-like spine: no containers of regions, the region in every number's name, a total of unnamed levels.
flat = []
for region, values in SPINE.items():
    if region == "L2":
        continue  # excluded by the operator
    label = "Total" if region == "L1-L4" else region
    if label == "Total":
        values = ("43.51", "42.42", "0.975", "-1.7", "83", "-0.4", "96")
    flat += [number(label + " " + what, value, unit) for what, value, unit in
             zip(("Area", "BMC", "BMD", "T-Score", "PR", "Z-Score", "AM"), values, ("cm2", "g", "g/cm2", "1", "%", "1", "%"))]
    expect("hologic_spine_flat", "ap-spine", "L1,L3-L4" if label == "Total" else region, "", values)
save("hologic_spine_flat", ExplicitVRLittleEndian, [container("Lumbar Spine Results", *flat)],
     maker=("HOLOGIC", "Horizon A", "Apex 5.6"))

# Places as modifiers of each number.
modified = []
for (region, side), values in HIP.items():
    site = {"neck": "Neck of femur", "total": "Total hip", "trochanter": "Greater trochanter of femur"}[region]
    for n in results(values):
        n.ContentSequence = Sequence([coded("Finding Site", site, "HAS CONCEPT MOD"),
                                      coded("Laterality", side.capitalize(), "HAS CONCEPT MOD")])
        modified.append(n)
    expect("hip_modifiers", "femur", region, side, values)
save("hip_modifiers", ExplicitVRLittleEndian, modified, maker=("HOLOGIC", "Horizon A", "Apex 5.6"))

# TID 1500: measurement groups with a finding site; one group has a number without its measured value.
groups = []
for region, values, site in (("L1", SPINE["L1"], "First lumbar vertebra"), ("L2", SPINE["L2"], "Second lumbar vertebra"),
                             ("L1-L4", SPINE["L1-L4"], "L1 to L4")):
    area, bmc, bmd, t, young, z, age = values
    groups.append(container("Measurement Group", text("Tracking Identifier", region), coded("Finding Site", site),
                            number("Bone Mineral Density", bmd, "g/cm2"), number("T-score", t, "{T-score}"),
                            item("NUM", "Z-score")))
    expect("tid1500_spine", "ap-spine", region, "", ("", "", bmd, t, "", "", ""))
groups.append(container("Measurement Group", text("Tracking Identifier", "neck"), coded("Finding Site", "Neck of femur"),
                        coded("Laterality", "Right"), number("Bone Mineral Density", "0.739", "g/cm2")))
expect("tid1500_spine", "femur", "neck", "right", ("", "", "0.739", "", "", "", ""))
save("tid1500_spine", ExplicitVRLittleEndian, [container("Imaging Measurements", *groups)], maker=("", "", ""))

# What has to be withheld, beside one row that is good.
good = SPINE["L3"]
save("withheld", ExplicitVRLittleEndian, [container(
    "AP Spine", container("L3", *results(good)),
    container("L1", number("BMD", "0.890", "g/cm3")),  # no areal density
    container("L2", number("BMD", "0.942", "g/cm2"), number("BMD", "0.924", "g/cm2")),
    container("L4", number("BMD", "0.993", "g/cm2"), number("BMC", "16.90", "g"), number("Area", "16.20", "cm2"))),
    container("Femur", container("Neck", number("BMD", "0.756", "g/cm2"))),  # of which side?
    container("Lateral Spine", container("L2-L4", number("BMD", "0.700", "g/cm2")))])
expect("withheld", "ap-spine", "L3", "", good)

save("no_numbers", ExplicitVRLittleEndian, [text("Impression", "Bone density is normal.")])

# The analysis text beside a report page, as a public parser describes it, in both orientations.
columns = ["Region", "Area[cm<sup>2</sup>]", "BMC[g]", "BMD[g/cm<sup>2</sup>]", "T - score", "PR (%)", "Z - score", "AM (%)"]
rows = [("Neck",) + HIP["neck", "left"], ("Troch",) + HIP["trochanter", "left"], ("Total",) + HIP["total", "left"]]
table = [columns] + [list(row) for row in rows]
for name, turned, syntax in (("hologic_private_rows", False, ExplicitVRLittleEndian),
                             ("hologic_private_columns", True, ImplicitVRLittleEndian)):
    lines = ['PatientName = "Nobody^Made^Up"', 'ScanType = "Left Hip"', "ImageXPos = 12"]
    for r, row in enumerate(table):
        for c, cell in enumerate(row):
            lines.append('ResultsTable[%2d][%2d] = "%s"' % ((c, r, cell) if turned else (r, c, cell)))
    save(name, syntax, sop_class=SECONDARY_CAPTURE, maker=("HOLOGIC", "Discovery W", "13.2"), private="\r\n".join(lines))
    for region in ("neck", "trochanter", "total"):
        expect(name, "femur", region, "left", HIP[region, "left"])

with open("expected.csv", "w", newline="") as table_file:
    writer = csv.writer(table_file, lineterminator="\n")
    writer.writerow("file exam region side mean bmd bmc area t z young age".split())
    writer.writerows(expected)
