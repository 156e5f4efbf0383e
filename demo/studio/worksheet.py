"""The worksheet of the course on counting: twelve exercises, and their answers overleaf."""

from typing import Final

from demo.studio.paper import ACCENT, INK, LINE, MUTED, SHADE
from demo.studio.pdf import A4, Page, pdf

TITLE: Final = "Bits and bytes: a worksheet"
LEFT: Final = 64
WIDTH: Final = A4[0] - 2 * LEFT

PARTS: Final = (
    (
        "From bits to numbers",
        (
            ("Read 10011 as a number.", "16 + 2 + 1 = 19"),
            ("Read 1100100 as a number.", "64 + 32 + 4 = 100"),
            ("Which is the largest number that six bits can say?", "111111 = 63, one less than 64"),
            (
                "What happens to a number when a 0 is written behind its bits?",
                "It doubles: every place moves up by one",
            ),
        ),
    ),
    (
        "From numbers to bits",
        (
            ("Write 29 in binary.", "11101, since 29 = 16 + 8 + 4 + 1"),
            ("Write 170 in binary, with eight bits.", "10101010"),
            ("How many bits does 1 000 need?", "Ten: 512 fits below it, and 1 024 does not"),
            ("Write 170 in hexadecimal.", "AA: the same four bits, 1010, twice"),
        ),
    ),
    (
        "Below zero, with four bits in two's complement",
        (
            ("Read 1110 as a number.", "-8 + 4 + 2 = -2"),
            ("Write -7.", "1001, since -8 + 1 = -7"),
            ("Add 0011 and 1110. Which sum did you check?", "0001: 3 + (-2) = 1; the carry falls off"),
            ("Which number has no opposite, and why?", "-8, because the wheel ends at 7"),
        ),
    ),
)


def worksheet() -> bytes:
    """The worksheet as a PDF file of two pages."""
    return pdf(TITLE, [sheet_of(answers=False), sheet_of(answers=True)])


def sheet_of(*, answers: bool) -> Page:
    """The exercises, each with a line to write on or, overleaf, with its answer."""
    page = Page()
    draw_head(page, "The answers" if answers else TITLE)
    y, number = A4[1] - 172, 0
    for heading, exercises in PARTS:
        page.text(LEFT, y, heading, "Times-Bold", 14, ACCENT)
        y -= 26
        for question, answer in exercises:
            number += 1
            page.text(LEFT, y, f"{number}", "Helvetica", 10, MUTED)
            page.text(LEFT + 24, y, question, "Times-Roman", 12, INK)
            if answers:
                page.text(LEFT + 24, y - 19, answer, "Courier", 10.5, ACCENT)
            else:
                page.line(LEFT + 24, y - 22, WIDTH - 24, LINE)
            y -= 42
        y -= 8
    page.text(LEFT, 48, "The Counting House  ·  How Computers Count, first week", "Helvetica", 8.5, MUTED)
    return page


def draw_head(page: Page, title: str) -> None:
    """The title, and the places of a byte to count on."""
    page.text(LEFT, A4[1] - 84, title, "Times-Bold", 24, INK)
    page.line(LEFT, A4[1] - 98, WIDTH, ACCENT)
    step = WIDTH / 8
    for place in range(8):
        page.box(LEFT + place * step, A4[1] - 138, step - 6, 26, SHADE)
        page.text(LEFT + place * step + 10, A4[1] - 130, str(2 ** (7 - place)), "Courier", 12, INK)
