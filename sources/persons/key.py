"""The secret key with which persons are hashed. Whoever calls a pull passes it on from the
environment variable `VARIABLE`; it is written nowhere."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from sources.problem import Problem, PullError, quoted

VARIABLE = "KSIGUNE_PERSON_KEY"
SHORTEST_KEY = 32
DEVELOPMENT_KEY = "development only: hashes of synthetic persons protect nobody"
"""Not secret, and refused for everything but synthetic feeds outside the production profile."""

_ID_DOMAIN = b"ksigune/person-key-id/1\x00"
_ID_LENGTH = 8


@dataclass(frozen=True)
class PersonKey:
    """A key and the id by which it is told from others. Its text shows the id alone."""

    secret: bytes = field(repr=False)

    @property
    def key_id(self) -> str:
        """First eight hex digits of SHA-256 over the key in a domain of its own."""
        return hashlib.sha256(_ID_DOMAIN + self.secret).hexdigest()[:_ID_LENGTH]


def person_key(feed: str, origin: str, production: bool, secret: str) -> PersonKey:
    """The key that `secret` gives; where it is blank, the development key for a synthetic feed.

    Raises PullError without a key in production or for a feed that is not synthetic, and for a
    key that can be guessed.
    """
    text = secret.strip()
    synthetic = origin == "synthetic" and not production
    if not text and synthetic:
        return PersonKey(DEVELOPMENT_KEY.encode())
    if not text or (text == DEVELOPMENT_KEY and not synthetic):
        raise PullError([_missing(feed, text != "")])
    if len(text) < SHORTEST_KEY:
        raise PullError([_too_short()])
    return PersonKey(text.encode())


def refuse_other_key(key: PersonKey, landed: Mapping[str, str]) -> None:
    """Raises PullError if persons that are current were hashed with another key.

    `landed` holds the key id of each feed (and edition) with persons that has a snapshot.
    """
    others = {slot: other for slot, other in landed.items() if other != key.key_id}
    if not others:
        return
    problem = Problem(
        rule="person-key",
        what=f"persons of {quoted(sorted(others))} were hashed with the key "
        f"{', '.join(sorted(set(others.values())))}, and {VARIABLE} now has "
        f"the key {key.key_id}: the same person would count twice",
        remedy=f"Set {VARIABLE} to the former key. If the change is meant, take the folders of all "
        f"these feeds out of landing/ and pull them again, with the files from which they came.",
    )
    raise PullError([problem])


def _missing(feed: str, development: bool) -> Problem:
    what = (
        f"{VARIABLE} is the development key, which is no secret"
        if development
        else f"feed {feed} holds persons, and there is no key to hash them with"
    )
    return Problem(
        rule="person-key",
        what=what,
        remedy=f"Put a secret of at least {SHORTEST_KEY} characters into the environment variable "
        f"{VARIABLE}, the same for every pull, and keep it where the other secrets are kept.",
    )


def _too_short() -> Problem:
    return Problem(
        rule="person-key",
        what=f"the key in {VARIABLE} has fewer than {SHORTEST_KEY} characters and can be guessed",
        remedy="Take a longer one, such as 64 random hexadecimal digits.",
    )
