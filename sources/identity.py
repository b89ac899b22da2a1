"""What makes a snapshot the one it is, and what tells that a source has not changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemas.model import Field, Table
from schemas.registry import Registry
from schemas.sql import identifier, literal
from sources.feed import Feed

if TYPE_CHECKING:
    import duckdb

PROJECT = Path(__file__).resolve().parent.parent
ID_LENGTH = 16
_HASH_BATCH = 100_000


def contract_version(table: Table, registry: Registry) -> str:
    """Twelve hex digits that change when a rule of the table does, and with no text about it."""
    rules: dict[str, Any] = {
        "fields": [_rules(field, registry) for field in table.fields],
        "primary_key": table.primary_key,
        "foreign_keys": [key.model_dump() for key in table.foreign_keys],
        "missing_values": [missing.value for missing in table.missing_values],
    }
    return _sha256(json.dumps(rules, ensure_ascii=False))[:12]


def fingerprint(
    feed: Feed,
    contract: str,
    source_sha256: str,
    references: Mapping[str, Sequence[str]],
    corrections: str,
    partition: str | None,
    person_key: str | None = None,
) -> str:
    """Everything that a pull depends on: with the same fingerprint it need not be made.

    `person_key` is the id of the key, where the table holds persons.

    The code that reads and judges is part of it, so that a mended reader reads again.
    """
    parts = [feed.digest(), contract, source_sha256, references, corrections, partition, person_key]
    return _sha256(json.dumps([*parts, code_digest()], sort_keys=True))


@cache
def code_digest() -> str:
    """SHA-256 over the Python files of `schemas/` and `sources/`, the generator apart."""
    digest = hashlib.sha256()
    for room in ("schemas", "sources"):
        for path in sorted((PROJECT / room).rglob("*.py")):
            if "reference" not in path.relative_to(PROJECT).parts:
                digest.update(path.read_bytes())
    return digest.hexdigest()


def snapshot_id(
    con: duckdb.DuckDBPyConnection,
    feed: Feed,
    table: Table,
    contract: str,
    accepted: Path,
    rejected: Path,
) -> str:
    """The hash of what a snapshot says: its rows and refusals, contract, origin and licence.

    Where in the file a row stands is no part of it, nor is the order of the rows: a file that
    was sorted anew or got another title row holds the same content.
    """
    digest = hashlib.sha256()
    digest.update(json.dumps([feed.table, contract, feed.origin, feed.licence]).encode())
    digest.update(feed.publisher.encode())
    fields = [field.name for field in table.fields]
    for path, columns in (
        (accepted, fields),
        (rejected, ["rule", "column_name", "value", "row_json"]),
    ):
        digest.update(path.name.encode())
        for block in _row_hashes(con, path, columns):
            digest.update(block)
    return digest.hexdigest()[:ID_LENGTH]


def _row_hashes(con: duckdb.DuckDBPyConnection, path: Path, columns: Sequence[str]) -> list[bytes]:
    """The hash of every row, sorted, in blocks of bytes."""
    # The separators are control characters, which no cell of a table has.
    texts = ", ".join(f"coalesce({identifier(name)}::VARCHAR, chr(30))" for name in columns)
    hashed = con.sql(
        f"SELECT md5_number(concat_ws(chr(31), {texts})) AS hash "
        f"FROM read_parquet({literal(str(path))}) ORDER BY hash"
    )
    batches = hashed.to_arrow_reader(_HASH_BATCH)
    return [b"".join(memoryview(batch.column(0).buffers()[1]) for batch in batches)]


def _rules(field: Field, registry: Registry) -> dict[str, Any]:
    rules = field.model_dump(exclude={"title", "description", "unit", "publish"})
    if field.code_list is not None:
        codes = registry.code_lists[field.code_list].codes
        rules["terms"] = [[code.code, *code.terms()] for code in codes]
    return rules


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
