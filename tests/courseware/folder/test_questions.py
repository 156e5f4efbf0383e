from pathlib import Path

import pytest
from msgspec.structs import replace

from carrel.courseware.faults import FaultyFolder, UnwritableCourse
from carrel.courseware.folder import read_folder, write_folder
from carrel.courseware.items import Assignment, Lecture, Quiz, assessment_of
from carrel.courseware.questions import Assessment, Choice, Pool
from tests.builders import FOLDER, a_folder, content_of

CHECK = f"{FOLDER}/03-check"
HELLO = f"{FOLDER}/01-hello"

BITS = """\
[[questions]]
type = "mcq"
prompt = "How many?"

[[questions.options]]
text = "Eight"
correct = true
feedback = "Yes."

[[questions.options]]
text = "Ten"
"""
ANOTHER = '[[questions]]\ntype = "mcq"\nprompt = "?"\n[[questions.options]]\n'


def asks(kind: str) -> str:
    return f'[[questions]]\ntype = "{kind}"\nprompt = "?"\n'


def folder_with(root: Path, questions: str, kind: str = "quiz") -> Path:
    return a_folder(root, {f"{CHECK}/item.toml": f'kind = "{kind}"\n', f"{CHECK}/questions.toml": questions})


def assessment_in(folder: Path, place: str = "03-check") -> Assessment:
    content = next(item.content for item in read_folder(folder).course.items() if item.place == place)
    found = assessment_of(content)
    assert found is not None
    return found


def faults_of(folder: Path) -> dict[int, str]:
    with pytest.raises(FaultyFolder) as caught:
        read_folder(folder)
    return {fault.line: fault.problem for fault in caught.value.faults}


def test_a_quiz_is_its_questions_and_the_rules_for_taking_them(tmp_path):
    rules = 'attempts = 3\ntime_limit = "30m"\nshow_answers = "never"\n[[pools]]\nname = "a"\ndraw = 1\n'

    found = assessment_in(
        folder_with(
            tmp_path, f"{rules}{BITS.replace('mcq', 'checkbox')}".replace("prompt", 'pool = "a"\nprompt')
        )
    )

    assert (found.attempts, found.time_limit, found.show_answers) == (3, 1_800_000, "never")
    assert found.pools == (Pool(name="a"),)
    (question,) = found.questions
    assert isinstance(question, Choice)
    assert [(option.text, option.correct, option.feedback) for option in question.options] == [
        ("Eight", True, "Yes."),
        ("Ten", False, ""),
    ]


@pytest.mark.parametrize(("kind", "content"), [("quiz", Quiz), ("exam", Quiz), ("staffGraded", Assignment)])
def test_questions_belong_to_their_item(tmp_path, kind, content):
    items = {
        item.place: item.content for item in read_folder(folder_with(tmp_path, BITS, kind)).course.items()
    }

    assert isinstance(items["03-check"], content)
    assert assessment_of(items["03-check"]) is not None


@pytest.mark.parametrize("kind", ["mcq", "singleNumeric", "textExactMatch", "regex", "mathExpression"])
def test_a_question_of_which_nobody_knows_the_key_needs_nothing_that_is_right(tmp_path, kind):
    options = (
        '[[questions.options]]\ntext = "A"\n[[questions.options]]\ntext = "B"\n' if kind == "mcq" else ""
    )
    folder = folder_with(tmp_path / "one", f'{asks(kind)}key = "unknown"\n{options}')

    found = assessment_in(folder)
    write_folder(read_folder(folder).course, tmp_path / "two", content_of)

    assert [one.key for one in found.questions] == ["unknown"]
    assert assessment_in(tmp_path / "two") == found


def test_a_key_is_unknown_only_where_nothing_is_right(tmp_path):
    unknown = BITS.replace("prompt", 'key = "unknown"\nprompt')

    assert "Something is right" in str(faults_of(folder_with(tmp_path, unknown)))


def test_a_lecture_asks_what_nobody_knows_the_key_of(tmp_path):
    questions = f'{asks("singleNumeric")}key = "unknown"\nat = "1s"\n'

    found = assessment_in(a_folder(tmp_path, {f"{HELLO}/questions.toml": questions}), "01-hello")

    assert [(one.key, one.at) for one in found.questions] == [("unknown", 1000)]


