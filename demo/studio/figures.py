"""The figures, cover pictures and emblems of the demo courses. Each function draws one."""

import math
from collections.abc import Iterator

from PIL import Image, ImageDraw

from demo.studio.paper import ACCENT, INK, LINE, MUTED, PAPER, SHADE, SOFT, font, sheet

GREEN = "#5d7350"
LEAF = "#a9b88f"
EARTH = "#8a6a4f"


def place_values() -> Image.Image:
    """A byte in its boxes, each under the value of its place, and the sum below."""
    image, pen = sheet(1200, 420)
    for place, bit in enumerate(f"{45:08b}"):
        left, value = 76 + place * 132, 2 ** (7 - place)
        taken = bit == "1"
        pen.text(
            (left + 60, 66), str(value), fill=ACCENT if taken else MUTED, font=font("Sans", 32), anchor="mm"
        )
        pen.rounded_rectangle((left, 104, left + 120, 224), 14, fill=SOFT if taken else SHADE)
        pen.text(
            (left + 60, 164), bit, fill=INK if taken else MUTED, font=font("Serif-Bold", 60), anchor="mm"
        )
    pen.text((600, 326), "32 + 8 + 4 + 1 = 45", fill=INK, font=font("Serif", 54), anchor="mm")
    return image


def around(centre: tuple[float, float], radius: float, count: int) -> Iterator[tuple[float, float]]:
    """`count` points on a circle, clockwise from the top."""
    for number in range(count):
        angle = 2 * math.pi * number / count
        yield centre[0] + radius * math.sin(angle), centre[1] - radius * math.cos(angle)


def wheel() -> Image.Image:
    """The sixteen rows of four bits around a wheel, with their values in two's complement."""
    image, pen = sheet(900, 900)
    centre = (450.0, 450.0)
    pen.ellipse((130, 130, 770, 770), outline=LINE, width=4)
    rim = zip(around(centre, 320, 16), around(centre, 214, 16), strict=True)
    for row, (outer, inner) in enumerate(rim):
        value = row if row < 8 else row - 16
        colour = INK if value >= 0 else ACCENT
        pen.rounded_rectangle((outer[0] - 58, outer[1] - 26, outer[0] + 58, outer[1] + 26), 12, fill=SHADE)
        pen.text(outer, f"{row:04b}", fill=INK, font=font("SansMono", 34), anchor="mm")
        pen.text(inner, f"{value}".replace("-", "−"), fill=colour, font=font("Serif-Bold", 36), anchor="mm")
    pen.text(
        centre,
        "+1 is a step\nclockwise",
        fill=MUTED,
        font=font("Serif-Italic", 34),
        anchor="mm",
        align="center",
    )
    return image


def is_prime(number: int) -> bool:
    """Whether nothing between 1 and `number` divides it."""
    return number > 1 and all(number % divisor for divisor in range(2, math.isqrt(number) + 1))


def sieve() -> Image.Image:
    """The numbers 1 to 100 in a square, the primes marked."""
    image, pen = sheet(900, 900)
    for number in range(1, 101):
        row, column = divmod(number - 1, 10)
        x, y = 72 + column * 84, 72 + row * 84
        if is_prime(number):
            pen.rounded_rectangle((x - 36, y - 36, x + 36, y + 36), 14, fill=ACCENT)
        face = font("Serif-Bold" if is_prime(number) else "Serif", 32)
        pen.text((x, y), str(number), fill=PAPER if is_prime(number) else MUTED, font=face, anchor="mm")
    return image


def clock() -> Image.Image:
    """A clock of twelve hours, and five hours walked from ten round to three."""
    image, pen = sheet(900, 900)
    centre = (450.0, 450.0)
    pen.ellipse((70, 70, 830, 830), fill=SHADE)
    pen.ellipse((82, 82, 818, 818), fill=PAPER)
    for hour, at in enumerate(around(centre, 310, 12)):
        ends = hour in {10, 3}
        if ends:
            pen.ellipse((at[0] - 46, at[1] - 46, at[0] + 46, at[1] + 46), fill=SOFT)
        pen.text(at, str(hour or 12), fill=INK if ends else MUTED, font=font("Serif-Bold", 50), anchor="mm")
    pen.arc((240, 240, 660, 660), 210, 352, fill=ACCENT, width=12)
    pen.polygon([(636, 424), (678, 414), (662, 462)], fill=ACCENT)
    pen.text(centre, "10 + 5 ≡ 3", fill=INK, font=font("Serif", 52), anchor="mm")
    return image


