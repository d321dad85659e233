"""Draws the figures, or the letters of labels, of free fonts and writes them as the tables
imaging/src/page/print_figures.inc and print_letters.inc.

Run where Debian's fonts-dejavu-core, fonts-dejavu-extra, fonts-liberation, fonts-open-sans and
fonts-crosextra-carlito are installed: python3 make_print_shapes.py figures|letters [folder of fonts] > FILE
The faces stand for those that reports are printed with (Tahoma, Verdana, Arial, Times New Roman, Segoe UI, Calibri).
"""
import pathlib
import sys

from PIL import Image, ImageDraw, ImageFont

FACES = ["DejaVuSansCondensed", "DejaVuSansCondensed-Bold", "DejaVuSans", "LiberationSans-Regular",
         "LiberationSans-Bold", "LiberationSerif-Regular", "LiberationSerif-Bold", "OpenSans-Regular",
         "OpenSans-Semibold", "Carlito-Regular", "LiberationSansNarrow-Regular"]
TEXTS = {"figures": "0123456789.-", "letters": "%',/BDFILMNRSTUWacdefghiklmnorstu "}
DIGIT, FINE = 20, 8  # pixels of a digit's height in the table; drawn so many times finer


def face_lines(path, text):
    size = DIGIT * FINE
    for _ in range(4):  # until the flat figure 7 has the wanted height
        font = ImageFont.truetype(str(path), size)
        box = font.getbbox("7", anchor="ls")
        size = round(size * DIGIT * FINE / (box[3] - box[1]))
    font = ImageFont.truetype(str(path), size)
    for c in text:
        advance = font.getlength(c) / FINE
        columns, rows = round(advance), DIGIT * 3 // 2
        picture = Image.new("L", (columns * FINE, rows * FINE), 0)
        offset = (columns - advance) / 2 * FINE
        ImageDraw.Draw(picture).text((offset, (rows + DIGIT) / 2 * FINE), c, font=font, fill=255, anchor="ls")
        small = picture.resize((columns, rows), Image.BOX)
        ink = "".join("0123456789abcdef"[(v * 15 + 127) // 255] for v in small.tobytes())
        yield f'    {{{columns}, {advance / DIGIT:.4f}, "{ink}"}},'


def main():
    text = TEXTS[sys.argv[1]]
    root = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else "/usr/share/fonts")
    print("// Made by tools/print-shapes/make_print_shapes.py; not to be edited.\n// clang-format off")
    for face in FACES:
        print(f"  {{  // {face}")
        for line in face_lines(next(root.rglob(face + ".ttf")), text):
            print(line)
        print("  },")
    print("// clang-format on")


main()
