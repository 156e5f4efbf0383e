"""Addresses: read as the HTTP library reads them, with it or without it."""

import string

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.client.addresses import DEFAULT_PORTS, Address, locate, read_site
from carrel.client.errors import BadAddress

SITE = read_site("https://school.example.org:8443")
HOSTS = [
    *(
        "school.example.org",
        "School.Example.org",
        "localhost",
        "127.0.0.1",
        "127.0.0.256",
        "127.1",
        "010.0.0.1",
    ),
    *("1a2b3c4", "3d.example.org", "a_b.example", "[::1]", "-x.org", "x..org", "xn--bcher-kva.example"),
    *(
        "b\u00fccher.example",
        "u@x.org",
        "u:p@x.org",
        "x.org:80",
        "x.org:443",
        "x.org:8060",
        "x.org:",
        "x.org:0",
    ),
    *("x.org:99999", "x.org:08060", "h ttp", ""),
]
TEXTS = st.text(string.ascii_letters + string.digits + string.punctuation, max_size=12)
PATHS = st.one_of(
    TEXTS, st.sampled_from(["a/../b", "a/./b", "a/.b", "a/b.", "..", "%41", "%4", "%zz", "\u00e9"])
)
QUERIES = st.one_of(
    st.just(""), TEXTS.map("?{}".format), st.sampled_from(["?", "?a=%41&b=", "?a=%", "#f", "?x#f"])
)


def as_the_library_reads(text: str) -> Address | None:
    """What the library would connect to and send; None for what is not an address of the web."""
    try:
        url = httpx2.URL(text)
    except (httpx2.InvalidURL, ValueError):
        return None
    if url.scheme not in {"http", "https"} or not url.host or url.userinfo:
        return None
    port = None if url.port == DEFAULT_PORTS[url.scheme] else url.port
    return Address(url.scheme, url.raw_host.decode(), port, url.raw_path.decode())


def located(target: str) -> Address | None:
    try:
        return locate(SITE, target)
    except BadAddress:
        return None


@given(st.sampled_from(["http", "https", "HTTP"]), st.sampled_from(HOSTS), PATHS, QUERIES)
def test_a_whole_address_leads_where_the_library_would_go(scheme, host, path, query):
    text = f"{scheme}://{host}/{path}{query}"

    address = located(text)

    assert address in {None, as_the_library_reads(text)}


@given(PATHS, QUERIES)
def test_a_path_is_one_of_the_site(path, query):
    target = f"/{path}{query}"
    if target.startswith("//"):
        return

    address = located(target)

    assert address == as_the_library_reads(f"https://school.example.org:8443{target}")


@pytest.mark.parametrize(
    "text",
    [
        "https://school.example.org/",
        "http://school.example.org:8060/a%20b?c=d&e",
        "http://127.0.0.1:8060/x",
        "http://[::1]:8060/x",
    ],
)
def test_an_address_is_written_as_it_was_read(text):
    assert str(locate(SITE, text)) == text


def test_the_usual_port_is_not_named():
    assert (read_site("https://x.org:443").netloc, read_site("http://x.org:80").netloc) == ("x.org", "x.org")
    assert (
        read_site("https://x.org:443").origin == read_site("https://x.org").origin == ("https", "x.org", 443)
    )
