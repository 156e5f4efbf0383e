import os
from pathlib import Path

import pytest

from carrel.courseware.faults import FaultyFolder
from carrel.courseware.folder import read_folder
from carrel.courseware.items import Lecture, Original, Reading, Unseen, Untaught
from tests.builders import FOLDER, VIDEO_DURATION, a_folder, a_video

HELLO = f"{FOLDER}/01-hello"
TEXT = f"{FOLDER}/02-how-to-read.md"


def items_of(folder: Path):
    return {item.place: item for item in read_folder(folder).course.items()}


def faults_of(folder: Path) -> dict[str, str]:
    """The text of each fault by the place that it names."""
    with pytest.raises(FaultyFolder) as caught:
        read_folder(folder)
    return {f"{fault.path}:{fault.line}": f"{fault.problem} {fault.remedy}" for fault in caught.value.faults}


def test_a_folder_without_module_and_lesson_files_takes_names_from_its_folders(tmp_path):
    course = read_folder(a_folder(tmp_path)).course

    (module,) = course.modules
    assert (module.slug, module.name) == ("welcome", "Welcome")
    assert (module.lessons[0].slug, module.lessons[0].name) == ("first-steps", "First steps")
    assert [item.name for item in course.items()] == ["Hello", "How to read"]


def test_a_lecture_is_its_videos_captions_and_every_other_file(tmp_path):
    files: dict[str, str | bytes] = {
        f"{HELLO}/video.360p.mp4": a_video(size=(640, 360)),
        f"{HELLO}/code/one.py": "",
        f"{HELLO}/x.toml": "",
    }

    lecture = items_of(a_folder(tmp_path, files))["01-hello"]

    assert isinstance(lecture.content, Lecture)
    assert [rendition.height for rendition in lecture.content.renditions] == [720, 360]
    assert [caption.language for caption in lecture.content.captions] == ["en"]
    assert lecture.content.attachments == (f"{HELLO}/code/one.py", f"{HELLO}/slides.pdf")
    assert lecture.time_commitment == lecture.content.duration == VIDEO_DURATION


def test_files_have_their_facts(tmp_path):
    course = read_folder(a_folder(tmp_path, {"assets/a.png": b"png"})).course

    video, picture = course.file_at[f"{HELLO}/video.720p.mp4"], course.file_at["assets/a.png"]
    assert (video.media_type, video.duration, video.width, video.height) == (
        "video/mp4",
        VIDEO_DURATION,
        1280,
        720,
    )
    assert (picture.media_type, picture.size, picture.name, picture.duration) == (
        "image/png",
        3,
        "a.png",
        None,
    )


@pytest.mark.parametrize(
    ("path", "is_served"),
    [
        ("assets/worksheet.pdf", True),
        ("assets/setup.toml", True),
        (f"{HELLO}/slides.pdf", True),
        (f"{FOLDER}/desk.png", True),
        (f"{FOLDER}/answers.txt", False),
        ("01-welcome/plan.txt", False),
        ("notes/todo.txt", False),
        (f"{HELLO}/answers.toml", False),
    ],
)
def test_only_what_the_course_shows_is_served(tmp_path, path, is_served):
    folder = a_folder(tmp_path, {TEXT: "![A desk](desk.png)", f"{FOLDER}/desk.png": b"png", path: b"data"})

    assert read_folder(folder).course.file_at[path].served is is_served


@pytest.mark.parametrize(
    "path",
    [
        ".git/config",
        "learner/notes.md",
        "discussions/general/01-hello.md",
        f"{HELLO}/video.1080p.mp4.part",
        f"{HELLO}/Thumbs.db",
        "a.txt~",
    ],
)
def test_what_is_hidden_unfinished_or_a_learners_is_not_read(tmp_path, path):
    folder = a_folder(tmp_path, {path: b"data"})

    assert path not in read_folder(folder).course.file_at


