"""What the gateway is asked: how a learner stands in an assessment. Pure; nothing is begun by asking."""

from typing import Final

_TEXT: Final = "{ ... on CmlContent { cmlValue } }"
_OPTIONS: Final = f"{{ id display {_TEXT} }}"
CHOICES: Final = ("MultipleChoice", "MultipleChoiceReflect", "Checkbox", "CheckboxReflect")
OTHERS: Final = (
    *("Math", "Numeric", "Regex", "TextExactMatch", "TextReflect", "PlainText", "RichText", "Url"),
    *("FileUpload", "CodeExpression", "OffPlatform", "Widget"),
)


def _fragment(name: str, schema: str = "") -> str:
    return (
        f"... on Submission_{name}Question {{ partId: id gradeSettings {{ maxScore }} "
        f"questionSchema {{ prompt {_TEXT} {schema} }} }}"
    )


_PARTS: Final = " ".join(
    [
        "__typename ... on Submission_TextBlock { partId: id title body { cmlValue } }",
        *[_fragment(one, f"options {_OPTIONS}") for one in CHOICES],
        *[_fragment(one) for one in OTHERS],
        _fragment("MultipleFillableBlanks", f"fillableBlanks {{ id answerOptions {_OPTIONS} }}"),
    ]
)
_SUBMISSION: Final = f"{{ instructions {{ overview {_TEXT} }} parts {{ {_PARTS} }} }}"
STATE: Final = f"""query QueryState($courseId: ID!, $itemId: ID!) {{
  SubmissionState {{ queryState(courseId: $courseId, itemId: $itemId) {{
    ... on Submission_SubmissionState {{
      assignment {{ learnerFeedbackVisibility }}
      attempts {{
        attemptsAllowed
        nextAttempt {{ allowedDuration }}
        rateLimiterConfig {{ maxPerInterval timeIntervalDuration }}
        inProgressAttempt {{ allowedDuration draft {_SUBMISSION} }}
        lastSubmission {{ submission {_SUBMISSION} }}
      }}
    }}
  }} }}
}}"""
"""What was asked in the learner's own attempts, and the rules; neither answers nor what is right."""
