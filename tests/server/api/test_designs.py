"""What a course aims at, and what passes and completes it, as anybody is told."""

from carrel.application.publishing import plan_publication, publish
from carrel.server.visitors import now
from tests.builders import COURSE_ID, FOLDER, a_folder
from tests.server.schools import EXAM

DESIGNS = "/api/courseDesigns.v1"
TASK = f"{FOLDER}/03-the-test"


def test_a_course_without_rules_of_its_own_has_the_usual_ones(guest):
    assert guest.get(f"{DESIGNS}/{COURSE_ID}").json()["elements"] == [
        {
            "id": COURSE_ID,
            "completion": "evidence",
            "gradingPolicy": "weighted",
            "grading": {
                "id": COURSE_ID,
                "passingFraction": 0.7,
                "latePenalty": 0.0,
                "latePenaltyLimit": 1.0,
            },
            "itemGradings": [],
            "lockedByLesson": [EXAM],
            "objectives": [{"id": "lIIPSUx8wwzCXQhmOvsLJQ", "text": "Say what a course is"}],
        }
    ]


def test_what_is_published_is_told_with_the_ids_that_the_materials_list(guest, school, tmp_path):
    folder = a_folder(
        tmp_path / "course",
        {
            "course.toml": (
                f'id = "{COURSE_ID}"\nslug = "study-well-online"\nname = "Study"\ncompletion = "trust"\n'
                '[grading]\npolicy = "mastery"\npassing_fraction = 0.5\n'
            ),
            "01-welcome/module.toml": 'learning_objectives = [{id = "slow", text = "Read <b>slowly</b>"}]\n',
            f"{TASK}/item.toml": (
                'id = "test1"\nkind = "staffGraded"\nname = "The test"\nweight = 1\nlate_penalty = 0.25\n'
            ),
            f"{TASK}/instructions.md": "Answer.\n",
        },
    )
    publish(school, plan_publication(school, folder, now()), now())

    (design,) = guest.get(f"{DESIGNS}/{COURSE_ID}").json()["elements"]
    address = "/api/onDemandCourseMaterials.v2?q=slug&slug=study-well-online&includes=modules"
    linked = guest.get(f"{address}&fields=onDemandCourseMaterialModules.v1(learningObjectives)").json()[
        "linked"
    ]

    assert (design["completion"], design["gradingPolicy"]) == ("trust", "mastery")
    assert design["grading"]["passingFraction"] == 0.5
    assert design["itemGradings"] == [{"id": "test1", "latePenalty": 0.25}]
    ((module,),) = linked.values()
    assert design["objectives"] == [{"id": module["learningObjectives"][0], "text": "Read <b>slowly</b>"}]


def test_a_course_that_is_not_there_has_no_design(guest):
    assert guest.get(f"{DESIGNS}/nobodysCourse").status_code == 404
