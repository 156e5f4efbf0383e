"""Forums over the API: asked, answered, voted for, followed, flagged, moderated (rows 69, 70; shapes §10)."""

from typing import Any

import httpx2
import pytest

from carrel.application.forum_map import item_forum_id, prompt_id
from carrel.application.publishing import plan_publication, publish
from carrel.domain.enrollment import CourseRole, Membership
from carrel.domain.forums import BURST
from carrel.server.visitors import now
from carrel.store import memberships
from tests.builders import COURSE_ID, FOLDER
from tests.server.caller import Caller, signed_in, user_id
from tests.server.learning.desk import Clock
from tests.server.schools import AT, EXAM, LECTURE, OTHER_ID, READING

FORUMS = "/api/onDemandDiscussionForums.v1"
ALL_FORUMS = "/api/onDemandCourseForums.v1"
QUESTIONS = "/api/onDemandDiscussionQuestions.v1"
NEW_QUESTIONS = "/api/onDemandCourseForumQuestions.v1"
ANSWERS = "/api/onDemandCourseForumAnswers.v1"
VOTES = "/api/onDemandDiscussionVotes.v1"
FOLLOWS = "/api/onDemandDiscussionFollows.v1"
FLAGS = "/api/onDemandDiscussionFlags.v1"
PROMPTS = "/api/onDemandDiscussionPrompts.v1"
PROMPT = "aaaa9"
HOSTILE = (
    "<co-content><text>So <strong>much</strong> <script>alert(1)</script></text>"
    '<text><a href="javascript:alert(2)">x</a></text></co-content>'
)


@pytest.fixture
def clock(guest: Caller) -> Clock:
    """The clock of everybody's school in a test."""
    clock = Clock(now())
    guest.app.state.visitors.clock = clock
    return clock


@pytest.fixture
def classmate(school, guest) -> Caller:
    """Somebody who takes the first course, too."""
    newcomer = signed_in(guest, school, "newcomer@example.org")
    joined = Membership(user_id(newcomer), COURSE_ID, CourseRole.LEARNER, AT)
    school.write(lambda visit: memberships.add_membership(visit.connection, joined), None, AT)
    return newcomer


def only(answer: httpx2.Response) -> dict[str, Any]:
    assert answer.status_code in {200, 201}, answer.text
    [one] = answer.json()["elements"]
    return dict(one)


def cml(text: str) -> dict[str, Any]:
    return {"typeName": "cml", "definition": {"dtdId": "discussion/1", "value": text}}


def ask(who: Caller, title: str = "Why two?", text: str = "", **place: str) -> dict[str, Any]:
    content = {"question": title} | ({"details": cml(text)} if text else {})
    body = {"courseId": COURSE_ID, "itemId": LECTURE, "content": content} | place
    return only(who.post(QUESTIONS, body))


def answer(who: Caller, question_id: str, text: str = "Because.", **more: str) -> httpx2.Response:
    body = {"courseForumQuestionId": f"{COURSE_ID}~{question_id}", "content": cml(text)}
    return who.post(ANSWERS, body | more)


def on_item(who: Caller, item_id: str = LECTURE, more: str = "") -> dict[str, Any]:
    told = who.get(f"{QUESTIONS}/?q=byItem&courseId={COURSE_ID}&itemId={item_id}{more}")
    assert told.status_code == 200, told.text
    return dict(told.json())


def answers_to(who: Caller, question_id: str, more: str = "") -> dict[str, Any]:
    told = who.get(
        f"{ANSWERS}/?q=byCourseForumQuestionId&courseForumQuestionId={COURSE_ID}~{question_id}{more}"
    )
    assert told.status_code == 200, told.text
    return dict(told.json())


def counts(who: Caller, whom: Caller) -> tuple[int, int]:
    """What a classmate's profile says of somebody's posts, and of the votes they got."""
    external = whom.get("/api/externalBasicProfiles.v1?q=me").json()["elements"][0]["id"]
    one = only(
        who.get(
            f"/api/onDemandClassmateProfiles.v1/?q=byExternalIds&courseId={COURSE_ID}&externalUserIds={external}"
        )
    )
    return one["postsCount"], one["votesReceivedCount"]


