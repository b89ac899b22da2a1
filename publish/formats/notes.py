"""What the README says of the data files beside CSV and Parquet, and of the cells of the CSV."""

from __future__ import annotations

from collections.abc import Iterator

from publish.contents import Contents
from publish.formats.formula import NOTE
from publish.formats.limits import OFFICE_ROWS, SQLITE_ROWS
from publish.formats.plan import fitting
from publish.formats.texts import LEFT_OUT_BODY, SQLITE_BODY, STATISTICAL_BODY, WORKBOOK_BODY
from publish.texts import in_language


def file_notes(contents: Contents, language: str) -> list[str]:
    """The lines in Markdown, one item per form, the tables that are not in it named."""
    return [*(f"- {note}" for note in _notes(contents, language)), ""]


def _notes(contents: Contents, language: str) -> Iterator[str]:
    if cubes := fitting(contents, "jsonstat.json"):
        yield in_language(STATISTICAL_BODY, language).format(tables=_quoted(cubes))
    for suffix, body, limit in (
        ("xlsx", WORKBOOK_BODY, OFFICE_ROWS),
        ("sqlite", SQLITE_BODY, SQLITE_ROWS),
    ):
        here = fitting(contents, suffix)
        told = in_language(body, language).format(package=contents.package.name)
        absent = [table.name for table in contents.tables if table.name not in here]
        if absent:
            left = in_language(LEFT_OUT_BODY, language).format(tables=_quoted(absent), limit=limit)
            told = f"{told} {left}" if here else f"{suffix}: {left}"
        yield told
    yield in_language(NOTE, language)


def _quoted(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
