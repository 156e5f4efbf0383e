import pytest

from carrel.domain.granting import is_challenge, is_redirect_uri, proves, read_scope

# The example of RFC 7636, appendix B.
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_a_verifier_proves_its_challenge_alone():
    assert is_challenge(CHALLENGE)
    assert proves(VERIFIER, CHALLENGE)
    assert not proves(VERIFIER[:-1] + "X", CHALLENGE)
    assert not proves("", CHALLENGE)
    assert not proves(VERIFIER, "")
    assert proves("", "")


@pytest.mark.parametrize(
    ("uri", "is_fine"),
    [
        ("https://program.example.org/back", True),
        ("https://program.example.org:8443/back?a=b", True),
        ("http://127.0.0.1:8000/back", True),
        ("http://[::1]:8000/back", True),
        ("http://localhost/back", True),
        ("http://program.example.org/back", False),
        ("https://program.example.org/back#part", False),
        ("https://user@program.example.org/", False),
        ("https://program.example.org;script-src/", False),
        ("https:///back", False),
        ("javascript:alert(1)", False),
        ("https://exam ple.org/", False),
        ("https://[broken/", False),
        ("program:back", False),
        ("https://example.org/" + "x" * 2000, False),
        ("", False),
    ],
)
def test_programs_are_returned_to_by_https_or_on_the_users_own_machine(uri, is_fine):
    assert is_redirect_uri(uri) is is_fine


@pytest.mark.parametrize(
    ("text", "scope"),
    [("", "view_profile"), (" view_profile  view_profile", "view_profile"), ("view_profile x", None)],
)
def test_a_scope_has_one_spelling(text, scope):
    assert read_scope(text) == scope
