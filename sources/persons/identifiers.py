"""Identifiers of persons as partners write them: brought to one spelling and verified.

The one place that knows their forms, check letters and keys; `hashing` asks it about cells that
are meant to hold one, `search` about texts that are not. Two spellings of one document give one
`Identifier`, so that one person gets one hash.

Rules: DNI and NIE, Real Decreto 1553/2005, article 11, and the Ministry of the Interior's table of
letters (number modulo 23; X, Y and Z stand for 0, 1 and 2); the NIF that begin with K, L or M have
the letter of their digits. NIR, INSEE: key 97 - number modulo 97, where Corsica's 2A and 2B stand
for 19 and 18. Passports, ICAO 9303: up to nine characters, without a check letter outside the
machine-readable zone.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Reason = Literal["form", "check", "placeholder"]

_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_NIE_DIGIT = {"X": "0", "Y": "1", "Z": "2"}
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_SEPARATORS = re.compile(r"[\s\-_/\u00b7'\u2019:,]+")
_SPANISH_LABELS = ("DNI", "NIF", "NIE", "NAN", "AIZ", "IFZ")
"""Words before the number, in Spanish and Basque."""
_PASSPORT_LABELS = ("PASAPORTE", "PASAPORTEA", "PASSEPORT", "PASSPORT")
_NIR_LABELS = ("NIR", "INSEE")
NATIONAL_LABELS = (*_SPANISH_LABELS, *_NIR_LABELS, "ES", "FR")
"""What may stand before a Spanish or French number without a blank between."""
_LABELS = (*NATIONAL_LABELS, *_PASSPORT_LABELS)
_LABEL = re.compile(
    rf"({'|'.join(sorted(_LABELS, key=len, reverse=True))})({_SEPARATORS.pattern}|(?=[0-9]))"
)

_DNI = re.compile(r"[0-9]{1,8}[A-Z]|[0-9]{6,8}")
_NIE = re.compile(r"[XYZ][0-9]{1,8}[A-Z]|[XYZ][0-9]{6,8}")
_NIF_KLM = re.compile(r"[KLM][0-9]{7}[A-Z]")
_NIR = re.compile(
    r"[123478][0-9]{2}(0[1-9]|1[0-2]|20|3[0-9]|4[0-2]|[5-9][0-9])"
    r"([0-9]{2}|2A|2B)[0-9]{6}([0-9]{2})?"
)
_PASSPORT = re.compile(r"[A-Z]{1,3}[0-9]{5,8}[A-Z]?|[0-9]{2}[A-Z]{2}[0-9]{5}")
_LABELLED_PASSPORT = re.compile(r"(?=.*[0-9])[A-Z0-9]{6,9}")
_LONGEST_PASSPORT = 9
_NIR_DIGITS = 13


@dataclass(frozen=True)
class Identifier:
    """A verified identifier in its one spelling, such as `es-nif:01234567L`.

    It never leaves the memory of the pull that read it.
    """

    scheme: Literal["es-nif", "fr-nir", "passport"]
    number: str

    @property
    def canonical(self) -> str:
        """Scheme and number: what is hashed."""
        return f"{self.scheme}:{self.number}"


@dataclass(frozen=True)
class Refused:
    """Why a text is no identifier. It says nothing of the text itself."""

    reason: Reason


def verify(text: str) -> Identifier | Refused:
    """The identifier that a text means, however it is spelled, or why it means none.

    A check letter or key is verified where there is one, and added where there is none (a DNI
    without its letter is the same person). What has the shape of a Spanish or French number and
    fails its check is refused: it is never taken for a passport.
    """
    label, bare = _unlabelled(text)
    if label in _PASSPORT_LABELS:
        return _passport(bare, _LABELLED_PASSPORT)
    if (national := national_number(bare)) is not None:
        return national
    if label in _SPANISH_LABELS or label in _NIR_LABELS:
        return Refused("form")
    return _passport(bare, _PASSPORT)


def national_number(bare: str) -> Identifier | Refused | None:
    """What a text in capitals without separators is; None if it has no form of a DNI, NIE, NIF of
    a person or NIR."""
    for shape, judge in ((_DNI, _dni), (_NIE, _nie), (_NIF_KLM, _nif), (_NIR, _nir)):
        if shape.fullmatch(bare):
            return judge(bare)
    return None


def check_letter(number: int) -> str:
    """The check letter of a Spanish identity number."""
    return _LETTERS[number % len(_LETTERS)]


def nir_key(number: str) -> str:
    """The two digits that close the thirteen signs of a French NIR."""
    digits = int(number.replace("2A", "19").replace("2B", "18"))
    return f"{97 - digits % 97:02d}"


def plain(text: str) -> str:
    """The text with digits, letters and dashes of other scripts and widths as plain ones, every
    blank a blank (NFKC), and without signs that nobody sees."""
    if text.isascii():
        return text
    signs = _DASHES.sub("-", unicodedata.normalize("NFKC", text))
    seen = (sign for sign in signs if unicodedata.category(sign) != "Cf")
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in seen)


def _unlabelled(text: str) -> tuple[str, str]:
    """The word before the number (or ''), and the number without blanks, dots and hyphens."""
    rest = plain(text).upper().strip().replace(".", "")
    label = ""
    while rest[:1].isalpha() and (found := _LABEL.match(rest)):
        label, rest = found.group(1), rest[found.end() :]
    return label, _SEPARATORS.sub("", rest)


def _dni(bare: str) -> Identifier | Refused:
    digits, letter = (bare[:-1], bare[-1]) if bare[-1].isalpha() else (bare, "")
    return _spanish(digits, letter, digits.zfill(8))


def _nie(bare: str) -> Identifier | Refused:
    """Old NIE have eight digits, the first of them a zero; others lack leading zeros."""
    body, letter = (bare[:-1], bare[-1]) if bare[-1].isalpha() else (bare, "")
    digits = body[1:].lstrip("0").zfill(7)
    if len(digits) > 7:
        return Refused("form")
    return _spanish(_NIE_DIGIT[body[0]] + digits, letter, body[0] + digits)


def _nif(bare: str) -> Identifier | Refused:
    return _spanish(bare[1:-1], bare[-1], bare[:-1])


def _spanish(digits: str, letter: str, shown: str) -> Identifier | Refused:
    right = check_letter(int(digits))
    if letter not in ("", right):
        return Refused("check")
    if int(shown.lstrip("KLMXYZ")) == 0:
        return Refused("placeholder")
    return Identifier("es-nif", shown + right)


def _nir(bare: str) -> Identifier | Refused:
    number, key = bare[:_NIR_DIGITS], bare[_NIR_DIGITS:]
    if key not in ("", nir_key(number)):
        return Refused("check")
    return Identifier("fr-nir", number)


def _passport(bare: str, shape: re.Pattern[str]) -> Identifier | Refused:
    if len(bare) > _LONGEST_PASSPORT or not shape.fullmatch(bare):
        return Refused("form")
    return Identifier("passport", bare)