class TestForums:
    def test_row_69_a_course_has_two_forums_and_one_for_each_module(self, learner):
        envelope = learner.get(f"{FORUMS}/?q=byCourse&courseId={COURSE_ID}").json()

        told = [(one["name"], one["order"], one["accessAuthGroup"]) for one in envelope["elements"]]
        assert told == [
            ("General Discussion", 1, "everyone"),
            ("Meet and Greet", 2, "everyone"),
            ("Welcome", 3, "everyone"),
        ]
        assert all(len(one["id"]) == 22 for one in envelope["elements"])
        assert (envelope["paging"], envelope["linked"]) == ({}, {})

    def test_row_69_newer_clients_find_the_forums_of_items_under_their_modules(self, learner):
        elements = learner.get(f"{ALL_FORUMS}/?q=course&courseId={COURSE_ID}&limit=500").json()["elements"]

        lecture = next(one for one in elements if one["forumType"]["definition"].get("itemId") == LECTURE)
        module = next(one for one in elements if one["forumType"]["typeName"] == "weekForum")
        assert lecture["parentForumId"] == module["id"]
        assert lecture["id"] == f"{COURSE_ID}~{lecture['legacyForumId']}"
        assert EXAM not in [one["forumType"]["definition"].get("itemId") for one in elements]

    def test_row_69_a_question_is_counted_in_its_forum(self, learner):
        forum_id = learner.get(f"{FORUMS}/?q=byCourse&courseId={COURSE_ID}").json()["elements"][0]["id"]
        ask(learner, forumId=forum_id, itemId="")

        told = learner.get(f"{FORUMS}/?q=byCourse&courseId={COURSE_ID}&fields=questionCount").json()

        assert [one["questionCount"] for one in told["elements"]] == [1, 0, 0]
        found = learner.get(f"{QUESTIONS}?q=byForum&courseId={COURSE_ID}&forumId={forum_id}").json()
        assert found["paging"] == {"total": 1}

    @pytest.mark.parametrize("course_id", [OTHER_ID, "nowhere", "~!/", "x" * 10_000])
    def test_row_69_forums_are_for_those_who_take_the_course(self, learner, course_id):
        assert learner.get(f"{FORUMS}/?q=byCourse&courseId={course_id}").status_code == 403


