"""Where everything lies and what the run was told: the one reader of the environment.

Only the command lines of `sources` and `publish`, which know no Dagster, read it beside this.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sources.persons.key import VARIABLE

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """The data root with its folders, the drop folder, the reporting date and the profile."""

    data_root: Path
    inbox: Path
    as_of: date | None = None
    """Reporting date of the KPIs; None = the day of the newest snapshot."""
    production: bool = False
    """The production profile refuses feeds of synthetic origin."""
    person_secret: str = field(default="", repr=False)
    """The secret with which persons are hashed; empty = none is given (see `sources.persons`)."""

    @property
    def build_db(self) -> Path:
        """The private build warehouse, written by dbt alone."""
        return self.data_root / "warehouse" / "build.duckdb"

    @property
    def open_tables(self) -> Path:
        """The folder of the open tables, one Parquet file each."""
        return self.data_root / "warehouse" / "open"

    @property
    def observatory_db(self) -> Path:
        """The public warehouse that BI tools read."""
        return self.data_root / "warehouse" / "observatory.duckdb"

    @property
    def dbt_target(self) -> Path:
        """dbt's target folder: manifest, compiled SQL, run results."""
        return self.data_root / "dbt" / "target"

    @property
    def markers(self) -> Path:
        """What each stage was last completed with, so that an unchanged run does nothing."""
        return self.data_root / "markers"


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from `KSIGUNE_DATA`, `KSIGUNE_INBOX`, `KSIGUNE_AS_OF`, `KSIGUNE_PROFILE` and
    `KSIGUNE_PERSON_KEY`.

    Raises ValueError for a date or profile that is none, naming the variable.
    """
    data_root = Path(environment.get("KSIGUNE_DATA", PROJECT / "data")).absolute()
    profile = environment.get("KSIGUNE_PROFILE", "development")
    if profile not in ("development", "production"):
        raise ValueError(f"KSIGUNE_PROFILE is '{profile}'; it is development or production")
    return Settings(
        data_root=data_root,
        inbox=Path(environment.get("KSIGUNE_INBOX", data_root / "inbox")).absolute(),
        as_of=_as_of(environment.get("KSIGUNE_AS_OF")),
        production=profile == "production",
        person_secret=environment.get(VARIABLE, ""),
    )


def _as_of(value: str | None) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"KSIGUNE_AS_OF is '{value}'; write a date as 2026-06-30") from error
