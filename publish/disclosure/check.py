"""The audit as a check of the publication gate, and the report that stands in the release."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from publish.checks.finding import Candidate, Finding, failed, passed
from publish.disclosure.attacker import ContradictionError
from publish.disclosure.audit import Audit, Case, Leak, audit
from publish.disclosure.family import family
from publish.disclosure.history import read_released, released_files
from publish.disclosure.protect import FOLDER, linked_columns_of
from publish.disclosure.sheet import DisclosureError, read_sheet
from publish.engine import parquet
from publish.files import read_json
from publish.open_tables import MART_SCHEMA, open_table_path
from schemas.model import Table
from schemas.sql import identifier, literal

CHECK = "disclosure"
LARGEST_LIST = 10


@dataclass
class Disclosure:
    """What the audit of a package found."""

    findings: list[Finding] = field(default_factory=list)
    report: dict[str, Any] | None = None
    """The content of `disclosure-report.json`; None for a package without protected tables."""


def check_disclosure(connection: duckdb.DuckDBPyConnection, candidate: Candidate) -> Disclosure:
    """Attacks every group of linked tables that the package has a table of. Without the private
    warehouse the flags say what has to hold, which is less: then the finding says so."""
    done = Disclosure()
    groups: dict[tuple[str, ...], tuple[Table, ...]] = {}
    for name in candidate.package.tables:
        tables = family(candidate.registry.open[name], candidate.registry)
        if any(table.disclosure is not None for table in tables):
            groups[tuple(table.name for table in tables)] = tables
    if not groups:
        return done
    reports = []
    for names, tables in groups.items():
        try:
            case = _case(connection, candidate, tables)
            found = audit(case)
        except (duckdb.Error, DisclosureError, ContradictionError) as error:
            done.findings.append(failed(CHECK, names[0], str(error).splitlines()[0]))
            continue
        done.findings += _findings(names, found, case, candidate)
        reports.append(_report(names, found, case, candidate))
    done.report = {
        "rules": candidate.registry.rules.model_dump(mode="json", exclude={"search"}),
        "groups": reports,
    }
    return done


def _case(
    connection: duckdb.DuckDBPyConnection, candidate: Candidate, tables: tuple[Table, ...]
) -> Case:
    shelves = candidate.releases
    if candidate.build_db is not None:
        connection.execute(
            f"ATTACH IF NOT EXISTS {literal(str(candidate.build_db))} AS build (READ_ONLY)"
        )
    current, exact = [], []
    for table in tables:
        extra = linked_columns_of(table, tables)
        path = _newest(candidate, table)
        if path is not None:
            current.append(read_sheet(connection, table, parquet(path), "this release", extra))
        if candidate.build_db is not None:
            mart = f"build.{MART_SCHEMA}.{identifier(table.name)}"
            exact.append(read_sheet(connection, table, mart, "the mart", extra, exact=True))
    earlier = read_released(connection, released_files(tables, candidate.registry, shelves))
    return Case(tuple(current), tuple(exact), earlier, candidate.registry)


def _newest(candidate: Candidate, table: Table) -> Path | None:
    """A table of the package itself, or another package's newest rows: as they are about to be
    released, else as they were released last."""
    if table.name in candidate.package.tables:
        return candidate.parquet(table.name)
    if candidate.open_dir is not None:
        path = open_table_path(table.name, candidate.open_dir)
        if path.exists():
            return path
    files = released_files((table,), candidate.registry, candidate.releases)
    return files[-1].path if files else None


def _findings(
    names: tuple[str, ...], found: Audit, case: Case, candidate: Candidate
) -> Iterator[Finding]:
    subject = ", ".join(name for name in names if name in candidate.package.tables)
    if found.contradiction:
        yield failed(CHECK, subject, f"the attack could not be made: {found.contradiction}")
        return
    for leak in found.leaks[:LARGEST_LIST]:
        yield failed(CHECK, leak.table, _told(leak, case))
    if len(found.leaks) > LARGEST_LIST:
        yield failed(
            CHECK, subject, f"{len(found.leaks) - LARGEST_LIST} more suppressed cells leak"
        )
    if not found.leaks:
        past = f" and {len(found.editions)} earlier editions" if found.editions else ""
        by = "the exact rows" if case.exact else "the flags alone (no private warehouse at hand)"
        yield passed(
            CHECK,
            subject,
            f"{found.attacked} hidden numbers withstand the attack over this release{past}, "
            f"judged by {by}",
        )


def _told(leak: Leak, case: Case) -> str:
    """Where and why, for the coordinator; never the bounds themselves."""
    tables = {sheet.table.name: sheet.table for sheet in case.current}
    key = ", ".join(
        f"{name} {value}"
        for name, value in zip(tables[leak.table].primary_key, leak.key, strict=True)
    )
    where = "" if leak.edition == "this release" else f" of {leak.edition}"
    return (
        f"cell{where} ({key}), {leak.column}: {leak.reason}. Suppress more of the cells that hang "
        f"together with it, or take the cause out of the change since the last release"
    )


def _report(
    names: tuple[str, ...], found: Audit, case: Case, candidate: Candidate
) -> dict[str, Any]:
    report: dict[str, Any] = {"tables": list(names)}
    if candidate.build_db is not None:
        path = candidate.build_db.parent / FOLDER / f"{names[0]}.json"
        if path.exists():
            report["protection"] = read_json(path)["report"]
    return report | {
        "audit": {
            "hidden_numbers_attacked": found.attacked,
            "earlier_editions": list(found.editions),
            "judged_by": "exact rows" if case.exact else "flags",
            "leaks": len(found.leaks),
        }
    }
