"""What a portal's JSON answer says of itself: that it failed, and which fields it holds.

CKAN and its like answer HTTP 200 with `success: false`, and declare the fields of the records
beside them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sources.problem import Problem, PullError, nearest, quoted, shorten


def at_path(document: Any, path: str | None) -> Any:
    """What stands at a dotted path, or None."""
    for step in path.split(".") if path else ():
        document = document.get(step) if isinstance(document, dict) else None
    return document


def answer_problems(document: Any, path: str | None, file: str) -> list[Problem]:
    """A problem if what stands at `path` is not `true`, with the portal's own words if it has any.

    None for a feed without such a path.
    """
    if path is None or at_path(document, path) is True:
        return []
    return [
        Problem(
            rule="answer",
            file=file,
            column=path,
            what=f"the portal answers that the query failed: {_words(document)}",
            remedy="Export it again; if it fails again, ask the portal what its message means.",
        )
    ]


def declared_names(document: Any, path: str | None, file: str) -> tuple[str, ...]:
    """The names of the fields that the document declares, in its order; none without a path.

    Raises PullError where the list of fields is not where the feed says.
    """
    if path is None:
        return ()
    found = at_path(document, path)
    if isinstance(found, list) and all(isinstance(f, dict) and "id" in f for f in found):
        return tuple(str(field["id"]) for field in found)
    problem = Problem(
        rule="format",
        file=file,
        what=f"the document does not declare its fields at {path}",
        remedy="Export it again, or change `declared_fields` of the feed.",
    )
    raise PullError([problem])


def undeclared(
    records: Sequence[Mapping[str, Any]], declared: Sequence[str], file: str
) -> list[Problem]:
    """A problem for every key that the document does not declare, with the first row it is in."""
    known = set(declared)
    first: dict[str, int] = {}
    for row, record in enumerate(records, start=1):
        for key in record.keys() - known:
            first.setdefault(key, row)
    return [
        Problem(
            rule="unknown-column",
            file=file,
            row=first[key],
            column=key,
            what="a record has a field that the document does not declare"
            + (f'; is it "{close}"?' if (close := nearest(key, declared)) else ""),
            remedy=f"Export it again; the declared fields are {quoted(declared)}.",
        )
        for key in sorted(first)
    ]


def _words(document: Any) -> str:
    """The portal's own message, on one line; CKAN keeps it under `error`."""
    error = at_path(document, "error")
    message = error.get("message") if isinstance(error, dict) else error
    return shorten(str(message)) if message else "it gives no message"
