"""Invented photos for the played city: flat drawings of a matter before and after, the same in every run.

Pure: a subject and a moment give the bytes of a JPEG (480 × 360 pixels, about 10 kB).
"""

import io
from collections.abc import Callable
from functools import cache
from random import Random

from PIL import Image, ImageDraw

SIZE = (480, 360)
HORIZON = 190
SKY, SAND, ROAD, WALL, WATER = "#bcd3e0", "#d9c8a3", "#7c8085", "#cbb79b", "#5d92a8"
GREEN, DARK, RED, LIGHT, WOOD = "#6f8f5a", "#3a4046", "#b3402f", "#f3ead2", "#8a6a47"
RUBBISH = ("#4f6f8f", "#b3402f", "#e0dccf", "#8a6a47", "#6f8f5a", "#d7a13b")

Pen = ImageDraw.ImageDraw
Draw = Callable[[Pen, bool, Random], None]


def _ground(pen: Pen, colour: str = SAND) -> None:
    pen.rectangle((0, 0, SIZE[0], HORIZON), fill=SKY)
    pen.polygon([(0, HORIZON), (120, 150), (230, HORIZON), (340, 160), (480, HORIZON)], fill="#c3b592")
    pen.rectangle((0, HORIZON, *SIZE), fill=colour)


def _road(pen: Pen) -> None:
    pen.polygon([(150, HORIZON), (330, HORIZON), (470, 360), (10, 360)], fill=ROAD)
    for step in range(4):
        y = 205 + step * 42
        pen.polygon([(237, y), (243, y), (246, y + 22), (234, y + 22)], fill=LIGHT)


