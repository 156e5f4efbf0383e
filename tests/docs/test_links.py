"""Where the documentation leads."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.docs.pages import PAGES, anchors_in, links_in, name_of


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_within_the_repository_leads_somewhere(page: Path):
    own = [link for link in links_in(page) if not urlsplit(link).scheme]

    assert [link for link in own if not leads_somewhere(page, link)] == []


def leads_somewhere(page: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = page.parent / path if path else page
    return target.exists() and (not anchor or anchor in anchors_in(target))
