"""A release in the words of InvenioRDM's metadata, made from the release's own files."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from publish.site import Site
from publish.targets.parcel import Parcel

ISO_639_3 = {"eu": "eus", "es": "spa", "fr": "fra", "en": "eng"}
"""InvenioRDM's vocabulary of languages has three-letter codes."""


def record(parcel: Parcel, site: Site) -> dict[str, Any]:
    """The body of a draft: public, with files, and the metadata."""
    return {
        "access": {"record": "public", "files": "public"},
        "files": {"enabled": True},
        "metadata": metadata(parcel, site),
    }


def metadata(parcel: Parcel, site: Site) -> dict[str, Any]:
    """InvenioRDM's `metadata`: what the reference calls required, and all that is known.

    `identifiers` holds the release's own identifier: by it a later push finds the record again.
    """
    told = parcel.descriptor
    related = [
        _related(source["path"], "isderivedfrom")
        for source in told.get("sources", ())
        if str(source.get("path", "")).startswith(("http://", "https://"))
    ]
    if site.is_set:
        related.insert(0, _related(site.url(*parcel.place.split("/")), "isidenticalto"))
    made = {
        "resource_type": {"id": "dataset"},
        "title": told["title"],
        "additional_titles": _translations(told, "title", "title", "translated-title"),
        "description": _html(told["description"]),
        "additional_descriptions": _translations(told, "description", "description", "other"),
        "creators": [_creator(each) for each in told["contributors"]],
        "publisher": told["contributors"][0]["title"],
        "publication_date": told["created"][:10],
        "version": parcel.version,
        "languages": [{"id": ISO_639_3[x]} for x in told["languages"]],
        "rights": [{"id": each["name"].lower()} for each in told["licenses"]],
        "subjects": [{"subject": word} for word in told.get("keywords", ())],
        "identifiers": [{"identifier": told["id"], "scheme": "urn"}],
        "related_identifiers": list({each["identifier"]: each for each in related}.values()),
    }
    return {key: value for key, value in made.items() if value}


def identifiers(held: Mapping[str, Any]) -> list[str]:
    """The identifiers that a record or draft carries."""
    listed = held.get("metadata", {}).get("identifiers", ())
    return [each.get("identifier", "") for each in listed]


def _creator(contributor: Mapping[str, Any]) -> dict[str, Any]:
    name = contributor["title"]
    made: dict[str, Any] = {"person_or_org": {"type": "organizational", "name": name}}
    if organisation := contributor.get("organization"):
        made["affiliations"] = [{"name": organisation}]
    return made


def _translations(told: Mapping[str, Any], key: str, field: str, kind: str) -> list[dict[str, Any]]:
    return [
        {
            field: _html(text) if key == "description" else text,
            "type": {"id": kind},
            "lang": {"id": ISO_639_3[language]},
        }
        for language in told["languages"][1:]
        if (text := told.get(f"{key}@{language}"))
    ]


def _html(text: str) -> str:
    """A description is HTML there: signs of ours must not be read as marks."""
    return f"<p>{escape(text, quote=False)}</p>"


def _related(address: str, relation: str) -> dict[str, Any]:
    return {
        "identifier": address,
        "scheme": "url",
        "relation_type": {"id": relation},
        "resource_type": {"id": "dataset"},
    }
