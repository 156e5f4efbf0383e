"""One school for the tests that only read it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.archiver.schools import Site, teaching
from tests.builders import a_folder

LESSON = "01-welcome/01-first-steps"
PEN = "![A pen](../../assets/pen.png)\n\n[The sheet](../../assets/sheet.pdf)\n"
COURSE: dict[str, str | bytes | None] = {
    "course.toml": (
        'id = "QaMpf0ZuEeW4kAo0dH3nVQ"\nslug = "study-well-online"\nname = "Study Well Online"\n'
        'description = "How to study."\ncompletion = "trust"\n'
        'level = "BEGINNER"\nimage = "assets/course.png"\n'
        '[[partners]]\nname = "The Open Desk"\nlogo = "assets/logo.png"\n'
        '[[instructors]]\nfull_name = "A Teacher"\nbio = "Teaches *well*."\n'
        '[[schedule]]\nmodules = ["01-welcome"]\nweeks = 2\n'
        '[grading]\npolicy = "mastery"\npassing_fraction = 0.6\nlate_penalty = 0.1\n'
    ),
    "01-welcome/module.toml": (
        'learning_objectives = ["Read slowly", {id = "write", text = "Write one page"}]\n'
    ),
    "assets/course.png": b"",
    "assets/logo.png": b"",
    "assets/pen.png": b"",
    "assets/sheet.pdf": b"",
    f"{LESSON}/01-hello/video.360p.mp4": b"",
    f"{LESSON}/01-hello/captions.pt-BR.vtt": b"",
    f"{LESSON}/02-how-to-read.md": f"Read *slowly*, $x^2$, [over there](03-write-one-page).\n\n{PEN}",
    f"{LESSON}/03-write-one-page/item.toml": (
        'id = "task1"\nkind = "peer"\nname = "Write one page"\nrequired_reviews = 2\n'
    ),
    f"{LESSON}/03-write-one-page/instructions.md": "Write.\n\n![A pen](../../../assets/pen.png)\n",
    f"{LESSON}/04-the-test/item.toml": (
        'id = "exam1"\nkind = "staffGraded"\nname = "The test"\nweight = 1000\n'
        'lock = "lesson"\ntime = "20m"\npassing_fraction = 0.9\nlate_penalty_limit = 0.5\n'
        'team = true\nfeatures = ["TAKE_HIGHEST_GRADE"]\n'
    ),
    f"{LESSON}/04-the-test/instructions.md": "Answer.\n",
    f"{LESSON}/05-out-there/item.toml": 'id = "lab01"\nkind = "hologram"\nname = "Out there"\n',
}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a course with an item of every sort."""
    return a_folder(tmp_path_factory.mktemp("course") / "study-well-online", COURSE)


@pytest.fixture(scope="session")
def shared_site(tmp_path_factory: pytest.TempPathFactory, course: Path) -> Iterator[Site]:
    with teaching(tmp_path_factory.mktemp("school") / "data", course) as site:
        yield site


@pytest.fixture
def site(shared_site: Site) -> Iterator[Site]:
    """A school that teaches it, and does as it should until told otherwise."""
    shared_site.asked.clear()
    yield shared_site
    shared_site.faults.clear()
