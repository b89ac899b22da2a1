"""Releases of the small package, signed and not, for the tests of this room."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from publish.proof.inputs import CodeRecord, Inputs, SnapshotRecord
from publish.proof.keys import KEY_VARIABLE, Signer, generate, signer_from
from publish.proof.seal import Proof
from publish.release import Release, release_package
from publish.site import Site
from tests.publish.small import CREATED, NO_PROFILE, SOURCES, default_rows, prepare

SITE = Site("https://data.example.org")
COMMIT = "7fd1a60b01f91b314f59955a4e4d4e80d8edf11d"
SNAPSHOTS = (
    SnapshotRecord(
        "landing/projects/2024-25/00aa/accepted.parquet",
        "1" * 64,
        "projects",
        "2026-08-31T10:00:00+00:00",
        "CC-BY-4.0",
        "KSIgune",
        "reported",
        rows=True,
    ),
    SnapshotRecord(
        "landing/organisations/00bb/accepted.parquet",
        "2" * 64,
        "organisations",
        "2026-09-01T06:30:00+00:00",
        "CC0-1.0",
        "European Commission",
        "published",
        rows=False,
        uri="https://example.org/x",
    ),
)
INPUTS = Inputs(date(2026, 6, 30), SNAPSHOTS, CodeRecord(COMMIT, True, None, "3" * 64))


def new_signer() -> tuple[Signer, str]:
    """A signer with a key of its own, and the text of its public key."""
    secret, public = generate()
    signer = signer_from({KEY_VARIABLE: secret})
    assert signer is not None
    return signer, public


def release_again(
    root: Path, rows: dict[str, list[dict[str, Any]]] | None = None, proof: Proof | None = None
) -> Release:
    """Releases the small package with these rows, as if a run had made them."""
    known = prepare(root, rows=rows)
    return release_package(
        known.packages["partnership"],
        known,
        root,
        CREATED,
        SOURCES,
        NO_PROFILE,
        SITE,
        proof or Proof(INPUTS),
    )


def later_rows() -> dict[str, list[dict[str, Any]]]:
    """The rows of the small package with one project more: a minor change."""
    rows = default_rows()
    rows["project"].append(
        {
            "academic_year": "2025-26",
            "project_id": "PRJ-0003",
            "organisation_id": "KSI-0001",
            "funding_eur": Decimal("99.00"),
            "places": 7,
        }
    )
    return rows
