"""What engines differ in stands in `macros/portable/` alone (design.md; stack.md section 5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

DBT = Path(__file__).parents[2] / "dbt"
PORTABLE = DBT / "macros" / "portable"

BITING = {
    "integer division": r"//",
    "date_diff or datediff": r"\bdate_?diff\s*\(",
    "quantile_cont": r"\bquantile_cont\b",
    "regular expression function": r"\bregexp_\w+\s*\(|\bsimilar to\b",
    "date formatting": r"\b(strftime|strptime|date_format|to_char)\s*\(",
    "generate_series": r"\bgenerate_series\s*\(",
    "unnest or explode": r"\b(unnest|explode)\s*\(",
    "string split": r"\b(string_split|split|string_to_array|str_split)\s*\(",
    "string aggregation": r"\b(string_agg|listagg|group_concat|collect_list)\s*\(",
    "star exclude or replace": r"\*\s*(exclude|except|replace)\b",
    "struct literal": r"(?<!\{)\{\s*'",
    "list literal or lambda": r"\blist_\w+\s*\(|->",
    "asof join": r"\basof\b",
    "pivot": r"\b(un)?pivot\b",
    "union by name": r"\bby name\b",
    "group or order by all": r"\b(group|order) by all\b",
    "safe_cast": r"\bsafe_cast\b",
    "single-precision float": r"\b(float|real|double)\b",
    "read_parquet or read_csv": r"\bread_\w+\s*\(",
    "qualify": r"\bqualify\b",
}
"""What bites, and the pattern by which it is found outside of comments and Jinja."""


def _models() -> Iterator[Path]:
    for folder in ("models", "macros", "tests"):
        yield from (p for p in (DBT / folder).rglob("*.sql") if PORTABLE not in p.parents)


def _sql(text: str) -> str:
    """The SQL of a template: comments and Jinja out, texts in quotes kept short."""
    without_jinja = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.DOTALL)
    without_comments = re.sub(r"--.*", " ", without_jinja)
    return re.sub(r"'[^']*'", "''", without_comments).lower()


@pytest.mark.parametrize("path", sorted(_models()), ids=lambda path: path.name)
def test_no_engine_function_outside_the_portable_macros(path: Path) -> None:
    """Another engine runs the models once `macros/portable/` has its version of each macro."""
    sql = _sql(path.read_text(encoding="utf-8"))
    found = [what for what, pattern in BITING.items() if re.search(pattern, sql)]
    assert found == [], f"{path.name}: put it into a macro of macros/portable/"


def test_the_patterns_find_what_they_look_for() -> None:
    """A list that finds nothing anywhere would hold nothing."""
    found = "\n".join(_sql(p.read_text(encoding="utf-8")) for p in PORTABLE.glob("*.sql"))
    for what in ("regular expression function", "unnest or explode", "string split",
                 "string aggregation", "date_diff or datediff"):  # fmt: skip
        assert re.search(BITING[what], found), what


@pytest.mark.parametrize("path", sorted(PORTABLE.glob("*.sql")), ids=lambda path: path.stem)
def test_a_portable_macro_dispatches(path: Path) -> None:
    """Each file: one macro of its own name that dispatches, and an implementation for DuckDB."""
    text = path.read_text(encoding="utf-8")
    assert f"adapter.dispatch('{path.stem}')" in text
    assert f"macro duckdb__{path.stem}(" in text
