"""The code lists as dbt seeds: the lists, their codes, and every word that means a code."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from schemas.model import LANGUAGES, CodeList, fold
from schemas.registry import Registry


@dataclass(frozen=True)
class Column:
    """One column of a seed."""

    name: str
    description: str
    data_type: str = "varchar"


@dataclass(frozen=True)
class Seed:
    """One seed file of the dbt project."""

    name: str
    description: str
    columns: tuple[Column, ...]


_LIST = Column("code_list", "Name of the code list.")
_CODE = Column("code", "Code, as it stands in the data.")

# dbt wants distinct names over models and seeds: what becomes the mart `code_list` is
# `seed_code_list` before. `code_term` becomes no mart.
CODE_LIST = Seed(
    "seed_code_list",
    "Every code list: its version, its titles and where it comes from.",
    (
        _LIST,
        Column("version", "Version of the list."),
        *(Column(f"title_{lang}", f"Title of the list ({lang}).") for lang in LANGUAGES),
        Column("source", "Standard or body that the list comes from."),
        Column("uri", "Address of the list where it has one."),
    ),
)
CODE = Seed(
    "seed_code",
    "Every code of every code list, with its labels.",
    (
        _LIST,
        _CODE,
        *(Column(f"label_{lang}", f"Label of the code ({lang}).") for lang in LANGUAGES),
        Column("parent_code", "Code of the same list that this one is part of."),
        Column("code_uri", "Address of the code where it has one."),
        Column("position", "Place of the code in its list, from 1.", "bigint"),
    ),
)
CODE_TERM = Seed(
    "code_term",
    "Every word that partners may write for a code: codes, labels in four languages, aliases.",
    (
        _LIST,
        Column("term_folded", "The word in lower case, with outer blanks off and inner single."),
        _CODE,
    ),
)
SEEDS = (CODE_LIST, CODE, CODE_TERM)


def files(registry: Registry) -> dict[str, str]:
    """Seed name -> CSV text: UTF-8, comma, line feed, empty for missing; rows in list order."""
    lists = [registry.code_lists[name] for name in sorted(registry.code_lists)]
    rows = {
        CODE_LIST: (_list_row(code_list) for code_list in lists),
        CODE: (row for code_list in lists for row in _code_rows(code_list)),
        CODE_TERM: (row for code_list in lists for row in _term_rows(code_list)),
    }
    return {seed.name: _csv(seed, body) for seed, body in rows.items()}


def _list_row(code_list: CodeList) -> tuple[Any, ...]:
    titles = (getattr(code_list.title, language) for language in LANGUAGES)
    return (code_list.name, code_list.version, *titles, code_list.source, code_list.uri)


def _code_rows(code_list: CodeList) -> Iterable[tuple[Any, ...]]:
    for position, code in enumerate(code_list.codes, start=1):
        labels = (getattr(code.label, language) for language in LANGUAGES)
        yield (code_list.name, code.code, *labels, code.parent, code.uri, position)


def _term_rows(code_list: CodeList) -> Iterable[tuple[str, str, str]]:
    for code in code_list.codes:
        for term in dict.fromkeys(fold(term) for term in code.terms()):
            yield (code_list.name, term, code.code)


def _csv(seed: Seed, rows: Iterable[tuple[Any, ...]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(column.name for column in seed.columns)
    writer.writerows(rows)
    return text.getvalue()
