"""Where things stand, and which addresses are ours."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.server.web.addresses import following, is_local, item_path, public_path
from tests.builders import a_course, a_lecture, an_item


@given(st.text(st.sampled_from("/\\.:@ \t\n\r?#ab%"), max_size=12))
def test_what_passes_for_local_is_local_to_a_browser(path: str) -> None:
    # As the URL standard reads it: tabs and newlines are dropped, and a backslash is a slash.
    seen = path.strip(" ").translate({ord(sign): None for sign in "\t\n\r"}).replace("\\", "/")
    leads_to = urlsplit(urljoin("http://school.test/sign-in", seen)).netloc

    assert not is_local(path) or leads_to == "school.test"


@pytest.mark.parametrize("path", ["/", "/courses?from=1", "/learn/a/lecture/b", "/learn/a#x"])
def test_our_own_paths_are_local(path: str) -> None:
    assert is_local(path)


@pytest.mark.parametrize(
    ("kind", "segment"),
    [
        ("lecture", "lecture"),
        ("supplement", "supplement"),
        ("peer", "peer"),
        ("phasedPeer", "peer"),
        ("staffGraded", "assignment"),
        ("ungradedAssignment", "assignment"),
        ("somethingNew", "item"),
    ],
)
def test_an_items_address_names_its_kind(kind: str, segment: str) -> None:
    item = a_lecture(kind=kind)

    assert item_path(a_course(item), item) == f"/learn/study-well-online/{segment}/item-01/hello"


def test_an_address_is_quoted() -> None:
    item = an_item("01-x", id="a/b?", slug="ü", kind="lecture", content=a_lecture().content)

    assert item_path(a_course(), item) == "/learn/study-well-online/lecture/a%2Fb%3F/%C3%BC"
    assert following("/learn/a?b=c&d") == "/sign-in?next=/learn/a%3Fb%3Dc%26d"


def test_a_file_that_is_not_there_has_no_address() -> None:
    assert public_path(a_course(), "assets/nothing.png") == ""
