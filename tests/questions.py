"""An assessment with every type of question that a program marks, and how to answer it."""

from carrel.courseware.questions import Blanks, Choice, Question

EVERY_TYPE = """
[[questions]]
id = "bits"
type = "mcq"
prompt = "How many *bits* are in a byte?"
points = 2
feedback = "SECRET-ALWAYS"

[[questions.options]]
id = "eight"
text = "Eight"
correct = true
feedback = "SECRET-YES"

[[questions.options]]
id = "ten"
text = "Ten"
feedback = "SECRET-NO"

[[questions]]
id = "primes"
type = "checkbox"
prompt = "Which are primes?"

[[questions.options]]
id = "two"
text = "$2$"
correct = true

[[questions.options]]
id = "three"
text = "$3$"
correct = true

[[questions.options]]
id = "four"
text = "$4$"
feedback = "SECRET-FOUR"

[[questions]]
id = "length"
type = "singleNumeric"
prompt = "How long is it?"
unit = "m"
answers = [
  { value = 98765, tolerance_percent = 1 },
  { value = 4321, correct = false, feedback = "SECRET-UNIT" },
]

[[questions]]
id = "word"
type = "textExactMatch"
prompt = "What is it called?"
answers = [{ value = "SECRET-WORD" }]

[[questions]]
id = "pattern"
type = "regex"
prompt = "Give a colour."
answers = [{ value = "SECRET-(RED|BLUE)" }]

[[questions]]
id = "formula"
type = "mathExpression"
prompt = "Factor it."
answers = [{ value = "7(secret+1)" }]

[[questions]]
id = "gaps"
type = "fillableBlanks"
prompt = "A {{what}}."

[[questions.blanks]]
id = "what"

[[questions.blanks.options]]
id = "cat"
text = "cat"
correct = true

[[questions.blanks.options]]
id = "dog"
text = "dog"

[[questions]]
id = "thought"
type = "reflect"
prompt = "What do you think?"
"""
SECRETS = ("SECRET", "98765", "4321", "secret+1")
"""What no learner may see before it is shown; `correct` is for each answer to tell apart."""

RIGHT: dict[str, object] = {
    "bits": "eight",
    "primes": ["two", "three"],
    "length": "98.765 km",
    "word": "secret-word",
    "pattern": "secret-blue",
    "formula": "7 + 7s e c r e t",
    "gaps": {"what": "cat"},
    "thought": "Much.",
}
WRONG: dict[str, object] = {
    "bits": "ten",
    "primes": ["four"],
    "length": "4321",
    "word": "?",
    "pattern": "?",
    "formula": "?",
    "gaps": {"what": "dog"},
}
POINTS = 9.0
"""Of all questions."""

WORK = """
attempts = 2

[[questions]]
id = "sum"
type = "singleNumeric"
prompt = "One and one?"
answers = [{ value = 2 }]

[[questions]]
id = "essay"
type = "richText"
prompt = "Explain."
points = 3
"""


def options_of(question: Question) -> list[str]:
    """The ids of what can be chosen."""
    match question:
        case Choice():
            return [option.id for option in question.options]
        case Blanks():
            return [option.id for blank in question.blanks for option in blank.options]
    return []