def test_discussions_are_said_not_to_be_read(tmp_path):
    folder = a_folder(tmp_path, {"discussions/general/hello.md": "Somebody's words."})

    (doubt,) = read_folder(folder).doubts
    assert (doubt.path, "nothing here was read" in doubt.problem) == ("discussions", True)


def test_items_stand_in_the_order_of_their_numbers(tmp_path):
    folder = a_folder(
        tmp_path, {f"{FOLDER}/{name}.md": "x" for name in ("10-last", "002-b", "2-a", "3-third")}
    )

    assert [item.slug for item in read_folder(folder).course.items()] == [
        "hello", "a", "b", "how-to-read", "third", "last",
    ]  # fmt: skip


def test_the_keys_of_an_item_are_read(tmp_path):
    head = '+++\nname = "Once"\nkind = "peer"\ntime = "1h30m"\nlock = "lesson"\nweight = 200\n'
    head += 'optional = true\ncolour = "red"\n+++\n'

    item = items_of(a_folder(tmp_path, {TEXT: f"{head}\nWrite.\n"}))["02-how-to-read.md"]

    assert (item.name, item.kind, item.time_commitment, item.lock) == ("Once", "peer", 5_400_000, "lesson")
    assert (item.weight, item.optional, item.extra) == (200, True, {"colour": "red"})
    assert item.content.instructions == "Write.\n"


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (200, 1), (201, 2), (1000, 5)])
def test_a_reading_takes_a_minute_for_200_words(tmp_path, words, minutes):
    folder = a_folder(tmp_path, {TEXT: "word " * words})

    assert items_of(folder)["02-how-to-read.md"].time_commitment == minutes * 60_000


def test_an_item_without_a_kind_is_what_its_files_are(tmp_path):
    files = {f"{HELLO}/item.toml": None, f"{FOLDER}/03-more/reading.md": "More."}

    found = items_of(a_folder(tmp_path, files))

    assert [found["01-hello"].kind, found["03-more"].kind] == ["lecture", "supplement"]


def test_an_unknown_kind_is_kept_with_its_settings(tmp_path):
    lab = f"{FOLDER}/03-lab"
    files = {f"{lab}/item.toml": 'kind = "holodeck"\nroom = 3\n', f"{lab}/instructions.md": "Answer."}

    item = items_of(a_folder(tmp_path, files))["03-lab"]

    assert (item.kind, item.extra) == ("holodeck", {"room": 3})
    assert item.content == Untaught(path=f"{lab}/instructions.md", instructions="Answer.")


def test_what_a_mirror_could_not_see_is_a_placeholder(tmp_path):
    files = {f"{FOLDER}/03-gone/item.toml": 'kind = "lecture"\nunseen = "It was locked."\n'}

    assert items_of(a_folder(tmp_path, files))["03-gone"].content == Unseen(reason="It was locked.")


def test_an_original_is_read_with_its_reading(tmp_path):
    sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # of "abc"
    head = f'+++\noriginal = "a.cml"\noriginal_sha256 = "{sha256}"\nmarkdown_sha256 = "{"0" * 64}"\n+++\n\n'

    folder = a_folder(tmp_path, {TEXT: f"{head}Text.\n", f"{FOLDER}/a.cml": "abc"})

    original = Original(name="a.cml", cml="abc", sha256=sha256, markdown_sha256="0" * 64)
    assert items_of(folder)["02-how-to-read.md"].content == Reading(
        path=TEXT, markdown="Text.\n", original=original
    )
    assert f"{FOLDER}/a.cml" not in read_folder(folder).course.file_at


def test_windows_line_ends_and_byte_order_marks_are_welcome(tmp_path):
    files = {
        TEXT: '\ufeff+++\r\nname = "Read"\r\n+++\r\n\r\nText.\r\n',
        "course.toml": '\ufeffslug = "x"\r\n',
    }

    item = items_of(a_folder(tmp_path, files))["02-how-to-read.md"]

    assert (item.name, item.content.markdown) == ("Read", "Text.\r\n")


