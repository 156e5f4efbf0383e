"""A learner at their desk: what a player and a page send, in the words of the API."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from httpx2 import AsyncClient, Response

from carrel.application.handles import video_id
from tests.builders import COURSE_ID, FOLDER

SLUG = "study-well-online"
LECTURE = "aaaa1"
READING = "aaaa2"
LOCKED = "aaaa3"
LOCKED_LECTURE = "aaaa4"
SECOND_LECTURE = "bbbb1"
SECOND_READING = "bbbb2"
TRUSTING = "a-course-that-trusts"
TRUSTING_ID = "BaMpf0ZuEeW4kAo0dH3nVQ"
TRUSTED_LECTURE = "cccc1"
DURATION = 37
"""Seconds of every lecture."""
START = 1_800_000_000_000

_SECOND = "01-welcome/02-second"
COURSES: Mapping[str, Mapping[str, str | bytes | None]] = {
    "one": {
        "course.toml": f'id = "{COURSE_ID}"\nslug = "{SLUG}"\nname = "Study Well Online"\n',
        f"{FOLDER}/02-how-to-read.md": '+++\nid = "aaaa2"\n+++\n# Slowly\n',
        f"{FOLDER}/03-write/item.toml": 'id = "aaaa3"\nkind = "peer"\nlock = "lesson"\noptional = true\n',
        f"{FOLDER}/03-write/instructions.md": "Write *one* page.\n",
        f"{FOLDER}/04-last/item.toml": 'id = "aaaa4"\nkind = "lecture"\nlock = "lesson"\n',
        f"{FOLDER}/04-last/video.720p.mp4": b"",
        f"{_SECOND}/01-again/item.toml": 'id = "bbbb1"\nkind = "lecture"\n',
        f"{_SECOND}/01-again/video.720p.mp4": b"",
        f"{_SECOND}/02-note.md": '+++\nid = "bbbb2"\n+++\nNote.\n',
    },
    "two": {
        "course.toml": (
            f'id = "{TRUSTING_ID}"\nslug = "{TRUSTING}"\nname = "Trusting"\ncompletion = "trust"\n'
        ),
        f"{FOLDER}/01-hello/item.toml": 'id = "cccc1"\nkind = "lecture"\ndisable_skipping_forward = true\n',
        f"{FOLDER}/02-how-to-read.md": '+++\nid = "cccc2"\n+++\nSlowly.\n',
    },
}
HEARTBEAT = """mutation LearningHours_SendEvent($input: LearningHours_SendEventInput!) {
  LearningHours_SendEvent(input: $input) {
    ... on LearningHours_SendEventSuccess {
      id
      __typename
    }
    ... on LearningHours_SendEventError {
      message
      __typename
    }
    __typename
  }
}
"""


@dataclass
class Clock:
    """The time of day at the school (epoch ms), which stands still until it is moved."""

    now: int = START

    def __call__(self) -> int:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += int(seconds * 1000)


@dataclass
class Desk:
    """One person, signed in or not, and what they send."""

    client: AsyncClient
    id: int
    clock: Clock

    async def event(
        self, name: str, item: str = LECTURE, *, slug: str = SLUG, user: object = None, enrol: str = "false"
    ) -> Response:
        """Send an event of the player."""
        path = (
            f"/api/opencourse.v1/user/{user or self.id}/course/{slug}/item/{item}/lecture/videoEvents/{name}"
        )
        return await self.client.post(path, params={"autoEnroll": enrol}, json={"contentRequestBody": {}})

    async def watch(self, item: str = LECTURE, *, slug: str = SLUG, rate: float = 1) -> None:
        """Watch a lecture honestly, in simulated time."""
        await self.event("play", item, slug=slug)
        self.clock.move(DURATION / rate)
        await self.event("ended", item, slug=slug)

    def position_path(self, item: str = LECTURE, *, user: object = None, course: str = COURSE_ID) -> str:
        """Where the position in a lecture is kept."""
        return f"/api/onDemandVideoProgresses.v1/{user or self.id}~{course}~{video_id(course, item)}"

    async def put_position(self, viewed_up_to: object, item: str = LECTURE, **key: Any) -> Response:
        """Say where the player stands (ms)."""
        path = self.position_path(item, **key)
        body = {"videoProgressId": path.rpartition("/")[2], "viewedUpTo": viewed_up_to}
        return await self.client.put(path, json=body)

    async def position(self, item: str = LECTURE, **key: Any) -> Response:
        """Ask where the player stood."""
        return await self.client.get(self.position_path(item, **key))

    async def read(self, item: str = READING, *, course: str = COURSE_ID, user: object = None) -> Response:
        """Complete a reading."""
        body = {"userId": user or self.id, "courseId": course, "itemId": item}
        return await self.client.post("/api/onDemandSupplementCompletions.v1", json=body)

    async def beat(self, item: str = LECTURE, **changes: object) -> dict[str, Any]:
        """Send one heartbeat; its answer."""
        answer = await self.client.post("/graphql-gateway", json=self.operation(item, **changes))
        result: dict[str, Any] = answer.json()["data"]["LearningHours_SendEvent"]
        return result

    def operation(self, item: str = LECTURE, **changes: object) -> dict[str, Any]:
        """The operation that sends one heartbeat of the last 30 seconds."""
        beat = {
            "courseId": COURSE_ID,
            "eventPlatform": "WEB",
            "userActionType": "VIDEO_IS_PLAYING",
            "durationMilliSeconds": 30_000,
            "clientDateTime": self.moment(),
            "deviceId": "00000000-0000-4000-8000-000000000001",
            "itemDetails": {"itemId": item, "learnerActivityType": "LECTURE"},
        }
        return {
            "operationName": "LearningHours_SendEvent",
            "variables": {"input": {"heartbeat": {**beat, **changes}}},
            "query": HEARTBEAT,
        }

    def moment(self, seconds: float = 0) -> str:
        """The time of day, or so many seconds later, as clients write it."""
        at = datetime.fromtimestamp(self.clock() / 1000 + seconds, UTC)
        return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    async def progress(self, course: str = COURSE_ID) -> dict[str, Any]:
        """The learner's own progress."""
        answer = await self.client.get(f"/api/onDemandCoursesProgress.v1/{self.id}~{course}")
        element: dict[str, Any] = answer.json()["elements"][0]
        return element

    async def state(self, item: str = LECTURE, course: str = COURSE_ID) -> str | None:
        """The state of one item, if it has any."""
        items = (await self.progress(course))["items"]
        return items[item]["progressState"] if item in items else None

    async def locked(self, slug: str = SLUG) -> set[str]:
        """The ids of the locked items, as the materials say."""
        answer = await self.client.get(
            "/api/onDemandCourseMaterials.v2/",
            params={
                "q": "slug",
                "slug": slug,
                "includes": "items",
                "fields": "onDemandCourseMaterialItems.v2(isLocked)",
                "showLockedItems": "true",
            },
        )
        items = answer.json()["linked"]["onDemandCourseMaterialItems.v2"]
        return {item["id"] for item in items if item["isLocked"]}

    async def hours(self) -> list[tuple[str, str, int]]:
        """The learning hours: day, course, milliseconds."""
        answer = await self.client.get("/api/learningHours.v1?q=me")
        return [
            (one["day"], one["courseId"], one["studiedMilliSeconds"]) for one in answer.json()["elements"]
        ]
