"""Whether everything that a run makes is made already, so that the run can end after the pulls."""

from __future__ import annotations

import schemas
from dagster_project import markers
from dagster_project.build import build_fingerprint
from dagster_project.settings import PROJECT, Settings
from publish.catalogue.build import INDEX
from publish.metadata.dcat.reading import CATALOGUE
from publish.open_tables import open_table_path

STAGE = "published"
ROOMS = ("schemas", "publish", "dagster_project")


def is_published(settings: Settings) -> bool:
    """True when the last complete run had the same inputs and all that it made is still there."""
    inputs = _inputs(settings)
    return markers.recall(settings.markers, STAGE, inputs) is not None and _is_there(settings)


def mark_published(settings: Settings) -> None:
    """Record that a run of everything has succeeded with the inputs as they are."""
    markers.complete(settings.markers, STAGE, _inputs(settings), "published")


def _inputs(settings: Settings) -> str:
    """What the published files follow from: the build, and the code and rules after it."""
    files = [
        path
        for room in ROOMS
        for path in (PROJECT / room).rglob("*")
        if path.suffix in (".py", ".yml")
    ]
    return markers.fingerprint(
        build_fingerprint(settings), markers.fingerprint_files(files, PROJECT)
    )


def _is_there(settings: Settings) -> bool:
    registry = schemas.load()
    made = [settings.observatory_db, settings.data_root / CATALOGUE / INDEX]
    made += [open_table_path(table, settings.open_tables) for table in registry.open]
    for package in registry.packages:
        latest = settings.data_root / "releases" / package / "latest"
        if not latest.is_file():
            return False
        version = latest.read_text(encoding="utf-8").strip()
        made.append(latest.parent / version / "datapackage.json")
    return all(path.is_file() for path in made)
