"""Takes the pictures in `docs/pictures` from a demo school of its own. It needs Chromium.

python docs/take_pictures.py
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import ViewportSize, sync_playwright

ROOT: Final = Path(__file__).parents[1]
PICTURES: Final = ROOT / "docs" / "pictures"
SIZE: Final = ViewportSize(width=1100, height=760)
PAGES: Final = {
    "desk": "/",
    "lecture": "/learn/how-computers-count/lecture/QAeNV/open-padlocks",
}
"""Which page each picture shows, to the demo learner."""
PATIENCE: Final = 1500
"""Milliseconds after which a video shows its first frame, and its player has come to rest."""
COLOURS: Final = 256
LINK: Final = re.compile(r"(http://\S+?)(/sign-in/link/\S+)")


def main() -> None:
    """Take every picture anew."""
    browser = shutil.which("chromium") or sys.exit("Chromium is missing; on Debian: apt-get install chromium")
    with demo_school() as (site, link), sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser)
        page = chromium.new_page(viewport=SIZE, color_scheme="light")
        page.goto(site + link)
        for name, path in PAGES.items():
            page.goto(site + path, wait_until="networkidle")
            page.wait_for_timeout(PATIENCE)
            picture = PICTURES / f"{name}.png"
            page.screenshot(path=picture)
            make_small(picture)
        chromium.close()


@contextmanager
def demo_school() -> Iterator[tuple[str, str]]:
    """A fresh demo school: its address, and the path of a link that signs the demo learner in."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            str(ROOT / "demo" / "school.py"),
            "--data",
            f"{folder}/school",
            "--port",
            "0",
        ]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as school:  # noqa: S603 - our own
            try:
                yield next(
                    (found[1], found[2]) for line in school.stdout or () if (found := LINK.search(line))
                )
            finally:
                school.terminate()


def make_small(picture: Path) -> None:
    """The picture with few colours, which pages of text do not miss."""
    with Image.open(picture) as taken:
        few = taken.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        few.save(picture, optimize=True)


if __name__ == "__main__":
    main()
