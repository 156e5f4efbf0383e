"""What a peer-reviewed assignment asks its learners to hand in, and by what they review it."""

from typing import Final, Literal

from msgspec import Struct

PartKind = Literal["plainText", "richText", "url", "fileUpload"]
"""How a part of a submission is written, spelled as on the wire."""
CriterionKind = Literal["points", "options", "text"]
"""How a reviewer answers: with points, by choosing an option that has some, or in words."""


class Part(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing to hand in. `prompt` is Markdown. A part that is not required may stay empty."""

    id: str
    prompt: str = ""
    kind: PartKind = "richText"
    required: bool = True
    extra: dict[str, object] = {}


class Level(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One option of a criterion, and what it is worth. `text` is Markdown."""

    id: str
    text: str
    points: int = 0
    extra: dict[str, object] = {}


class Criterion(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One question that a reviewer answers. `prompt` is Markdown.

    `points` are the most that the kind `points` gives; `options` belong to the kind `options`. Only a text
    may be left empty, where it is not required.
    """

    id: str
    prompt: str = ""
    kind: CriterionKind = "points"
    points: int = 0
    options: tuple[Level, ...] = ()
    required: bool = True
    extra: dict[str, object] = {}

    @property
    def most(self) -> int:
        """The most that it gives."""
        return max((one.points for one in self.options), default=0) if self.options else self.points


USUAL_PARTS: Final = (Part(id="work"),)
USUAL_RUBRIC: Final = (
    Criterion(id="whole", prompt="How well does it do what the instructions ask for?", points=10),
    Criterion(id="words", prompt="What helped you, and what would help the author?", kind="text"),
)
"""What is asked where the course does not say."""
