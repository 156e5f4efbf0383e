"""Two small courses, written as folders, and a school that teaches them."""

from functools import partial
from pathlib import Path

from carrel.application import accounts, signing_in
from carrel.application.arranging import arrange
from carrel.application.publishing import plan_publication, publish
from carrel.application.school import School, create_school
from carrel.application.visit import Visit
from carrel.courseware.arrangement import Arrangement, CourseList, Domain, Specialization, Subdomain
from carrel.domain.enrollment import DAY, CourseRole, Membership
from carrel.domain.progress import ItemProgress, ItemState
from carrel.domain.users import SchoolRole
from carrel.store import memberships, progress, tables
from tests.builders import COURSE_ID, FOLDER, a_folder
from tests.server.caller import Caller, user_id

AT = 1_735_689_600_000
"""When everything in the small school happened (epoch ms): the first of January 2025."""
SLUG = "study-well-online"
OTHER_ID = "V1-Cq9lxEe6pXQq2cLwKAQ"
PASSWORD = "correct horse"

PEOPLE = {
    "learner@example.org": SchoolRole.LEARNER,
    "newcomer@example.org": SchoolRole.LEARNER,
    "teacher@example.org": SchoolRole.TEACHER,
}

LECTURE, READING, EXAM, LAST = "aaaa1", "aaaa2", "aaaa3", "aaaa4"
SECOND = "01-welcome/02-further"
OTHER_READING = "bbbb1"
GLOSSARY, FURTHER = "glos1", "furt1"

STUDY_WELL: dict[str, str | bytes | None] = {
    "course.toml": f"""
id = "{COURSE_ID}"
slug = "study-well-online"
name = "Study Well Online"
description = "How to *study*."
language = "en"
level = "BEGINNER"
workload = "1 week"
domains = ["personal-development"]
image = "assets/course.png"

[[partners]]
id = "7"
name = "The Open Desk"
short_name = "opendesk"
description = "A desk."
home_link = "https://example.org"
location = "Here"
logo = "assets/logo.png"

[[instructors]]
id = "41"
full_name = "Ada Example"
title = "Teacher"
department = "Studies"
bio = "Teaches *slowly*."
photo = "assets/teacher.png"
""",
    "assets/course.png": b"",
    "assets/logo.png": b"",
    "assets/teacher.png": b"",
    "01-welcome/module.toml": """
id = "modu1"
name = "Welcome"
description = "The first module."
learning_objectives = ["Say what a course is"]
""",
    f"{FOLDER}/lesson.toml": 'id = "lesn1"\nname = "First steps"\n',
    f"{FOLDER}/01-hello/item.toml": f'id = "{LECTURE}"\nkind = "lecture"\nname = "Hello"\n',
    f"{FOLDER}/01-hello/video.360p.mp4": b"",
    f"{FOLDER}/01-hello/captions.fr.vtt": "WEBVTT\n\n00:01.000 --> 00:04.000\nBonjour à tous.\n",
    f"{FOLDER}/02-how-to-read.md": f'+++\nid = "{READING}"\n+++\n\nRead *slowly*: $x^2$.\n',
    f"{FOLDER}/03-show-it.md": (
        f'+++\nid = "{EXAM}"\nkind = "staffGraded"\nweight = 1000\nlock = "lesson"\n'
        'features = ["TAKE_HIGHEST_GRADE"]\n+++\n\nShow that you can read.\n'
    ),
    f"{SECOND}/lesson.toml": 'id = "lesn2"\nname = "Further"\noptional = true\n',
    f"{SECOND}/01-more.md": (
        f'+++\nid = "{LAST}"\nname = "More"\n+++\n\n[The notes](../../assets/notes.txt)\n\nThat is all.\n'
    ),
    "assets/notes.txt": b"notes",
    "references/01-glossary.md": (
        f'+++\nid = "{GLOSSARY}"\nname = "The glossary"\n+++\n\n*Desk*: see [the plan](plan.pdf).\n'
    ),
    "references/02-further-reading.md": f'+++\nid = "{FURTHER}"\n+++\n\nNothing more.\n',
    "references/plan.pdf": b"",
}
GARDEN: dict[str, str | bytes | None] = {
    "course.toml": f'id = "{OTHER_ID}"\nslug = "a-small-garden"\nname = "A Small Garden"\n',
    f"{FOLDER}/01-hello/item.toml": None,
    f"{FOLDER}/01-hello/video.720p.mp4": None,
    f"{FOLDER}/01-hello/captions.en.vtt": None,
    f"{FOLDER}/01-hello/slides.pdf": None,
    f"{FOLDER}/02-how-to-read.md": f'+++\nid = "{OTHER_READING}"\n+++\n\nDig *slowly*.\n',
}


