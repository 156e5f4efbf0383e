"""A lecture's page asks what its lecture asks, and tells at once what an answer is."""

from tests.server.assessing.conftest import LECTURE, QUIZ, SLUG
from tests.server.caller import Caller

PAGE = f"/learn/{SLUG}/lecture/{LECTURE}"


def test_each_question_is_a_form_at_its_place(learner: Caller):
    page = learner.get(PAGE).text

    assert f'action="{PAGE}/answer" data-at="1000"' in page
    assert f'action="{PAGE}/answer" data-at="2000"' in page
    assert 'name="q.seen" value="fish"' in page
    assert "SECRET" not in page


def test_an_answer_is_told_on_a_page(learner: Caller):
    page = learner.post(f"{PAGE}/answer", data={"q.seen": "bird"}).text

    assert "SECRET-BIRD" in page
    assert f'href="{PAGE}/' in page


def test_a_script_gets_the_words_alone(learner: Caller):
    answer = learner.post(f"{PAGE}/answer", data={"q.seen": "fish"}, headers={"accept": "application/json"})

    html = answer.json()["html"]
    assert "Not right" in html
    assert "<html" not in html


def test_an_answer_that_is_none_is_refused(learner: Caller):
    assert learner.post(f"{PAGE}/answer", data={"q.seen": "nobody"}).status_code == 400
    assert learner.post(f"/learn/{SLUG}/lecture/{QUIZ}/answer", data={"q.bits": "ten"}).status_code == 400


def test_where_nobody_knows_what_is_right_the_page_says_so(learner: Caller):
    page = learner.post(f"{PAGE}/answer", data={"q.many": "7"}).text

    assert "Nobody here knows what is right" in page
    assert "Waiting to be graded" not in page
