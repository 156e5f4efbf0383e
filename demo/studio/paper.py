"""The paper that slides and figures are drawn on: one palette, two typefaces, and text that wraps."""

from typing import Final, Literal

from PIL import Image, ImageDraw, ImageFont

Face = Literal["Serif", "Serif-Bold", "Serif-Italic", "Sans", "Sans-Bold", "SansMono", "SansMono-Bold"]

PAPER: Final = "#f8f2e6"
SHADE: Final = "#efe5d2"
LINE: Final = "#d9cbb2"
MUTED: Final = "#857a6b"
INK: Final = "#2d2822"
ACCENT: Final = "#a8482b"
SOFT: Final = "#e3b79f"


class FontError(Exception):
    """The DejaVu fonts are not installed."""


def font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    """A DejaVu typeface at `size` pixels; raises `FontError` when the system does not have it."""
    try:
        return ImageFont.truetype(f"DejaVu{face}.ttf", size)
    except OSError as error:
        missing = f"The font DejaVu {face} is not installed. On Debian: apt-get install fonts-dejavu"
        raise FontError(missing) from error


def sheet(width: int, height: int, colour: str = PAPER) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """An empty sheet of `width` by `height` pixels, and the pen to draw on it."""
    image = Image.new("RGB", (width, height), colour)
    return image, ImageDraw.Draw(image)


def wrap(text: str, face: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """`text` in lines of at most `width` pixels; a word that is wider stands on a line of its own."""
    lines: list[str] = []
    for word in text.split():
        if lines and face.getlength(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def spaced(
    pen: ImageDraw.ImageDraw, at: tuple[float, float], text: str, face: ImageFont.FreeTypeFont
) -> None:
    """Write small capitals with air between the letters, in the quiet colour."""
    x, y = at
    for letter in text.upper():
        pen.text((x, y), letter, fill=MUTED, font=face, anchor="ls")
        x += face.getlength(letter) + face.size * 0.14
