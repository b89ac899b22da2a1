"""Small pieces of DuckDB SQL: quoting, and words compared as people write them."""

from __future__ import annotations

from collections.abc import Iterable

# What Python's str.split() parts words at, so that SQL folds as `schemas.model.fold` does.
_BLANKS = (
    r"[\x09-\x0d\x1c-\x20\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}"
    r"\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]"
)


def literal(value: str) -> str:
    """The text as an SQL string literal."""
    return "'" + value.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """The name as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def is_one_of(text: str, values: Iterable[str]) -> str:
    """SQL: is the text one of the values? Not IN, which the engine turns into a join that runs
    ahead of the CASE around it. Raises ValueError when there are no values."""
    listed = ", ".join(literal(value) for value in dict.fromkeys(values))
    if not listed:
        raise ValueError("a cell cannot be one of no values")
    return f"list_contains([{listed}], {text})"


def folded(text: str) -> str:
    """SQL of a text as `schemas.model.fold` folds it: blanks squeezed, lower case."""
    return f"lower(trim(regexp_replace({text}, '{_BLANKS}+', ' ', 'g')))"
