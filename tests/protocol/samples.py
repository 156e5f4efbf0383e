"""A few resources, declared the way a school declares its own."""

from carrel.protocol.keys import (
    BOOLEAN,
    INTEGER,
    OPAQUE,
    TEXT,
    ChoiceKey,
    CompositeKey,
    IntegerKey,
    ListKey,
    SetKey,
)
from carrel.protocol.names import Nested, ResourceName
from carrel.protocol.parameters import Parameter, RecordKey
from carrel.protocol.schema import Action, Finder, Operation, ResourceSchema, Schemas

SORT = RecordKey((Parameter("field", required=True), Parameter("descending", BOOLEAN, default=True)))

PARTNERS = ResourceSchema(
    name=ResourceName("partners"),
    key=IntegerKey(as_text=True),
    fields={"name": "", "shortName": "", "logo": ""},
    default=frozenset({"name", "shortName"}),
    operations=frozenset({Operation.GET, Operation.MULTI_GET}),
    relations={"courseIds": "courses.v1"},
)
COURSES = ResourceSchema(
    name=ResourceName("courses"),
    fields={"slug": "", "name": "", "courseType": "", "photoUrl": "", "partnerIds": "", "v2Details": ""},
    default=frozenset({"slug", "name", "courseType"}),
    relations={"partnerIds": "partners.v1", "v2Details": "v2Details.v1"},
    operations=frozenset({Operation.GET, Operation.MULTI_GET, Operation.GET_ALL}),
    finders=(
        Finder("slug", (Parameter("slug", required=True),)),
        Finder(
            "search",
            (
                Parameter("query", required=True),
                Parameter("languages", SetKey(TEXT)),
                Parameter("weeks", ListKey(INTEGER), default=()),
                Parameter("sort", SORT),
                Parameter("level", ChoiceKey(frozenset({"BEGINNER", "ADVANCED"}))),
                Parameter("open", BOOLEAN, default=False),
            ),
        ),
    ),
    actions=(Action("recount", (Parameter("since", INTEGER, required=True),)),),
    parameters={Operation.GET: (Parameter("showHidden", BOOLEAN, default=False),)},
    max_limit=500,
)
V2_DETAILS = ResourceSchema(name=ResourceName("v2Details"), fields={"sessionIds": ""})
MEMBERSHIPS = ResourceSchema(
    name=ResourceName("memberships"),
    key=CompositeKey({"userId": INTEGER, "courseId": OPAQUE}),
    fields={"role": "", "grade": "", "lastAccessedTimestamp": ""},
    default=frozenset({"role"}),
    relations={"courseId": "courses.v1"},
    operations=frozenset(Operation) - {Operation.FINDER, Operation.ACTION},
    finders=(Finder("me", (Parameter("showHidden", BOOLEAN, default=True),)),),
)
EXAM_SESSIONS = ResourceSchema(
    name=ResourceName("examSessions"),
    key=CompositeKey(
        {"courseId": TEXT, "itemId": TEXT, "attempt": CompositeKey({"number": INTEGER, "startedAt": INTEGER})}
    ),
    fields={},
    operations=frozenset({Operation.GET, Operation.CREATE}),
)
EXAM_ACTIONS = ResourceSchema(
    name=ResourceName("examSessions", 1, (Nested("actions"),)),
    key=INTEGER,
    fields={"result": ""},
    default=frozenset({"result"}),
    operations=frozenset({Operation.GET, Operation.GET_ALL, Operation.CREATE}),
)
NUMBERS = ResourceSchema(
    name=ResourceName("nums"), key=INTEGER, fields={}, operations=frozenset({Operation.GET})
)
REMARKS = ResourceSchema(
    name=ResourceName("examSessions", 1, (Nested("actions"), Nested("remarks", 2))),
    fields={"text": ""},
    operations=frozenset({Operation.GET, Operation.GET_ALL, Operation.DELETE}),
)

SCHEMAS = Schemas([PARTNERS, COURSES, V2_DETAILS, MEMBERSHIPS, EXAM_SESSIONS, EXAM_ACTIONS, NUMBERS, REMARKS])
A_COURSE_ID = "V1-Cq9lxEe6pXQq2cLwKAQ"
