"""Prose: one document with three spellings, CML, Markdown and HTML, each read and written.

The promises, for every prose `p`:

* `read_markdown(write_markdown(p))` and `read_html(write_html(p, top_heading=1))` are `normal(p)`;
  `read_cml(write_cml(p))` is `cml_terms(p)`. So what CML can say goes through all three and comes back.
* No conversion loses a word. What CML cannot say is put in its terms, by the table in `cml_terms`.
* What `write_html` returns is safe in any page, whatever the prose holds.

Files are named by path in Markdown, by asset in CML, and have an address in HTML: `Files` says how to get
from one to the other. The types of the document are in `document`, those of references in `references`.
"""

from carrel.courseware.faults import BadCml
from carrel.courseware.prose.cml import read_cml, write_cml
from carrel.courseware.prose.cml_terms import cml_terms
from carrel.courseware.prose.document import Prose
from carrel.courseware.prose.html import read_html, write_html
from carrel.courseware.prose.markdown import read_markdown, write_markdown
from carrel.courseware.prose.normal import normal
from carrel.courseware.prose.plain import plain_text, words
from carrel.courseware.prose.references import NO_FILES, Asset, Files, Path, Url

__all__ = [
    "NO_FILES",
    "Asset",
    "BadCml",
    "Files",
    "Path",
    "Prose",
    "Url",
    "cml_terms",
    "normal",
    "plain_text",
    "read_cml",
    "read_html",
    "read_markdown",
    "words",
    "write_cml",
    "write_html",
    "write_markdown",
]
