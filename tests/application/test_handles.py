from carrel.application.handles import download_id, handles, linked_path, text_id, video_id
from carrel.courseware.course import Course
from carrel.courseware.items import PEER, PeerReview, Reading, Unseen
from carrel.store.courses import Handle
from tests.builders import COURSE_ID, FOLDER, a_course, a_file, a_lecture, a_reading, an_item


def in_course(course: Course) -> set[tuple[str, str]]:
    """What each handle names, and the item that shows it."""
    return {(one.kind, one.item_id) for one in handles(course)}


def test_a_lecture_gives_out_its_video_its_files_and_its_downloads():
    found = handles(a_course(a_lecture()))

    slides = a_file(f"{FOLDER}/01-hello/slides.pdf")
    files = {
        a_file(f"{FOLDER}/01-hello/{name}").id for name in ("video.720p.mp4", "captions.en.vtt", "slides.pdf")
    }
    assert {one.id for one in found if one.kind == "file"} == files
    assert Handle(video_id(COURSE_ID, "item-01"), COURSE_ID, "item-01", "video") in found
    assert [one.id for one in found if one.kind == "download"] == [download_id(COURSE_ID, slides.id)]


def test_a_text_gives_out_itself_and_the_files_it_leads_to():
    desk = a_file("assets/desk.png")
    text = "![Desk](../../assets/desk.png) [Gone](../../assets/gone.png) [Away](https://example.org/x.png)"
    reading = a_reading(content=Reading(path=f"{FOLDER}/02-how-to-read.md", markdown=text))

    found = handles(a_course(reading, files=(desk,)))

    assert set(found) == {
        Handle(text_id(COURSE_ID, "item-02"), COURSE_ID, "item-02", "text"),
        Handle(desk.id, COURSE_ID, "item-02", "file"),
    }


def test_instructions_give_out_what_a_reading_does():
    desk = a_file("assets/desk.png")
    task = an_item(
        "03-task.md",
        kind=PEER,
        content=PeerReview(path=f"{FOLDER}/03-task.md", instructions="![Desk](../../assets/desk.png)"),
    )

    assert in_course(a_course(task, files=(desk,))) == {("text", "item-03"), ("file", "item-03")}


def test_what_nobody_could_see_gives_out_nothing():
    assert handles(a_course(an_item("03-quiz", kind="quiz", content=Unseen(reason="locked")))) == []


def test_a_file_that_is_shown_twice_in_an_item_has_one_handle():
    text = "![Desk](../../assets/desk.png) ![Desk](../../assets/desk.png)"
    reading = a_reading(content=Reading(path=f"{FOLDER}/02-how-to-read.md", markdown=text))

    found = handles(a_course(reading, files=(a_file("assets/desk.png"),)))

    assert len(found) == len(set(found)) == 2


def test_the_courses_image_is_everybodys():
    picture = a_file("assets/course.png")

    found = handles(a_course(a_reading(), image=picture.path, files=(picture,)))

    assert Handle(picture.id, COURSE_ID, "", "file") in found


def test_ids_of_the_same_item_differ_from_course_to_course():
    assert text_id(COURSE_ID, "a") != text_id("other", "a") != video_id("other", "a")


def test_a_link_starts_at_the_folder_of_its_text():
    assert linked_path("01-a/02-b/03-c.md", "../../assets/x.png") == "assets/x.png"
    assert linked_path("top.md", "x.png") == "x.png"
