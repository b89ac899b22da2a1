"""Text cells of a CSV that a spreadsheet would run as a formula: made harmless, and back.

OWASP's page on CSV injection names `=`, `+`, `-`, `@`, tab, carriage return, line feed and the
full-width forms; ASVS 5 (1.2.10) adds NUL. Apple Numbers normalises what it reads (NFKC), so
every character that becomes one of them is among them; and blanks before them are looked
through, as spreadsheets do not agree on trimming.

Such a cell gets one apostrophe before it, and so does one that already has apostrophes there.
So no two cells become the same, and whoever takes one apostrophe off a cell that matches
`ESCAPED` has every text as it was. Numbers, dates and booleans are no texts: `-5` stays `-5`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from schemas.model import Code, Field, Text
from schemas.registry import Registry
from schemas.sql import identifier, literal

APOSTROPHE = "'"
BLANKS = r" \x{00A0}\x{2000}-\x{200B}\x{202F}\x{205F}\x{3000}\x{FEFF}"
ASCII_TRIGGERS = r"=+\-@\x{00}\t\n\r"
LOOKALIKES = (
    r"\x{207A}\x{207C}\x{208A}\x{208C}\x{2A75}\x{2A76}\x{FB29}\x{FE62}\x{FE63}\x{FE66}\x{FE6B}"
    r"\x{FF0B}\x{FF0D}\x{FF1D}\x{FF20}"
)
"""Every character whose NFKC form begins with `=`, `+`, `-` or `@`."""

RUNS, BOUND = "_runs", "_bound"
"""Columns over the cells of a CSV: does one run, and has one an apostrophe that breaks a rule?"""

RUN = rf"^[{BLANKS}]*[{ASCII_TRIGGERS}{LOOKALIKES}]"
"""What a spreadsheet might run. RE2 syntax, as are the next two."""
PLAIN = rf"^'*[{BLANKS}]*[{ASCII_TRIGGERS}{LOOKALIKES}]"
"""A text that gets an apostrophe."""
ESCAPED = rf"^'+[{BLANKS}]*[{ASCII_TRIGGERS}{LOOKALIKES}]"
"""A cell that lost nothing but one apostrophe too many: its first one is ours."""


def portable(pattern: str) -> str:
    """A pattern of this module as Python, JavaScript, Java and ICU (in R: stringi) read it."""
    return pattern.replace(r"\x{00}", r"\u0000").replace(r"\x{", r"\u").replace("}", "")


def formula_escape() -> dict[str, str]:
    """The property `formulaEscape` of a CSV resource: what to take off which cells."""
    return {"prefix": APOSTROPHE, "cells": "string", "pattern": portable(ESCAPED)}


def escaped_sql(column: str) -> str:
    """SQL of a text column as it stands in the CSV."""
    return (
        f"CASE WHEN {_suspect(column)} THEN CASE WHEN {_matches(column, PLAIN)} "
        f"THEN {literal(APOSTROPHE)} || {column} ELSE {column} END ELSE {column} END"
    )


def unescaped_sql(column: str) -> str:
    """SQL of a text cell of the CSV as it was: the inverse of `escaped_sql`."""
    return (
        f"CASE WHEN starts_with({column}, {literal(APOSTROPHE)}) THEN "
        f"CASE WHEN {_matches(column, ESCAPED)} THEN {column}[2:] ELSE {column} END "
        f"ELSE {column} END"
    )


def runs_sql(column: str) -> str:
    """SQL: would a spreadsheet run this cell of the CSV? False for a missing one."""
    return (
        f"CASE WHEN {_suspect(column)} THEN coalesce({_matches(column, RUN)}, false) ELSE false END"
    )


def escaped_cell_sql(column: str) -> str:
    """SQL: has this cell of the CSV an apostrophe of ours? False for a missing one."""
    return (
        f"CASE WHEN starts_with({column}, {literal(APOSTROPHE)}) "
        f"THEN {_matches(column, ESCAPED)} ELSE false END"
    )


def csv_columns(fields: Sequence[Field], registry: Registry) -> str:
    """The select list of a table's CSV: texts escaped, all else as it is."""
    free = {field.name for field in escapable(fields, registry)}
    listed = (
        f"{escaped_sql(identifier(f.name))} AS {identifier(f.name)}"
        if f.name in free
        else identifier(f.name)
        for f in fields
    )
    return ", ".join(listed)


