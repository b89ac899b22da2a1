"""Writes the metadata files of a release: what each standard's module makes of the dossier."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from publish.changes.changelog import changelog
from publish.dossier import Dossier
from publish.metadata import citation, croissant, csvw, datacite, schema_org
from publish.metadata.dcat import write as dcat

WRITERS: tuple[Callable[[Dossier], Mapping[str, str]], ...] = (
    changelog,
    citation.render,
    schema_org.render,
    croissant.render,
    csvw.render,
    datacite.render,
    dcat.render,
)
"""One per standard; each gives path in the release folder -> text."""


def metadata_files(dossier: Dossier) -> dict[str, str]:
    """Every metadata file of a release: path -> text. Raises ValueError for a path made twice."""
    files: dict[str, str] = {}
    for writer in WRITERS:
        made = writer(dossier)
        if twice := sorted(set(made) & set(files)):
            raise ValueError(f"two metadata writers make {', '.join(twice)}")
        files |= made
    return files
