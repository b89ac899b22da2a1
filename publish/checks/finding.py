"""What a check looks at and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from publish.descriptor import file_path
from publish.files import read_json
from publish.profile import Profile
from schemas.model import Package, Table
from schemas.registry import Registry

Outcome = Literal["passed", "failed", "not checked"]
Level = Literal["blocker", "warning"]
PACKAGE = "package"


@dataclass(frozen=True)
class Finding:
    """One line of the report."""

    check: str
    subject: str
    """A table, a file, or `package`."""
    outcome: Outcome
    level: Level
    """What a failure means: a blocker keeps the release back, a warning is only reported."""
    message: str


@dataclass(frozen=True)
class Candidate:
    """A package folder that wants to be released (or was), and what it is held against."""

    folder: Path
    package: Package
    registry: Registry
    profile: Profile
    open_dir: Path | None = None
    """The open tables it was made of; None when a published folder is checked by itself."""
    previous: Path | None = None
    """The folder of the release before, if there is one."""
    build_db: Path | None = None
    """The private warehouse, for the audit of protected tables; None when a published folder is
    checked by itself."""
    releases: Path | None = None
    """The shelves of all packages: what the attacker of the audit may have kept."""
    standards: Path | None = None
    """The cache of official shapes; None when none may be looked for."""
    row_limit: int = 10_000
    """Tables with more rows are large: frictionless, at some 20,000 rows a second, reads only a
    sample of them. DuckDB reads every row of every table."""
    sample_rows: int = 1_000

    @cached_property
    def descriptor(self) -> dict[str, Any]:
        """The content of `datapackage.json`."""
        content: dict[str, Any] = read_json(self.folder / "datapackage.json")
        return content

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The package's tables as they are published: without private fields."""
        return tuple(published_form(self.registry.open[name]) for name in self.package.tables)

    def csv(self, table: str) -> Path:
        """The CSV file of a table."""
        return self.folder / file_path(table, "csv")

    def parquet(self, table: str) -> Path:
        """The Parquet file of a table."""
        return self.folder / file_path(table, "parquet")


def published_form(table: Table) -> Table:
    """A table reduced to its published fields and the keys that they make whole."""
    fields = table.published()
    present = {field.name for field in fields}
    keys = tuple(key for key in table.foreign_keys if present.issuperset(key.fields))
    return table.model_copy(update={"fields": fields, "foreign_keys": keys})


def passed(check: str, subject: str, message: str, level: Level = "blocker") -> Finding:
    """A check that was made and found nothing."""
    return Finding(check, subject, "passed", level, message)


def failed(check: str, subject: str, message: str, level: Level = "blocker") -> Finding:
    """A check that found something."""
    return Finding(check, subject, "failed", level, message)


def not_checked(check: str, subject: str, reason: str) -> Finding:
    """A check that could not be made: never a pass, always a warning that says why."""
    return Finding(check, subject, "not checked", "warning", f"not checked: {reason}")