class TestQuestions:
    def test_row_70_a_question_about_an_item_is_asked_found_changed_and_removed(self, learner):
        made = ask(learner, "Why two?", "And *not* ten?")

        found = on_item(learner, more="&sort=lastActivityAtDesc&limit=15&includes=creatorId,_links")
        assert found["elements"] == [made]
        assert made["content"]["question"] == "Why two?"
        assert "<em>not</em>" in str(made["content"]["details"])
        assert (made["creatorId"], made["itemId"]) == (user_id(learner), LECTURE)
        assert (made["isFollowing"], made["followCount"], made["state"]) == (True, 1, {"deleted": False})
        assert found["linked"]["onDemandSocialProfiles.v1"][0]["fullName"] == "Learner"
        assert found["links"]["elements"]["flagId"] == "onDemandDiscussionFlags.v1"
        assert found["paging"] == {"total": 1}

        target = f"{QUESTIONS}/{made['id']}"
        changed = learner.send("PATCH", target, json={"content": {"question": "Why not ten?"}})
        assert only(changed)["content"]["question"] == "Why not ten?"
        assert "editedAt" in only(learner.get(target))

        assert learner.send("DELETE", target).status_code == 204
        assert on_item(learner)["elements"] == []
        assert on_item(learner)["paging"] == {"total": 0}
        assert learner.get(target).status_code == 404

    def test_row_70_questions_come_by_activity_by_age_and_by_votes_page_by_page(
        self, learner, classmate, clock
    ):
        ids = []
        for title in ("a", "b", "c"):
            ids.append(ask(learner, title)["id"])
            clock.move(60)
        answer(classmate, ids[0])
        clock.move(60)
        classmate.post(VOTES, {"postId": ids[1]})

        def order(sort: str) -> list[str]:
            first = on_item(learner, more=f"&sort={sort}&limit=2")
            rest = on_item(learner, more=f"&sort={sort}&limit=2&start={first['paging']['next']}")
            assert (first["paging"]["total"], rest["paging"]) == (3, {"total": 3})
            return [one["content"]["question"] for one in first["elements"] + rest["elements"]]

        assert order("lastActivityAtDesc") == ["a", "c", "b"]
        assert order("createdAtDesc") == ["c", "b", "a"]
        assert order("votesDesc")[0] == "b"

    def test_newer_clients_ask_and_find_the_same_question(self, learner):
        forum = f"{COURSE_ID}~{item_forum_id(COURSE_ID, LECTURE)}"
        made = only(learner.post(NEW_QUESTIONS, {"courseForumId": forum, "content": {"question": "Why?"}}))
        answer(learner, made["questionId"])

        me = user_id(learner)
        found = only(
            learner.get(
                f"{NEW_QUESTIONS}/?q=byCourseForumId&courseForumId={forum}&userId={me}&shouldAggregate=true"
            )
        )
        one = learner.get(f"{NEW_QUESTIONS}/{made['id']}?includes=profiles,posts").json()

        assert made["id"] == f"{me}~{COURSE_ID}~{made['questionId']}"
        assert (found["totalAnswerCount"], found["lastAnsweredBy"]) == (1, me)
        assert one["linked"]["onDemandSocialProfiles.v1"][0]["fullName"] == "Learner"
        assert one["linked"]["onDemandCourseForumAnswers.v1"][0]["courseForumQuestionId"] == (
            f"{COURSE_ID}~{made['questionId']}"
        )
        assert only(learner.get(f"{QUESTIONS}/{made['questionId']}"))["content"] == made["content"]
        changed = learner.send(
            "PATCH", f"{NEW_QUESTIONS}/{made['id']}", json={"content": {"question": "So?"}}
        )
        assert only(changed)["content"]["question"] == "So?"
        assert learner.send("DELETE", f"{NEW_QUESTIONS}/{made['id']}").status_code == 204

    @pytest.mark.parametrize(
        ("changes", "status"),
        [
            ({"content": {"question": ""}}, 400),
            ({"content": {"question": "x" * 201}}, 400),
            ({"content": {"question": 7}}, 400),
            ({"content": {}}, 400),
            ({"content": {"question": "x", "details": cml("x" * 10_001)}}, 400),
            ({"content": {"question": "x", "details": cml("<co-content><text>")}}, 400),
            ({"content": {"question": "x", "details": cml("<co-content>" + "<em>" * 3_000)}}, 400),
            ({"itemId": ""}, 400),
            ({"itemId": "zzzzz"}, 404),
            ({"itemId": "x" * 10_000}, 404),
            ({"itemId": EXAM}, 403),
            ({"itemId": "", "forumId": "a~b!/\n"}, 404),
            ({"courseId": OTHER_ID}, 403),
            ({"courseId": "nowhere"}, 403),
        ],
        ids=lambda one: str(one)[:50],
    )
    def test_what_cannot_be_asked_is_refused_and_not_counted(self, learner, changes, status):
        body = {"courseId": COURSE_ID, "itemId": LECTURE, "content": {"question": "Why?"}} | changes

        assert learner.post(QUESTIONS, body).status_code == status
        assert on_item(learner)["elements"] == []
        assert counts(learner, learner) == (0, 0)

    def test_a_body_beyond_the_limit_is_refused_before_it_is_looked_at(self, learner):
        content = {"question": "x", "details": cml("x" * 105_000)}

        answer_ = learner.post(QUESTIONS, {"courseId": COURSE_ID, "itemId": LECTURE, "content": content})

        assert answer_.status_code == 413

    def test_markup_of_others_is_shown_inert(self, learner):
        details = ask(learner, "<script>x</script>", HOSTILE)["content"]["details"]["definition"]

        html = details["renderableHtmlWithMetadata"]["renderableHtml"]
        assert "<strong>much</strong>" in html
        assert "<script" not in html
        assert "javascript:" not in html

    def test_only_who_wrote_it_changes_it(self, learner, classmate, teacher):
        target = f"{QUESTIONS}/{ask(learner)['id']}"

        for other in (classmate, teacher):
            assert other.send("PATCH", target, json={"content": {"question": "Mine"}}).status_code == 403
        assert classmate.send("DELETE", target).status_code == 403
        assert only(learner.get(target))["content"]["question"] == "Why two?"

    def test_who_does_not_take_the_course_reads_nothing(self, learner, newcomer, guest):
        made = ask(learner)

        assert newcomer.get(f"{QUESTIONS}/{made['id']}").status_code == 403
        assert newcomer.get(f"{QUESTIONS}?q=byItem&courseId={COURSE_ID}&itemId={LECTURE}").status_code == 403
        assert answer(newcomer, made["id"]).status_code == 403
        assert guest.get(f"{QUESTIONS}/{made['id']}").status_code == 401

    def test_who_keeps_private_is_anonymous_in_the_forum_too(self, learner, classmate, teacher):
        external = learner.get("/api/externalBasicProfiles.v1?q=me").json()["elements"][0]["id"]
        learner.send("PATCH", f"/api/externalBasicProfiles.v1/{external}", json={"privacy": "private"})
        ask(learner)

        def name(who: Caller) -> str:
            linked = on_item(who, more="&includes=creatorId")["linked"]["onDemandSocialProfiles.v1"]
            return str(linked[0]["fullName"])

        assert (name(classmate), name(teacher)) == ("Anonymous learner", "Learner")


