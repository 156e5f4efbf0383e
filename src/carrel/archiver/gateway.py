"""What the gateway is asked: how a learner stands in an assessment. Pure; nothing is begun by asking."""

from collections.abc import Mapping
from typing import Final

_TEXT: Final = "{ ... on CmlContent { cmlValue } }"
_OPTIONS: Final = f"{{ id display {_TEXT} }}"
CHOICES: Final = ("MultipleChoice", "MultipleChoiceReflect", "Checkbox", "CheckboxReflect")
OTHERS: Final = (
    *("Math", "Numeric", "Regex", "TextExactMatch", "TextReflect", "PlainText", "RichText", "Url"),
    *("FileUpload", "CodeExpression", "OffPlatform", "Widget"),
)
BLANKS: Final = "MultipleFillableBlanks"
BY_STAFF: Final = frozenset({"FileUpload", "OffPlatform", "PlainText", "RichText", "Url"})
"""Those of which people say what an answer got."""

OWN: Final = "own"
"""Under this name a part has the learner's answer."""
_RESPONSES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("MultipleChoice", "MultipleChoiceReflect"), "chosen"),
    **dict.fromkeys(("Checkbox", "CheckboxReflect"), "several: chosen"),
    **dict.fromkeys(("Math", "Numeric", "Regex", "TextExactMatch", "TextReflect", "Widget"), "text: answer"),
    "PlainText": "text: plainText",
    "RichText": f"rich: richText {_TEXT}",
    "Url": "title address: url",
    "FileUpload": "title file: fileUrl",
    "CodeExpression": "code: answer { code }",
    BLANKS: "blanks: responses { id optionId }",
}
"""How an answer is asked for: what differs from type to type goes by different names."""


def _fragment(name: str, schema: str = "", *, with_own: bool) -> str:
    own = f"{OWN}: response {{ {_RESPONSES[name]} }}" if with_own and name in _RESPONSES else ""
    return (
        f"... on Submission_{name}Question {{ partId: id gradeSettings {{ maxScore }} "
        f"questionSchema {{ prompt {_TEXT} {schema} }} {own} }}"
    )


def _submission(*, with_own: bool) -> str:
    parts = [
        "__typename ... on Submission_TextBlock { partId: id title body { cmlValue } }",
        *[_fragment(one, f"options {_OPTIONS}", with_own=with_own) for one in CHOICES],
        *[_fragment(one, with_own=with_own) for one in OTHERS],
        _fragment(BLANKS, f"fillableBlanks {{ id answerOptions {_OPTIONS} }}", with_own=with_own),
    ]
    return f"{{ instructions {{ overview {_TEXT} }} parts {{ {' '.join(parts)} }} }}"


def _graded(name: str) -> str:
    said = (
        "byStaff: feedback { outcome { score maxScore } rubrics { "
        "... on Submission_MultilineRubricFeedback { input richTextInput { cmlValue } } "
        "... on Submission_OptionsRubricFeedback { richTextInput { cmlValue } } } }"
        if name in BY_STAFF
        else f"byProgram: feedback {{ correctness feedback {_TEXT} outcome {{ score maxScore }} }}"
    )
    return f"... on Submission_Graded{name}Question {{ partId: id {said} }}"


_FEEDBACK: Final = (
    "feedback { id outcome { latestScore maxScore } "
    f"parts {{ __typename {' '.join([_graded(one) for one in (*CHOICES, *OTHERS, BLANKS)])} }} }} "
    "outcome { earnedGrade isPassed }"
)


def _state(*, with_own: bool) -> str:
    submission = _submission(with_own=with_own)
    own_draft, own_last = ("id", "id submittedAt") if with_own else ("", "")
    return f"""query QueryState($courseId: ID!, $itemId: ID!) {{
  SubmissionState {{ queryState(courseId: $courseId, itemId: $itemId) {{
    ... on Submission_SubmissionState {{
      assignment {{ learnerFeedbackVisibility }}
      attempts {{
        attemptsAllowed
        nextAttempt {{ allowedDuration }}
        rateLimiterConfig {{ maxPerInterval timeIntervalDuration }}
        inProgressAttempt {{ {own_draft} allowedDuration draft {submission} }}
        lastSubmission {{ {own_last} submission {submission} }}
      }}
      {_FEEDBACK if with_own else ""}
    }}
  }} }}
}}"""


STATE: Final = _state(with_own=False)
"""What was asked in the learner's own attempts, and the rules; neither answers nor what is right."""
OWN_STATE: Final = _state(with_own=True)
"""The same, with the learner's answers and what is said to them; what is right is not asked for."""