SPECIALIZATION_ID = "Sp1-Cq9lxEe6pXQq2cLwKA"
LIST_ID = "Li1-Cq9lxEe6pXQq2cLwKA"
ARRANGEMENT = Arrangement(
    domains=(
        Domain(
            id="personal-growth",
            name="Personal growth",
            description="Learning to learn.",
            subdomains=(Subdomain(id="personal-development", name="Personal development"),),
        ),
    ),
    specializations=(
        Specialization(
            id=SPECIALIZATION_ID,
            slug="a-quiet-life",
            name="A Quiet Life",
            tagline="Dig, then read.",
            description="Two *small* courses.",
            courses=("a-small-garden", "study-well-online"),
        ),
    ),
    lists=(
        CourseList(id=LIST_ID, slug="to-begin-with", name="To begin with", courses=("study-well-online",)),
    ),
)
"""How the small school's courses are arranged."""


def found_small_school(data: Path, folders: Path, url: str | None = None) -> None:
    """Make the small school in `data`, and close it; its course folders are left in `folders`.

    The learner is enrolled in the first course and has completed its lecture; the newcomer is enrolled
    nowhere; the teacher teaches it.
    """
    school = create_school(data, url, "A small school")
    try:
        for name, files in (("study-well-online", STUDY_WELL), ("a-small-garden", GARDEN)):
            publish(school, plan_publication(school, a_folder(folders / name, files), AT), AT)
        school.write(lambda visit: arrange(visit, ARRANGEMENT), None, AT)
        for email, role in PEOPLE.items():
            hashed = signing_in.hash_password(PASSWORD)
            school.write(partial(_add, email, role, hashed), None, AT)
    finally:
        school.close()


def complete(school: School, who: Caller, item_id: str) -> None:
    """Let somebody complete an item of the first course."""
    learner_id = user_id(who)
    state = {item_id: ItemProgress(ItemState.COMPLETED, AT + 2 * DAY)}
    school.write(lambda visit: progress.add_items(visit.connection, learner_id, COURSE_ID, state), None, AT)


def hide(school: School, who: Caller, course_id: str = COURSE_ID) -> None:
    """Let somebody leave a course."""
    left = tables.memberships.update().where(
        tables.memberships.c.learner_id == user_id(who), tables.memberships.c.course_id == course_id
    )
    changes = left.values(hidden=True, version=tables.memberships.c.version + 1)
    school.write(lambda visit: visit.connection.execute(changes), None, AT)


def _add(email: str, role: SchoolRole, password_hash: str, visit: Visit) -> None:
    user = accounts.add_user(visit, email, email.partition("@")[0].title(), role, password_hash)
    if role is SchoolRole.TEACHER:
        _enroll(visit, user.id, CourseRole.INSTRUCTOR)
    elif email.startswith("learner"):
        _enroll(visit, user.id, CourseRole.LEARNER)
        done = {LECTURE: ItemProgress(ItemState.COMPLETED, AT + DAY)}
        progress.add_items(visit.connection, user.id, COURSE_ID, done)


def _enroll(visit: Visit, who: int, role: CourseRole) -> None:
    memberships.add_membership(visit.connection, Membership(who, COURSE_ID, role, visit.now))
