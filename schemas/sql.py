"""Small pieces of DuckDB SQL: quoting, and words compared as people write them."""

from __future__ import annotations

from collections.abc import Iterable

# What Python's str.split() parts words at, so that SQL folds as `schemas.model.fold` does: as a
# class of a regular expression, and as the characters themselves.
_BLANK = (
    r"[\x09-\x0d\x1c-\x20\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}"
    r"\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]"
)
_BLANKS = "".join(character for character in map(chr, range(0x3001)) if character.isspace())


def literal(value: str) -> str:
    """The text as an SQL string literal."""
    return "'" + value.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """The name as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def members(values: Iterable[str]) -> str:
    """The right side of an IN over texts. Raises ValueError when there are no values, since IN
    over nothing is neither true nor false."""
    return f"({_listed(values)})"


def is_one_of(text: str, values: Iterable[str]) -> str:
    """SQL: is the text one of the values? Not IN, which the engine turns into a join that runs
    ahead of the CASE around it. Raises ValueError when there are no values."""
    return f"list_contains([{_listed(values)}], {text})"


def _listed(values: Iterable[str]) -> str:
    listed = ", ".join(literal(value) for value in dict.fromkeys(values))
    if not listed:
        raise ValueError("a cell cannot be one of no values")
    return listed


def folded(text: str) -> str:
    """SQL of a text as `schemas.model.fold` folds it: blanks squeezed, lower case."""
    return f"lower(trim(regexp_replace({text}, '{_BLANK}+', ' ', 'g')))"


def is_blank(text: str) -> str:
    """SQL: does the text hold nothing but blanks?"""
    return f"trim({text}, {literal(_BLANKS)}) = ''"
