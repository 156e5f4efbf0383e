"""A school in which somebody asked and somebody answered, and what is asked about that."""

from pathlib import Path

from carrel.application.forum_map import item_forum_id
from carrel.application.publishing import plan_publication, publish
from carrel.application.school import School
from carrel.application.visit import Visit
from carrel.domain.forums import Answer, Question, Tally
from carrel.store import forums, users
from tests.builders import COURSE_ID, a_folder
from tests.server.schools import AT, LECTURE, SECOND, STUDY_WELL

FORUM, PROMPT = item_forum_id(COURSE_ID, LECTURE), "aaaa9"
BODY = "<co-content><text>Because <em>two</em> is enough.</text></co-content>"
ASKED = f"{COURSE_ID}~a-question"

FORUM_TARGETS = {
    "onDemandDiscussionForums.v1": f"?q=byCourse&courseId={COURSE_ID}",
    "onDemandCourseForums.v1": f"?q=course&courseId={COURSE_ID}",
    "onDemandDiscussionQuestions.v1": (
        f"?q=byItem&courseId={COURSE_ID}&itemId={LECTURE}&includes=creatorId,lastAnsweredBy,flagId,_links"
    ),
    "onDemandCourseForumQuestions.v1": f"/{{me}}~{COURSE_ID}~a-question?includes=profiles,posts",
    "onDemandCourseForumAnswers.v1": (
        f"?q=byCourseForumQuestionId&courseForumQuestionId={ASKED}&includes=profiles,children"
    ),
    "onDemandDiscussionPrompts.v1": f"/{{me}}~{COURSE_ID}~{PROMPT}?includes=question",
    "onDemandDiscussionVotes.v1": "/{me}~an-answer",
    "onDemandDiscussionFollows.v1": "/{me}~a-question",
    "onDemandDiscussionFlags.v1": "/{me}~a-question",
}
"""What is asked for each file."""


def discuss(school: School, room: Path) -> None:
    """Let a teacher ask and answer, the learner vote, follow and flag; and let the course ask something."""
    prompt = f'+++\nid = "{PROMPT}"\nkind = "discussionPrompt"\n+++\n\nWho are you?\n'
    folder = a_folder(room, STUDY_WELL | {f"{SECOND}/02-say-hello.md": prompt})
    publish(school, plan_publication(school, folder, AT), AT)
    school.write(_write, None, AT)


def _write(visit: Visit) -> None:
    learner, teacher = (
        users.user_by_email(visit.connection, f"{name}@example.org") for name in ("learner", "teacher")
    )
    assert learner
    assert teacher
    asked = Question(
        id="a-question",
        course_id=COURSE_ID,
        forum_id=FORUM,
        creator_id=teacher.id,
        title="Why two?",
        body=BODY,
        created_at=AT,
        last_activity_at=AT + 1,
        last_answered_at=AT + 1,
        last_answered_by=teacher.id,
        follows=1,
        flags=1,
        answers=2,
        top_answers=1,
    )
    forums.put_question(visit.connection, asked)
    first = Answer("an-answer", COURSE_ID, asked.id, "", teacher.id, BODY, AT, None, 1, 0, 1)
    forums.put_answer(visit.connection, first)
    forums.put_answer(
        visit.connection, Answer("a-reply", COURSE_ID, asked.id, first.id, teacher.id, BODY, AT + 1)
    )
    forums.put_tally(visit.connection, COURSE_ID, FORUM, Tally(1, 1, AT + 1))
    forums.say(visit.connection, forums.VOTES, learner.id, first.id, AT)
    forums.say(visit.connection, forums.FOLLOWS, learner.id, asked.id, AT)
    forums.say(visit.connection, forums.FLAGS, learner.id, asked.id, AT, reason="Rude")
