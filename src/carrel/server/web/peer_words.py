"""Work and rubrics as pages show them: on the author's page, and on the reviewer's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from carrel.application.editions import Edition
from carrel.application.texts import text_at
from carrel.courseware.items import Item, PeerReview
from carrel.courseware.peer_review import Criterion, PartKind
from carrel.domain.peer_review import Given
from carrel.server.links import upload_path
from carrel.server.web.moments import size_words
from carrel.server.web.prose import trusted_text, written_html
from carrel.store.uploads import Upload


@dataclass(frozen=True, slots=True)
class PartView:
    """One part of somebody's work: `text` as it was typed, `html` as it is shown, `href` where it leads."""

    id: str
    kind: PartKind
    prompt: Markup
    required: bool
    text: str
    html: Markup
    href: str
    file: str


@dataclass(frozen=True, slots=True)
class LevelView:
    """One option of a criterion."""

    id: str
    words: Markup
    points: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class CriterionView:
    """One question to a reviewer, and what they answered."""

    id: str
    kind: str
    prompt: Markup
    most: int
    required: bool
    levels: Sequence[LevelView]
    answer: str


def part_views(
    edition: Edition,
    item: Item,
    peer: PeerReview,
    written: Mapping[str, str],
    files: Mapping[str, Upload],
    submission_id: str = "",
) -> Sequence[PartView]:
    """Somebody's work; to its reviewers as part of a submission."""
    views = []
    for part in peer.parts:
        text = written.get(part.id, "")
        file = files.get(text) if part.kind == "fileUpload" else None
        href = text if part.kind == "url" else ""
        views.append(
            PartView(
                id=part.id,
                kind=part.kind,
                prompt=prompt_html(edition, item, part.prompt),
                required=part.required,
                text=text,
                html=written_html(text) if part.kind == "richText" else Markup(""),
                href=upload_path(file.id, file.name, submission_id) if file else href,
                file=f"{file.name} ({size_words(file.size)})" if file else "",
            )
        )
    return views


def criterion_views(
    edition: Edition, item: Item, peer: PeerReview, given: Mapping[str, Given]
) -> Sequence[CriterionView]:
    """The rubric, with what was answered."""
    return [_criterion(edition, item, one, given.get(one.id)) for one in peer.criteria]


def prompt_html(edition: Edition, item: Item, markdown: str) -> Markup:
    """A text of the course."""
    path = item.content.path if isinstance(item.content, PeerReview) else ""
    return trusted_text(text_at(edition.course, path, markdown))


def points_words(points: float) -> str:
    """`1 point`, `2 points`, `1.5 points`."""
    return "1 point" if points == 1 else f"{points:g} points"


def _criterion(edition: Edition, item: Item, criterion: Criterion, given: Given | None) -> CriterionView:
    return CriterionView(
        id=criterion.id,
        kind=criterion.kind,
        prompt=prompt_html(edition, item, criterion.prompt),
        most=criterion.most,
        required=criterion.required,
        levels=[
            LevelView(one.id, prompt_html(edition, item, one.text), points_words(one.points), one.id == given)
            for one in criterion.options
        ],
        answer="" if given is None else str(given),
    )