class TestAnswers:
    def test_an_answer_is_given_found_changed_and_removed(self, learner, classmate):
        asked = ask(learner)["id"]
        made = only(answer(classmate, asked, "Because *two* is enough."))

        found = answers_to(learner, asked, "&includes=profiles")
        assert [one["answerId"] for one in found["elements"]] == [made["answerId"]]
        assert "<em>two</em>" in str(found["elements"][0]["content"])
        assert {one["fullName"] for one in found["linked"]["onDemandSocialProfiles.v1"]} == {
            "Learner",
            "Newcomer",
        }
        question = only(learner.get(f"{QUESTIONS}/{asked}"))
        assert (question["totalAnswerCount"], question["topLevelAnswerCount"]) == (1, 1)
        assert (question["lastAnsweredBy"], counts(learner, classmate)) == (user_id(classmate), (1, 0))

        changed = classmate.send("PATCH", f"{ANSWERS}/{made['id']}", json={"content": cml("Indeed.")})
        assert "Indeed." in str(only(changed)["content"])
        assert (
            learner.send("DELETE", f"{ANSWERS}/{user_id(learner)}~{COURSE_ID}~{made['answerId']}").status_code
            == 403
        )
        assert classmate.send("DELETE", f"{ANSWERS}/{made['id']}").status_code == 204

        gone = answers_to(learner, asked)["elements"][0]
        assert (gone["state"], "content" in gone, "creatorId" in gone) == ({"deleted": True}, False, False)
        question = only(learner.get(f"{QUESTIONS}/{asked}"))
        assert (question["totalAnswerCount"], "lastAnsweredBy" in question) == (0, False)
        assert counts(learner, classmate) == (0, 0)

    def test_replies_stand_under_their_answer(self, learner, classmate):
        asked = ask(learner)["id"]
        first = only(answer(classmate, asked))
        reply = only(
            answer(learner, asked, "Really?", parentForumAnswerId=f"{COURSE_ID}~{first['answerId']}")
        )
        deeper = only(answer(classmate, asked, "Yes.", parentForumAnswerId=reply["id"]))

        found = answers_to(learner, asked, "&includes=children")

        assert [one["childAnswerCount"] for one in found["elements"]] == [2]
        assert [one["answerId"] for one in found["linked"]["onDemandCourseForumAnswers.v1"]] == [
            reply["answerId"],
            deeper["answerId"],
        ]
        assert deeper["parentForumAnswerId"] == f"{COURSE_ID}~{first['answerId']}"
        question = only(learner.get(f"{QUESTIONS}/{asked}"))
        assert (question["totalAnswerCount"], question["topLevelAnswerCount"]) == (3, 1)

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            ({"content": cml("")}, 400),
            ({"content": cml("<co-content></co-content>")}, 400),
            ({"content": cml("x" * 10_001)}, 400),
            ({"content": "Because."}, 400),
            ({"courseForumQuestionId": "no course"}, 400),
            ({"courseForumQuestionId": f"{COURSE_ID}~nothing"}, 404),
            ({"courseForumQuestionId": "nowhere~nothing"}, 403),
            ({"parentForumAnswerId": f"{COURSE_ID}~nothing"}, 404),
        ],
        ids=lambda one: str(one)[:50],
    )
    def test_what_is_no_answer_is_refused_and_not_counted(self, learner, body, status):
        asked = ask(learner)["id"]
        usual = {"courseForumQuestionId": f"{COURSE_ID}~{asked}", "content": cml("Because.")}

        assert learner.post(ANSWERS, usual | body).status_code == status
        assert only(learner.get(f"{QUESTIONS}/{asked}"))["totalAnswerCount"] == 0

    def test_an_id_that_names_somebody_else_is_refused(self, learner, classmate):
        asked = ask(learner)["id"]
        made = only(answer(learner, asked))["answerId"]
        theirs = f"{user_id(classmate)}~{COURSE_ID}~"

        assert learner.get(f"{ANSWERS}/{theirs}{made}").status_code == 403
        assert learner.send("DELETE", f"{ANSWERS}/{theirs}{made}").status_code == 403
        assert learner.get(f"{NEW_QUESTIONS}/{theirs}{asked}").status_code == 403

    def test_answers_come_by_age_and_by_votes_page_by_page(self, learner, classmate, clock):
        asked = ask(learner)["id"]
        made = []
        for text in ("a", "b", "c"):
            clock.move(60)
            made.append(only(answer(learner, asked, text))["answerId"])
        classmate.post(VOTES, {"postId": made[1]})

        oldest = answers_to(learner, asked, "&limit=2")

        assert [one["answerId"] for one in oldest["elements"]] == made[:2]
        assert oldest["paging"] == {"next": "2", "total": 3}
        newest = answers_to(learner, asked, "&sort=createdAtDesc")["elements"]
        assert [one["answerId"] for one in newest] == made[::-1]
        assert answers_to(learner, asked, "&sort=votesDesc")["elements"][0]["answerId"] == made[1]


