"""The key of the hashes: given, long enough, and shown by its id alone."""

from __future__ import annotations

import hashlib

import pytest

from sources.persons.key import DEVELOPMENT_KEY, VARIABLE, person_key, refuse_other_key
from sources.problem import PullError

SECRET = "0123456789abcdef" * 4


def _refused(origin: str, production: bool, text: str) -> str:
    with pytest.raises(PullError) as caught:
        person_key("people", origin, production, text)
    (problem,) = caught.value.problems
    assert problem.rule == "person-key"
    assert VARIABLE in str(problem)
    return str(problem)


def test_a_synthetic_feed_of_development_needs_no_key() -> None:
    """Issue 3: the default run needs no secret, since its persons are synthetic."""
    assert person_key("people", "synthetic", False, "").secret == DEVELOPMENT_KEY.encode()


@pytest.mark.parametrize(
    ("origin", "production"), [("reported", False), ("reported", True), ("synthetic", True)]
)
@pytest.mark.parametrize("text", ["", "   ", DEVELOPMENT_KEY])
def test_all_else_is_refused_without_a_secret(origin: str, production: bool, text: str) -> None:
    """Real persons, or the production profile: no key, or the documented one, is no protection."""
    assert "at least 32 characters" in _refused(origin, production, text)


@pytest.mark.parametrize("origin", ["reported", "synthetic"])
def test_a_key_that_can_be_guessed_is_refused_without_being_repeated(origin: str) -> None:
    assert "hunter2" not in _refused(origin, False, "hunter2")


def test_the_id_is_that_of_the_contract_and_the_secret_is_never_shown() -> None:
    key = person_key("people", "reported", True, f" {SECRET}\n")
    expected = hashlib.sha256(b"ksigune/person-key-id/1\x00" + SECRET.encode()).hexdigest()[:8]
    assert key.key_id == expected
    assert SECRET not in f"{key!r} {key}"


def test_another_key_than_the_landed_one_is_refused_with_what_to_do() -> None:
    """Persons hashed with two keys cannot be matched: each would count twice."""
    key = person_key("people", "reported", False, SECRET)
    refuse_other_key(key, {"people 2024-25": key.key_id})
    with pytest.raises(PullError, match=r'"others".*0badc0de.*former key.*pull them again') as told:
        refuse_other_key(key, {"people 2024-25": key.key_id, "others": "0badc0de"})
    assert SECRET not in str(told.value)
