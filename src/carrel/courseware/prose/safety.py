"""What HTML may hold before it reaches a page: an explicit list, and everything else is taken out."""

from typing import Final

import nh3

from carrel.courseware.prose.references import SCHEMES

PROSE_TAGS: Final = """
    a blockquote br code div em figure h1 h2 h3 h4 h5 h6 hr img li ol p pre section span strong sub sup
    table tbody td th thead tr u ul
"""
MATHML_TAGS: Final = """
    math mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle
    msub msubsup msup mtable mtd mtext mtr munder munderover
"""
MATHML_ATTRIBUTES: Final = """
    accent accentunder columnalign columnlines columnspacing depth displaystyle fence form height linebreak
    linethickness lspace mathcolor mathsize mathvariant maxsize minsize movablelimits rowlines rowspacing
    rspace scriptlevel separator stretchy symmetric voffset width
"""
PROSE_ATTRIBUTES: Final = {
    "a": "aria-label class data-note data-ref download href id role title",
    "code": "class",
    "div": "class data-tex",
    "img": "alt data-ref loading src title",
    "li": "data-note id",
    "math": "display xmlns",
    "ol": "start",
    "p": "class",
    "section": "class role",
    "span": "class data-tex",
    "td": "class",
    "th": "class scope",
}

CLEANER: Final = nh3.Cleaner(
    tags={*PROSE_TAGS.split(), *MATHML_TAGS.split()},
    clean_content_tags={"script", "style"},
    attributes={
        **{tag: set(MATHML_ATTRIBUTES.split()) for tag in MATHML_TAGS.split()},
        **{tag: set(names.split()) for tag, names in PROSE_ATTRIBUTES.items()},
    },
    url_schemes=set(SCHEMES),
    link_rel="noopener noreferrer",
)


def safe(html: str) -> str:
    """`html` without scripts, styles, handlers, and addresses but those of the web, of mail, and relative."""
    return CLEANER.clean(html)
