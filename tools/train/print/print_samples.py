"""Draws samples of print as a densitometer's report page shows it: numbers, labels and dates in free fonts, hinted or
smooth, re-scaled by common filters, compressed, faint, beside other lines. Each sample is what InkStrip holds of a
token (imaging/src/page/ink_strip.hpp): ink of 0 to 1, HEIGHT rows, a digit DIGIT rows high."""
import io
import pathlib

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

HEIGHT, DIGIT = 20, 12
CHARACTERS = "0123456789.-,/%():' ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
FAMILIES = """tahoma tahomabd DejaVuSansCondensed DejaVuSansCondensed-Bold DejaVuSans DejaVuSans-Bold LiberationSans-Regular
LiberationSans-Bold LiberationSerif-Regular LiberationSerif-Bold LiberationSansNarrow-Regular LiberationSansNarrow-Bold
LiberationMono-Regular OpenSans-Regular OpenSans-Semibold OpenSans-Bold Carlito-Regular Carlito-Bold Caladea-Regular Roboto-Regular
Roboto-Medium Roboto-Bold Lato-Regular Lato-Bold Lato-Medium Cantarell-VF FreeSans FreeSansBold FreeSerif
NotoSans-Regular NotoSans-Bold NotoSans-Medium NotoSans-SemiCondensed NotoSans-Condensed Hack-Regular Inconsolata
DejaVuSansMono LiberationSans-Italic NotoSerif-Regular""".split()
LIKELY = {"tahoma": 4, "tahomabd": 1.5, "DejaVuSansCondensed": 3, "LiberationSans-Regular": 6, "LiberationSans-Bold": 3,
          "LiberationSerif-Regular": 2, "OpenSans-Regular": 2, "DejaVuSans": 2}
REGIONS = """L1 L2 L3 L4 T12 L5 L1-L2 L1-L3 L1-L4 L2-L3 L2-L4 L3-L4 Total Neck Wards Ward's Troch Trochanter Inter Shaft Upper Lower
Femoral Mean Left Right Diff Difference Radius Ulna Both UD MID 1/3 33% Head Arms Legs Trunk Ribs Pelvis Spine Subtotal
Hip LArm RArm LRib RRib TSpine LSpine LLeg RLeg BMD BMC Area Region T-score Z-score Young Adult Age Matched Sex: Male Female
Height: Weight: Ethnicity: White Black Patient: Birth Date: Measured: Analyzed: years cm kg lb Menopause Operator: Model:
Scan Date: Referring Physician: Lunar Prodigy Horizon Version Reference Hologic Norland GE enCORE
PR YA AM Score score sBMD Width Change Centile""".split() + ["T -", "Z -", "T - score", "Z - score"] * 3


cv2.setNumThreads(1)