class TestReactions:
    def test_a_vote_counts_once_for_the_post_and_for_who_wrote_it(self, learner, classmate):
        asked = ask(learner)["id"]
        first, second = (classmate.post(VOTES, {"postId": asked}) for _ in range(2))
        mine = f"{VOTES}/{user_id(classmate)}~{asked}"

        assert (first.status_code, only(first)) == (201, only(second))
        assert only(classmate.get(mine)) == only(first)
        assert only(classmate.get(f"{QUESTIONS}/{asked}"))["isUpvoted"] is True
        assert only(learner.get(f"{QUESTIONS}/{asked}"))["upvoteCount"] == 1
        assert counts(classmate, learner) == (1, 1)

        for _ in range(2):
            assert classmate.send("DELETE", mine).status_code == 204
        assert only(learner.get(f"{QUESTIONS}/{asked}"))["upvoteCount"] == 0
        assert (counts(classmate, learner), classmate.get(mine).status_code) == ((1, 0), 404)

    def test_nobody_votes_for_or_flags_what_they_wrote(self, learner):
        asked = ask(learner)["id"]
        said = only(answer(learner, asked))["answerId"]

        for post in (asked, said):
            assert learner.post(VOTES, {"postId": post}).status_code == 400
            assert learner.post(FLAGS, {"postId": post}).status_code == 400

    @pytest.mark.parametrize("path", [VOTES, FLAGS])
    def test_what_was_removed_gets_no_votes_and_no_flags(self, learner, classmate, teacher, path):
        asked = ask(learner)["id"]
        said = only(answer(learner, asked))
        learner.send("DELETE", f"{ANSWERS}/{said['id']}")

        for who in (classmate, teacher):
            assert who.post(path, {"postId": said["answerId"]}).status_code == 404
        learner.send("DELETE", f"{QUESTIONS}/{asked}")
        assert classmate.post(path, {"postId": asked}).status_code == 404

    def test_a_question_is_followed_and_not_followed(self, learner, classmate):
        asked = ask(learner)["id"]

        classmate.post(FOLLOWS, {"postId": asked})
        classmate.post(FOLLOWS, {"postId": asked})

        assert only(learner.get(f"{QUESTIONS}/{asked}"))["followCount"] == 2
        followed = f"{QUESTIONS}?q=followed&courseId={COURSE_ID}"
        assert only(classmate.get(followed))["id"] == asked
        assert classmate.send("DELETE", f"{FOLLOWS}/{user_id(classmate)}~{asked}").status_code == 204
        assert classmate.get(followed).json()["elements"] == []
        said = only(answer(learner, asked))["answerId"]
        assert classmate.post(FOLLOWS, {"postId": said}).status_code == 404

    def test_a_flag_calls_a_moderator_who_lets_go_of_it(self, learner, classmate, teacher):
        asked = ask(learner)["id"]
        flagged = only(classmate.post(FLAGS, {"postId": asked, "reason": "Rude"}))

        own = on_item(classmate, more="&includes=flagId")
        told = teacher.get(f"{FLAGS}?q=byCourse&courseId={COURSE_ID}&includes=userId")

        assert own["elements"][0]["flagId"] == flagged["id"]
        assert own["linked"]["onDemandDiscussionFlags.v1"] == [flagged]
        assert (only(told), flagged["reason"]) == (flagged, "Rude")
        assert classmate.get(f"{FLAGS}?q=byCourse&courseId={COURSE_ID}").status_code == 403
        assert classmate.post(f"{FLAGS}?action=dismiss&postId={asked}").status_code == 403

        assert teacher.post(f"{FLAGS}?action=dismiss&postId={asked}").status_code == 204
        assert teacher.get(f"{FLAGS}?q=byCourse&courseId={COURSE_ID}").json()["elements"] == []
        assert only(classmate.get(f"{QUESTIONS}/{asked}"))["isFlagged"] is False

    @pytest.mark.parametrize("path", [VOTES, FOLLOWS, FLAGS])
    @pytest.mark.parametrize("post", ["nothing", "a~b!/\n", "x" * 10_000, "\ud7ff"])
    def test_posts_that_there_are_not_are_not_found(self, learner, path, post):
        assert learner.post(path, {"postId": post}).status_code == 404

    def test_nobody_takes_back_what_others_said(self, learner, classmate):
        asked = ask(learner)["id"]
        classmate.post(VOTES, {"postId": asked})

        answer_ = learner.send("DELETE", f"{VOTES}/{user_id(classmate)}~{asked}")

        assert answer_.status_code == 403
        assert only(learner.get(f"{QUESTIONS}/{asked}"))["upvoteCount"] == 1


