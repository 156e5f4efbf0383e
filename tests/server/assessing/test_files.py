"""Files that assessments ask for: uploaded by a plain form, one's own only, and handed out to be kept."""

import re
from collections.abc import Mapping

import pytest

from carrel.application import uploading
from carrel.server import uploads
from tests.server.assessing.conftest import REPORT, SLUG, TASK, Clock, Sessions
from tests.server.assessing.gateway import ask, mutate
from tests.server.assessing.test_gateway import begin, submit
from tests.server.assessing.test_page import act
from tests.server.caller import Caller, user_id

PAGE = f"/learn/{SLUG}/assignment/{REPORT}"
MARKING = f"/learn/{SLUG}/gradebook/work/{REPORT}"
CONTENT = b"<html><script>alert(1)</script>"
NAME = 'a "b" <i>.html'


def send(
    caller: Caller, name: str, file: tuple[str, bytes] = ("", b""), fields: Mapping[str, str] | None = None
):
    """The form as a browser sends it; a file that nobody chose has no name."""
    filename, content = file
    parts = [f'name="{field}"\r\n\r\n{value}' for field, value in {"attempt": "1", **(fields or {})}.items()]
    quoted = filename.replace('"', "%22")
    head = f'name="q.report.file"; filename="{quoted}"\r\nContent-Type: text/html\r\n\r\n'
    body = b"".join(
        b"--cut\r\nContent-Disposition: form-data; " + part + b"\r\n"
        for part in (*(one.encode() for one in parts), head.encode() + content)
    )
    kind = {"content-type": "multipart/form-data; boundary=cut"}
    path = f"/learn/{SLUG}/attempt/{REPORT}/{name}"
    return caller.send("POST", path, content=body + b"--cut--\r\n", headers=kind)


def kept_fields(page: str) -> dict[str, str]:
    """The hidden fields that keep a file."""
    return dict(re.findall(r'type="hidden" name="(q\.report\.\w+)" value="([^"]*)"', page))


def href(page: str) -> str:
    """Where the page says that the file is."""
    found = re.search(r'href="(/uploads/[^"]+)" download', page)
    assert found
    return found[1]


def upload(caller: Caller, item: str = REPORT, name: str = "a.html", content: bytes = CONTENT):
    who = Sessions(caller).who
    path = f"/api/opencourse.v1/user/{who}/course/{SLUG}/item/{item}/peer/upload?name={name}"
    return caller.send("POST", path, content=content)


def upload_id(caller: Caller) -> str:
    told: str = upload(caller).json()["contentResponseBody"]["fileId"]
    return told


@pytest.fixture
def begun(learner: Caller) -> Caller:
    """The learner, with an open attempt."""
    assert act(learner, "start", item=REPORT).status_code == 303
    return learner


def test_the_form_asks_for_a_file_without_any_script(begun: Caller):
    page = begun.get(PAGE).text

    assert 'enctype="multipart/form-data"' in page
    assert '<input type="file" name="q.report.file" accept=".html,.PDF">' in page


def test_an_uploaded_file_reaches_staff_to_be_kept_and_nobody_else(
    begun: Caller, teacher: Caller, other: Caller, guest: Caller
):
    assert send(begun, "save", ("report.html", CONTENT)).status_code == 303
    page = begun.get(PAGE).text
    assert "report.html" in page
    assert send(begun, "submit", fields=kept_fields(page) | {"q.word": "Done."}).status_code == 303

    where = href(teacher.get(MARKING).text)
    answer = teacher.get(where)

    assert answer.content == CONTENT
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert begun.get(where).content == CONTENT
    assert (other.get(where).status_code, guest.get(where).status_code) == (403, 401)


def test_a_page_that_is_saved_again_keeps_the_file_until_another_takes_its_place(begun: Caller):
    send(begun, "save", ("one.html", b"1"))
    kept = kept_fields(begun.get(PAGE).text)

    send(begun, "save", fields=kept)
    assert begun.get(href(begun.get(PAGE).text)).content == b"1"
    send(begun, "save", ("two.pdf", b"2"), kept)

    assert begun.get(href(begun.get(PAGE).text)).content == b"2"


