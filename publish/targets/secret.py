"""Credentials: from the environment only, and never in a text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from publish.targets.errors import RefusedError

MASK = "***"


@dataclass(frozen=True, repr=False)
class Secret:
    """A credential that does not show itself when it is printed, logged or put in a message."""

    value: str

    def __repr__(self) -> str:
        return MASK

    __str__ = __repr__


def secret_from(variable: str, environment: Mapping[str, str], target: str) -> Secret:
    """The credential that an environment variable holds. Raises RefusedError when it is unset."""
    if value := environment.get(variable, "").strip():
        return Secret(value)
    raise RefusedError(
        f"target {target}: the environment variable {variable} is not set; put the credential "
        f"there (never in the file of targets)"
    )


def without(secrets: Iterable[Secret], text: str) -> str:
    """The text with every secret masked: what a server answers may repeat what it was sent."""
    for secret in secrets:
        text = text.replace(secret.value, MASK)
    return text
