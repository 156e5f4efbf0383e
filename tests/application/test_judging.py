"""Patterns and formulas are compared, and none of them can hold anybody up."""

import resource
import threading
from collections.abc import Iterable, Iterator

import pytest
from anyio import create_task_group, to_thread, wait_all_tasks_blocked

from carrel.application.judging import Judge, Queue
from carrel.domain.marking import Check, Verdict


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    judge = Judge(patience=1.0)
    yield judge
    judge.close()


def verdict(judge: Judge, how: str, expected: str, given: str) -> bool | None:
    check = Check(how, expected, given)
    return judge.verdicts([check])[check]


@pytest.mark.parametrize(
    ("expected", "given", "is_same"),
    [
        ("2x+2", "2(x+1)", True),
        ("(a+b)^2", "a^2 + 2ab + b^2", True),
        ("sin(x)^2 + cos(x)^2", "1", True),
        ("sqrt(8)", "2 sqrt(2)", True),
        ("ln(x^2)", "2 ln(|x|)", True),
        ("ln(x^2)", "2 ln(x)", False),
        ("2 ln(x)", "ln(x^2)", True),
        ("x", "|x|", False),
        ("x/2", "0.5x", True),
        ("sqrt(x)", "x^0.5", True),
        ("tan(x)", "sin(x)/cos(x)", True),
        ("1/(x-y)", "-1/(y-x)", True),
        ("e^(-x)", "1/exp(x)", True),
        ("(x^2-1)/(x-1)", "x+1", True),
        ("1/3", "0.3333333333", False),
        ("2x+2", "2x+3", False),
        ("x", "y", False),
        ("x+1", "", False),
        ("x+1", "x+", False),
        ("1", "1/0", False),
        ("x", "__import__('os').system('true')", False),
    ],
)
def test_a_formula_is_the_same_in_any_form(judge: Judge, expected, given, is_same):
    assert verdict(judge, "mathExpression", expected, given) is is_same


@pytest.mark.parametrize(
    ("expected", "given", "is_same"),
    [("colou?r", "COLOR", True), ("colou?r", "colours", False), (r"\d{3}", "123", True)],
)
def test_a_pattern_is_for_the_whole_answer(judge: Judge, expected, given, is_same):
    assert verdict(judge, "regex", expected, given) is is_same


@pytest.mark.parametrize(
    ("how", "expected", "given", "found"),
    [
        ("regex", "(a+)+b", "a" * 60, None),
        ("mathExpression", "1", "((1000^1000)^1000)^1000", None),
        ("mathExpression", "1", "9^9^9^9^9^9", False),
        ("mathExpression", "1", "(x+1)^999 (y+1)^999 (z+1)^999 / (x y z)^998", False),
        ("mathExpression", "x", "2^" * 30 + "2", False),
    ],
)
def test_what_is_built_to_hang_is_not_right_and_the_next_answer_is_marked(
    judge: Judge, how, expected, given, found
):
    assert verdict(judge, how, expected, given) is found
    assert verdict(judge, "regex", "a+", "aa") is True


def test_a_judge_that_died_is_replaced(judge: Judge):
    verdict(judge, "regex", "a+", "a")
    process = judge._process
    assert process is not None
    process.kill()
    process.wait()

    assert verdict(judge, "regex", "b+", "b") is True


def test_what_a_worn_process_has_no_memory_for_is_compared_by_a_new_one():
    worn = Judge()
    try:
        verdict(worn, "regex", "a+", "a")
        process = worn._process
        assert process is not None
        resource.prlimit(process.pid, resource.RLIMIT_AS, (1 << 20, 1 << 20))

        assert verdict(worn, "mathExpression", "2x", "x + x") is True
        assert worn._process is not process
    finally:
        worn.close()


def test_what_hangs_is_never_given_the_time_of_a_beginning(monkeypatch):
    waits: list[tuple[str, float]] = []
    asked = Judge._asked

    def noted(self, process, check, patience):
        waits.append((check.given, patience))
        return asked(self, process, check, patience)

    monkeypatch.setattr(Judge, "_asked", noted)
    fresh = Judge(patience=0.3)
    try:
        assert [verdict(fresh, "regex", "(a+)+b", "a" * length) for length in (60, 61)] == [None, None]
    finally:
        fresh.close()

    assert [patience for text, patience in waits if text] == [0.3, 0.3]


def test_what_took_too_long_once_is_compared_anew(monkeypatch):
    slow = Judge()
    try:
        with monkeypatch.context() as patch:
            patch.setattr(Judge, "_asked", lambda *_: None)
            assert verdict(slow, "regex", "a+", "aa") is None
        assert verdict(slow, "regex", "a+", "aa") is True
    finally:
        slow.close()


class Slow(Judge):
    """Compares when it is told to, and writes down what."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self.go = threading.Event()

    def verdicts(self, checks: Iterable[Check]) -> dict[Check, Verdict]:
        wanted = list(checks)
        self.told += [one.given for one in wanted]
        assert self.go.wait(20)
        return dict.fromkeys(wanted, True)


@pytest.mark.anyio
async def test_who_hands_in_much_at_once_does_not_keep_others_waiting():
    judge, free = Slow(), to_thread.current_default_thread_limiter()
    queue = Queue(judge)
    async with create_task_group() as going:
        for number in range(6):
            going.start_soon(queue.verdicts, 1, [Check("regex", "a", f"flood {number}")])
        await wait_all_tasks_blocked()
        going.start_soon(queue.verdicts, 2, [Check("regex", "a", "somebody else")])
        await wait_all_tasks_blocked()
        assert free.borrowed_tokens == 0
        judge.go.set()

    assert judge.told.index("somebody else") <= 1
