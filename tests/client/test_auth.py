"""Credentials: what they are made of, and that they never show themselves."""

import copy
import pickle
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.client.auth import Credentials, pairs_for_a_write, write_cookies
from carrel.client.errors import BadCredentials

HOST = "school.example.org"
SECRET = "s3cret.value-of_a.sign-in"
NOW = 1_800_000_000.0
NEVER = "0"
LATER = "1900000000"


def a_line(domain: str = HOST, expires: str = LATER, name: str = "CAUTH", value: str = SECRET) -> str:
    return "\t".join([domain, "TRUE", "/", "TRUE", expires, name, value])


@pytest.mark.parametrize("show", [repr, str, "{}".format, lambda one: f"{[one]}"])
def test_credentials_show_the_names_of_cookies_and_never_a_value(show):
    assert show(Credentials({"CAUTH": SECRET})) in {"Credentials(CAUTH)", "[Credentials(CAUTH)]"}


def test_credentials_are_not_pickled():
    with pytest.raises(TypeError):
        pickle.dumps(Credentials({"CAUTH": SECRET}))
    with pytest.raises(TypeError):
        copy.deepcopy(Credentials({"CAUTH": SECRET}))


def test_credentials_are_revealed_to_who_asks_for_it():
    assert Credentials({"CAUTH": SECRET}).reveal() == {"CAUTH": SECRET}


@pytest.mark.parametrize(
    "pasted", [SECRET, f" {SECRET}\n", f"CAUTH={SECRET}", f'"{SECRET}"', f"CAUTH={SECRET};"]
)
def test_a_cauth_value_is_taken_as_people_paste_it(pasted):
    assert Credentials.from_cauth(pasted) == Credentials({"CAUTH": SECRET})


@pytest.mark.parametrize("text", ["", "   ", "CAUTH=", "two words", "a;b", "a\r\nx-evil: 1", "é"])
def test_a_value_that_no_cookie_can_hold_is_refused_without_being_repeated(text):
    with pytest.raises(BadCredentials) as caught:
        Credentials.from_cauth(text)

    assert not text.strip() or text not in "".join(traceback.format_exception(caught.value))


@given(st.text())
def test_no_pasted_text_gets_a_line_break_into_a_header(text):
    try:
        made = Credentials.from_cauth(text)
    except BadCredentials:
        return
    assert not set(write_cookies(made.reveal())) & set("\r\n\0; ")


@pytest.mark.parametrize(
    "domain", [HOST, f".{HOST}", "example.org", ".example.org", f"#HttpOnly_{HOST}", "#HttpOnly_.example.org"]
)
def test_a_cookie_file_gives_the_cookies_of_the_host_and_of_the_domains_above(domain):
    text = f"# Netscape HTTP Cookie File\r\n\r\n{a_line(domain)}\r\n"

    assert Credentials.from_cookies_txt(text, HOST, NOW).reveal() == {"CAUTH": SECRET}


@pytest.mark.parametrize("domain", ["other.example.org", "hool.example.org", "evil.test", ""])
def test_cookies_of_other_hosts_are_left_alone(domain):
    text = "\n".join([a_line(), a_line(domain, name="theirs")])

    assert Credentials.from_cookies_txt(text, HOST, NOW).reveal() == {"CAUTH": SECRET}


def test_the_cookie_of_the_narrower_domain_wins():
    text = "\n".join([a_line(value="narrow"), a_line("example.org", value="wide")])

    assert Credentials.from_cookies_txt(text, HOST, NOW).reveal() == {"CAUTH": "narrow"}


def test_a_cookie_without_an_end_lives_as_long_as_its_file():
    assert Credentials.from_cookies_txt(a_line(expires=NEVER), HOST, NOW).reveal() == {"CAUTH": SECRET}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (a_line(expires="1700000000"), "has expired"),
        (a_line(name="other"), "nobody is signed in there"),
        (a_line("elsewhere.test"), "holds nothing for"),
        ("", "holds nothing for"),
    ],
)
def test_a_cookie_file_that_signs_nobody_in_says_why(text, said):
    with pytest.raises(BadCredentials, match=said):
        Credentials.from_cookies_txt(text, HOST, NOW)


@pytest.mark.parametrize(
    "broken",
    [
        "nonsense",
        "a\tb\tc",
        a_line(expires="soon", name="x"),
        "<html>",
        a_line(name="x", value=""),
        "\x00\x01",
    ],
)
def test_lines_that_are_no_cookies_are_passed_over(broken):
    text = f"\ufeff{broken}\n{a_line()}"

    assert Credentials.from_cookies_txt(text, HOST, NOW).reveal() == {"CAUTH": SECRET}


def test_a_file_whose_tabs_became_spaces_is_read():
    assert Credentials.from_cookies_txt(a_line().replace("\t", "    "), HOST, NOW).reveal() == {
        "CAUTH": SECRET
    }


@given(st.text())
def test_no_cookie_file_breaks_the_reader(text):
    try:
        said = repr(Credentials.from_cookies_txt(text, HOST, NOW))
    except BadCredentials as error:
        said = str(error)

    assert HOST in said or "CAUTH" in said


def test_a_sign_in_keeps_the_cookies_that_were_set_and_not_those_taken_back():
    made = Credentials.from_set_cookies(
        [f"CAUTH={SECRET}; Max-Age=1200; Path=/; HttpOnly", "Consent=; Max-Age=0", "Old=x; Max-Age=0; Path=/"]
    )

    assert made.reveal() == {"CAUTH": SECRET}


def test_a_write_carries_pairs_that_match_and_a_token_that_ends_in_four_days():
    cookies, headers = pairs_for_a_write({}, now=1_764_749_313.9, letters="x".__mul__)

    assert headers["x-csrftoken"] == cookies["csrftoken"] == "x" * 24
    assert headers["x-csrf2-token"] == cookies[headers["x-csrf2-cookie"]] == "x" * 24
    assert headers["x-csrf2-cookie"] == "csrf2_token_xxxxxxxx"
    assert headers["x-csrf3-token"] == cookies["CSRF3-Token"] == f"{1_764_749_313 + 345_600}.{'x' * 16}"


def test_tokens_that_the_browser_had_are_used_again():
    had = {"CAUTH": SECRET, "CSRF3-Token": "1765098915.own", "csrftoken": "mine"}

    cookies, headers = pairs_for_a_write(had, now=NOW, letters="x".__mul__)

    assert (headers["x-csrf3-token"], headers["x-csrftoken"]) == ("1765098915.own", "mine")
    assert (cookies["CSRF3-Token"], cookies["csrftoken"]) == ("1765098915.own", "mine")
