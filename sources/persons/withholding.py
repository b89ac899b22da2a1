"""What stands in place of a value that would name a person, and what is told about it."""

from __future__ import annotations

from sources.persons.identifiers import Refused

WITHHELD = "(withheld)"
"""Every mark begins with it."""

MISPLACED = f"{WITHHELD} identifier of a person"
"""The mark of a text of another purpose in which an identifier stands."""

PERSON_RULE = "person-identifier"
"""A cell that is meant for the identifier of a person holds none that verifies."""

MISPLACED_RULE = "misplaced-identifier"
"""An identifier of a person stands in a text of another purpose. In the free texts of a survey
only the text is withheld, and the manifest tells where; elsewhere the row is rejected."""

SAID_OF_MISPLACED = (
    "an identifier of a person stands in this column, which is not for it; it is withheld",
    "Take it out, or move it to its column.",
)
"""What is told of it, and what mends it."""

_SAID_OF_REFUSED = {
    "form": (
        "that has the form of no known identifier of a person (DNI, NIE, passport, French NIR); "
        "it is withheld",
        "Compare it with the document, and write only the identifier into the cell; leave the cell "
        "empty where there is none.",
    ),
    "check": (
        "the check letter or key of the identifier does not fit its digits; it is withheld",
        "Compare it with the document: a digit or the letter is mistyped.",
    ),
    "placeholder": (
        "the identifier is made of zeros, which nobody has; it is withheld",
        "Write the person's identifier, or leave the cell empty where it is not known.",
    ),
}


def mark_of(refused: Refused) -> str:
    """The mark of a cell that should hold an identifier and holds none, with the reason."""
    return f"{WITHHELD} {refused.reason}"


def said_of(mark: str) -> tuple[str, str]:
    """What is told of a cell with such a mark, and what mends it."""
    return _SAID_OF_REFUSED[mark.removeprefix(WITHHELD).strip()]