def _house(pen: Pen, x: int, width: int = 150, top: int = 110, colour: str = WALL) -> None:
    pen.rectangle((x, top, x + width, 260), fill=colour)
    pen.polygon([(x - 10, top), (x + width // 2, top - 40), (x + width + 10, top)], fill="#9c5b45")
    pen.rectangle((x + 20, top + 35, x + 55, top + 75), fill=WATER)
    pen.rectangle((x + width - 55, top + 60, x + width - 20, 260), fill=WOOD)


def _flats(pen: Pen, x: int = 40, floors: int = 5) -> None:
    pen.rectangle((x, 230 - floors * 36, x + 190, 250), fill="#d8cfc0")
    for floor in range(floors):
        for window in range(4):
            left, top = x + 14 + window * 44, 236 - (floor + 1) * 36
            pen.rectangle((left, top, left + 26, top + 20), fill="#7d98a8")


def _heap(pen: Pen, dice: Random, x: int, y: int, count: int = 60, spread: int = 90) -> None:
    for _ in range(count):
        left = x + int(dice.gauss(0, spread / 2.2))
        top = y - abs(int(dice.gauss(0, 26)))
        side = dice.randint(8, 26)
        pen.rectangle((left, top, left + side, top + side * 2 // 3), fill=dice.choice(RUBBISH))


def _car(pen: Pen, x: int, y: int, colour: str) -> None:
    pen.rounded_rectangle((x, y, x + 110, y + 38), 10, fill=colour)
    pen.rounded_rectangle((x + 20, y - 24, x + 86, y + 8), 10, fill="#cfe0e8")
    for wheel in (x + 16, x + 72):
        pen.ellipse((wheel, y + 26, wheel + 24, y + 50), fill=DARK)


def _lamp(pen: Pen, is_after: bool, dice: Random) -> None:
    pen.rectangle((0, 0, *SIZE), fill="#1d2836")
    pen.rectangle((0, 230, SIZE[0], SIZE[1]), fill="#2c333b")
    for x in (90, 240, 390):
        is_lit = is_after or x == 390
        if is_lit:
            pen.polygon([(x + 26, 84), (x - 50, 330), (x + 110, 330)], fill="#5b5a3e")
        pen.rectangle((x, 80, x + 7, 320), fill="#7a8a9a")
        pen.line((x, 82, x + 40, 74), fill="#7a8a9a", width=6)
        pen.ellipse((x + 18, 68, x + 44, 86), fill="#ffe58a" if is_lit else "#4a5a6a")


def _rubbish(pen: Pen, is_after: bool, dice: Random) -> None:
    _ground(pen)
    _house(pen, 290)
    pen.rounded_rectangle((60, 200, 130, 285), 6, fill="#3d6b52")
    pen.rectangle((54, 192, 136, 206), fill="#2f5540")
    if not is_after:
        _heap(pen, dice, 200, 300)


def _canal(pen: Pen, is_after: bool, dice: Random) -> None:
    _ground(pen, GREEN)
    pen.polygon([(180, HORIZON), (300, HORIZON), (420, 360), (60, 360)], fill="#b9b2a5")
    pen.polygon([(200, HORIZON), (280, HORIZON), (370, 360), (110, 360)], fill=WATER if is_after else "#6d7460")
    if not is_after:
        _heap(pen, dice, 240, 320, 34, 90)


def _pothole(pen: Pen, is_after: bool, dice: Random) -> None:
    _ground(pen)
    _road(pen)
    if is_after:
        pen.polygon([(160, 262), (292, 256), (318, 318), (150, 322)], fill="#5f6368")
    else:
        pen.polygon(
            [(165, 280), (200, 258), (270, 262), (312, 284), (290, 316), (210, 322), (170, 306)], fill="#3d3a35"
        )
        pen.line((312, 284, 380, 262), fill=DARK, width=3)
        pen.line((165, 280, 110, 266), fill=DARK, width=3)


def _manhole(pen: Pen, is_after: bool, dice: Random) -> None:
    _ground(pen, "#a7a39a")
    for row in range(5):
        pen.line((0, 200 + row * 36, 480, 200 + row * 36), fill="#94908a", width=2)
    pen.ellipse((140, 220, 340, 320), fill="#6b6760")
    pen.ellipse((155, 228, 325, 312), fill="#59616a" if is_after else "#12161a")
    if is_after:
        for row in range(4):
            pen.line((175, 246 + row * 16, 305, 246 + row * 16), fill="#7b858f", width=4)
    else:
        pen.ellipse((300, 285, 440, 345), fill="#59616a")


def _sewage(pen: Pen, is_after: bool, dice: Random) -> None:
    _ground(pen, "#b0a899")
    _flats(pen, 250)
    pen.ellipse((110, 245, 190, 280), fill="#59616a")
    if not is_after:
        pen.polygon([(120, 262), (190, 258), (330, 300), (420, 360), (40, 360), (80, 300)], fill="#4b4a3c")
        pen.ellipse((128, 246, 172, 268), fill="#34342b")


def _heating(pen: Pen, is_after: bool, dice: Random) -> None:
    pen.rectangle((0, 0, *SIZE), fill="#efe6d6")
    pen.rectangle((0, 300, *SIZE), fill=WOOD)
    pen.rectangle((120, 40, 360, 150), fill="#cfe0ee")
    pen.line((240, 40, 240, 150), fill="#ffffff", width=8)
    for rib in range(9):
        x = 120 + rib * 27
        pen.rounded_rectangle((x, 180, x + 20, 285), 6, fill="#e8b09a" if is_after else "#c7d2da")
    pen.rectangle((404, 190, 420, 270), fill="#ffffff")
    level = 215 if is_after else 250
    pen.rectangle((408, level, 416, 268), fill=RED)
    if not is_after:
        pen.ellipse((350, 290, 440, 325), fill=WATER)


def _wires(pen: Pen, is_after: bool, dice: Random) -> None:
    _ground(pen, "#a7a39a")
    _flats(pen, 60, 5)
    pen.rectangle((390, 60, 400, 320), fill=WOOD)
    sags = (6, 9) if is_after else (40, 74, 110, 150, 60)
    for index, sag in enumerate(sags):
        points = [(240 + t * 15, 90 + index * 6 + int(sag * 4 * (t / 10) * (1 - t / 10))) for t in range(11)]
        pen.line(points, fill=DARK, width=3)


def _parking(pen: Pen, is_after: bool, dice: Random) -> None:
    _ground(pen)
    _road(pen)
    _flats(pen, 10, 4)
    if is_after:
        pen.line((120, 340, 200, 200), fill="#e0c14a", width=6)
        pen.line((380, 340, 292, 200), fill="#e0c14a", width=6)
    else:
        for x, y, colour in ((60, 270, RED), (300, 260, "#3d5f7c"), (180, 225, "#e4e2dc"), (330, 310, "#555b52")):
            _car(pen, x, y, colour)


def _sign(pen: Pen, is_after: bool, dice: Random) -> None:
    _ground(pen)
    _road(pen)
    if is_after:
        pen.rectangle((376, 120, 384, 320), fill="#8c949b")
        pen.polygon([(330, 80), (430, 80), (380, 165)], fill=RED)
        pen.polygon([(347, 90), (413, 90), (380, 147)], fill="#ffffff")
    else:
        pen.line((380, 320, 420, 170), fill="#8c949b", width=8)
        pen.polygon([(330, 330), (420, 316), (390, 352)], fill="#8f4a40")


def _dust(pen: Pen, is_after: bool, dice: Random) -> None:
    _ground(pen, "#cdb98c")
    pen.polygon([(90, 290), (210, 170), (340, 290)], fill="#5e7d58" if is_after else "#b89b67")
    pen.rectangle((0, 290, 480, 300), fill="#4d7d9a")
    if not is_after:
        for _ in range(70):
            x, y = dice.randint(40, 440), dice.randint(60, 280)
            side = dice.randint(14, 60)
            pen.ellipse((x, y, x + side, y + side // 2), fill="#d6c49d")


def _smoke(pen: Pen, is_after: bool, dice: Random) -> None:
    _ground(pen, "#b9a468")
    for x in range(10, 480, 24):
        pen.line((x, 250, x + 4, 232), fill="#9c8748", width=4)
    if is_after:
        for x in (90, 220, 350):
            pen.rounded_rectangle((x, 270, x + 70, 312), 12, fill="#c9b063")
    else:
        pen.polygon([(180, 320), (240, 230), (300, 320)], fill="#e07b2e")
        for index in range(9):
            left = 200 + index * 16 + dice.randint(-10, 10)
            pen.ellipse((left, 190 - index * 20, left + 70, 250 - index * 20), fill="#8b8b8b")


def _house_crack(pen: Pen, is_after: bool, dice: Random) -> None:
    _ground(pen)
    _house(pen, 120, 230, 120)
    crack = [(250, 120), (238, 150), (256, 178), (240, 210), (252, 260)]
    if is_after:
        pen.rectangle((100, 272, 380, 284), fill="#e0c14a")
        pen.line(crack, fill="#b3a184", width=8)
        for x in (130, 330):
            pen.line((x, 260, x + 20, 150), fill="#6b7178", width=8)
    else:
        pen.line(crack, fill=DARK, width=8)
        _heap(pen, dice, 250, 300, 14, 40)


def _corridor(pen: Pen, is_after: bool, dice: Random) -> None:
    pen.rectangle((0, 0, *SIZE), fill="#ded8cc")
    pen.polygon([(150, 90), (330, 90), (460, 360), (20, 360)], fill="#b7afa2")
    pen.rectangle((190, 90, 290, 210), fill="#9aa59a")
    pen.rectangle((205, 60, 275, 82), fill="#2f8f5b")
    if not is_after:
        _heap(pen, dice, 140, 320, 26, 60)
        _heap(pen, dice, 350, 320, 26, 60)


def _shed(pen: Pen, is_after: bool, dice: Random) -> None:
    _ground(pen, GREEN)
    _flats(pen, 40)
    if is_after:
        for x in range(250, 460, 34):
            pen.ellipse((x, 235, x + 30, 262), fill="#587a47")
    else:
        pen.rectangle((240, 190, 430, 300), fill="#7fa3bf")
        pen.polygon([(228, 190), (442, 190), (430, 168), (240, 168)], fill="#3f6a9a")
        pen.rectangle((310, 235, 350, 300), fill=WOOD)


def _tree(pen: Pen, is_after: bool, dice: Random) -> None:
    _ground(pen)
    for x in (90, 220, 350):
        pen.rectangle((x, 170, x + 14, 300), fill=WOOD)
        if is_after:
            pen.ellipse((x - 45, 80, x + 60, 200), fill="#6a944f")
        else:
            for dx, dy in ((-30, 40), (28, 50), (-18, 80), (24, 96)):
                pen.line((x + 7, 230, x + 7 + dx, 230 - dy), fill=WOOD, width=4)
    pen.rectangle((0, 306, 480, 316), fill="#b9b2a5")


def _bus_stop(pen: Pen, is_after: bool, dice: Random) -> None:
    _ground(pen, "#a7a39a")
    pen.rectangle((110, 120, 370, 132), fill="#3f6a7a")
    for x in (120, 355):
        pen.rectangle((x, 132, x + 8, 300), fill="#59616a")
    pen.rectangle((128, 140, 354, 250), fill="#cfe3ea")
    pen.rectangle((160, 268, 320, 280), fill=WOOD)
    if not is_after:
        pen.polygon([(128, 140), (260, 140), (220, 190), (250, 250), (160, 250), (180, 200)], fill=SAND)
        pen.line((260, 140, 300, 200, 330, 170), fill="#ffffff", width=3)


def _sheep(pen: Pen, is_after: bool, dice: Random) -> None:
    _ground(pen)
    _house(pen, 20, 130, 130)
    if is_after:
        for x in range(190, 470, 40):
            pen.rectangle((x, 220, x + 6, 290), fill=WOOD)
        pen.rectangle((190, 236, 470, 243), fill=WOOD)
    for x, y in ((230, 235), (300, 250), (370, 232)) if is_after else ((200, 270), (290, 300), (380, 262)):
        pen.ellipse((x, y, x + 62, y + 38), fill="#f4f0e6")
        pen.ellipse((x + 50, y - 6, x + 76, y + 18), fill=DARK)
    if not is_after:
        for _ in range(60):
            x, y = dice.randint(60, 440), dice.randint(300, 350)
            pen.ellipse((x, y, x + 8, y + 5), fill="#5a4a34")


def _goods(pen: Pen, is_after: bool, dice: Random) -> None:
    pen.rectangle((0, 0, *SIZE), fill="#efe6d6")
    for row in range(3):
        y = 110 + row * 90
        pen.rectangle((40, y, 440, y + 10), fill=WOOD)
        for index in range(8):
            x = 56 + index * 48
            is_bad = not is_after and (row * 8 + index) % 5 == 2
            pen.rounded_rectangle(
                (x, y - 56, x + 34, y), 4, fill="#6b6a5a" if is_bad else dice.choice(RUBBISH[:1] + RUBBISH[4:])
            )
            pen.rectangle((x + 6, y - 36, x + 28, y - 20), fill=RED if is_bad else "#ffffff")


def _playground(pen: Pen, is_after: bool, dice: Random) -> None:
    _ground(pen, GREEN)
    pen.line((120, 300, 170, 110, 220, 300), fill="#3f6a9a", width=8)
    pen.line((300, 300, 350, 110, 400, 300), fill="#3f6a9a", width=8)
    pen.line((170, 110, 350, 110), fill="#3f6a9a", width=8)
    pen.line((235, 110, 235, 240), fill=DARK, width=3)
    pen.line((285, 110, 285, 240) if is_after else (285, 110, 292, 180), fill=DARK, width=3)
    seat = (228, 238, 292, 248)
    pen.line(seat if is_after else (228, 242, 286, 292), fill=WOOD, width=10)


def _flood(pen: Pen, is_after: bool, dice: Random) -> None:
    _ground(pen, SAND if is_after else "#8a7a5a")
    _house(pen, 60, 160, 120)
    _house(pen, 290, 150, 130)
    if not is_after:
        pen.rectangle((0, 236, *SIZE), fill="#8f8465")
        for row in range(4):
            pen.arc((40 + row * 90, 250, 140 + row * 90, 280), 0, 180, fill="#b5ab8a", width=3)


def _paper(pen: Pen, is_after: bool, dice: Random) -> None:
    pen.rectangle((0, 0, *SIZE), fill="#a98d68")
    pen.polygon([(110, 40), (350, 60), (330, 330), (90, 310)], fill="#fbf8ef")
    for row in range(9):
        pen.line((130, 90 + row * 24, 310 - row % 3 * 40, 98 + row * 24), fill="#9aa2aa", width=5)
    if is_after:
        pen.ellipse((250, 240, 320, 310), outline=RED, width=6)


SUBJECTS: dict[str, Draw] = {
    "lamp": _lamp,
    "rubbish": _rubbish,
    "canal": _canal,
    "pothole": _pothole,
    "manhole": _manhole,
    "sewage": _sewage,
    "heating": _heating,
    "wires": _wires,
    "parking": _parking,
    "sign": _sign,
    "dust": _dust,
    "smoke": _smoke,
    "crack": _house_crack,
    "corridor": _corridor,
    "shed": _shed,
    "tree": _tree,
    "bus_stop": _bus_stop,
    "sheep": _sheep,
    "goods": _goods,
    "playground": _playground,
    "flood": _flood,
    "paper": _paper,
}
# Sub-classes that are photographed, and how they look.
SUBJECT_OF = {
    "0201": "corridor", "0202": "wires", "0204": "crack", "0208": "playground", "0301": "rubbish", "0302": "sewage",
    "0303": "smoke", "0304": "dust", "0307": "sheep", "0308": "canal", "0401": "pothole", "0402": "lamp",
    "0403": "manhole", "0404": "sewage", "0405": "heating", "0406": "wires", "0407": "wires", "0408": "bus_stop",
    "0501": "parking", "0502": "sign", "0504": "sign", "0601": "goods", "0602": "goods", "0605": "goods",
    "0701": "shed", "0702": "shed", "0704": "canal", "0706": "sheep", "0707": "tree", "0801": "paper",
    "0809": "playground", "0103": "canal", "1103": "paper", "1301": "flood", "1305": "flood", "1302": "smoke",
}  # fmt: skip


@cache
def photo(subject: str, *, is_after: bool) -> bytes:
    """The JPEG of `subject` before or after. Marked DEMO, so that nobody takes it for a picture of a real place."""
    image = Image.new("RGB", SIZE, SKY)
    pen = ImageDraw.Draw(image)
    SUBJECTS[subject](pen, is_after, Random(subject))
    pen.rectangle((6, 6, 58, 24), fill="#ffffff")
    pen.text((12, 9), "DEMO", fill=DARK)
    target = io.BytesIO()
    image.save(target, "JPEG", quality=82)
    return target.getvalue()
