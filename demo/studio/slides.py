"""One slide of a lecture, drawn: warm paper, a heading, perhaps one large line, and points."""

from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageDraw

from demo.studio.paper import ACCENT, INK, LINE, MUTED, SHADE, font, sheet, spaced, wrap

FRAME_SIZE: Final = (1280, 720)
LEFT: Final = 120
RIGHT: Final = 1160
TOP: Final = 96
FOOT: Final = 640

POINT_SIZES: Final = (42, 36, 31)
"""Pixels; the first at which the points have room is taken."""


class SlideError(Exception):
    """The words of a slide do not fit on it."""


@dataclass(frozen=True)
class Slide:
    """What one slide says; `number` counts from 1 to `count`. `display` is one large line, or empty."""

    course: str
    title: str
    heading: str
    points: tuple[str, ...]
    display: str
    number: int
    count: int


def draw_slide(slide: Slide) -> Image.Image:
    """The slide as a picture of `FRAME_SIZE`; raises `SlideError` when its words do not fit at any size."""
    for size in POINT_SIZES:
        image, pen = sheet(*FRAME_SIZE)
        draw_frame(pen, slide)
        bottom = draw_heading(pen, slide.heading, TOP + 62)
        if slide.display:
            bottom = draw_display(pen, slide.display, bottom + 26)
        bottom = draw_points(pen, slide.points, bottom + 36, size)
        if bottom < FOOT - 16:
            return image
    raise SlideError(f"{slide.title}, slide {slide.number}: its words do not fit. Shorten or split it.")


def draw_frame(pen: ImageDraw.ImageDraw, slide: Slide) -> None:
    """The course above, the lecture and the slide's number below, and a line that fills as it goes on."""
    spaced(pen, (LEFT, TOP), slide.course.partition(":")[0], font("Sans", 17))
    small = font("Sans", 19)
    pen.line((LEFT, FOOT, RIGHT, FOOT), fill=LINE, width=2)
    pen.rectangle((LEFT, FOOT - 1, LEFT + (RIGHT - LEFT) * slide.number / slide.count, FOOT + 2), fill=ACCENT)
    pen.text((LEFT, FOOT + 36), slide.title, fill=MUTED, font=small, anchor="ls")
    pen.text((RIGHT, FOOT + 36), f"{slide.number} / {slide.count}", fill=MUTED, font=small, anchor="rs")


def draw_heading(pen: ImageDraw.ImageDraw, heading: str, top: float) -> float:
    """The heading, on as many lines as it needs; returns where it ends."""
    face = font("Serif-Bold", 56)
    for line in wrap(heading, face, RIGHT - LEFT):
        pen.text((LEFT, top), line, fill=INK, font=face)
        top += 72
    return top


def draw_display(pen: ImageDraw.ImageDraw, display: str, top: float) -> float:
    """One large line in a panel; returns where the panel ends."""
    size = 54
    while font("Serif", size).getlength(display) > RIGHT - LEFT - 80:
        size -= 2
    pen.rounded_rectangle((LEFT, top, RIGHT, top + 124), radius=10, fill=SHADE)
    pen.text(((LEFT + RIGHT) / 2, top + 62), display, fill=ACCENT, font=font("Serif", size), anchor="mm")
    return top + 124


def draw_points(pen: ImageDraw.ImageDraw, points: tuple[str, ...], top: float, size: int) -> float:
    """The points in letters of `size`, each with its mark; returns where they end."""
    face = font("Serif", size)
    indent = size * 1.3
    for point in points:
        pen.text((LEFT + 2, top), "•", fill=ACCENT, font=face)
        for line in wrap(point, face, RIGHT - LEFT - round(indent)):
            pen.text((LEFT + indent, top), line, fill=INK, font=face)
            top += size * 1.4
        top += size * 0.55
    return top
