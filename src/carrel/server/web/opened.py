"""An item that its reader has opened: what the pages of the kinds are made from."""

from dataclasses import dataclass

from starlette.requests import Request

from carrel.application.classroom import Classroom
from carrel.courseware.course import Course
from carrel.courseware.items import Item
from carrel.server.web.rendering import Reader


@dataclass(frozen=True, slots=True)
class Opened:
    """An open item, in the classroom of its reader."""

    request: Request
    reader: Reader
    classroom: Classroom
    item: Item

    @property
    def course(self) -> Course:
        """The course that the item belongs to."""
        return self.classroom.edition.course