def counting_cover() -> Image.Image:
    """The cover of the course on counting: rows of beads that count upwards in binary."""
    image, pen = sheet(1280, 720)
    for row in range(8):
        y = 101 + row * 74
        pen.line((170, y, 1110, y), fill=LINE, width=3)
        for place, bit in enumerate(f"{row * 31 + 11:08b}"):
            x = 220 + place * 120
            radius = 28 if bit == "1" else 12
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=ACCENT if bit == "1" else SOFT)
    return image


def counting_emblem() -> Image.Image:
    """The Counting House: a gable over four bits."""
    image, pen = sheet(480, 480)
    pen.polygon([(240, 56), (424, 214), (56, 214)], fill=ACCENT)
    for place, bit in enumerate("1011"):
        left = 76 + place * 86
        pen.rounded_rectangle((left, 240, left + 70, 420), 10, fill=INK if bit == "1" else SOFT)
    return image


def square_plan() -> Image.Image:
    """One square metre in sixteen squares, and what grows in each."""
    plan = (
        ("Peas", "Peas", "Beans", "Beans"),
        ("Kale", "Chard", "Chard", "Parsley"),
        ("Lettuce", "Lettuce", "Beetroot", "Beetroot"),
        ("Radish", "Carrot", "Carrot", "Marigold"),
    )
    heights = (
        "climbers, on the north side",
        "tall leaves",
        "low leaves and roots",
        "small roots and flowers",
    )
    image, pen = sheet(1280, 860)
    pen.rounded_rectangle((46, 46, 814, 814), 12, fill=EARTH)
    for row, names in enumerate(plan):
        for column, name in enumerate(names):
            x, y = 64 + column * 184, 64 + row * 184
            pen.rounded_rectangle((x, y, x + 176, y + 176), 10, fill=SHADE)
            draw_sprig(pen, (x + 88, y + 104), 1.4 - 0.22 * row)
            pen.text((x + 88, y + 144), name, fill=INK, font=font("Serif", 28), anchor="mm")
        pen.text((846, 152 + row * 184), heights[row], fill=MUTED, font=font("Serif-Italic", 27), anchor="lm")
    return image


def draw_sprig(pen: ImageDraw.ImageDraw, foot: tuple[float, float], size: float) -> None:
    """A stem with a leaf on either side, `size` times 60 pixels tall."""
    x, y = foot
    pen.line((x, y, x, y - 58 * size), fill=GREEN, width=max(2, round(4 * size)))
    for side, height, colour in ((-1, 20, LEAF), (1, 26, GREEN)):
        pen.polygon(list(leaf((x, y - height * size), side, size)), fill=colour)


def leaf(stalk: tuple[float, float], side: int, size: float) -> Iterator[tuple[float, float]]:
    """The outline of a leaf that rises from `stalk` to the left (-1) or right (1): along and back."""
    along, across = (side * 36 * size, -30 * size), (side * 11 * size, 13 * size)
    for step in range(41):
        part = 1 - abs(step - 20) / 20
        belly = math.sin(math.pi * part) * (1 if step < 20 else -1)
        yield stalk[0] + along[0] * part + across[0] * belly, stalk[1] + along[1] * part + across[1] * belly


def garden_cover() -> Image.Image:
    """The cover of the garden course: a square of earth with sixteen sprigs, from the side of the path."""
    image, pen = sheet(1280, 720)
    pen.ellipse((880, 90, 1040, 250), fill=SOFT)
    pen.polygon([(380, 330), (900, 330), (1120, 640), (160, 640)], fill=EARTH)
    for row in range(4):
        y, spread = 366 + row * 76, 128 + row * 44
        for column in range(4):
            draw_sprig(pen, (640 + (column - 1.5) * spread, y + 14), 1.0 + row * 0.35)
    return image


def hedgerow_emblem() -> Image.Image:
    """The Hedgerow Institute: three sprigs on a bank."""
    image, pen = sheet(480, 480)
    pen.rounded_rectangle((60, 356, 420, 400), 22, fill=EARTH)
    for x, size in ((124, 1.9), (240, 3.6), (356, 1.9)):
        draw_sprig(pen, (x, 360), size)
    return image
