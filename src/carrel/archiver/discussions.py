"""The discussions of a course, brought into its folder as far as the learner may read them.

A forum's list is asked for with what was known of it, so that one that stands as it stood costs one short
answer; of its threads only those come that have gone on since. What was read is forgotten as soon as it is
written: the library has the texts, and the ledger only what they are known by.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from threading import Lock
from typing import Final

import msgspec
from msgspec import Struct

from carrel.archiver.errors import BadLibrary
from carrel.archiver.ledger import ThreadRow
from carrel.archiver.library import Library
from carrel.archiver.remote import MOST_PAGES
from carrel.archiver.syllabus import Missing
from carrel.archiver.threads import Talk, Thread, forum_places, thread_path, thread_text
from carrel.archiver.working import Crew
from carrel.client import Client, ClientError, Question, questions
from carrel.client.errors import Locked, NotAuthorized, NotFound, NotSignedIn, NotTheApi, Refused
from carrel.courseware.course import Course
from carrel.courseware.folder.tree import DISCUSSIONS
from carrel.protocol.paging import Paging
from carrel.resources.forums import COURSE_FORUMS, CourseForumRecord
from carrel.resources.people import SOCIAL_PROFILES
from carrel.resources.posts import COURSE_FORUM_ANSWERS, COURSE_FORUM_QUESTIONS, CourseForumQuestionRecord

LARGEST_PAGE: Final = 500
UNTOLD: Final = (NotFound, NotTheApi, NotAuthorized, Locked, Refused)
"""What it means that a site has no such thing, or not for this learner."""


class Page(Struct, frozen=True):
    """A page of a forum that was brought: its name, the ids of its threads, and where the next one starts."""

    etag: str
    threads: list[str]
    next: str | None = None


@dataclass(slots=True)
class Discussed:
    """How it went. `threads` came, or would come; `there` is how many are in the library.

    `unseen` is not shown to this learner; `missing` should be there and is not.
    """

    threads: list[str] = field(default_factory=list)
    there: int = 0
    unseen: list[Missing] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)


@dataclass(slots=True)
class _Listed:
    """A forum as it was listed. Where it `is_whole`, it has no threads but these."""

    forum: CourseForumRecord
    known: set[str] = field(default_factory=set)
    coming: list[Thread] = field(default_factory=list)
    pages: dict[str, Page] = field(default_factory=dict)
    is_whole: bool = False


class Discussions:
    """The discussions of one course, of which the library has a folder."""

    def __init__(
        self, client: Client, library: Library, folder: str, course: Course, *, course_id: str, jobs: int
    ) -> None:
        """`course_id` is the site's own."""
        self._client = client
        self._library = library
        self._folder = folder
        self._course = course
        self._course_id = course_id
        self._jobs = jobs
        self._user_id = 0
        self._tells_answers = True
        self._there: dict[str, ThreadRow] = {}
        self._done = Discussed()
        self._lock = Lock()

    def bring(self, on_settled: Callable[[str], None], *, dry: bool = False) -> Discussed:
        """Bring what is new, and take away what is no longer there; when `dry`, only say what would come.

        Raises `NotSignedIn`.
        """
        listed = self._list_all()
        coming = [(one, thread) for one in listed for thread in one.coming]
        if dry:
            self._done.threads = sorted([thread.path for _, thread in coming])
            return self._done
        for one in listed:
            if one.coming:
                self._library.ledger.keep_pages(self._folder, one.forum.id, {})
        unsettled: set[str] = set()

        def bring(task: tuple[_Listed, Thread]) -> None:
            forum, thread = task
            if self._bring(thread):
                on_settled(thread.path)
            else:
                with self._lock:
                    unsettled.add(forum.forum.id)

        Crew().work(min(self._jobs, len(coming)), bring, coming)
        there = self._library.ledger.threads(self._folder)
        for one in listed:
            self._settle(one, there, is_steady=one.forum.id not in unsettled)
        self._done.threads.sort()
        self._done.there = len(self._library.ledger.threads(self._folder))
        return self._done

    def _list_all(self) -> list[_Listed]:
        try:
            self._there = self._library.whole_threads(self._folder)
            self._user_id = self._client.me()
            asked = questions.find(COURSE_FORUMS, "course", course_id=self._course_id, limit=LARGEST_PAGE)
            pages = islice(self._client.pages(asked), MOST_PAGES)
            forums = [one for page in pages for one in page.elements]
        except ClientError as error:
            self._note(DISCUSSIONS, error, "The site tells no discussions of this course to you.")
            return []
        places = forum_places(forums, self._course)
        listed = [_Listed(one) for one in forums]

        def ask(one: _Listed) -> None:
            place = places[one.forum.id]
            try:
                self._list(one, place)
            except ClientError as error:
                self._note(f"{DISCUSSIONS}/{place}", error, "The site does not show this discussion to you.")

        Crew().work(min(self._jobs, len(listed)), ask, listed)
        return listed

    def _list(self, listed: _Listed, place: str) -> None:
        """The threads of a forum; one that says that there are none is not asked."""
        following: Question[CourseForumQuestionRecord] | None = None
        if listed.forum.forum_question_count != 0:
            following = questions.find(
                COURSE_FORUM_QUESTIONS,
                "byCourseForumId",
                course_forum_id=listed.forum.id,
                user_id=self._user_id,
                sort="lastActivityAtDesc",
                limit=LARGEST_PAGE,
                includes=["profiles"],
            )
        for _ in range(MOST_PAGES):
            if following is None:
                listed.is_whole = True
                return
            following = self._turn(listed, place, following)

    def _turn(
        self, listed: _Listed, place: str, question: Question[CourseForumQuestionRecord]
    ) -> Question[CourseForumQuestionRecord] | None:
        """Take in one page; the question for the next one."""
        # In another place its threads stand under other paths.
        spelled = f"{self._client.site} {question.request().target} {place}"
        page = self._page(listed.forum.id, spelled)
        answer = self._client.reread(question, page.etag) if page else self._client.read(question)
        if page and answer is None:
            listed.known |= set(page.threads)
            listed.pages[spelled] = page
            return question.after(Paging(next=page.next))
        if answer is None:
            raise NotTheApi(question.request().place, "nothing")
        people = {one.id: one for one in answer.linked(SOCIAL_PROFILES)}
        title = listed.forum.title or "a forum without a name"
        forum_id = listed.forum.id
        threads = [Thread(one, people, title, forum_id, thread_path(place, one)) for one in answer.elements]
        listed.known |= {one.id for one in threads}
        listed.coming += [one for one in threads if self._there.get(one.id) != one.row]
        if answer.etag:
            listed.pages[spelled] = Page(answer.etag, [one.id for one in threads], answer.paging.next)
        return question.after(answer.paging)

    def _page(self, forum_id: str, spelled: str) -> Page | None:
        """What is known of a page, where all of its threads are there."""
        known = self._library.ledger.page(self._folder, forum_id, spelled)
        page = msgspec.json.decode(known, type=Page) if known else None
        return page if page and all(one in self._there for one in page.threads) else None

    def _bring(self, thread: Thread) -> bool:
        """Whether a thread came, and stands in its place."""
        try:
            text = thread_text(thread, self._talk(thread))
            self._library.write_thread(self._folder, thread.id, thread.row, text, self._there.get(thread.id))
        except (ClientError, BadLibrary, FileExistsError, NotADirectoryError) as error:
            self._note(thread.path, error, "The site no longer shows this thread to you.")
            return False
        with self._lock:
            self._done.threads.append(thread.path)
        return True

    def _talk(self, thread: Thread) -> Talk:
        """The answers to a question, with their replies; if they are not found, those that come with it."""
        if thread.question.total_answer_count == 0:
            return Talk(())
        if self._tells_answers:
            try:
                return self._found(thread)
            except UNTOLD:
                talk = self._linked(thread)
                self._tells_answers = False
                return talk
        return self._linked(thread)

    def _found(self, thread: Thread) -> Talk:
        asked = questions.find(
            COURSE_FORUM_ANSWERS,
            "byCourseForumQuestionId",
            course_forum_question_id=f"{self._course_id}~{thread.id}",
            user_id=self._user_id,
            limit=LARGEST_PAGE,
            includes=["profiles", "children"],
        )
        pages = list(islice(self._client.pages(asked), MOST_PAGES))
        answers = [one for page in pages for one in (*page.elements, *page.linked(COURSE_FORUM_ANSWERS))]
        return Talk(answers, {one.id: one for page in pages for one in page.linked(SOCIAL_PROFILES)})

    def _linked(self, thread: Thread) -> Talk:
        asked = questions.get(
            COURSE_FORUM_QUESTIONS,
            (self._user_id, self._course_id, thread.id),
            includes=["profiles", "posts"],
        )
        answer = self._client.read(asked)
        people = {one.id: one for one in answer.linked(SOCIAL_PROFILES)}
        return Talk(answer.linked(COURSE_FORUM_ANSWERS), people)

    def _settle(self, listed: _Listed, there: Mapping[str, ThreadRow], *, is_steady: bool) -> None:
        """Take away what a forum no longer has, and remember its pages when all of it came."""
        if listed.is_whole:
            own = [one for one, row in there.items() if row.forum == listed.forum.id]
            gone = [one for one in own if one not in listed.known]
            if gone:
                self._library.drop_threads(self._folder, gone)
        if is_steady and listed.pages:
            pages = {asked: msgspec.json.encode(page) for asked, page in listed.pages.items()}
            self._library.ledger.keep_pages(self._folder, listed.forum.id, pages)

    def _note(self, place: str, error: Exception, untold: str) -> None:
        """Note what did not come; raises `NotSignedIn`, with which nothing would."""
        if isinstance(error, NotSignedIn):
            raise error
        with self._lock:
            if isinstance(error, UNTOLD):
                self._done.unseen.append(Missing(place, untold))
            else:
                self._done.missing.append(Missing(place, str(error)))
