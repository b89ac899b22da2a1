"""A small dossier with every form of file, and rdflib as the reader that knows nothing of us."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import rdflib

from publish.contents import Contents
from publish.dossier import DataFile, Dossier, Version, form_of
from publish.site import Site
from publish.standards import find
from tests.publish.small import CREATED, SOURCES, registry

SITE = Site(
    "https://data.example.org",
    "https://data.example.org/contact",
    "A16003011",
    "ask@example.org",
    "+34-943-000000",
)
FORMATS = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml"}
READINGS = ("dcat-ap-es", "dcat-ap", "data-gouv-fr")
DATASET = "https://data.example.org/releases/partnership"
EARLIER = Version("1.0.0", datetime(2026, 8, 1, tzinfo=UTC))
FILES = (
    ("data/organisation.csv", ("organisation",), None),
    ("data/organisation.parquet", ("organisation",), None),
    ("data/project.csv", ("project",), None),
    ("data/project.jsonstat.json", ("project",), None),
    ("data/partnership.eu.xlsx", ("organisation", "project"), "eu"),
    ("data/partnership.sqlite", ("organisation", "project"), None),
)


def dossier(site: Site = SITE, **more: Any) -> Dossier:
    """Version 1.1.0 of the small package, with a file of every form."""
    known = more.pop("registry", registry())
    package = known.packages["partnership"].model_copy(update=more.pop("package", {}))
    contents = Contents(
        package,
        tuple(known.open.values()),
        Path("none"),
        {},
        {},
        more.pop("synthetic", False),
        more.pop("years", ("2024-25", "2025-26")),
        more.pop("sources", SOURCES),
    )
    files = tuple(
        DataFile(path, _form(path), tables, 1000 + n, f"{n:064x}", f"{n:040x}", language)
        for n, (path, tables, language) in enumerate(FILES)
    )
    return Dossier(
        contents,
        known,
        site,
        more.pop("version", "1.1.0"),
        more.pop("created", CREATED),
        files,
        {},
        more.pop("changes", {"level": "minor", "previous": "1.0.0"}),
        more.pop("earlier", (EARLIER,)),
    )


def _form(path: str):
    name = path.rpartition("/")[2]
    return form_of("x." + name.split(".", 2)[2] if name.endswith(".eu.xlsx") else path)


def parsed(text: str, ending: str = "ttl") -> rdflib.Graph:
    """A graph as rdflib reads it."""
    return rdflib.Graph().parse(data=text, format=FORMATS[ending])


def standard(name: str, tmp: pytest.TempPathFactory) -> Path:
    """The folder of an official standard; without it the tests that need it are skipped."""
    found = find(name, tmp.getbasetemp() / "standards", os.environ)
    if found.path is None:
        pytest.skip(found.reason)
    return found.path
