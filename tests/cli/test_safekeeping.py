"""`carrel backup`, `carrel restore`, `carrel doctor`: on whole schools, running schools and damaged ones."""

import shutil
import sqlite3
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from carrel.application import accounts, enrolling, learning
from carrel.application.publishing import plan_publication, publish
from carrel.application.safekeeping import back_up, restore
from carrel.application.school import School, create_school, open_school
from carrel.cli.root import carrel
from carrel.domain.progress import ItemState
from carrel.domain.users import SchoolRole
from carrel.store import progress
from carrel.store.errors import FolderTaken, NotABackup
from tests.builders import COURSE_ID, a_folder
from tests.conftest import Place
from tests.schools import serving

AT = 1_800_000_000_000
READING = "aaaa2"
FILES = {"01-welcome/01-first-steps/02-how-to-read.md": '+++\nid = "aaaa2"\n+++\nRead.\n'}


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A school in which somebody has read something."""
    root = tmp_path_factory.mktemp("furnished")
    furnish(create_school(root / "school", None, "The Open Desk"), root / "course").close()
    return root / "school"


@pytest.fixture
def data(furnished: Path, tmp_path: Path) -> Path:
    """That school's folder, as a copy of one's own."""
    return shutil.copytree(furnished, tmp_path / "school")


def furnish(school: School, folder: Path) -> School:
    publish(school, plan_publication(school, a_folder(folder, FILES), AT), AT)
    email = "learner@example.org"
    user = school.write(
        lambda visit: accounts.add_user(visit, email, "Learner", SchoolRole.LEARNER, ""), None, AT
    )
    school.write(partial(enrolling.enroll, user_id=user.id, course_id=COURSE_ID), user, AT)
    school.write(lambda visit: learning.complete_reading(visit, user.id, COURSE_ID, READING), user, AT)
    return school


def run(command: str, *arguments: object) -> Result:
    return CliRunner().invoke(carrel, [command, *map(str, arguments)])


def has_read(school: School) -> bool:
    user = school.read(accounts.list_users, None, AT)[0]
    found = school.read(
        lambda visit: progress.item_of(visit.connection, user.id, COURSE_ID, READING), user, AT
    )
    return found is not None and found.state is ItemState.COMPLETED


def media_of(folder: Path) -> dict[str, bytes]:
    return {path.parent.name + path.name: path.read_bytes() for path in folder.glob("media/??/*")}


def a_video(folder: Path) -> Path:
    return max(folder.glob("media/??/*"), key=lambda path: path.stat().st_size)


def flip(path: Path, at: int, count: int = 1) -> None:
    """Real damage: some bytes are others now."""
    content = bytearray(path.read_bytes())
    content[at : at + count] = bytes(byte ^ 0xFF for byte in content[at : at + count])
    path.write_bytes(content)


def test_what_was_backed_up_is_there_after_restoring(data: Path, tmp_path: Path) -> None:
    backed_up = run("backup", tmp_path / "backup", "--data", data)
    restored = run("restore", tmp_path / "backup", "--data", tmp_path / "again")

    assert (backed_up.exit_code, restored.exit_code) == (0, 0), backed_up.output + restored.output
    assert media_of(tmp_path / "again") == media_of(data)
    school = open_school(tmp_path / "again")
    assert (school.name, has_read(school)) == ("The Open Desk", True)
    school.close()


def test_a_running_school_is_backed_up_and_looks_at_itself(data: Path, tmp_path: Path) -> None:
    with serving([Path(sys.executable).with_name("carrel"), "serve", "--data", data]):
        backed_up = run("backup", tmp_path / "backup", "--data", data)
        examined = run("doctor", "--data", data)

    assert (backed_up.exit_code, examined.exit_code) == (0, 0), backed_up.output + examined.output
    assert "The school is running." in examined.output
    run("restore", tmp_path / "backup", "--data", tmp_path / "again")
    school = open_school(tmp_path / "again")
    assert has_read(school)
    school.close()


def test_a_backup_holds_one_moment_while_others_write(data: Path, tmp_path: Path) -> None:
    school = open_school(data)
    user = school.read(accounts.list_users, None, AT)[0]

    back_up(school, tmp_path / "backup", AT)
    school.write(lambda visit: accounts.set_password(visit, user.email, "changed"), None, AT)
    school.close()

    with sqlite3.connect(tmp_path / "backup" / "school.db") as copy:
        assert copy.execute("SELECT password_hash FROM users").fetchall() == [("",)]
    copy.close()


def test_a_second_backup_brings_the_first_up_to_date_and_copies_no_media_twice(
    data: Path, tmp_path: Path
) -> None:
    school = open_school(data)
    first = back_up(school, tmp_path / "backup", AT)
    school.write(
        lambda visit: accounts.add_user(visit, "new@example.org", "New", SchoolRole.LEARNER, ""), None, AT
    )

    second = back_up(school, tmp_path / "backup", AT + 1)
    school.close()

    assert (first.copied, second.copied) == (first.media, 0)
    assert restore(tmp_path / "backup", tmp_path / "again").made_at == AT + 1
    again = open_school(tmp_path / "again")
    assert len(again.read(accounts.list_users, None, AT)) == 2
    again.close()


def test_a_backup_is_for_its_owner_alone(data: Path, tmp_path: Path) -> None:
    run("backup", tmp_path / "backup", "--data", data)

    modes = {path.name: path.stat().st_mode & 0o077 for path in (tmp_path / "backup").iterdir()}
    assert set(modes.values()) == {0}, modes


def test_nothing_is_backed_up_over_something_else(data: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("Dear")

    refused = run("backup", tmp_path / "mine", "--data", data)

    assert refused.exit_code == 1
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_another_schools_backup_is_not_replaced(data: Path, tmp_path: Path) -> None:
    run("backup", tmp_path / "backup", "--data", data)
    before = (tmp_path / "backup" / "school.db").read_bytes()
    other = create_school(tmp_path / "other", None, "Another")

    with pytest.raises(FolderTaken):
        back_up(other, tmp_path / "backup", AT)

    other.close()
    assert (tmp_path / "backup" / "school.db").read_bytes() == before


@pytest.mark.parametrize("taken", ["a school", "a letter"])
def test_nothing_is_restored_over_something_else(data: Path, tmp_path: Path, taken: str) -> None:
    run("backup", tmp_path / "backup", "--data", data)
    target = data if taken == "a school" else tmp_path / "folder"
    target.mkdir(exist_ok=True)
    (target / "letter.txt").write_text("Dear")
    before = sorted(path.name for path in target.iterdir())

    with pytest.raises(FolderTaken, match="is not empty"):
        restore(tmp_path / "backup", target)

    assert sorted(path.name for path in target.iterdir()) == before


def test_an_empty_folder_may_be_restored_into(data: Path, tmp_path: Path) -> None:
    run("backup", tmp_path / "backup", "--data", data)
    (tmp_path / "again").mkdir()

    assert run("restore", tmp_path / "backup", "--data", tmp_path / "again").exit_code == 0


@pytest.mark.parametrize(
    "spoil",
    [
        lambda backup: flip(backup / "school.db", 5000, 100),
        lambda backup: (backup / "school.db").unlink(),
        lambda backup: (backup / "backup.json").unlink(),
        lambda backup: (backup / "backup.json").write_text("{"),
    ],
    ids=["damaged rows", "no rows", "unfinished", "no manifest"],
)
def test_a_backup_that_is_not_whole_restores_nothing(
    data: Path, tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    run("backup", tmp_path / "backup", "--data", data)
    spoil(tmp_path / "backup")

    with pytest.raises(NotABackup, match="holds no whole backup"):
        restore(tmp_path / "backup", tmp_path / "again")

    assert [path.name for path in tmp_path.iterdir() if "again" in path.name] == []


def test_media_that_the_backup_lost_is_told_and_the_rest_restored(data: Path, tmp_path: Path) -> None:
    run("backup", tmp_path / "backup", "--data", data)
    flip(a_video(tmp_path / "backup"), 0)

    restored = run("restore", tmp_path / "backup", "--data", tmp_path / "again")

    assert restored.exit_code == 1
    assert "Missing or damaged in the backup: 1 media file." in restored.output
    assert len(media_of(tmp_path / "again")) == len(media_of(data)) - 1


def test_a_whole_school_has_no_trouble(data: Path) -> None:
    examined = run("doctor", "--data", data)

    assert examined.exit_code == 0, examined.output
    assert "TROUBLE" not in examined.output
    for fact in ("GB are free", "SQLite", "is not running", "The database is whole", "there and whole"):
        assert fact in examined.output


def test_a_damaged_database_is_told_with_the_ways_back(data: Path, tmp_path: Path) -> None:
    size = (data / "school.db").stat().st_size
    for at in range(4096, size, 4096):
        flip(data / "school.db", at, 200)

    examined, backed_up = run("doctor", "--data", data), run("backup", tmp_path / "backup", "--data", data)

    assert examined.exit_code == 1
    assert "TROUBLE" in examined.output
    assert "carrel restore" in examined.output
    assert backed_up.exit_code == 1
    assert not (tmp_path / "backup" / "backup.json").exists()


def test_one_flipped_byte_in_an_index_is_found(data: Path) -> None:
    with sqlite3.connect(data / "school.db") as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name LIKE 'sqlite_autoindex_users%' LIMIT 1"
        ).fetchone()
    connection.close()
    flip(data / "school.db", page * 4096 - 5, 4)

    examined = run("doctor", "--data", data)

    assert examined.exit_code == 1
    assert "The database is damaged" in examined.output


@pytest.mark.parametrize("command", ["serve", "backup"])
def test_what_is_no_database_any_more_names_the_ways_back(data: Path, tmp_path: Path, command: str) -> None:
    flip(data / "school.db", 0, 100)

    arguments = [tmp_path / "backup"] if command == "backup" else []
    refused = run(command, *arguments, "--data", data)

    assert refused.exit_code == 1
    for way in ("carrel doctor", "carrel restore", "carrel backup"):
        assert way in refused.output


def test_a_damaged_database_never_replaces_a_good_backup(data: Path, tmp_path: Path) -> None:
    run("backup", tmp_path / "backup", "--data", data)
    before = (tmp_path / "backup" / "school.db").read_bytes()
    with sqlite3.connect(data / "school.db") as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'users'").fetchone()
    connection.close()
    flip(data / "school.db", (page - 1) * 4096, 64)

    refused = run("backup", tmp_path / "backup", "--data", data)

    assert refused.exit_code == 1
    assert (tmp_path / "backup" / "school.db").read_bytes() == before
    assert run("restore", tmp_path / "backup", "--data", tmp_path / "again").exit_code == 0


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda path: flip(path, 3), "Damaged media files: 1 "),
        (lambda path: path.unlink(), "Missing media files: 1 "),
    ],
    ids=["damaged", "missing"],
)
def test_media_that_is_not_what_it_was_is_told(
    data: Path, tmp_path: Path, spoil: Callable[[Path], object], told: str
) -> None:
    video = a_video(data)
    spoil(video)

    examined, backed_up = run("doctor", "--data", data), run("backup", tmp_path / "backup", "--data", data)

    assert examined.exit_code == 1
    assert told in examined.output
    assert f"media/{video.parent.name}/{video.name}" in examined.output
    assert backed_up.exit_code == 1
    assert (
        "Missing or damaged in the school itself, and so not in the backup: 1 media file." in backed_up.output
    )


def test_a_folder_that_others_may_open_is_noted(data: Path) -> None:
    data.chmod(0o755)

    examined = run("doctor", "--data", data)

    assert examined.exit_code == 0
    assert f"chmod 700 {data}" in examined.output


@pytest.mark.parametrize("folder", ["missing", "empty"])
def test_a_doctor_without_a_school_says_so(tmp_path: Path, folder: str) -> None:
    if folder == "empty":
        (tmp_path / folder).mkdir()

    examined = run("doctor", "--data", tmp_path / folder)

    assert examined.exit_code == 1
    assert "There is no " in examined.output


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_on_postgresql_media_is_backed_up_and_pg_dump_named(place: Place, tmp_path: Path) -> None:
    furnish(create_school(place.folder, place.url, "The Open Desk"), tmp_path / "course").close()
    where = ("--data", place.folder, "--database", place.url)

    backed_up = run("backup", tmp_path / "backup", *where)
    examined = run("doctor", *where)
    restored = run("restore", tmp_path / "backup", "--data", tmp_path / "again")

    assert (backed_up.exit_code, examined.exit_code, restored.exit_code) == (0, 0, 0)
    assert "pg_dump" in backed_up.output
    assert "PostgreSQL answers" in examined.output
    assert "pg_restore" in restored.output
    assert media_of(tmp_path / "again") == media_of(place.folder)
    assert not (tmp_path / "backup" / "school.db").exists()
