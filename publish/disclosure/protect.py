"""Decides for the open tables which rows are suppressed, withheld or marked, and applies it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from publish.disclosure.audit import Case, audit
from publish.disclosure.family import family
from publish.disclosure.history import (
    Released,
    hidden_rows,
    read_released,
    released_files,
    shown_values,
)
from publish.disclosure.leaves import leaves
from publish.disclosure.near import exact_network
from publish.disclosure.primary import Earlier, Exact, judge
from publish.disclosure.secondary import Choice, choose, loss_weights
from publish.disclosure.sheet import (
    FREE,
    LOW_RELIABILITY,
    NOT_SIGNIFICANT,
    PRIMARY,
    SECONDARY,
    SUPPRESSED,
    Key,
    Sheet,
    read_sheet,
)
from publish.disclosure.structure import Network, Row
from publish.engine import fingerprint
from publish.files import read_json, to_json, write_atomically
from schemas.disclosure import CONF_STATUS, OBS_STATUS
from schemas.model import Table
from schemas.registry import Registry
from schemas.sql import identifier

FOLDER = "disclosure"
VERSION = 3
"""Of the decisions' file: a change of the method makes them anew."""
TRIES = 5

Decisions = dict[tuple[str, Key], tuple[str, str]]
"""(table, key) -> (obs_status, conf_status) of every row that is not shown as it is."""


@dataclass(frozen=True)
class Protection:
    """The decisions for some linked tables, and the report about them (which holds no value)."""

    decisions: Decisions
    report: dict[str, Any]


def protect(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    registry: Registry,
    marts: str,
    private: Path,
    releases: Path | None,
) -> Protection:
    """The decisions for a table and those linked to it. `marts` is the schema of the exact tables
    in `connection`; `private` a folder that is never published, where decisions are kept until
    the rows, the rules or the released editions change; `releases` the shelves of all packages.

    Raises DisclosureError when rows contradict the `disclosure:` block.
    """
    tables = family(table, registry)
    files = released_files(tables, registry, releases)
    path = private / FOLDER / f"{tables[0].name}.json"
    key = _fingerprint(connection, tables, registry, marts, files)
    kept = read_json(path) if path.exists() else {}
    if kept.get("key") != key:
        exact = tuple(_exact(connection, each, tables, marts) for each in tables)
        made = decide(exact, read_released(connection, files), registry)
        kept = {"key": key, "report": made.report, "rows": _plain(made.decisions)}
        write_atomically(path, to_json(kept))
    decisions = {(name, tuple(row)): (obs, conf) for name, row, obs, conf in kept["rows"]}
    return Protection(decisions, kept["report"])


def decide(exact: Sequence[Sheet], earlier: Sequence[Sheet], registry: Registry) -> Protection:
    """Primary and secondary suppression and reliability of exact rows, given what was released.

    What was released before may break a choice that is safe by itself. Then it is made again: first
    with every row hidden that the last release hid, then with the totals hidden whose suppressed
    parts moved by too little. Without a past the search has attacked its own choice already; the
    gate of the release attacks in any case.
    """
    network = exact_network(exact, registry)
    before = shown_values(earlier)
    hidden = {Row(*row) for row in hidden_rows(earlier)}
    kept = {number for number, row in enumerate(network.rows) if row in hidden}
    full = leaves(exact, network, registry)
    weights = loss_weights(full, kept)
    forced: frozenset[int] = frozenset()
    moved: frozenset[tuple[str, str, Key]] = frozenset()
    for _ in range(TRIES):
        known = judge(exact, network, registry.rules, before, moved)
        frozen = _frozen(exact, network, known, before)
        choice = choose(network, known, registry.rules, weights, frozen, forced - frozen)
        decisions = _decisions(network, known, choice)
        if not earlier:
            break
        shown = tuple(published(sheet, decisions) for sheet in exact)
        found = audit(Case(shown, tuple(exact), tuple(earlier), registry, network))
        more = frozenset((leak.table, leak.column, leak.key) for leak in found.leaks if leak.moved)
        if not found.leaks or (forced >= kept and more <= moved):
            break
        forced, moved = frozenset(kept), moved | more
    lost = sum(full[row] for row in choice.hidden - known.primary)
    return Protection(decisions, _report(network, known, choice, lost))


def _frozen(
    exact: Sequence[Sheet], network: Network, known: Exact, before: Earlier
) -> frozenset[int]:
    """Rows that hide nothing by being hidden: those of unprotected tables, and those that were
    shown before and did not change."""
    plain = {sheet.table.name for sheet in exact if sheet.table.disclosure is None}
    frozen = {n for n, row in enumerate(network.rows) if row.table in plain}
    for number, row in enumerate(network.rows):
        for column, node in network.columns[number].items():
            if before.get((row.table, column, row.key)) == float(known.values[node]):
                frozen.add(number)
    return frozenset(frozen - known.primary)


