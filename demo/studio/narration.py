"""A lecture as it is written: slides, and what is said over them in each language."""

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from demo.studio.slides import Slide

SPOKEN: Final = "en"
"""The language that is spoken; the others are captions only."""


class NarrationError(Exception):
    """A narration is not well formed; the message says where and what to do."""


@dataclass(frozen=True)
class Narration:
    """One lecture. `name` is `<course>/<lecture>.toml`, `folder` the item's within the course folder.

    `says[n]` holds the sentences spoken over slide `n`, by language; all languages have equally many.
    `fingerprint` is the same for as long as nothing changes that the lecture is made from.
    """

    name: str
    folder: Path
    slides: tuple[Slide, ...]
    says: tuple[dict[str, list[str]], ...]
    fingerprint: str

    @property
    def languages(self) -> list[str]:
        """The languages of the captions, in alphabetical order."""
        return sorted(self.says[0])


def read_narration(path: Path, courses: Path) -> Narration:
    """The narration at `path` (`<course>/<lecture>.toml`) of a course in `courses`; or `NarrationError`."""
    course = courses / path.parent.name
    try:
        text = path.read_text("utf-8")
        written = tomllib.loads(text)
        course_name = tomllib.loads((course / "course.toml").read_text("utf-8"))["name"]
        narration = Narration(
            name=f"{course.name}/{path.name}",
            folder=course / written["item"],
            slides=slides_of(written, course_name),
            says=tuple(slide["say"] for slide in written["slides"]),
            fingerprint=hashlib.sha256(f"{course_name}\n{text}".encode()).hexdigest(),
        )
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise NarrationError(f"{path}: it cannot be read: {error}. Mend the file that is named.") from error
    except KeyError as error:
        raise NarrationError(f"{path}: {error} is missing. demo/make_media.py shows a whole one.") from error
    check(narration)
    return narration


def slides_of(written: dict[str, Any], course_name: str) -> tuple[Slide, ...]:
    """The slides as they are written; raises `KeyError` for what is missing."""
    return tuple(
        Slide(
            course=course_name,
            title=written["title"],
            heading=slide["heading"],
            points=tuple(slide.get("points", ())),
            display=slide.get("display", ""),
            number=number,
            count=len(written["slides"]),
        )
        for number, slide in enumerate(written["slides"], 1)
    )


def check(narration: Narration) -> None:
    """Raise `NarrationError` unless the item exists and all languages say equally many sentences."""
    if not (narration.folder / "item.toml").is_file():
        raise NarrationError(
            f"{narration.name}: {narration.folder} has no item.toml. Mend `item`, or write it."
        )
    for number, says in enumerate(narration.says, 1):
        counts = {language: len(sentences) for language, sentences in says.items()}
        if sorted(says) != narration.languages or SPOKEN not in says or len(set(counts.values())) != 1:
            raise NarrationError(
                f"{narration.name}: slide {number} says {counts}. Every slide needs {SPOKEN!r} and the "
                "languages of the first slide, each with equally many sentences."
            )
