"""Forums over the API: votes, follows, flags, moderation, the posting limit, prompts (shapes §10)."""

import pytest

from carrel.application.forum_map import item_forum_id, prompt_id
from carrel.application.publishing import plan_publication, publish
from carrel.domain.enrollment import CourseRole, Membership
from carrel.domain.forums import BURST
from carrel.store import memberships
from tests.builders import COURSE_ID, FOLDER
from tests.server.api.talk import (
    ANSWERS,
    FLAGS,
    FOLLOWS,
    PROMPTS,
    QUESTIONS,
    VOTES,
    answer,
    ask,
    cml,
    counts,
    on_item,
    only,
)
from tests.server.caller import user_id
from tests.server.schools import AT, LECTURE, READING

PROMPT = "aaaa9"


class TestOwnAnswers:
    def test_ones_own_answers_in_a_course_come_and_nobody_elses(self, learner, classmate, clock):
        asked, gone = ask(classmate)["id"], ask(classmate, "Really?")["id"]
        theirs = only(answer(classmate, asked, "Theirs."))
        for question, text in ((asked, "First."), (gone, "Lost."), (asked, "Taken back.")):
            clock.move(1)
            last = only(answer(learner, question, text))
        reply = only(answer(learner, asked, "A reply.", parentForumAnswerId=theirs["id"]))
        learner.send("DELETE", f"{ANSWERS}/{last['id']}")
        classmate.send("DELETE", f"{QUESTIONS}/{gone}")

        mine = learner.get(f"{ANSWERS}?q=mine&courseId={COURSE_ID}&includes=profiles").json()

        assert [one["creatorId"] for one in mine["elements"]] == [user_id(learner)] * 2
        assert ["First." in str(one["content"]) for one in mine["elements"]] == [True, False]
        assert mine["elements"][1]["id"] == reply["id"]
        assert [one["id"] for one in mine["linked"]["onDemandSocialProfiles.v1"]] == [user_id(learner)]

    def test_they_come_page_by_page_to_who_takes_the_course(self, learner, newcomer):
        asked = ask(learner)["id"]
        for text in ("a", "b"):
            answer(learner, asked, text)
        mine = f"{ANSWERS}?q=mine&courseId={COURSE_ID}&limit=1"

        assert learner.get(mine).json()["paging"] == {"next": "1", "total": 2}
        assert newcomer.get(mine).status_code == 403


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
