"""A release as a CKAN dataset: what the portal is to hold, made from the release's own files."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from publish.dossier import form_of
from publish.package import CHECKSUMS, DESCRIPTOR
from publish.site import Site
from publish.targets.config import CkanSettings
from publish.targets.media import media_type
from publish.targets.parcel import PackedFile, Parcel

IDENTIFIER = "identifier"
LICENCES = {"CC-BY-4.0": "cc-by"}
"""SPDX identifier -> id in CKAN's own list of licences; CKAN's list knows no versions."""
SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
DATA = "data/"
_TAG_LENGTHS = range(2, 101)
_NOT_IN_A_TAG = re.compile(r"[^\w \-.]")
"""CKAN takes letters of every language, digits, space, `-`, `_` and `.` in a tag."""


def dataset(parcel: Parcel, settings: CkanSettings, site: Site) -> dict[str, Any]:
    """The dataset in CKAN's words, without resources.

    Extras bear the names that ckanext-dcat reads, so that a portal's own DCAT says the same.
    """
    told = parcel.descriptor
    record: dict[str, Any] = {
        "name": settings.prefix + parcel.package,
        "title": told["title"],
        "notes": told["description"],
        "version": parcel.version,
        "license_id": LICENCES.get(*[told["licenses"][0]["name"]] * 2),
        "owner_org": settings.organization,
        "private": False,
        "tags": [{"name": tag} for tag in tags(told.get("keywords", ()))],
    }
    if site.is_set:
        record["url"] = site.url(*parcel.place.split("/"))
    extras = _extras(parcel, site)
    if settings.translations == "fluent":
        record |= _fluent(told)
    else:
        extras |= {
            f"{field}_{language}": told[f"{key}@{language}"]
            for field, key in (("title", "title"), ("notes", "description"))
            for language in _others(told)
        }
    record["extras"] = [{"key": key, "value": extras[key]} for key in sorted(extras)]
    return record


def resources(parcel: Parcel, site: Site) -> list[dict[str, Any]]:
    """The data files and the descriptor as CKAN resources; `path` tells them apart for good."""
    described = {each["path"]: each for each in parcel.descriptor["resources"]}
    shown = [x for x in parcel.files if x.path.startswith(DATA) or x.path == DESCRIPTOR]
    return [_resource(file, described.get(file.path, {}), parcel, site) for file in shown]


def tags(keywords: Any) -> list[str]:
    """Keywords as CKAN takes them, sorted as CKAN sorts them; what is left too short is no tag."""
    cleaned = {" ".join(_NOT_IN_A_TAG.sub(" ", word).split()) for word in keywords}
    return sorted(tag for tag in cleaned if len(tag) in _TAG_LENGTHS)


def _extras(parcel: Parcel, site: Site) -> dict[str, str]:
    told = parcel.descriptor
    publishers = [c for c in told["contributors"] if "publisher" in c.get("roles", ())]
    extras = {
        IDENTIFIER: told["id"],
        "modified": told["created"],
        "language": json.dumps(list(told["languages"])),
        "conforms_to": json.dumps([told["$schema"]]),
        "license_url": told["licenses"][0]["path"],
        "sha256sums": parcel.file(CHECKSUMS).sha256,
    }
    if publishers:
        extras["publisher_name"] = publishers[0].get("organization") or publishers[0]["title"]
    if years := told.get("temporal", {}).get("academicYears"):
        extras["academic_years"] = json.dumps(years)
    if site.contact:
        extras["contact_uri"] = site.contact
    return extras


def _fluent(told: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of ckanext-fluent: language -> text."""
    names = {"title_translated": "title", "notes_translated": "description"}
    default = told["languages"][0]
    return {
        field: {default: told[key], **{x: told[f"{key}@{x}"] for x in _others(told)}}
        for field, key in names.items()
    }


def _others(told: Mapping[str, Any]) -> list[str]:
    """The languages beside the descriptor's own that it holds texts in."""
    return [x for x in told["languages"][1:] if f"title@{x}" in told]


def _resource(
    file: PackedFile, described: Mapping[str, Any], parcel: Parcel, site: Site
) -> dict[str, Any]:
    name = file.path.rpartition("/")[2]
    try:
        form = form_of(file.path).title
    except KeyError:
        form = name.rpartition(".")[2].upper()
    title = described.get("title")
    record = {
        "path": file.path,
        "name": f"{title} ({form})" if title else name,
        "description": described.get("description", ""),
        "format": form,
        "mimetype": media_type(file.path).partition(";")[0],
        "size": file.bytes,
        "hash": file.sha256,
        "hash_algorithm": SHA256,
    }
    if site.is_set:
        record["url"] = site.url(*parcel.place.split("/"), *file.path.split("/"))
    return record
