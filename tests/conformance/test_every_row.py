"""No row of the checklist is without a case."""

from importlib import import_module
from pathlib import Path

from tests.conformance.rows import ROWS, WITHOUT_A_CASE, rows_of


def test_every_row_has_a_case_or_a_reason_to_have_none():
    modules = [
        import_module(f"{__package__}.{path.stem}")
        for path in sorted(Path(__file__).parent.glob("test_*.py"))
    ]
    tried = {number for module in modules for test in vars(module).values() for number in rows_of(test)}

    assert sorted(set(ROWS) - tried) == sorted(WITHOUT_A_CASE)
    assert tried <= set(ROWS)
