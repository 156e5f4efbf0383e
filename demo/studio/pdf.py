"""A small PDF: pages of text, lines and filled boxes, in the typefaces that every reader of PDF has.

Lengths are points (1/72 inch); the origin is the lower left corner of the page, as in PDF itself.
"""

from dataclasses import dataclass, field
from typing import Final

A4: Final = (595, 842)
FACES: Final = {"Times-Roman": "F1", "Times-Bold": "F2", "Helvetica": "F3", "Courier": "F4"}


@dataclass
class Page:
    """One page of A4, drawn upon by its methods; colours are `#rrggbb`."""

    drawn: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, text: str, face: str, size: float, colour: str) -> None:
        """Write one line from `x` on, standing on `y`. Only characters of Windows-1252 can be written."""
        escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        self.drawn.append(f"BT /{FACES[face]} {size} Tf {rgb(colour)} rg {x} {y} Td ({escaped}) Tj ET")

    def line(self, x: float, y: float, length: float, colour: str) -> None:
        """Draw a thin level line."""
        self.drawn.append(f"{rgb(colour)} RG 0.8 w {x} {y} m {x + length} {y} l S")

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill a box whose lower left corner is at `x`, `y`."""
        self.drawn.append(f"{rgb(colour)} rg {x} {y} {width} {height} re f")


def rgb(colour: str) -> str:
    """`#rrggbb` as three parts of one, as PDF writes colours."""
    return " ".join(f"{int(colour[at : at + 2], 16) / 255:.3f}" for at in (1, 3, 5))


def pdf(title: str, pages: list[Page]) -> bytes:
    """The document as a file; the same pages always make the same bytes."""
    box = f"[0 0 {A4[0]} {A4[1]}]"
    fonts = " ".join(f"/{name} {number} 0 R" for number, name in enumerate(FACES.values(), 4))
    resources = f"<< /Font << {fonts} >> >>"
    first = 4 + len(FACES)
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R /Lang (en) /ViewerPreferences << /DisplayDocTitle true >> >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} /MediaBox {box} /Resources {resources} >>",
        f"<< /Title ({title}) >>",
        *(
            f"<< /Type /Font /Subtype /Type1 /BaseFont /{face} /Encoding /WinAnsiEncoding >>"
            for face in FACES
        ),
    ]
    for number, page in enumerate(pages):
        content = "\n".join(page.drawn)
        objects.append(f"<< /Type /Page /Parent 2 0 R /Contents {first + 2 * number + 1} 0 R >>")
        objects.append(f"<< /Length {len(content.encode('cp1252'))} >>\nstream\n{content}\nendstream")
    return file_of(objects)


def file_of(objects: list[str]) -> bytes:
    """Numbered objects, the table of where each begins, and the trailer."""
    written = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(f"{len(written):010} 00000 n \n")
        written += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    size = len(objects) + 1
    written += f"xref\n0 {size}\n0000000000 65535 f \n{''.join(places)}".encode()
    start = written.rindex(b"xref\n0 ")
    written += f"trailer\n<< /Size {size} /Root 1 0 R /Info 3 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(written)