def test_the_name_of_a_file_is_a_text_like_any_other(begun: Caller, teacher: Caller):
    send(begun, "submit", (NAME, CONTENT))

    page = teacher.get(MARKING).text

    assert "<i>" not in page
    assert "&lt;i&gt;.html" in page


def test_what_a_file_must_end_with_is_asked_for(begun: Caller):
    assert send(begun, "save", ("a.exe", b"MZ")).status_code == 400
    assert "a.exe" not in begun.get(PAGE).text


@pytest.mark.parametrize("name", ["save", "submit"])
def test_a_file_that_is_not_what_was_asked_for_takes_no_words_with_it(begun: Caller, name: str):
    send(begun, "save", ("one.html", b"1"))
    words = {**kept_fields(begun.get(PAGE).text), "q.word": "All that I typed."}

    refused = send(begun, name, ("a.exe", b"MZ"), words)

    assert refused.status_code == 400
    assert "Everything else that you wrote is kept." in refused.text
    page = begun.get(PAGE).text
    assert "All that I typed." in page
    assert begun.get(href(page)).content == b"1"


def test_two_files_at_most_are_on_their_way(begun: Caller):
    who, crowd = user_id(begun), begun.app.state.visitors.uploads

    with crowd.enter(who), crowd.enter(who):
        assert upload(begun).status_code == 429
        assert send(begun, "save", ("a.html", CONTENT)).status_code == 429

    assert upload(begun).status_code == 201


def test_somebody_elses_file_is_no_answer(begun: Caller, other: Caller):
    act(other, "start", item=REPORT)
    foreign = upload_id(other)

    for given in (foreign, "nobody", "javascript:alert(1)", f"/uploads/{foreign}/a.html"):
        assert send(begun, "save", fields={"q.report.fileUrl": given}).status_code == 400
    assert kept_fields(begun.get(PAGE).text) == {}


def test_an_assessment_that_asks_for_no_file_takes_none(begun: Caller):
    act(begun, "start", item=TASK)

    assert upload(begun, TASK).status_code == 400


def test_files_have_a_limit(begun: Caller, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(uploads, "LARGEST", 10)
    assert send(begun, "save", ("a.html", b"x" * 11)).status_code == 413
    monkeypatch.setattr(uploading, "MOST", 5)
    assert send(begun, "save", ("a.html", b"x" * 5)).status_code == 303
    assert send(begun, "save", ("b.html", b"x")).status_code == 400
    assert upload(begun, content=b"x").status_code == 400


def test_nothing_is_uploaded_where_no_attempt_is_open(learner: Caller, clock: Clock):
    assert upload(learner).status_code == 409
    act(learner, "start", item=REPORT)
    send(learner, "submit", ("a.html", CONTENT))

    assert upload(learner).status_code == 409
    assert send(learner, "submit", ("late.html", CONTENT)).status_code == 303
    assert "late.html" not in learner.get(PAGE).text


def test_a_guest_uploads_nothing(guest: Caller):
    assert send(guest, "save", ("a.html", CONTENT)).status_code == 401


def given(named: str) -> list[dict[str, object]]:
    response = {"fileUploadResponse": {"fileUrl": named, "title": "a.html"}}
    return [{"questionId": "report", "questionType": "FILE_UPLOAD", "questionResponse": response}]


def test_the_gateway_takes_a_file_by_its_id_and_answers_where_it_is(learner: Caller, other: Caller):
    attempt = begin(learner, REPORT)
    made = upload_id(learner)

    def save(named: str) -> str:
        told = mutate(
            learner, "SaveResponses", REPORT, attemptId=attempt["id"], questionResponses=given(named)
        )
        return str(told["__typename"])

    assert save(made) == "Submission_SaveResponsesSuccess"
    (part, _) = ask(learner, REPORT)["attempts"]["inProgressAttempt"]["draft"]["parts"]
    (told,) = [value for name, value in part.items() if name.endswith("_response")]
    assert learner.get(told["fileUrl"]).content == CONTENT
    assert save(told["fileUrl"]) == "Submission_SaveResponsesSuccess"
    assert save("https://example.org/report.html") == "Submission_SaveResponsesSuccess"
    begin(other, REPORT)
    assert save(upload_id(other)) == "Submission_SaveResponsesFailure"
    assert submit(learner, attempt, REPORT)["__typename"] == "Submission_SubmitLatestDraftSuccess"
