"""What a site said about an item, one type for each sort of content. It is written down as it is (JSON)."""

from typing import Any

from msgspec import Struct, to_builtins

from carrel.archiver.texts import assets_in
from carrel.resources.content import LectureVideoRecord, OpenCourseAssetRecord, VideoRecord
from carrel.resources.programming import ProgramPartRecord


class LectureSaid(Struct, frozen=True, kw_only=True, tag_field="sort", tag="lecture"):
    """A lecture: its place in the course, its video, and what comes with it to take away."""

    lecture: LectureVideoRecord
    video: VideoRecord
    attachments: tuple[OpenCourseAssetRecord, ...] = ()

    def file_ids(self) -> list[str]:
        """The files that it hands out, and those that its questions show."""
        handed_out = [
            str(one.definition["assetId"])
            for one in self.attachments
            if one.definition and one.definition.get("assetId")
        ]
        asked = cmls_in(to_builtins(self.lecture.questions or ()))
        return [*handed_out, *[one for cml in asked for one in assets_in(cml)]]


class TextSaid(Struct, frozen=True, kw_only=True, tag_field="sort", tag="text"):
    """A reading, or the instructions of an assignment."""

    text: OpenCourseAssetRecord

    @property
    def cml(self) -> str | None:
        """The text as CML; None when it is something else."""
        if self.text.type_name != "cml" or not self.text.definition:
            return None
        value = self.text.definition.get("value")
        return value if isinstance(value, str) else None

    @property
    def html(self) -> str:
        """The text as the site shows it; empty where it does not say."""
        shown = (self.text.definition or {}).get("renderableHtmlWithMetadata")
        value = shown.get("renderableHtml") if isinstance(shown, dict) else None
        return value if isinstance(value, str) else ""

    def file_ids(self) -> list[str]:
        """The files that it shows."""
        return assets_in(self.cml or "")


class PromptSaid(Struct, frozen=True, kw_only=True, tag_field="sort", tag="prompt"):
    """What a discussion prompt asks everybody, as CML."""

    cml: str

    def file_ids(self) -> list[str]:
        """The files that it shows."""
        return assets_in(self.cml)


class ProgramSaid(Struct, frozen=True, kw_only=True, tag_field="sort", tag="program"):
    """What a programming assignment asks for: its text as CML, and the outputs."""

    cml: str
    parts: tuple[ProgramPartRecord, ...] = ()

    def file_ids(self) -> list[str]:
        """The files that its text shows."""
        return assets_in(self.cml)


class PeerSaid(Struct, frozen=True, kw_only=True, tag_field="sort", tag="peer"):
    """What a peer review asks for: its text, what is handed in, and by what that is reviewed."""

    instructions: dict[str, Any]
    submission: dict[str, Any]
    review: dict[str, Any]

    def file_ids(self) -> list[str]:
        """The files that its texts show."""
        return [
            one
            for cml in cmls_in([self.instructions, self.submission, self.review])
            for one in assets_in(cml)
        ]


class AssessedSaid(Struct, frozen=True, kw_only=True, tag_field="sort", tag="assessed"):
    """What an assessment says, its rules, and what it asked the learner in an attempt, as it was told."""

    cml: str = ""
    rules: dict[str, Any] = {}
    parts: list[dict[str, Any]] = []

    def file_ids(self) -> list[str]:
        """The files that its texts show."""
        return [one for cml in [self.cml, *cmls_in(self.parts)] for one in assets_in(cml)]


Said = AssessedSaid | LectureSaid | TextSaid | PromptSaid | ProgramSaid | PeerSaid


def cml_of(told: object) -> str:
    """The CML in `{typeName: "cml", definition: {value}}`; empty for anything else."""
    definition = told.get("definition") if isinstance(told, dict) and told.get("typeName") == "cml" else None
    value = definition.get("value") if isinstance(definition, dict) else None
    return value if isinstance(value, str) else ""


def cmls_in(told: object) -> list[str]:
    """Every text of CML, however deep it stands."""
    if own := cml_of(told):
        return [own]
    if isinstance(told, dict) and isinstance(told.get("cmlValue"), str):
        return [told["cmlValue"]]
    inner = told.values() if isinstance(told, dict) else told if isinstance(told, list) else ()
    return [cml for one in inner for cml in cmls_in(one)]
