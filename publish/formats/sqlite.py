"""The whole package as one SQLite file, with keys, and with the descriptions in four languages.

The file is the same for the same rows: fixed page size, no journal kept, rows in key order. Its
header names the SQLite library that wrote it (bytes 96 to 99): that is the one of the pinned ADBC
driver, on every machine. The driver takes the rows from DuckDB as Arrow batches, three times as
fast as Python's own module takes them row by row.

SQLite has no decimals. Numbers are REAL: up to 15 digits (`limits.DIGITS`) a value rounded to the
`scale` that stands in `_column` is the value published, and a table with longer numbers is left
out. Days are ISO 8601 texts, booleans 0 and 1, as SQLite's own functions take them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from publish.changes.version import parts
from publish.descriptor import LICENCE
from publish.formats.subject import Subject
from publish.formats.values import values_sql
from publish.texts import in_language
from schemas.model import LANGUAGES, TOTAL_CODE, Field, Table, Text
from schemas.registry import Registry
from schemas.sql import identifier
from schemas.to_frictionless import local_keys
from schemas.words import TOTAL

if TYPE_CHECKING:
    from adbc_driver_manager.dbapi import Cursor

APPLICATION_ID = 0x4B534967
"""`KSIg`: how `file` and SQLite tell whose format the file has."""
TYPES = {
    "string": "TEXT",
    "integer": "INTEGER",
    "number": "REAL",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "datetime": "DATETIME",
}
OWN_TABLES = ("_package", "_table", "_column", "_code")
TITLES = tuple(f"title_{language}" for language in LANGUAGES)
DESCRIPTIONS = tuple(f"description_{language}" for language in LANGUAGES)
LABELS = tuple(f"label_{language}" for language in LANGUAGES)
BATCH = 50_000


def write_sqlite(connection: duckdb.DuckDBPyConnection, path: Path, subject: Subject) -> None:
    """Writes the tables that fit into a new file, each with its rows in key order."""
    from adbc_driver_sqlite import dbapi

    tables = subject.fitting("sqlite")
    with dbapi.connect(str(path), autocommit=True) as target, target.cursor() as cursor:
        for pragma in ("page_size = 4096", "journal_mode = OFF", "synchronous = OFF"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        cursor.execute(f"PRAGMA user_version = {_number(subject.version)}")
        cursor.execute("BEGIN")
        _describe(cursor, subject)
        for table in tables:
            cursor.execute(_create(table, tables, subject.registry))
            query = values_sql(subject.contents.path(table.name), table.published(), as_text=True)
            _fill(cursor, table.name, connection.execute(query).to_arrow_reader(BATCH))
        cursor.execute("COMMIT")


def _fill(cursor: Cursor, table: str, rows: Any) -> None:
    """The first row that breaks a key or presence ends the table here: the gate then says which
    rule of the table it breaks, and that the forms differ, where an error would say neither."""
    from adbc_driver_manager import InternalError

    try:
        cursor.adbc_ingest(table, rows, mode="append")
    except InternalError as error:
        if "constraint failed" not in str(error):
            raise


def _number(version: str) -> int:
    """1.12.3 as 1012003, so that later versions are larger; `user_version` has 31 bits."""
    major, minor, patch = parts(version)
    return min(major * 1_000_000 + minor * 1_000 + patch, 2**31 - 1)


def _create(table: Table, tables: Iterable[Table], registry: Registry) -> str:
    fields = table.published()
    names = {field.name for field in fields}
    lines = [_column(field) for field in fields]
    lines.append(f"PRIMARY KEY ({_listed(table.primary_key)})")
    here = {each.name: each for each in tables}
    for key in local_keys(table, registry, names):
        parent = here.get(key.reference)
        # SQLite follows a key into columns that are one: the primary key, or declared unique.
        if parent is not None and set(key.reference_fields) == set(parent.primary_key):
            target = f"{identifier(parent.name)} ({_listed(key.reference_fields)})"
            lines.append(f"FOREIGN KEY ({_listed(key.fields)}) REFERENCES {target}")
    body = ",\n  ".join(lines)
    return f"CREATE TABLE {identifier(table.name)} (\n  {body}\n)"


def _column(field: Field) -> str:
    column = identifier(field.name)
    line = f"{column} {TYPES[field.type]}{' NOT NULL' if field.required else ''}"
    return f"{line} CHECK ({column} IN (0, 1))" if field.type == "boolean" else line


def _describe(cursor: Cursor, subject: Subject) -> None:
    """The tables whose names begin with `_`: what package, tables, columns and codes are."""
    _own(cursor, "_package", ("property", "value"), _package(subject), key="property")
    _own(cursor, "_table", ("name", "rows", "in_file", *TITLES, *DESCRIPTIONS), _tables(subject))
    facts = ("type", "precision", "scale", "unit", "required", "code_list")
    columns = ("table_name", "position", "name", *facts, *TITLES, *DESCRIPTIONS)
    _own(cursor, "_column", columns, _columns(subject), key="table_name, position")
    codes = ("code_list", "position", "code", "parent", "uri", *LABELS)
    _own(cursor, "_code", codes, _codes(subject), key="code_list, position")


def _own(
    cursor: Cursor,
    name: str,
    columns: Sequence[str],
    rows: Iterable[tuple[Any, ...]],
    key: str = "name",
) -> None:
    whole = ("rows", "in_file", "position", "precision", "scale", "required")
    listed = ", ".join(f"{c} {'INTEGER' if c in whole else 'TEXT'}" for c in columns)
    cursor.execute(f"CREATE TABLE {name} ({listed}, PRIMARY KEY ({key}))")
    marks = ", ".join("?" * len(columns))
    cursor.executemany(f"INSERT INTO {name} VALUES ({marks})", list(rows))


def _package(subject: Subject) -> Iterator[tuple[str, str]]:
    yield "name", subject.name
    yield "version", subject.version
    yield "created", subject.day
    yield "licence", LICENCE["path"]
    if subject.address is not None:
        yield "address", subject.address
    for language in LANGUAGES:
        yield f"title_{language}", subject.title(language)
        yield f"description_{language}", subject.description(language)


def _tables(subject: Subject) -> Iterator[tuple[Any, ...]]:
    here = {table.name for table in subject.fitting("sqlite")}
    for table in subject.contents.tables:
        told = (*_four(table.title), *_four(table.description))
        yield table.name, subject.contents.rows[table.name], table.name in here, *told


def _columns(subject: Subject) -> Iterator[tuple[Any, ...]]:
    for table in subject.contents.tables:
        for position, field in enumerate(table.published(), start=1):
            kind = (field.type, field.precision, field.scale, field.unit)
            told = (*_four(field.title), *_four(field.description))
            where = (table.name, position, field.name)
            yield *where, *kind, field.required, field.code_list, *told


def _codes(subject: Subject) -> Iterator[tuple[Any, ...]]:
    """Every code list that a column uses, `_T` at the end where one of them takes totals."""
    fields = [field for table in subject.contents.tables for field in table.published()]
    totals = {field.code_list for field in fields if field.total}
    for name in sorted({field.code_list for field in fields if field.code_list}):
        codes = subject.registry.code_lists[name].codes
        for position, code in enumerate(codes, start=1):
            yield name, position, code.code, code.parent, code.uri, *_four(code.label)
        if name in totals:
            yield name, len(codes) + 1, TOTAL_CODE, None, None, *_four(TOTAL)


def _four(text: Text) -> tuple[str, ...]:
    return tuple(in_language(text, language) for language in LANGUAGES)


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(identifier(column) for column in columns)