def test_the_schedule_names_modules_by_folder(tmp_path):
    schedule = 'slug = "x"\n[[schedule]]\nmodules = ["02-habits", "01-welcome"]\nweeks = 3\n'
    folder = a_folder(tmp_path, {"course.toml": schedule, "02-habits/module.toml": ""})

    course = read_folder(folder).course

    (period,) = course.schedule
    assert (period.module_ids, period.weeks) == ((course.modules[1].id, course.modules[0].id), 3)


class TestIds:
    def test_a_derived_id_is_the_same_each_time(self, tmp_path):
        files = {"course.toml": 'slug = "x"\n'}

        once, again = (read_folder(a_folder(tmp_path / place, files)).course for place in ("one", "two"))

        assert once == again

    def test_ids_stay_when_siblings_come_and_numbers_change(self, tmp_path):
        before = items_of(a_folder(tmp_path / "before"))["02-how-to-read.md"]
        files = {f"{FOLDER}/02-new.md": "New.", TEXT: None, f"{FOLDER}/07-how-to-read.md": "Read."}

        after = items_of(a_folder(tmp_path / "after", files))["07-how-to-read.md"]

        assert after.id == before.id

    def test_an_item_that_is_renamed_is_a_new_item(self, tmp_path):
        before = items_of(a_folder(tmp_path / "before"))["02-how-to-read.md"]

        after = items_of(a_folder(tmp_path / "after", {TEXT: None, f"{FOLDER}/02-reading.md": "Read."}))

        assert after["02-reading.md"].id != before.id

    def test_a_derived_id_gives_way_to_a_written_one(self, tmp_path):
        derived = items_of(a_folder(tmp_path / "before"))["02-how-to-read.md"].id
        new = {f"{FOLDER}/03-thief.md": f'+++\nid = "{derived}"\n+++\n'}

        found = items_of(a_folder(tmp_path / "after", new))

        assert found["03-thief.md"].id == derived != found["02-how-to-read.md"].id

    def test_the_same_partner_has_the_same_id_in_every_course(self, tmp_path):
        partner = '[[partners]]\nname = "The Open Desk"\n'
        folders = (
            a_folder(tmp_path / slug, {"course.toml": f'slug = "{slug}"\n{partner}'}) for slug in ("a", "b")
        )

        one, other = (read_folder(folder).course.partners[0] for folder in folders)

        assert one == other


