"""National identity numbers in free text: Spanish DNI and NIE, French NIR.

Only numbers whose check letter or key is right are taken for one, so that order numbers and
telephone numbers stay. A NIR without its two key digits cannot be told from any other number.

Rules: DNI and NIE, Real Decreto 1553/2005, article 11, and the Ministry of the Interior's table of
letters; NIR, INSEE (97 minus the number modulo 97; Corsica's 2A counts as 19, 2B as 18).
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

WITHHELD = "[withheld: national identity number]"
RULE = "national-identity-number"

_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_CANDIDATE = r"\pN(?:[^\pL\pN]{0,3}\pN){4}"
"""Five digits with at most three signs between each: no identity number has fewer in a row."""
_NEVER = r"^(?:[0-9]{0,12}|[0-9]{4}-[0-9]{2}-[0-9]{2}(?: [0-9:]{5,8})?)$"
"""Numbers of responses and times: no identity numbers, and there are many of them."""

_GAP = r"[\s.\-/]{0,3}"
_SPANISH = re.compile(
    rf"(?<![^\W_])(?=([XYZ]{_GAP})?([0-9](?:[\s.\-]?[0-9]){{6,7}}){_GAP}([A-Z])(?![^\W_]))",
    re.IGNORECASE,
)
_FRENCH = re.compile(
    rf"(?<![^\W_])(?=([1-478](?:{_GAP}[0-9]){{4}}{_GAP}(?:[0-9]{_GAP}[0-9]|2{_GAP}[AB])"
    rf"(?:{_GAP}[0-9]){{8}})(?![^\W_]))",
    re.IGNORECASE,
)
"""Both look ahead only, so that what begins inside a wrong number is found all the same."""


def holds_national_id(text: str) -> bool:
    """True if the text holds a DNI, NIE or NIR with the right check letter or key.

    Digits of other scripts and widths, usual separators and either case are understood; a DNI may
    lack one leading zero.
    """
    # NFKC makes full-width digits plain and a no-break space a blank; dashes stay many.
    plain = re.sub(r"[\u2010-\u2015\u2212]", "-", unicodedata.normalize("NFKC", text))
    plain = "".join(str(unicodedata.decimal(sign, sign)) for sign in plain)
    plain = "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")
    return any(map(_is_spanish, _SPANISH.finditer(plain))) or any(
        is_nir(found[1]) for found in _FRENCH.finditer(plain)
    )


def is_dni(number: str) -> bool:
    """True for seven or eight digits and the letter that belongs to them."""
    digits, letter = _compact(number)[:-1], _compact(number)[-1:]
    shaped = re.fullmatch(r"[0-9]{7,8}", digits) is not None
    return shaped and _LETTERS[int(digits) % 23] == letter


def is_nie(number: str) -> bool:
    """True for X, Y or Z, seven digits and the letter that belongs to them."""
    compact = _compact(number)
    if re.fullmatch(r"[XYZ][0-9]{7}[A-Z]", compact) is None:
        return False
    return is_dni(f"{'XYZ'.index(compact[0])}{compact[1:]}")


def is_nir(number: str) -> bool:
    """True for thirteen signs and the two digits of the key that belong to them."""
    compact = _compact(number)
    if re.fullmatch(r"[0-9]{5}([0-9]{2}|2[AB])[0-9]{8}", compact) is None:
        return False
    department = {"2A": "19", "2B": "18"}.get(compact[5:7], compact[5:7])
    body = f"{compact[:5]}{department}{compact[7:13]}"
    return 97 - int(body) % 97 == int(compact[13:])


def with_national_ids(values: pa.Array) -> list[int]:
    """Places of the values (none of them null) that hold one.

    A look by the engine spares nearly all of them the closer one.
    """
    import pyarrow.compute as pc

    may_be = pc.and_not(
        pc.match_substring_regex(values, _CANDIDATE), pc.match_substring_regex(values, _NEVER)
    )
    candidates: list[int] = pc.indices_nonzero(may_be).to_pylist()
    return [place for place in candidates if holds_national_id(values[place].as_py())]


def _is_spanish(found: re.Match[str]) -> bool:
    first, number = found[1] or "", found[2] + found[3]
    return is_nie(first + number) or is_dni(number)


def _compact(number: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", number).upper()
