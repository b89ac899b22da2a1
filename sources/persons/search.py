"""National identity numbers in texts of another purpose: found, and withheld.

Looked for are DNI, NIE, NIF and NIR that are written with their check letter or key, in any usual
spelling: 22 of 23 and 96 of 97 other numbers do not fit it, so that order numbers and telephone
numbers stay. A number without it, or a passport, cannot be told from any other code.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sources.persons.identifiers import (
    NATIONAL_LABELS,
    Identifier,
    Refused,
    national_number,
    plain,
)
from sources.persons.withholding import MISPLACED

if TYPE_CHECKING:
    import pyarrow as pa

_CANDIDATE = r"\pN(?:[^\pL\pN]{0,3}\pN){4}"
"""Five digits with at most three signs between each: no identity number has fewer in a row."""
_NEVER = r"^(?:[0-9]{0,12}|[0-9]{4}-[0-9]{2}-[0-9]{2}(?: [0-9:]{5,8})?)$"
"""Numbers of responses and times: no identity numbers, and there are many of them."""

_GAP = r"[\s.\-/]{0,3}"
_START = rf"(?<![^\W_])(?=(?:(?:{'|'.join(NATIONAL_LABELS)}){_GAP})?"
_END = r"(?![^\W_]))"
_SPANISH = re.compile(
    rf"{_START}([KLMXYZ]{_GAP})?([0-9](?:[\s.\-]?[0-9]){{6,7}}{_GAP}[A-Z]){_END}",
    re.IGNORECASE,
)
_FRENCH = re.compile(
    rf"{_START}([1-478](?:{_GAP}[0-9]){{4}}{_GAP}(?:[0-9]{_GAP}[0-9]|2{_GAP}[AB])"
    rf"(?:{_GAP}[0-9]){{8}}){_END}",
    re.IGNORECASE,
)
"""Both look ahead only, so that what begins inside a wrong number is found all the same."""


def holds_national_number(text: str) -> bool:
    """True if the text holds a DNI, NIE, NIF or NIR with the right check letter or key.

    Digits of other scripts and widths, usual separators and either case are understood; a DNI may
    lack one leading zero.
    """
    signs = plain(text)
    # What stands before a DNI may look like the letter of a NIE and belong to no number.
    spanish = ((found[1] or "", found[2]) for found in _SPANISH.finditer(signs))
    return any(_fits(first + rest) or _fits(rest) for first, rest in spanish) or any(
        _fits(found[1]) for found in _FRENCH.finditer(signs)
    )


def holding(values: pa.Array) -> pa.Array:
    """True for each text that holds one, False for the others and for null.

    A look by the engine spares nearly all of them the closer one, and each is looked at once.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    may_be = pc.and_not(
        pc.match_substring_regex(values, _CANDIDATE), pc.match_substring_regex(values, _NEVER)
    )
    candidates = values.filter(may_be).unique().to_pylist()
    found = [text for text in candidates if holds_national_number(text)]
    if not found:
        return pa.repeat(False, len(values))
    return pc.is_in(values, value_set=pa.array(found, values.type))


def without_numbers(values: pa.Array) -> tuple[pa.Array, list[int]]:
    """The texts with a mark in place of each that holds one, and the places of those."""
    import pyarrow.compute as pc

    held = holding(values)
    places: list[int] = pc.indices_nonzero(held).to_pylist()
    return (pc.if_else(held, MISPLACED, values) if places else values), places


def _fits(number: str) -> bool:
    """A number of zeros is nobody's, but its letter is right."""
    bare = re.sub(r"[^0-9A-Z]", "", number.upper())
    found = national_number(bare)
    return isinstance(found, Identifier) or found == Refused("placeholder")
