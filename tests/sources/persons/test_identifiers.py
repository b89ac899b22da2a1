"""Identifiers of persons: one spelling for one document, and nothing that does not verify.

Expected values: 12345678Z is the usual example of a DNI; X1234567L, Y1234567X, Z1234567R and
K1234567L follow the same rule (X, Y, Z stand for 0, 1, 2); 2 55 08 14 168 025 38 is the usual
example of a French NIR; the two numbers of Corsica stand in the documentation of python-stdnum.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.persons.identifiers import Identifier, Refused, verify

LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
"""Typed here again: the order of the check letters as the Ministry publishes it."""


def _canonical(text: str) -> str:
    found = verify(text)
    assert isinstance(found, Identifier), (text, found)
    return found.canonical


@pytest.mark.parametrize(
    "text",
    [
        *("12345678Z", "12345678z", " 12.345.678-Z ", "12 345 678 Z", "12345678-z", "12345678"),
        *(
            "DNI 12345678Z",
            "dni: 12345678-Z",
            "D.N.I. 12345678Z",
            "NIF 12345678Z",
            "NAN: 12345678Z",
        ),
        *("١٢٣٤٥٦٧٨Z", "1234\u200b5678Z"),  # Arabic-Indic digits; a zero-width space
        *("ES12345678Z", "ES-12345678-Z", "12\u00a0345\u00a0678\u2013Z", "１２３４５６７８Ｚ"),
    ],
)
def test_one_dni_has_one_spelling(text: str) -> None:
    """Issue 3, point 1: the same person under two spellings of an identifier."""
    assert _canonical(text) == "es-nif:12345678Z"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("1234567L", "01234567-L"),  # spreadsheets eat leading zeros
        ("345678", "00345678"),
        ("X1234567L", "x-1.234.567-l"),
        ("X1234567L", "X01234567L"),  # as cards before 2008 print it
        ("NIE: Y1234567X", "y1234567x"),
        ("Z1234567R", "Z 1234567 R"),
        ("255081416802538", "2 55 08 14 168 025 38"),
        ("2550814168025", "2 55 08 14 168 025 38"),  # without its key
        ("253072A07300443", "2 53 07 2A 073 004 43"),
        ("253072B07300470", "nir 253072b073004"),
        ("295109912611193", "2 95 10 99 126 111 93"),
        ("54362315K", "54362315-K"),
        ("X2482300W", "x-2482300w"),
        ("K1234567L", "k-1.234.567-l"),
        ("AAB123456", "aab 123456"),
        ("Pasaporte AAB123456", "AAB-123456"),
        ("12AB34567", "12 ab 34567"),
    ],
)
def test_two_spellings_are_one_person(first: str, second: str) -> None:
    assert _canonical(first) == _canonical(second)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("12345678A", "check"),
        ("X1234567A", "check"),
        ("Y1234567L", "check"),  # right for X
        ("K1234567A", "check"),
        ("255081416802537", "check"),
        ("253072A07300470", "check"),  # the key of 2B
        ("295109912611199", "check"),
        ("54362315Z", "check"),
        ("x-2482300a", "check"),
        ("00000000A", "check"),
        ("DNI 87654321Z", "check"),
        ("00000000T", "placeholder"),
        ("X0000000T", "placeholder"),
        ("0000000", "placeholder"),
        *((text, "form") for text in ("12345", "123456789", "ver ficha", "n/a?", "KSI-0001", "?")),
        *((text, "form") for text in ("Z123456789R", "DNI AAB123456", "355081416802538" * 2)),
        ("2551314168025", "form"),  # there is no month 13
        ("a" * 64, "form"),  # a hash made elsewhere
    ],
)
def test_what_does_not_verify_is_refused(text: str, reason: str) -> None:
    """Issue 3: an identifier that does not verify is a rejected row with its reason."""
    assert verify(text) == Refused(reason)  # type: ignore[arg-type]


def test_a_mistyped_dni_is_never_a_passport() -> None:
    """A wrong check letter leaves nine characters, as many as a passport has."""
    right = verify("12345678Z")
    others = {verify(f"12345678{letter}") for letter in LETTERS if letter != "Z"}
    assert isinstance(right, Identifier)
    assert others == {Refused("check")}


@given(
    number=st.integers(1, 99_999_999),
    dots=st.booleans(),
    separator=st.sampled_from(["", " ", "-", " - ", "\u2013", "/"]),
    label=st.sampled_from(["", "DNI ", "NIF: ", "nan "]),
    lower=st.booleans(),
    zeros=st.booleans(),
)
def test_every_dni_in_every_spelling_is_itself(
    number: int, dots: bool, separator: str, label: str, lower: bool, zeros: bool
) -> None:
    digits = f"{number:08d}" if zeros else str(number)
    shown = f"{int(digits):,}".replace(",", ".") if dots and not zeros else digits
    text = f"{label}{shown}{separator}{LETTERS[number % 23]}"
    assert _canonical(text.lower() if lower else text) == (
        f"es-nif:{number:08d}{LETTERS[number % 23]}"
    )


@given(first=st.integers(1, 99_999_999), second=st.integers(1, 99_999_999))
def test_two_numbers_are_two_persons(first: int, second: int) -> None:
    same = _canonical(f"{first:08d}") == _canonical(f"{second:08d}")
    assert same == (first == second)


@given(st.text(max_size=40))
def test_any_text_has_a_verdict(text: str) -> None:
    """Whatever stands in the cell, verifying it neither fails nor keeps the text in its reason."""
    found = verify(text)
    assert isinstance(found, Identifier) or found.reason in {"form", "check", "placeholder"}