class TestFaults:
    def test_all_faults_are_told_at_once_with_file_and_line(self, tmp_path):
        video = f"{FOLDER}/03-broken"
        folder = a_folder(
            tmp_path,
            {
                "course.toml": 'slug = "x"\nname = "X"\ncompletion = "maybe"\nimage = "assets/no.png"\n'
                '\n[grading]\npassing_fraction = 70\n\n[[schedule]]\nmodules = ["01-welcome", "09-none"]\n',
                "01-welcome/module.toml": 'name = "Welcome"\nslug = "Not a slug"\n',
                f"{FOLDER}/lesson.toml": "name = \n",
                f"{HELLO}/item.toml": 'kind = "lecture"\ntime = "soon"\nweight = true\n',
                f"{HELLO}/captions.en.vtt": "WEBVTT\n\n00:00:05.000 --> 00:00:01.000\nHello.\n",
                TEXT: "A line.\n\n[a link](../missing.pdf), then\n![a picture](../../../outside.png)\n",
                f"{video}/video.720p.mp4": a_video()[:200],
                f"{FOLDER}/04-open.md": "+++\nname = 1\n",
                f"{FOLDER}/05-latin.md": b"caf\xe9",
                f"{FOLDER}/06-empty/item.toml": 'kind = "lecture"\n',
            },
        )

        faults = faults_of(folder)

        assert faults.keys() == {
            "course.toml:3",
            "course.toml:4",
            "course.toml:7",
            "course.toml:10",
            "01-welcome/module.toml:2",
            f"{FOLDER}/lesson.toml:1",
            f"{HELLO}/item.toml:2",
            f"{HELLO}/item.toml:3",
            f"{HELLO}/captions.en.vtt:3",
            f"{TEXT}:3",
            f"{TEXT}:4",
            f"{video}/video.720p.mp4:0",
            f"{FOLDER}/04-open.md:1",
            f"{FOLDER}/05-latin.md:1",
            f"{FOLDER}/06-empty:0",
        }
        assert "0.7 for 70 %" in faults["course.toml:7"]

    def test_the_error_lists_every_fault_on_a_line(self, tmp_path):
        with pytest.raises(FaultyFolder) as caught:
            read_folder(a_folder(tmp_path, {"course.toml": 'slug = "x"\nlevel = "EASY"\ncompletion = 1\n'}))

        assert [line.split(": ")[0] for line in str(caught.value).splitlines()] == [
            "course.toml:2",
            "course.toml:3",
        ]

    @pytest.mark.parametrize(
        ("files", "place", "words"),
        [
            ({"course.toml": 'id = "short"\nslug = "x"'}, "course.toml:1", "22"),
            ({"course.toml": 'slug = "x"\nlanguage = "english please"'}, "course.toml:2", "BCP 47"),
            ({"course.toml": 'slug = "x"\npartners = 7'}, "course.toml:2", "list"),
            ({"course.toml": 'slug = "x"\ngrading = 7'}, "course.toml:2", "[grading]"),
            ({"course.toml": 'slug = "x"\n[[partners]]\nhome_link = "ftp://x"'}, "course.toml:3", "https"),
            ({"course.toml": 'slug = "x"\n[[partners]]\nid = "7"'}, "course.toml:2", "missing"),
            ({"course.toml": 'slug = "x"\n[files."assets/a"]\nname = "A"'}, "course.toml:2", "no file"),
            ({"course.toml": 'slug = "x"\n[[schedule]]\nmodules = []'}, "course.toml:2", "01-welcome"),
            ({"course.toml": "x = " + "[" * 5000}, "course.toml:1", "not TOML"),
            ({"course.toml": "slug = 'x'\nx = " + "9" * 5000}, "course.toml:1", "not TOML"),
            ({"01-welcome/module.toml": 'id = "aaaa1"'}, f"{HELLO}/item.toml:1", "also the id"),
            ({f"{FOLDER}/07-how-to-read.md": ""}, f"{FOLDER}/07-how-to-read.md:0", "beside it"),
            ({f"{FOLDER}/03-日本.md": ""}, f"{FOLDER}/03-日本.md:0", "slug"),
            ({f"{FOLDER}/03 more.md": ""}, f"{FOLDER}/03 more.md:0", "hyphen"),
            ({"01-welcome/02-stray.md": ""}, "01-welcome/02-stray.md:0", "lesson"),
            ({"01-welcome/item.toml": ""}, "01-welcome/item.toml:0", "no place"),
            ({f"{FOLDER}/03-what/notes.txt": ""}, f"{FOLDER}/03-what:0", "kind"),
            ({f"{FOLDER}/03-what/item.toml": 'kind = "supplement"'}, f"{FOLDER}/03-what:0", "reading.md"),
            ({f"{HELLO}/video.720p.mp4": None, f"{HELLO}/a.webm": b"x"}, f"{HELLO}:0", "a.webm"),
            ({TEXT: '+++\nkind = "lecture"\n+++\n'}, f"{TEXT}:2", "folder"),
            ({TEXT: '+++\nunseen = "x"\n+++\nText.\n'}, f"{TEXT}:2", "placeholder"),
            ({TEXT: '+++\noriginal = "a.cml"\n+++\n'}, f"{TEXT}:0", "markdown_sha256"),
            ({TEXT: '+++\nname = ""\n+++\n\n\n[a](b.pdf)'}, f"{TEXT}:6", "b.pdf"),
            ({TEXT: "[the answers](01-hello/item.toml)"}, f"{TEXT}:1", "item.toml"),
            ({f"{HELLO}/captions.vtt": b""}, f"{HELLO}/captions.vtt:0", "language"),
            ({f"{HELLO}/captions.EN.srt": b""}, f"{HELLO}/captions.en.vtt:0", "other captions"),
            ({f"{HELLO}/video.720p.mov": b"x"}, f"{HELLO}/video.720p.mp4:0", "720p"),
            ({"assets/A.png": b"1", "assets/a.png": b"2"}, "assets/a.png:0", "same file"),
        ],
    )  # fmt: skip
    def test_each_fault_is_told_where_it_is(self, tmp_path, files, place, words):
        faults = faults_of(a_folder(tmp_path, files))

        assert words in faults[place]

    def test_an_original_that_was_changed_is_refused(self, tmp_path):
        head = (
            f'+++\noriginal = "a.cml"\noriginal_sha256 = "{"1" * 64}"\nmarkdown_sha256 = "{"0" * 64}"\n+++\n'
        )

        faults = faults_of(a_folder(tmp_path, {TEXT: head, f"{FOLDER}/a.cml": "abc"}))

        assert "changed" in faults[f"{TEXT}:3"]

    def test_a_folder_without_a_course_says_what_to_make(self, tmp_path):
        assert "course.toml" in faults_of(tmp_path)["course.toml:0"]

    def test_a_course_without_an_item_is_refused(self, tmp_path):
        (tmp_path / "course.toml").write_text('slug = "x"')

        assert "nothing to study" in faults_of(tmp_path)["course.toml:0"]

    def test_links_out_of_the_folder_are_not_followed(self, tmp_path):
        secret = tmp_path / "secret"
        secret.mkdir()
        (secret / "01-hello.md").write_text("secret")
        folder = a_folder(tmp_path / "course")
        (folder / FOLDER / "03-secret").symlink_to(secret)
        (folder / FOLDER / "04-secret.md").symlink_to(secret / "01-hello.md")

        faults = faults_of(folder)

        assert faults.keys() == {f"{FOLDER}/03-secret:0", f"{FOLDER}/04-secret.md:0"}

    def test_a_pipe_is_not_waited_for(self, tmp_path):
        folder = a_folder(tmp_path)
        os.mkfifo(folder / HELLO / "slides.fifo")

        assert faults_of(folder).keys() == {f"{HELLO}/slides.fifo:0"}

    def test_a_name_that_is_no_text_is_refused(self, tmp_path):
        folder = a_folder(tmp_path)
        os.close(os.open(os.fsencode(folder) + b"/caf\xe9.txt", os.O_CREAT | os.O_WRONLY))

        (text,) = faults_of(folder).values()

        assert "UTF-8" in text


@pytest.mark.parametrize(
    "markdown",
    [
        "[x](https://example.org/a.pdf)",
        "[x](#part)",
        "[x](/learn/other)",
        "[x](mailto:a@example.org)",
        "`[x](y.pdf)`",
    ],
)
def test_links_that_lead_elsewhere_are_no_concern_of_the_folder(tmp_path, markdown):
    assert read_folder(a_folder(tmp_path, {TEXT: markdown})).course.files


@pytest.mark.parametrize(
    "target", ["01-hello", "03-next.md", "../../02-more/", "../../assets/a%20b.pdf#page=2"]
)
def test_a_text_may_lead_to_files_and_parts_of_its_course(tmp_path, target):
    files: dict[str, str | bytes] = {
        f"{FOLDER}/03-next.md": "x",
        "02-more/module.toml": "",
        "assets/a b.pdf": b"x",
        TEXT: f"[x]({target})",
    }

    assert read_folder(a_folder(tmp_path, files)).course.files
