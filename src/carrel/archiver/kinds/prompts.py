"""Discussion prompts: what everybody is asked. What they answer is not brought."""

from typing import Any, Final

from carrel.archiver.inquiries import Inquiry
from carrel.archiver.kinds.kind import Ask, Asker, Filed, Heard, Kind, Telling
from carrel.archiver.kinds.said import PromptSaid
from carrel.client import of, questions
from carrel.courseware.items import DiscussionPrompt
from carrel.resources import forums


def _prompt(asker: Asker, item: str) -> Inquiry[Any]:
    question = questions.get(
        forums.DISCUSSION_PROMPTS,
        (asker.user_id, asker.course_id, item),
        fields=["question", of(forums.DISCUSSION_PROMPT_QUESTIONS, "content")],
        includes=["question"],
    )
    return Inquiry(question, (forums.DISCUSSION_PROMPT_QUESTIONS,))


def _said(heard: Heard, _asker: Asker) -> dict[str, PromptSaid]:
    asked = heard.of(forums.DISCUSSION_PROMPT_QUESTIONS)
    return {
        prompt.item_id: PromptSaid(cml=str(content.details.definition.get("value", "")))
        for prompt in heard.of(forums.DISCUSSION_PROMPTS).values()
        if prompt.question and prompt.question in asked and (content := asked[prompt.question].content)
    }


def _filed(telling: Telling[PromptSaid]) -> Filed:
    path = f"{telling.folder}/instructions.md"
    return telling.filed(DiscussionPrompt(path=path, instructions=telling.said.cml))


KIND: Final = Kind((Ask(_prompt),), _said, _filed)
