"""What is asked about what is the learner's own: as far as a site tells it, by as few questions as it can."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from threading import Lock
from typing import Final

from carrel.archiver.kinds.kind import Asker, Heard
from carrel.archiver.own import (
    WITH_WORK,
    OwnSaid,
    PostSaid,
    answers_in,
    highlights_in,
    notes_in,
    reviews_of,
    works_for,
)
from carrel.archiver.remote import Remote
from carrel.client import questions
from carrel.client.errors import Locked, NotAuthorized, NotFound, NotTheApi, Refused, ServerFailed
from carrel.courseware.items import DISCUSSION_PROMPT
from carrel.resources.forums import DISCUSSION_PROMPTS
from carrel.resources.posts import COURSE_FORUM_ANSWERS, COURSE_FORUM_QUESTIONS, CourseForumAnswerRecord

Ask = Callable[[], None]

UNTOLD: Final = (NotFound, NotTheApi, NotAuthorized, Locked, Refused, ServerFailed)
"""What it means that a site does not tell something, or not now."""


class OwnAsking:
    """One round of questions about what is the learner's own. Threads may share it."""

    def __init__(self, remote: Remote) -> None:
        self.said = OwnSaid()
        self._remote = remote
        self._answers: list[CourseForumAnswerRecord] | None = None
        self._keeping = Lock()

    def keep(self, told_now: OwnSaid) -> None:
        """Add what was told."""
        with self._keeping:
            self.said = told_now.after(self.said)

    def asks(self, asker: Asker, by_kind: Mapping[str, Sequence[str]]) -> list[Ask]:
        """All that can be asked at once; what a site does not tell is passed over."""
        course_id = asker.course_id
        asks: list[Ask] = [
            lambda: self.keep(OwnSaid(notes=self._remote.every(notes_in(course_id)))),
            lambda: self.keep(OwnSaid(highlights=self._remote.every(highlights_in(course_id)))),
        ]
        if DISCUSSION_PROMPT in by_kind:
            asks.append(lambda: self._ask_answers(course_id))
        asks += [
            one
            for kind, items in by_kind.items()
            if kind in WITH_WORK
            for item in items
            for one in self._asking_work(asker, item)
        ]
        return [_if_told(one) for one in asks]

    def asks_about_prompts(self, asker: Asker, heard: Heard) -> list[Ask]:
        """What is left to be asked about prompts once it is known which questions they are.

        Nothing where the site tells what one answered in a whole course.
        """
        asked = {
            prompt.item_id: question.rpartition("~")[2]
            for prompt in heard.of(DISCUSSION_PROMPTS).values()
            if (question := prompt.question or "")
        }
        if self._answers is not None:
            for item, question in asked.items():
                self.keep(OwnSaid(answers={item: _posts(self._answers, asker.user_id, question)}))
            return []
        return [_if_told(self._asking_thread(asker, item, question)) for item, question in asked.items()]

    def _ask_answers(self, course_id: str) -> None:
        self._answers = self._remote.every(answers_in(course_id))

    def _asking_thread(self, asker: Asker, item: str, question: str) -> Ask:
        """One's own among the answers that come with a question; those of others are not kept."""
        asked = questions.get(
            COURSE_FORUM_QUESTIONS, (asker.user_id, asker.course_id, question), includes=["posts"]
        )

        def ask() -> None:
            posts = self._remote.once(asked).linked(COURSE_FORUM_ANSWERS)
            self.keep(OwnSaid(answers={item: _posts(posts, asker.user_id, question)}))

        return ask

    def _asking_work(self, asker: Asker, item: str) -> list[Ask]:
        of_item = (asker.user_id, asker.course_id, item)
        return [
            lambda: self.keep(OwnSaid(works={item: self._remote.every(works_for(*of_item))})),
            lambda: self.keep(OwnSaid(reviews={item: self._remote.every(reviews_of(*of_item))})),
        ]


def _posts(answers: Sequence[CourseForumAnswerRecord], user_id: int, question: str) -> list[PostSaid]:
    """The user's own answers to a question, without replies to others."""
    return [
        PostSaid(
            cml=str(content.definition.get("value") or ""),
            created_at=one.created_at or 0,
            edited_at=one.edited_at or 0,
        )
        for one in answers
        if one.creator_id == user_id
        and (one.course_forum_question_id or "").rpartition("~")[2] == question
        and not one.parent_forum_answer_id
        and (content := one.content)
    ]


def _if_told(ask: Ask) -> Ask:
    def asking() -> None:
        with suppress(*UNTOLD):
            ask()

    return asking