class TestModeration:
    def test_a_moderator_hides_and_restores_and_learners_do_not_see_what_is_hidden(
        self, learner, classmate, teacher
    ):
        target = f"{QUESTIONS}/{ask(learner)['id']}"

        hidden = teacher.send("PATCH", target, json={"state": {"deleted": True}})

        assert only(hidden)["state"] == {"deleted": True}
        assert {who.get(target).status_code for who in (learner, classmate)} == {404}
        assert on_item(classmate)["paging"] == {"total": 0}
        forum = item_forum_id(COURSE_ID, LECTURE)
        removed = f"{QUESTIONS}?q=byForum&courseId={COURSE_ID}&forumId={forum}&onlyDeleted=true"
        assert len(teacher.get(removed).json()["elements"]) == 1
        assert learner.get(removed).status_code == 403
        assert (
            counts(classmate, learner),
            learner.send("PATCH", target, json={"state": {"deleted": False}}).status_code,
        ) == ((0, 0), 404)

        teacher.send("PATCH", target, json={"state": {"deleted": False}})
        assert only(classmate.get(target))["state"] == {"deleted": False}
        assert counts(classmate, learner) == (1, 0)

    def test_what_is_pinned_comes_first_and_what_is_closed_gets_no_answers(
        self, learner, classmate, teacher, clock
    ):
        first = ask(learner, "first")["id"]
        clock.move(60)
        ask(learner, "second")

        told = teacher.send("PATCH", f"{QUESTIONS}/{first}", json={"isPinned": True, "isClosed": True})

        assert (only(told)["isPinned"], only(told)["isClosed"]) == (True, True)
        assert [one["content"]["question"] for one in on_item(classmate)["elements"]] == ["first", "second"]
        assert answer(classmate, first).json()["errorCode"] == "closed"
        edited = learner.send("PATCH", f"{QUESTIONS}/{first}", json={"content": {"question": "x"}})
        assert edited.status_code == 403
        assert answer(teacher, first).status_code == 201

    def test_learners_do_not_moderate(self, learner, classmate):
        asked = ask(learner)["id"]
        said = only(answer(classmate, asked))

        for change in ({"isPinned": True}, {"isClosed": True}, {"state": {"deleted": True}}):
            assert learner.send("PATCH", f"{QUESTIONS}/{asked}", json=change).status_code == 403
        mine = f"{ANSWERS}/{user_id(learner)}~{COURSE_ID}~{said['answerId']}"
        assert learner.send("PATCH", mine, json={"state": {"deleted": True}}).status_code == 403

    def test_a_mentor_moderates(self, learner, classmate, school):
        mentor = Membership(user_id(classmate), COURSE_ID, CourseRole.MENTOR, AT)
        change = memberships._TOUCH.values(role=mentor.role.value)
        where = {"learner": mentor.learner_id, "course": COURSE_ID}
        school.write(lambda visit: visit.connection.execute(change, where), None, AT)
        target = f"{QUESTIONS}/{ask(learner)['id']}"

        assert only(classmate.send("PATCH", target, json={"isPinned": True}))["isPinned"] is True


