"""What can be wrong with courseware: one tree of errors, each worded for the person who can mend it.

CoursewareError
├── FaultyFolder       a course folder cannot be read as a course
├── UnwritableCourse   a document cannot be written as a course folder
├── BadDuration        a text is not a duration
├── DamagedVideo       a file is not a video that can be taught with
├── FaultyCaptions     a text is not captions
└── BadCml             a text is not CML
"""

from collections.abc import Iterable

from msgspec import Struct


class CoursewareError(Exception):
    """Any error of this room."""


class BadDuration(CoursewareError, ValueError):
    """The text does not follow the grammar of durations."""


class DamagedVideo(CoursewareError):
    """The file is no MP4 video, or only a part of one."""


class FaultyCaptions(CoursewareError):
    """The text is neither WebVTT nor SubRip. `line` counts from 1."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"line {line}: {problem}")
        self.line = line
        self.problem = problem


class BadCml(CoursewareError, ValueError):
    """The text is not CML, the XML of texts in the learner API. `line` counts from 1."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"This text is not CML (line {line}): {problem}. Correct the XML and read it again.")
        self.line = line
        self.problem = problem


class UnwritableCourse(CoursewareError):
    """The document contradicts itself, or a file that it names could not be had."""


class Fault(Struct, frozen=True, order=True):
    """One thing that is wrong in a course folder: where (`line` 0: the file as a whole), what, what to do."""

    path: str
    line: int
    problem: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.problem} {self.remedy}"


class Findings(Struct, frozen=True):
    """What reading a folder brings to light: faults, which refuse it, and doubts, which are only told."""

    faults: list[Fault]
    doubts: list[Fault]


class FaultyFolder(CoursewareError):
    """Everything that keeps a folder from being a course, at once, in the order of the folder."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(map(str, self.faults)))
