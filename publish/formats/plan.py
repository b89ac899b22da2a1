"""The data files of a release and the resources that describe them, in one order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from publish.contents import Contents
from publish.forms import FORMS, Form
from schemas.model import LANGUAGES

DATA = "data"
PER_TABLE = ("csv", "parquet", "jsonstat.json")
RESOURCE_SUFFIX = {"csv": "", "parquet": "-parquet", "jsonstat.json": "-jsonstat"}
"""Under its table's name, or as `type: table`, frictionless reads a Parquet file as a table: it
then calls nullable integers errors and always finds a wrong number of bytes. As a plain file of
another name it verifies size and hash, and the whole package validates."""


@dataclass(frozen=True)
class Planned:
    """One data file that a release will hold."""

    resource: str
    """Its name in the descriptor."""
    path: str
    """Relative to the release folder, with `/`."""
    form: Form
    tables: tuple[str, ...]
    language: str | None = None
    """Of a file whose words are in one language."""


def file_path(stem: str, suffix: str) -> str:
    """Where the file of a table or package lies in a release, relative to the descriptor."""
    return f"{DATA}/{stem}.{suffix}"


def plan(contents: Contents) -> tuple[Planned, ...]:
    """Every data file of a package: those of each table, then those of the whole."""
    return (*_of_tables(contents), *_of_package(contents))


def fitting(contents: Contents, suffix: str) -> tuple[str, ...]:
    """The tables that fit into a form, in the package's order."""
    return tuple(t.name for t in contents.tables if suffix in contents.forms[t.name])


def _of_tables(contents: Contents) -> Iterator[Planned]:
    for table in contents.tables:
        for suffix in PER_TABLE:
            if suffix in contents.forms[table.name]:
                name = table.name + RESOURCE_SUFFIX[suffix]
                path = file_path(table.name, suffix)
                yield Planned(name, path, FORMS[suffix], (table.name,))


def _of_package(contents: Contents) -> Iterator[Planned]:
    package = contents.package.name
    if tables := fitting(contents, "xlsx"):
        for language in LANGUAGES:
            path = file_path(f"{package}.{language}", "xlsx")
            yield Planned(f"{package}-xlsx-{language}", path, FORMS["xlsx"], tables, language)
    if tables := fitting(contents, "sqlite"):
        yield Planned(f"{package}-sqlite", file_path(package, "sqlite"), FORMS["sqlite"], tables)
