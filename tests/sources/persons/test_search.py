"""National identity numbers in free text are found by their check letter or key, and withheld.

Examples: the DNI with which the Spanish administration explains the letter (12345678 → Z, DGOJ,
"Cálculo del dígito de control del NIF/NIE"); the others are those of python-stdnum's documentation
and of `test_identifiers`.
"""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.persons.search import holding, holds_national_number, without_numbers
from sources.persons.withholding import MISPLACED

LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
"""The table of the Ministry of the Interior, in the order of the remainders 0 to 22."""


@pytest.mark.parametrize(
    "number",
    [
        *("12345678Z", "54362315-K", "00000000T", "12.345.678-z", "1234567L"),
        *("x-2482300w", "X2482300W", "X 2482300 W", "X02482300W", "x-1234567-l", "K1234567L"),
        *("2 95 10 99 126 111 93", "295109912611193", "253072B07300470", "253072A07300443"),
    ],
)
def test_a_number_with_its_letter_or_key_is_found(number: str) -> None:
    assert holds_national_number(number)
    assert holds_national_number(f"Mi número es {number}, gracias")


@pytest.mark.parametrize(
    "number",
    [
        *("12345678A", "54362315Z", "54362315", "123456789Z", "Z", "00000000A"),
        *("x-2482300a", "X2482300", "A2482300W", "K1234567A"),
        *("295109912611199", "253072C07300443", "6546546546546703"),
        *("255131416802521", "2550814168025"),  # a month 13 with the key that fits; without a key
    ],
)
def test_a_number_without_its_letter_or_key_is_none(number: str) -> None:
    """A false alarm rejects a good row or takes a good answer."""
    assert not holds_national_number(number)
    assert not holds_national_number(f"Mi número es {number}, gracias")


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
        "ES12345678Z",
        "ES-12345678-Z",
        "mi nif: DNI12345678Z",
        "NIR253072A07300443",
        "ref:X1234567L",
        "(255081416802538)",
    ],
)
def test_other_writings_hide_nothing(text: str) -> None:
    assert holds_national_number(text)
    assert without_numbers(pa.array([text]))[1] == [0]


@pytest.mark.parametrize(
    "text",
    [
        "Tel. +34 943 12 34 56",
        "Factura 2025/12345678",
        "IBAN ES91 2100 0418 4502 0005 1332",
        "A12345678ZZ",
        "somos 12 y buscamos 3 perfiles",
        *("", "Diseño", "EHU-F001", "EHU-M00012", "2024-25", "20/06/2025", "944 123 456", "ES211"),
        *("Edición 20240301 B2", "https://ksigune.eus/2024/12345678", "2025-10-07 09:30:00"),
    ],
)
def test_telephones_invoices_accounts_and_dates_are_none(text: str) -> None:
    assert not holds_national_number(text)


@settings(deadline=None)
@given(st.integers(0, 99_999_999), st.text(max_size=20), st.text(max_size=20))
def test_every_dni_is_found_wherever_it_stands(number: int, before: str, after: str) -> None:
    """The letter is that of the remainder of the number by 23; the engine's look misses none."""
    text = f"{before} {number:08d}{LETTERS[number % 23]} {after}"
    assert holds_national_number(text)
    assert holding(pa.array(["", text, "nada"])).to_pylist() == [False, True, False]


@given(st.integers(0, 99_999_999), st.sampled_from(LETTERS))
def test_of_23_letters_exactly_one_is_right(number: int, letter: str) -> None:
    right = LETTERS.index(letter) == number % 23
    assert holds_national_number(f"{number:08d}{letter}") == right


def test_each_text_that_holds_one_is_replaced_and_the_others_stay() -> None:
    texts = ["2025-10-07 09:30:00", "soy 12345678Z", None, "123456789012", "12345678A", "X2482300W"]
    clean, places = without_numbers(pa.array(texts))
    assert places == [1, 5]
    assert clean.to_pylist() == [texts[0], MISPLACED, None, *texts[3:5], MISPLACED]


def test_texts_without_one_are_given_back_as_they_are() -> None:
    texts = pa.array(["12345678A", None, ""])
    assert without_numbers(texts) == (texts, [])