def test_a_lecture_asks_at_a_place(tmp_path):
    folder = a_folder(tmp_path, {f"{HELLO}/questions.toml": BITS.replace("prompt", 'at = "2s"\nprompt')})

    lecture = next(iter(read_folder(folder).course.items())).content

    assert isinstance(lecture, Lecture)
    assert lecture.assessment is not None
    assert [question.at for question in lecture.assessment.questions] == [2000]
    assert f"{HELLO}/questions.toml" not in lecture.attachments


def test_questions_that_are_moved_keep_their_ids(tmp_path):
    other = BITS.replace("How many?", "How few?")

    before = assessment_in(folder_with(tmp_path / "before", BITS + other)).questions
    after = assessment_in(folder_with(tmp_path / "after", other + BITS)).questions

    assert [one.id for one in before] == [one.id for one in reversed(after)]
    assert len({one.id for one in before}) == 2


def test_options_with_the_same_words_have_ids_of_their_own(tmp_path):
    (question,) = assessment_in(folder_with(tmp_path, BITS.replace("Ten", "Eight"))).questions

    assert isinstance(question, Choice)
    assert question.options[0].id != question.options[1].id


def test_a_picture_in_a_prompt_is_served_and_the_questions_are_not(tmp_path):
    folder = folder_with(tmp_path, BITS.replace("How many?", "![bits](bits.png) How many?"))
    (folder / CHECK / "bits.png").write_bytes(b"png")

    files = read_folder(folder).course.file_at

    assert files[f"{CHECK}/bits.png"].served
    assert f"{CHECK}/questions.toml" not in files


def test_an_assessment_cannot_be_written_elsewhere(tmp_path):
    course = read_folder(folder_with(tmp_path / "given", BITS)).course
    lesson = course.modules[0].lessons[0]
    quiz = lesson.items[2]
    moved = replace(quiz, content=Quiz(assessment=Assessment(path="elsewhere.toml")))
    changed = replace(lesson, items=(*lesson.items[:2], moved))
    course = replace(course, modules=(replace(course.modules[0], lessons=(changed,)),))

    with pytest.raises(UnwritableCourse, match="cannot stand"):
        write_folder(course, tmp_path / "written", content_of)


@pytest.mark.parametrize(
    ("questions", "line", "words"),
    [
        ("", 0, "no question"),
        ("\n[[questions]]\n", 2, "no type"),
        ('[[questions]]\ntype = "riddle"\n', 2, "'riddle'"),
        (BITS.replace("correct = true", "correct = false"), 5, "No option is right"),
        (f"{BITS}\n{ANOTHER}text = 7\n", 17, "text"),
        (f'{BITS}\n{ANOTHER}text = "a"\n', 16, "choose"),
        (BITS.replace('"How many?"', '""'), 3, "asks nothing"),
        (BITS.replace("prompt", 'at = "1s"\nprompt'), 3, "Only a lecture"),
        (BITS.replace("mcq", "poll"), 2, "Only a lecture"),
        (BITS.replace("prompt", "points = -1\nprompt"), 3, "points"),
        (BITS.replace("prompt", 'pool = "b"\nprompt'), 3, "no pool"),
        (f'[[pools]]\nname = "b"\n{BITS}', 1, "only 0"),
        ('[[questions]]\ntype = "richText"\nprompt = "Write."\n', 2, "Nobody looks"),
        (f'{asks("singleNumeric")}unit = "furlong"\nanswers = [{{ value = 1 }}]\n', 4, "furlong"),
        (f'{asks("singleNumeric")}answers = [{{ value = "1" }}]\n', 4, "number"),
        (f'{asks("regex")}answers = [{{ value = "(" }}]\n', 4, "not a pattern"),
        (f'{asks("mathExpression")}answers = [{{ value = "x+" }}]\n', 4, "breaks off"),
        ('\n[[questions]]\ntype = "fillableBlanks"\nprompt = "A {{b}}."\n', 2, "do not agree"),
        ('attempts = 0\n' + BITS, 1, "attempts"),
        ('show_answers = "soon"\n' + BITS, 1, "soon"),
    ],
)  # fmt: skip
def test_each_fault_is_told_on_its_line(tmp_path, questions, line, words):
    faults = faults_of(folder_with(tmp_path, questions))

    assert words in faults[line]


def test_a_question_beyond_the_end_of_its_lecture_is_a_fault(tmp_path):
    folder = a_folder(tmp_path, {f"{HELLO}/questions.toml": BITS.replace("prompt", 'at = "9h"\nprompt')})

    assert "has ended" in faults_of(folder)[3]
