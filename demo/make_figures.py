"""Draw the pictures of the demo courses and their worksheet. From the repository's root:

    python -m demo.make_figures

It needs the DejaVu fonts and writes the same bytes each time.
"""

import sys
from pathlib import Path
from typing import Final

from PIL import Image

from demo.studio import figures
from demo.studio.paper import FontError
from demo.studio.worksheet import worksheet

COURSES: Final = Path(__file__).parent / "courses"
COUNTING: Final = COURSES / "how-computers-count"
GARDEN: Final = COURSES / "a-garden-in-one-square-metre"

PICTURES: Final = {
    COUNTING / "assets/course.png": figures.counting_cover,
    COUNTING / "assets/counting-house.png": figures.counting_emblem,
    COUNTING / "assets/place-values.png": figures.place_values,
    COUNTING / "assets/wheel.png": figures.wheel,
    COUNTING / "assets/sieve.png": figures.sieve,
    COUNTING / "assets/clock.png": figures.clock,
    GARDEN / "assets/course.png": figures.garden_cover,
    GARDEN / "assets/hedgerow.png": figures.hedgerow_emblem,
    GARDEN / "assets/square-plan.png": figures.square_plan,
}
WORKSHEET: Final = COUNTING / "01-bits/02-bytes-and-signs/01-negative-numbers/worksheet.pdf"


def save(picture: Image.Image, path: Path) -> None:
    """Save a picture at two thirds, which smooths its edges, and with as few colours as it can bear."""
    path.parent.mkdir(parents=True, exist_ok=True)
    size = (picture.width * 2 // 3, picture.height * 2 // 3)
    picture.resize(size, Image.Resampling.LANCZOS).quantize(64).save(path, optimize=True)


def main() -> int:
    """Draw everything; 1 when the fonts are missing."""
    try:
        for path, draw in PICTURES.items():
            save(draw(), path)
    except FontError as error:
        print(error, file=sys.stderr)
        return 1
    WORKSHEET.write_bytes(worksheet())
    return 0


if __name__ == "__main__":
    sys.exit(main())
