import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.protocol.etag import etag_of, is_fresh


@given(st.binary())
def test_a_tag_is_a_weak_signed_integer(body):
    assert re.fullmatch(r'W/"-?[0-9]+"', etag_of(body))


@given(st.binary(), st.binary())
def test_a_body_is_fresh_by_its_own_tag_only(body, other):
    assert is_fresh(etag_of(body), etag_of(body))
    assert is_fresh(etag_of(other), etag_of(body)) is (other == body)


def test_tags_are_the_same_from_one_day_to_the_next():
    assert etag_of(b"") == 'W/"-1970711489451281740"'


@pytest.mark.parametrize(
    "header", ['W/"7"', '"7"', "*", " * ", '"1", W/"7"', 'W/"1","7" , "2"', '"a,b", "7"']
)
def test_a_header_that_names_the_tag_says_it_is_fresh(header):
    assert is_fresh(header, 'W/"7"')
    assert is_fresh(header, '"7"')


@pytest.mark.parametrize("header", ["", 'W/"8"', "7", "W/7", '"77"', '"-7"', '"1", "2"', '"*"', '"a, 7"'])
def test_a_header_that_does_not_name_the_tag_says_it_is_stale(header):
    assert not is_fresh(header, 'W/"7"')