class Samples:
    def __init__(self, seed, fonts=("/usr/share/fonts", "/usr/share/wine/fonts")):
        self.rng = np.random.default_rng(seed)
        roots = [pathlib.Path(f) for f in fonts]
        found = {p.stem: p for root in roots for kind in ("*.ttf", "*.otf") for p in sorted(root.rglob(kind))}
        self.paths = [str(found[f]) for f in FAMILIES if f in found]
        weights = np.array([LIKELY.get(f, 1.0) for f in FAMILIES if f in found])
        self.weights = weights / weights.sum()
        self.cache = {}

    def font(self, path, size):
        key = (path, size)
        if key not in self.cache:
            f = ImageFont.truetype(path, size)
            box = f.getbbox("7", anchor="ls")
            self.cache[key] = (f, -box[1])
        return self.cache[key]

    def number(self):
        r = self.rng
        digits = lambda n: "".join(r.choice(list("0123456789"), n))
        kind = r.integers(10)
        if kind < 3:
            return r.choice(["0", "1", "0", "1", "2"]) + "." + digits(3)
        if kind < 6:
            return str(r.integers(0, 10 ** r.integers(1, 4))) + "." + digits(r.integers(1, 4))
        if kind < 7:
            return str(r.integers(0, 10 ** r.integers(1, 4)))
        if kind < 9:
            return r.choice(["-", ""]) + str(r.integers(0, 10)) + "." + digits(1)
        return r.choice(["-", "-", digits(4), digits(2) + "." + digits(2), digits(1) + "," + digits(3), digits(2) + "%"])

    def words(self):
        r = self.rng
        digits = lambda n: "".join(r.choice(list("0123456789"), n))
        kind = r.integers(8)
        if kind < 1:
            a, b = sorted(r.choice(6, 2, replace=False))
            return ["T12", "L1", "L2", "L3", "L4", "L5"][a] + r.choice(["-", "-", " - "]) + ["T12", "L1", "L2", "L3", "L4", "L5"][b]
        if kind < 4:
            return " ".join(r.choice(REGIONS, r.integers(1, 3)))
        if kind < 5:
            return f"{r.integers(1, 13):02d}/{r.integers(1, 32):02d}/{r.integers(1920, 2026)}"
        if kind < 6:
            return r.choice(["%s.%s cm", "%s.%s kg", "%s.%s years", "(%s.%s)", "%s.%s lb"]) % (str(r.integers(1, 200)), digits(1))
        return "".join(r.choice(list(CHARACTERS), r.integers(2, 9))).strip() or "x"

    def text(self):
        return str(self.number() if self.rng.random() < 0.72 else self.words())[:20]

    def canvas(self):
        """A few lines around the wanted text, dark on light, and where its figures stand."""
        r = self.rng
        text = self.text()
        path = self.paths[r.choice(len(self.paths), p=self.weights)]
        high_end = 7.5 if r.random() < 0.6 else 16.0
        stored = float(np.exp(r.uniform(np.log(3.6), np.log(high_end))))
        if r.random() < 0.45:  # drawn on the grid of some screen, then re-scaled
            size = int(r.integers(8, 20))
        else:
            size = int(r.integers(30, 48))
        font, high = self.font(path, size)
        advance = font.getlength(text)
        pad_x, pad_y = int(high * 1.6), int(high * 2.2)
        w, h = int(advance) + 2 * pad_x + 2, high + 2 * pad_y
        paper = int(r.integers(235, 256)) if r.random() < 0.8 else int(r.integers(190, 256))
        ink = int(r.integers(0, 60)) if r.random() < 0.85 else int(r.integers(0, 130))
        picture = Image.new("L", (w, h), paper)
        draw = ImageDraw.Draw(picture)
        if size < 20 and r.random() < 0.25:
            draw.fontmode = "1"  # without smoothing
        x, base = pad_x, pad_y + high
        fx, fy = (0, 0) if size < 20 else (r.random(), r.random())
        if r.random() < 0.06:  # letters set wider or narrower
            step = r.uniform(-0.06, 0.1) * high
            at = float(x)
            for c in text:
                draw.text((at, base), c, font=font, fill=ink, anchor="ls")
                at += font.getlength(c) + step
            advance = at - x
        else:
            draw.text((x + fx, base + fy), text, font=font, fill=ink, anchor="ls")
        pitch = high * r.uniform(1.45, 2.4)
        for direction in (-1, 1):
            if r.random() < 0.6:
                other = self.text()
                shift = x + advance - font.getlength(other) if r.random() < 0.6 else x + r.uniform(-0.5, 0.5) * high
                draw.text((shift, base + direction * pitch), other, font=font, fill=ink, anchor="ls")
            elif r.random() < 0.15:
                y = base - high / 2 + direction * high * r.uniform(0.9, 1.5)
                draw.line((0, y, w, y), fill=ink, width=1)
        return text, np.asarray(picture), (x, base - high, x + advance, base), high, stored, paper

    def rescaled(self, picture, factor):
        r = self.rng
        h, w = picture.shape
        target = (max(4, round(w * factor)), max(4, round(h * factor)))
        kind = r.integers(6)
        if kind == 0:
            return cv2.resize(picture, target, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR)
        if kind == 1 and factor > 0.4:
            return cv2.resize(picture, target, interpolation=cv2.INTER_LINEAR)
        if kind == 2 and factor > 0.4:
            return cv2.resize(picture, target, interpolation=cv2.INTER_CUBIC)
        way = [Image.BILINEAR, Image.BICUBIC, Image.LANCZOS, Image.BOX if factor < 1 else Image.BILINEAR, Image.HAMMING,
               Image.BILINEAR][kind]
        return np.asarray(Image.fromarray(picture).resize(target, way))

    def sample(self):
        r = self.rng
        text, picture, box, high, stored, paper = self.canvas()
        picture = picture[:, int(r.integers(0, 3)):][int(r.integers(0, 3)):]
        steps = [stored / high]
        if r.random() < 0.45:  # the page was scaled twice
            middle = float(np.exp(r.uniform(np.log(max(stored * 0.8, 5.0)), np.log(stored * 1.8))))
            steps = [middle / high, stored / middle]
        for n, factor in enumerate(steps):
            before = picture.shape
            picture = self.rescaled(picture, factor)
            sx, sy = picture.shape[1] / before[1], picture.shape[0] / before[0]
            box = (box[0] * sx, box[1] * sy, box[2] * sx, box[3] * sy)
            if r.random() < 0.2:  # sharpened, as some programs do after scaling
                side, much = 2 * int(r.integers(1, 3)) + 1, r.uniform(0.1, 0.6)
                picture = cv2.addWeighted(picture, 1 + much, cv2.blur(picture, (side, side)), -much, 0)
        if r.random() < 0.3:
            fy, fx = r.integers(0, 8, 2)
            padded = np.pad(picture, ((fy, 8), (fx, 8)), mode="edge")
            done, bits = cv2.imencode(".jpg", padded, [cv2.IMWRITE_JPEG_QUALITY, int(r.integers(40, 96))])
            picture = cv2.imdecode(bits, cv2.IMREAD_GRAYSCALE)[fy:fy + picture.shape[0], fx:fx + picture.shape[1]]
        if r.random() < 0.1:
            levels = r.integers(8, 40)
            picture = (np.round(picture / 255 * levels) * (255 / levels)).astype(np.uint8)
        if r.random() < 0.1:
            picture = np.clip(picture + r.normal(0, r.uniform(1, 8), picture.shape), 0, 255).astype(np.uint8)
        return text, self.strip(picture, box, stored)

    def strip(self, picture, box, stored):
        """As ink_strip() makes it of the box of a token's ink."""
        r = self.rng
        digit = stored * r.uniform(0.85, 1.2)  # what the page's figures seem to measure
        factor = DIGIT / digit
        middle = (box[1] + box[3]) / 2 + r.normal(0, 0.06) * stored
        left = box[0] - r.uniform(0.3, 0.75) * stored
        right = box[2] + r.uniform(0.3, 0.75) * stored
        width = max(8, round((right - left) * factor))
        # cubic, about the middle of the line
        map_x = (left + (np.arange(width) + 0.5) / factor - 0.5).astype(np.float32)
        map_y = (middle + (np.arange(HEIGHT) - HEIGHT / 2 + 0.5) / factor - 0.5).astype(np.float32)
        grid_x, grid_y = np.meshgrid(map_x, map_y)
        source = picture
        if factor < 1:
            source = cv2.GaussianBlur(picture, (0, 0), 0.35 / factor)
        cut = cv2.remap(source, grid_x, grid_y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
        paper = np.sort(cut.ravel())[int(cut.size * 0.9)]
        inner = picture[max(0, int(box[1])):int(box[3]) + 2, max(0, int(box[0])):int(box[2]) + 2]
        black = float(inner.min()) + r.normal(0, 0.07) * (float(paper) - float(inner.min())) if inner.size else 0.0
        ink = np.clip((paper - cut) / max(20.0, paper - black), 0, 1.2)
        return np.round(ink * 200).astype(np.uint8)