class TestPostingLimit:
    def test_who_posts_too_often_is_asked_to_wait_and_may_then_go_on(self, learner, teacher, clock):
        asked = ask(teacher)["id"]
        given = [answer(learner, asked) for _ in range(int(BURST))]
        refused = answer(learner, asked)
        wait = int(refused.headers["retry-after"])

        assert {one.status_code for one in given} == {201}
        assert refused.status_code == 429
        assert refused.json()["errorCode"] == "FORUM_POST_RATE_LIMIT_REACHED_EXCEPTION"
        assert only(learner.get(f"{QUESTIONS}/{asked}"))["totalAnswerCount"] == BURST

        clock.move(wait - 2)
        assert answer(learner, asked).status_code == 429
        clock.move(2)
        assert answer(learner, asked).status_code == 201

    def test_who_looks_after_the_course_may_answer_everybody(self, teacher):
        asked = ask(teacher)["id"]

        assert {answer(teacher, asked).status_code for _ in range(int(BURST) + 5)} == {201}


class TestPrompts:
    @pytest.fixture
    def _prompted(self, school, folders) -> None:
        """The course asks everybody something, and a reading waits for it."""
        lesson = folders / "study-well-online" / FOLDER
        prompt = (
            f'+++\nid = "{PROMPT}"\nkind = "discussionPrompt"\nname = "Say hello"\n+++\n\nWho are *you*?\n'
        )
        (lesson / "04-say-hello.md").write_text(prompt)
        (lesson / "05-after.md").write_text('+++\nid = "aaaab"\nlock = "lesson"\n+++\n\nThere.\n')
        exam = lesson / "03-show-it.md"
        exam.write_text(exam.read_text().replace("weight = 1000", "weight = 1000\noptional = true"))
        folder = folders / "study-well-online"
        publish(school, plan_publication(school, folder, AT), AT)

    @pytest.mark.usefixtures("_prompted")
    def test_a_prompt_is_read_answered_and_so_completed_and_what_waited_for_it_opens(self, learner):
        me = user_id(learner)
        asked_for = "onDemandDiscussionPromptQuestions.v1(content),promptType,question"
        target = f"{PROMPTS}/{me}~{COURSE_ID}~{PROMPT}?includes=question&fields={asked_for}"
        read = {"userId": me, "courseId": COURSE_ID, "itemId": READING}
        learner.post("/api/onDemandSupplementCompletions.v1", read)
        told = learner.get(target).json()
        asked = told["elements"][0]["promptType"]["definition"]["courseItemForumQuestionId"]
        content = told["linked"]["onDemandDiscussionPromptQuestions.v1"][0]["content"]
        supplement = f"/api/onDemandSupplements.v1/{COURSE_ID}~aaaab"
        before = learner.get(supplement)

        given = learner.post(
            ANSWERS, {"content": cml("A learner."), "courseForumQuestionId": asked, "typeName": "cml"}
        )

        assert (len(asked.split("~")), asked.split("~")[-1]) == (4, prompt_id(COURSE_ID, PROMPT))
        assert content["question"] == "Say hello"
        assert "<em>you</em>" in str(content["details"])
        assert (before.status_code, given.status_code) == (403, 201)
        progress = only(learner.get(f"/api/onDemandCoursesProgress.v1/{me}~{COURSE_ID}"))
        assert progress["items"][PROMPT]["progressState"] == "Completed"
        assert learner.get(supplement).status_code == 200
        again = learner.get(target + ",onDemandDiscussionPromptQuestions.v1(topLevelAnswerCount)").json()
        assert again["linked"]["onDemandDiscussionPromptQuestions.v1"][0]["topLevelAnswerCount"] == 1
        assert on_item(learner, PROMPT)["paging"] == {"total": 1}

    @pytest.mark.usefixtures("_prompted")
    def test_a_prompt_is_part_of_the_course_and_cannot_be_removed(self, learner, teacher):
        asked = prompt_id(COURSE_ID, PROMPT)
        answer(learner, asked)

        assert teacher.send("DELETE", f"{QUESTIONS}/{asked}").status_code == 403
        assert (
            learner.send("PATCH", f"{QUESTIONS}/{asked}", json={"content": {"question": "x"}}).status_code
            == 403
        )

    @pytest.mark.usefixtures("_prompted")
    def test_a_reply_does_not_complete_it(self, learner, teacher):
        asked = prompt_id(COURSE_ID, PROMPT)
        first = only(answer(teacher, asked))["answerId"]

        answer(learner, asked, parentForumAnswerId=f"{COURSE_ID}~{first}")

        progress = only(learner.get(f"/api/onDemandCoursesProgress.v1/{user_id(learner)}~{COURSE_ID}"))
        assert PROMPT not in progress["items"]

    def test_other_items_are_no_prompts_and_others_prompts_are_theirs(self, learner, teacher):
        assert learner.get(f"{PROMPTS}/{user_id(learner)}~{COURSE_ID}~{LECTURE}").status_code == 400
        assert learner.get(f"{PROMPTS}/{user_id(teacher)}~{COURSE_ID}~{LECTURE}").status_code == 403
