import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.courseware.formulas import DEEPEST, BadFormula, Formula, read_formula


def said(formula: Formula) -> str:
    """The tree in brackets."""
    inner = " ".join(map(said, formula.parts))
    word = formula.text or formula.kind
    return f"({word} {inner})" if inner else word


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("x", "x"),
        ("2x", "(* 2 x)"),
        ("ab", "(* a b)"),
        ("x1 + x_2", "(+ x1 x2)"),
        ("-x^2", "(negative (^ x 2))"),
        ("a - b - c", "(- (- a b) c)"),
        ("2^3^2", "(^ 2 (^ 3 2))"),
        ("x**-1", "(^ x (negative 1))"),
        ("1/2x", "(* (/ 1 2) x)"),
        ("sin(pi t)", "(sin (* pi t))"),
        ("2(x+1)(x−1)", "(* (* 2 (+ x 1)) (- x 1))"),
        ("|a - b|", "(abs (- a b))"),
        ("3·alpha", "(* 3 alpha)"),
        ("π r^{2}", "(* pi (^ r 2))"),
        ("--x", "x"),
    ],
)
def test_a_formula_is_read_as_people_mean_it(text, tree):
    assert said(read_formula(text)) == tree


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x +",
        "(x",
        "x)",
        "sin x",
        "x = 2",
        "__import__('os')",
        "a.b",
        "x;y",
        "|x",
        "x" * 301,
        "2 ^",
        "lambda x: x",
    ],
)
def test_what_is_no_formula_is_refused(text):
    with pytest.raises(BadFormula):
        read_formula(text)


@pytest.mark.parametrize("text", ["(" * 200 + "x", "2^" * 100 + "2", "-(" * 60 + "x" + ")" * 60])
def test_what_is_nested_too_deeply_is_refused(text):
    with pytest.raises(BadFormula, match=str(DEEPEST)):
        read_formula(text)


@given(st.text(max_size=40) | st.text("0123456789xyab+-*/^()|. sinpe", max_size=60))
def test_any_text_is_a_formula_or_refused(text):
    try:
        formula = read_formula(text)
    except BadFormula:
        return
    assert isinstance(formula, Formula)
