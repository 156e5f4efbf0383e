"""Questions, answers and what they got, in the words of the gateway's assignments (shapes §7.7)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from carrel.application.seen import SeenOption, SeenQuestion
from carrel.application.texts import Text, plain_text_of
from carrel.courseware import questions as types
from carrel.domain.responding import SCHEMES, Response
from carrel.server.links import upload_path

Part = dict[str, Any]

NAMES: Final[Mapping[str, str]] = {
    types.MCQ: "MultipleChoice",
    types.MCQ_REFLECT: "MultipleChoiceReflect",
    types.CHECKBOX: "Checkbox",
    types.CHECKBOX_REFLECT: "CheckboxReflect",
    types.SINGLE_NUMERIC: "Numeric",
    types.TEXT_EXACT_MATCH: "TextExactMatch",
    types.REGEX: "Regex",
    types.MATH_EXPRESSION: "Math",
    types.REFLECT: "TextReflect",
    types.PLAIN_TEXT: "PlainText",
    types.RICH_TEXT: "RichText",
    types.FILE_UPLOAD: "FileUpload",
    types.URL: "Url",
    types.CODE_EXPRESSION: "CodeExpression",
    types.FILLABLE_BLANKS: "MultipleFillableBlanks",
}
"""What each type of question is called here."""


def moment(at: int) -> str:
    """A moment (epoch ms) in ISO 8601."""
    said = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at)
    return said.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def content(*texts: Text) -> Part | None:
    """Texts as one; None where there is none."""
    if not texts:
        return None
    inner = "".join(text.cml.removeprefix("<co-content>").removesuffix("</co-content>") for text in texts)
    has_code, has_downloads = any(one.has_code for one in texts), any(one.has_downloads for one in texts)
    has_math = any(one.has_math for one in texts)
    return {
        "__typename": "CmlContent",
        "cmlValue": f"<co-content>{inner}</co-content>",
        "dtdId": "assess/1",
        "htmlWithMetadata": {
            "html": "".join(text.html for text in texts),
            "metadata": {
                "hasAssetBlock": has_downloads,
                "hasCodeBlock": has_code,
                "hasMath": has_math,
                "isPlainText": not (has_code or has_downloads or has_math),
            },
        },
    }


def part(seen: SeenQuestion) -> Part:
    """A question as it is asked."""
    if not seen.asks:
        return _block(seen)
    return {
        "__typename": f"Submission_{NAMES[seen.type]}Question",
        "id": seen.id,
        "gradeSettings": {
            "maxScore": seen.points,
            "graderType": "HUMAN" if seen.type in types.GRADED_BY_STAFF else "AUTO",
        },
        "questionSchema": _schema(seen, [_option(one) for one in seen.options]),
        "response": _response(seen),
    }


def graded_part(seen: SeenQuestion) -> Part:
    """A question with what its answer got, as far as that is told."""
    if not seen.asks:
        return _block(seen)
    schema = _schema(seen, [_graded_option(one, seen.response) for one in seen.options])
    schema["fillableBlanks"] = [_graded_blank(blank.id, blank.options, seen) for blank in seen.blanks]
    answers = [{"id": str(place), "answer": answer} for place, answer in enumerate(seen.answers)]
    schema["correctAnswers"] = answers or None
    schema["correctAnswer"] = answers[0] if answers else None
    return {
        "__typename": f"Submission_Graded{NAMES[seen.type]}Question",
        "id": seen.id,
        "questionSchema": schema,
        "response": _response(seen),
        "feedback": _feedback(seen),
    }


def _block(seen: SeenQuestion) -> Part:
    body = content(seen.prompt)
    return {"__typename": "Submission_TextBlock", "id": seen.id, "title": seen.title or None, "body": body}


def _schema(seen: SeenQuestion, options: Sequence[Part]) -> Part:
    return {
        "prompt": content(seen.prompt),
        "options": options,
        "codeLanguage": seen.language or None,
        "starterCode": {"code": seen.starter_code} if seen.starter_code else None,
        "allowedFiles": list(seen.allowed_files) or None,
        "fillableBlanks": [
            {"id": blank.id, "answerOptions": [_option(one) for one in blank.options]}
            for blank in seen.blanks
        ],
    }


def _option(option: SeenOption) -> Part:
    # Some types of questions have the same options before and after: clients tell them apart by their types.
    return {"id": option.id, "display": content(option.text)}


def _graded_option(option: SeenOption, response: Response | None) -> Part:
    chosen = option.id in response if isinstance(response, list) else option.id == response
    return {
        **_option(option),
        "correctlyAnswered": None if option.correct is None else option.correct == chosen,
        "feedback": content(option.feedback) if option.feedback else None,
    }


def _graded_blank(blank_id: str, options: Sequence[SeenOption], seen: SeenQuestion) -> Part:
    given = seen.response.get(blank_id) if isinstance(seen.response, dict) else None
    told = [one for one in options if one.correct is not None]
    chosen = next((one for one in told if one.id == given), None)
    return {
        "id": blank_id,
        "answerOptions": [_option(one) for one in options],
        "isCorrect": (chosen is not None and bool(chosen.correct)) if told else None,
        "feedback": content(chosen.feedback) if chosen and chosen.feedback else None,
    }


def _feedback(seen: SeenQuestion) -> Part | None:
    if seen.mark is None:
        return None
    said = content(*seen.feedback)
    correctness = seen.mark.correctness
    return {
        "correctness": correctness.value if correctness else None,
        "feedback": said,
        "outcome": {"score": seen.mark.points, "maxScore": seen.mark.most},
        "graderType": "HUMAN",
        "rubrics": [_word(seen, said)] if said and seen.type in types.GRADED_BY_STAFF else [],
    }


def _word(seen: SeenQuestion, said: Part) -> Part:
    """What staff say to an answer."""
    mark = seen.mark
    return {
        "__typename": "Submission_MultilineRubricFeedback",
        "id": seen.id,
        "input": mark.comment if mark else None,
        "richTextInput": said,
        "score": mark.points if mark else None,
        "maxScore": seen.points,
        "graderType": "HUMAN",
    }


def _response(seen: SeenQuestion) -> Part | None:
    if seen.response is None:
        return None
    return _RESPONSES.get(NAMES[seen.type], _answer)(seen.response)


def _answer(response: Response) -> Part:
    return {"answer": response}


def _chosen(response: Response) -> Part:
    return {"chosen": response}


def _blanks(response: Response) -> Part:
    given = response if isinstance(response, dict) else {}
    return {"responses": [{"id": blank, "optionId": option} for blank, option in given.items()]}


def _parts(response: Response) -> Part:
    return dict(response) if isinstance(response, dict) else {}


def _file(response: Response) -> Part:
    told = _parts(response)
    address = str(told["fileUrl"])
    if not address.startswith(SCHEMES):
        told["fileUrl"] = upload_path(address, str(told.get("title", "file")))
    return told


_RESPONSES: Final[Mapping[str, Callable[[Response], Part]]] = {
    **dict.fromkeys(("MultipleChoice", "MultipleChoiceReflect", "Checkbox", "CheckboxReflect"), _chosen),
    "MultipleFillableBlanks": _blanks,
    "Url": _parts,
    "FileUpload": _file,
    "PlainText": lambda response: {"plainText": response},
    "RichText": lambda response: {"richText": content(plain_text_of(str(response)))},
    "CodeExpression": lambda response: {"answer": {"code": response}},
}