def judged_columns(fields: Sequence[Field], registry: Registry) -> str:
    """The select list over a CSV's cells: texts as they were, all else as it is, and RUNS and
    BOUND of the row."""
    free = escapable(fields, registry)
    names = [identifier(field.name) for field in free]
    runs = " OR ".join(map(runs_sql, names)) or "false"
    bound = " OR ".join(escaped_cell_sql(identifier(f.name)) for f in free if constrained(f))
    listed = [
        f"{unescaped_sql(column)} AS {column}" if column in names else column
        for column in (identifier(field.name) for field in fields)
    ]
    return ", ".join([*listed, f"({runs}) AS {RUNS}", f"({bound or 'false'}) AS {BOUND}"])


def escapable(fields: Iterable[Field], registry: Registry) -> tuple[Field, ...]:
    """The text columns whose cells may need it. Of a code list whose codes are harmless none
    does, and to ask 10 million cells costs seconds."""
    return tuple(
        field
        for field in fields
        if field.type == "string" and not (field.code_list and _harmless(field, registry))
    )


def constrained(field: Field) -> bool:
    """Whether an apostrophe would break what the descriptor promises of the column's cells."""
    return bool(field.code_list or field.pattern or field.format)


def _harmless(field: Field, registry: Registry) -> bool:
    codes: tuple[Code, ...] = registry.code_lists[field.code_list or ""].codes
    return all(code.code[:1].isalnum() or code.code[:1] == "_" for code in codes)


def _suspect(column: str) -> str:
    """SQL, cheap: a first character other than most. Only such a cell costs a regular expression:
    digits and the letters of ASCII stand in two ranges of bytes, and all others are looked at."""
    return f"({column} < '0' OR ({column} >= ':' AND {column} < 'A') OR {column} >= '{chr(0x80)}')"


def _matches(column: str, pattern: str) -> str:
    return f"regexp_matches({column}, {literal(pattern)})"


NOTE = Text(
    eu=(
        "CSVan, kalkulu-orri batek formula gisa exekutatuko lukeen testu-gelaxkak (`=`, `+`, `-`, "
        "`@`, tabuladorea edo lerro-jauzia hasieran, edo antzekoak) apostrofo bat (`'`) darama "
        "aurretik. Jatorrizko testua: kendu lehen apostrofoa `datapackage.json`-eko "
        "`formulaEscape` ereduarekin bat datorren testu-gelaxkari. Zenbakiak eta datak ez dira "
        "ukitzen, eta beste formatuek jatorrizko testua dute."
    ),
    es=(
        "En el CSV, las celdas de texto que una hoja de cálculo ejecutaría como fórmula (empiezan "
        "por `=`, `+`, `-`, `@`, tabulador o salto de línea, o similares) llevan delante un "
        "apóstrofo (`'`). Para recuperar el texto, quite el primer apóstrofo de las celdas de "
        "texto que cumplan el patrón `formulaEscape` de `datapackage.json`. Números y fechas no "
        "se tocan, y los demás formatos tienen el texto original."
    ),
    fr=(
        "Dans le CSV, les cellules de texte qu'un tableur exécuterait comme formule (elles "
        "commencent par `=`, `+`, `-`, `@`, une tabulation ou un saut de ligne, ou semblable) "
        "sont précédées d'une apostrophe (`'`). Pour retrouver le texte, ôtez la première "
        "apostrophe des cellules de texte conformes au motif `formulaEscape` de "
        "`datapackage.json`. Nombres et dates ne sont pas touchés, et les autres formats ont le "
        "texte d'origine."
    ),
    en=(
        "In the CSV, text cells that a spreadsheet would run as a formula (they begin with `=`, "
        "`+`, `-`, `@`, a tab or a line break, or the like) have an apostrophe (`'`) before them. "
        "For the text as it was, take the first apostrophe off the text cells that match the "
        "pattern `formulaEscape` in `datapackage.json`. Numbers and dates are not touched, and "
        "the other formats hold the text as it was."
    ),
)