def _decisions(network: Network, known: Exact, choice: Choice) -> Decisions:
    decisions: Decisions = {}
    for number, row in enumerate(network.rows):
        if number in known.primary:
            flags = (SUPPRESSED, PRIMARY)
        elif number in choice.hidden:
            flags = (SUPPRESSED, SECONDARY)
        elif number in known.unreliable:
            flags = (NOT_SIGNIFICANT, FREE)
        elif number in known.low:
            flags = (LOW_RELIABILITY, FREE)
        else:
            continue
        decisions[row.table, row.key] = flags
    return decisions


def blanks(table: Table, obs_status: str) -> tuple[str, ...]:
    """The columns that a row of this status leaves empty."""
    block = table.disclosure
    if block is None:
        return ()
    if obs_status == SUPPRESSED:
        return block.values
    if obs_status == NOT_SIGNIFICANT and block.reliability:
        return block.reliability.values
    return ()


def published(sheet: Sheet, decisions: Decisions) -> Sheet:
    """The rows as they would be published: only open columns, blanked and flagged."""
    table = sheet.table
    if table.disclosure is None:
        return Sheet(table, sheet.label, sheet.keys, sheet.columns)
    flags = [decisions.get((table.name, key)) for key in sheet.keys]
    empty = [frozenset(blanks(table, flag[0])) if flag else frozenset() for flag in flags]
    open_columns = {field.name for field in table.published()}
    columns: dict[str, tuple[Any, ...]] = {}
    for name, values in sheet.columns.items():
        if name not in open_columns:
            continue
        place = {OBS_STATUS: 0, CONF_STATUS: 1}.get(name)
        if place is not None:
            columns[name] = tuple(f[place] if f else v for v, f in zip(values, flags, strict=True))
        else:
            columns[name] = tuple(
                None if name in e else v for v, e in zip(values, empty, strict=True)
            )
    return Sheet(table, sheet.label, sheet.keys, columns)


def linked_columns_of(table: Table, tables: Sequence[Table]) -> list[str]:
    """The columns of a table that others link to."""
    return sorted(
        {
            column
            for other in tables
            for link in (other.disclosure.links if other.disclosure else ())
            if link.table == table.name
            for column in link.counts.values()
        }
    )


def _report(network: Network, known: Exact, choice: Choice, lost: int) -> dict[str, Any]:
    """What the protection cost: the basic cells under the rows that hide for others, and how far
    that may be from the least possible. Counts of rows only: no value of any cell."""
    gap = 0.0 if choice.loss <= 0 else 1 - choice.bound / choice.loss
    return {
        "method": choice.method,
        "information_loss": lost,
        "optimality_gap": round(max(gap, 0.0), 4),
        "tables": {
            name: _counts(network, known, choice, name)
            for name in sorted({row.table for row in network.rows})
        },
    }


def _counts(network: Network, known: Exact, choice: Choice, name: str) -> dict[str, int]:
    rows = {number for number, row in enumerate(network.rows) if row.table == name}
    hidden = choice.hidden & rows
    unreliable = (known.unreliable & rows) - hidden
    return {
        "rows": len(rows),
        "suppressed_primary": len(known.primary & rows),
        "suppressed_secondary": len(hidden - known.primary),
        "not_significant": len(unreliable),
        "low_reliability": len((known.low & rows) - hidden),
    }


def _fingerprint(
    connection: duckdb.DuckDBPyConnection,
    tables: Sequence[Table],
    registry: Registry,
    marts: str,
    files: Sequence[Released],
) -> str:
    """What the decisions depend on. It covers exact rows and never leaves the private folder:
    whoever had it could test guesses of a suppressed value against it."""
    content = [str(VERSION), registry.rules.model_dump_json()]
    for table in tables:
        columns = [field.name for field in table.fields]
        rows = fingerprint(connection, f"{marts}.{identifier(table.name)}", columns)
        content += [table.model_dump_json(), str(rows)]
    content += [code_list.model_dump_json() for code_list in registry.code_lists.values()]
    content += [f"{file.label} {file.sha256}" for file in files]
    return hashlib.sha256("\n".join(content).encode()).hexdigest()


def _exact(
    connection: duckdb.DuckDBPyConnection, table: Table, tables: Sequence[Table], marts: str
) -> Sheet:
    relation = f"{marts}.{identifier(table.name)}"
    columns = linked_columns_of(table, tables)
    return read_sheet(connection, table, relation, "the mart", columns, exact=True)


def _plain(decisions: Decisions) -> list[list[Any]]:
    """The decisions sorted, their keys as JSON has them: text, whole numbers, truth values."""
    return [
        [name, [_text(value) for value in key], *flags]
        for (name, key), flags in sorted(decisions.items(), key=str)
    ]


def _text(value: Any) -> Any:
    return value if isinstance(value, str | int | bool) or value is None else str(value)
