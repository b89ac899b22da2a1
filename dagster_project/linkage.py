"""The search for likely duplicates as a stage: done when the build changed, recalled else."""

from __future__ import annotations

from pathlib import Path

from dagster_project import markers
from dagster_project.build import build_fingerprint
from dagster_project.settings import PROJECT, Settings
from sources.linkage import propose_duplicates, read_candidates, write_proposals

STAGE = "duplicate_proposal"


def proposals_path(settings: Settings) -> Path:
    """Where the coordination finds the report. It names agents, so it is never published."""
    return settings.data_root / "quality" / f"{STAGE}.csv"


def propose_unless_unchanged(settings: Settings) -> int:
    """Writes the report of likely duplicates; returns how many there are. Merges nothing."""
    path = proposals_path(settings)
    code = markers.fingerprint_files([PROJECT / "sources" / "linkage.py"], PROJECT)
    inputs = markers.fingerprint(build_fingerprint(settings), code)
    known = markers.recall(settings.markers, STAGE, inputs)
    if known is not None and path.is_file():
        return int(known)
    markers.forget(settings.markers, STAGE)
    found = propose_duplicates(read_candidates(settings.build_db))
    write_proposals(found, path)
    markers.complete(settings.markers, STAGE, inputs, len(found))
    return len(found)
