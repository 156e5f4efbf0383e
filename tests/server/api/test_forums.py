"""Forums over the API: what is asked and answered (rows 69, 70; shapes §10)."""

import pytest

from carrel.application.forum_map import item_forum_id
from tests.builders import COURSE_ID
from tests.server.api.talk import (
    ALL_FORUMS,
    ANSWERS,
    FORUMS,
    NEW_QUESTIONS,
    QUESTIONS,
    VOTES,
    answer,
    answers_to,
    ask,
    cml,
    counts,
    on_item,
    only,
)
from tests.server.caller import Caller, user_id
from tests.server.schools import EXAM, LECTURE, OTHER_ID

HOSTILE = (
    "<co-content><text>So <strong>much</strong> <script>alert(1)</script></text>"
    '<text><a href="javascript:alert(2)">x</a></text></co-content>'
)


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
