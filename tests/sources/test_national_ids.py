"""National identity numbers in free text are found by their check letter or key.

Examples: the DNI with which the Spanish administration explains the letter (12345678 → Z, DGOJ,
"Cálculo del dígito de control del NIF/NIE"); the others are those of python-stdnum's documentation.
"""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.national_ids import (
    holds_national_id,
    is_dni,
    is_nie,
    is_nir,
    with_national_ids,
)

LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
"""The table of the Ministry of the Interior, in the order of the remainders 0 to 22."""


@pytest.mark.parametrize("number", ["12345678Z", "54362315-K", "00000000T", "12.345.678-z"])
def test_a_dni_with_its_letter_is_one(number: str) -> None:
    assert is_dni(number)
    assert holds_national_id(f"Mi DNI es {number}, gracias")


@pytest.mark.parametrize("number", ["12345678A", "54362315Z", "54362315", "123456789Z", "Z"])
def test_a_dni_with_a_wrong_letter_or_length_is_none(number: str) -> None:
    assert not is_dni(number)
    assert not holds_national_id(f"Mi DNI es {number}, gracias")


@pytest.mark.parametrize("number", ["x-2482300w", "X2482300W", "X 2482300 W"])
def test_a_nie_with_its_letter_is_one(number: str) -> None:
    assert is_nie(number)
    assert holds_national_id(number)


@pytest.mark.parametrize("number", ["x-2482300a", "X2482300", "A2482300W"])
def test_a_nie_with_a_wrong_letter_is_none(number: str) -> None:
    assert not is_nie(number)


@pytest.mark.parametrize(
    "number",
    ["2 95 10 99 126 111 93", "295109912611193", "253072B07300470", "253072A07300443"],
)
def test_a_nir_with_its_key_is_one_in_corsica_too(number: str) -> None:
    assert is_nir(number)
    assert holds_national_id(f"n° {number}.")


@pytest.mark.parametrize("number", ["295109912611199", "253072C07300443", "6546546546546703"])
def test_a_nir_with_a_wrong_key_is_none(number: str) -> None:
    assert not is_nir(number)
    assert not holds_national_id(number)


@pytest.mark.parametrize(
    "text",
    [
        "DNI:12345678Z",
        "12345678\u00a0Z",  # a no-break space
        "１２３４５６７８Ｚ",  # full-width signs
        "١٢٣٤٥٦٧٨Z",  # Arabic-Indic digits
        "12345678\u2013Z",  # an en dash
        "1234\u200b5678Z",  # a zero-width space
        "primera línea\n12345678Z\notra",
        "(12345678z)",
        "dni_12345678Z_",
        "X 00000000T",  # an X that belongs to no NIE (found by the property below)
        "12345678 X 2482300W",  # a NIE whose first letter could end a DNI
        "1 295109912611193",
    ],
)
def test_other_writings_hide_nothing(text: str) -> None:
    assert holds_national_id(text)
    assert with_national_ids(pa.array([text])) == [0]


@pytest.mark.parametrize(
    "text",
    [
        "Tel. +34 943 12 34 56",
        "Factura 2025/12345678",
        "IBAN ES91 2100 0418 4502 0005 1332",
        "A12345678ZZ",
        "somos 12 y buscamos 3 perfiles",
        "",
    ],
)
def test_telephones_invoices_and_accounts_are_none(text: str) -> None:
    assert not holds_national_id(text)


@settings(deadline=None)
@given(st.integers(0, 99_999_999), st.text(max_size=20), st.text(max_size=20))
def test_every_dni_is_found_wherever_it_stands(number: int, before: str, after: str) -> None:
    """The letter is that of the remainder of the number by 23; the engine's look misses none."""
    text = f"{before} {number:08d}{LETTERS[number % 23]} {after}"
    assert holds_national_id(text)
    assert with_national_ids(pa.array(["", text, "nada"])) == [1]


@given(st.integers(0, 99_999_999), st.sampled_from(LETTERS))
def test_of_23_letters_exactly_one_is_right(number: int, letter: str) -> None:
    assert is_dni(f"{number:08d}{letter}") == (LETTERS.index(letter) == number % 23)


def test_only_the_places_that_hold_one_are_named() -> None:
    texts = pa.array(["2025-10-07 09:30:00", "12345678Z", "123456789012", "12345678A", "X2482300W"])
    assert with_national_ids(texts) == [1, 4]
