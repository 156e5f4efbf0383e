"""Experiments with learners (row 78). This school makes none, and says so."""

from carrel.protocol.keys import INTEGER
from carrel.protocol.parameters import Parameter
from carrel.protocol.schema import Finder
from carrel.resources.records import Record, declare


class HomeExperimentRecord(Record):
    """An experiment that a learner is part of on a course's page (row 78). There is none."""

    id: str
    """Nobody has seen one."""


HOME_EXPERIMENTS = declare(
    "onDemandHomeExperiments.v1",
    HomeExperimentRecord,
    finders=(
        Finder(
            "byUserAndCourse",
            (
                Parameter("userId", INTEGER, required=True, doc="The signed-in user."),
                Parameter("courseSlug", required=True, doc="The course's name in addresses."),
            ),
            "The experiments that the signed-in user is part of in a course: always none.",
        ),
    ),
)
