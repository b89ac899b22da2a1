"""The publication gate: every check of a package folder, sorted into blockers and warnings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

import duckdb

from publish.changes.deprecation import check_removals
from publish.checks.data import TableRows, check_table, count_rows
from publish.checks.descriptor import (
    check_form,
    check_profile,
    check_published_columns,
    check_synthetic_notice,
)
from publish.checks.files import check_files
from publish.checks.finding import PACKAGE, Candidate, Finding, failed
from publish.checks.forms import check_forms
from publish.checks.metadata import check_metadata
from publish.checks.standard import check_with_frictionless
from publish.disclosure.check import check_disclosure
from publish.package import DESCRIPTOR


@dataclass(frozen=True)
class Report:
    """All findings about one package folder."""

    package: str
    version: str
    findings: tuple[Finding, ...]
    disclosure: dict[str, Any] | None = None
    """What protection cost and how it was attacked; None without protected tables."""

    def also(self, finding: Finding) -> Report:
        """The report with one finding more."""
        return replace(self, findings=(*self.findings, finding))

    @property
    def blockers(self) -> tuple[Finding, ...]:
        """The findings that keep the release back."""
        return tuple(f for f in self.findings if f.outcome == "failed" and f.level == "blocker")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that are told and keep nothing back, checks not made among them."""
        return tuple(f for f in self.findings if f.outcome != "passed" and f not in self.blockers)

    def as_json(self) -> dict[str, Any]:
        """The content of `quality-report.json`: verdict, counts and every finding in order."""
        return {
            "package": self.package,
            "version": self.version,
            "passed": not self.blockers,
            "blockers": len(self.blockers),
            "warnings": len(self.warnings),
            "checks": [asdict(finding) for finding in self.findings],
        }


def run_gate(connection: duckdb.DuckDBPyConnection, candidate: Candidate) -> Report:
    """Runs every check, never stopping at the first that fails; changes nothing."""
    try:
        version = str(candidate.descriptor["version"])
    except (OSError, json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        finding = failed("descriptor", DESCRIPTOR, f"cannot be read: {error}")
        return Report(candidate.package.name, "", (finding,))
    if malformed := tuple(check_form(candidate)):
        return Report(candidate.package.name, version, malformed)
    findings = tuple(_findings(connection, candidate))
    protection = check_disclosure(connection, candidate)
    findings += tuple(protection.findings)
    return Report(candidate.package.name, version, findings, protection.report)


def _findings(connection: duckdb.DuckDBPyConnection, candidate: Candidate) -> Iterator[Finding]:
    yield from check_files(candidate)
    yield from check_profile(candidate)
    yield from check_published_columns(candidate)
    counted: dict[str, TableRows] = {}
    for table in candidate.tables:
        try:
            counted[table.name] = count_rows(connection, candidate, table)
        except duckdb.Error as error:
            yield failed("readable", table.name, str(error).splitlines()[0])
            continue
        yield from check_table(connection, candidate, table)
    synthetic = any(found.synthetic for found in counted.values())
    yield check_synthetic_notice(candidate, synthetic)
    yield from check_removals(candidate)
    rows = {name: found.rows for name, found in counted.items()}
    yield from check_forms(connection, candidate, rows)
    yield from check_with_frictionless(candidate, rows)
    yield from check_metadata(candidate)
    if not counted:
        yield failed("readable", PACKAGE, "no table could be read")
